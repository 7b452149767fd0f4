# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A tunnel through an HTTP proxy: CONNECT (RFC 9110 section 9.3.6), and signing in on the way (section 11.7).

NTLM and Negotiate take several requests on one connection. The proxy sees the name of the host and nothing else.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.proxy.authentication import Login, Logins, Offer
from app.proxy.errors import ProxyRefused, ProxyUnreachable
from app.proxy.hop import Hop
from app.proxy.pipe import Pipe

MAX_HEAD = 64 * 1024  # bytes of an answer's head
MAX_BODY = 128 * 1024  # bytes of a page that explains a refusal; the connection is given up for more
MAX_LEGS = 10
_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: |\r|$)")


@dataclass(slots=True)
class Answer:
    status: int
    again: bool
    """Another request may follow on this connection."""
    offers: list[Offer] = field(default_factory=list)


async def tunnel(open: Callable[[], Awaitable[Pipe]], hop: Hop, host: str, port: int, logins: Logins) -> Pipe:
    """A pipe to ``host``. Raises ProxyUnreachable, ProxyRefused, ProxyLogin."""
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    login = await logins.known(hop)
    value = await _step(login, None) if login is not None else None
    tried: set[str] = set()
    pipe = await open()
    try:
        for _ in range(MAX_LEGS):
            answer = await _ask(pipe, hop, target, value)
            if 200 <= answer.status < 300:
                if not pipe.empty:
                    raise ProxyUnreachable(hop, "answer")
                if login is not None:
                    logins.worked(hop, login)
                return pipe
            if answer.status != 407:
                raise ProxyRefused(hop, answer.status)
            token = _token(answer.offers, login)
            value = await _step(login, token) if login is not None and token else None
            if value is None:  # nothing tried yet, or that was not accepted
                if login is not None:
                    tried.add(login.scheme)
                    logins.failed(hop)
                token = ""
                while value is None:
                    login = await logins.choose(hop, answer.offers, tried)
                    value = await _step(login, None)
                    tried.add(login.scheme)
            if not answer.again:
                if token:  # in the middle of signing in, which belongs to the connection
                    raise ProxyUnreachable(hop, "hung up")
                pipe.close()
                pipe = await open()
        raise ProxyUnreachable(hop, "answer")
    except BaseException:
        pipe.close()
        raise


def _token(offers: list[Offer], login: Login | None) -> str:
    if login is None:
        return ""
    return next((offer.token for offer in offers if offer.scheme == login.scheme), "")


async def _step(login: Login, token: str | None) -> str | None:
    """Kerberos may ask its servers: elsewhere."""
    return await asyncio.to_thread(login.step, token)


async def _ask(pipe: Pipe, hop: Hop, target: str, value: str | None) -> Answer:
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", "Proxy-Connection: keep-alive"]
    if value is not None:
        lines.append(f"Proxy-Authorization: {value}")
    pipe.write("\r\n".join([*lines, "", ""]).encode("ascii"))
    while True:
        head = await pipe.until(b"\r\n\r\n", MAX_HEAD)
        first, *rest = head.split(b"\r\n")
        match = _STATUS.match(first)
        if match is None:
            raise ProxyUnreachable(hop, "answer")
        if match[2] not in (b"100", b"102", b"103"):
            break
    status = int(match[2])
    headers: list[tuple[str, str]] = []
    for line in rest:
        name, colon, text = line.decode("latin-1").partition(":")
        if colon:
            headers.append((name.strip().lower(), text.strip()))
    answer = Answer(status, match[1] == b"1")
    if 200 <= status < 300:
        return answer
    said = " ".join(text.lower() for name, text in headers if name in ("connection", "proxy-connection"))
    answer.again = ("close" not in said and answer.again) or "keep-alive" in said
    answer.offers = [offer for name, text in headers if name == "proxy-authenticate" for offer in Offer.parse(text)]
    if answer.again:
        answer.again = await _skip_body(pipe, dict(headers))
    return answer


async def _skip_body(pipe: Pipe, headers: dict[str, str]) -> bool:
    """False if the body has no end that one could see, or is too long."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        seen = 0
        while True:
            line = await pipe.until(b"\r\n", 1024)
            try:
                size = int(line.partition(b";")[0].strip(), 16)
            except ValueError:
                return False
            seen += size
            if size < 0 or seen > MAX_BODY:
                return False
            if size == 0:
                while await pipe.until(b"\r\n", MAX_HEAD) != b"\r\n":
                    pass
                return True
            await pipe.exactly(size + 2)
    text = headers.get("content-length", "")
    if not text.isdigit() or len(text) > 9 or int(text) > MAX_BODY:
        return False
    await pipe.exactly(int(text))
    return True
