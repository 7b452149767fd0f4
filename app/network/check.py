# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the way to a server, one step after the other, as a help desk would. Asks only that server, its name server
and the proxies in between; sends nothing about the account."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from app.errors import UserError
from app.matrix.address import homeserver_url
from app.matrix.discovery import discover, named_server
from app.matrix.http import Http, Timeouts, read
from app.network.certificates import Facts, facts
from app.network.interface import State, Step
from app.policy.keys import Words
from app.policy.network import Network
from app.proxy.hop import Hop, Kind
from app.proxy.routes import Route

LATE = 60.0  # seconds by which clocks may differ
SOON = 14  # days before the end of a certificate
_QUICK = Timeouts(connect=15.0, read=15.0, total=30.0)

_WHY = {
    "loopback": Words("dieser Rechner selbst", "this very computer"),
    "none": Words("ProxyMode „none“", "ProxyMode “none”"),
    "fixed": Words("ProxyUrl", "ProxyUrl"),
    "exception": Words("Ausnahme in ProxyBypass", "exception in ProxyBypass"),
    "system": Words("Einstellung des Systems", "setting of the system"),
    "script": Words("Proxy-Skript", "proxy script"),
    "detected": Words("gefundenes Proxy-Skript (WPAD)", "proxy script that was found (WPAD)"),
}


class Check:
    """``server``: a server name, user id or address."""

    def __init__(self, network: Network, server: str) -> None:
        self._network = network
        self._server = server
        self._tls: dict[str, Facts | None] = {}
        self._used: dict[str, Hop] = {}

    async def steps(self) -> AsyncGenerator[Step, None]:
        """Ends with the first trouble that makes the others impossible."""
        http = Http(connections=2, network=self._network, witness=self._saw)
        try:
            name, asked = _named(self._server)
            async for step in self._reach(http, name, asked):
                yield step
        except UserError as error:
            yield _failed(Words("Server", "Server"), error)
        finally:
            await http.close()

    def _saw(self, host: str, hop: Hop, transport: Any) -> None:
        self._used[host] = hop
        self._tls[host] = facts(transport.get_extra_info("ssl_object"), self._network.ca_files)

    async def _reach(self, http: Http, name: str, asked: str) -> AsyncIterator[Step]:
        host = urlsplit(asked).hostname or ""
        for step in await self._way(http, host):
            yield step
            if step.state is State.TROUBLE:
                return
        title = Words(f"Server {name}", f"Server {name}")
        try:
            found = await discover(self._server, http=http)
        except UserError as error:
            yield _failed(title, error)
            return
        own = urlsplit(found.url).hostname or ""
        if own != host:
            for step in await self._way(http, own):
                yield step
        if (tls := self._tls.get(own)) is not None:
            yield _tls_step(own, tls)
        where = (
            Words(f"Adresse laut .well-known: {found.url}", f"Address by .well-known: {found.url}")
            if found.url != asked
            else Words(f"Adresse: {found.url}", f"Address: {found.url}")
        )
        sync = "Sliding Sync" if found.sliding_sync else "Sync v2"
        ways = Words(f"Abgleich: {sync}", f"Synchronisation: {sync}")
        yield Step(title, State.FINE, (where, ways))
        yield await self._sync(http, found.url)

    async def _way(self, http: Http, host: str) -> list[Step]:
        title = Words(f"Weg zu {host}", f"Way to {host}")
        try:
            route = await http.routes.find(host)
        except UserError as error:
            return [_failed(title, error)]
        steps = [Step(title, State.FINE, _route_lines(route, http.routes.script_place))]
        hop = route.hops[0]
        steps.append(await _names(host if hop.kind is Kind.DIRECT else hop.host))
        if hop.kind is not Kind.DIRECT and len(route.hops) > 1 and steps[-1].state is State.TROUBLE:
            steps[-1] = Step(steps[-1].title, State.NOTICE, steps[-1].lines, steps[-1].code)  # there are others
        return steps

    async def _sync(self, http: Http, url: str) -> Step:
        """Without a token, the answer of a homeserver is that one is missing; its header tells the time."""
        title = Words("Abgleich und Uhrzeit", "Synchronisation and time")
        began = time.time()

        async def consume(response: aiohttp.ClientResponse) -> tuple[int, str]:
            await read(response, 64 * 1024)
            return response.status, response.headers.get("Date", "")

        try:
            status, date = await http.exchange(
                "GET", f"{url}/_matrix/client/v3/sync", headers={}, data=None, timeouts=_QUICK, consume=consume
            )
        except UserError as error:
            return _failed(title, error)
        took = time.time() - began
        lines = [Words(f"Antwort {status} nach {took:.1f} s", f"Answer {status} after {took:.1f} s")]
        state = State.FINE if status == 401 else State.TROUBLE
        try:
            ahead = began + took / 2 - parsedate_to_datetime(date).timestamp()
        except (TypeError, ValueError, OverflowError, IndexError):
            return Step(title, state, tuple(lines))
        if abs(ahead) > LATE:
            state = State.NOTICE if state is State.FINE else state
            lines.append(
                Words(
                    f"Die Uhr dieses Rechners weicht um {ahead:+.0f} s von der des Servers ab.",
                    f"The clock of this computer differs from the server's by {ahead:+.0f} s.",
                )
            )
        else:
            lines.append(Words(f"Uhren stimmen überein ({ahead:+.0f} s)", f"Clocks agree ({ahead:+.0f} s)"))
        return Step(title, state, tuple(lines))


