# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a profile folder to a running account: open, sign in, start, stop. Everything slow runs beside the window."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.interface import AccountView
from app.network.access import NetworkAccess
from app.network.interface import NetworkView
from app.policy.categories.server import HOMESERVER
from app.policy.network import Network
from app.policy.policy import Policy
from app.preferences import Preferences

if TYPE_CHECKING:
    from app.account import Account
    from app.oauth.device_grant import DeviceCode
    from app.offer import Offer, Way
    from app.profile.keystore import KeyStore
    from app.profile.profile import Profile
    from app.profile.raising import RaiseServer

_log = logging.getLogger(__name__)
_ANSWER_WITHIN = 1.0  # seconds


class Session(Protocol):
    """One profile. All coroutines raise UserError only."""

    @property
    def network(self) -> NetworkView:
        """The way to the server."""
        ...

    async def open(self, passphrase: str | None = None) -> AccountView | None:
        """Open the store; the account of yesterday, or None if nobody is signed in. No network. Open already: as it is.

        Raises UserError PASSPHRASE_NEEDED, KEYRING_MISSING (choose a passphrase), WRONG_PASSPHRASE, and what else
        can be wrong with a profile.
        """
        ...

    async def ask(self, server: str) -> Offer:
        """What a server offers to somebody who wants in."""
        ...

    async def sign_in(self, server: str, user: str, password: str, device_name: str) -> AccountView: ...

    async def sign_in_browser(
        self, offer: Offer, way: Way, device_name: str, open_page: Callable[[str], None]
    ) -> AccountView:
        """``open_page`` is given the address for the browser. Cancelling it is fine."""
        ...

    async def sign_in_code(self, offer: Offer, device_name: str, show: Callable[[DeviceCode], None]) -> AccountView: ...

    def home(self) -> str:
        """The address of the server of the account that is open; empty: nobody is signed in."""
        ...

    async def start(self) -> None:
        """Go online; called after the first paint."""
        ...

    def retry_now(self) -> None:
        """Try to reach the server at once instead of waiting."""
        ...

    async def signed_out(self) -> None:
        """The account removed itself and the profile; begin a new one."""
        ...

    async def stop(self) -> None:
        """Everything is on disk and closed afterwards. May be called at any time, and twice."""
        ...


