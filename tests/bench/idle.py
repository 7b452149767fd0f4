# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the program costs while nothing happens: signed in, connected, a room open."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target
from tests.bench.window import Window

TITLE = "Doing nothing, connected"
_SETTLE = 8.0  # seconds until what follows a start is over


async def run(plan: Plan, profile: Path, room: str) -> Result:
    """One minute (quick: ten seconds)."""
    async with Window(profile) as window:
        start = await window.painted()
        await window("online")
        await window("open", room=room)
        await asyncio.sleep(_SETTLE)
        before = await window("usage")
        await asyncio.sleep(10 if plan.quick else 60)
        after = await window("usage")
    minutes = (after["at"] - before["at"]) / 60
    return Result(
        TITLE,
        [
            Figure("CPU a minute", (after["cpu"] - before["cpu"]) / minutes, "s", target=Target(0.1)),
            Figure("requests a minute", (after["requests"] - before["requests"]) / minutes, ""),
            Figure("resident memory after that", after["rss_mb"], "MB", start["rss_mb"], "at the start", Target(150)),
        ],
    )
