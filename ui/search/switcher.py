# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The quick switcher: type a part of the name of a room, a person or a command, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)
from shiboken6 import isValid

from app.found import Person
from app.interface import AccountView
from app.types import Membership, RoomSummary
from ui import names
from ui.avatars import picture_key
from ui.classification import put_on_top
from ui.i18n import plural, tr
from ui.search.ranking import Entry, entry, rank
from ui.sentences import room_name
from ui.text import Label, one_line
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from ui.window import MainWindow

SHOWN = 30
_WAIT_MS = 120  # people are looked up in the store when the typing rests
_CHOICE = Qt.ItemDataRole.UserRole
_OLDEST = -1


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to jump to. ``key``/``avatar``: its picture; ``icon``: of a command."""

    kind: str  # room, person, command
    id: str
    title: str
    note: str
    run: Callable[[], object]
    key: str = ""
    avatar: str | None = None
    icon: str = ""
    unread: int = 0

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.note) if part)


class Switcher(QDialog):
    """Belongs to the window, deletes itself."""

    def __init__(self, window: MainWindow, account: AccountView) -> None:
        super().__init__(window)
        self.setObjectName(names.SWITCHER)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Jump to"))
        self._window, self._account = window, account
        px = window.theme.px
        self.field = QLineEdit()
        self.field.setObjectName(names.SWITCHER_FIELD)
        self.field.setPlaceholderText(tr("Room, person or command"))
        self.field.setAccessibleName(tr("Room, person or command"))
        self.field.setMaxLength(200)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName(names.SWITCHER_LIST)
        self.list.setAccessibleName(tr("Found"))
        self.list.setItemDelegate(_Delegate(self.list, window))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.told = Label(style="small", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(16), px(16), px(16), px(12))
        put_on_top(self, box, window.theme)
        box.setSpacing(px(8))
        box.addWidget(self.field)
        box.addWidget(self.list, 1)
        box.addWidget(self.told)
        self.resize(min(px(560), window.width() - px(32)), min(px(480), window.height() - px(64)))
        self._fixed: list[Entry[Choice]] = [*self._rooms(), *self._commands()]
        self._people: Sequence[Person] = ()
        self._typing = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._typing.timeout.connect(self._look_for_people)
        self.field.textChanged.connect(self._typed)
        self.list.itemClicked.connect(lambda item: self._take(item))
        self._show()
        self.field.setFocus()

    # -- what there is

    def _rooms(self) -> list[Entry[Choice]]:
        window = self._window
        entries = []
        for room in window.rooms.all():
            if room.membership is not Membership.JOIN and room.membership is not Membership.INVITE:
                continue
            name = one_line(room_name(room), 120)
            choice = Choice(
                "room",
                room.room_id,
                name,
                self._note(room),
                partial(window.open_room, room.room_id),
                picture_key(room),
                room.avatar,
                unread=room.unread,
            )
            entries.append(entry(choice, name, " ".join((room.topic[:200], *room.people)), room.ts))
        return entries

    @staticmethod
    def _note(room: RoomSummary) -> str:
        if room.membership is Membership.INVITE:
            return tr("Invitation")
        if room.unread:
            return plural(room.unread, tr("one unread message"), tr("{n} unread messages"))
        return tr("Direct conversation") if room.direct else one_line(room.topic, 120)

    def _commands(self) -> list[Entry[Choice]]:
        entries = []
        for command in self._window.commands.all():
            if command.listed and command.available():
                keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
                note = tr("Command") + (f", {keys}" if keys else "")
                choice = Choice(
                    "command",
                    command.id,
                    command.text,
                    note,
                    partial(self._window.commands.run, command.id),
                    icon=command.icon or "chevron-right",
                )
                entries.append(entry(choice, command.text, recent=_OLDEST))
        return entries

    def _persons(self) -> list[Entry[Choice]]:
        """People with whom there is no direct conversation in the list."""
        window = self._window
        direct = {user for room in window.rooms.all() if room.direct and len(room.people) == 1 for user in room.people}
        entries = []
        for person in self._people:
            if person.user_id in direct:
                continue
            name = one_line(person.display_name or person.user_id, 120)
            choice = Choice(
                "person",
                person.user_id,
                name,
                person.user_id,
                partial(window.security.open_person, person.user_id, person.display_name, person.avatar),
                person.user_id,
                person.avatar,
            )
            entries.append(entry(choice, name, person.user_id))
        return entries

    # -- what is shown

    def _typed(self) -> None:
        self._typing.start()
        self._show()

    def _look_for_people(self) -> None:
        self._window.tasks.spawn(self._find_people(self.field.text()), "people to jump to")

    async def _find_people(self, text: str) -> None:
        people = await self._account.directory.known_people(text) if text.strip() else ()
        if isValid(self) and text == self.field.text() and people != self._people:
            self._people = people
            self._show()

    def _show(self) -> None:
        text = self.field.text()
        before = self.current()
        entries = self._fixed if text.strip() else [each for each in self._fixed if each.value.kind == "room"]
        found = rank(text, [*entries, *(self._persons() if text.strip() else ())], SHOWN)
        self.list.clear()
        for choice in found:
            item = QListWidgetItem(choice.title)
            item.setData(_CHOICE, choice)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, choice.spoken)
            self.list.addItem(item)
        kept = next((n for n, each in enumerate(found) if before is not None and each == before), 0)
        self.list.setCurrentRow(kept if before is not None and not self._typing.isActive() else 0)
        self.told.setText(tr("Arrow keys choose, Enter opens, Esc closes.") if found else tr("Nothing was found."))
        self._speak()

    def current(self) -> Choice | None:
        item = self.list.currentItem()
        choice: Choice | None = item.data(_CHOICE) if item is not None else None
        return choice

    def _speak(self) -> None:
        choice = self.current()
        announce(self.field, choice.spoken if choice is not None else tr("Nothing was found."))

    def _take(self, item: QListWidgetItem | None) -> None:
        choice: Choice | None = item.data(_CHOICE) if item is not None else None
        if choice is not None:
            self.accept()
            run = choice.run
            QTimer.singleShot(0, lambda: run())

    # -- the keyboard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, row, last = event.key(), self.list.currentRow(), self.list.count() - 1
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if key in steps and last >= 0:
                step = steps[Qt.Key(key)]
                wanted = (row + step) % (last + 1) if abs(step) == 1 else max(0, min(last, row + step))
                self.list.setCurrentRow(wanted)
                self._speak()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)


class _Delegate(QStyledItemDelegate):
    """Picture, name and a small note beside it."""

    def __init__(self, parent: QListWidget, window: MainWindow) -> None:
        super().__init__(parent)
        self._window = window

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = self._window.theme
        return QSize(0, theme.metrics("body").height() + theme.metrics("small").height() + theme.px(14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        window = self._window
        theme, px, scheme, ratio = window.theme, window.theme.px, window.theme.scheme, window.devicePixelRatioF()
        choice: Choice = index.data(_CHOICE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if selected else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), px(8), px(8))
        side = px(32)
        picture = QRect(rect.x() + px(10), rect.center().y() - side // 2, side, side)
        if choice.kind == "command":
            inner = picture.adjusted(px(7), px(7), -px(7), -px(7))
            painter.drawPixmap(inner, window.icons.pixmap(choice.icon, scheme.muted, inner.width(), ratio))
        else:
            pixmap = window.avatars.pixmap(choice.key, choice.title, choice.avatar, side, ratio)
            painter.drawPixmap(picture, pixmap)
        x, width = picture.right() + px(12), rect.right() - picture.right() - px(24)
        body, small = theme.metrics("body"), theme.metrics("small")
        y = rect.center().y() - (body.height() + small.height()) // 2
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(theme.font("strong" if choice.unread else "body"))
        painter.setPen(QColor(scheme.text))
        painter.drawText(QRect(x, y, width, body.height()), left, body.elidedText(choice.title, elide, width))
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(scheme.muted))
        note = small.elidedText(choice.note, elide, width)
        painter.drawText(QRect(x, y + body.height(), width, small.height()), left, note)
        painter.restore()
