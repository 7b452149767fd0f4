# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Of what in a room one is told: entries for the menus of rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.types import Membership, RoomLevel, RoomSummary
from ui.commands import Command, Group
from ui.i18n import tr
from ui.level_icons import ICONS

if TYPE_CHECKING:
    from ui.window import MainWindow


def level_text(level: RoomLevel) -> str:
    return {
        RoomLevel.DEFAULT: tr("Like all rooms"),
        RoomLevel.ALL: tr("All messages"),
        RoomLevel.MENTIONS: tr("Mentions and keywords"),
        RoomLevel.MUTE: tr("Mute"),
    }[level]


class RoomLevels:
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.room_menu.more.append(self.fill)
        window.commands.add(
            Command(
                "room.notifications",
                tr("Notifications"),
                lambda: None,
                where="room",
                group=Group.OPEN,
                available=lambda: self._open() is not None,
                fill=self._fill_open,
                listed=False,
            )
        )
        for level in RoomLevel:
            window.commands.add(
                Command(
                    f"room.notifications.{level.value}",
                    tr("Notifications of this room: {level}").format(level=level_text(level)),
                    lambda level=level: self._choose_open(level),  # type: ignore[misc]
                    ICONS.get(level, "bell"),
                    available=lambda level=level: self._differs(level),  # type: ignore[misc]
                )
            )

    def _open(self) -> RoomSummary | None:
        room = self._window.chat.room()
        found = self._window.rooms.find(room.room_id) if room is not None and self._window.in_main() else None
        return found if found is not None and found.membership is Membership.JOIN else None

    def _differs(self, level: RoomLevel) -> bool:
        room = self._open()
        return room is not None and room.level is not level

    def _choose_open(self, level: RoomLevel) -> None:
        room = self._open()
        if room is not None:
            self.choose(room.room_id, level)

    def _fill_open(self, menu: QMenu) -> None:
        room = self._open()
        if room is not None:
            self.fill(menu, room)

    def fill(self, menu: QMenu, room: RoomSummary) -> None:
        """A submenu with the level that holds marked."""
        if room.membership is not Membership.JOIN:
            return
        window = self._window
        px = window.theme.px(18)
        icon = window.icons.icon(
            ICONS.get(room.level, "bell"), window.theme.scheme.text, px, window.devicePixelRatioF()
        )
        levels = menu.addMenu(icon, tr("Notifications"))
        levels.setObjectName("row.notifications")
        group = QActionGroup(levels)
        for level in RoomLevel:
            action = levels.addAction(level_text(level))
            action.setObjectName(f"level.{level.value}")
            action.setCheckable(True)
            action.setChecked(room.level is level)
            action.triggered.connect(lambda _=False, level=level: self.choose(room.room_id, level))
            group.addAction(action)

    def choose(self, room_id: str, level: RoomLevel) -> None:
        account = self._window.account
        if account is not None:
            self._window.tasks.spawn(account.notifications.set_level(room_id, level), "room level")
