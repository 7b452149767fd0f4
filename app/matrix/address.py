# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses a homeserver may have: https, or plain http on this machine only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from app.errors import ErrorCode, UserError
from app.matrix.wire import is_server_name


def is_loopback(host: str) -> bool:
    """Whether ``host`` (no port, no brackets) is this machine; decided without asking a name server."""
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def homeserver_url(address: str) -> str:
    """The base URL in normal form: scheme, host, port and path prefix without a slash at the end.

    Raises UserError: INSECURE_ADDRESS for http to another machine, NOT_MATRIX for what cannot be a homeserver's
    address (other schemes, a user name or password, a query, a fragment, dot segments, control characters).
    """
    if len(address) > 2000 or not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise UserError(ErrorCode.NOT_MATRIX)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise UserError(ErrorCode.NOT_MATRIX) from None
    host = parts.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    if parts.scheme not in ("https", "http") or not is_server_name(bracketed):
        raise UserError(ErrorCode.NOT_MATRIX)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UserError(ErrorCode.NOT_MATRIX)
    path = parts.path.rstrip("/")
    if any(segment in (".", "..", "") for segment in path.split("/")[1:]) or "%" in path:
        raise UserError(ErrorCode.NOT_MATRIX)
    if parts.scheme == "http" and not is_loopback(host):
        raise UserError(ErrorCode.INSECURE_ADDRESS, host=host)
    return f"{parts.scheme}://{bracketed}{'' if port is None else f':{port}'}{path}"
