# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""SOCKS 5 (RFC 1928) with user and password (RFC 1929), and SOCKS 4a. The proxy resolves the name."""

from __future__ import annotations

import ipaddress
import struct

from app.proxy.errors import ProxyLogin, ProxyRefused, ProxyUnreachable
from app.proxy.hop import Hop
from app.proxy.pipe import Pipe
from app.proxy.secrets import Secret

_NO_LOGIN, _PASSWORD, _NONE = 0, 2, 0xFF


async def socks5(pipe: Pipe, hop: Hop, host: str, port: int, secret: Secret | None) -> None:
    """Afterwards the pipe leads to ``host``. Raises ProxyUnreachable, ProxyRefused, ProxyLogin."""
    pipe.write(bytes([5, 2, _NO_LOGIN, _PASSWORD]) if secret is not None else bytes([5, 1, _NO_LOGIN]))
    version, method = await pipe.exactly(2)
    if version != 5:
        raise ProxyUnreachable(hop, "answer")
    if method == _PASSWORD and secret is not None:
        user, password = secret.user.encode()[:255], secret.password.encode()[:255]
        pipe.write(bytes([1, len(user)]) + user + bytes([len(password)]) + password)
        _, status = await pipe.exactly(2)
        if status != 0:
            raise ProxyLogin(hop, "wrong", "SOCKS")
    elif method == _NONE:
        raise ProxyLogin(hop, "needed" if secret is None else "unsupported", "SOCKS")
    elif method != _NO_LOGIN:
        raise ProxyUnreachable(hop, "answer")
    pipe.write(b"\x05\x01\x00" + _destination(host) + struct.pack(">H", port))
    version, reply, _, kind = await pipe.exactly(4)
    if version != 5:
        raise ProxyUnreachable(hop, "answer")
    if reply != 0:
        raise ProxyRefused(hop, reply)
    length = {1: 4, 4: 16}.get(kind)
    if length is None:
        (length,) = await pipe.exactly(1)
    await pipe.exactly(length + 2)


async def socks4(pipe: Pipe, hop: Hop, host: str, port: int, secret: Secret | None) -> None:
    """4a. Raises ProxyUnreachable, ProxyRefused."""
    user = b"" if secret is None else secret.user.encode().replace(b"\0", b"")
    try:
        place, name = ipaddress.IPv4Address(host).packed, b""
    except ValueError:
        place, name = b"\x00\x00\x00\x01", host.encode("idna") + b"\0"
    pipe.write(struct.pack(">BBH", 4, 1, port) + place + user + b"\0" + name)
    version, reply, *_ = await pipe.exactly(8)
    if version != 0:
        raise ProxyUnreachable(hop, "answer")
    if reply != 0x5A:
        raise ProxyRefused(hop, reply)


def _destination(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna")
        return bytes([3, len(name)]) + name
    return bytes([1 if address.version == 4 else 4]) + address.packed
