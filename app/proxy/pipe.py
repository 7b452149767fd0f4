# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A connection to a proxy while we speak with the proxy itself, before it becomes the tunnel."""

from __future__ import annotations

import asyncio
import ssl
from typing import Self

from app.proxy.errors import ProxyUnreachable
from app.proxy.hop import Hop

MAX_WAITING = 256 * 1024  # bytes


class Pipe(asyncio.Protocol):
    """What comes is kept until it is asked for. Everything raises ProxyUnreachable if the proxy hangs up."""

    def __init__(self, hop: Hop) -> None:
        self._hop = hop
        self._came = bytearray()
        self._more = asyncio.Event()
        self._closed = False
        self.transport: asyncio.Transport

    @classmethod
    async def open(cls, hop: Hop, tls: ssl.SSLContext | None, timeout: float) -> Self:
        """``tls``: for a proxy that is spoken to inside TLS. Raises ProxyUnreachable."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                _, pipe = await loop.create_connection(
                    lambda: cls(hop),
                    hop.host,
                    hop.port,
                    ssl=tls,
                    server_hostname=hop.host if tls is not None else None,
                    happy_eyeballs_delay=0.25,
                )
        except TimeoutError as error:
            raise ProxyUnreachable(hop, "timeout") from error
        except ssl.SSLError as error:
            raise ProxyUnreachable(hop, "tls") from error
        except (OSError, UnicodeError) as error:
            raise ProxyUnreachable(hop, "connect") from error
        return pipe

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        if len(self._came) > MAX_WAITING:
            self.transport.abort()
        self._more.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed = True
        self._more.set()

    @property
    def empty(self) -> bool:
        """Nothing came that was not asked for."""
        return not self._came

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def close(self) -> None:
        self.transport.abort()

    async def exactly(self, size: int) -> bytes:
        while len(self._came) < size:
            await self._wait()
        taken = bytes(self._came[:size])
        del self._came[:size]
        return taken

    async def until(self, end: bytes, limit: int) -> bytes:
        """Everything up to ``end`` and with it, at most ``limit`` bytes."""
        while (at := self._came.find(end)) < 0:
            if len(self._came) > limit:
                raise ProxyUnreachable(self._hop, "answer")
            await self._wait()
        return await self.exactly(at + len(end))

    async def _wait(self) -> None:
        if self._closed:
            raise ProxyUnreachable(self._hop, "hung up")
        self._more.clear()
        await self._more.wait()
