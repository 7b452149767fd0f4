# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The device authorization grant: sign in with the browser of another device (MSC4341; RFC 8628)."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.errors import ErrorCode, UserError
from app.matrix.errors import NetworkError
from app.matrix.http import Http
from app.oauth.code_grant import check_scope, scope
from app.oauth.endpoint import OAuthError, post_form
from app.oauth.metadata import DEVICE, MAX_ADDRESS, AuthServer
from app.oauth.tokens import Tokens, lifetime, token_answer
from crypto.types import Json

_log = logging.getLogger(__name__)
_SLOWER = 5.0  # seconds (section 3.5)
_INTERVAL = 5.0
_LONGEST = 1800.0


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """``address``: where a person enters ``user_code``; ``whole``: with the code in it, for a QR code, may be empty.

    ``interval``, ``expires_in``: seconds.
    """

    address: str
    user_code: str
    whole: str
    interval: float
    expires_in: float
    device_code: str = field(repr=False)


async def begin(
    pool: Http, server: AuthServer, client_id: str, device_id: str, *, unstable: bool = False
) -> DeviceCode:
    """Raises OAuthError, UserError BAD_ANSWER and network trouble."""
    fields = {"client_id": client_id, "scope": scope(device_id, unstable=unstable)}
    return _code(await post_form(pool, server.device, fields), server)


def _code(answer: Json, server: AuthServer) -> DeviceCode:
    code, user_code = answer.get("device_code"), answer.get("user_code")
    address, whole = answer.get("verification_uri"), answer.get("verification_uri_complete", "")
    if not isinstance(code, str) or not 0 < len(code) <= 4096:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="device_code")
    if not isinstance(user_code, str) or not 0 < len(user_code) <= 64 or not user_code.isprintable():
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="user_code")
    if not _at(address, server):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="verification_uri")
    interval, expires = lifetime(answer.get("interval")), lifetime(answer.get("expires_in"))
    return DeviceCode(
        str(address),
        user_code,
        str(whole) if _at(whole, server) else "",
        max(interval or _INTERVAL, 1.0),
        min(expires or _LONGEST, _LONGEST),
        code,
    )


def _at(address: object, server: AuthServer) -> bool:
    """Whether an address is one of the authorization server: nobody is sent elsewhere with a code."""
    if not isinstance(address, str) or not 0 < len(address) <= MAX_ADDRESS or not address.isascii():
        return False
    try:
        parts, own = urlsplit(address), urlsplit(server.issuer)
    except ValueError:
        return False
    same = parts.scheme in ("https", own.scheme) and parts.hostname == own.hostname and parts.username is None
    return same and address.isprintable() and " " not in address


async def wait(pool: Http, server: AuthServer, client_id: str, code: DeviceCode, device_id: str) -> Tokens:
    """Ask until somebody entered the code. Raises UserError DENIED, SIGN_IN_EXPIRED, OAuthError, BAD_ANSWER.

    Network trouble is waited out, as long as the code is good.
    """
    end, interval = time.monotonic() + code.expires_in, code.interval
    fields = {"grant_type": DEVICE, "device_code": code.device_code, "client_id": client_id}
    while time.monotonic() < end:
        await asyncio.sleep(interval)
        try:
            tokens = token_answer(await post_form(pool, server.token, fields))
        except OAuthError as error:
            match error.error:
                case "authorization_pending":
                    continue
                case "slow_down":
                    interval += _SLOWER
                    continue
                case "access_denied":
                    raise UserError(ErrorCode.DENIED) from None
                case "expired_token":
                    break
            raise
        except NetworkError as error:
            if error.code in (ErrorCode.BAD_ANSWER, ErrorCode.TLS):
                raise
            _log.info("asking for the sign-in failed (%s), trying again", error.code.value)
            interval += _SLOWER
            continue
        check_scope(tokens, device_id)
        return tokens
    raise UserError(ErrorCode.SIGN_IN_EXPIRED)
