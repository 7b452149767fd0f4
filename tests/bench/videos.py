# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A video in the window: how smooth it is, what it costs, and whether the window still answers."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE

from app.demo.homeserver import PROJECT
from tests.bench.bystander import Bystander
from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target, stall_figures

TITLE = "A video of 1920 x 1080, 30 frames a second, in the window"
_SECONDS = 20


async def run(plan: Plan) -> Result:
    """In real time."""
    arguments = (str(plan.amount(_SECONDS)), "1920", "1080")
    async with Bystander() as floor:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.videos_process", *arguments),
            stdout=PIPE,
            cwd=PROJECT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        answer, _ = await process.communicate()
    found = json.loads(answer.splitlines()[-1])
    return Result(
        TITLE,
        [
            Figure("until the first frame", found["first"], "s"),
            Figure("frames shown a second", found["frames"], "", 30.0, "of the file"),
            Figure("CPU of the window", found["cpu"], "%"),
            Figure("CPU of the decoder", found["decoder_cpu"], "%"),
            Figure("resident memory of the window", found["rss_mb"], "MB"),
            Figure("resident memory of the decoder", found["decoder_rss_mb"], "MB", target=Target(400)),
            *stall_figures("late", found["stalls"], floor.figures, p99=50.0),
        ],
    )
