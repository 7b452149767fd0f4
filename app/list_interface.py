# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window may use of marks, spaces and directories. Coroutines raise UserError only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.found import FoundRoom, FoundRooms, Person
from app.signal import Signal
from app.space_tree import SpaceTree


class MarksView(Protocol):
    """Favourite, low priority, marked as unread: shown at once, on the server when it can be reached."""

    async def set_favourite(self, room_id: str, on: bool) -> None: ...

    async def set_low_priority(self, room_id: str, on: bool) -> None: ...

    async def set_unread(self, room_id: str, on: bool) -> None: ...


class SpacesView(Protocol):
    """The spaces we are in, from the store; what the server tells of others."""

    tree_changed: Signal[SpaceTree]

    tree: SpaceTree

    @property
    def looked_at(self) -> str:
        """The space whose rooms were shown last; empty: all rooms."""
        ...

    def look_at(self, space_id: str) -> None:
        """Remember it over restarts."""
        ...

    async def hierarchy(self, space_id: str, following: str | None = None) -> tuple[FoundRoom | None, FoundRooms]:
        """(the space itself, on the first page; a page of what it lists), joined or not."""
        ...

    async def create(
        self, name: str, *, topic: str = "", public: bool = False, invite: Sequence[str] = (), parent: str = ""
    ) -> str:
        """Make a space, in another one if ``parent`` is given; gives its room id."""
        ...

    async def may_edit(self, space_id: str) -> bool:
        """Whether we may say which rooms belong to it."""
        ...

    async def add(self, space_id: str, room_id: str, *, suggested: bool = False) -> None: ...

    async def remove(self, space_id: str, room_id: str) -> None: ...

    async def leave(self, space_id: str, rooms: Sequence[str] = ()) -> Sequence[str]:
        """Leave these rooms and then the space; gives the rooms that could not be left."""
        ...


class DirectoryView(Protocol):
    """Rooms and people that one may find. Our own homeserver is asked, never another one."""

    @property
    def servers(self) -> Sequence[str]:
        """Whose room directories may be looked at, our own server's first."""
        ...

    async def public_rooms(self, query: str, *, server: str = "", following: str | None = None) -> FoundRooms: ...

    async def preview(self, room: str, via: Sequence[str] = ()) -> FoundRoom:
        """What may be known of a room (its id or alias) before entering it. Raises NOT_FOUND, FORBIDDEN."""
        ...

    async def knock(self, room: str, reason: str = "", via: Sequence[str] = ()) -> str:
        """Ask to be let in; gives the room id."""
        ...

    async def known_people(self, query: str) -> Sequence[Person]:
        """Those whom we share rooms with, from the store; at once."""
        ...

    async def people(self, query: str) -> Sequence[Person]:
        """Those whom the server lets us find; a whole user id is looked up as well."""
        ...
