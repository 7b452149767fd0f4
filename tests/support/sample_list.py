# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Marks, spaces and directories of the scripted account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms, Person
from app.signal import Signal
from app.space_tree import SpaceTree
from app.store.spaces import Child
from app.types import Membership

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount

OWN = "behoerde.example"


class SampleMarks:
    def __init__(self, account: SampleAccount) -> None:
        self._account = account

    def _set(self, room_id: str, **fields: bool) -> None:
        rooms = self._account.rooms
        index = next(n for n, item in enumerate(rooms.items) if item.room_id == room_id)
        rooms.replace(index, replace(rooms.items[index], **fields))  # type: ignore[arg-type]

    async def set_favourite(self, room_id: str, on: bool) -> None:
        self._account._call("favourite", room_id, on)
        self._set(room_id, favourite=on, **({"low_priority": False} if on else {}))

    async def set_low_priority(self, room_id: str, on: bool) -> None:
        self._account._call("low", room_id, on)
        self._set(room_id, low_priority=on, **({"favourite": False} if on else {}))

    async def set_unread(self, room_id: str, on: bool) -> None:
        self._account._call("marked_unread", room_id, on)
        self._set(room_id, marked_unread=on)


class SampleSpaces:
    """``listed``: what ``hierarchy`` finds in each space."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.tree = SpaceTree({}, ())
        self.tree_changed: Signal[SpaceTree] = Signal()
        self.listed: dict[str, list[FoundRoom]] = {}

    def grow(self, children: dict[str, Sequence[str]]) -> None:
        """Space -> what it lists, in order."""
        listed = {space: tuple(Child(room, (OWN,)) for room in rooms) for space, rooms in children.items()}
        self.tree = SpaceTree(listed, tuple(children))
        self.tree_changed.emit(self.tree)

    async def hierarchy(self, space_id: str, following: str | None = None) -> tuple[FoundRoom | None, FoundRooms]:
        self._account._call("hierarchy", space_id, following)
        known = {room.room_id: room.membership for room in self._account.rooms.items}
        rooms = [replace(room, membership=known.get(room.room_id)) for room in self.listed.get(space_id, [])]
        start = int(following or 0)
        end = start + 20
        space = FoundRoom(space_id, "Abteilung Z", is_space=True) if not start else None
        return space, FoundRooms(tuple(rooms[start:end]), str(end) if end < len(rooms) else None)

    async def create(
        self, name: str, *, topic: str = "", public: bool = False, invite: Sequence[str] = (), parent: str = ""
    ) -> str:
        self._account._call("create_space", name, topic, public, parent)
        return "!newspace:behoerde.example"

    async def may_edit(self, space_id: str) -> bool:
        return True

    async def add(self, space_id: str, room_id: str, *, suggested: bool = False) -> None:
        self._account._call("space_add", space_id, room_id)

    async def remove(self, space_id: str, room_id: str) -> None:
        self._account._call("space_remove", space_id, room_id)

    async def leave(self, space_id: str, rooms: Sequence[str] = ()) -> Sequence[str]:
        self._account._call("leave_space", space_id, tuple(rooms))
        return []


class SampleDirectory:
    """``rooms``: public rooms; ``found``: people of the server's directory."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.servers: Sequence[str] = (OWN,)
        self.rooms: list[FoundRoom] = []
        self.found: list[Person] = []

    async def public_rooms(self, query: str, *, server: str = "", following: str | None = None) -> FoundRooms:
        self._account._call("public_rooms", query, server, following)
        known = {room.room_id: room.membership for room in self._account.rooms.items}
        words = query.casefold().split()
        fit = [
            replace(room, membership=known.get(room.room_id, room.membership))
            for room in self.rooms
            if all(word in f"{room.name} {room.topic} {room.alias}".casefold() for word in words)
        ]
        start = int(following or 0)
        end = start + 20
        return FoundRooms(tuple(fit[start:end]), str(end) if end < len(fit) else None, len(fit))

    async def preview(self, room: str, via: Sequence[str] = ()) -> FoundRoom:
        self._account._call("preview", room)
        for found in self.rooms:
            if room in (found.room_id, found.alias):
                return found
        raise UserError(ErrorCode.NOT_FOUND)

    async def knock(self, room: str, reason: str = "", via: Sequence[str] = ()) -> str:
        self._account._call("knock", room, reason)
        self.rooms = [
            replace(found, membership=Membership.KNOCK) if found.room_id == room else found for found in self.rooms
        ]
        return room

    async def known_people(self, query: str) -> Sequence[Person]:
        from tests.support.sample_account import PEOPLE

        words = query.casefold().split()
        if not words:
            return []
        return [
            Person(user, name)
            for user, name in PEOPLE.items()
            if all(word in f"{name} {user}".casefold() for word in words)
        ]

    async def people(self, query: str) -> Sequence[Person]:
        self._account._call("people", query)
        words = query.casefold().split()
        return [
            person
            for person in self.found
            if all(word in f"{person.display_name} {person.user_id}".casefold() for word in words)
        ]
