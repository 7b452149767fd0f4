# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A way to the homeserver on which keys travel more slowly than messages.

Everything passes at once, except to-device messages while ``hold`` is in force: they are accepted, as a busy homeserver
accepts them, and reach the homeserver when they are released.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, ClientTimeout, web

_TO_DEVICE = "/sendToDevice/"
_HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "host", "keep-alive"}


class SlowDelivery:
    """An HTTP proxy on loopback in front of ``homeserver`` (an address); ``url`` is its own."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver = homeserver
        self._holding = False
        self._held: list[tuple[str, dict[str, str], bytes]] = []
        self._someone_waits = asyncio.Event()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=None), auto_decompress=True)
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    def hold(self) -> None:
        """From now on to-device messages wait."""
        self._holding = True

    async def held(self) -> None:
        """Until at least one waits."""
        await self._someone_waits.wait()

    async def release(self) -> None:
        """Let those that wait go, in their order, and hold no longer."""
        self._holding = False
        held, self._held = self._held, []
        self._someone_waits.clear()
        for path, headers, body in held:
            async with self._session.put(self._homeserver + path, headers=headers, data=body) as answer:
                answer.raise_for_status()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        if self._holding and _TO_DEVICE in request.path and request.method == "PUT":
            self._held.append((request.raw_path, headers, body))
            self._someone_waits.set()
            return web.json_response({})
        url = self._homeserver + request.raw_path
        async with self._session.request(
            request.method, url, headers=headers, data=body, allow_redirects=False
        ) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())
