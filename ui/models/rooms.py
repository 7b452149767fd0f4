# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room list of the account as two Qt models: invitations, and rooms that pass the filter."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.interface import RoomList
from app.types import Diff, Membership, RoomLevel, RoomSummary
from ui.i18n import plural, tr
from ui.models.coalesce import Coalescer
from ui.models.diffs import apply_diffs
from ui.sentences import preview_line, room_name
from ui.times import list_label

_log = logging.getLogger(__name__)
Index = QModelIndex | QPersistentModelIndex
MAX_STEPS = 40  # single moves, inserts and removals told to the view; beyond that it lays out everything once


def room_spoken(room: RoomSummary) -> str:
    """What a screen reader says for a row."""
    parts = [room_name(room)]
    if room.membership is Membership.INVITE:
        parts.append(tr("Invitation from {name}").format(name=room.inviter or tr("unknown")))
    if room.membership is Membership.KNOCK:
        parts.append(tr("You have asked to be let in"))
    if room.unread:
        parts.append(plural(room.unread, tr("one unread message"), tr("{n} unread messages")))
    elif room.marked_unread:
        parts.append(tr("marked as unread"))
    if room.highlight:
        parts.append(tr("you were mentioned"))
    if room.level is RoomLevel.MUTE:
        parts.append(tr("muted"))
    elif room.level is RoomLevel.MENTIONS:
        parts.append(tr("mentions only"))
    if preview := preview_line(room.preview, direct=room.direct):
        parts.append(preview)
    if label := list_label(room.ts):
        parts.append(label)
    return ", ".join(parts)


