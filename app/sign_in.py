# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Becoming a signed-in device: what comes out is kept in the profile's vault before anybody uses it."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.copies import KIND
from app.errors import ErrorCode, UserError
from app.maintenance import refuse_if_blocked
from app.matrix import api, login
from app.matrix.client import MatrixClient
from app.matrix.discovery import Homeserver, discover, named_server
from app.matrix.http import Http
from app.matrix.login import Credentials
from app.matrix.wire import as_object
from app.offer import Offer, Way, WayKind
from app.policy.categories.server import ALLOWED_SIGN_IN, OAUTH_CLIENT_ID
from app.policy.homeservers import permitted
from app.policy.network import Network
from app.policy.policy import Policy
from app.profile.profile import Profile
from app.sign_out import tell_server
from app.store.vault import Session, Vault
from app.worker import Worker, WorkerStopped
from crypto.store.errors import StoreError

if TYPE_CHECKING:
    from app.oauth.device_grant import DeviceCode

_log = logging.getLogger(__name__)
_FAREWELL = 10.0  # seconds


async def ask(policy: Policy, server: str, network: Network | None = None) -> Offer:
    """What a server offers, as far as the organisation permits it.

    ``network``: of the profile (``Profile.network``), which knows what the user said to proxies.
    ``server``: a server name, address or user id. Raises UserError NOT_PERMITTED, NO_WAY_IN, MAINTENANCE, and as
    ``app.matrix.discovery`` does.
    """
    pool = Http(connections=4, network=network or Network.of(policy))
    try:
        return offer_of(policy, await _reach(policy, server, pool), server)
    finally:
        await pool.close()


async def _reach(policy: Policy, server: str, pool: Http) -> Homeserver:
    if not permitted(policy, named_server(server), ""):
        raise UserError(ErrorCode.NOT_PERMITTED)
    homeserver = await discover(server, http=pool)
    await refuse_if_blocked(MatrixClient(homeserver.url, http=pool))
    return homeserver


def offer_of(policy: Policy, homeserver: Homeserver, server: str) -> Offer:
    """Raises UserError NO_WAY_IN."""
    allowed = policy.value(ALLOWED_SIGN_IN) or tuple(WayKind)
    ways: list[Way] = []
    auth = homeserver.auth
    if auth is not None and not (auth.registration or policy.value(OAUTH_CLIENT_ID)):
        auth = None  # nobody told it of us, and it does not listen
    if auth is not None:
        ways.append(Way(WayKind.OAUTH))
    if homeserver.single_sign_on and not (auth is not None and homeserver.compatible_sso):
        named = [Way(WayKind.SSO, provider.id, provider.name) for provider in homeserver.providers]
        ways += named or [Way(WayKind.SSO)]
    if homeserver.password_login:
        ways.append(Way(WayKind.PASSWORD))
    ways = [way for way in ways if way.kind in allowed]
    if not ways:
        raise UserError(ErrorCode.NO_WAY_IN)
    code = auth is not None and bool(auth.device) and WayKind.OAUTH in allowed
    return Offer(server, homeserver.server_name, tuple(ways), homeserver, code, homeserver.user_id or "")


