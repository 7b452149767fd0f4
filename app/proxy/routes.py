# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ways to a host: as the organisation settles, as its proxy script says, or as the system is set up.

What a script says is the only reason for a way without a proxy: if it cannot be had there is no connection.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

from app.errors import ErrorCode
from app.matrix.address import is_loopback
from app.matrix.errors import NetworkError
from app.policy.network import Network
from app.proxy.hop import DIRECT, BadHop, Hop, from_url
from app.proxy.pac import Fetch, ProxyScript, ScriptFailed

_log = logging.getLogger(__name__)

DEAD_FOR = 300.0  # seconds in which a proxy that did not answer is tried last
_SYSTEM_KEPT = 600.0  # seconds for which the answer of Windows counts


@dataclass(frozen=True, slots=True)
class Route:
    """``hops``: to be tried in this order; ``why``: loopback, none, fixed, exception, system, script or detected."""

    hops: tuple[Hop, ...]
    why: str


class Routes:
    """``fetch``: gets a proxy script, without a proxy."""

    def __init__(self, network: Network, fetch: Fetch) -> None:
        self._network = network
        self._fetch = fetch
        self._script: ProxyScript | None = None
        self._system: dict[str, tuple[Hop, ...]] = {}
        self._system_until = 0.0
        self._dead: dict[Hop, float] = {}

    async def find(self, host: str) -> Route:
        """``host``: no port, no brackets. Raises NetworkError (PROXY_SCRIPT, PROXY_UNREACHABLE)."""
        network = self._network
        if is_loopback(host):
            return Route((DIRECT,), "loopback")
        if network.proxy is not None:
            if not network.proxy:
                return Route((DIRECT,), "none")
            if network.direct(host):
                return Route((DIRECT,), "exception")
            return Route((_hop(network.proxy),), "fixed")
        if network.script:
            return Route(self._alive(await self._ask_script(host)), "script")
        if network.script is not None:
            found = await (self._ask_windows(host) if sys.platform == "win32" else self._ask_script(host))
            return Route(self._alive(found), "detected")
        return Route(self._alive(await self._ask_system(host)), "system")

    @property
    def script_place(self) -> str:
        """Where the proxy script came from; empty if there is none."""
        return self._script.place if self._script is not None else ""

    def dead(self, hop: Hop) -> None:
        """It did not answer: the others first, for a while."""
        _log.info("a proxy does not answer")
        self._dead[hop] = time.monotonic() + DEAD_FOR

    def forget(self) -> None:
        """The network changed."""
        self._dead.clear()
        self._system.clear()
        if self._script is not None:
            self._script.forget()

    async def close(self) -> None:
        if self._script is not None:
            await self._script.close()

    def _alive(self, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
        now = time.monotonic()
        return tuple(sorted(hops, key=lambda hop: self._dead.get(hop, 0.0) > now))

    async def _ask_script(self, host: str) -> tuple[Hop, ...]:
        if self._script is None:
            self._script = ProxyScript(self._places, self._fetch)
        return await self._script.find(host)

    async def _places(self) -> list[str]:
        if self._network.script:
            return [self._network.script]
        from app.proxy import wpad

        return await asyncio.to_thread(wpad.addresses)

    async def _ask_system(self, host: str) -> tuple[Hop, ...]:
        if time.monotonic() > self._system_until:
            self._system.clear()
            self._system_until = time.monotonic() + _SYSTEM_KEPT
        if host not in self._system:
            found = await self._ask_windows(host, only_if_set=True) if sys.platform == "win32" else ()
            self._system[host] = found or (_static(host),)
        return self._system[host]

    async def _ask_windows(self, host: str, *, only_if_set: bool = False) -> tuple[Hop, ...]:
        from app.proxy import windows

        try:
            how = windows.Automatic(detect=True)
            if only_if_set:
                how = await asyncio.to_thread(windows.automatic)
                if not how:
                    return ()
            return await asyncio.to_thread(windows.find, host, how)
        except windows.WinHttpFailed as error:
            if only_if_set and not how.url:
                return ()  # "detect settings automatically" is ticked nearly everywhere, also where nothing is there
            raise ScriptFailed("missing", str(error)) from error


def _static(host: str) -> Hop:
    """Of the environment, or of the settings of Windows."""
    if proxy_bypass(host):
        return DIRECT
    proxies = getproxies()
    address = proxies.get("https") or proxies.get("all") or proxies.get("socks")
    return _hop(address) if address else DIRECT


def _hop(address: str) -> Hop:
    try:
        return from_url(address)
    except BadHop:
        raise NetworkError(ErrorCode.PROXY_UNREACHABLE, sent=False, proxy="", reason="address") from None
