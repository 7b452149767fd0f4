# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a commit to ``cache.db`` changed, for those who show it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.types import RoomSummary
from crypto.types import Json

EventKey = tuple[str, str]
"""Room id and event id (or session id)."""


@dataclass(slots=True)
class RoomChange:
    """What a commit changed in one room."""

    events: set[str] = field(default_factory=set)  # new, changed, or with changed relations
    members: set[str] = field(default_factory=set)  # whose name, avatar or membership may have changed
    state: set[str] = field(default_factory=set)  # types of state events that came
    threads: set[str] = field(default_factory=set)  # roots of threads in which something changed
    rootless: bool = False  # answers came that stand in no thread, maybe because their root is not known
    gap: bool = False  # there is a new hole before the newest events
    moved: bool = False  # positions changed: read anew
    read: bool = False  # others have read further
    echoes: dict[str, str] = field(default_factory=dict)  # transaction id -> event id, of our own messages


@dataclass(slots=True)
class CacheChanges:
    """``summaries``: rows of the room list; None: no longer in the list."""

    rooms: dict[str, RoomChange] = field(default_factory=dict)
    summaries: dict[str, RoomSummary | None] = field(default_factory=dict)
    ignored: bool = False  # the list of people who are ignored came

    def room(self, room_id: str) -> RoomChange:
        return self.rooms.setdefault(room_id, RoomChange())

    def __bool__(self) -> bool:
        return bool(self.rooms or self.summaries or self.ignored)


@dataclass(frozen=True, slots=True)
class UndecryptedEvent:
    """An encrypted event as the server sent it, to be tried again."""

    room_id: str
    event_id: str
    raw: Json