class RoomsModel(QAbstractListModel):
    """Rows of ``RoomSummary``; ``set_rows`` turns a new list into the fewest changes it can."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RoomSummary] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rows):
            return None
        room = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return room_name(room)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return room_spoken(room)
        if role == Qt.ItemDataRole.UserRole:
            return room.room_id
        return None

    def room(self, row: int) -> RoomSummary:
        return self._rows[row]

    def rooms(self) -> Sequence[RoomSummary]:
        return self._rows

    def row_of(self, room_id: str) -> int:
        """-1 if it is not shown."""
        return next((row for row, room in enumerate(self._rows) if room.room_id == room_id), -1)

    def set_rows(self, new: list[RoomSummary]) -> None:
        old_ids = [room.room_id for room in self._rows]
        new_ids = [room.room_id for room in new]
        if old_ids != new_ids and not (old_ids and new_ids and self._step(old_ids, new_ids, new)):
            self._replace(new)
            return
        for row, room in enumerate(new):
            if self._rows[row] is not room:
                changed = self._rows[row] != room
                self._rows[row] = room
                if changed:
                    index = self.index(row)
                    self.dataChanged.emit(index, index)

    def _step(self, ids: list[str], new_ids: list[str], new: list[RoomSummary]) -> bool:
        """Bring our rows into the new order one by one; False (nothing done) if that were too many steps."""
        wanted, known = set(new_ids), set(ids)
        if len(wanted) != len(new_ids):
            return False
        removed = sum(1 for room_id in ids if room_id not in wanted)
        added = sum(1 for room_id in new_ids if room_id not in known)
        if removed + added > MAX_STEPS:
            return False
        plan = [room_id for room_id in ids if room_id in wanted]
        moves = 0
        for row, room_id in enumerate(new_ids):  # a rehearsal on ids: how many single moves would it be?
            if row < len(plan) and plan[row] == room_id:
                continue
            moves += 1
            if moves > MAX_STEPS:
                return False
            if room_id in known:
                plan.remove(room_id)
            plan.insert(row, room_id)
        none = QModelIndex()
        for row in range(len(ids) - 1, -1, -1):
            if ids[row] not in wanted:
                self.beginRemoveRows(none, row, row)
                del self._rows[row], ids[row]
                self.endRemoveRows()
        for row, room_id in enumerate(new_ids):
            if row < len(ids) and ids[row] == room_id:
                continue
            if room_id in known:
                old = ids.index(room_id)
                self.beginMoveRows(none, old, old, none, row)
                self._rows.insert(row, self._rows.pop(old))
                ids.insert(row, ids.pop(old))
                self.endMoveRows()
            else:
                self.beginInsertRows(none, row, row)
                self._rows.insert(row, new[row])
                ids.insert(row, room_id)
                self.endInsertRows()
        return True

    def _replace(self, new: list[RoomSummary]) -> None:
        """One layout change that keeps the selection on its room; a reset where there was or will be nothing."""
        if not self._rows or not new:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._rows[index.row()].room_id for index in before]
        self._rows = new
        rows = {room.room_id: row for row, room in enumerate(new)}
        after = [self.index(rows[room_id]) if room_id in rows else QModelIndex() for room_id in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


class Section(StrEnum):
    """The parts of the list, from top to bottom."""

    INVITATIONS = "invitations"
    FAVOURITES = "favourites"
    PEOPLE = "people"
    ROOMS = "rooms"
    LOW = "low"


def section_of(room: RoomSummary) -> Section:
    """Where a room stands. A favourite stands nowhere else."""
    if room.membership is not Membership.JOIN:
        return Section.INVITATIONS
    if room.favourite:
        return Section.FAVOURITES
    if room.low_priority:
        return Section.LOW
    return Section.PEOPLE if room.direct else Section.ROOMS


def is_unread(room: RoomSummary) -> bool:
    """Something in it waits for its reader."""
    return bool(room.unread or room.highlight or room.marked_unread or room.membership is Membership.INVITE)


def replaced(rooms: Sequence[RoomSummary]) -> frozenset[str]:
    """Rooms whose conversation goes on in another one that we are in. Both have to say so: neither can make the other
    one disappear by itself."""
    old = [room for room in rooms if room.successor and room.membership is Membership.JOIN]
    if not old:
        return frozenset()
    inside = {room.room_id: room for room in rooms if room.membership is Membership.JOIN}
    agreed = [
        room
        for room in old
        if room.successor != room.room_id
        and (following := inside.get(room.successor)) is not None
        and following.predecessor == room.room_id
    ]
    gone = {room.room_id: room.successor for room in agreed}
    # One that goes round in a circle stays: something has to be left to be seen.
    return frozenset(room_id for room_id in gone if _ends(room_id, gone))


def _ends(room_id: str, gone: Mapping[str, str]) -> bool:
    seen = {room_id}
    while (room_id := gone.get(room_id, "")) not in ("", *seen):
        seen.add(room_id)
    return not room_id


class RoomSource(QObject):
    """Follows ``RoomList`` and fills one model for each section at most 25 times a second.

    ``changed``: after each fill. Spaces we are in are in none of the sections, see ``spaces``.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sections: dict[Section, RoomsModel] = {section: RoomsModel(self) for section in Section}
        self.invitations = self.sections[Section.INVITATIONS]
        self.favourites = self.sections[Section.FAVOURITES]
        self.people = self.sections[Section.PEOPLE]
        self.rooms = self.sections[Section.ROOMS]
        self.low = self.sections[Section.LOW]
        self._all: list[RoomSummary] = []
        self._filter = ""
        self._unread_only = False
        self._within: frozenset[str] | None = None
        self._kept = ""
        self._gone: frozenset[str] = frozenset()
        self._source: RoomList | None = None
        self._disconnect: Callable[[], None] | None = None
        self._coalescer = Coalescer(self._fill, self)

    def follow(self, source: RoomList | None) -> None:
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self._source = source
        self._all = list(source.items) if source is not None else []
        self._gone = replaced(self._all)
        if source is not None:
            self._disconnect = source.changed.connect(self._changed)
        self._coalescer.now()

    def _changed(self, diffs: Sequence[Diff[RoomSummary]]) -> None:
        try:
            apply_diffs(self._all, diffs)
        except IndexError:
            _log.error("a change of the room list does not fit; reading it again")
            self._all = list(self._source.items) if self._source is not None else []
        self._gone = replaced(self._all)
        self._coalescer.poke()

    # -- what is shown

    def set_filter(self, text: str) -> None:
        """Show only rooms whose name contains all words of ``text``, wherever they are."""
        self._filter = text
        self._coalescer.now()

    def filtered(self) -> bool:
        """A text narrows the list."""
        return bool(self._filter.strip())

    def set_unread_only(self, on: bool) -> None:
        """Show only what is unread, and the room that is open."""
        self._unread_only = on
        self._coalescer.now()

    def unread_only(self) -> bool:
        return self._unread_only

    def set_within(self, rooms: frozenset[str] | None) -> None:
        """Show only these rooms (and invitations); None: all."""
        if rooms != self._within:
            self._within = rooms
            self._coalescer.now()

    def keep(self, room_id: str) -> None:
        """The open room: it does not vanish from a list of unread ones while it is read."""
        if room_id != self._kept:
            shown = self._gone & {room_id, self._kept}
            self._kept = room_id
            if self._unread_only or shown:
                self._coalescer.poke()

    # -- all rooms

    def find(self, room_id: str) -> RoomSummary | None:
        return next((room for room in self._all if room.room_id == room_id), None)

    def all(self) -> Sequence[RoomSummary]:
        """Rooms, invitations and spaces, whether they are shown or not; without those that others took the place of."""
        return [room for room in self._all if room.room_id not in self._gone] if self._gone else self._all

    def count(self) -> int:
        """All rooms and invitations, filtered out or not."""
        return len(self._all)

    def expected(self) -> int:
        """How many rooms there will be; at least those that are here."""
        total = self._source.total if self._source is not None else None
        return max(total or 0, len(self._all))

    def unread(self) -> tuple[int, int]:
        """Unread messages and mentions over all rooms."""
        rooms = self.all()
        return sum(room.unread for room in rooms), sum(room.highlight for room in rooms)

    def shown(self) -> int:
        """How many rows there are in all sections."""
        return sum(model.rowCount() for model in self.sections.values())

    def _passes(self, room: RoomSummary, words: Sequence[str]) -> bool:
        if room.is_space and room.membership is Membership.JOIN:
            return False
        if words:
            name = room_name(room).casefold()
            return all(word in name for word in words)
        if self._unread_only and not is_unread(room) and room.room_id != self._kept:
            return False
        outside = room.membership is not Membership.JOIN
        return self._within is None or outside or room.room_id in self._within

    def _fill(self) -> None:
        words = self._filter.casefold().split()
        rows: dict[Section, list[RoomSummary]] = {section: [] for section in Section}
        narrowed = bool(words) or self._unread_only or self._within is not None
        joined = Membership.JOIN
        gone = self._gone - {self._kept}
        for room in self._all:
            if room.room_id in gone:
                continue
            if self._passes(room, words) if narrowed else not room.is_space or room.membership is not joined:
                rows[section_of(room)].append(room)
        for section, model in self.sections.items():
            model.set_rows(rows[section])
        self.changed.emit()
