# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which space is looked at: a button that unfolds the tree of spaces, and what one can do with the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.space_tree import SpaceTree
from app.types import RoomSummary
from ui import names
from ui.avatars import Avatars, picture_key
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.models.rooms import RoomSource, is_unread
from ui.models.spaces import SUMMARY, UNREAD, SpacesModel
from ui.text import one_line, set_tooltip
from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW = 40  # pixels at 100 %
MOST_ROWS = 9  # of the tree without scrolling
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SpaceDelegate(QStyledItemDelegate):
    """Picture, name, unread rooms."""

    def __init__(self, view: QTreeView, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._icons = icons
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px, scheme = self._theme, self._theme.px, self._theme.scheme
        rect = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if selected or focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 2, -px(8), -2), px(8), px(8))
        side, x = px(24), rect.left() + px(8)
        top = rect.top() + (rect.height() - side) / 2
        room = index.data(SUMMARY)
        ratio = self._view.devicePixelRatioF()
        if isinstance(room, RoomSummary):
            name = str(index.data(Qt.ItemDataRole.DisplayRole))
            picture = self._avatars.pixmap(picture_key(room), name, room.avatar, side, ratio)
        else:
            picture = self._icons.pixmap("chat", scheme.muted, px(20), ratio)
        painter.drawPixmap(int(x), int(top), picture)
        end = rect.right() - px(16)
        waiting, mentions = index.data(UNREAD)
        if waiting:
            end = self._badge(painter, waiting, mentions, end, rect)
        painter.setFont(theme.font("strong" if waiting else "body"))
        painter.setPen(QColor(scheme.text))
        metrics = theme.metrics("strong" if waiting else "body")
        left = x + side + px(10)
        shown = metrics.elidedText(
            one_line(str(index.data(Qt.ItemDataRole.DisplayRole))), Qt.TextElideMode.ElideRight, int(end - left)
        )
        painter.drawText(QRectF(left, rect.top(), end - left, rect.height()), LEFT, shown)
        painter.restore()

    def _badge(self, painter: QPainter, waiting: int, mentions: int, right: float, rect: QRectF) -> float:
        theme, px = self._theme, self._theme.px
        text = ("@ " if mentions else "") + ("99+" if waiting > 99 else str(waiting))
        height = px(18)
        width = max(height, theme.metrics("small_strong").horizontalAdvance(text) + px(10))
        box = QRectF(right - width, rect.top() + (rect.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.scheme.badge))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(theme.font("small_strong"))
        painter.setPen(QColor(theme.scheme.on_badge))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.left() - px(6)


