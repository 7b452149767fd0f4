# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How fluent the window stays while 200 messages a second arrive in the room on screen.

No real homeserver of this size takes messages that fast, so a scripted one says them: twenty answers a second with
ten messages each, as one with many clients would put them together.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from crypto.types import Json
from tests.bench.bystander import Bystander
from tests.bench.measure import Plan
from tests.bench.profile import make_profile
from tests.bench.report import Figure, Result, stall_figures
from tests.bench.window import Window
from tests.support.evil_homeserver import EvilHomeserver
from tests.support.evil_sync import Room
from tests.support.raw_peer import RawPeer

TITLE = "200 messages a second into the open room"
_RATE, _EACH = 200, 10
_SENDER = "@bob:evil.test"
_ROOMS = 40


async def run(plan: Plan) -> Result:
    """Ten seconds each, plain and encrypted; ``quick``: three."""
    figures: list[Figure] = []
    seconds = 3 if plan.quick else 10
    for kind in ("plain", "encrypted"):
        with EvilHomeserver() as server, tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
            figures += await _listen(server, Path(name) / "profile", kind, seconds)
    return Result(TITLE, figures)


async def _listen(server: EvilHomeserver, profile: Path, kind: str, seconds: int) -> list[Figure]:
    peer = RawPeer(_SENDER)
    rooms = [
        server.create_room({_SENDER: "join"}, encrypted=kind == "encrypted", name=f"Raum {number}")
        for number in range(_ROOMS)
    ]
    for room in rooms:
        server.sync(rooms={room: server.say(_SENDER, "Guten Morgen")})
    keys = [{"room_id": rooms[0], "user_id": _SENDER, "session_key": peer.room_key(rooms[0])["session_key"]}]
    await make_profile(profile, server.url, "anna", "secret", rooms=_ROOMS, keys=keys)

    def event(number: int) -> Json:
        body = f"Nachricht {number}: die Unterlagen liegen bereit."
        if kind == "plain":
            return server.message(_SENDER, body)
        sent = peer.room_event(rooms[0], body)
        sent["origin_server_ts"] = int(time.time() * 1000)
        return sent

    async with Window(profile) as window:
        await window.painted()
        await window("online")
        await window("open", room=rooms[0])
        await asyncio.sleep(3)
        before = await window("usage")
        async with Bystander() as floor:
            await window("beat")
            started = time.monotonic()
            count = _RATE * seconds
            for first in range(0, count, _EACH):
                batch = [event(number) for number in range(first, first + _EACH)]
                await asyncio.sleep(started + first / _RATE - time.monotonic())
                server.sync(rooms={rooms[0]: Room(timeline=batch)})
            said = time.monotonic()
            shown = await window("wait_text", text=f"Nachricht {count - 1}:")
            stalls = await window("stalls")
        after = await window("usage")
    return [
        *stall_figures(f"{kind}: stall of the window", stalls, floor.figures, p99=50),
        Figure(f"{kind}: lag of the last message", max(0.0, shown - said), "s"),
        Figure(
            f"{kind}: CPU of the program", (after["cpu"] - before["cpu"]) / (after["at"] - before["at"]), "s a second"
        ),
    ]
