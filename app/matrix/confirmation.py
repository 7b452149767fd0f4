# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""User-interactive authentication: what the server wants confirmed, with the password or in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

from app.errors import ErrorCode, UserError
from app.matrix.address import is_loopback
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError
from app.matrix.flows import PASSWORD, SSO
from app.matrix.sso import fallback_address
from app.matrix.wire import as_list, as_object
from app.oauth.metadata import safe_address
from crypto.types import Json

T = TypeVar("T")
OAUTH = "m.oauth"
"""On a page of the account (MSC4312)."""
_FORMER_OAUTH = "org.matrix.cross_signing_reset"


async def confirmed(
    client: MatrixClient, password: str | None, attempt: Callable[[Json | None], Awaitable[T]], *, name: str = ""
) -> T:
    """Do something that the server may want to have confirmed.

    ``attempt`` gets the ``auth`` object or None. What was begun in the browser under ``name`` is gone on with: call it
    again, with the same body, when the person says that it is done. Raises PASSWORD_NEEDED (no password given),
    WRONG_PASSWORD, BROWSER_NEEDED (url), REFUSED (the server wants something that we do not know).
    """
    session = client.confirmations.pop(name, "")
    try:
        return await attempt({"session": session} if session else None)
    except MatrixError as error:
        if session and "flows" not in error.body and error.status in (400, 401, 403, 404):
            return await confirmed(client, password, attempt, name=name)  # it is too old: begin again
        if error.status != 401 or "flows" not in error.body:
            raise
        body = error.body
    said = body.get("session")
    session = said if isinstance(said, str) and len(said) <= 1000 else ""
    stages = [as_list(as_object(flow).get("stages")) for flow in as_list(body.get("flows"))]
    if [PASSWORD] not in stages:
        url = _page(client, stages, as_object(body.get("params")), session)
        client.confirmations[name] = session
        raise UserError(ErrorCode.BROWSER_NEEDED, url=url)
    if not password:
        raise UserError(ErrorCode.PASSWORD_NEEDED)
    auth: Json = {
        "type": PASSWORD,
        "identifier": {"type": "m.id.user", "user": client.user_id},
        "password": password,
    }
    if session:
        auth["session"] = session
    try:
        return await attempt(auth)
    except MatrixError as error:
        if error.status == 401 and ("flows" in error.body or error.errcode == "M_FORBIDDEN"):
            raise UserError(ErrorCode.WRONG_PASSWORD) from error
        raise


def _page(client: MatrixClient, stages: list[list[object]], params: Json, session: str) -> str:
    """The address in the browser where it is confirmed."""
    for stage in (OAUTH, _FORMER_OAUTH):
        if [stage] in stages:
            local = is_loopback(urlsplit(client.homeserver).hostname or "")
            url = safe_address(as_object(params.get(stage)).get("url"), local=local)
            if url:
                return url
    if [SSO] in stages and session:
        return fallback_address(client.homeserver, session)
    raise UserError(ErrorCode.REFUSED, errcode="interactive authentication")
