# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The authorization code grant with PKCE (Client-Server API, "Authorization code flow"; RFC 6749, 7636, 9207)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from app.errors import ErrorCode, UserError
from app.matrix.http import Http
from app.oauth.endpoint import OAuthError, post_form
from app.oauth.metadata import CODE, REFRESH, AuthServer
from app.oauth.tokens import Tokens, token_answer

STABLE = ("urn:matrix:client:api:*", "urn:matrix:client:device:")
UNSTABLE = ("urn:matrix:org.matrix.msc2967.client:api:*", "urn:matrix:org.matrix.msc2967.client:device:")


def scope(device_id: str, *, unstable: bool = False) -> str:
    """Everything of the Client-Server API, as this device (MSC2967)."""
    api, device = UNSTABLE if unstable else STABLE
    return f"{api} {device}{device_id}"


def check_scope(tokens: Tokens, device_id: str) -> None:
    """A server that grants less, or another device, than was asked for has to say so. Raises UserError BAD_ANSWER."""
    if not tokens.scope:
        return
    for api, device in (STABLE, UNSTABLE):
        if api in tokens.scope and device + device_id in tokens.scope:
            return
    raise UserError(ErrorCode.BAD_ANSWER, reason="scope")


class CodeGrant:
    """One attempt. ``redirect`` and ``state`` are those of the server that waits for the browser."""

    def __init__(
        self, server: AuthServer, client_id: str, redirect: str, state: str, device_id: str, *, unstable: bool = False
    ) -> None:
        self._server = server
        self._client_id = client_id
        self._redirect = redirect
        self._state = state
        self._device_id = device_id
        self._unstable = unstable
        self._verifier = secrets.token_urlsafe(64)

    def address(self, hint: str = "") -> str:
        """What the browser opens. ``hint``: the user id that is to be signed in (MSC4198)."""
        digest = hashlib.sha256(self._verifier.encode()).digest()
        fields = {
            "response_type": "code",
            "response_mode": "query",
            "client_id": self._client_id,
            "redirect_uri": self._redirect,
            "scope": scope(self._device_id, unstable=self._unstable),
            "state": self._state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if hint:
            fields["login_hint"] = f"mxid:{hint}"
        where = self._server.authorization
        return where + ("&" if urlsplit(where).query else "?") + urlencode(fields)

    async def redeem(self, pool: Http, answer: Mapping[str, str]) -> Tokens:
        """Tokens for what the browser brought back.

        Raises UserError: SUSPICIOUS_ANSWER (another server answered: mix-up, RFC 9207), DENIED, OAuthError, BAD_ANSWER,
        network trouble.
        """
        issuer = answer.get("iss")
        if (issuer is None and self._server.names_itself) or (issuer is not None and issuer != self._server.issuer):
            raise UserError(ErrorCode.SUSPICIOUS_ANSWER)
        if not hmac.compare_digest(answer.get("state", "").encode(), self._state.encode()):
            raise UserError(ErrorCode.SUSPICIOUS_ANSWER)
        error = answer.get("error")
        if error == "access_denied":
            raise UserError(ErrorCode.DENIED)
        if error is not None:
            raise OAuthError(error[:100], 0)
        code = answer.get("code", "")
        if not code or len(code) > 4096:
            raise UserError(ErrorCode.BAD_ANSWER, reason="code")
        tokens = token_answer(
            await post_form(
                pool,
                self._server.token,
                {
                    "grant_type": CODE,
                    "code": code,
                    "redirect_uri": self._redirect,
                    "client_id": self._client_id,
                    "code_verifier": self._verifier,
                },
            )
        )
        check_scope(tokens, self._device_id)
        return tokens


async def refresh(pool: Http, token_endpoint: str, client_id: str, refresh_token: str) -> Tokens:
    """New tokens for a refresh token (RFC 6749, section 6). Raises OAuthError, network trouble."""
    fields = {"grant_type": REFRESH, "refresh_token": refresh_token, "client_id": client_id}
    return token_answer(await post_form(pool, token_endpoint, fields))
