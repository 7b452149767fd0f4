# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run the window of one profile.

The order of the start: the store opens on another thread, the window is painted from it, and only then the network
is imported and used.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.policy.policy import Policy
from app.policy.schema import LANGUAGE, THEME, ZOOM
from app.profile.raising import raise_first
from app.profile.settings import Settings, SettingsFile
from app.version import VERSION
from ui import loop
from ui.i18n import install_language
from ui.icons import Icons
from ui.session import ProfileSession
from ui.startup import FirstPaint, Startup
from ui.theme import Theme, ThemeChoice
from ui.timeline.accessible import AccessibleFactory
from ui.window import MainWindow

if TYPE_CHECKING:
    from app.profile.keystore import KeyStore

_log = logging.getLogger(__name__)
PATIENCE = 0.4  # seconds before an empty window is shown, if the store takes so long
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
        policy: Policy,
    ) -> None:
        self._settings_file = SettingsFile(folder)
        self._settings = self._settings_file.load() if folder.is_dir() else Settings()
        self._folder = folder
        self._beside = beside
        self._closing = asyncio.Event()
        self._accessible = AccessibleFactory()
        self._accessible.install()
        chosen = self._settings_file.chosen
        theme = Theme(
            ThemeChoice(policy.value(THEME, self._settings.theme if "theme" in chosen else None)),
            policy.value(ZOOM, self._settings.zoom if "zoom" in chosen else None),
        )
        self._shown = (theme.choice.value, theme.zoom)
        self.window = MainWindow(theme, Icons())
        self.window.policy = policy
        self.window.restore(self._settings.geometry, self._settings.splitter)
        self.session = ProfileSession(folder, stores, self.window.come_to_front, policy)
        self._startup = Startup(self.window, self.session, homeserver)
        self.window.closing.connect(self._closing.set)
        self.window.settings_changed.connect(self._save_settings)
        app.commitDataRequest.connect(lambda _manager: self._closing.set())

    def stop(self) -> None:
        self._closing.set()

    async def main(self) -> int:
        """Until the window is closed; gives the exit status."""
        window = self.window
        painted = FirstPaint(window)
        opening = asyncio.ensure_future(self._startup.begin())
        await asyncio.wait({opening}, timeout=PATIENCE)
        if self._startup.in_use and raise_first(self._folder):
            return 0
        window.show()
        companion: asyncio.Task[None] | None = None
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({asyncio.ensure_future(painted.wait()), closing}, return_when=asyncio.FIRST_COMPLETED)
            self._startup.painted.set()
            if self._beside is not None:
                companion = asyncio.ensure_future(self._beside(window))
            await closing
        finally:
            await self._end(opening, companion)
        return 0

    async def _end(self, *tasks: asyncio.Task[None] | asyncio.Future[None] | None) -> None:
        window = self.window
        self._save_settings()
        window.chat.close_room()  # saves the draft
        window.hide()
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
        await window.tasks.drain()
        self._accessible.release()
        await self.session.stop()

    def _save_settings(self) -> None:
        geometry, splitter = self.window.geometry_text()
        settings = replace(self._settings, geometry=geometry, splitter=splitter)
        theme, zoom = self.window.theme.choice.value, self.window.theme.zoom
        chosen: set[str] = set()  # what the organisation settled or recommended is not the user's own choice
        if theme != self._shown[0]:
            settings, chosen = replace(settings, theme=theme), chosen | {"theme"}
        if zoom != self._shown[1]:
            settings, chosen = replace(settings, zoom=zoom), chosen | {"zoom"}
        if (settings != self._settings or chosen) and self._folder.is_dir():
            self._settings, self._shown = settings, (theme, zoom)
            with contextlib.suppress(OSError):
                self._settings_file.save(settings, chosen)


def run(
    profile: Path,
    *,
    homeserver: str = "",
    language: str | None = None,
    stores: Sequence[KeyStore] | None = None,
    beside: Beside | None = None,
    policy: Policy | None = None,
) -> int:
    """Show the window until it is closed; gives the exit status.

    ``homeserver``: for the sign-in page. ``language``: None as the system. ``stores``: where the profile's key may be
    kept, None the system's key stores. ``beside`` is started when the window is shown, and cancelled when it closes.
    ``policy``: what the organisation settles and recommends.
    """
    policy = policy or Policy()
    settings = SettingsFile(profile).load() if profile.is_dir() else Settings()
    app = make_application(policy.value(LANGUAGE, language or settings.language or None) or None)
    runner: list[Runner] = []

    async def main() -> int:
        runner.append(Runner(app, profile, homeserver, stores, beside, policy))
        return await runner[0].main()

    return loop.run(app, main, lambda: runner[0].stop() if runner else None)
