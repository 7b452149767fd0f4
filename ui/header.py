# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The top of a conversation: which room this is, who is in it, whether it is encrypted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.types import RoomSummary
from ui import names
from ui.avatars import Avatars, picture_key
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.sentences import room_name
from ui.sidebar import Picture
from ui.text import ElidedLabel, set_tooltip
from ui.theme import Theme

NARROW = 560  # pixels at 100 %
SLIM = 400


class RoomHeader(QWidget):
    """Signals: ``members``, ``encryption`` (somebody asks about the mark), ``menu(global position)``."""

    members = Signal()
    encryption = Signal()
    menu = Signal(QPoint)

    def __init__(self, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._avatars = avatars
        self._room: RoomSummary | None = None
        self._avatar = Picture(self)
        self._name = ElidedLabel(style="title")
        self._name.setObjectName(names.ROOM_NAME)
        self._topic = ElidedLabel(style="small")
        self._topic.setObjectName(names.ROOM_TOPIC)
        self.lock = QToolButton()
        self.lock.setObjectName(names.ROOM_ENCRYPTION)
        self.lock.setProperty("look", "chip")
        self.lock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.lock.clicked.connect(self.encryption)
        self.people = QToolButton()
        self.people.setObjectName(names.ROOM_MEMBERS)
        self.people.setProperty("look", "chip")
        self.people.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.people.clicked.connect(self.members)
        self._menu = QToolButton()
        self._menu.setObjectName(names.ROOM_MENU)
        self._menu.setAccessibleName(tr("Room menu"))
        set_tooltip(self._menu, tr("Room menu"))
        self._menu.clicked.connect(lambda: self.menu.emit(self._menu.mapToGlobal(QPoint(0, self._menu.height()))))
        self._words = QVBoxLayout()
        self._words.addStretch(1)
        self._words.addWidget(self._name)
        self._words.addWidget(self._topic)
        self._words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._avatar)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self.lock)
        self._row.addWidget(self.people)
        self._tools = QHBoxLayout()
        self._row.addLayout(self._tools)
        self._row.addWidget(self._menu)
        avatars.changed.connect(self._picture)
        theme.changed.connect(self.restyle)
        self.restyle()

    def add_tool(self, name: str, icon: str, text: str, run: Callable[[], object]) -> QToolButton:
        """A button before the menu; its icon follows the theme."""
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setProperty("icon-name", icon)
        set_tooltip(button, text)
        button.clicked.connect(run)
        self._tools.addWidget(button)
        self._paint_tool(button)
        return button

    def mark_tool(self, button: QToolButton, mark: str) -> None:
        """A dot on a button: ``unread`` or ``highlight``; empty: none."""
        if button.property("mark") != mark:
            button.setProperty("mark", mark)
            self._paint_tool(button)

    def _paint_tool(self, button: QToolButton) -> None:
        px, name = self._theme.px, str(button.property("icon-name"))
        icon = self._icons.icon(name, self._theme.scheme.muted, px(18), self.devicePixelRatioF())
        mark = button.property("mark")
        if mark:
            icon = self._with_dot(icon, "danger" if mark == "highlight" else "accent")
        button.setIcon(icon)
        button.setIconSize(Icons.size(px(18)))
        button.setFixedSize(px(36), px(36))

    def _with_dot(self, icon: QIcon, color: str) -> QIcon:
        """An icon with a dot in its corner."""
        scheme, side = self._theme.scheme, self._theme.px(18)
        made = QIcon()
        for ratio in {self.devicePixelRatioF(), 1.0, 2.0}:
            pixmap = icon.pixmap(Icons.size(side), ratio).copy()
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(scheme.bg), 1.5))
            painter.setBrush(QColor(getattr(scheme, color)))
            dot = side * 0.45
            painter.drawEllipse(QRectF(side - dot - 0.75, 0.75, dot, dot))
            painter.end()
            made.addPixmap(pixmap)
        return made

    def _paint_tools(self) -> None:
        for n in range(self._tools.count()):
            item = self._tools.itemAt(n)
            button = item.widget() if item is not None else None
            if isinstance(button, QToolButton):
                self._paint_tool(button)

    def show_room(self, room: RoomSummary) -> None:
        self._room = room
        self._name.set_full(room_name(room))
        self._topic.set_full(room.topic)
        self._topic.setVisible(bool(room.topic.strip()))
        self._lock_mark()
        self._picture()

    def set_members(self, count: int | None) -> None:
        self.people.setVisible(count is not None)
        if count is not None:
            text = plural(count, tr("1 member"), tr("{n} members"))
            self.people.setText(str(count))
            self.people.setAccessibleName(text)
            set_tooltip(self.people, text)

    def _lock_mark(self) -> None:
        if self._room is None:
            return
        scheme, px = self._theme.scheme, self._theme.px
        encrypted = self._room.encrypted
        text = tr("Encrypted") if encrypted else tr("Not encrypted")
        self.lock.setText(text)
        self.lock.setAccessibleName(text)
        set_tooltip(self.lock, text)
        color = scheme.ok if encrypted else scheme.danger
        self.lock.setIcon(
            self._icons.icon("lock" if encrypted else "lock-open", color, px(16), self.devicePixelRatioF())
        )
        self.lock.setIconSize(Icons.size(px(16)))

    def _picture(self) -> None:
        if self._room is not None:
            side = self._theme.px(36)
            name = room_name(self._room)
            self._avatar.setFixedSize(side, side)
            self._avatar.setPixmap(
                self._avatars.pixmap(picture_key(self._room), name, self._room.avatar, side, self.devicePixelRatioF())
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name of the room needs it more than the words of the lock."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if self.width() < self._theme.px(NARROW):
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        if self.lock.toolButtonStyle() != style:
            self.lock.setToolButtonStyle(style)
        roomy = self.width() >= self._theme.px(SLIM)
        for n in range(self._tools.count()):  # all of them stand in the room's menu, too
            item = self._tools.itemAt(n)
            tool = item.widget() if item is not None else None
            if tool is not None:
                tool.setVisible(roomy)

    def restyle(self) -> None:
        px, scheme, ratio = self._theme.px, self._theme.scheme, self.devicePixelRatioF()
        self.setFixedHeight(px(64))
        self._row.setContentsMargins(px(24), 0, px(12), 0)
        self._row.setSpacing(px(4))
        self._words.setContentsMargins(px(8), 0, px(8), 0)
        self._words.setSpacing(px(1))
        self.people.setIcon(self._icons.icon("people", scheme.muted, px(18), ratio))
        self.people.setIconSize(Icons.size(px(18)))
        self._menu.setIcon(self._icons.icon("more", scheme.text, px(20), ratio))
        self._menu.setIconSize(Icons.size(px(20)))
        self._menu.setFixedSize(px(36), px(36))
        self._paint_tools()
        self._lock_mark()
        self._picture()
