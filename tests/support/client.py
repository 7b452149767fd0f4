# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our client in a process of its own, through the driver: what a person does, and what they see.

The commands are those of ``tests.driver``. The fixture ``start_client`` signs a user in and starts the sync:

    async def test_hello(homeserver: Homeserver, start_client: StartClient) -> None:
        anna = await start_client(new_user(homeserver, "anna"))
        room = await anna.create_room(invite=[jonas.user_id])
        await anna.send(room, "Guten Morgen")
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from app.demo.homeserver import PROJECT
from tests.support.synapse import User

Json = dict[str, Any]
StartClient = Callable[..., Awaitable["Client"]]
_LINE_LIMIT = 64 * 1024 * 1024
_SETTLE = 0.05  # seconds between two looks
PYTHON = "BM_CLIENT_PYTHON"  # environment: what runs the client instead of this Python, e.g. "wine python.exe"


class ClientError(Exception):
    """A command was refused; the text is the driver's."""


class Client:
    """One profile. The process can be stopped, killed and started again; the profile stays."""

    def __init__(
        self, profile: Path, *, classic: bool = False, module: str = "tests.driver", options: Sequence[str] = ()
    ) -> None:
        self.profile = profile
        self.user_id = ""
        self.device_id = ""
        self.events: list[Json] = []
        self.log = "WARNING"  # how much the next process logs, to standard error
        self._classic = classic
        self._command = ["-m", module, *options]
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._count = 0

    # -- the process ---------------------------------------------------------------------------------------------

    async def launch(self) -> None:
        """Start the process on the profile; nobody is signed in yet, or restored."""
        python = shlex.split(os.environ.get(PYTHON, "")) or [sys.executable]
        command = [*python, *self._command, "--profile", str(self.profile), "--log-level", self.log]
        if self._classic:
            command.append("--classic")
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=_LINE_LIMIT, cwd=PROJECT, env=dict(os.environ)
        )
        self._reader = asyncio.create_task(self._read(self._process))

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    async def call(self, cmd: str, /, *, call_timeout: float = 120, **arguments: Any) -> Any:
        """Run one command and give its result; raises ClientError if it is refused."""
        if self._process is None or self._process.stdin is None or self._reader is None or self._reader.done():
            raise ClientError("the client is not running")
        self._count += 1
        number = self._count
        reply = self._pending[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"id": number, "cmd": cmd, "args": arguments}).encode() + b"\n")
        try:
            await self._process.stdin.drain()
            return await asyncio.wait_for(reply, call_timeout)
        finally:
            self._pending.pop(number, None)

    async def close(self) -> None:
        """End in an orderly way."""
        if self._process is not None and self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), 30)
            except TimeoutError:
                self._process.kill()
                raise
        await self._ended()

    async def kill(self) -> None:
        """kill -9: whatever is not on disk is lost."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self._ended()

    async def _ended(self) -> None:
        if self._process is not None:
            await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                message = json.loads(line)
                if "event" in message:
                    self.events.append(message)
                elif (reply := self._pending.get(message["id"])) is not None and not reply.done():
                    if message["ok"]:
                        reply.set_result(message["result"])
                    else:
                        reply.set_exception(ClientError(message["error"]))
        finally:
            for reply in self._pending.values():
                if not reply.done():
                    reply.set_exception(ClientError("the client ended"))

    # -- what stories need ---------------------------------------------------------------------------------------

    async def sign_in(self, user: User, *, sync: bool = True) -> None:
        """As a new device."""
        await self.call("login", homeserver=user.homeserver, user=user.localpart, password=user.password)
        await self._whoami()
        if sync:
            await self.call("sync_start")

    async def restore(self, *, sync: bool = True) -> None:
        """Start the process again on the same profile."""
        await self.launch()
        await self.call("restore")
        await self._whoami()
        if sync:
            await self.call("sync_start")

    async def _whoami(self) -> None:
        answer = await self.call("whoami")
        self.user_id, self.device_id = str(answer["user_id"]), str(answer["device_id"])

    async def create_room(
        self, *, invite: Sequence[str] = (), encrypted: bool = True, name: str = "", **options: Any
    ) -> str:
        answer = await self.call("create_room", invite=list(invite), encrypted=encrypted, name=name, **options)
        return str(answer["room_id"])

    async def room(self, room: str) -> Json | None:
        """The row of the room in the list."""
        return next((one for one in await self.call("rooms") if one["room_id"] == room), None)

    async def wait_room(self, room: str, membership: str, *, timeout: float = 30) -> Json:
        """Until the room is in the list with this membership."""
        async with asyncio.timeout(timeout):
            while True:
                found = await self.room(room)
                if found is not None and found["membership"] == membership:
                    return found
                await asyncio.sleep(_SETTLE)

    async def join(self, room: str) -> None:
        """Accept the invitation, once it is there."""
        await self.wait_room(room, "invite")
        await self.call("join", room=room)
        await self.wait_room(room, "join")

    async def wait_member(self, room: str, user_id: str, membership: str = "join", *, timeout: float = 30) -> None:
        """Until this client has seen the user's membership."""
        async with asyncio.timeout(timeout):
            while True:
                members = await self.call("members", room=room)
                if any(one["user_id"] == user_id and one["membership"] == membership for one in members):
                    return
                await asyncio.sleep(_SETTLE)

    async def send(self, room: str, text: str) -> str:
        """Gives the event id."""
        return str((await self.call("send", room=room, text=text))["event_id"])

    async def timeline(self, room: str, limit: int = 5000) -> list[Json]:
        """The rows that are loaded, oldest first."""
        return list(await self.call("timeline", room=room, limit=limit))

    async def messages(self, room: str) -> list[Json]:
        """The rows people wrote, without joins, names and the like."""
        return [row for row in await self.timeline(room) if row["kind"] != "state"]

    async def all_messages(self, room: str) -> list[Json]:
        """Scroll back to the beginning, and give what people wrote."""
        while True:
            before = await self.call("back", room=room, count=200)
            if before["at_start"]:
                return await self.messages(room)

    async def wait_text(self, room: str, text: str, *, timeout: float = 30) -> Json:
        """The row with this text in it, decrypted."""
        return dict(await self.call("wait_event", call_timeout=timeout + 10, room=room, text=text, timeout=timeout))

    async def wait_row(
        self, room: str, fits: Callable[[Json], bool], *, what: str = "a row", timeout: float = 30
    ) -> Json:
        """The newest row that fits, once there is one."""
        rows: list[Json] = []
        try:
            async with asyncio.timeout(timeout):
                while True:
                    rows = await self.timeline(room)
                    for row in reversed(rows):
                        if fits(row):
                            return row
                    await asyncio.sleep(_SETTLE)
        except TimeoutError:
            raise AssertionError(f"{what} did not come; last rows: {rows[-3:]}") from None