class ProfileSession:
    """``Session`` on a real profile. ``raised``: a second start of the program asks for the window, ``opened``: to open
    a link in it."""

    def __init__(
        self,
        folder: Path,
        stores: Sequence[KeyStore] | None,
        raised: Callable[[], None],
        prefs: Preferences | None = None,
        opened: Callable[[str], None] = lambda _link: None,
        further: bool = False,
    ) -> None:
        """``further``: not the first profile of this user; it is not kept if nobody signs in to it."""
        self._further = further
        self._opened = opened
        self._folder = folder
        self._stores = stores
        self._raised = raised
        self._prefs = prefs
        self._profile: Profile | None = None
        self._account: Account | None = None
        self._home = ""
        self._entering = asyncio.Lock()  # one that was cancelled lets go of the profile before the next one begins
        self._raiser: RaiseServer | None = None
        self.about: Callable[[str], Coroutine[Any, Any, dict[str, Any]]] = _nothing
        """What other accounts are told of this one; given a link, too."""
        self.network: NetworkView = NetworkAccess(self._network, self._server, self.retry_now)

    async def open(self, passphrase: str | None = None) -> AccountView | None:
        async with self._entering:
            profile = await self._open_first(passphrase)
            from app.account import Account

            if self._account is None:
                self._account = await Account.open(profile)
        return self._account

    async def _open_first(self, passphrase: str | None = None) -> Profile:
        loop = asyncio.get_running_loop()
        if self._profile is None:
            self._profile = await loop.run_in_executor(None, self._open_profile, passphrase)
            self._raiser = await loop.run_in_executor(None, self._listen, loop)
        return self._profile

    def _open_profile(self, passphrase: str | None) -> Profile:
        from app.log import log_to
        from app.migrations import cache_migrations, crypto_migrations
        from app.policy.categories.support import LOG_RETENTION
        from app.policy.folder import log_folder
        from app.profile.profile import Profile

        profile = Profile.open(
            self._folder,
            passphrase,
            crypto=crypto_migrations(),
            cache=cache_migrations(),
            stores=self._stores,
            prefs=self._prefs,
        )
        with contextlib.suppress(OSError):
            log_to(log_folder(profile.policy, self._folder), profile.policy.value(LOG_RETENTION))
        return profile

    def _listen(self, loop: asyncio.AbstractEventLoop) -> RaiseServer | None:
        from app.profile.raising import RaiseServer

        try:
            return RaiseServer(
                self._folder,
                lambda _token: _hand_over(loop, self._raised),
                lambda link: _hand_over(loop, lambda: self._opened(link)),
                lambda link: asyncio.run_coroutine_threadsafe(self.about(link), loop).result(_ANSWER_WITHIN),
            )
        except OSError:
            _log.warning("a second start cannot raise this window")
            return None

    async def ask(self, server: str) -> Offer:
        from app import sign_in

        prefs = self._profile.prefs if self._profile is not None else self._prefs
        return await sign_in.ask(prefs.policy if prefs is not None else Policy(), server, self._network())

    def _network(self) -> Network:
        if self._profile is not None:
            return self._profile.network
        return Network.of(self._prefs.policy if self._prefs is not None else Policy())

    def _server(self) -> str:
        policy = self._prefs.policy if self._prefs is not None else Policy()
        return self.home() or policy.value(HOMESERVER)

    async def sign_in(self, server: str, user: str, password: str, device_name: str) -> AccountView:
        from app.account import Account

        async with self._entering:
            profile = await self._free_profile()
            self._account = await Account.sign_in(profile, server, user, password, device_name)
        return self._account

    async def sign_in_browser(
        self, offer: Offer, way: Way, device_name: str, open_page: Callable[[str], None]
    ) -> AccountView:
        from app.account import Account

        async with self._entering:
            profile = await self._free_profile()
            self._account = await Account.sign_in_browser(profile, offer, way, open_page, device_name)
        return self._account

    async def sign_in_code(self, offer: Offer, device_name: str, show: Callable[[DeviceCode], None]) -> AccountView:
        from app.account import Account

        async with self._entering:
            profile = await self._free_profile()
            self._account = await Account.sign_in_code(profile, offer, show, device_name)
        return self._account

    async def _free_profile(self) -> Profile:
        """The profile, with no account running on it: somebody is about to sign in."""
        profile = await self._open_first()
        if self._account is not None:
            self._home = self._account.homeserver
            await self._account.stop()
            self._account = None
        return profile

    def home(self) -> str:
        return self._account.homeserver if self._account is not None else self._home

    async def start(self) -> None:
        if self._account is not None:
            await self._account.start()

    def retry_now(self) -> None:
        if self._account is not None:
            self._account.retry_now()

    async def signed_out(self) -> None:
        self._account, self._home = None, ""
        await self._close_raiser()
        self._profile = None  # destroyed by the account

    async def _close_raiser(self) -> None:
        raiser, self._raiser = self._raiser, None
        if raiser is not None:
            await asyncio.get_running_loop().run_in_executor(None, raiser.close)

    async def stop(self) -> None:
        account, self._account = self._account, None
        if account is not None:
            await account.stop()
        await self._close_raiser()
        from app.profile.profile import Profile

        profile, self._profile = self._profile, None
        if profile is not None:
            end = self._close_or_drop if self._further else Profile.close
            await asyncio.get_running_loop().run_in_executor(None, end, profile)

    @staticmethod
    def _close_or_drop(profile: Profile) -> None:
        """A further profile to which nobody signed in leaves nothing behind."""
        from app.store.vault import Vault

        empty = Vault(profile.crypto).session() is None
        profile.crypto.release()
        if empty:
            profile.destroy()
        else:
            profile.close()


async def _nothing(_link: str) -> dict[str, Any]:
    return {}


def _hand_over(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # closing
        loop.call_soon_threadsafe(callback)
