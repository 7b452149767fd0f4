# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a homeserver lets people sign in with OAuth 2.0 (Client-Server API, "Server metadata discovery"; RFC 8414)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from app.errors import ErrorCode, UserError
from app.matrix.address import is_loopback
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from app.matrix.http import Http

LIMIT = 64 * 1024  # bytes of a document
MAX_ADDRESS = 2000
CODE = "authorization_code"
REFRESH = "refresh_token"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

PROFILE = "org.matrix.profile"
DEVICES = "org.matrix.devices_list"
DEVICE_VIEW = "org.matrix.device_view"
DEVICE_DELETE = "org.matrix.device_delete"
IDENTITY_RESET = "org.matrix.cross_signing_reset"
DEACTIVATE = "org.matrix.account_deactivate"
_FORMER = {
    DEVICES: "org.matrix.sessions_list",
    DEVICE_VIEW: "org.matrix.session_view",
    DEVICE_DELETE: "org.matrix.session_end",
}
"""Names of MSC4191 before it was accepted; servers in use speak them."""


@dataclass(frozen=True, slots=True)
class AuthServer:
    """An authorization server; addresses are empty where it does not offer something.

    ``pages``: where the account is managed, ``actions`` what one can do there. ``names_itself``: its answers carry
    ``iss`` (RFC 9207). ``unstable``: the homeserver knows only the names of MSC2965 and MSC2967.
    """

    issuer: str
    authorization: str
    token: str
    registration: str = ""
    revocation: str = ""
    device: str = ""
    pages: str = ""
    actions: tuple[str, ...] = ()
    names_itself: bool = False
    unstable: bool = False

    def page(self, action: str = "", device_id: str = "") -> str:
        """The address where the account is managed, at ``action`` if the server knows it; empty: nowhere (MSC4191)."""
        if not self.pages:
            return ""
        known = next((name for name in (action, _FORMER.get(action, "")) if name and name in self.actions), "")
        if not known:
            return self.pages
        fields = {"action": known} | ({"device_id": device_id} if device_id else {})
        return self.pages + ("&" if urlsplit(self.pages).query else "?") + urlencode(fields)

    def to_json(self) -> Json:
        """What ``from_json`` reads."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.authorization,
            "token_endpoint": self.token,
            "registration_endpoint": self.registration or None,
            "revocation_endpoint": self.revocation or None,
            "device_authorization_endpoint": self.device or None,
            "account_management_uri": self.pages or None,
            "account_management_actions_supported": list(self.actions),
            "authorization_response_iss_parameter_supported": self.names_itself,
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        }


def from_json(document: Json, *, local: bool, unstable: bool = False) -> AuthServer:
    """``local``: the homeserver is on this machine, so its authorization server may be too, without TLS.

    Codes, tokens and registrations go to the issuer's host and nowhere else, whatever the document says. Raises
    UserError BAD_ANSWER, INSECURE_ADDRESS, or UNSUPPORTED_SERVER (no code grant with PKCE).
    """
    issuer = safe_address(document.get("issuer"), local=local)
    if not issuer:
        raise UserError(ErrorCode.BAD_ANSWER, reason="issuer")
    host = urlsplit(issuer).hostname

    def endpoint(name: str) -> str:
        address = safe_address(document.get(name), local=local)
        if address and urlsplit(address).hostname != host:
            raise UserError(ErrorCode.BAD_ANSWER, reason=f"{name} is on another host")
        return address

    grants, kinds = document.get("grant_types_supported"), document.get("response_types_supported")
    codes = _texts(kinds)
    challenges = _texts(document.get("code_challenge_methods_supported"))
    authorization, token = endpoint("authorization_endpoint"), endpoint("token_endpoint")
    if not authorization or not token:
        raise UserError(ErrorCode.BAD_ANSWER, reason="endpoints")
    if "code" not in codes or "S256" not in challenges or (grants is not None and CODE not in _texts(grants)):
        raise UserError(ErrorCode.UNSUPPORTED_SERVER)
    device = endpoint("device_authorization_endpoint")
    return AuthServer(
        issuer,
        authorization,
        token,
        registration=endpoint("registration_endpoint"),
        revocation=endpoint("revocation_endpoint"),
        device=device if grants is None or DEVICE in _texts(grants) else "",
        pages=safe_address(document.get("account_management_uri"), local=local),
        actions=_texts(document.get("account_management_actions_supported")),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        unstable=unstable,
    )


def safe_address(value: object, *, local: bool) -> str:
    """An https address (http on this machine, for a homeserver on it), empty if there is none."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > MAX_ADDRESS or not value.isascii() or not value.isprintable():
        raise UserError(ErrorCode.BAD_ANSWER, reason="address")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise UserError(ErrorCode.BAD_ANSWER, reason="address") from None
    odd = parts.username is not None or parts.fragment or "\\" in value or " " in value
    if not host or odd or parts.scheme not in ("https", "http"):
        raise UserError(ErrorCode.BAD_ANSWER, reason="address")
    if parts.scheme == "http" and not (local and is_loopback(host)):
        raise UserError(ErrorCode.INSECURE_ADDRESS, host=host)
    return value


def _texts(value: object) -> tuple[str, ...]:
    entries = value[:100] if isinstance(value, list) else []
    return tuple(entry for entry in entries if isinstance(entry, str) and len(entry) <= 200)


async def find(client: MatrixClient, issuer: str = "") -> AuthServer | None:
    """The authorization server of a homeserver; None if it has none.

    GET /auth_metadata, under its unstable name, else of ``issuer`` (what .well-known says below
    ``org.matrix.msc2965.authentication``; OpenID Connect Discovery). Raises UserError as ``from_json``, and network
    trouble.
    """
    from app.matrix.discovery import PATIENCE
    from app.matrix.errors import MatrixError

    local = is_loopback(urlsplit(client.homeserver).hostname or "")
    for place, unstable in (("v1", False), ("unstable/org.matrix.msc2965", True)):
        try:
            where = f"/_matrix/client/{place}/auth_metadata"
            document = await client.request("GET", where, limit=LIMIT, retry=PATIENCE, authenticated=False)
        except MatrixError as error:
            if error.status in (400, 401, 403, 404, 405, 501):
                continue
            raise
        return from_json(document, local=local, unstable=unstable)
    if not issuer:
        return None
    return await _of_issuer(client.http, issuer, local=local)


async def _of_issuer(pool: Http, issuer: str, *, local: bool) -> AuthServer:
    from app.oauth.endpoint import get

    base = safe_address(issuer, local=local)
    document = await get(pool, base.rstrip("/") + "/.well-known/openid-configuration", limit=LIMIT)
    if document.get("issuer") != issuer:
        raise UserError(ErrorCode.BAD_ANSWER, reason="issuer")
    return from_json(document, local=local, unstable=True)
