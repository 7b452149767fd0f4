# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms that a directory or a space offers, page after page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.found import FoundRoom
from app.types import Membership
from ui.i18n import plural, tr
from ui.text import one_line

Index = QModelIndex | QPersistentModelIndex


def found_name(room: FoundRoom) -> str:
    return one_line(room.name or room.alias) or room.room_id


def state_line(room: FoundRoom) -> str:
    """What we have to do with it, or what stands between us and it."""
    match room.membership:
        case Membership.JOIN:
            return tr("You are a member")
        case Membership.INVITE:
            return tr("You are invited")
        case Membership.KNOCK:
            return tr("You have asked to be let in")
        case Membership.BAN:
            return tr("You are barred from this room")
    match room.join_rule:
        case "public":
            return tr("Open for everyone")
        case "knock" | "knock_restricted":
            return tr("On request")
        case "restricted":
            return tr("Open for members of a space")
        case _:
            return tr("By invitation only")


def facts(room: FoundRoom) -> str:
    """Members, what it is, how one gets in: in one line."""
    parts = [tr("Space")] if room.is_space else []
    if room.suggested:
        parts.append(tr("suggested"))
    parts.append(plural(room.joined, tr("1 member"), tr("{n} members")))
    if room.encrypted:
        parts.append(tr("Encrypted"))
    parts.append(state_line(room))
    return " · ".join(parts)


class FoundModel(QAbstractListModel):
    """``Qt.UserRole``: the FoundRoom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rooms: list[FoundRoom] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rooms)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rooms):
            return None
        room = self._rooms[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return found_name(room)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (found_name(room), facts(room), one_line(room.topic)) if part)
            case Qt.ItemDataRole.UserRole:
                return room
        return None

    def room(self, row: int) -> FoundRoom | None:
        return self._rooms[row] if 0 <= row < len(self._rooms) else None

    def clear(self) -> None:
        self.beginResetModel()
        self._rooms = []
        self.endResetModel()

    def add(self, rooms: Sequence[FoundRoom]) -> None:
        """Another page; rooms that are there already stay where they are."""
        known = {room.room_id for room in self._rooms}
        new = [room for room in rooms if room.room_id not in known]
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rooms), len(self._rooms) + len(new) - 1)
            self._rooms += new
            self.endInsertRows()

    def replace(self, room: FoundRoom) -> None:
        """What is known of a room now."""
        for row, each in enumerate(self._rooms):
            if each.room_id == room.room_id and each != room:
                self._rooms[row] = room
                self.dataChanged.emit(self.index(row), self.index(row))

    def remove(self, room_id: str) -> None:
        for row, each in enumerate(self._rooms):
            if each.room_id == room_id:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rooms[row]
                self.endRemoveRows()
                return
