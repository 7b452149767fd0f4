# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The icon in the tray: how much is unread, a menu, and notifications where the desktop has no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.notifications.quiet import Pause
from ui.i18n import plural, tr
from ui.notifications.badge import tray_icon
from ui.notifications.desktop import OPEN, Card, Chosen

if TYPE_CHECKING:
    from ui.window import MainWindow

SHOWN = 8_000  # milliseconds


class Tray(QObject):
    """Exists only where there is a tray. ``pause`` as of ``NotificationCentre``."""

    def __init__(self, window: MainWindow, pause: Callable[[Pause | None], None], paused: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._pause = pause
        self._paused = paused
        self._state: tuple[int, bool, bool] | None = None
        self.menu = QMenu()
        self.menu.setObjectName("tray.menu")
        self.menu.aboutToShow.connect(self.fill)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.fill()
        self.show_state(0, mentioned=False, quiet=False)
        self.icon.show()

    def show_state(self, count: int, *, mentioned: bool, quiet: bool) -> None:
        """``count``: unread messages. The words are ours: nothing of other people stands in a tooltip of the tray."""
        if self._state == (count, mentioned, quiet):
            return
        self._state = (count, mentioned, quiet)
        self.icon.setIcon(tray_icon(self._window.icons, count, mentioned=mentioned, quiet=quiet))
        said = ["BundesMessenger"]
        if count:
            said.append(plural(count, tr("one unread message"), tr("{n} unread messages")))
        if quiet:
            said.append(tr("do not disturb"))
        self.icon.setToolTip(", ".join(said))

    def fill(self) -> None:
        """The menu, as it is now."""
        self.menu.clear()
        self._entry("open", tr("Open BundesMessenger"), self._window.come_to_front)
        self.menu.addSeparator()
        if self._paused():
            self._entry("disturb", tr("Notifications on again"), lambda: self._pause(None))
        else:
            quiet = self.menu.addMenu(tr("Do not disturb"))
            for pause, text in pauses():
                action = quiet.addAction(text)
                action.setObjectName(f"tray.{pause.value}")
                action.triggered.connect(lambda _=False, pause=pause: self._pause(pause))
        self.menu.addSeparator()
        self._entry("quit", tr("Quit"), self._window.quit)

    def _entry(self, name: str, text: str, run: Callable[[], object]) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(f"tray.{name}")
        action.triggered.connect(lambda _=False: run())
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self._window.come_to_front()

    def remove(self) -> None:
        self.icon.hide()
        self.icon.setContextMenu(None)  # type: ignore[arg-type]
        self.menu.deleteLater()
        self.deleteLater()


class TrayBubbles:
    """``ui.notifications.desktop.Desktop`` on the tray's messages, for Windows and plain Linux desktops."""

    plays_sounds = False

    def __init__(self, tray: Tray, chosen: Chosen) -> None:
        self._tray = tray
        self._chosen = chosen
        self._key = ""
        tray.icon.messageClicked.connect(self._clicked)

    def show(self, card: Card) -> None:
        self._key = card.key
        self._tray.icon.showMessage(card.title, card.text, self._tray.icon.icon(), SHOWN)

    def close(self, key: str) -> None:
        """They go by themselves; a click on one that is read does not matter."""

    def badge(self, count: int) -> None:
        """The tray shows it."""

    async def stop(self) -> None:
        pass

    def _clicked(self) -> None:
        if self._key:
            self._chosen(self._key, OPEN, "")


def pauses() -> tuple[tuple[Pause, str], ...]:
    """How long one may be left alone, in words."""
    return (
        (Pause.HOUR, tr("For one hour")),
        (Pause.TOMORROW, tr("Until tomorrow morning")),
        (Pause.OPEN, tr("Until I turn it off")),
    )
