# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Make this program known to an authorization server (Client-Server API, "Client registration"; RFC 7591)."""

from __future__ import annotations

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.matrix.http import Http
from app.oauth.endpoint import post_json
from app.oauth.metadata import CODE, DEVICE, REFRESH, AuthServer
from crypto.types import Json

NAME = "BundesMessenger Desktop"
HOME = "https://bundesmessenger.info/"
REDIRECT_PATH = "/sign-in"
REDIRECTS = (f"http://127.0.0.1{REDIRECT_PATH}", f"http://[::1]{REDIRECT_PATH}")
"""Without a port: a server accepts any on this machine (RFC 8252, section 7.3)."""


def description(server: AuthServer) -> Json:
    """The same for everybody who uses this program: nothing of a person or machine is in it."""
    return {
        "client_name": NAME,
        "client_uri": HOME,
        "application_type": "native",
        "redirect_uris": list(REDIRECTS),
        "grant_types": [CODE, REFRESH, *([DEVICE] if server.device else [])],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }


async def register(pool: Http, server: AuthServer) -> str:
    """The client id. Raises OAuthError, and UserError as the network does."""
    answer = await post_json(pool, server.registration, description(server))
    client_id = answer.get("client_id")
    if not is_client_id(client_id) or answer.get("token_endpoint_auth_method", "none") != "none":
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="client_id")
    return str(client_id)


def is_client_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1000 and value.isascii() and value.isprintable()
