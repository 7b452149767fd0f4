# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The organisation's proxy auto-config script: fetched, kept for a while, and asked for each host once.

It runs in a process without files and network (``app.media.proxy_script``); names it wants to know are resolved here.
It hears the host of an address, never its path.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.media.process import DecoderFailed, DecoderProcess
from app.media.proxy_script import MINE
from app.network.addresses import own_addresses
from app.proxy.hop import BadHop, Hop, from_script

_log = logging.getLogger(__name__)

MAX_SCRIPT = 1024 * 1024  # bytes
KEPT = 1800.0  # seconds until the script is fetched anew
RUN_TIME = 5.0  # seconds for one run
MAX_NAMES = 20  # that one run may resolve
_LOOK_UP = 3.0  # seconds for one name
_MAX_HOSTS = 500

Fetch = Callable[[str], Awaitable[bytes]]


class ScriptFailed(NetworkError):
    """The script cannot be had or does not work. ``details``: reason (missing, broken, slow, result), text."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(ErrorCode.PROXY_SCRIPT, sent=False, reason=reason, text=text)


class ProxyScript:
    """``addresses``: where the script may be; the first that has one counts. ``fetch``: the body of an http(s) address,
    without a proxy; raises NetworkError."""

    def __init__(self, addresses: Callable[[], Awaitable[list[str]]], fetch: Fetch) -> None:
        self._addresses = addresses
        self._fetch = fetch
        self._process = DecoderProcess("proxy-script", time=RUN_TIME)
        self._loading: asyncio.Future[bytes] | None = None
        self._script_until = 0.0
        self._known: dict[str, tuple[Hop, ...]] = {}
        self.place = ""
        """Where the script came from."""

    async def find(self, host: str) -> tuple[Hop, ...]:
        """The ways to a host, the first one first. Raises ScriptFailed."""
        if time.monotonic() > self._script_until:
            self.forget()
        script = await self._script()
        if host not in self._known:
            found = await self._run(script, host)
            if len(self._known) >= _MAX_HOSTS:
                self._known.clear()
            self._known[host] = found
        return self._known[host]

    def forget(self) -> None:
        """The network changed: fetch the script anew when it is needed."""
        self._known.clear()
        self._script_until = time.monotonic() + KEPT
        if self._loading is not None and self._loading.done():
            self._loading = None

    async def close(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
        await self._process.close()

    # -- the script

    async def _script(self) -> bytes:
        loading = self._loading
        if loading is None or (loading.done() and (loading.cancelled() or loading.exception() is not None)):
            loading = self._loading = asyncio.ensure_future(self._load())
        return await asyncio.shield(loading)

    async def _load(self) -> bytes:
        failed: NetworkError | None = None
        for address in await self._addresses():
            try:
                script = await self._read(address)
            except NetworkError as error:
                failed = error
                continue
            self.place = address
            _log.info("the proxy script has %d bytes", len(script))
            return script
        raise ScriptFailed("missing", failed.code.value if failed is not None else "") from failed

    async def _read(self, address: str) -> bytes:
        parts = urlsplit(address)
        if parts.scheme != "file":
            return await self._fetch(address)
        path = Path(url2pathname(unquote(parts.path)))
        try:
            with await asyncio.to_thread(path.open, "rb") as file:
                script = await asyncio.to_thread(file.read, MAX_SCRIPT + 1)
        except OSError as error:
            raise NetworkError(ErrorCode.NOT_FOUND, sent=False) from error
        if len(script) > MAX_SCRIPT:
            raise NetworkError(ErrorCode.BAD_ANSWER, sent=False)
        return script

    async def _run(self, script: bytes, host: str) -> tuple[Hop, ...]:
        shown = f"[{host}]" if ":" in host else host
        answers: dict[str, list[str]] = {}
        mine: list[str] | None = None
        now = time.time()
        for _ in range(MAX_NAMES + 1):
            try:
                answer, _ = await self._process.ask(
                    "find",
                    script,
                    url=f"https://{shown}/",
                    host=host,
                    answers=json.dumps(answers),
                    mine=json.dumps(mine),
                    now=now,
                    offset=time.localtime(now).tm_gmtoff,
                )
            except DecoderFailed as error:
                raise ScriptFailed("slow") from error
            need = answer.get("need")
            if need == MINE and mine is None:
                mine = await asyncio.to_thread(own_addresses)
                continue
            if isinstance(need, str) and need not in answers:
                answers[need] = await _addresses_of(need)
                continue
            if isinstance(result := answer.get("result"), str):
                try:
                    return from_script(result)
                except BadHop as error:
                    raise ScriptFailed("result", result[:100]) from error
            raise ScriptFailed("broken", str(answer.get("fault", ""))[:200])
        raise ScriptFailed("slow")


async def _addresses_of(name: str) -> list[str]:
    """None if the name does not exist or nobody answers in time."""
    with suppress(OSError, UnicodeError, TimeoutError, ValueError):
        async with asyncio.timeout(_LOOK_UP):
            found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        return list(dict.fromkeys(addresses))
    return []
