# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A short list of messages in the side panel: threads, pinned messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.types import Preview, TimelineItem
from ui.avatars import Avatars
from ui.sentences import preview_line
from ui.text import Label, one_line
from ui.theme import Theme
from ui.timeline.spoken import spoken
from ui.times import list_label

ROLE = Qt.ItemDataRole.UserRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Foot = Callable[[TimelineItem], tuple[str, bool]]


def message_line(item: TimelineItem) -> str:
    """What a message says, in one line."""
    return preview_line(Preview("", False, item.kind, item.body, item.state), direct=True)


def no_foot(_item: TimelineItem) -> tuple[str, bool]:
    return "", False


class _Painter(QStyledItemDelegate):
    """Picture, name and time, two lines of text, and a line below; drawn, so that no text of others is markup."""

    def __init__(self, theme: Theme, avatars: Avatars, foot: Foot, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._avatars = avatars
        self.foot = foot

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme, px = self._theme, self._theme.px
        height = theme.metrics("strong").height() + theme.metrics("body").height() + px(20)
        item = index.data(ROLE)
        if isinstance(item, TimelineItem) and self.foot(item)[0]:
            height += theme.metrics("small").height() + px(4)
        return QSize(px(200), height)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        item = index.data(ROLE)
        if not isinstance(item, TimelineItem):
            return
        theme, px, scheme = self._theme, self._theme.px, self._theme.scheme
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        area = QRectF(rect).adjusted(px(8), 1, -px(8), -1)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
            p.setBrush(QColor(scheme.surface))
            p.drawRoundedRect(area, px(10), px(10))
        side = px(32)
        top = rect.y() + px(8)
        name = one_line(item.sender_name or item.sender, 80)
        ratio = p.device().devicePixelRatioF()
        at = QRect(rect.x() + px(16), top, side, side)
        p.drawPixmap(at, self._avatars.pixmap(item.sender, name, item.sender_avatar, side, ratio))
        x = at.right() + px(12)
        width = rect.right() - px(16) - x
        time = list_label(item.ts)
        small, strong, body = theme.metrics("small"), theme.metrics("strong"), theme.metrics("body")
        room = small.horizontalAdvance(time)
        self._text(p, "strong", scheme.text, QRect(x, top, width - room - px(8), strong.height()), name)
        p.setFont(theme.font("small"))
        p.setPen(QColor(scheme.muted))
        p.drawText(QRect(x + width - room, top, room + 1, strong.height()), LEFT, time)
        top += strong.height() + px(2)
        self._text(p, "body", scheme.text, QRect(x, top, width, body.height()), message_line(item))
        text, marked = self.foot(item)
        if text:
            top += body.height() + px(4)
            if marked:
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(QColor(scheme.accent))
                dot = px(8)
                p.drawEllipse(QRectF(x, top + (small.height() - dot) / 2, dot, dot))
                x, width = x + px(14), width - px(14)
            self._text(p, "small", scheme.muted, QRect(x, top, width, small.height()), text)
        p.restore()

    def _text(self, p: QPainter, font: str, color: str, rect: QRect, text: str) -> None:
        p.setFont(self._theme.font(font))
        p.setPen(QColor(color))
        elided = self._theme.metrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        p.drawText(rect, LEFT, elided)


class MessageList(QWidget):
    """``chosen``: with the event id, by click or Enter; ``wanted``: the end is near; ``menu(event id, position)``."""

    chosen = Signal(str)
    wanted = Signal()
    menu = Signal(str, QPoint)

    def __init__(
        self, theme: Theme, avatars: Avatars, name: str, empty: str, foot: Foot = no_foot, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._foot = foot
        self.list = QListWidget()
        self.list.setObjectName(name)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Painter(theme, avatars, foot, self.list))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.itemClicked.connect(lambda item: self._choose(item))
        self.list.installEventFilter(self)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.empty = Label(empty, style="muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(theme.px(24), theme.px(48), theme.px(24), 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.px(8))
        box.addWidget(self.empty)
        box.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        avatars.changed.connect(self.list.viewport().update)
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        palette = self.list.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(self._theme.scheme.bg))
        self.list.setPalette(palette)
        self.list.doItemsLayout()

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        """These instead of those before; the current one stays, as far as it is still there."""
        current = self.current()
        self.list.clear()
        for item in items:
            row = QListWidgetItem()
            row.setData(ROLE, item)
            foot = self._foot(item)[0]
            row.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(item) + (f", {foot}" if foot else ""))
            self.list.addItem(row)
            if item.event_id == current:
                self.list.setCurrentItem(row)
        self.list.setVisible(bool(items))
        self.empty.setVisible(not items)
        if items and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def current(self) -> str:
        """The event id of the row with the keyboard; empty if there is none."""
        return self._event(self.list.currentItem())

    @staticmethod
    def _event(row: QListWidgetItem | None) -> str:
        item = row.data(ROLE) if row is not None else None
        return item.event_id or "" if isinstance(item, TimelineItem) else ""

    def _choose(self, row: QListWidgetItem | None) -> None:
        if event_id := self._event(row):
            self.chosen.emit(event_id)

    def _menu(self, at: QPoint) -> None:
        row = self.list.itemAt(at) or self.list.currentItem()
        if event_id := self._event(row):
            self.menu.emit(event_id, self.list.viewport().mapToGlobal(at))

    def _scrolled(self, value: int) -> None:
        if value > self.list.verticalScrollBar().maximum() - self.list.viewport().height():
            self.wanted.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in enter:
            self._choose(self.list.currentItem())
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]
