# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""500 messages into the room on screen, from a real homeserver, as fast as it takes them: CPU, lag, stalls.

CPU is measured without the heartbeat, which has a price of its own; stalls in a second pass with it.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from urllib.parse import quote

import aiohttp
import orjson
import vodozemac

from app.demo.homeserver import Homeserver
from crypto.types import Json
from tests.bench.bystander import Bystander
from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target, stall_figures
from tests.bench.seeding import PASSWORD, PICKLE_KEY, Seeded, megolm_content
from tests.bench.window import Window

TITLE = "500 messages into the open room"
_AT_ONCE = 8


class Sender:
    """Somebody in the room, with plain requests."""

    def __init__(self, homeserver: Homeserver, facts: Seeded, encrypted: bool) -> None:
        self._homeserver = homeserver
        self._room = facts.encrypted_room if encrypted else facts.plain_room
        self._group = vodozemac.GroupSession.from_pickle(facts.group, PICKLE_KEY) if encrypted else None
        self._token = str(homeserver.login(facts.sender, PASSWORD)["access_token"])

    async def send(self, count: int, mark: str) -> tuple[float, float]:
        """Gives when the first one was sent and when the server had the last one, whose text ends with ``mark``."""
        headers = {"Authorization": f"Bearer {self._token}"}
        async with aiohttp.ClientSession(self._homeserver.url, headers=headers) as session:
            started = time.monotonic()
            for start in range(0, count - 1, _AT_ONCE):
                numbers = range(start, min(start + _AT_ONCE, count - 1))
                await asyncio.gather(
                    *(self._put(session, f"{mark}-{number}", "Kurz vor der Sitzung.") for number in numbers)
                )
            await self._put(session, f"{mark}-last", f"Ende {mark}")
            return started, time.monotonic()

    async def _put(self, session: aiohttp.ClientSession, txn_id: str, body: str) -> None:
        content: Json = {"msgtype": "m.text", "body": f"{body} {txn_id}"}
        kind = "m.room.message"
        if self._group is not None:
            kind, content = "m.room.encrypted", megolm_content(self._group, self._room, content)
        path = f"/_matrix/client/v3/rooms/{quote(self._room)}/send/{kind}/{txn_id}"
        async with session.put(path, data=orjson.dumps(content)) as response:
            assert response.status == 200, await response.text()


async def run(plan: Plan, profile: Path, homeserver: Homeserver, facts: Seeded) -> Result:
    """Plain and encrypted, one after the other in one window."""
    count = plan.amount(500)
    figures: list[Figure] = []
    async with Window(profile) as window:
        await window.painted()
        await window("online")
        for kind, room in (("plain", facts.plain_room), ("encrypted", facts.encrypted_room)):
            sender = Sender(homeserver, facts, kind == "encrypted")
            await window("open", room=room)
            await asyncio.sleep(3)
            before = await window("usage")
            _, sent = await sender.send(count, f"{kind}-cpu")
            shown = await window("wait_text", text=f"Ende {kind}-cpu")
            await asyncio.sleep(1)
            after = await window("usage")
            figures += [
                Figure(f"{kind}: CPU of the program", after["cpu"] - before["cpu"], "s", target=Target(4)),
                Figure(f"{kind}: lag behind the sender at the end", shown - sent, "s", target=Target(0.3)),
            ]
            async with Bystander() as floor:
                await window("beat")
                started, sent = await sender.send(count, f"{kind}-stalls")
                await window("wait_text", text=f"Ende {kind}-stalls")
                stalls = await window("stalls")
            figures += [
                *stall_figures(f"{kind}: stall of the window", stalls, floor.figures, longest=50),
                Figure(f"{kind}: rate the server took them at", count / (sent - started), "messages/s"),
            ]
    return Result(TITLE, figures)
