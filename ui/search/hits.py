# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The messages that were found: a list with the parts marked that were looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.finder.query import Hit
from ui import names
from ui.i18n import tr
from ui.text import one_line
from ui.theme import Theme
from ui.times import full_label, list_label

LINES = 2  # of an excerpt
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractListModel):
    """``room_name`` tells how a room is called; ``rooms``: it is said in each row."""

    def __init__(self, room_name: Callable[[str], str]) -> None:
        super().__init__()
        self._hits: list[Hit] = []
        self._room_name = room_name
        self.rooms = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._hits)

    def hit(self, row: int) -> Hit:
        return self._hits[row]

    def show(self, hits: Sequence[Hit], *, rooms: bool) -> None:
        self.beginResetModel()
        self._hits = list(hits)
        self.rooms = rooms
        self.endResetModel()

    def append(self, hits: Sequence[Hit]) -> None:
        if hits:
            self.beginInsertRows(QModelIndex(), len(self._hits), len(self._hits) + len(hits) - 1)
            self._hits += hits
            self.endInsertRows()

    def room(self, hit: Hit) -> str:
        return one_line(self._room_name(hit.room_id), 80)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        hit = self._hits[index.row()]
        who = tr("You") if hit.item.own else one_line(hit.item.sender_name or hit.item.sender, 80)
        parts = [who, one_line(hit.excerpt, 400), full_label(hit.item.ts)]
        if self.rooms:
            parts.insert(1, tr("in {room}").format(room=self.room(hit)))
        return ", ".join(part for part in parts if part)


class HitDelegate(QStyledItemDelegate):
    """Who, when, where, and two lines of the message."""

    def __init__(self, view: HitsView, model: HitsModel, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._model, self._theme = view, model, theme

    def _height(self) -> int:
        theme, px = self._theme, self._theme.px
        lines = theme.metrics("strong").height() + LINES * theme.metrics("body").height()
        return int(lines + px(22) + (theme.metrics("small").height() if self._model.rooms else 0))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px, scheme = self._theme, self._theme.px, self._theme.scheme
        hit = self._model.hit(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if selected or focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(px(6), 2, -px(6), -2), px(8), px(8))
        left, width, y = rect.x() + px(16), rect.width() - px(32), rect.y() + px(10)
        strong, small = theme.metrics("strong"), theme.metrics("small")
        when = list_label(hit.item.ts)
        when_width = small.horizontalAdvance(when) + 1
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(scheme.muted))
        painter.drawText(QRect(left + width - when_width, y, when_width, strong.height()), LEFT, when)
        who = tr("You") if hit.item.own else one_line(hit.item.sender_name or hit.item.sender, 80)
        painter.setFont(theme.font("strong"))
        painter.setPen(QColor(scheme.text))
        space = width - when_width - px(8)
        shown = strong.elidedText(who, Qt.TextElideMode.ElideRight, space)
        painter.drawText(QRect(left, y, space, strong.height()), LEFT, shown)
        y += strong.height()
        if self._model.rooms:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(scheme.muted))
            room = small.elidedText(self._model.room(hit), Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, y, width, small.height()), LEFT, room)
            y += small.height()
        painter.setPen(QColor(scheme.text))
        self._excerpt(painter, hit, left, y, width)
        painter.restore()

    def _excerpt(self, painter: QPainter, hit: Hit, x: int, y: int, width: int) -> None:
        """The piece of the message, in at most two lines."""
        theme, scheme = self._theme, self._theme.scheme
        text = hit.excerpt if hit.excerpt.isprintable() else one_line(hit.excerpt, 400)
        layout = QTextLayout(text, theme.font("body"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if text == hit.excerpt:  # else positions may not fit, and nothing is better than something wrong
            layout.setFormats([_mark(text, part, scheme.warn_soft, scheme.text) for part in hit.parts])
        layout.beginLayout()
        line_height = theme.metrics("body").height()
        for number in range(LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * line_height))
        layout.endLayout()
        layout.draw(painter, QPointF(x, y))


def _mark(text: str, part: tuple[int, int], background: str, color: str) -> QTextLayout.FormatRange:
    """Bold on a background. Qt counts in UTF-16, Python in characters."""
    form = QTextCharFormat()
    form.setFontWeight(QFont.Weight.Bold)
    form.setBackground(QColor(background))
    form.setForeground(QColor(color))
    made = QTextLayout.FormatRange()
    made.start = len(text[: part[0]].encode("utf-16-le")) // 2
    made.length = len(text[part[0] : part[1]].encode("utf-16-le")) // 2
    made.format = form
    return made


class HitsView(QListView):
    """``chosen``: the row to go to. ``more_needed``: the end is near. ``left``: Up on the first row."""

    chosen = Signal(int)
    more_needed = Signal()
    left = Signal()

    def __init__(self, model: HitsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(names.SEARCH_HITS)
        self.setAccessibleName(tr("Messages found"))
        self.setModel(model)
        self.setItemDelegate(HitDelegate(self, model, theme))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value > bar.maximum() - 2 * bar.pageStep():
            self.more_needed.emit()

    def enter(self) -> None:
        """Give the keyboard to the first row."""
        if self.model().rowCount():
            self.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.currentIndex().isValid():
                self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.chosen.emit(row)
        elif event.key() == Qt.Key.Key_Up and row <= 0:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            self._scrolled(self.verticalScrollBar().value())
