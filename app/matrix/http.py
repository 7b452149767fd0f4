# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP exchange with limits: time, size, no redirects, verified TLS. Knows nothing of Matrix.

Proxies are those of the environment and, on Windows, of the system settings, unless the organisation settles one;
never for this machine itself. ``app.matrix.tls`` decides whom to trust, and there is no way around it.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.request import getproxies, proxy_bypass

import aiohttp
import yarl

from app.errors import ErrorCode
from app.matrix.address import is_loopback
from app.matrix.errors import NetworkError, from_exception
from app.matrix.tls import tls_context
from app.matrix.wire import BadJson
from app.policy.network import Network

T = TypeVar("T")
Body = bytes | AsyncIterator[bytes]

KIB = 1024
MIB = 1024 * KIB
PARSE_ELSEWHERE = 64 * KIB  # bytes; larger JSON is parsed in another thread
_STEP = 256 * KIB  # bytes unpacked before others may run
USER_AGENT = "BundesMessenger-Desktop"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for everything together."""

    connect: float = 15.0
    read: float = 30.0
    total: float = 60.0


class TooLarge(NetworkError):
    """The answer is longer than its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(ErrorCode.BAD_ANSWER, reason="too large", limit=limit)


class Http:
    """A pool of connections. Create, use and close it on one event loop; it opens when first needed.

    ``network``: what the organisation settles about connections.
    """

    def __init__(self, *, connections: int = 16, network: Network | None = None) -> None:
        self._connections = connections
        self._network = network or Network()
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}
        self._tls: asyncio.Future[ssl.SSLContext] | None = None
        self._closed = False

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Body | None,
        timeouts: Timeouts,
        consume: Callable[[aiohttp.ClientResponse], Awaitable[T]],
    ) -> T:
        """Send one request and give the response to ``consume``, which reads what it wants of it.

        ``url`` is complete and percent-encoded. Raises NetworkError for everything that goes wrong below HTTP, and
        what ``consume`` raises. Cancelling closes the connection.
        """
        target = yarl.URL(url, encoded=True)
        session = self._open()
        secure = target.scheme != "http"
        try:
            async with session.request(
                method,
                target,
                ssl=await self._trust() if secure else True,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **headers},
                data=data,
                allow_redirects=False,
                proxy=self._proxy(target),
                timeout=aiohttp.ClientTimeout(
                    total=timeouts.total,
                    connect=timeouts.connect,
                    sock_connect=timeouts.connect,
                    sock_read=timeouts.read,
                ),
            ) as response:
                return await consume(response)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise from_exception(error) from error

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NetworkError(ErrorCode.CANCELLED, sent=False)
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30.0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # unpacked in read(), which counts
                trust_env=False,  # would also send credentials of a .netrc file; proxies are found in _proxy()
            )
        return self._session

    async def _trust(self) -> ssl.SSLContext:
        if self._tls is None or (self._tls.done() and (self._tls.cancelled() or self._tls.exception() is not None)):
            self._tls = asyncio.ensure_future(asyncio.to_thread(tls_context, self._network))
        return await asyncio.shield(self._tls)

    def _proxy(self, url: yarl.URL) -> str | None:
        host = url.host or ""
        if is_loopback(host):
            return None
        fixed = self._network.proxy
        if fixed is not None:
            return None if not fixed or self._network.direct(host) else fixed
        key = (url.scheme, host)
        if key not in self._proxies:
            self._proxies[key] = None if proxy_bypass(host) else getproxies().get(url.scheme)
        return self._proxies[key]

    def forget_proxies(self) -> None:
        """The network changed: look at the system's proxy settings again."""
        self._proxies.clear()

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()


async def pieces(response: aiohttp.ClientResponse, limit: int) -> AsyncIterator[bytes]:
    """The body, unpacked, piece by piece. Raises TooLarge as soon as more than ``limit`` bytes are there."""
    declared = response.content_length
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if declared is not None and declared > limit:
        raise TooLarge(limit)
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="content encoding")
    unpack = zlib.decompressobj(wbits=31) if encoding.endswith("gzip") else None
    seen = 0
    async for raw in response.content.iter_any():
        if unpack is None:
            seen += len(raw)
            if seen > limit:
                raise TooLarge(limit)
            yield raw
            continue
        rest = raw
        while rest:
            try:
                piece = unpack.decompress(rest, _STEP)
            except zlib.error:
                raise NetworkError(ErrorCode.BAD_ANSWER, reason="gzip") from None
            rest = unpack.unconsumed_tail
            seen += len(piece)
            if seen > limit:
                raise TooLarge(limit)
            if piece:
                yield piece
            if unpack.eof or not piece:
                break
            if rest:
                await asyncio.sleep(0)
    if unpack is not None and seen and not unpack.eof:
        raise NetworkError(ErrorCode.NO_NETWORK, reason="truncated")


async def read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The whole body, at most ``limit`` bytes."""
    body = bytearray()
    async for piece in pieces(response, limit):
        body += piece
    return bytes(body)


async def read_json(response: aiohttp.ClientResponse, limit: int, parse: Callable[[bytes], T]) -> tuple[T, int]:
    """The body as ``parse`` reads it, and its size in bytes. Raises NetworkError(BAD_ANSWER) if it is no such JSON."""
    data = await read(response, limit)
    try:
        if len(data) > PARSE_ELSEWHERE:
            return await asyncio.to_thread(parse, data), len(data)
        return parse(data), len(data)
    except BadJson as error:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason=str(error)) from None