class Entrance:
    """A profile that somebody is about to sign in to: ``known`` is who was signed in before, whose store stays.

    ``async with``: when something fails the profile is let go of, else the worker stays for the account.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.worker = Worker("crypto")
        self.vault = Vault(profile.crypto)
        self.pool = Http(connections=4, network=profile.network)
        self.known: Session | None = None
        self._kept_device: str | None = None

    async def __aenter__(self) -> Self:
        try:
            self.known = await self.worker.call(self.vault.session)
            self._kept_device = await self.worker.call(self.vault.device_to_keep)
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            with suppress(WorkerStopped, StoreError):  # whoever tries again does it on another thread
                await self.worker.call(self.profile.crypto.release)
            self.worker.stop(0)
        await self.pool.close()

    @property
    def device_id(self) -> str:
        """The device that keeps its keys; a new one if there is none, or the one before must not go on."""
        return self._kept_device or login.new_device_id()

    def refuse_other(self, user_id: str) -> None:
        """Raises UserError OTHER_USER: what is in the store is somebody else's."""
        if self.known is not None and self.known.user_id != user_id:
            raise UserError(ErrorCode.OTHER_USER, user=self.known.user_id)

    async def keep(self, credentials: Credentials) -> Session:
        """Durable when it returns. A new device takes the place of the one before, with all that that one received.

        Raises UserError SIGNED_OUT if the server turns out to have deleted the device meanwhile: the next one is new.
        """
        self.refuse_other(credentials.user_id)
        await self._refuse_emptied(credentials)
        session = self._session(credentials)
        await self.worker.call(self.vault.begin, session)
        if self.known is not None and self.known.device_id != session.device_id:
            await self._leave(self.known)
        return session

    def _session(self, credentials: Credentials) -> Session:
        expires_in = credentials.expires_in
        return Session(
            credentials.homeserver,
            credentials.user_id,
            credentials.device_id,
            credentials.access_token,
            self.known.display_name if self.known is not None else "",
            credentials.refresh_token,
            time.time() + expires_in if expires_in is not None else None,
            credentials.grant,
        )

    async def _refuse_emptied(self, credentials: Credentials) -> None:
        """A device that the server deleted comes back without keys. Others know it with those it had, and will never
        take others for it."""
        device = credentials.device_id
        if device != self._kept_device or not await self.worker.call(self.vault.has_published_keys):
            return
        client = MatrixClient(
            credentials.homeserver, credentials.user_id, device, credentials.access_token, http=self.pool
        )
        asked = {"device_keys": {credentials.user_id: [device]}}
        answer = await client.request("POST", api.path("keys", "query"), body=asked, limit=1 << 20)
        found = as_object(as_object(answer.get("device_keys")).get(credentials.user_id)).get(device)
        if isinstance(found, dict):
            return
        _log.warning("the server has deleted this device meanwhile")
        await self.worker.call(self.vault.ask_for_renewal, "signed_out")
        self._kept_device = None
        with suppress(UserError, TimeoutError):
            await asyncio.wait_for(tell_server(client, self._session(credentials)), _FAREWELL)
        raise UserError(ErrorCode.SIGNED_OUT)

    async def _leave(self, old: Session) -> None:
        """Nobody may go on with the device before, if the server still knows it."""
        client = MatrixClient(old.homeserver, old.user_id, old.device_id, old.access_token, http=self.pool)
        try:
            async with asyncio.timeout(_FAREWELL):
                await api.put_account_data(client, KIND + old.device_id, {})
                await tell_server(client, old)
        except (UserError, TimeoutError):
            _log.info("the device before was not signed out: the server does not know it, or cannot be reached")


async def with_password(
    profile: Profile, server: str, user: str, password: str, device_name: str = ""
) -> tuple[Session, Worker]:
    """Sign in with a password; gives the kept session, and the worker that may use the crypto store from now on.

    ``server``: a server name, address or user id. A device that the server signed out softly keeps its keys; one
    that it deleted, or that was copied, becomes a new one, with all that was received.
    Raises UserError NOT_PERMITTED, NO_WAY_IN, OTHER_USER, and as ``app.matrix.discovery`` and ``app.matrix.login`` do.
    """
    allowed = profile.policy.value(ALLOWED_SIGN_IN)
    if allowed and WayKind.PASSWORD not in allowed:
        raise UserError(ErrorCode.NO_WAY_IN)
    async with Entrance(profile) as entrance:
        homeserver = await _reach(profile.policy, server, entrance.pool)
        name = device_name or default_device_name()
        for last in (False, True):
            credentials = await login.sign_in(
                homeserver, user, password, device_name=name, device_id=entrance.device_id, http=entrance.pool
            )
            try:
                return await entrance.keep(credentials), entrance.worker
            except UserError as error:
                if last or error.code is not ErrorCode.SIGNED_OUT:
                    raise
        raise UserError(ErrorCode.SIGNED_OUT)


async def with_browser(
    profile: Profile, offer: Offer, way: Way, open_page: Callable[[str], None], device_name: str = ""
) -> tuple[Session, Worker]:
    """Sign in in the browser: ``open_page`` is given the address to open, and again if the server wants another try.

    Raises UserError DENIED, SIGN_IN_EXPIRED, SUSPICIOUS_ANSWER, OTHER_USER, REFUSED, network trouble. Cancelling it is
    fine at any time: nothing is kept, and tokens that came already are given back.
    """
    from app import sign_in_browser

    name = device_name or default_device_name()
    async with Entrance(profile) as entrance:
        if way.kind is WayKind.SSO:
            credentials = await sign_in_browser.single_sign_on(entrance, offer.homeserver, way.id, open_page, name)
        else:
            credentials = await sign_in_browser.oauth(entrance, offer.homeserver, open_page, name)
        return await entrance.keep(credentials), entrance.worker


async def with_code(
    profile: Profile, offer: Offer, show: Callable[[DeviceCode], None], device_name: str = ""
) -> tuple[Session, Worker]:
    """Sign in with the browser of another device: ``show`` is given what has to be entered there.

    Raises UserError as ``with_browser``.
    """
    from app import sign_in_browser

    async with Entrance(profile) as entrance:
        credentials = await sign_in_browser.device(
            entrance, offer.homeserver, show, device_name or default_device_name()
        )
        return await entrance.keep(credentials), entrance.worker


def default_device_name() -> str:
    """What others see of this device in their list, if the user gives it no name."""
    system = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")
    return f"BundesMessenger Desktop ({system})"
