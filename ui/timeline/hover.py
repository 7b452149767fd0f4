# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small bar over the message under the pointer. With the keyboard the same is reached by keys and the menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from app.types import TimelineItem
from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.text import set_tooltip
from ui.theme import Theme
from ui.timeline.view import TimelineView


def _nothing(_item: TimelineItem) -> Sequence[str]:
    return ()


class HoverBar(QFrame):
    """``chosen(key of the row, action)``: react, reply, thread, more. ``offers``: which of them a message has."""

    chosen = Signal(str, str)

    def __init__(self, view: TimelineView, theme: Theme, icons: Icons) -> None:
        super().__init__(view.viewport())
        self.setObjectName(names.HOVER_BAR)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers: Callable[[TimelineItem], Sequence[str]] = _nothing
        self._view = view
        self._theme = theme
        self._icons = icons
        self._key = ""
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for action, icon, text in (
            ("react", "smile", tr("React")),
            ("reply", "reply", tr("Reply")),
            ("thread", "thread", tr("Reply in a thread")),
            ("more", "more", tr("More")),
        ):
            button = QToolButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(text)
            button.setProperty("icon-name", icon)
            set_tooltip(button, text)
            button.clicked.connect(lambda _=False, action=action: self._choose(action))
            row.addWidget(button)
            self._buttons[action] = button
        # A moment later: showing and hiding it makes the pointer enter and leave.
        self._gone = QTimer(self, interval=150, singleShot=True)
        self._gone.timeout.connect(self._look)
        view.viewport().installEventFilter(self)
        view.position_changed.connect(self.leave)
        view.model.settled.connect(self.leave)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        for button in self._buttons.values():
            name = str(button.property("icon-name"))
            button.setIcon(self._icons.icon(name, scheme.text, px(16), self.devicePixelRatioF()))
            button.setIconSize(Icons.size(px(16)))
            button.setFixedSize(px(28), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = self._theme.scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(scheme.border), 1))
        painter.setBrush(QColor(scheme.bg))
        radius = self._theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def shown_for(self) -> str:
        """Key of the row it stands over; empty: of none."""
        return self._key if self.isVisible() else ""

    def leave(self) -> None:
        self._key = ""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            if not event.buttons():
                self._over(event.position().toPoint())
            else:
                self.leave()
        elif event.type() == QEvent.Type.Leave:
            self._gone.start()
        return super().eventFilter(watched, event)

    def leaveEvent(self, event: QEvent) -> None:
        self._gone.start()

    def _look(self) -> None:
        """The pointer left: onto the bar itself, back to the messages, or away."""
        if not self.underMouse() and not self._view.viewport().underMouse():
            self.leave()

    def _over(self, pos: QPoint) -> None:
        found = self._view.hit(pos)
        if found is None or found[1].bubble is None:
            self.leave()
            return
        row, lay, _point = found
        item = lay.item
        if item.key == self._key:
            return
        offered = self.offers(item)
        if not offered:
            self.leave()
            return
        for action, button in self._buttons.items():
            button.setVisible(action in offered or action == "more")
        rect = self._view.row_rect(row)
        if rect is None or lay.bubble is None:
            return
        self._key = item.key
        self.adjustSize()
        bubble = lay.bubble.translated(rect.topLeft())
        width, px = self.width(), self._theme.px
        x = bubble.right() - width + px(16) if not item.own else bubble.left() - px(16)
        area = self._view.viewport().rect()
        x = max(px(4), min(x, area.right() - width - px(4)))
        y = max(area.top() + px(2), bubble.top() - self.height() + px(10))
        self.move(x, y)
        self.show()
        self.raise_()

    def _choose(self, action: str) -> None:
        key = self._key
        if key:
            self.chosen.emit(key, action)
