# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run the window of one profile.

The order of the start: the store opens on another thread, the window is painted from it, and only then the network
is imported and used.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.policy.categories.window import LANGUAGE, THEME, ZOOM
from app.policy.policy import Policy
from app.preferences import Preferences
from app.profile.raising import raise_first
from app.profile.settings import SettingsFile
from app.version import VERSION
from ui import loop
from ui.autostart import Autostart
from ui.capture import guard
from ui.i18n import install_language
from ui.icons import Icons
from ui.session import ProfileSession
from ui.startup import FirstPaint, Startup
from ui.theme import Theme, ThemeChoice
from ui.timeline.accessible import AccessibleFactory
from ui.window import MainWindow

if TYPE_CHECKING:
    from app.accounts import Accounts
    from app.profile.keystore import KeyStore

_log = logging.getLogger(__name__)
PATIENCE = 0.4  # seconds before an empty window is shown, if the store takes so long
_STARTING = 5.0  # seconds in which a first process may not listen yet, though it has the profile
Beside = Callable[[MainWindow], Coroutine[Any, Any, None]]


def make_application(language: str | None) -> QApplication:
    """The one QApplication, with our names, style and language."""
    loop.check_versions()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(["bundesmessenger"])
    app.setApplicationName("bundesmessenger")
    app.setApplicationDisplayName("BundesMessenger")
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName("de.bundesmessenger.Desktop")
    app.setStyle("Fusion")
    install_language(app, language)
    return app


class Runner:
    """What lives as long as the window."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        homeserver: str,
        stores: Sequence[KeyStore] | None,
        beside: Beside | None,
        prefs: Preferences,
        link: str = "",
        minimized: bool = False,
        accounts: Accounts | None = None,
    ) -> None:
        self._prefs = prefs
        self._link = link
        self._minimized = minimized
        self._folder = folder
        self._beside = beside
        self._closing = asyncio.Event()
        self._accessible = AccessibleFactory()
        self._accessible.install()
        theme = Theme(ThemeChoice(prefs.value(THEME)), prefs.value(ZOOM))
        self.window = MainWindow(theme, Icons(), prefs)
        self.window.restore()
        further = accounts is not None and bool(accounts.current)
        self.session = ProfileSession(
            folder, stores, self.window.come_to_front, prefs, self.window.links.open_later, further
        )
        if accounts is not None:
            self.session.about = self.window.account_switch.answer
            self.window.account_switch.use(accounts)
        if link:
            self.window.links.open_later(link)
        self._autostart = Autostart(self.window)
        self._startup = Startup(self.window, self.session, homeserver)
        self.window.closing.connect(self._closing.set)
        app.commitDataRequest.connect(lambda _manager: self._closing.set())

    def stop(self) -> None:
        self._closing.set()

    async def main(self) -> int:
        """Until the window is closed; gives the exit status."""
        window = self.window
        painted = FirstPaint(window)
        opening = asyncio.ensure_future(self._startup.begin())
        await asyncio.wait({opening}, timeout=PATIENCE)
        if self._startup.in_use and (self._minimized or await self._raise_first()):
            return 0
        if self._minimized:
            await self._begin_minimized(opening)
        else:
            window.show()
        companion: asyncio.Task[None] | None = None
        giving_way = None if opening.done() else asyncio.ensure_future(self._give_way(opening))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            if not self._minimized:
                seen = asyncio.ensure_future(painted.wait())
                await asyncio.wait({seen, closing}, return_when=asyncio.FIRST_COMPLETED)
            self._startup.painted.set()
            gc.freeze()  # what the program is made of stays; no collection has to look at it again
            if self._beside is not None:
                companion = asyncio.ensure_future(self._beside(window))
            await closing
        finally:
            await self._end(opening, companion, giving_way)
        return 0

    async def _raise_first(self) -> bool:
        """Let the process that has the profile show its window; it may still be starting itself."""
        return await asyncio.to_thread(raise_first, self._folder, self._link, patience=_STARTING)

    async def _give_way(self, opening: asyncio.Task[None] | asyncio.Future[None]) -> None:
        """It took so long to see that another process has the profile that this window is shown already."""
        await asyncio.wait({opening})
        if self._startup.in_use and await self._raise_first():
            self._closing.set()

    async def _begin_minimized(self, opening: asyncio.Task[None] | asyncio.Future[None]) -> None:
        """In the tray, if it may stay there; else where the desktop puts minimised windows."""
        await asyncio.wait({opening})
        if not self.window.notifications.stays():
            self.window.showMinimized()

    async def _end(self, *tasks: asyncio.Task[None] | asyncio.Future[None] | None) -> None:
        window = self.window
        window.remember()
        self._prefs.save()
        window.locking.end()
        window.close_dialogs()
        window.chat.close_room()  # saves the draft
        window.hide()
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
        await window.notifications.stop()
        await window.tasks.drain()
        self._accessible.release()
        await self.session.stop()


def run(
    profile: Path,
    *,
    homeserver: str = "",
    language: str | None = None,
    stores: Sequence[KeyStore] | None = None,
    beside: Beside | None = None,
    policy: Policy | None = None,
    link: str = "",
    minimized: bool = False,
    accounts: Accounts | None = None,
) -> int:
    """Show the window until it is closed; gives the exit status.

    ``homeserver``: for the sign-in page. ``language``: None as the system. ``stores``: where the profile's key may be
    kept, None the system's key stores. ``beside`` is started when the window is shown, and cancelled when it closes.
    ``policy``: what the organisation settles and recommends. ``link``: to a room, message or person, to open.
    ``minimized``: the window is not shown until somebody asks for it.
    ``accounts``: the profiles of this user, of which ``profile`` is the current one.
    """
    prefs = Preferences(policy, SettingsFile(profile))
    spoken = prefs.policy.value(LANGUAGE, language or prefs.chosen(LANGUAGE))
    app = make_application(spoken or None)
    guard(app, prefs)
    runner: list[Runner] = []

    async def main() -> int:
        runner.append(Runner(app, profile, homeserver, stores, beside, prefs, link, minimized, accounts))
        return await runner[0].main()

    return loop.run(app, main, lambda: runner[0].stop() if runner else None)
