# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the program costs while nothing happens: connected, a room open; and how fluent it was on the way there."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.bystander import Bystander
from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target, stall_figures
from tests.bench.window import Window

TITLE = "Going online, and doing nothing"
_SETTLE = 8.0  # seconds until what follows a start is over


async def run(plan: Plan, profile: Path, room: str) -> Result:
    """One minute (quick: ten seconds)."""
    async with Window(profile) as window:
        start = await window.painted()
        async with Bystander() as floor:
            await window("beat")
            await window("online")
            await window("open", room=room)
            await asyncio.sleep(_SETTLE)
            stalls = await window("stalls")
        before = await window("usage")
        await asyncio.sleep(10 if plan.quick else 60)
        after = await window("usage")
    minutes = (after["at"] - before["at"]) / 60
    return Result(
        TITLE,
        [
            *stall_figures(
                "stall of the window, from its first picture until everything is quiet", stalls, floor.figures
            ),
            Figure("CPU a minute", (after["cpu"] - before["cpu"]) / minutes, "s", target=Target(0.1)),
            Figure("requests a minute", (after["requests"] - before["requests"]) / minutes, ""),
            Figure("resident memory after that", after["rss_mb"], "MB", start["rss_mb"], "at the start", Target(150)),
        ],
    )
