# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first message into a room of 51 people with 1,000 devices, through a whole account and a real homeserver.

Device lists, claims and the key for each device, then the message. The floor is the time the requests take.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import aiohttp
import orjson

from app.account import Account
from app.demo.homeserver import Homeserver
from crypto.types import Json, OutgoingRequest
from tests.bench.account_m import seeded_server
from tests.bench.bystander import Bystander
from tests.bench.measure import Plan
from tests.bench.profile import close_account, open_account
from tests.bench.report import Figure, Result, Target, stall_figures
from tests.bench.seeding import OWNER, PASSWORD
from tests.driver.measure import Heartbeat
from tests.support.raw_peer import RawPeer

TITLE = "A room key for 1,000 devices: the account"
_USERS, _PER_USER = 50, 20


async def run(plan: Plan) -> Result:
    """Every round begins with the server as it was filled: one-time keys are used up."""
    rounds = [await asyncio.to_thread(_round) for _ in range(plan.rounds(3))]
    median = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    return Result(
        TITLE,
        [
            Figure(
                "after the claims, until the message is sent",
                median["share"],
                "s",
                median["http"],
                "the requests",
                Target(3),
            ),
            Figure("all of it", median["all"], "s"),
            *stall_figures(
                "stall of the loop", median, {"p99": median["floor p99"], "max": median["floor max"]}, longest=50
            ),
        ],
    )


def _round() -> dict[str, float]:
    with seeded_server(f"devices-{_USERS}-{_PER_USER}", _fill) as (server, facts):
        return asyncio.run(_send(server, str(facts["room"])))


async def _send(server: Homeserver, room: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        account = await open_account(Path(name) / "profile", server.url, OWNER, PASSWORD)
        try:
            await account.start()
            await account.synced()
            while account.rooms.get(room) is None:
                await asyncio.sleep(0.02)
                account.rooms.flush()
            log = _watch(account)
            heartbeat = Heartbeat()
            async with Bystander() as floor:
                heartbeat.start()
                started = time.monotonic()
                await account.result(await account.send_message(room, "Guten Morgen allerseits"))
                ended = time.monotonic()
                heartbeat.stop()
        finally:
            await close_account(account)
    claimed = max(at for lane, at, _ in log if lane == "claim")
    http = sum(seconds for lane, _, seconds in log if lane == "to_device")
    beside = {f"floor {name}": value for name, value in floor.figures.items()}
    return {"share": ended - claimed, "http": http, "all": ended - started, **heartbeat.figures(), **beside}


def _watch(account: Account) -> list[tuple[str, float, float]]:
    """(lane, when it was answered, seconds) of each request of the engine from now on."""
    log: list[tuple[str, float, float]] = []
    lanes = account._encryption._lanes
    once: Callable[[OutgoingRequest], Awaitable[None]] = lanes._once

    async def watched(request: OutgoingRequest) -> None:
        started = time.monotonic()
        await once(request)
        log.append((request.lane, time.monotonic(), time.monotonic() - started))

    lanes._once = watched  # type: ignore[method-assign]
    return log


# -- the server --------------------------------------------------------------------------------------------------------


def _fill(server: Homeserver) -> Json:
    for name in (OWNER, *(f"d{number:02}" for number in range(_USERS))):
        server.register(name, PASSWORD)
    return {"room": asyncio.run(_fill_devices(server))}


async def _fill_devices(server: Homeserver) -> str:
    gate = asyncio.Semaphore(8)
    async with aiohttp.ClientSession(server.url) as session:

        async def ask(path: str, body: Json, token: str = "") -> Json:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with gate, session.post(path, data=orjson.dumps(body), headers=headers) as response:
                answer: Json = orjson.loads(await response.read())
            assert response.status == 200, answer
            return answer

        async def device(user: int) -> str:
            identifier = {"type": "m.id.user", "user": f"d{user:02}"}
            login = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD}
            answer = await ask("/_matrix/client/v3/login", login)
            peer = RawPeer(answer["user_id"], answer["device_id"])
            keys = {"device_keys": peer.device_keys(), "one_time_keys": peer.one_time_key()}
            await ask("/_matrix/client/v3/keys/upload", keys, answer["access_token"])
            return str(answer["access_token"])

        owner = (await asyncio.to_thread(server.login, OWNER, PASSWORD))["access_token"]
        encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        body = {"preset": "public_chat", "name": "Alle", "initial_state": [encryption]}
        room = str((await ask("/_matrix/client/v3/createRoom", body, str(owner)))["room_id"])
        tokens = await asyncio.gather(*(device(number % _USERS) for number in range(_USERS * _PER_USER)))
        await asyncio.gather(*(ask(f"/_matrix/client/v3/join/{quote(room)}", {}, token) for token in tokens[:_USERS]))
    return room
