# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ways into an account that lead through a browser: OAuth 2.0 with a code or for another device, single sign-on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.matrix import api, login, security_api
from app.matrix.client import MatrixClient
from app.matrix.discovery import Homeserver
from app.matrix.login import Credentials
from app.matrix.sso import redirect_address
from app.oauth import clients, device_grant
from app.oauth.code_grant import CodeGrant
from app.oauth.endpoint import OAuthError, give_back
from app.oauth.grant import Grant
from app.oauth.loopback import Loopback
from app.oauth.metadata import AuthServer
from app.oauth.registration import REDIRECT_PATH, register
from app.oauth.tokens import Tokens
from app.policy.categories.server import OAUTH_CLIENT_ID

if TYPE_CHECKING:
    from app.oauth.device_grant import DeviceCode
    from app.sign_in import Entrance

_UNKNOWN = {"invalid_client", "unauthorized_client"}
_BRIEF = 10.0  # seconds for what is only polite


async def single_sign_on(
    entrance: Entrance, homeserver: Homeserver, provider: str, open_page: Callable[[str], None], device_name: str
) -> Credentials:
    """m.login.sso, then m.login.token. Raises UserError as ``app.sign_in.with_browser``."""
    async with Loopback(REDIRECT_PATH, state_in_address=True) as loopback:
        open_page(redirect_address(homeserver.url, loopback.address, provider))
        answer = await loopback.answer()
    token = answer.get("loginToken", "")
    if not token:
        raise UserError(ErrorCode.DENIED)
    credentials = await login.with_token(
        homeserver, token, device_name=device_name, device_id=entrance.device_id, http=entrance.pool
    )
    try:
        entrance.refuse_other(credentials.user_id)
    except UserError:
        with suppress(UserError, TimeoutError):
            client = MatrixClient(homeserver.url, access_token=credentials.access_token, http=entrance.pool)
            await asyncio.wait_for(api.logout(client), _BRIEF)
        raise
    return credentials


async def oauth(
    entrance: Entrance, homeserver: Homeserver, open_page: Callable[[str], None], device_name: str
) -> Credentials:
    """The authorization code grant. Raises UserError as ``app.sign_in.with_browser``."""
    server = _server(homeserver)
    hint = entrance.known.user_id if entrance.known is not None else ""
    device_id = entrance.device_id

    async def attempt(client_id: str, unstable: bool) -> Tokens:
        async with Loopback(REDIRECT_PATH) as loopback:
            grant = CodeGrant(server, client_id, loopback.address, loopback.state, device_id, unstable=unstable)
            open_page(grant.address(hint))
            return await grant.redeem(entrance.pool, await loopback.answer())

    client_id, tokens = await _granted(entrance, server, attempt)
    return await _entered(entrance, homeserver, server, client_id, tokens, device_id, device_name)


async def device(
    entrance: Entrance, homeserver: Homeserver, show: Callable[[DeviceCode], None], device_name: str
) -> Credentials:
    """The device authorization grant. Raises UserError as ``app.sign_in.with_browser``."""
    server = _server(homeserver)
    if not server.device:
        raise UserError(ErrorCode.UNSUPPORTED_SERVER)
    device_id = entrance.device_id

    async def attempt(client_id: str, unstable: bool) -> Tokens:
        code = await device_grant.begin(entrance.pool, server, client_id, device_id, unstable=unstable)
        show(code)
        return await device_grant.wait(entrance.pool, server, client_id, code, device_id)

    client_id, tokens = await _granted(entrance, server, attempt)
    return await _entered(entrance, homeserver, server, client_id, tokens, device_id, device_name)


def _server(homeserver: Homeserver) -> AuthServer:
    if homeserver.auth is None:
        raise UserError(ErrorCode.UNSUPPORTED_SERVER)
    return homeserver.auth


async def _granted(
    entrance: Entrance, server: AuthServer, attempt: Callable[[str, bool], Awaitable[Tokens]]
) -> tuple[str, Tokens]:
    """Try as a client that the server knows. A registration that it has forgotten is made anew, once; names of scopes
    that it does not know are tried in their other form, once."""
    unstable, renewed, other_names = server.unstable, False, False
    while True:
        client_id, fresh = await _client_id(entrance, server)
        try:
            return client_id, await attempt(client_id, unstable)
        except OAuthError as error:
            if error.error in _UNKNOWN:
                await _forget_client(entrance, server)
                if not fresh and not renewed:
                    renewed = True
                    continue
            elif error.error == "invalid_scope" and not other_names:
                unstable, other_names = not unstable, True
                continue
            raise
        except (asyncio.CancelledError, UserError) as error:
            # A server that does not know us says so in the browser only: begin as somebody new next time.
            if isinstance(error, asyncio.CancelledError) or error.code is ErrorCode.SIGN_IN_EXPIRED:
                await _forget_client(entrance, server)
            raise


async def _client_id(entrance: Entrance, server: AuthServer) -> tuple[str, bool]:
    """The id by which the server knows us, and whether it was made just now."""
    settled = entrance.profile.policy.value(OAUTH_CLIENT_ID)
    if settled:
        return settled, True
    kept = await entrance.worker.call(clients.known, entrance.vault, server.issuer)
    if kept:
        return kept, False
    if not server.registration:
        raise UserError(ErrorCode.NO_WAY_IN)
    client_id = await register(entrance.pool, server)
    await entrance.worker.call(clients.remember, entrance.vault, server.issuer, client_id)
    return client_id, True


async def _forget_client(entrance: Entrance, server: AuthServer) -> None:
    await entrance.worker.call(clients.forget, entrance.vault, server.issuer)


async def _entered(
    entrance: Entrance,
    homeserver: Homeserver,
    server: AuthServer,
    client_id: str,
    tokens: Tokens,
    device_id: str,
    device_name: str,
) -> Credentials:
    """Ask the homeserver who we are now. Tokens of somebody else are given back."""
    client = MatrixClient(homeserver.url, access_token=tokens.access_token, http=entrance.pool)
    grant = Grant.of(server, client_id)
    try:
        user_id, known_as = await api.whoami(client)
        entrance.refuse_other(user_id)
        if known_as and known_as != device_id:
            raise UserError(ErrorCode.BAD_ANSWER, reason="device_id")
    except BaseException:
        with suppress(UserError, TimeoutError):
            await asyncio.wait_for(give_back(entrance.pool, grant, tokens.access_token, tokens.refresh_token), _BRIEF)
        raise
    if entrance.known is None:
        with suppress(UserError, TimeoutError):
            await asyncio.wait_for(security_api.rename_device(client, device_id, device_name), _BRIEF)
    return Credentials(
        homeserver.url, user_id, device_id, tokens.access_token, tokens.refresh_token, tokens.expires_in, grant
    )
