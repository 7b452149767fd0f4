# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms that one may find: the public ones, or those of a space. A list, and what is known of the chosen one below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.found import FoundRoom
from app.types import Membership
from ui import names
from ui.avatars import Avatars
from ui.dialogs.base import LEAST, FormDialog
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.models.found import FoundModel, facts, found_name
from ui.text import ElidedLabel, Label, one_line
from ui.theme import Theme
from ui.timeline.accessible import announce

Index = QModelIndex | QPersistentModelIndex
ROW = 64  # pixels at 100 %
TYPED = 300  # milliseconds after the last key until the server is asked
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FoundDelegate(QStyledItemDelegate):
    """Picture, name, members and how one gets in."""

    def __init__(self, view: QListView, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._icons = icons
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        room = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(room, FoundRoom):
            return
        theme, px, scheme = self._theme, self._theme.px, self._theme.scheme
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = selected and self._view.hasFocus()
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 2, -1, -2), px(8), px(8))
        side = px(40)
        top = rect.top() + (rect.height() - side) // 2
        pixmap = self._avatars.pixmap(room.room_id, found_name(room), room.avatar, side, self._view.devicePixelRatioF())
        painter.drawPixmap(QRect(rect.left() + px(12), top, side, side), pixmap)
        left, right = rect.left() + px(64), rect.right() - px(12)
        if room.is_space or room.membership is Membership.JOIN:
            name = "check" if room.membership is Membership.JOIN else "chevron-right"
            mark = self._icons.pixmap(name, scheme.muted, px(18), self._view.devicePixelRatioF())
            painter.drawPixmap(QRect(right - px(18), rect.center().y() - px(9), px(18), px(18)), mark)
            right -= px(26)
        strong, small = theme.metrics("strong"), theme.metrics("small")
        painter.setFont(theme.font("strong"))
        painter.setPen(QColor(scheme.text))
        y = rect.center().y() - strong.height() - px(1)
        text = strong.elidedText(found_name(room), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, y, right - left, strong.height()), LEFT, text)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(scheme.text if selected else scheme.muted))
        text = small.elidedText(facts(room), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.center().y() + px(2), right - left, small.height() + px(2)), LEFT, text)
        painter.restore()


