# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The floor of every stall: an event loop with nothing to do, in another process, at the same time.

On a busy machine a process that is ready to run waits for its turn; that is not the program's doing.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Self

from app.demo.homeserver import PROJECT
from tests.driver.measure import Heartbeat


class Bystander:
    """``async with Bystander() as floor: ...``; afterwards ``floor.figures`` are milliseconds: p50, p99, max."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}
        self._process: Process

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "tests.bench.bystander")
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=PROJECT)
        assert self._process.stdout is not None
        await self._process.stdout.readline()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        answer, _ = await self._process.communicate(b"")
        self.figures = json.loads(answer)


async def _beat() -> None:
    loop = asyncio.get_running_loop()
    heartbeat = Heartbeat()
    print("ready", flush=True)
    heartbeat.start()
    ended = asyncio.Event()
    loop.add_reader(0, ended.set)
    await ended.wait()
    heartbeat.stop()
    print(json.dumps(heartbeat.figures()), flush=True)


if __name__ == "__main__":
    asyncio.run(_beat())
