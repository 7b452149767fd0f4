# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Over the conversation while files are dragged onto the window: where they would go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.text import isolate, one_line
from ui.theme import Theme


class DropTarget(QWidget):
    """Covers ``over``; lets everything through."""

    def __init__(self, over: QWidget, theme: Theme, icons: Icons) -> None:
        super().__init__(over)
        self.setObjectName(names.DROP_TARGET)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._icons = icons
        self._text = ""
        over.installEventFilter(self)
        self.hide()

    def offer(self, room: str, *, thread: bool = False) -> None:
        """Say what would happen. ``thread``: the files would become answers in a thread of the room."""
        text = tr("Drop the files here to send them to {room}")
        if thread:
            text = tr("Drop the files here to answer with them in the thread")
        self._text = text.format(room=isolate(one_line(room, 80), 80))
        self.setAccessibleName(self._text)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(scheme.bg)
        ground.setAlpha(235)
        p.fillRect(self.rect(), ground)
        area = QRectF(self.rect()).adjusted(px(20), px(20), -px(20), -px(20))
        pen = QPen(QColor(scheme.accent), px(2), Qt.PenStyle.DashLine)
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(area, px(16), px(16))
        side = px(48)
        middle = self.rect().center()
        p.drawPixmap(
            middle.x() - side // 2,
            middle.y() - side,
            self._icons.pixmap("attach", scheme.accent, side, self.devicePixelRatioF()),
        )
        p.setFont(self._theme.font("strong"))
        p.setPen(QColor(scheme.text))
        below = area.adjusted(px(16), area.height() / 2 + px(12), -px(16), 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        p.drawText(below, int(flags), self._text)
        p.end()
