# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Choose people by name: those one knows at once, those of the server's directory a moment later; or by user id."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import ErrorCode, UserError
from app.found import Person
from ui.avatars import Avatars
from ui.flow import FlowLayout
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.text import Label, isolate, one_line, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    import asyncio

    from app.list_interface import DirectoryView
    from ui.tasks import Tasks

Index = QModelIndex | QPersistentModelIndex
_USER_ID = re.compile(r"@[^\s:@]{1,200}:[^\s:]+(?::\d{1,5})?")
TYPED = 200  # milliseconds after the last key until the server is asked
SHOWN = 4  # suggestions seen without scrolling
ROW = 48  # pixels at 100 %
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def user_ids(text: str, server: str) -> tuple[list[str], list[str]]:
    """User ids in a text, separated by commas or white space, and what is none. ``anna`` means @anna on our server."""
    good: list[str] = []
    bad: list[str] = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if not word:
            continue
        full = word if word.startswith("@") else f"@{word}"
        if ":" not in full:
            full = f"{full}:{server}"
        if _USER_ID.fullmatch(full) and full.isprintable():
            if full not in good:
                good.append(full)
        else:
            bad.append(word)
    return good, bad


class PersonDelegate(QStyledItemDelegate):
    """Picture, name, user id."""

    def __init__(self, view: QListWidget, theme: Theme, avatars: Avatars) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._avatars = avatars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        person = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(person, Person):
            return
        theme, px, scheme = self._theme, self._theme.px, self._theme.scheme
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if selected else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if selected and self._view.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), px(6), px(6))
        side = px(32)
        name = one_line(person.display_name or person.user_id)
        pixmap = self._avatars.pixmap(person.user_id, name, person.avatar, side, self._view.devicePixelRatioF())
        painter.drawPixmap(QRect(rect.left() + px(8), rect.top() + (rect.height() - side) // 2, side, side), pixmap)
        left, width = rect.left() + px(50), rect.width() - px(58)
        body, small = theme.metrics("body"), theme.metrics("small")
        painter.setFont(theme.font("body"))
        painter.setPen(QColor(scheme.text))
        two = name != person.user_id
        y = rect.center().y() - (body.height() if two else body.height() // 2)
        text = body.elidedText(name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, y, width, body.height()), LEFT, text)
        if two:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(scheme.text if selected else scheme.muted))
            text = small.elidedText(one_line(person.user_id), Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(QRect(left, rect.center().y() + 1, width, small.height() + px(2)), LEFT, text)
        painter.restore()


class PeoplePicker(QWidget):
    """A field with the chosen people as buttons before it, and suggestions below it. ``changed``: who is chosen.

    ``most``: how many may be chosen. ``without``: whom not to suggest (members, ourselves).
    """

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        avatars: Avatars,
        tasks: Tasks,
        directory: DirectoryView,
        server: str,
        *,
        most: int = 50,
        without: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self._avatars = avatars
        self._tasks = tasks
        self._directory = directory
        self._server = server
        self._most = most
        self._without = set(without)
        self._people: list[Person] = []
        self._chips: list[QToolButton] = []
        self._task: asyncio.Task[None] | None = None
        px = theme.px
        self.edit = QLineEdit()
        self.edit.setMaxLength(4000)
        self.edit.setProperty("look", "bare")
        self.edit.setPlaceholderText(tr("Name or @name:server"))
        self.edit.setAccessibleName(tr("People"))
        self.edit.installEventFilter(self)
        self._frame = QFrame()
        self._frame.setProperty("look", "field")
        self._flow = FlowLayout(self._frame, least=px(160))
        self._flow.setContentsMargins(px(6), px(5), px(6), px(5))
        self._flow.setSpacing(px(4))
        self._flow.addWidget(self.edit)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Suggestions"))
        self.list.setItemDelegate(PersonDelegate(self.list, theme, avatars))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.installEventFilter(self)
        self.list.hide()
        self.hint = Label(style="small", wrap=True)
        self.hint.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._frame)
        box.addWidget(self.list)
        box.addWidget(self.hint)
        self.setFocusProxy(self.edit)
        avatars.changed.connect(self.list.viewport().update)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        self._reveal = QTimer(self, singleShot=True)
        self._reveal.timeout.connect(self._into_sight)
        self.edit.textChanged.connect(self._typed)
        self.list.itemClicked.connect(lambda item: self.choose(item.data(Qt.ItemDataRole.UserRole)))

    # -- who is chosen

    def people(self) -> list[str]:
        """User ids of those who are chosen; what stands in the field does not count yet, see ``take``."""
        return [person.user_id for person in self._people]

    def take(self) -> list[str]:
        """Take what stands in the field for user ids as well; gives the words that are none.

        A word is a user name of our server only where no suggestion could have been meant by it.
        """
        text = self.edit.text()
        good, bad = user_ids(text, self._server)
        if text.strip() and "@" not in text and self.list.count():
            listed = [self.list.item(row).data(Qt.ItemDataRole.UserRole).user_id for row in range(self.list.count())]
            if not set(good) <= set(listed):
                return [text.strip()]
        if not bad:
            for user_id in good:
                self._put(Person(user_id))  # also more than there may be: whoever asks says so
            self.edit.clear()
        return bad

    def set_most(self, most: int) -> None:
        """How many people there may be; those who came last go if there are too many."""
        self._most = most
        while len(self._people) > most:
            self.remove(self._people[-1].user_id)

    def choose(self, person: Person) -> None:
        if len(self._people) < self._most:
            self._put(person)
        self.edit.clear()
        self._suggest(())
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, person: Person) -> None:
        if person.user_id not in self.people():
            self._people.append(person)
            self._add_chip(person)
            announce(self, tr("{name} was added").format(name=self._name(person)))
            self.changed.emit()

    def remove(self, user_id: str) -> None:
        for place, person in enumerate(self._people):
            if person.user_id == user_id:
                del self._people[place]
                chip = self._chips.pop(place)
                self._flow.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
                announce(self, tr("{name} was removed").format(name=self._name(person)))
                self.changed.emit()
                self.updateGeometry()
                self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @staticmethod
    def _name(person: Person) -> str:
        return one_line(person.display_name or person.user_id, 60)

    def _add_chip(self, person: Person) -> None:
        px = self._theme.px
        chip = QToolButton(self._frame)
        chip.setProperty("look", "person")
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the name
        chip.setIcon(self._icons.icon("close", self._theme.scheme.muted, px(14), self.devicePixelRatioF()))
        chip.setIconSize(Icons.size(px(14)))
        name = self._name(person)
        chip.setText(self._theme.metrics("body").elidedText(name, Qt.TextElideMode.ElideRight, px(220)))
        chip.setAccessibleName(tr("Remove {name}").format(name=isolate(name)))
        set_tooltip(chip, person.user_id)
        chip.clicked.connect(lambda: self.remove(person.user_id))
        self._flow.insert(len(self._chips), chip)
        self._chips.append(chip)
        chip.show()
        self.updateGeometry()

    # -- suggestions

    def _typed(self, text: str) -> None:
        self.hint.hide()
        if text.endswith((",", ";", " ")) and _USER_ID.fullmatch(text.strip(" ,;")):
            self.take()
        elif text.strip():
            self._timer.start(0 if not self.list.count() else TYPED)
        else:
            self._timer.stop()
            self._suggest(())

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.spawn(self._search(self.edit.text().strip()), "people")

    async def _search(self, text: str) -> None:
        import asyncio

        known = await self._directory.known_people(text)
        self._suggest(known)
        if len(text) < 2:
            return
        await asyncio.sleep(TYPED / 1000)
        try:
            found = await self._directory.people(text)
        except UserError as error:
            if error.code in (ErrorCode.NO_NETWORK, ErrorCode.TIMEOUT):
                self.hint.setText(tr("There is no connection: only people you share rooms with are found."))
                self.hint.show()
            return
        listed = {person.user_id for person in known}
        self._suggest([*known, *(person for person in found if person.user_id not in listed)])

    def _suggest(self, people: Sequence[Person]) -> None:
        chosen = {*self.people(), *self._without}
        fit = [person for person in people if person.user_id not in chosen]
        current = self._current()
        self.list.clear()
        for person in fit[:30]:
            name = self._name(person)
            item = QListWidgetItem(name if name == person.user_id else f"{name}, {one_line(person.user_id)}")
            item.setData(Qt.ItemDataRole.UserRole, person)
            self.list.addItem(item)
            if current is not None and current.user_id == person.user_id:
                self.list.setCurrentItem(item)
        row = self._theme.px(ROW)
        most = max(2, min(SHOWN, (self.window().parentWidget() or self.window()).height() // (row * 4)))
        self.list.setFixedHeight(row * min(most, max(1, len(fit))) + 4)
        self.list.setVisible(bool(fit))
        if fit:
            self._reveal.start(0)
            announce(self, plural(len(fit), tr("one suggestion"), tr("{n} suggestions")))

    def _into_sight(self) -> None:
        """Where the dialog scrolls, the suggestions are seen as well as the field."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea) and self.list.isVisible():
            above.ensureWidgetVisible(self.list, 0, 0)

    def _current(self) -> Person | None:
        item = self.list.currentItem()
        person = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return person if isinstance(person, Person) else None

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._edit_key(event) if watched is self.edit else self._list_key(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and watched is self.edit:
            self._frame.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self._frame.style().unpolish(self._frame)
            self._frame.style().polish(self._frame)
        return False

    def _edit_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down if self.list.count():
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                self.list.setCurrentRow(max(0, self.list.currentRow()))
                return True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.edit.text().strip():
                text = self.edit.text().strip()
                if _USER_ID.fullmatch(text):
                    self.take()
                elif self.list.count():
                    self.choose(self.list.item(max(0, self.list.currentRow())).data(Qt.ItemDataRole.UserRole))
                else:
                    return False  # the dialog's main button; it takes what stands here
                return True
            case Qt.Key.Key_Backspace if not self.edit.text() and self._people:
                self.remove(self._people[-1].user_id)
                return True
            case Qt.Key.Key_Escape if self.edit.text():
                self.edit.clear()
                return True
        return False

    def _list_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                person = self._current()
                if person is not None:
                    self.choose(person)
                return True
            case Qt.Key.Key_Up if self.list.currentRow() <= 0:
                self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            case Qt.Key.Key_Escape:
                self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                self._suggest(())
                return True
        if event.text().isprintable() and event.text() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit.insert(event.text())
            return True
        return False
