# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and people that one may find. Only our own homeserver is asked; it asks others where it may and has to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.context import Context
from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms, Person
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS
from app.policy.categories.server import ROOM_DIRECTORIES
from app.policy.permission import require
from app.service import Service
from app.store.events import is_user_id
from app.store.members import valid_mxc
from app.store.people import known_people
from app.told import told
from app.types import Membership

_PEOPLE = 20
_MAX_QUERY = 200
_MAX_NAME = 256


class Directory(Service):
    """``account.directory``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._own = context.user_id.partition(":")[2]

    @property
    def servers(self) -> Sequence[str]:
        """Whose room directories may be looked at, our own server's first."""
        others = self.context.prefs.value(ROOM_DIRECTORIES)
        return [self._own, *(server for server in others if server != self._own)]

    # -- rooms --------------------------------------------------------------------------------------------------------

    @told
    async def public_rooms(self, query: str, *, server: str = "", following: str | None = None) -> FoundRooms:
        """A page of a directory. ``server``: one of ``servers``, empty: our own. Raises UserError NOT_PERMITTED."""
        from app.matrix import rooms_api

        require(self.context.prefs, ALLOW_PUBLIC_ROOMS)
        if server and server not in self.servers:
            raise UserError(ErrorCode.NOT_PERMITTED)
        page = await rooms_api.public_rooms(
            self.context.online(),
            query.strip()[:_MAX_QUERY],
            server=server if server != self._own else None,
            since=following,
        )
        return replace(page, rooms=tuple(self._known(room) for room in page.rooms))

    @told
    async def preview(self, room: str, via: Sequence[str] = ()) -> FoundRoom:
        """What may be known of a room (id or alias) before entering it. Raises UserError NOT_FOUND, FORBIDDEN, ..."""
        from app.matrix import rooms_api

        return self._known(await rooms_api.room_summary(self.context.online(), room, via))

    @told
    async def knock(self, room: str, reason: str = "", via: Sequence[str] = ()) -> str:
        """Ask to be let in; gives the room id. Raises UserError FORBIDDEN, NOT_FOUND, ..."""
        from app.matrix import rooms_api

        room_id = await rooms_api.knock(self.context.online(), room, reason.strip()[:1000], via)
        storage = self.context.storage
        if room_id.startswith("!"):
            await self.context.changed(
                await storage.writing.call(storage.cache.set_membership, room_id, Membership.KNOCK)
            )
        return room_id

    def _known(self, room: FoundRoom) -> FoundRoom:
        summary = self.context.rooms.get(room.room_id)
        return replace(room, membership=summary.membership) if summary is not None else room

    # -- people -------------------------------------------------------------------------------------------------------

    @told
    async def known_people(self, query: str) -> Sequence[Person]:
        """Those whom we share rooms with, from the store; people of direct conversations first."""
        storage = self.context.storage
        query = query.strip()[:_MAX_QUERY]
        found = await storage.reading.call(
            storage.reader.read,
            partial(known_people, query=query, own_user=self.context.user_id, limit=_PEOPLE),
        )
        near = {user for room in self.context.rooms.known() for user in room.people}
        return sorted(found, key=lambda person: person.user_id not in near)

    @told
    async def people(self, query: str) -> Sequence[Person]:
        """Those whom the server lets us find. A whole user id is looked up as well. Raises UserError NO_NETWORK, ..."""
        from app.matrix import rooms_api

        query = query.strip()[:_MAX_QUERY]
        if not query:
            return []
        if not (query.startswith("@") and ":" in query and is_user_id(query)):
            found = await rooms_api.search_people(self.context.online(), query, _PEOPLE)
            return [person for person in found if person.user_id != self.context.user_id]
        exact, found = await asyncio.gather(
            self._profile(query), rooms_api.search_people(self.context.online(), query, _PEOPLE)
        )
        others = [person for person in found if person.user_id not in (query, self.context.user_id)]
        return [exact, *others] if exact is not None else others

    async def _profile(self, user_id: str) -> Person | None:
        from app.matrix import api

        try:
            name, avatar = await api.profile(self.context.online(), user_id)
        except UserError as error:
            if error.code in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.REFUSED):
                return None
            raise
        return Person(user_id, (name or "")[:_MAX_NAME].strip(), valid_mxc(avatar))
