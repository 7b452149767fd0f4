# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the button of the sign-in page to a painted room list, and the bytes that took.

The floor is the same conversation with the server and nothing else: sign in, one sliding-sync request, JSON parsed.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from tests.bench.measure import Plan, in_turns_async
from tests.bench.raw_client import RawClient
from tests.bench.report import Figure, Result, Target
from tests.bench.seeding import OWNER, PASSWORD
from tests.bench.window import Window

TITLE = "Sign-in, account of 300 rooms"


async def run(plan: Plan, folder: Path, server: str) -> Result:
    """Every round is a new device with a new profile."""
    seen: list[dict[str, float]] = []

    async def window(number: int) -> float:
        async with Window(folder / f"sign-in-{number}") as process:
            await process("usage")  # the page is there
            pressed = await process("sign_in", server=server, user=OWNER, password=PASSWORD)
            painted = await process.painted()
            seen.append(painted)
            return float(painted["at"]) - float(pressed)

    sizes: list[int] = []

    async def raw(_: int) -> float:
        started = time.monotonic()
        async with RawClient(server) as client:
            await client.first_rooms()
            sizes.append(client.bytes)
        return time.monotonic() - started

    await raw(-1)  # the server reads its database
    sizes.clear()
    seconds = await in_turns_async(plan.rounds(5), {"window": window, "raw": raw})
    megabytes = statistics.median(painted["sync_bytes"] for painted in seen) / 1e6
    return Result(
        TITLE,
        [
            Figure("painted room list", seconds["window"], "s", seconds["raw"], "HTTP + JSON", Target(1.0)),
            Figure("bytes of sync until then", megabytes, "MB", statistics.median(sizes) / 1e6, "HTTP", Target(0.5)),
            Figure("requests until then", statistics.median(painted["requests"] for painted in seen), ""),
        ],
    )
