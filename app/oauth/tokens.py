# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an authorization server hands out, taken apart and checked (RFC 6749, section 5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from crypto.types import Json

_TOKEN = re.compile(r"[!-~]{1,8192}")
_LONGEST = 400 * 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class Tokens:
    """``expires_in``: seconds, None if the server does not say. ``refresh_token``: empty if there is no new one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_in: float | None = None
    scope: tuple[str, ...] = ()


def token_answer(answer: Json) -> Tokens:
    """Raises NetworkError BAD_ANSWER."""
    access, refresh = answer.get("access_token"), answer.get("refresh_token", "")
    kind, scope = answer.get("token_type"), answer.get("scope", "")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="token_type")
    if not isinstance(access, str) or _TOKEN.fullmatch(access) is None:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="access_token")
    if refresh is None:
        refresh = ""
    if not isinstance(refresh, str) or (refresh and _TOKEN.fullmatch(refresh) is None):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="refresh_token")
    scopes = tuple(scope.split()) if isinstance(scope, str) and len(scope) <= 4096 else ()
    return Tokens(access, refresh, lifetime(answer.get("expires_in")), scopes)


def lifetime(value: object) -> float | None:
    """Seconds until a token ends; None if that is not said, or nonsense."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LONGEST:
        return None
    return float(value)
