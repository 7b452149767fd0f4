# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts the window in a process of its own and talks to it, see ``window_process``."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.demo.homeserver import PROJECT

Json = dict[str, Any]
PLATFORM = "BM_BENCH_PLATFORM"  # environment: Qt's platform, so that the windows can be shown (xcb)
_PATIENCE = 120.0


class Window:
    """``async with Window(profile) as window: ...``; leaving closes it in an orderly way."""

    def __init__(self, profile: Path, *, module: str = "window_process") -> None:
        self._profile = profile
        self._module = module
        self._process: Process
        self.started = 0.0

    async def __aenter__(self) -> Self:
        environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get(PLATFORM, "offscreen")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the packages ship byte code
        self.started = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"tests.bench.{self._module}",
            str(self._profile),
            stdin=PIPE,
            stdout=PIPE,
            cwd=PROJECT,
            env=environment,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        if self._process.returncode is None:
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), 30)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _line(self) -> Json:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), _PATIENCE)
        if not line:
            raise RuntimeError("the window ended")
        message: Json = json.loads(line)
        if "failed" in message:
            raise RuntimeError(f"the window failed: {message['failed']}")
        return message

    async def painted(self) -> Json:
        """Wait until the room list is painted with rooms in it; ``at``, ``cpu``, ``rss_mb`` and traffic of then."""
        while (message := await self._line()).get("event") != "painted":
            pass
        return message

    async def __call__(self, cmd: str, **arguments: Any) -> Any:
        """Run a command, give its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"cmd": cmd, **arguments}).encode() + b"\n")
        while "answer" not in (message := await self._line()):
            pass
        return message["answer"]
