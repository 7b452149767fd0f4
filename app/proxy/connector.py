# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""aiohttp's pool of connections, each made the way that ``Routes`` finds. Every proxied connection is a tunnel: the
proxy sees the name of the host, and TLS with the host itself goes through."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.client_exceptions import ClientConnectorCertificateError, ClientConnectorSSLError

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.proxy.authentication import Logins
from app.proxy.errors import ProxyUnreachable
from app.proxy.hop import Hop, Kind
from app.proxy.pipe import Pipe
from app.proxy.routes import Routes
from app.proxy.socks import socks4, socks5
from app.proxy.tunnel import tunnel

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler

Witness = Callable[[str, Hop, Any], None]
"""Hears of a new connection: host, the way that was taken, transport."""
SOON = 4.0  # seconds for a proxy to answer while there are others


class RoutedConnector(aiohttp.TCPConnector):
    """``trust``: the TLS context for proxies that are spoken to inside TLS."""

    def __init__(
        self,
        routes: Routes,
        logins: Logins,
        trust: Callable[[], Awaitable[ssl.SSLContext]],
        witness: Witness | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._witness = witness
        self._routes = routes
        self._logins = logins
        self._trust = trust

    def drop_idle(self) -> None:
        """Connections that nobody uses at the moment are not used again; those from an address that this computer does
        not have any more end at once, instead of waiting for answers that cannot come."""
        for connections in list(self._conns.values()):
            for proto, _ in connections:
                proto.close()
        for proto in list(self._acquired):
            transport = proto.transport
            if isinstance(transport, asyncio.Transport) and not _is_ours(transport.get_extra_info("sockname")):
                transport.abort()

    async def _create_connection(self, req: Any, traces: Any, timeout: aiohttp.ClientTimeout) -> ResponseHandler:
        route = await self._routes.find(req.url.host or "")
        failed: NetworkError | None = None
        for number, hop in enumerate(route.hops, 1):
            patience = timeout.sock_connect or 15.0
            try:
                if hop.kind is Kind.DIRECT:
                    proto = await super()._create_connection(req, traces, timeout)
                else:
                    soon = min(patience, SOON) if number < len(route.hops) else patience
                    proto = await self._through(hop, req, soon)
                if self._witness is not None:
                    self._witness(req.url.host or "", hop, proto.transport)
                return proto
            except ProxyUnreachable as error:
                self._routes.dead(hop)
                failed = error
        raise failed if failed is not None else NetworkError(ErrorCode.PROXY_UNREACHABLE, sent=False, reason="none")

    async def _through(self, hop: Hop, req: Any, patience: float) -> ResponseHandler:
        """``patience``: seconds for the proxy to take the connection; what is behind it may take longer."""
        host, port = req.url.host or "", req.url.port or 443

        async def open() -> Pipe:
            return await Pipe.open(hop, await self._trust() if hop.kind is Kind.HTTPS else None, patience)

        if hop.kind in (Kind.HTTP, Kind.HTTPS):
            pipe = await tunnel(open, hop, host, port, self._logins)
        else:
            secret = await self._logins.secret(hop)
            pipe = await open()
            try:
                await (socks5 if hop.kind is Kind.SOCKS5 else socks4)(pipe, hop, host, port, secret)
                if not pipe.empty:
                    raise ProxyUnreachable(hop, "answer")
            except NetworkError as error:
                pipe.close()
                if error.code is ErrorCode.PROXY_LOGIN:
                    self._logins.refused(hop, secret)
                raise
            except BaseException:
                pipe.close()
                raise
        return await self._hand_over(pipe, hop, req)

    async def _hand_over(self, pipe: Pipe, hop: Hop, req: Any) -> ResponseHandler:
        """The pipe becomes a connection of the pool."""
        proto: ResponseHandler = self._factory()
        transport: asyncio.Transport = pipe.transport
        context = self._get_ssl_context(req)
        if context is None:
            transport.set_protocol(proto)
            proto.connection_made(transport)
            return proto
        if hop.kind is Kind.HTTPS:
            # TLS inside TLS: some versions of asyncio stumble over their own error here, and the reason is lost.
            transport._force_close = lambda _error: transport.abort()  # type: ignore[attr-defined]
        try:
            over = await asyncio.get_running_loop().start_tls(
                transport, proto, context, server_hostname=req.server_hostname or (req.url.host or "").rstrip(".")
            )
        except BaseException as error:
            transport.abort()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise ClientConnectorCertificateError(req.connection_key, error) from error
            if isinstance(error, ssl.SSLError):
                raise ClientConnectorSSLError(req.connection_key, error) from error
            if isinstance(error, ConnectionError):  # the proxy did its part
                raise NetworkError(ErrorCode.NO_NETWORK, sent=False, reason="hung up") from error
            raise
        if over is None:
            raise NetworkError(ErrorCode.NO_NETWORK, sent=False, reason="hung up")
        proto.connection_made(over)
        return proto


def _is_ours(name: Any) -> bool:
    """Whether this computer still has the address of a socket."""
    if not isinstance(name, tuple) or len(name) < 2:
        return True
    family = socket.AF_INET6 if len(name) == 4 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((name[0], 0, *name[2:]))
    except OSError as error:
        return error.errno != errno.EADDRNOTAVAIL
    return True
