# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which ways to sign in a homeserver names: GET /login (Client-Server API, "Login")."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ErrorCode
from app.matrix.client import MatrixClient
from app.matrix.errors import NetworkError
from app.matrix.plain_nio import nio
from app.matrix.retry import PATIENT, RetryPolicy
from app.matrix.wire import as_list, as_object, as_text

PASSWORD = "m.login.password"  # noqa: S105 - the name of a login type
SSO = "m.login.sso"
_LIMIT = 256 * 1024
_MOST = 20  # providers


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who can say who one is. ``id`` as the server calls it, ``name`` for people (remote text)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Flows:
    """``types``: of each way. ``compatible_sso``: m.login.sso leads to the same as OAuth 2.0 (MSC3824)."""

    types: tuple[str, ...] = ()
    providers: tuple[Provider, ...] = ()
    compatible_sso: bool = False


async def login_flows(client: MatrixClient, *, retry: RetryPolicy = PATIENT) -> Flows:
    """Raises UserError BAD_ANSWER and others of the network and the server."""
    method, where = nio.Api.login_info()
    answer = await client.request(method, where, limit=_LIMIT, retry=retry, authenticated=False)
    flows = answer.get("flows")
    if not isinstance(flows, list):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="flows")
    types: list[str] = []
    providers: list[Provider] = []
    compatible = False
    for flow in map(as_object, flows[:100]):
        kind = as_text(flow.get("type"), 200)
        if kind is None:
            continue
        types.append(kind)
        if kind == SSO:
            providers += filter(None, map(_provider, as_list(flow.get("identity_providers"))[:_MOST]))
            marks = ("oauth_aware_preferred", "org.matrix.msc3824.delegated_oidc_compatibility")
            compatible |= any(flow.get(mark) is True for mark in (*marks, "delegated_oidc_compatibility"))
    return Flows(tuple(types), tuple(providers), compatible)


def _provider(value: object) -> Provider | None:
    said = as_object(value)
    identifier, name = as_text(said.get("id"), 250), as_text(said.get("name"), 500)
    return Provider(identifier, name or identifier) if identifier else None
