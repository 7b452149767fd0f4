# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shows what the account tells of, and does what people choose there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon

from app.notifications.notification import Notification, Occasion
from app.notifications.quiet import Pause
from app.policy.categories.notifications import CLOSE_TO_TRAY, NOTIFICATION_CONTENT, NOTIFICATION_SOUNDS
from app.text.written import Written
from ui.commands import Command, Group
from ui.i18n import plural, tr
from ui.notifications.badge import overlay
from ui.notifications.desktop import OPEN, READ, REPLY, Card, Desktop
from ui.notifications.freedesktop import FreedesktopNotifications
from ui.notifications.levels import RoomLevels
from ui.notifications.sound import FILE, Sounds
from ui.notifications.taskbar import TaskbarOverlay
from ui.notifications.tray import Tray, TrayBubbles, pauses
from ui.notifications.words import texts

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow

_LOOKS = (
    QEvent.Type.ActivationChange,
    QEvent.Type.WindowStateChange,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)


class NotificationController(QObject):
    """Belongs to the window. ``desktop``: where cards are shown; None: nowhere."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._account: AccountView | None = None
        self._stops: list[Callable[[], None]] = []
        self._shown = (-1, False, False)
        self._told: set[str] = set()  # keys of cards that may be there
        self.desktop: Desktop | None = None
        self.tray: Tray | None = None
        self.sounds = Sounds()
        self.levels = RoomLevels(window)
        self._taskbar = TaskbarOverlay()
        window.installEventFilter(self)
        window.chat.room_changed.connect(lambda _room: self._look())
        window.pages.currentChanged.connect(lambda _page: self._look())
        window.rooms.changed.connect(self._count)
        self._commands()

    # -- the account

    def follow(self, account: AccountView | None) -> None:
        """Show what this account tells of from now on."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._account = account
        if account is None:
            self._count()
            return
        centre = account.notifications
        self._stops = [
            centre.notified.connect(self.show),
            centre.withdrawn.connect(self.withdraw),
            centre.settings_changed.connect(lambda _: self._count()),
        ]
        self.find_tray()
        if self.desktop is None:
            self._find_desktop()
        self._look()
        self._count()

    def find_tray(self) -> None:
        """There may be one by now: some desktops start theirs late."""
        if self.tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            self.tray = Tray(self._window, self.pause, self._centre_paused)
            self._shown = (-1, False, False)
            self._count()

    def _centre_paused(self) -> bool:
        return self._account is not None and bool(self._account.notifications.paused_until)

    def _find_desktop(self) -> None:
        if sys.platform.startswith("linux"):
            words = (tr("Open"), tr("Mark as read"), tr("Reply"), tr("Send"))
            found = FreedesktopNotifications(self._chosen, words, FILE)
            if found.start():
                self.desktop = found
                return
            # Without a bus Qt draws bubbles itself, as plain text; with one it would send the text as markup.
        if self.tray is not None:
            self.desktop = TrayBubbles(self.tray, self._chosen)

    async def stop(self) -> None:
        """Nothing is shown any more when it returns."""
        self.follow(None)
        desktop, self.desktop = self.desktop, None
        if desktop is not None:
            desktop.badge(0)
            await desktop.stop()
        tray, self.tray = self.tray, None
        if tray is not None:
            tray.remove()

    # -- what is before one's eyes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LOOKS:
            QTimer.singleShot(0, self._look)  # what the event tells of has not happened in every case yet
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        if self._account is None:
            return
        window = self._window
        room = window.chat.room()
        seen = window.isActiveWindow() and window.isVisible() and not window.isMinimized() and window.in_main()
        self._account.notifications.looking_at(room.room_id if seen and room is not None else None)

    # -- cards

    def show(self, notification: Notification) -> None:
        locked = self._window.locking.locked
        if locked:
            notification = notification.discreet("nothing")
        title, text = texts(notification)
        label = self._window.account_switch.label
        if label:  # which of one's accounts it is for
            text = f"{text}\n{label}" if text else label
        prefs = self._window.prefs
        message = notification.occasion is Occasion.MESSAGE
        sound = notification.sound and prefs.value(NOTIFICATION_SOUNDS) and self.sounds.due()
        card = Card(
            key=notification.key,
            title=title,
            text=text,
            sound=sound,
            read=message and not locked,
            reply=message and not locked and prefs.value(NOTIFICATION_CONTENT) == "text" and bool(notification.body),
        )
        self._told.add(card.key)
        if self.desktop is not None:
            self.desktop.show(card)
        if sound and (self.desktop is None or not self.desktop.plays_sounds):
            self._window.tasks.spawn(self.sounds.play(), "sound")

    def hide_contents(self) -> None:
        """The window was locked: what notifications say of messages goes, too."""
        told, self._told = self._told, set()
        for key in told:
            self.withdraw(key)

    def withdraw(self, key: str) -> None:
        self._told.discard(key)
        if self.desktop is not None:
            self.desktop.close(key)

    def _chosen(self, key: str, action: str, text: str) -> None:
        """Somebody clicked on a card, or answered it."""
        window, account = self._window, self._account
        if window.locking.locked:
            window.come_to_front()
        elif action == OPEN:
            window.come_to_front()
            if window.rooms.find(key) is not None:
                window.open_room(key)
        elif account is not None and window.rooms.find(key) is not None:
            if action == READ:
                window.tasks.spawn(account.read_room(key), "mark as read")
            elif action == REPLY:
                window.tasks.spawn(self._reply(account, key, text), "reply")

    @staticmethod
    async def _reply(account: AccountView, room_id: str, text: str) -> None:
        await account.writing.send(room_id, Written(text, markdown=False))
        await account.read_room(room_id)

    # -- how much is unread

    def _count(self) -> None:
        unread, mentions = self._window.rooms.unread() if self._account is not None else (0, 0)
        count = max(unread, mentions)
        quiet = self._account is not None and self._account.notifications.quiet
        if self._shown == (count, mentions > 0, quiet):
            return
        self._shown = (count, mentions > 0, quiet)
        if self.tray is not None:
            self.tray.show_state(count, mentioned=mentions > 0, quiet=quiet)
        if self.desktop is not None:
            self.desktop.badge(count)
        if sys.platform == "win32":
            picture = overlay(count, mentioned=mentions > 0) if count else None
            said = plural(count, tr("one unread message"), tr("{n} unread messages")) if count else ""
            self._taskbar.show(int(self._window.winId()), picture, said)

    # -- not now, and not closed

    def pause(self, pause: Pause | None) -> None:
        if self._account is not None:
            self._account.notifications.pause(pause)

    def stays(self) -> bool:
        """Whether the program goes on in the tray when its window is closed."""
        return self.tray is not None and self._account is not None and self._window.prefs.value(CLOSE_TO_TRAY)

    def _commands(self) -> None:
        commands = self._window.commands
        for pause, text in pauses():
            commands.add(
                Command(
                    f"quiet.{pause.value}",
                    tr("Do not disturb: {how}").format(how=text),
                    lambda pause=pause: self.pause(pause),  # type: ignore[misc]
                    "bell-off",
                    available=lambda: self._account is not None and not self._centre_paused(),
                )
            )
        commands.add(
            Command(
                "quiet.end",
                tr("Notifications on again"),
                lambda: self.pause(None),
                "bell",
                where="app",
                group=Group.SETTINGS,
                available=self._centre_paused,
            )
        )
