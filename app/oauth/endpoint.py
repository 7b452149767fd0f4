# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to an authorization server: forms go out, JSON objects come back. No redirects, bounded, over our pool."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
import orjson

from app.errors import ErrorCode, UserError
from app.matrix.errors import NetworkError
from app.matrix.http import KIB, Http, Timeouts, read, read_json
from app.matrix.wire import BadJson, parse_object
from app.oauth.grant import Grant
from crypto.types import Json

_LIMIT = 64 * KIB
_TIMES = Timeouts(connect=10.0, read=20.0, total=30.0)


class OAuthError(UserError):
    """The authorization server says no. ``error``: its code (RFC 6749, section 5.2), as plain text."""

    def __init__(self, error: str, status: int) -> None:
        super().__init__(ErrorCode.REFUSED, errcode=error)
        self.error = error
        self.status = status


async def post_form(pool: Http, url: str, fields: Mapping[str, str]) -> Json:
    """Raises OAuthError, and UserError as the network does."""
    return await _send(pool, "POST", url, urlencode(fields).encode(), "application/x-www-form-urlencoded")


async def post_json(pool: Http, url: str, body: Json) -> Json:
    """Raises OAuthError, and UserError as the network does."""
    return await _send(pool, "POST", url, orjson.dumps(body), "application/json")


async def get(pool: Http, url: str, *, limit: int = _LIMIT) -> Json:
    """Raises OAuthError, and UserError as the network does."""
    return await _send(pool, "GET", url, None, "", limit)


async def _send(pool: Http, method: str, url: str, data: bytes | None, kind: str, limit: int = _LIMIT) -> Json:
    async def consume(response: aiohttp.ClientResponse) -> Json:
        if 200 <= response.status < 300:
            if response.status == 204 or response.content_length == 0:
                return {}
            return (await read_json(response, limit, parse_object))[0]
        raise await _refusal(response)

    headers = {"Accept": "application/json"} | ({"Content-Type": kind} if kind else {})
    return await pool.exchange(method, url, headers=headers, data=data, timeouts=_TIMES, consume=consume)


async def give_back(pool: Http, grant: Grant, access_token: str, refresh_token: str) -> None:
    """End a session (RFC 7009): one token of it is enough. The body of the answer says nothing. Raises UserError."""
    if not grant.revocation_endpoint:
        return

    async def consume(response: aiohttp.ClientResponse) -> None:
        if not 200 <= response.status < 300:
            raise await _refusal(response)

    token, hint = (refresh_token, "refresh_token") if refresh_token else (access_token, "access_token")
    data = urlencode({"token": token, "token_type_hint": hint, "client_id": grant.client_id}).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    url = grant.revocation_endpoint
    await pool.exchange("POST", url, headers=headers, data=data, timeouts=_TIMES, consume=consume)


async def _refusal(response: aiohttp.ClientResponse) -> UserError:
    status = response.status
    if 300 <= status < 400:
        return NetworkError(ErrorCode.BAD_ANSWER, reason="redirect")
    if status == 429:
        from app.matrix.retry import retry_after

        wait = retry_after(response.headers, None)
        return UserError(ErrorCode.RATE_LIMITED, **({} if wait is None else {"seconds": wait}))
    if status >= 500:
        return NetworkError(ErrorCode.SERVER_ERROR)
    try:
        said = parse_object(await read(response, _LIMIT)).get("error")
    except (TimeoutError, BadJson, UserError, aiohttp.ClientError, OSError):
        said = None
    known = isinstance(said, str) and 0 < len(said) <= 100 and said.isascii() and said.isprintable()
    if not known:
        return NetworkError(ErrorCode.BAD_ANSWER, reason=f"status {status}")
    return OAuthError(str(said), status)
