# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The members of a room in sections, as their list shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.power import ADMIN, CREATOR, MODERATOR
from app.types import Member, Membership
from ui.i18n import tr
from ui.room_admin.words import role_name
from ui.text import one_line

Index = QModelIndex | QPersistentModelIndex


class Section(IntEnum):
    """In the order of the list: who waits for an answer comes first."""

    KNOCK = 0
    ADMIN = 1
    MODERATOR = 2
    MEMBER = 3
    INVITE = 4
    BAN = 5


def section_title(section: Section) -> str:
    return {
        Section.KNOCK: tr("Asking to join"),
        Section.ADMIN: tr("Administration"),
        Section.MODERATOR: tr("Moderation"),
        Section.MEMBER: tr("Members"),
        Section.INVITE: tr("Invited"),
        Section.BAN: tr("Banned"),
    }[section]


def section_of(member: Member) -> Section | None:
    """None: nobody to show."""
    match member.membership:
        case Membership.KNOCK:
            return Section.KNOCK
        case Membership.INVITE:
            return Section.INVITE
        case Membership.BAN:
            return Section.BAN
        case Membership.JOIN if member.power >= ADMIN:
            return Section.ADMIN
        case Membership.JOIN if member.power >= MODERATOR:
            return Section.MODERATOR
        case Membership.JOIN:
            return Section.MEMBER
    return None


@dataclass(frozen=True, slots=True)
class Heading:
    section: Section
    count: int


@dataclass(frozen=True, slots=True)
class Person:
    """``note``: what is special about them, in words; ``folded``: what is searched in."""

    member: Member
    name: str
    line: str
    note: str
    folded: str


Row = Heading | Person


class MembersModel(QAbstractListModel):
    """``set_people`` with everybody, ``set_filter`` with what somebody looks for."""

    def __init__(self, own_server: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = own_server
        self._people: list[Person] = []
        self._rows: list[Row] = []
        self._words: list[str] = []
        self._ignored: Collection[str] = ()

    # -- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], Person):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return f"{section_title(row.section)} ({row.count})"
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            section = section_of(row.member)
            parts = [row.name, row.line, row.note, section_title(section) if section is not None else ""]
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.UserRole:
            return row.member
        return None

    # -- content

    def row(self, number: int) -> Row:
        return self._rows[number]

    def row_of(self, user_id: str) -> int:
        for number, row in enumerate(self._rows):
            if isinstance(row, Person) and row.member.user_id == user_id:
                return number
        return -1

    def joined(self) -> int:
        return sum(1 for person in self._people if person.member.membership is Membership.JOIN)

    def shown(self) -> int:
        """People in the list, as filtered."""
        return sum(1 for row in self._rows if isinstance(row, Person))

    def set_people(self, people: Sequence[Member], ignored: Collection[str] = ()) -> None:
        self._ignored = ignored
        self._people = [self._person(member) for member in people if section_of(member) is not None]
        self._people.sort(key=lambda person: (section_of(person.member), -person.member.power, person.folded))
        self._fill()

    def set_filter(self, text: str) -> None:
        self._words = text.casefold().split()
        self._fill()

    def _person(self, member: Member) -> Person:
        name = one_line(member.display_name or member.user_id, 120)
        line = one_line(member.user_id, 200) if name != member.user_id else ""
        notes = []
        if member.power >= CREATOR:
            notes.append(tr("Owner"))
        elif member.membership is Membership.JOIN and member.power not in (ADMIN, MODERATOR, 0):
            notes.append(role_name(member.power))
        if self._server and member.user_id.partition(":")[2] != self._server:
            notes.append(tr("external"))
        if member.user_id in self._ignored:
            notes.append(tr("ignored"))
        return Person(member, name, line, ", ".join(notes), f"{name} {member.user_id}".casefold())

    def _fill(self) -> None:
        found = [person for person in self._people if all(word in person.folded for word in self._words)]
        counts: dict[Section, int] = {}
        for person in found:
            section = section_of(person.member)
            assert section is not None
            counts[section] = counts.get(section, 0) + 1
        rows: list[Row] = []
        last: Section | None = None
        for person in found:
            section = section_of(person.member)
            assert section is not None
            if section is not last:
                rows.append(Heading(section, counts[section]))
                last = section
            rows.append(person)
        if rows == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        users = [row.member.user_id if isinstance(row := self._rows[index.row()], Person) else "" for index in before]
        self._rows = rows
        places = {row.member.user_id: number for number, row in enumerate(rows) if isinstance(row, Person)}
        after = [self.index(places[user]) if user in places else QModelIndex() for user in users]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
