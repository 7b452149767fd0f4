# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP exchange with limits: time, size, no redirects, verified TLS. Knows nothing of Matrix.

``app.proxy`` finds the way to a host; ``app.matrix.tls`` decides whom to trust, and there is no way around it.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import aiohttp
import yarl

from app.errors import ErrorCode
from app.matrix.errors import NetworkError, from_exception
from app.matrix.tls import client_context, tls_context
from app.matrix.wire import BadJson
from app.policy.network import Network
from app.proxy.authentication import Logins
from app.proxy.connector import RoutedConnector, Witness
from app.proxy.pac import MAX_SCRIPT
from app.proxy.routes import Routes

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

    ``network``: what the organisation settles about connections. ``witness``: hears of each connection that is made.
    """

    def __init__(
        self, *, connections: int = 16, network: Network | None = None, witness: Witness | None = None
    ) -> None:
        self._connections = connections
        self._witness = witness
        self._network = network or Network()
        self._session: aiohttp.ClientSession | None = None
        self.routes = Routes(self._network, self._fetch_script)
        self._connector: RoutedConnector | None = None
        self._tls: dict[bool, asyncio.Future[ssl.SSLContext]] = {}
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
                ssl=await self._trust(self._network.identifies(target.host or "")) if secure else True,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **headers},
                data=data,
                allow_redirects=False,
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
            self._connector = RoutedConnector(
                self.routes,
                Logins(self._network.secrets, self._network.authentication),
                self._trust,
                self._witness,
                limit=self._connections,
                keepalive_timeout=30.0,
            )
            self._session = aiohttp.ClientSession(
                connector=self._connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # unpacked in read(), which counts
                trust_env=False,  # would also send credentials of a .netrc file; proxies are found by the connector
            )
        return self._session

    async def _trust(self, identify: bool = False) -> ssl.SSLContext:
        """``identify``: for somebody who is shown our certificate. Raises NetworkError (CLIENT_CERTIFICATE)."""
        made = self._tls.get(identify)
        if made is None or (made.done() and (made.cancelled() or made.exception() is not None)):
            make = client_context if identify else tls_context
            made = self._tls[identify] = asyncio.ensure_future(asyncio.to_thread(make, self._network))
        return await asyncio.shield(made)

    async def _fetch_script(self, address: str) -> bytes:
        """A proxy script. Raises NetworkError."""

        async def consume(response: aiohttp.ClientResponse) -> bytes:
            if response.status != 200:
                raise NetworkError(ErrorCode.NOT_FOUND, status=response.status)
            return await read(response, MAX_SCRIPT)

        direct = Http(connections=1, network=replace(self._network, proxy="", certificate=""))
        patience = Timeouts(connect=5.0, read=5.0, total=8.0)
        try:
            return await direct.exchange("GET", address, headers={}, data=None, timeouts=patience, consume=consume)
        finally:
            await direct.close()

    def forget_proxies(self) -> None:
        """The network changed: find the ways anew, and do not use connections of before."""
        self.routes.forget()
        if self._connector is not None:
            self._connector.drop_idle()

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
        await self.routes.close()


async def pieces(response: aiohttp.ClientResponse, limit: int, *, packed: bool = True) -> AsyncIterator[bytes]:
    """The body, unpacked, piece by piece. Raises TooLarge as soon as more than ``limit`` bytes are there.

    ``packed`` False: it is not packed, whatever its header says.
    """
    declared = response.content_length
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower() if packed else "identity"
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


async def read(response: aiohttp.ClientResponse, limit: int, *, packed: bool = True) -> bytes:
    """The whole body, at most ``limit`` bytes; ``packed`` as for ``pieces``."""
    body = bytearray()
    async for piece in pieces(response, limit, packed=packed):
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
