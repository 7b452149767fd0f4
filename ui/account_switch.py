# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts: which there are, opening another one, adding one. Each has a window and a process of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import ErrorCode, UserError
from app.policy.categories.storage import MULTIPLE_ACCOUNTS
from app.types import Link
from ui.commands import Command, Group
from ui.i18n import tr

if TYPE_CHECKING:
    from app.accounts import Accounts, Card
    from app.interface import AccountView
    from ui.window import MainWindow

_log = logging.getLogger(__name__)
_CARD_DELAY = 2.0  # seconds: names change more than once while the first answers come


class AccountSwitch:
    """Belongs to the window. ``accounts`` is set by whoever runs it; without, there is just this one."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._account: AccountView | None = None
        self._stops: list[Callable[[], None]] = []
        self._card: asyncio.Task[Any] | None = None
        self._several = False
        self.accounts: Accounts | None = None
        window.commands.add(
            Command(
                "accounts",
                tr("Accounts …"),
                self.open,
                "people",
                where="app",
                group=Group.END,
                available=lambda: self.shown,
            )
        )
        window.sidebar.accounts.connect(self.open)
        window.signin.others.clicked.connect(self.open)

    def use(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self._look()
        self._window.sidebar.show_accounts(self.shown)
        self._window.signin.others.setVisible(self.several)

    @property
    def shown(self) -> bool:
        """There are others, or there may be."""
        return self.accounts is not None and self.permitted

    @property
    def permitted(self) -> bool:
        return bool(self._window.policy.value(MULTIPLE_ACCOUNTS))

    @property
    def several(self) -> bool:
        return self.shown and self._several

    def _look(self) -> None:
        """Folders are counted when the window comes to the front, not with every title."""
        self._several = self.accounts is not None and self.accounts.several()

    @property
    def label(self) -> str:
        """What tells this account from the others; empty while there is only one."""
        return self._account.user_id if self._account is not None and self.several else ""

    # -- this account

    def follow(self, account: AccountView | None) -> None:
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._account = account
        self._look()
        self._window.sidebar.show_accounts(self.shown)
        if account is None:
            self._window.signin.others.setVisible(self.several)
            return
        self._stops = [
            account.own_profile.news.connect(lambda _profile: self._write_soon()),
            account.connection_changed.connect(self._connection),
        ]
        self._write_soon()

    def _connection(self, state: object) -> None:
        if getattr(state, "link", None) in (Link.SIGNED_OUT, Link.ONLINE):
            self._write_soon()

    def _write_soon(self) -> None:
        if self.several and (self._card is None or self._card.done()):
            self._card = self._window.tasks.spawn(self._write(_CARD_DELAY), "card of the account")

    async def _write(self, delay: float = 0.0) -> None:
        await asyncio.sleep(delay)
        account, accounts = self._account, self.accounts
        if account is None or accounts is None:
            return
        signed_out = account.connection.link is Link.SIGNED_OUT

        def write() -> None:
            accounts.write_card(account.user_id, account.display_name, signed_out=signed_out)

        await asyncio.get_running_loop().run_in_executor(None, write)

    def used(self) -> None:
        """Somebody looks at the window: it is the one to begin with next time."""
        self._look()
        if self.accounts is not None and self._account is not None and self.several:
            self._window.tasks.spawn(self._remember(self.accounts), "account used last")

    @staticmethod
    async def _remember(accounts: Accounts) -> None:
        await asyncio.get_running_loop().run_in_executor(None, accounts.remember)

    def about(self) -> dict[str, Any]:
        """For the other accounts: who this is, and how much is unread. On the window's thread."""
        account = self._account
        if account is None:
            return {}
        unread, mentions = self._window.rooms.unread()
        return {
            "user_id": account.user_id,
            "name": account.display_name,
            "unread": unread,
            "mentions": mentions,
            "signed_out": account.connection.link is Link.SIGNED_OUT,
        }

    async def answer(self, link: str) -> dict[str, Any]:
        """``about``, and whether ``link`` leads into one of our rooms."""
        told, account = self.about(), self._account
        understood = account.links.understand(link) if account is not None and link else None
        if account is not None and understood is not None and not understood.user:
            told["knows"] = await account.links.room_of(understood) is not None
        return told

    # -- the others

    async def cards(self) -> list[Card]:
        accounts = self.accounts
        if accounts is None:
            return []
        return await asyncio.get_running_loop().run_in_executor(None, accounts.cards)

    def open(self) -> None:
        """The list of accounts."""
        from ui.dialogs.accounts import AccountsDialog

        if self.shown:
            AccountsDialog(self._window, self).open()

    def switch(self, profile: str) -> None:
        """Show the window of another account; this one goes on."""
        self._window.tasks.spawn(self._open(profile), "another account")

    def add(self) -> None:
        """A window of its own for one more account."""
        if self.accounts is not None and self.permitted:
            self._window.tasks.spawn(self._add(), "one more account")

    async def _add(self) -> None:
        accounts = self.accounts
        if accounts is None:
            return
        profile = accounts.new_name()
        account = self._account
        if account is not None:  # there is only this one so far, and the other has to know whose it is
            signed_out = account.connection.link is Link.SIGNED_OUT
            await asyncio.get_running_loop().run_in_executor(
                None, lambda: accounts.write_card(account.user_id, account.display_name, signed_out=signed_out)
            )
        await self._open(profile)

    async def _open(self, profile: str) -> None:
        accounts = self.accounts
        if accounts is None:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(None, accounts.open, profile)
        except OSError as error:
            _log.exception("the program cannot be started again")
            raise UserError(ErrorCode.INTERNAL) from error

    async def instead(self) -> bool:
        """This account has gone: show another one. False if there is none."""
        accounts = self.accounts
        if accounts is None or not self.permitted:
            return False
        others = [profile for profile in accounts.profiles() if profile != accounts.current]
        if not others:
            return False
        await self._open(others[0])
        return True
