# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The spaces we are in, and what one does with spaces (client-server API, "Spaces")."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.context import Context
from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS, ALLOW_ROOM_CREATION
from app.policy.permission import require
from app.service import Service
from app.signal import Signal
from app.space_tree import SpaceTree
from app.store import spaces as table
from app.store.changes import CacheChanges
from app.store.members import recipients
from app.told import told
from app.types import Diff, Membership, RoomSummary
from app.worker import WorkerStopped
from crypto.store.errors import StoreError
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync, RoomUpdate

_log = logging.getLogger(__name__)
_TELLING = frozenset({table.CHILD, table.PARENT, "m.room.power_levels"})
_SEEN_WITHIN = 5.0  # seconds that we wait for a new space to come with the sync
_LOOKED_AT = "space"  # among the values of the account
_VIA = 3  # servers that a space names for each of its rooms


class Spaces(Service):
    """``account.spaces``. ``tree_changed`` tells the new tree."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.tree = SpaceTree({}, ())
        self.tree_changed: Signal[SpaceTree] = Signal()
        self._shape: object = ({}, ())
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self.looked_at = ""
        """The space whose rooms were shown last; empty: all rooms."""

    def look_at(self, space_id: str) -> None:
        """Remember it over restarts. Among the keys: settings say nothing about conversations."""
        if space_id != self.looked_at:
            self.looked_at = space_id
            storage = self.context.storage
            storage.crypto.post(storage.vault.set_value, _LOOKED_AT, {"space": space_id})

    # -- the tree -----------------------------------------------------------------------------------------------------

    async def opened(self) -> None:
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _LOOKED_AT)
        self.looked_at = str((kept or {}).get("space", ""))
        await self.refresh()

    def stored(self, sync: RoomsSync) -> None:
        if any(self._tells(update) for update in sync.rooms):
            self._poke()

    def changed(self, changes: CacheChanges) -> None:
        known = set(self.tree.spaces)
        for room_id, summary in changes.summaries.items():
            inside = summary is not None and summary.is_space and summary.membership is Membership.JOIN
            if inside or room_id in known:
                self._poke()
                return

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _tells(self, update: RoomUpdate) -> bool:
        """Whether it may change the tree."""
        if any(event.get("type") == table.SPACE_ORDER for event in update.account_data):
            return True
        spaces = self.tree.spaces
        for event in (*update.state, *update.timeline):
            kind = event.get("type")
            if kind in _TELLING and isinstance(event.get("state_key"), str):
                return kind != "m.room.power_levels" or update.room_id in spaces
        return False

    def _poke(self) -> None:
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="spaces")

    async def _follow(self) -> None:
        while self._again:
            self._again = False
            try:
                await self.refresh()
            except WorkerStopped:
                return
            except StoreError:
                _log.exception("the spaces could not be read")
                return

    async def refresh(self) -> None:
        """Read the tree anew from the store."""
        joined = {room.room_id: room for room in self.context.rooms.known() if room.membership is Membership.JOIN}
        spaces = [room for room in joined.values() if room.is_space]
        if not spaces and not self.tree.spaces:
            return
        storage = self.context.storage
        ids = frozenset(room.room_id for room in spaces)
        state = await storage.reading.call(
            storage.reader.read, partial(table.read, spaces=ids, rooms=frozenset(joined))
        )

        def place(room: RoomSummary) -> tuple[bool, str, str, str]:
            order = state.orders.get(room.room_id)
            return order is None, order or "", (room.name or "").casefold(), room.room_id

        tops = tuple(room.room_id for room in sorted(spaces, key=place))
        shape = (state.children, tops)
        if shape != self._shape:
            self._shape = shape
            self.tree = SpaceTree(state.children, tops)
            self.tree_changed.emit(self.tree)

    # -- what the server tells ----------------------------------------------------------------------------------------

    @told
    async def hierarchy(self, space_id: str, following: str | None = None) -> tuple[FoundRoom | None, FoundRooms]:
        """See ``app.list_interface.SpacesView``."""
        from app.matrix import rooms_api

        space, page = await rooms_api.hierarchy(self.context.online(), space_id, since=following)
        return space, replace(page, rooms=tuple(self._known(room, space_id) for room in page.rooms))

    def _known(self, room: FoundRoom, space_id: str) -> FoundRoom:
        """With what we know better than the server's answer."""
        summary = self.context.rooms.get(room.room_id)
        return replace(
            room,
            membership=summary.membership if summary is not None else room.membership,
            via=room.via or self.tree.via(space_id, room.room_id),
        )

    # -- what one does ------------------------------------------------------------------------------------------------

    @told
    async def create(
        self, name: str, *, topic: str = "", public: bool = False, invite: Sequence[str] = (), parent: str = ""
    ) -> str:
        """See ``app.list_interface.SpacesView``."""
        from app.matrix import rooms_api

        prefs = self.context.prefs
        require(prefs, ALLOW_ROOM_CREATION)
        if public:
            require(prefs, ALLOW_PUBLIC_ROOMS)
        client = self.context.online()
        space_id = await rooms_api.create_space(client, name=name, topic=topic, public=public, invite=invite)
        await self._seen(space_id)
        if parent:
            await self._list(parent, space_id, suggested=False)
        return space_id

    @told
    async def may_edit(self, space_id: str) -> bool:
        """Whether we may say which rooms belong to the space."""
        storage = self.context.storage
        return await storage.reading.call(
            storage.reader.read, partial(table.may_list, space=space_id, user_id=self.context.user_id)
        )

    @told
    async def add(self, space_id: str, room_id: str, *, suggested: bool = False) -> None:
        """Raises UserError FORBIDDEN, ..."""
        await self._list(space_id, room_id, suggested=suggested)

    async def _list(self, space_id: str, room_id: str, *, suggested: bool) -> None:
        from app.matrix import api

        content: Json = {"via": await self._servers(room_id)}
        if suggested:
            content["suggested"] = True
        await api.put_state(self.context.online(), space_id, table.CHILD, content, room_id)

    @told
    async def remove(self, space_id: str, room_id: str) -> None:
        """The room itself stays as it is. Raises UserError FORBIDDEN, ..."""
        from app.matrix import api

        await api.put_state(self.context.online(), space_id, table.CHILD, {}, room_id)

    @told
    async def leave(self, space_id: str, rooms: Sequence[str] = ()) -> Sequence[str]:
        """See ``app.list_interface.SpacesView``."""
        left: list[str] = []
        for room_id in rooms:
            try:
                await self._leave(room_id)
            except UserError as error:
                if error.code not in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.REFUSED):
                    raise
                left.append(room_id)
        await self._leave(space_id)
        return left

    async def _leave(self, room_id: str) -> None:
        from app.matrix import api

        storage = self.context.storage
        await api.leave(self.context.online(), room_id)
        await self.context.changed(await storage.writing.call(storage.cache.set_membership, room_id, Membership.LEAVE))

    async def _servers(self, room_id: str) -> list[str]:
        """Servers that know a room: our own, then those with most members."""
        own = self.context.user_id.partition(":")[2]
        storage = self.context.storage
        users = await storage.reading.call(storage.reader.read, partial(recipients, room_id=room_id))
        return [own, *(server for server in _most(users) if server != own)][:_VIA]

    async def _seen(self, room_id: str) -> None:
        """Wait until the sync has told of a space that we just made; a few seconds at most."""
        arrived = asyncio.Event()

        def look(_diffs: Sequence[Diff[RoomSummary]] = ()) -> None:
            summary = self.context.rooms.get(room_id)
            if summary is not None and summary.is_space:
                arrived.set()

        disconnect = self.context.rooms.changed.connect(look)
        look()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(arrived.wait(), _SEEN_WITHIN)
        finally:
            disconnect()
        await self.refresh()


def _most(users: Iterable[str]) -> list[str]:
    counted = Counter(user.partition(":")[2] for user in users)
    return [server for server, _ in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))]
