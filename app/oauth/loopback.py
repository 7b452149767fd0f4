# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Waits on this machine for what the browser brings back (RFC 8252, section 7.3).

A small server on 127.0.0.1 or [::1] at a random port, for one sign-in. Other programs and web pages can reach it too:
whoever does not know the state is turned away and changes nothing, and the first who does is the last.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.errors import ErrorCode, UserError

WAIT = 600.0
"""Seconds somebody may take in the browser."""
_HEAD = 16 * 1024  # bytes of a request
_PATIENCE = 10.0  # seconds for one request
_AT_ONCE = 8  # requests

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1c1c1e;"
    "background:#fff}h1{font-size:1.5rem}@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1c1c1e}}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}
_WORDS = {
    200: (
        "Zurück zu BundesMessenger",
        "Sie können dieses Fenster schließen. Die Anmeldung geht in BundesMessenger weiter.",
        "Back to BundesMessenger",
        "You can close this window. Signing in goes on in BundesMessenger.",
    ),
    400: (
        "Das gehört zu keiner Anmeldung",
        "Diese Adresse ist abgelaufen oder nicht vollständig. Beginnen Sie die Anmeldung in BundesMessenger neu.",
        "This belongs to no sign-in",
        "This address has expired or is not complete. Begin to sign in again in BundesMessenger.",
    ),
}


class Loopback:
    """``async with``: it listens. ``address`` is where the browser is sent to, ``answer`` what it brought.

    ``state_in_address``: the state is part of the address, for servers that do not know of states (m.login.sso).
    """

    def __init__(self, path: str, *, state_in_address: bool = False) -> None:
        self.state = secrets.token_urlsafe(32)
        self._path = path
        self._state_in_address = state_in_address
        self._server: asyncio.Server | None = None
        self._host = ""
        self._found: asyncio.Future[dict[str, str]] | None = None
        self._handling: dict[asyncio.Task[None], None] = {}  # the oldest first
        self._closing = False

    async def __aenter__(self) -> Self:
        self._found = asyncio.get_running_loop().create_future()
        for host, shown in (("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")):
            with suppress(OSError):
                self._server = await asyncio.start_server(self._accept, host, 0, limit=_HEAD)
                self._host = f"{shown}:{self._server.sockets[0].getsockname()[1]}"
                return self
        raise UserError(ErrorCode.NO_NETWORK, reason="loopback")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        if self._server is not None:
            self._server.close()
        for task in list(self._handling):
            if task.get_name() != "answering":
                task.cancel()
        await asyncio.gather(*self._handling, return_exceptions=True)

    @property
    def address(self) -> str:
        """The redirect URI."""
        query = "?" + urlencode({"state": self.state}) if self._state_in_address else ""
        return f"http://{self._host}{self._path}{query}"

    async def answer(self, patience: float = WAIT) -> Mapping[str, str]:
        """The query of the one request that knew the state. Raises UserError SIGN_IN_EXPIRED."""
        assert self._found is not None
        try:
            return await asyncio.wait_for(asyncio.shield(self._found), patience)
        except TimeoutError:
            raise UserError(ErrorCode.SIGN_IN_EXPIRED) from None

    # -- requests

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closing:
            writer.close()
            return
        if len(self._handling) >= _AT_ONCE:  # whoever waits longest says nothing: make room
            next(iter(self._handling)).cancel()
        task = asyncio.get_running_loop().create_task(self._handle(reader, writer), name="reading")
        self._handling[task] = None
        task.add_done_callback(lambda done: self._handling.pop(done, None))

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            try:
                async with asyncio.timeout(_PATIENCE):
                    head = await reader.readuntil(b"\r\n\r\n")
            except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
                return
            found = self._understand(head)
            task = asyncio.current_task()
            if found is not None and task is not None and self._found is not None:
                task.set_name("answering")
                self._found.set_result(found)
            with suppress(TimeoutError, OSError):
                async with asyncio.timeout(_PATIENCE):
                    writer.write(_page(200 if found is not None else 400))
                    await writer.drain()
        finally:
            writer.close()

    def _understand(self, head: bytes) -> dict[str, str] | None:
        """The query of a request that is meant for us; None for every other."""
        if self._found is None or self._found.done():
            return None
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        if len(parts) != 3 or parts[0] != "GET" or not parts[2].startswith("HTTP/1.") or not parts[1].isascii():
            return None
        hosts = [line[5:].strip().lower() for line in lines[1:] if line.lower().startswith("host:")]
        if hosts != [self._host]:  # a name that leads to this machine is no way in
            return None
        target = urlsplit(parts[1])
        if target.scheme or target.netloc or target.path != self._path:
            return None
        try:
            pairs = parse_qsl(target.query, keep_blank_values=True, strict_parsing=True, max_num_fields=20)
        except ValueError:
            return None
        query = dict(pairs)
        if len(query) != len(pairs):  # something twice
            return None
        if not hmac.compare_digest(query.get("state", "").encode(), self.state.encode()):
            return None
        return query


def _page(status: int) -> bytes:
    german, german_text, english, english_text = _WORDS[status]
    body = (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{german}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{german}</h1><p>{german_text}</p>"
        f'<div lang="en"><h2>{english}</h2><p>{english_text}</p></div></body></html>'
    ).encode()
    head = f"HTTP/1.1 {status} {'OK' if status == 200 else 'Bad Request'}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in _HEADERS.items())
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
