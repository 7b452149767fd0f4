# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong between us and a proxy. The request never reached the server."""

from __future__ import annotations

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.proxy.hop import Hop


class ProxyUnreachable(NetworkError):
    """It does not answer, hangs up, or speaks something else."""

    def __init__(self, hop: Hop, reason: str) -> None:
        super().__init__(ErrorCode.PROXY_UNREACHABLE, sent=False, proxy=hop.authority, reason=reason)


class ProxyRefused(NetworkError):
    """It lets nobody through to this host. ``status``: of HTTP, or the reply of SOCKS."""

    def __init__(self, hop: Hop, status: int) -> None:
        super().__init__(ErrorCode.PROXY_REFUSED, sent=False, proxy=hop.authority, status=status)


class ProxyLogin(NetworkError):
    """It wants to know who we are. ``reason``: needed, wrong, ticket (Kerberos has none for us), or unsupported (it
    offers nothing that we may use)."""

    def __init__(self, hop: Hop, reason: str, schemes: str = "") -> None:
        super().__init__(ErrorCode.PROXY_LOGIN, sent=False, proxy=hop.authority, reason=reason, schemes=schemes)
