# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of rooms: rows of one height, painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.types import Membership, RoomSummary
from ui.avatars import Avatars
from ui.i18n import tr
from ui.icons import Icons
from ui.models.rooms import RoomsModel
from ui.sentences import preview_line, room_name
from ui.text import one_line
from ui.theme import Theme
from ui.times import list_label

Index = QModelIndex | QPersistentModelIndex
ROW = 64  # pixels at 100 %
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RoomDelegate(QStyledItemDelegate):
    """Picture, name and time, last message and unread badge."""

    def __init__(self, view: QListView, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._icons = icons
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(ROW))

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

        side = px(40)
        name = room_name(room)
        painter.drawPixmap(
            QRect(px(16), (height - side) // 2, side, side),
            self._avatars.pixmap(room.room_id, name, room.avatar, side, self._view.devicePixelRatioF()),
        )
        x, right = px(68), width - (px(8) if self._has_bar() else px(16))
        strong = bool(room.unread or room.highlight or room.membership is Membership.INVITE)
        metrics = theme.metrics("strong" if strong else "body")
        small = theme.metrics("small")
        top = height // 2 - metrics.height() - px(1)
        below = height // 2 + px(1)

        label = "" if room.membership is Membership.INVITE else list_label(room.ts)
        label_width = small.horizontalAdvance(label)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.scheme.muted))
        painter.drawText(QRect(right - label_width, top, label_width + 1, metrics.height()), LEFT, label)

        name_width = right - x - (label_width + px(8) if label else 0)
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

    def _preview(self, room: RoomSummary) -> str:
        if room.membership is Membership.INVITE:
            inviter = one_line(room.inviter, 80)
            return tr("{name} invites you").format(name=inviter) if inviter else tr("You are invited")
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
        end = 0 if self._has_bar() else px(8)
        painter.drawRoundedRect(QRectF(px(8), 2, width - px(8) - end, height - 4), px(10), px(10))

    def _has_bar(self) -> bool:
        return self._view.verticalScrollBar().isVisible()

    def _badge(self, painter: QPainter, room: RoomSummary, right: int, top: int, height: int) -> int:
        """Paint the unread badge; gives where the text before it has to end."""
        theme, px = self._theme, self._theme.px
        if room.membership is Membership.INVITE:
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
    """Rows of a ``RoomsModel``. ``chosen``: the room to open."""

    chosen = Signal(str)
    left_upwards = Signal()  # Up on the first row
    left_downwards = Signal()

    def __init__(
        self, model: RoomsModel, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(RoomDelegate(self, theme, icons, avatars))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalScrollBar().setSingleStep(24)
        avatars.changed.connect(self.viewport().update)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        self.clicked.connect(lambda index: self.chosen.emit(str(index.data(Qt.ItemDataRole.UserRole))))

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """All rows have one height: repaint these; QListView would ask for the count of rows thousands of times."""
        for row in range(top_left.row(), bottom_right.row() + 1):
            self.update(self._model.index(row))

    def show_room(self, room_id: str) -> None:
        """Select a room without opening it again; no selection if it is not in this list."""
        row = self._model.row_of(room_id) if room_id else -1
        if row < 0:
            self.clearSelection()
            return
        index = self._model.index(row)
        if index != self.currentIndex() or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            self.chosen.emit(self._model.room(row).room_id)
        elif key == Qt.Key.Key_Up and row <= 0:
            self.left_upwards.emit()
        elif key == Qt.Key.Key_Down and row == self._model.rowCount() - 1:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
