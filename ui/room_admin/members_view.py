# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of members: headings and people, painted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.types import Member, Membership
from ui.avatars import Avatars
from ui.i18n import tr
from ui.room_admin.members_model import Heading, Index, MembersModel, Person, section_title
from ui.theme import Theme

ROW, HEADING = 52, 34  # pixels at 100 %
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MemberDelegate(QStyledItemDelegate):
    """Picture, name, user name, and what is special."""

    def __init__(self, view: QListView, theme: Theme, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, MembersModel)
        heading = isinstance(model.row(index.row()), Heading)
        return QSize(100, self._theme.px(HEADING if heading else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, MembersModel)
        row, rect = model.row(index.row()), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            self._heading(painter, rect, row)
        else:
            self._person(painter, rect, row, option.state)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, row: Heading) -> None:
        px = self._theme.px
        painter.setFont(self._theme.font("small_strong"))
        painter.setPen(QColor(self._theme.scheme.muted))
        text = f"{section_title(row.section)} ({row.count})"
        painter.drawText(rect.adjusted(px(16), px(8), -px(8), 0), LEFT, text)

    def _person(self, painter: QPainter, rect: QRect, row: Person, state: QStyle.StateFlag) -> None:
        theme, px = self._theme, self._theme.px
        scheme = theme.scheme
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if selected or hovered or focused:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(px(8), 2, -px(8), -2), px(8), px(8))
        side = px(32)
        picture = self._avatars.pixmap(
            row.member.user_id, row.name, row.member.avatar, side, self._view.devicePixelRatioF()
        )
        faint = row.member.membership in (Membership.INVITE, Membership.BAN)
        painter.setOpacity(0.6 if faint else 1.0)
        painter.drawPixmap(QRect(rect.left() + px(16), rect.center().y() - side // 2, side, side), picture)
        painter.setOpacity(1.0)
        x, right = rect.left() + px(58), rect.right() - px(16)
        small, body = theme.metrics("small"), theme.metrics("body")
        if row.note:
            width = min(small.horizontalAdvance(row.note) + px(2), (right - x) // 2)
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(scheme.muted))
            note = small.elidedText(row.note, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(right - width, rect.top(), width + 1, rect.height()), LEFT, note)
            right -= width + px(8)
        both = body.height() + (small.height() if row.line else 0)
        top = rect.top() + (rect.height() - both) // 2
        painter.setFont(theme.font("body"))
        painter.setPen(QColor(scheme.text))
        name = body.elidedText(row.name, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(QRect(x, top, right - x, body.height()), LEFT, name)
        if row.line:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(scheme.muted))
            line = small.elidedText(row.line, Qt.TextElideMode.ElideMiddle, right - x)
            painter.drawText(QRect(x, top + body.height(), right - x, small.height()), LEFT, line)


class MembersView(QListView):
    """``menu(member, global position)``: somebody was clicked, or chosen with Enter or the menu key."""

    menu = Signal(object, QPoint)
    left_upwards = Signal()  # Up on the first person

    def __init__(self, model: MembersModel, theme: Theme, avatars: Avatars, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(MemberDelegate(self, theme, avatars))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Members"))
        self.setAccessibleDescription(tr("Enter shows what can be done with a person."))
        self.verticalScrollBar().setSingleStep(24)
        self.clicked.connect(lambda index: self._ask(index.row()))
        avatars.changed.connect(self.viewport().update)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def current(self) -> Member | None:
        index = self.currentIndex()
        row = self._model.row(index.row()) if index.isValid() else None
        return row.member if isinstance(row, Person) else None

    def select(self, row: int) -> None:
        index = self._model.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _ask(self, number: int, at: QPoint | None = None) -> None:
        row = self._model.row(number) if 0 <= number < self._model.rowCount() else None
        if isinstance(row, Person):
            rect = self.visualRect(self._model.index(number))
            place = at or QPoint(rect.left() + self._theme.px(58), rect.bottom() - self._theme.px(6))
            self.menu.emit(row.member, self.viewport().mapToGlobal(place))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self._ask(self.indexAt(event.pos()).row(), event.pos())
        else:
            self._ask(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask(row)
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = -1 if key == Qt.Key.Key_Up else 1
            target = row + step
            while 0 <= target < self._model.rowCount() and isinstance(self._model.row(target), Heading):
                target += step
            if 0 <= target < self._model.rowCount():
                self.select(target)
            elif step < 0:
                self.scrollToTop()
                self.left_upwards.emit()
            return
        super().keyPressEvent(event)
