# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A proxy on loopback that writes down what passes, and stops chosen requests at chosen moments.

    async with FaultProxy(homeserver.url) as proxy:
        hold = proxy.hold("answer", path="/keys/upload")
        ...                                # something makes the client upload
        exchange = await hold.reached()    # the homeserver has answered; the client has not heard of it
        await client.kill()
        hold.drop()

Nothing here waits for time to pass: a test goes on when the client has come exactly so far.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

Json = dict[str, Any]
_HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "host", "keep-alive"}


class Moment(StrEnum):
    """Where a request is stopped."""

    REQUEST = "request"  # it has come; the homeserver does not know of it
    ANSWER = "answer"  # the homeserver has answered; nothing of that has gone to the client
    HALF = "half"  # half of the answer has gone to the client
    WHOLE = "whole"  # all of the answer has gone to the client: what follows is a race, as in life


@dataclass(slots=True)
class Exchange:
    """One request and what became of it. ``path`` and ``query`` are as they came, percent-encoded."""

    method: str
    path: str
    query: str
    token: str
    raw_body: bytes
    came: float = field(default_factory=time.monotonic)
    status: int = 0  # of the homeserver's answer; 0: it never saw the request, or has not answered
    raw_answer: bytes = b""

    @property
    def body(self) -> Json:
        return _object(self.raw_body)

    @property
    def answer(self) -> Json:
        return _object(self.raw_answer)

    @property
    def target(self) -> str:
        """The path in clear."""
        return unquote(self.path)


Fits = Callable[[Exchange], bool]


class Hold:
    """One request that is to be stopped. Ends with ``release`` or ``drop``."""

    def __init__(self, moment: Moment, fits: Fits) -> None:
        self.moment = moment
        self.fits = fits
        self._reached: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
        self._decided: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    @property
    def taken(self) -> bool:
        return self._reached.done()

    async def reached(self, timeout: float = 30.0) -> Exchange:
        """Wait until a request has come to this moment; it stays there. Raises TimeoutError."""
        return await asyncio.wait_for(asyncio.shield(self._reached), timeout)

    def release(self) -> None:
        """Let it go on."""
        if not self._decided.done():
            self._decided.set_result(True)

    def drop(self) -> None:
        """Cut the connection: the request goes no further, or the rest of its answer does not."""
        if not self._decided.done():
            self._decided.set_result(False)

    async def stop(self, exchange: Exchange) -> bool:
        """For the proxy: the request is here; gives whether it goes on."""
        if not self._reached.done():
            self._reached.set_result(exchange)
        return await self._decided


class FaultProxy:
    """An HTTP proxy in front of ``homeserver`` (an address); ``url`` is its own. ``exchanges``: all that came.

    ``beside``: other servers for paths that begin so, as an operator's proxy has them.
    """

    def __init__(self, homeserver: str, *, beside: Mapping[str, str] | None = None) -> None:
        self._homeserver = homeserver
        self._beside = dict(beside or {})
        self._holds: list[Hold] = []
        self._blocked = ""
        self._free = asyncio.Event()
        self._free.set()
        self.exchanges: list[Exchange] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=None), connector=TCPConnector(limit=0))
        self._literal = ClientSession(timeout=ClientTimeout(total=None), auto_decompress=False)
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/{path:.*}", self._pass)
        # A client that is gone takes its waiting requests with it, as with a real homeserver behind a real proxy.
        self._runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hold in self._holds:
            hold.drop()
        await self._session.close()
        await self._literal.close()
        await self._runner.cleanup()

    # -- what tests say ----------------------------------------------------------------------------------------------

    def hold(self, moment: Moment | str, fits: Fits | None = None, *, path: str = "", method: str = "") -> Hold:
        """Stop the next request that fits: ``path`` stands in its path, and ``fits`` says so when it is that far."""

        def wanted(exchange: Exchange) -> bool:
            return (
                path in exchange.target
                and (not method or exchange.method == method)
                and (fits is None or fits(exchange))
            )

        hold = Hold(Moment(moment), wanted)
        self._holds.append(hold)
        return hold

    def forget(self, hold: Hold) -> None:
        """It stops nothing any more."""
        self._holds.remove(hold)

    def block(self, path: str) -> None:
        """Requests with ``path`` in their path wait until ``unblock``, or until their client is gone."""
        self._blocked = path
        self._free.clear()

    def unblock(self) -> None:
        self._free.set()

    def seen(self, path: str, *, method: str = "") -> list[Exchange]:
        """What came so far for paths with ``path`` in them."""
        return [
            exchange
            for exchange in self.exchanges
            if path in exchange.target and (not method or exchange.method == method)
        ]

    # -- what passes -------------------------------------------------------------------------------------------------

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        path, _, query = request.raw_path.partition("?")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        exchange = Exchange(request.method, path, query, token, raw)
        self.exchanges.append(exchange)
        if self._blocked in exchange.target:
            await self._free.wait()
        if not await self._go_on(Moment.REQUEST, exchange):
            return _cut(request)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        server = next((url for start, url in self._beside.items() if path.startswith(start)), "")
        session = self._literal if server else self._session
        server = server or self._homeserver
        try:
            async with session.request(
                request.method, server + request.raw_path, headers=headers, data=raw, allow_redirects=False
            ) as answer:
                body = await answer.read()
                dropped = _HOP if session is self._session else _HOP - {"content-encoding"}
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in dropped}
                exchange.raw_answer, exchange.status = body, answer.status
        except (ClientError, OSError):
            return _cut(request)
        if not await self._go_on(Moment.ANSWER, exchange):
            return _cut(request)
        response = web.StreamResponse(status=exchange.status, headers=kept)
        response.content_length = len(body)
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            if any(hold.moment is Moment.HALF for hold in self._fitting(exchange)):
                await response.write(body[: len(body) // 2])
                if not await self._go_on(Moment.HALF, exchange):
                    return _cut(request)
                body = body[len(body) // 2 :]
            await response.write(body)
            await response.write_eof()
            await self._go_on(Moment.WHOLE, exchange)
        return response

    def _fitting(self, exchange: Exchange) -> list[Hold]:
        return [hold for hold in self._holds if not hold.taken and hold.fits(exchange)]

    async def _go_on(self, moment: Moment, exchange: Exchange) -> bool:
        for hold in self._fitting(exchange):
            if hold.moment is moment:
                return await hold.stop(exchange)
        return True


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _object(raw: bytes) -> Json:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
