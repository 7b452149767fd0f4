# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A list over the field while somebody types @name, #room, :emoji or /command. The focus stays in the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ui import names
from ui.avatars import Avatars
from ui.composer.edit import MessageEdit
from ui.composer.pills import units
from ui.composer.sources import Asked, Candidate, Sources, asked, closed_code
from ui.i18n import tr
from ui.overlays import cast_shadow
from ui.theme import Theme
from ui.timeline.accessible import announce

Index = QModelIndex | QPersistentModelIndex
ROW = 40
MAX_ROWS = 8
WIDE = 460


class CandidateModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Sequence[Candidate] = ()

    def show_items(self, items: Sequence[Candidate]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(self.items[index.row()])
        return None


def spoken(item: Candidate) -> str:
    """A candidate for those who hear it."""
    return f"{item.title}, {item.detail}" if item.detail else item.title


class CandidateDelegate(QStyledItemDelegate):
    """A picture or sign, the name, and more about it in grey. Plain text only."""

    def __init__(self, theme: Theme, avatars: Avatars, model: CandidateModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._avatars, self._model = theme, avatars, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(WIDE), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._model.items[index.row()]
        px, scheme = self._theme.px, self._theme.scheme
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(scheme.selected))
            painter.setPen(QColor(scheme.accent))
            painter.drawRoundedRect(rect.adjusted(px(3), px(1), -px(3), -px(1)), px(6), px(6))
        side = px(26)
        left = rect.left() + px(12)
        box = QRect(left, rect.center().y() - side // 2, side, side)
        if item.member is not None:
            ratio = painter.device().devicePixelRatioF()
            member = item.member
            painter.drawPixmap(
                box.topLeft(), self._avatars.pixmap(member.user_id, item.title, member.avatar, side, ratio)
            )
        elif item.sign:
            font = QFont(self._theme.font("body"))
            font.setPixelSize(px(20))
            painter.setFont(font)
            painter.setPen(QColor(scheme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, item.sign)
        if item.member is not None or item.sign:
            left = box.right() + px(10)
        room = rect.right() - px(12) - left
        body: QFontMetrics = self._theme.metrics("body")
        title = body.elidedText(item.title, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._theme.font("body"))
        painter.setPen(QColor(scheme.text))
        painter.drawText(QRect(left, rect.top(), room, rect.height()), middle, title)
        used = body.horizontalAdvance(title) + px(12)
        if item.detail and room - used > px(60):
            small = self._theme.metrics("small")
            painter.setFont(self._theme.font("small"))
            painter.setPen(QColor(scheme.muted))
            detail = small.elidedText(item.detail, Qt.TextElideMode.ElideRight, room - used)
            painter.drawText(QRect(left + used, rect.top(), room - used, rect.height()), middle, detail)
        painter.restore()


class Completion(QFrame):
    """Belongs to a field and lies in its window. ``recent``: who spoke last, newest first."""

    def __init__(self, edit: MessageEdit, theme: Theme, avatars: Avatars, recent: Callable[[], Sequence[str]]) -> None:
        super().__init__(edit.window())
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._edit, self._theme, self._recent = edit, theme, recent
        self.sources: Sources | None = None
        self._asked: Asked | None = None
        self._dismissed: Asked | None = None
        self._completing = False
        self.model = CandidateModel(self)
        self.list = QListView()
        self.list.setObjectName(names.COMPLETION)
        self.list.setAccessibleName(tr("Suggestions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.model)
        self.list.setItemDelegate(CandidateDelegate(theme, avatars, self.model, self.list))
        self.list.clicked.connect(lambda index: self._take(index.row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        box.addWidget(self.list)
        cast_shadow(self, theme)
        edit.keys.append(self._key)
        edit.textChanged.connect(self._update)
        edit.cursorPositionChanged.connect(self._update)
        edit.focus_left.connect(self.hide)
        edit.destroyed.connect(self.deleteLater)
        self.hide()

    # -- what is asked for

    def _before(self) -> str:
        """The line up to the cursor."""
        cursor = self._edit.textCursor()
        text = cursor.block().text()
        return text.encode("utf-16-le", "surrogatepass")[: 2 * cursor.positionInBlock()].decode("utf-16-le", "replace")

    def _update(self) -> None:
        if self._completing or self.sources is None:
            return
        cursor = self._edit.textCursor()
        if cursor.hasSelection() or not self._edit.hasFocus():
            self.hide()
            return
        before = self._before()
        if self._replace_code(before):
            return
        self._asked = asked(before, first_line=cursor.blockNumber() == 0)
        if self._asked is None or self._asked == self._dismissed:
            self.hide()
            return
        self._dismissed = None
        found = self.sources.candidates(self._asked, self._recent())
        if not found:
            self.hide()
            return
        self.model.show_items(found)
        self.list.setCurrentIndex(self.model.index(0))
        was_hidden = not self.isVisible()
        self._place()
        self.show()
        self.raise_()
        if was_hidden:
            announce(self._edit, tr("Suggestions") + ": " + spoken(found[0]))

    def _replace_code(self, before: str) -> bool:
        """``:name:`` becomes its emoji."""
        closed = closed_code(before)
        text = self.sources.emoji_of(closed[1]) if closed is not None and self.sources is not None else ""
        if not text or closed is None:
            return False
        self._put(closed[0], text, "")
        self.hide()
        return True

    # -- taking one

    def _key(self, event: QKeyEvent) -> bool:
        if not self.isVisible():
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if step:
            row = (self.list.currentIndex().row() + step) % self.model.rowCount()
            self.list.setCurrentIndex(self.model.index(row))
            announce(self._edit, spoken(self.model.items[row]))
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            command = self._asked is not None and self._asked.kind == "command"
            if command and event.key() != Qt.Key.Key_Tab and self._typed_out():
                self.hide()
                return False  # the command is complete: Enter is for the field
            self._take(self.list.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self._dismissed = self._asked
            self.hide()
        else:
            return False
        return True

    def _typed_out(self) -> bool:
        return self._asked is not None and any(
            item.text.strip() == f"/{self._asked.query.casefold()}" for item in self.model.items
        )

    def _take(self, row: int) -> None:
        if self._asked is None or not 0 <= row < len(self.model.items):
            return
        item = self.model.items[row]
        self.hide()
        self._put(self._asked.start, item.text, item.target)
        self._edit.setFocus()

    def _put(self, start: int, text: str, target: str) -> None:
        """In the place of what stands between ``start`` (of the line) and the cursor."""
        self._completing = True
        cursor = self._edit.textCursor()
        begin = cursor.block().position() + units(self._before()[:start])
        if target:
            self._edit.mention(begin, cursor.position(), text, target)
        else:
            self._edit.put(begin, cursor.position(), text)
        self._completing = False

    # -- place

    def _place(self) -> None:
        px, window = self._theme.px, self._edit.window()
        if self.parentWidget() is not window:  # the field has moved into a window since
            self.setParent(window)
        width = min(px(WIDE), self._edit.width())
        height = min(MAX_ROWS, self.model.rowCount()) * px(ROW) + px(10)
        corner = self._edit.mapTo(window, QPoint(0, 0))
        height = min(height, max(px(ROW), corner.y() - px(8)))
        self.setGeometry(corner.x(), corner.y() - height - px(6), width, height)
