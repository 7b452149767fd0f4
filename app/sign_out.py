# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing out on purpose: the server ends the session and forgets the device."""

from __future__ import annotations

from app.matrix import api
from app.matrix.client import MatrixClient
from app.oauth.endpoint import give_back
from app.store.vault import Session


async def tell_server(client: MatrixClient, session: Session) -> None:
    """With OAuth 2.0 the authorization server revokes the tokens (RFC 7009), else POST /logout. Raises UserError."""
    grant = session.grant
    if grant is not None and grant.revocation_endpoint:
        await give_back(client.http, grant, session.access_token, session.refresh_token)
    else:
        await api.logout(client)
