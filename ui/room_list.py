# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of rooms: rows of one height, painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.types import Membership, RoomSummary
from ui.avatars import Avatars, picture_key
from ui.i18n import tr
from ui.icons import Icons
from ui.level_icons import ICONS
from ui.models.rooms import RoomsModel, is_unread
from ui.sentences import preview_line, room_name
from ui.text import one_line
from ui.theme import Theme
from ui.times import list_label

Index = QModelIndex | QPersistentModelIndex
ROW, DENSE = 64, 48  # pixels at 100 %
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def row_height(theme: Theme) -> int:
    """In pixels of now."""
    return theme.gap(ROW, DENSE)


class RoomDelegate(QStyledItemDelegate):
    """Picture, name and time, last message and unread badge."""

    def __init__(self, view: RoomListView, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._icons = icons
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, row_height(self._theme))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RoomsModel)
        room = model.room(index.row())
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        width, height = rect.width(), rect.height()
        self._background(painter, width, height, state)

        side = theme.gap(40, 32)
        name = room_name(room)
        painter.drawPixmap(
            QRect(px(16), (height - side) // 2, side, side),
            self._avatars.pixmap(picture_key(room), name, room.avatar, side, self._view.devicePixelRatioF()),
        )
        x, right = px(68), width - px(16)
        strong = is_unread(room)
        metrics = theme.metrics("strong" if strong else "body")
        small = theme.metrics("small")
        top = height // 2 - metrics.height() - px(1)
        below = height // 2 + px(1)

        label = list_label(room.ts) if room.membership is Membership.JOIN else ""
        label_width = small.horizontalAdvance(label)
        name_end = right - (label_width + px(8) if label else 0)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.scheme.muted))
        painter.drawText(QRect(right - label_width, top, label_width + 1, metrics.height()), LEFT, label)

        name_width = name_end - x - self._level(painter, room, name_end, top, metrics.height())
        painter.setFont(theme.font("strong" if strong else "body"))
        painter.setPen(QColor(theme.scheme.text))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
        painter.drawText(QRect(x, top, name_width, metrics.height()), LEFT, shown)

        end = self._badge(painter, room, right, below, small.height())
        preview = self._preview(room)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.scheme.text if strong else theme.scheme.muted))
        painter.drawText(
            QRect(x, below, end - x, small.height() + px(2)),
            LEFT,
            small.elidedText(preview, Qt.TextElideMode.ElideRight, end - x),
        )
        painter.restore()

    def _level(self, painter: QPainter, room: RoomSummary, right: int, top: int, height: int) -> int:
        """Paint what one is told of there, if it is less than elsewhere; gives the width that it takes."""
        icon = ICONS.get(room.level)
        if icon is None or room.membership is Membership.INVITE:
            return 0
        side = self._theme.px(14)
        ratio = self._view.devicePixelRatioF()
        pixmap = self._icons.pixmap(icon, self._theme.scheme.muted, side, ratio)
        painter.drawPixmap(QRect(right - side, top + (height - side) // 2, side, side), pixmap)
        return side + self._theme.px(6)

    def _preview(self, room: RoomSummary) -> str:
        if room.membership is Membership.INVITE:
            inviter = one_line(room.inviter, 80)
            return tr("{name} invites you").format(name=inviter) if inviter else tr("You are invited")
        if room.membership is Membership.KNOCK:
            return tr("You have asked to be let in")
        if hint := self._view.hints.get(room.room_id):
            return one_line(hint)
        return preview_line(room.preview, direct=room.direct)

    def _background(self, painter: QPainter, width: int, height: int, state: QStyle.StateFlag) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if not (selected or hovered or focused):
            return
        painter.setBrush(QColor(scheme.selected if selected else scheme.hover if hovered else scheme.panel))
        painter.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(px(8), 2, width - 2 * px(8), height - 4), px(10), px(10))

    def _badge(self, painter: QPainter, room: RoomSummary, right: int, top: int, height: int) -> int:
        """Paint the unread badge; gives where the text before it has to end."""
        theme, px = self._theme, self._theme.px
        if room.membership is Membership.INVITE or (room.marked_unread and not room.unread and not room.highlight):
            side = px(10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.scheme.badge))
            painter.drawEllipse(QRectF(right - side, top + (height - side) / 2, side, side))
            return right - side - px(8)
        if not room.unread and not room.highlight:
            return right
        count = max(room.unread, room.highlight)
        text = "99+" if count > 99 else str(count)
        if room.highlight:
            text = "@ " + text
        metrics = theme.metrics("small_strong")
        badge_height = px(20)
        badge_width = max(badge_height, metrics.horizontalAdvance(text) + px(12))
        rect = QRectF(right - badge_width, top + (height - badge_height) / 2, badge_width, badge_height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.scheme.badge))
        painter.drawRoundedRect(rect, badge_height / 2, badge_height / 2)
        painter.setFont(theme.font("small_strong"))
        painter.setPen(QColor(theme.scheme.on_badge))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        return int(rect.left()) - px(8)


class RoomListView(QListView):
    """Rows of a ``RoomsModel``, as high as all of them: what it stands in scrolls.

    ``chosen``: the room to open. ``menu``: a room and where its menu belongs (global). ``reveal``: a row that has to be
    seen. ``step``: another row of the whole list is wanted, that many rows further. ``hints``: what is shown of a room
    (its id) instead of its last message.
    """

    chosen = Signal(str)
    menu = Signal(str, QPoint)
    reveal = Signal(QRect)
    step = Signal(int)
    left = Signal()

    def __init__(
        self, model: RoomsModel, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.hints: dict[str, str] = {}
        self.page_rows = 10
        self.setModel(model)
        self.setItemDelegate(RoomDelegate(self, theme, icons, avatars))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        avatars.changed.connect(self.viewport().update)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        self.clicked.connect(lambda index: self.chosen.emit(str(index.data(Qt.ItemDataRole.UserRole))))

    def fit(self) -> None:
        """As high as all rows."""
        height = row_height(self._theme) * self._model.rowCount()
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """All rows have one height: repaint these; QListView would ask for the count of rows thousands of times."""
        for row in range(top_left.row(), bottom_right.row() + 1):
            self.update(self._model.index(row))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self._reveal(current)

    def _reveal(self, index: Index) -> None:
        row = row_height(self._theme)
        self.reveal.emit(QRect(0, index.row() * row, 1, row))

    def show_room(self, room_id: str) -> None:
        """Select a room without opening it again; no selection if it is not in this list."""
        row = self._model.row_of(room_id) if room_id else -1
        if row < 0:
            self.clearSelection()
            return
        index = self._model.index(row)
        if index != self.currentIndex() or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
            self._reveal(index)

    def go_to(self, row: int) -> None:
        """Give the focus to a row, as a key does that comes from elsewhere."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self._model.index(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))
        if self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._reveal(self.currentIndex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keys else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if keys else event.pos()
            self.menu.emit(str(index.data(Qt.ItemDataRole.UserRole)), self.viewport().mapToGlobal(at))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Not ours: what we stand in scrolls."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -self.page_rows,
            Qt.Key.Key_PageDown: self.page_rows,
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            self.chosen.emit(self._model.room(row).room_id)
        elif key == Qt.Key.Key_Left:
            self.left.emit()
        elif key in steps and not 0 <= row + steps[Qt.Key(key)] < self._model.rowCount():
            self.step.emit(steps[Qt.Key(key)])
        elif key in steps:
            self.setCurrentIndex(self._model.index(row + steps[Qt.Key(key)]))
        else:
            super().keyPressEvent(event)
