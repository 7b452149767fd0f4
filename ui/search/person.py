# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A field for one person: names are completed, an empty field means anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView
from shiboken6 import isValid

from app.interface import AccountView
from app.people_index import PeopleIndex
from app.store.events import is_user_id
from ui import names
from ui.i18n import tr
from ui.text import one_line

if TYPE_CHECKING:
    from ui.window import MainWindow

_WAIT_MS = 150


class PersonField(QLineEdit):
    """``chosen``: ``user_id`` is another one now. ``room_id``: whose members are offered; None: everybody known."""

    chosen = Signal()

    def __init__(self, window: MainWindow, account: AccountView) -> None:
        super().__init__()
        self.setObjectName(names.SEARCH_PERSON)
        self.setPlaceholderText(tr("By anybody"))
        self.setAccessibleName(tr("By whom"))
        self.setMaxLength(300)
        self.setClearButtonEnabled(True)
        self.user_id = ""
        self._window, self._account = window, account
        self._room: str | None = None
        self._index: PeopleIndex | None = None
        self._people: list[tuple[str, str]] = []  # user id, name
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setObjectName(names.SEARCH_PEOPLE)
        popup.setAccessibleName(tr("People"))
        self._completer.setPopup(popup)
        self.setCompleter(self._completer)
        self._completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self._typing = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._typing.timeout.connect(self._look)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._cleared)

    @property
    def room_id(self) -> str | None:
        return self._room

    @room_id.setter
    def room_id(self, room_id: str | None) -> None:
        if room_id != self._room:
            self._room, self._index = room_id, None

    def _cleared(self, text: str) -> None:
        if not text.strip():
            self._set("")

    def _edited(self, text: str) -> None:
        text = text.strip()
        if is_user_id(text):
            self._set(text)
        else:
            self._set("")
            self._typing.start()

    def _set(self, user_id: str) -> None:
        if user_id != self.user_id:
            self.user_id = user_id
            self.chosen.emit()

    def _look(self) -> None:
        if self.text().strip():
            self._window.tasks.spawn(self._find(self.text().strip()), "people")

    async def _find(self, text: str) -> None:
        found: Sequence[tuple[str, str]]
        if self._room is None:
            people = await self._account.directory.known_people(text)
            found = [(person.user_id, person.display_name) for person in people]
        else:
            room = self._room
            if self._index is None:
                members = await self._account.members(room)
                if room != self._room:
                    return
                self._index = PeopleIndex(members)
            found = [(member.user_id, member.display_name) for member in self._index.find(text)]
        if not isValid(self) or text != self.text().strip():
            return
        self._people = list(found)
        self._model.setStringList([shown(name, user) for user, name in found])
        if found and self.hasFocus():
            self._completer.complete()

    def _picked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._people):
            user, name = self._people[index.row()]
            self.setText(shown(name, user))
            self._set(user)

    def pick(self, row: int) -> None:
        """Take one of those that are offered."""
        self._picked(self._model.index(row, 0))

    def offered(self) -> list[str]:
        return self._model.stringList()


def shown(name: str, user_id: str) -> str:
    """Name and id: names alone are not unique."""
    name = one_line(name, 80)
    return f"{name} ({user_id})" if name and name != user_id else user_id
