# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The spaces as a tree for views: "All rooms" first, then our spaces and what is below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.space_tree import SpaceNode, SpaceTree
from app.types import RoomSummary
from ui.i18n import plural, tr
from ui.sentences import room_name

Index = QModelIndex | QPersistentModelIndex
UNREAD = Qt.ItemDataRole.UserRole + 1  # (rooms with something unread, mentions)
SUMMARY = Qt.ItemDataRole.UserRole + 2  # RoomSummary | None


@dataclass(slots=True)
class _Row:
    space_id: str
    parent: int  # its number, -1: at the top
    place: int  # among its siblings
    children: list[int] = field(default_factory=list)


class SpacesModel(QAbstractItemModel):
    """``Qt.UserRole``: the space's room id, empty for all rooms."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = [_Row("", -1, 0)]
        self._top: list[int] = [0]
        self._rooms: Mapping[str, RoomSummary] = {}
        self._unread: dict[str, tuple[int, int]] = {}

    # -- content

    def set_tree(self, tree: SpaceTree) -> None:
        """Another tree: views begin anew."""
        self.beginResetModel()
        self._rows, self._top = [_Row("", -1, 0)], [0]
        todo: list[tuple[SpaceNode, int]] = [(node, -1) for node in reversed(tree.roots)]
        while todo:
            node, parent = todo.pop()
            siblings = self._top if parent < 0 else self._rows[parent].children
            number = len(self._rows)
            self._rows.append(_Row(node.space_id, parent, len(siblings)))
            siblings.append(number)
            todo += [(child, number) for child in reversed(node.children)]
        self.endResetModel()

    def set_rooms(self, rooms: Mapping[str, RoomSummary], unread: dict[str, tuple[int, int]]) -> None:
        """Names, and what waits in each space: (rooms with something unread, mentions)."""
        old_rooms, self._rooms = self._rooms, rooms
        before, self._unread = self._unread, unread
        for number, row in enumerate(self._rows):
            space = row.space_id
            if before.get(space) != unread.get(space) or old_rooms.get(space) != rooms.get(space):
                index = self.createIndex(row.place, 0, number)
                self.dataChanged.emit(index, index)

    def name(self, space_id: str) -> str:
        if not space_id:
            return tr("All rooms")
        room = self._rooms.get(space_id)
        return room_name(room) if room is not None else space_id

    def summary(self, space_id: str) -> RoomSummary | None:
        return self._rooms.get(space_id)

    def unread(self, space_id: str) -> tuple[int, int]:
        return self._unread.get(space_id, (0, 0))

    def find(self, space_id: str) -> QModelIndex:
        """The first place of a space; no index if there is none."""
        for number, row in enumerate(self._rows):
            if row.space_id == space_id:
                return self.createIndex(row.place, 0, number)
        return QModelIndex()

    def spaces(self) -> int:
        """How many places there are without the one for all rooms."""
        return len(self._rows) - 1

    # -- Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        siblings = self._rows[parent.internalId()].children if parent.isValid() else self._top
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row])

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not child.isValid():
            return QModelIndex()
        above = self._rows[child.internalId()].parent
        return QModelIndex() if above < 0 else self.createIndex(self._rows[above].place, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._rows[parent.internalId()].children) if parent.isValid() else len(self._top)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        space_id = self._rows[index.internalId()].space_id
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(space_id)
        if role == Qt.ItemDataRole.UserRole:
            return space_id
        if role == UNREAD:
            return self.unread(space_id)
        if role == SUMMARY:
            return self._rooms.get(space_id)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            rooms, mentions = self.unread(space_id)
            parts = [self.name(space_id)]
            if rooms:
                parts.append(plural(rooms, tr("one unread room"), tr("{n} unread rooms")))
            if mentions:
                parts.append(tr("you were mentioned"))
            return ", ".join(parts)
        return None
