# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds messages on this device. Nothing that is looked for leaves it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.context import Context
from app.finder.filling import FillingState, HistoryFilling
from app.finder.query import Cursor, Hits, Query
from app.policy.categories.storage import SEARCH_DAYS, SEARCH_HISTORY, SEARCH_MESSAGES, SEARCH_SPACE
from app.policy.keys import Key
from app.search import Search
from app.service import Service
from app.signal import Signal
from app.store import search
from app.store.changes import CacheChanges
from app.store.reader import Gap
from app.store.search import Reach
from app.told import told
from app.types import Membership

PAGE = 30
"""Hits of one page."""
_KEYS = (SEARCH_HISTORY, SEARCH_MESSAGES, SEARCH_DAYS, SEARCH_SPACE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be found. ``complete`` of ``rooms`` from their beginning on, the others at least since ``since``
    (milliseconds; None: not at all). ``pending``: messages that are stored and not in the index yet."""

    rooms: int
    complete: int
    since: int | None
    pending: int


class Finder(Service):
    """``account.finder``."""

    def __init__(self, context: Context, index: Search, fill_gap: Callable[[str, Gap, int], Awaitable[None]]) -> None:
        super().__init__(context)
        self.filling = HistoryFilling(context, fill_gap, self._reach)
        self._index = index
        self._known: dict[str, Reach] = {}
        self._disconnect = context.prefs.changed.connect(self._preference)

    @property
    def state(self) -> FillingState:
        """How far fetching older messages is."""
        return self.filling.state

    @property
    def state_changed(self) -> Signal[FillingState]:
        return self.filling.state_changed

    def pause(self) -> None:
        """Fetch no older messages until ``resume``, or the next start of the program."""
        self.filling.pause()

    def resume(self) -> None:
        self.filling.resume()

    def used(self) -> None:
        """Somebody uses the program: fetching older messages waits a moment."""
        self.filling.used()

    @told
    async def find(self, query: Query, after: Cursor | None = None, *, limit: int = PAGE) -> Hits:
        """A page of messages, the newest first, from the store alone. A page may be short, and more follow."""
        self.used()
        storage = self.context.storage
        return await storage.reading.call(storage.reader.search, query, after, max(1, min(limit, 500)))

    @told
    async def coverage(self, room_id: str | None = None) -> Coverage:
        """What can be found in a room, or in all that we are in."""
        rooms = [room.room_id for room in self.context.rooms.items if room.membership is Membership.JOIN]
        if room_id is not None:
            rooms = [room_id]
        reaches = [await self._reach(each) for each in rooms]
        reaches = [reach for reach in reaches if reach.events]
        open_ = [reach.since for reach in reaches if reach.gap is not None and reach.since is not None]
        pending = await self._index.pending()
        return Coverage(len(reaches), len(reaches) - len(open_), max(open_, default=None), pending)

    async def _reach(self, room_id: str) -> Reach:
        reach = self._known.get(room_id)
        if reach is None:
            storage = self.context.storage
            reach = await storage.reading.call(storage.reader.read, partial(search.reach, room_id=room_id))
            self._known[room_id] = reach
        return reach

    def changed(self, changes: CacheChanges) -> None:
        new = False
        for room_id, change in changes.rooms.items():
            if change.events or change.gap:
                known = self._known.pop(room_id, None)
                if change.gap or known is None or not known.events:
                    new = True
        if new:
            self.filling.poke()

    def online(self) -> None:
        self.filling.start()
        self.filling.poke()

    async def disconnected(self) -> None:
        await self.filling.stop()

    async def close(self) -> None:
        self._disconnect()
        await self.filling.stop()

    def _preference(self, key: Key[Any]) -> None:
        if key in _KEYS:
            self.filling.poke()
