# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One way to a host: directly or through a proxy, as addresses and proxy scripts write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit


class Kind(StrEnum):
    DIRECT = "direct"
    HTTP = "http"  # CONNECT
    HTTPS = "https"  # CONNECT, inside TLS
    SOCKS4 = "socks4"  # 4a: the proxy resolves names
    SOCKS5 = "socks5"


_PORTS = {Kind.HTTP: 80, Kind.HTTPS: 443, Kind.SOCKS4: 1080, Kind.SOCKS5: 1080}
_SCHEMES = {
    "http": Kind.HTTP,
    "https": Kind.HTTPS,
    "socks": Kind.SOCKS5,
    "socks4": Kind.SOCKS4,
    "socks4a": Kind.SOCKS4,
    "socks5": Kind.SOCKS5,
    "socks5h": Kind.SOCKS5,
}
_WORDS = {
    "PROXY": Kind.HTTP,
    "HTTP": Kind.HTTP,
    "HTTPS": Kind.HTTPS,
    "SOCKS": Kind.SOCKS5,
    "SOCKS4": Kind.SOCKS4,
    "SOCKS5": Kind.SOCKS5,
}
_HOST_PORT = re.compile(r"(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9_.-]{1,253}))(?::(\d{1,5}))?")
MAX_HOPS = 20


@dataclass(frozen=True, slots=True)
class Hop:
    """``user`` and ``password`` only if the address of the environment has them; they are in no text of it."""

    kind: Kind
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        if self.kind is Kind.DIRECT:
            return "DIRECT"
        return f"{self.kind.value}://{self.authority}"

    @property
    def authority(self) -> str:
        """host:port"""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


DIRECT = Hop(Kind.DIRECT)


class BadHop(ValueError):
    """No proxy can be read from this."""


def from_url(address: str) -> Hop:
    """``http://host:port`` as in environment variables and policies; without a scheme it is an HTTP proxy.

    Raises BadHop.
    """
    text = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadHop from error
    kind = _SCHEMES.get(parts.scheme.lower())
    if kind is None or not host:
        raise BadHop
    return Hop(kind, host, port or _PORTS[kind], unquote(parts.username or ""), unquote(parts.password or ""))


def from_script(result: str) -> tuple[Hop, ...]:
    """``PROXY a:1; SOCKS b:2; DIRECT``, in order. What cannot be read is left out. Raises BadHop if nothing is left.

    An empty result means DIRECT, as everywhere.
    """
    if not result.strip():
        return (DIRECT,)
    found: list[Hop] = []
    for part in result.split(";")[:MAX_HOPS]:
        word, _, place = part.strip().partition(" ")
        if word.upper() == "DIRECT":
            hop = DIRECT
        else:
            kind = _WORDS.get(word.upper())
            match = _HOST_PORT.fullmatch(place.strip())
            if kind is None or match is None:
                continue
            port = int(match[3]) if match[3] else _PORTS[kind]
            if not 0 < port < 65536:
                continue
            hop = Hop(kind, (match[1] or match[2]).lower(), port)
        if hop not in found:
            found.append(hop)
    if not found:
        raise BadHop
    return tuple(found)
