# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Covers the window while nobody is at the computer.

What is covered is not only hidden: rooms, conversation and dialogs move to a widget that is never shown, so that
assistive technology does not find them either. Nothing of it is closed: texts that are being written stay.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.errors import UserError
from app.interface import AccountView
from app.locking.idle import Idle
from app.locking.means import Means
from app.policy.categories.security import LOCK_AFTER
from ui import names
from ui.commands import Command, Group
from ui.i18n import tr
from ui.lock_page import LockPage
from ui.timeline.accessible import announce
from ui.voice_recorder import VoiceRecorder

if TYPE_CHECKING:
    from ui.window import MainWindow

LOOK_MS = 5_000
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


@dataclass(frozen=True, slots=True)
class _Aside:
    """A dialog that was put away, and what it was."""

    dialog: QDialog
    parent: QWidget | None
    flags: Qt.WindowType


class ScreenLocking(QObject):
    """Belongs to the window. ``idle``: for how long nobody touched the computer."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._account: AccountView | None = None
        self.idle = Idle()
        self.locked = False
        self.page = LockPage(window.theme, window.icons)
        window.pages.addWidget(self.page)
        self._away = QWidget()  # never shown
        self._away.setObjectName(names.ASIDE)
        self._dialogs: list[_Aside] = []
        self._after: QWidget | None = None
        self._focus: QWidget | None = None
        self._touched = self._seen = 0.0
        self._watching = False
        self._looking = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._tick)
        self.page.submitted.connect(lambda secret: self._spawn(self._try, secret))
        self.page.chosen.connect(lambda code: self._spawn(self._choose, code))
        self.page.sign_out.connect(lambda: window.tasks.spawn(self._sign_out(), "sign out"))
        self._stop = window.prefs.changed.connect(lambda key: self._begin() if key.name == LOCK_AFTER.name else None)
        window.commands.add(
            Command(
                "lock",
                tr("Lock now"),
                self.lock_now,
                "lock",
                "Ctrl+Shift+L",
                where="app",
                group=Group.END,
                available=lambda: self._account is not None and not self.locked,
            )
        )

    def _spawn(self, work: Callable[[AccountView, str], object], text: str) -> None:
        if self._account is not None:
            self._window.tasks.spawn(work(self._account, text), "unlock")  # type: ignore[arg-type]

    # -- the account

    def follow(self, account: AccountView | None) -> None:
        """Look after the window of this account; before its rooms are shown."""
        if account is None:
            if self.locked:
                self._uncover()
            self._account = None
            self._timer.stop()
            self._watch(False)
            return
        self._account = account
        if not self.locked and (account.screen_lock.at_start or self._code_wanted(account)):
            self._cover(account)
        self._begin()

    def _code_wanted(self, account: AccountView) -> bool:
        """The organisation wants the window to be locked, and there is nothing to open it with."""
        prefs = self._window.prefs
        imposed = prefs.locked(LOCK_AFTER) and prefs.value(LOCK_AFTER) > 0
        return imposed and account.screen_lock.means is Means.NONE

    # -- when

    @property
    def _limit(self) -> float:
        """Seconds; 0: never."""
        return self._window.prefs.value(LOCK_AFTER) * 60.0

    def _begin(self) -> None:
        """Count from now on."""
        self._touched, self._seen = time.monotonic(), time.time()
        on = self._account is not None and self._limit > 0
        self._watch(on and not self.idle.known)
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def _watch(self, on: bool) -> None:
        """Look at what happens in our own windows, where nobody else knows."""
        app = QApplication.instance()
        if app is None or on == self._watching:
            return
        self._watching = on
        if on:
            app.installEventFilter(self)
        elif not self.locked:
            app.removeEventFilter(self)

    def _tick(self) -> None:
        if not self.locked and not self._looking:
            self._window.tasks.spawn(self.look(), "idle")

    async def look(self) -> None:
        """Lock, if nobody has been here for so long."""
        limit, now = self._limit, time.time()
        slept, self._seen = now - self._seen, now
        self._looking = True
        try:
            idle = await asyncio.to_thread(self.idle.seconds) if self.idle.known else None
        finally:
            self._looking = False
        if idle is None:
            self._watch(True)
            idle = time.monotonic() - self._touched
        if limit > 0 and max(idle, slept) >= limit:
            self.lock()

    # -- locking

    def lock_now(self) -> None:
        """Lock; without anything to open it with, ask for a code first."""
        if self._account is not None and self._account.screen_lock.means is Means.NONE:
            from ui.dialogs.unlock_code import UnlockCodeDialog

            UnlockCodeDialog(self._window, self._account.screen_lock, then=self.lock).open()
        else:
            self.lock()

    def lock(self) -> None:
        """Cover everything, if it can be opened again."""
        account = self._account
        if account is not None and not self.locked and account.screen_lock.means is not Means.NONE:
            self._cover(account)
            announce(self._window, tr("The window is locked."))

    def _cover(self, account: AccountView) -> None:
        window, app = self._window, QApplication.instance()
        self.locked = True
        window.commands.closed = True
        active = QApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        self._focus = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            if not popup.close():
                break
        window.dismiss_popover()
        window.toast.mute(True)
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                self._put_aside(dialog)
        self._after = window.page()
        for recorder in window.findChildren(VoiceRecorder):
            recorder.interrupt()
        window.tasks.spawn(account.voice.stop(), "quiet")
        if account.videos.showing.running:
            window.tasks.spawn(account.videos.pause(), "quiet")
        window.pages.removeWidget(window.splitter)
        window.splitter.setParent(self._away)
        self.page.ask(account.screen_lock.means)
        window.pages.setCurrentWidget(self.page)
        window.title_changed()
        window.notifications.hide_contents()
        self.page.focus()
        if active:  # perhaps a dialog was, and its place goes to another program otherwise
            window.activateWindow()
        if app is not None and not self._watching:
            app.installEventFilter(self)

    def _put_aside(self, dialog: QDialog) -> None:
        self._dialogs.append(_Aside(dialog, dialog.parentWidget(), dialog.windowFlags()))
        dialog.hide()
        dialog.setParent(self._away, Qt.WindowType.Widget)

    def holds(self, page: QWidget) -> bool:
        """Whether a page has to wait until the window is opened."""
        if self.locked and page is not self.page:
            self._after = page
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _TOUCHES:
            self._touched = time.monotonic()
        elif kind == QEvent.Type.Polish and self.locked and isinstance(watched, QDialog):
            # What opens by itself meanwhile, a request to verify for example: never seen, and there afterwards.
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, lambda: self._too_late(watched))
        return False

    def _too_late(self, dialog: QDialog) -> None:
        if shiboken6.isValid(dialog) and self.locked and dialog.isVisible():
            self._put_aside(dialog)
        if shiboken6.isValid(dialog):
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)

    # -- opening

    async def _try(self, account: AccountView, secret: str) -> None:
        try:
            await account.screen_lock.check(secret)
        except UserError as error:
            self.page.fail(error)
        else:
            self._open()

    async def _choose(self, account: AccountView, code: str) -> None:
        try:
            await account.screen_lock.set_code(code)
        except UserError as error:
            self.page.fail(error)
        else:
            self._open()

    async def _sign_out(self) -> None:
        account, window = self._account, self._window
        if account is None:
            return
        self.page.set_busy(True)
        try:
            await account.sign_out()
        except UserError as error:
            self.page.fail(error)
        else:
            window.signed_out.emit()

    def _open(self) -> None:
        if self.locked:
            self._uncover()
            self._begin()

    def _uncover(self) -> None:
        window, app = self._window, QApplication.instance()
        self.locked = False
        if app is not None and not self._watching:
            app.removeEventFilter(self)
        self.page.clear()
        window.pages.addWidget(window.splitter)
        window.pages.setCurrentWidget(self._after or window.splitter)
        window.commands.closed = False
        window.toast.mute(False)
        window.title_changed()
        aside, self._dialogs = self._dialogs, []
        for each in aside:
            if shiboken6.isValid(each.dialog) and (each.parent is None or shiboken6.isValid(each.parent)):
                each.dialog.setParent(each.parent, each.flags)
                each.dialog.show()
        focus, self._focus = self._focus, None
        if focus is not None and shiboken6.isValid(focus) and focus.isVisible():
            focus.window().activateWindow()
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        window.chat.window_activated()
        if self._account is not None:
            window.links.ready()

    def end(self) -> None:
        """The window closes: what was put aside belongs to it again."""
        self._stop()
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.locked:
            self._uncover_quietly()

    def _uncover_quietly(self) -> None:
        for each in self._dialogs:
            if shiboken6.isValid(each.dialog):
                each.dialog.setParent(each.parent, each.flags)
        self._dialogs = []
        self._window.pages.addWidget(self._window.splitter)
