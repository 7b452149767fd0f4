# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the start of the process to a painted room list, with an account of 300 rooms on disk and no network."""

from __future__ import annotations

import contextlib
import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from app.demo.homeserver import PROJECT
from tests.bench.measure import Plan, in_turns_async
from tests.bench.report import Figure, Result, Target
from tests.bench.window import Window

TITLE = "Start with an account of 300 rooms on disk"


async def run(plan: Plan, profile: Path) -> Result:
    """Warm: right after another start. Cold: the files of program and profile dropped from the page cache."""
    usage: dict[str, list[dict[str, float]]] = {"window_process": [], "empty_window": []}

    async def start(module: str) -> float:
        async with Window(profile, module=module) as window:
            painted = await window.painted()
            usage[module].append({"cpu": painted["cpu"], "rss_mb": painted["rss_mb"]})
            return float(painted["at"]) - window.started

    for module in usage:
        await start(module)  # what was never read is read now
        usage[module].clear()
    warm = await in_turns_async(
        plan.rounds(9), {"ours": lambda _: start("window_process"), "empty": lambda _: start("empty_window")}
    )
    median = {
        module: {name: statistics.median(value[name] for value in values) for name in values[0]}
        for module, values in usage.items()
    }
    ours, floor = median["window_process"], median["empty_window"]

    async def cold(module: str) -> float:
        _forget_files(profile)
        return await start(module)

    chilled = await in_turns_async(
        plan.rounds(3), {"ours": lambda _: cold("window_process"), "empty": lambda _: cold("empty_window")}
    )
    return Result(
        TITLE,
        [
            Figure("painted room list, warm", warm["ours"], "s", warm["empty"], "empty Qt window", Target(0.7)),
            Figure("CPU of that", ours["cpu"], "s", floor["cpu"], "empty Qt window", Target(0.6)),
            Figure("resident memory then", ours["rss_mb"], "MB", floor["rss_mb"], "empty Qt window", Target(150)),
            Figure("painted room list, cold", chilled["ours"], "s", chilled["empty"], "empty Qt window"),
        ],
    )


def _forget_files(profile: Path) -> None:
    """Drop our files, Python's and Qt's from the page cache; those that running programs map stay."""
    environment = Path(os.__file__).parent
    for folder in (profile, PROJECT / "app", PROJECT / "ui", PROJECT / "crypto", PROJECT / ".venv", environment):
        for path in _files(folder):
            with contextlib.suppress(OSError):
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                finally:
                    os.close(descriptor)


def _files(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names)