def _named(server: str) -> tuple[str, str]:
    """The server's name, and the address where it is looked for first. Raises UserError."""
    if "://" in server:
        url = homeserver_url(server)
        return urlsplit(url).netloc, url
    name = named_server(server)
    return name, f"https://{name}"


def _failed(title: Words, error: UserError) -> Step:
    said = [f"{name}: {value}" for name, value in sorted(error.details.items()) if str(value)]
    text = "".join(letter for letter in "; ".join(said) if letter.isprintable())[:300]
    return Step(title, State.TROUBLE, (Words(text, text),) if text else (), error.code.value)


def _route_lines(route: Route, script: str) -> tuple[Words, ...]:
    why = _WHY[route.why]
    way = "; ".join(str(hop) for hop in route.hops)
    direct = Words("ohne Proxy", "without a proxy") if way == "DIRECT" else Words(f"Proxy {way}", f"proxy {way}")
    lines = [Words(f"{direct.german} ({why.german})", f"{direct.english} ({why.english})")]
    if script:
        lines.append(Words(f"Skript: {script}", f"Script: {script}"))
    return tuple(lines)


async def _names(host: str) -> Step:
    title = Words(f"Namensauflösung von {host}", f"Name resolution of {host}")
    began = time.monotonic()
    try:
        async with asyncio.timeout(10.0):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except TimeoutError:
        return Step(title, State.TROUBLE, (), "timeout")
    except (OSError, UnicodeError):
        return Step(title, State.TROUBLE, (), "unknown_server")
    addresses = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
    took = time.monotonic() - began
    return Step(title, State.FINE, (Words(f"{addresses} ({took:.1f} s)", f"{addresses} ({took:.1f} s)"),))


def _tls_step(host: str, tls: Facts) -> Step:
    issuers = " ← ".join(tls.issuers)
    trust = tls.trusted_by
    lines = [
        Words(f"{tls.version}, {tls.cipher}", f"{tls.version}, {tls.cipher}"),
        Words(
            f"Zertifikat: {tls.subject}; ausgestellt von: {issuers}",
            f"Certificate: {tls.subject}; issued by: {issuers}",
        ),
        Words(
            f"vertraut durch: {trust or 'Zertifikatsspeicher des Systems'}",
            f"trusted by: {trust or 'certificate store of the system'}",
        ),
    ]
    state = State.FINE
    if tls.until is not None:
        days = (tls.until - datetime.now(UTC)).days
        lines.append(Words(f"gültig bis {tls.until:%d.%m.%Y}", f"valid until {tls.until:%Y-%m-%d}"))
        state = State.NOTICE if days < SOON else State.FINE
    return Step(Words(f"TLS mit {host}", f"TLS with {host}"), state, tuple(lines))
