# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first sync of a 300-room account, on both transports, until all rooms are in the store.

The floor makes the same requests and parses the answers. The homeserver's own work is in both, and is most of it.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from tests.bench.measure import Plan, in_turns_async
from tests.bench.profile import close_account, open_account
from tests.bench.raw_client import RawClient
from tests.bench.report import Figure, Result
from tests.bench.seeding import OWNER, PASSWORD
from tests.driver.measure import Heartbeat

TITLE = "First sync of a 300-room account, all rooms"


async def run(plan: Plan, folder: Path, server: str, rooms: int) -> Result:
    """The account without a window, each time as a new device."""
    stalls: dict[bool, list[float]] = {False: [], True: []}
    sizes: dict[bool, list[float]] = {False: [], True: []}
    first: list[float] = []

    async def ours(number: int, *, classic: bool) -> float:
        account = await open_account(folder / f"first-{classic}-{number}", server, OWNER, PASSWORD)
        account.classic = classic
        heartbeat = Heartbeat()
        heartbeat.start()
        started = time.monotonic()
        await account.start()
        await account.synced()
        first.append(time.monotonic() - started)
        while len(account.rooms.items) < rooms:
            await asyncio.sleep(0.005)
            account.rooms.flush()
        spent = time.monotonic() - started
        heartbeat.stop()
        stalls[classic].append(heartbeat.figures()["max"])
        sizes[classic].append(account.traffic["sync_bytes"] / 1e6)
        await close_account(account)
        return spent

    async def raw(*, classic: bool) -> float:
        async with RawClient(server) as client:
            started = time.monotonic()
            await (client.classic() if classic else client.all_rooms(rooms))
            return time.monotonic() - started

    for classic in (False, True):
        await raw(classic=classic)  # the server reads its database, we import what is needed
    seconds = await in_turns_async(
        plan.rounds(5),
        {
            "sliding": lambda number: ours(number, classic=False),
            "raw sliding": lambda _: raw(classic=False),
            "classic": lambda number: ours(number, classic=True),
            "raw classic": lambda _: raw(classic=True),
        },
    )
    figures = []
    for name, classic in (("sliding", False), ("classic", True)):
        figures += [
            Figure(f"{name} sync", seconds[name], "s", seconds[f"raw {name}"], "HTTP + JSON"),
            Figure(f"{name} sync: bytes", statistics.median(sizes[classic]), "MB"),
            Figure(f"{name} sync: longest stall of the loop", statistics.median(stalls[classic]), "ms"),
        ]
    return Result(TITLE, figures)
