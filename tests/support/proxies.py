# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proxies on this machine that really forward: CONNECT with several ways to sign in, SOCKS 5 and 4a.

Names are not resolved: whatever host is asked for, the connection goes to ``target`` on this machine; ``asked`` says
which it was.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Acceptor = Callable[[], Any]
"""Makes a server side of pyspnego for one connection."""


@dataclass
class Proxy:
    """``basic``: (user, password); ``acceptors``: by scheme (NTLM, Negotiate); ``closes``: hangs up after each 407 that
    does not belong to signing in; ``status``: what it answers to everybody; ``target``: host and port."""

    target: tuple[str, int]
    basic: tuple[str, str] | None = None
    acceptors: dict[str, Acceptor] = field(default_factory=dict)
    closes: bool = False
    status: int = 200
    chunked: bool = False
    tls: ssl.SSLContext | None = None
    socks: bool = False
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        scheme = "socks5" if self.socks else "https" if self.tls is not None else "http"
        return f"{scheme}://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            if await (self._socks(reader, writer) if self.socks else self._connect(reader, writer)):
                await self._forward(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    # -- CONNECT

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        acceptor: tuple[str, Any] | None = None
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            method, target, _ = head.split("\r\n")[0].split(" ")
            assert method == "CONNECT"
            self.asked.append(target)
            if self.status != 200:
                writer.write(f"HTTP/1.1 {self.status} No\r\nContent-Length: 0\r\n\r\n".encode())
                return False
            if self.basic is None and not self.acceptors:
                break
            given = next((line.partition(": ")[2] for line in head.split("\r\n") if "roxy-Auth" in line), "")
            scheme, _, token = given.partition(" ")
            if scheme == "Basic" and self.basic is not None:
                if base64.b64decode(token).decode() == ":".join(self.basic):
                    break
            elif scheme in self.acceptors:
                if acceptor is None or acceptor[0] != scheme:
                    acceptor = (scheme, self.acceptors[scheme]())
                try:
                    out = acceptor[1].step(base64.b64decode(token))
                except Exception:  # whatever it dislikes, nobody is let in
                    out, acceptor = None, None
                if acceptor is not None and acceptor[1].complete:
                    break
                if out:
                    await self._refuse(writer, [f"{scheme} {base64.b64encode(out).decode()}"])
                    continue
            await self._refuse(
                writer, [*self.acceptors, *(['Basic realm="a, b"'] if self.basic is not None else [])], end=self.closes
            )
            if self.closes:
                return False
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return True

    async def _refuse(self, writer: asyncio.StreamWriter, offers: list[str], *, end: bool = False) -> None:
        lines = ["HTTP/1.1 407 Proxy Authentication Required", *(f"Proxy-Authenticate: {offer}" for offer in offers)]
        lines.append("Connection: close" if end else "Proxy-Connection: keep-alive")
        if self.chunked:
            lines += ["Transfer-Encoding: chunked", "", "5", "<html", "1;x=y", ">", "0", "", ""]
        else:
            lines += ["Content-Length: 6", "", "<html>"]
        writer.write("\r\n".join(lines).encode())
        await writer.drain()

    # -- SOCKS

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        (version,) = await reader.readexactly(1)
        if version == 4:
            _, port, _ = struct.unpack(">BHI", await reader.readexactly(7))
            await reader.readuntil(b"\0")
            name = (await reader.readuntil(b"\0"))[:-1].decode()
            self.asked.append(f"{name}:{port}")
            writer.write(b"\x00\x5a" + bytes(6) if self.status == 200 else b"\x00\x5b" + bytes(6))
            return self.status == 200
        (count,) = await reader.readexactly(1)
        methods = await reader.readexactly(count)
        if self.basic is not None:
            if 2 not in methods:
                writer.write(b"\x05\xff")
                return False
            writer.write(b"\x05\x02")
            _, size = await reader.readexactly(2)
            user = (await reader.readexactly(size)).decode()
            (size,) = await reader.readexactly(1)
            password = (await reader.readexactly(size)).decode()
            right = (user, password) == self.basic
            writer.write(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                return False
        else:
            writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        size = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        host = await reader.readexactly(size)
        (port,) = struct.unpack(">H", await reader.readexactly(2))
        self.asked.append(f"{host.decode() if kind == 3 else host.hex()}:{port}")
        reply = 0 if self.status == 200 else 2
        writer.write(bytes([5, reply, 0, 1]) + bytes(6))
        return reply == 0

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        there, to = await asyncio.open_connection(*self.target)

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            try:
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            finally:
                sink.close()

        await asyncio.gather(pump(reader, to), pump(there, writer), return_exceptions=True)
