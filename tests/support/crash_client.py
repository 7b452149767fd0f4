# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our client, killed again and again: by us (``kill``), or by itself at a point of ``tests.crash.crashing``."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

from app.demo.homeserver import PROJECT
from tests.support.client import _LINE_LIMIT, Client, ClientError
from tests.support.raw_client import Target


class CrashClient(Client):
    """``environment`` is added to that of the tests."""

    def __init__(self, profile: Path, *, classic: bool = False, environment: dict[str, str] | None = None) -> None:
        super().__init__(profile, classic=classic)
        self._environment = environment or {}
        self._point: str | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def crash_at(self, point: str | None) -> None:
        """The next process kills itself there."""
        self._point = point

    async def launch(self) -> None:
        program = ["tests.driver"] if self._point is None else ["tests.crash.crashing", self._point]
        command = [sys.executable, "-m", *program, "--profile", str(self.profile)]
        if self._classic:
            command.append("--classic")
        self.events.clear()
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=_LINE_LIMIT, cwd=PROJECT, env=os.environ | self._environment
        )
        self._reader = asyncio.create_task(self._read(self._process))

    async def died(self, timeout: float = 30.0) -> None:
        """Wait until the process has killed itself."""
        assert self._process is not None
        status = await asyncio.wait_for(self._process.wait(), timeout)
        await self._ended()
        assert status == -signal.SIGKILL, f"the client ended with status {status}"

    async def go_online(self) -> None:
        """Start the process on the profile and let it connect, without waiting for that. It may die on the way."""
        try:
            await self.launch()
            await self.call("restore")
            await self.call("sync_start", wait=False)
        except (ClientError, BrokenPipeError, ConnectionResetError):
            if self._point is None:
                raise

    async def call_until_death(self, cmd: str, **arguments: Any) -> None:
        """A command after which the process may kill itself before it answers."""
        with contextlib.suppress(ClientError, BrokenPipeError, ConnectionResetError):
            await self.call(cmd, **arguments)

    async def target(self) -> Target:
        """This device, for those who write to it."""
        answer = await self.call("whoami")
        return Target(answer["user_id"], answer["device_id"], answer["ed25519"], answer["curve25519"])

    async def link(self, link: str, problem: str | None = None, *, timeout: float = 30.0) -> None:
        """Until the connection is in this state."""
        async with asyncio.timeout(timeout):
            while True:
                status = await self.call("sync_status")
                if status["link"] == link and (problem is None or status["problem"] == problem):
                    return
                await asyncio.sleep(0.03)
