# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which page comes first: the rooms of yesterday, the sign-in page, the passphrase, or what is wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from PySide6.QtCore import QEvent, QObject, QTimer

from app.errors import ErrorCode, UserError
from app.interface import AccountView
from app.offer import Way
from app.policy.categories.server import HOMESERVER
from ui.network.controller import NetworkController
from ui.network.words import CODES as NETWORK_CODES
from ui.session import Session
from ui.signin import Step
from ui.window import MainWindow

_log = logging.getLogger(__name__)
_PASSPHRASE = {ErrorCode.PASSPHRASE_NEEDED, ErrorCode.WRONG_PASSPHRASE, ErrorCode.WEAK_PASSPHRASE}


class FirstPaint(QObject):
    """``wait`` returns when the window has been painted and the picture handed over."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._done = asyncio.Event()
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Not the window's own Paint: there is none while a page without gaps covers it.
        if event.type() == QEvent.Type.Show and watched is self._window:
            self._window.removeEventFilter(self)
            self._window.windowHandle().installEventFilter(self)
        elif event.type() == QEvent.Type.Expose and watched is not self._window:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._done.set)
        return False

    async def wait(self) -> None:
        await self._done.wait()


class Startup:
    """Joins the window's start pages with the session."""

    def __init__(self, window: MainWindow, session: Session, homeserver: str) -> None:
        self.window = window
        self.session = session
        self._homeserver = homeserver
        self.painted = asyncio.Event()
        """Set after the first paint: the network may be imported and used."""
        self.in_use = False
        """The profile belongs to another process."""
        self._entering: asyncio.Task[object] | None = None
        self._address = ""  # of the page that is open in the browser
        window.unlock.submitted.connect(lambda text: self._spawn(self.begin(text), "unlock"))
        window.trouble.retry.connect(lambda: self._spawn(self.begin(), "open again"))
        page = window.signin
        page.asked.connect(lambda server: self._spawn(self._ask(server), "ask the server"))
        page.submitted.connect(lambda *fields: self._spawn(self._enter(session.sign_in(*fields)), "sign in"))
        page.browser_wanted.connect(self._sign_in_browser)
        page.code_wanted.connect(self._sign_in_code)
        page.page_wanted.connect(lambda: self._open_page(self._address))
        page.cancelled.connect(self._cancel)
        page.left.connect(lambda: self._spawn(self.begin(), "back to the messages"))
        window.closing.connect(self._let_go)
        self.network = window.network = NetworkController(window, session.network)
        window.chat.banner.retry.connect(session.retry_now)
        window.chat.banner.answer.connect(self._answer_network)
        window.chat.banner.check.connect(lambda: self.network.check())
        window.chat.banner.sign_in.connect(self._sign_in_again)
        window.signed_out.connect(lambda: self._spawn(self._signed_out(), "signed out"))

    def _spawn(self, work: Coroutine[object, object, object], name: str) -> asyncio.Task[object] | None:
        return self.window.tasks.spawn(work, name)

    def _answer_network(self) -> None:
        if not self.network.answer():
            self.session.retry_now()

    async def begin(self, passphrase: str | None = None) -> None:
        """Open the profile and show the page that fits."""
        window = self.window
        try:
            account = await self.session.open(passphrase)
        except UserError as error:
            self._cannot_open(error, tried=passphrase is not None)
            return
        except Exception:
            _log.exception("opening the profile failed")
            self._cannot_open(UserError(ErrorCode.INTERNAL), tried=False)
            return
        window.unlock.done()
        if account is None:
            server = window.policy.effective(HOMESERVER, self._homeserver or None)
            window.signin.manage_server(server.locked)
            window.show_page(window.signin)
            if server.locked:
                window.signin.ask_server(server.value)
            else:
                window.signin.prefill(server.value)
        else:
            window.show_account(account)
            self._spawn(self._start(), "start")

    async def _start(self) -> None:
        await self.painted.wait()
        await self.session.start()

    def _cannot_open(self, error: UserError, *, tried: bool) -> None:
        window = self.window
        if error.code is ErrorCode.PROFILE_IN_USE:
            self.in_use = True
        if error.code in _PASSPHRASE or error.code is ErrorCode.KEYRING_MISSING:
            if tried and window.page() is window.unlock:
                window.unlock.fail(error)
                return
            window.unlock.ask(new=error.code is ErrorCode.KEYRING_MISSING)
            window.show_page(window.unlock)
            return
        window.unlock.done()
        window.trouble.show_error(error)
        window.show_page(window.trouble)

    async def _ask(self, server: str) -> None:
        page = self.window.signin
        await self.painted.wait()
        try:
            page.show_offer(await self.session.ask(server))
        except UserError as error:
            page.fail(error)
            if error.code in NETWORK_CODES:
                self.network.answer(lambda: self._spawn(self._ask(server), "ask the server"))
        except Exception:
            _log.exception("asking the server failed")
            page.fail(UserError(ErrorCode.INTERNAL))

    async def _enter(self, work: Coroutine[object, object, AccountView]) -> None:
        page = self.window.signin
        try:
            account = await work
        except UserError as error:
            page.fail(error)
            if error.code in NETWORK_CODES:
                self.network.answer()
            return
        except Exception:
            _log.exception("signing in failed")
            page.fail(UserError(ErrorCode.INTERNAL))
            return
        finally:
            self._address = ""
        self._entering = None
        if page.step is not Step.WAYS:
            self.window.come_to_front()
        page.done()
        self.window.show_account(account)
        await self._start()

    def _sign_in_browser(self, way: Way, device: str) -> None:
        offer = self.window.signin.offer
        if offer is not None:
            work = self.session.sign_in_browser(offer, way, device, self._open_page)
            self._entering = self._spawn(self._enter(work), "sign in in the browser")

    def _sign_in_code(self, device: str) -> None:
        offer = self.window.signin.offer
        if offer is not None:
            work = self.session.sign_in_code(offer, device, self.window.signin.show_code)
            self._entering = self._spawn(self._enter(work), "sign in with another device")

    def _open_page(self, address: str) -> None:
        """Send the browser there, with the means for every other link."""
        if address:
            self._address = address
            self.window.signin.show_page(address, opened=self.window.open_address(address))

    def _let_go(self) -> None:
        entering, self._entering = self._entering, None
        if entering is not None:
            entering.cancel()

    def _cancel(self) -> None:
        self._let_go()
        self.window.signin.back_to_ways()

    def _sign_in_again(self) -> None:
        window = self.window
        window.show_page(window.signin)
        if window.account is not None:
            window.signin.ask_server(self.session.home(), window.account.user_id)

    async def _signed_out(self) -> None:
        self.window.show_account(None)
        await self.session.signed_out()
        if await self.window.account_switch.instead():
            self.window.closing.emit()
            return
        await self.begin()