class FoundView(QListView):
    """``near_end``: more rows may be wanted."""

    near_end = Signal()
    activated_row = Signal()

    def __init__(self, model: FoundModel, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(FoundDelegate(self, theme, icons, avatars))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        avatars.changed.connect(self.viewport().update)
        self._close = theme.px(ROW)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.doubleClicked.connect(lambda _index: self.activated_row.emit())

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self._close:
            self.near_end.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() >= self.model().rowCount() - 2:
            self.near_end.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated_row.emit()
        else:
            super().keyPressEvent(event)


class ExploreDialog(FormDialog):
    """Asks its owner with signals and shows what it is given.

    ``wanted(text, server)``: begin anew. ``more``: another page. ``act(room)``: what the main button offers.
    ``inside(room)``: look into a space. ``back``: to what was shown before. ``taken_out(room)``: out of the space.
    """

    wanted = Signal(str, str)
    more = Signal()
    act = Signal(object)
    inside = Signal(object)
    back = Signal()
    taken_out = Signal(object)
    chosen = Signal(object)

    def __init__(
        self, parent: QWidget, theme: Theme, icons: Icons, avatars: Avatars, servers: Sequence[str] = ()
    ) -> None:
        small = parent.screen().availableSize().height() < theme.px(720)
        super().__init__(parent, theme, tr("Find rooms"), tr("Join"), cancel=tr("Close"), scroll=small)
        self.setObjectName(names.EXPLORE_DIALOG)
        px = theme.px
        self.setMaximumWidth(px(760))
        if not small:
            self.setMinimumWidth(max(px(LEAST), min(px(600), parent.width() - px(48))))
        self._may_edit = False
        self._loading = False
        self.submit_button.setObjectName(names.EXPLORE_ACT)
        self.error.setObjectName(names.EXPLORE_ERROR)
        self.search = QLineEdit()
        self.search.setObjectName(names.EXPLORE_SEARCH)
        self.search.setPlaceholderText(tr("Name, topic, or address of a room"))
        self.search.setAccessibleName(tr("Find rooms"))
        self.search.setMaxLength(255)
        self.search.setClearButtonEnabled(True)
        self.server = QComboBox()
        self.server.setObjectName(names.EXPLORE_SERVER)
        self.server.setAccessibleName(tr("Room directory"))
        self.server.addItems([one_line(server, 100) for server in servers])
        self.server.setVisible(len(servers) > 1)
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.search, 1)
        top.addWidget(self.server)
        self.back_button = QPushButton(tr("Back"))
        self.back_button.setProperty("look", "link")
        self.back_button.clicked.connect(self.back)
        self.where = ElidedLabel(style="strong")
        place = QHBoxLayout()
        place.setSpacing(px(12))
        place.addWidget(self.back_button)
        place.addWidget(self.where, 1)
        self.model = FoundModel(self)
        self.view = FoundView(self.model, theme, icons, avatars)
        self.view.setObjectName(names.EXPLORE_LIST)
        self.view.setAccessibleName(tr("Rooms that were found"))
        self.view.setMinimumHeight(min(px(320), max(px(140), self.screen().availableSize().height() - px(500))))
        self.empty = Label(style="muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMinimumHeight(self.view.minimumHeight())
        self.name = ElidedLabel(style="strong")
        self.alias = ElidedLabel(style="small")
        self.topic = Label(wrap=True)
        self.topic.setObjectName(names.EXPLORE_TOPIC)
        self.facts = Label(style="small", wrap=True)
        self.reason = QLineEdit()
        self.reason.setObjectName(names.EXPLORE_REASON)
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText(tr("Why you ask (optional; everyone in the room can read it)"))
        self.reason.setAccessibleName(tr("Why you ask"))
        self.inside_button = QPushButton(tr("Look inside"))
        self.inside_button.setObjectName(names.EXPLORE_INSIDE)
        self.take_out_button = QPushButton(tr("Take out of the space"))
        self.take_out_button.setObjectName(names.EXPLORE_TAKE_OUT)
        more = QHBoxLayout()
        more.setSpacing(px(8))
        more.addWidget(self.inside_button)
        more.addWidget(self.take_out_button)
        more.addStretch(1)
        self.form.addLayout(top)
        self.form.addLayout(place)
        self.form.addWidget(self.view, 1)
        self.form.addWidget(self.empty, 1)
        for widget in (self.name, self.alias, self.facts, self.topic, self.reason):
            self.form.addWidget(widget)
        self.form.addLayout(more)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.ask)
        self.search.textChanged.connect(lambda _text: self._timer.start(TYPED))
        self.search.returnPressed.connect(self.ask)
        self.server.currentIndexChanged.connect(lambda _index: self.ask())
        self.view.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        self.view.near_end.connect(self._near_end)
        self.view.activated_row.connect(self._default)
        self.submitted.connect(self._default_button)
        self.inside_button.clicked.connect(lambda: self._emit(self.inside))
        self.take_out_button.clicked.connect(lambda: self._emit(self.taken_out))
        self.submit_button.setAutoDefault(False)
        self.submit_button.setDefault(False)
        self.show_directory()

    # -- what is shown

    def show_directory(self) -> None:
        """The public rooms, with a field to search them."""
        self._may_edit = False
        self.search.show()
        self.server.setVisible(self.server.count() > 1)
        self.where.hide()
        self.back_button.hide()
        self.clear()

    def show_space(self, name: str, *, back: bool, may_edit: bool) -> None:
        """What a space lists. ``back``: there is something to go back to."""
        self._may_edit = may_edit
        self.search.hide()
        self.server.hide()
        self.where.show()
        self.where.set_full(tr("Rooms of {name}").format(name=one_line(name, 200)))
        self.back_button.setVisible(back)
        self.clear()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_title_of_space(self, name: str) -> None:
        self.where.set_full(tr("Rooms of {name}").format(name=one_line(name, 200)))

    def clear(self) -> None:
        self.error.hide()
        self.model.clear()
        self._show_empty(tr("Looking …"))
        self._chosen()

    def ask(self) -> None:
        """Search for what stands in the field."""
        self._timer.stop()
        if self.search.isVisibleTo(self):
            self.wanted.emit(self.search.text().strip(), self.server.currentText())

    def add(self, rooms: Sequence[FoundRoom], *, last: bool, nothing: str) -> None:
        """A page. ``nothing``: what to say if there is no room at all."""
        self._loading = False
        self._last = last
        first = not self.model.rowCount()
        self.model.add(rooms)
        count = self.model.rowCount()
        if not count:
            self._show_empty(nothing)
            announce(self, nothing)
            return
        self.empty.hide()
        self.view.show()
        if first:
            self.view.setCurrentIndex(self.model.index(0))
            announce(self, plural(count, tr("One room found"), tr("{n} rooms found")))
        self._chosen()

    def loading(self) -> None:
        """A page is on its way."""
        self._loading = True

    def stop(self, sentence: str) -> None:
        """It did not come."""
        self._loading = False
        if not self.model.rowCount():
            self._show_empty("")
        self.fail(sentence)

    _last = True

    def _show_empty(self, text: str) -> None:
        self.empty.setText(text)
        self.empty.show()
        self.view.hide()

    def _near_end(self) -> None:
        if not self._loading and not self._last and self.model.rowCount():
            self._loading = True
            self.more.emit()

    # -- the chosen room

    def current(self) -> FoundRoom | None:
        return self.model.room(self.view.currentIndex().row())

    def refresh(self, room: FoundRoom) -> None:
        """More is known of a room now, or it became ours. What only the listing knows is kept."""
        for row in range(self.model.rowCount()):
            each = self.model.room(row)
            if each is not None and each.room_id == room.room_id:
                self.model.replace(
                    replace(
                        room,
                        via=room.via or each.via,
                        suggested=each.suggested,
                        alias=room.alias or each.alias,
                        children=max(room.children, each.children),
                    )
                )
        self._chosen()

    def action(self, room: FoundRoom) -> str:
        """What the main button does: open, join, knock, withdraw; empty: nothing can be done."""
        if room.membership in (Membership.JOIN, Membership.INVITE):
            return "open"
        if room.membership is Membership.KNOCK:
            return "withdraw"
        if room.membership is Membership.BAN:
            return ""
        if room.join_rule == "knock":
            return "knock"
        return "join" if room.join_rule in ("public", "restricted", "knock_restricted") else ""

    def _chosen(self) -> None:
        room = self.current()
        shown = room is not None
        for widget in (self.name, self.facts):
            widget.setVisible(shown)
        self.alias.setVisible(shown and room is not None and bool(room.alias) and room.alias != room.name)
        self.topic.setVisible(room is not None and bool(room.topic.strip()))
        action = self.action(room) if room is not None else ""
        self.reason.setVisible(action == "knock")
        self.inside_button.setVisible(room is not None and room.is_space)
        self.take_out_button.setVisible(room is not None and self._may_edit)
        words = {
            "open": tr("Open"),
            "knock": tr("Ask to be let in"),
            "withdraw": tr("Withdraw request"),
            "join": tr("Join"),
        }
        self.submit_button.setText(words.get(action, tr("Join")))
        self.submit_button.setEnabled(bool(action))
        if room is not None:
            self.name.set_full(found_name(room))
            self.alias.set_full(room.alias)
            self.facts.setText(facts(room))
            self.topic.setText(one_line(room.topic, 600))
            self.chosen.emit(room)

    def _default(self) -> None:
        """Enter or a double click: into a space, else the main button."""
        room = self.current()
        if room is not None and room.is_space and room.membership is not Membership.INVITE:
            self.inside.emit(room)
        else:
            self._default_button()

    def _default_button(self) -> None:
        room = self.current()
        if room is not None and self.action(room):
            self.error.hide()
            self.act.emit(room)

    def _emit(self, signal: object) -> None:
        room = self.current()
        if room is not None:
            signal.emit(room)  # type: ignore[attr-defined]

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        if not busy:
            room = self.current()
            self.submit_button.setEnabled(room is not None and bool(self.action(room)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            return  # asked already
        super().keyPressEvent(event)