class SpaceTreeView(QTreeView):
    """``picked``: Enter or a click on a space. ``left``: Escape."""

    picked = Signal(str)
    left = Signal()

    def __init__(self, model: SpacesModel, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self.setModel(model)
        self.setItemDelegate(SpaceDelegate(self, theme, icons, avatars))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        avatars.changed.connect(self.viewport().update)
        self.clicked.connect(lambda index: self.picked.emit(str(index.data(Qt.ItemDataRole.UserRole))))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The arrow of a space with others below it; nothing else, also where a row is chosen."""
        if self.model().rowCount(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            side = self._theme.px(14)
            mark = self._icons.pixmap(name, self._theme.scheme.muted, side, self.devicePixelRatioF())
            left = rect.right() - self.indentation() + (self.indentation() - side) // 2
            painter.drawPixmap(QRect(left, rect.center().y() - side // 2, side, side), mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.picked.emit(str(self.currentIndex().data(Qt.ItemDataRole.UserRole)))
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ChooserButton(QToolButton):
    """The name of a space, and an arrow at the end of the button."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._theme.px(16)
        name = "chevron-down" if self.isChecked() else "chevron-right"
        mark = self._icons.pixmap(name, self._theme.scheme.muted, side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(
            QRect(self.width() - side - self._theme.px(10), (self.height() - side) // 2, side, side), mark
        )
        painter.end()


class SpaceBar(QWidget):
    """Shown while we are in a space. ``chosen``: a space, empty for all rooms. ``menu``: for the chosen one."""

    chosen = Signal(str)
    menu = Signal(str, QPoint)

    def __init__(self, source: RoomSource, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__()
        self._source = source
        self._theme = theme
        self._icons = icons
        self._tree = SpaceTree({}, ())
        self._open: set[str] = set()
        self.current = ""
        self._wanted = ""
        self.model = SpacesModel(self)
        self.button = ChooserButton(theme, icons)
        self.button.setObjectName(names.ROOMS_SPACE)
        self.button.setProperty("look", "space")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._unfold)
        self.more = QToolButton()
        self.more.setObjectName(names.SPACE_MENU)
        self.more.setAccessibleName(tr("Space menu"))
        set_tooltip(self.more, tr("Space menu"))
        self.more.clicked.connect(
            lambda: self.menu.emit(self.current, self.more.mapToGlobal(QPoint(0, self.more.height())))
        )
        self.view = SpaceTreeView(self.model, theme, icons, avatars)
        self.view.setObjectName(names.SPACE_TREE)
        self.view.setAccessibleName(tr("Spaces"))
        self.view.hide()
        self.view.picked.connect(self.choose)
        self.view.left.connect(self._fold)
        self.view.expanded.connect(lambda index: self._expanded(index, True))
        self.view.collapsed.connect(lambda index: self._expanded(index, False))
        self._row = QHBoxLayout()
        self._row.addWidget(self.button, 1)
        self._row.addWidget(self.more)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._row)
        self._box.addWidget(self.view)
        source.changed.connect(self._count)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        px, scheme, ratio = self._theme.px, self._theme.scheme, self.devicePixelRatioF()
        self._box.setContentsMargins(px(12), 0, px(12), px(4))
        self._box.setSpacing(px(4))
        self._row.setSpacing(px(4))
        self.button.setIcon(self._icons.icon("space", scheme.text, px(18), ratio))
        self.button.setIconSize(Icons.size(px(18)))
        self.button.setMinimumHeight(px(36))
        self.more.setIcon(self._icons.icon("more", scheme.text, px(18), ratio))
        self.more.setIconSize(Icons.size(px(18)))
        self.more.setFixedSize(px(36), px(36))
        self.view.setIndentation(px(18))
        self._fit()
        self._label()

    # -- the tree

    def set_tree(self, tree: SpaceTree) -> None:
        """After it changed; the chosen space stays chosen while we are in it."""
        self._tree = tree
        self._names()
        self.model.set_tree(tree)
        for space in list(self._open):
            index = self.model.find(space)
            if index.isValid():
                self.view.setExpanded(index, True)
            else:
                self._open.discard(space)
        self.setVisible(self.model.spaces() > 0)
        if self._wanted in tree.spaces:
            self.choose(self._wanted)
        elif self.current and self.current not in tree.spaces:
            self.choose("")
        else:
            self._narrow()
        self._fit()

    def _names(self) -> None:
        rooms = self._source.all()
        spaces = {room.room_id: room for room in rooms if room.is_space}
        waiting = {room.room_id: room.highlight for room in rooms if is_unread(room) and not room.is_space}
        unread = {"": (len(waiting), sum(waiting.values()))}
        for space in self._tree.spaces:
            found = [waiting[room_id] for room_id in waiting if room_id in self._tree.rooms(space)]
            unread[space] = (len(found), sum(found))
        self.model.set_rooms(spaces, unread)

    def _count(self) -> None:
        if self._tree.spaces:
            self._names()
            self._label()

    def _label(self) -> None:
        px = self._theme.px
        name = one_line(self.model.name(self.current), 80)
        elsewhere, _ = self.model.unread("")
        here, _ = self.model.unread(self.current)
        room = self._theme.metrics("strong")
        width = max(px(60), self.button.width() - px(76))
        self.button.setText(" " + room.elidedText(name, Qt.TextElideMode.ElideRight, width))
        others = elsewhere - here if self.current else 0
        spoken = [tr("Space: {name}").format(name=name)]
        if others > 0:
            spoken.append(plural(others, tr("one unread room elsewhere"), tr("{n} unread rooms elsewhere")))
        spoken.append(tr("unfolded") if self.button.isChecked() else tr("folded"))
        self.button.setAccessibleName(", ".join(spoken))
        set_tooltip(self.button, name)
        self.more.setVisible(bool(self.current))

    def _expanded(self, index: QModelIndex, on: bool) -> None:
        space = str(index.data(Qt.ItemDataRole.UserRole))
        (self._open.add if on else self._open.discard)(space)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, within reason."""
        rows, todo = 0, [QModelIndex()]
        while todo and rows <= MOST_ROWS:
            parent = todo.pop()
            count = self.model.rowCount(parent)
            rows += count
            todo += [
                index
                for row in range(min(count, MOST_ROWS))
                if self.view.isExpanded(index := self.model.index(row, 0, parent))
            ]
        self.view.setFixedHeight(self._theme.px(ROW) * max(1, min(rows, MOST_ROWS)) + 2)

    # -- choosing

    def unfold(self) -> None:
        """Show the tree and give it the focus."""
        if self.model.spaces():
            self.button.setChecked(True)

    def _unfold(self, on: bool) -> None:
        self.view.setVisible(on)
        if on:
            index = self.model.find(self.current)
            self.view.setCurrentIndex(index if index.isValid() else self.model.index(0, 0))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._label()

    def _fold(self) -> None:
        self.button.setChecked(False)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def want(self, space_id: str) -> None:
        """Look at a space as soon as it is in the tree."""
        self._wanted = space_id
        if space_id in self._tree.spaces:
            self.choose(space_id)

    def choose(self, space_id: str) -> None:
        """Look at a space; empty: at all rooms."""
        if space_id and space_id not in self._tree.spaces:
            return
        changed = space_id != self.current
        self._wanted = ""
        self.current = space_id
        had_focus = self.view.hasFocus()
        self.button.setChecked(False)
        if had_focus:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._narrow()
        self._label()
        if changed:
            self.chosen.emit(space_id)

    def _narrow(self) -> None:
        self._source.set_within(self._tree.rooms(self.current) if self.current else None)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._label()
