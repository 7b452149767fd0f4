# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.threads``: conversations that branch off from a message (client-server API, "Threading")."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.context import Context
from app.errors import UserError
from app.loose import keep
from app.policy.categories.privacy import READ_RECEIPTS
from app.send_queue import is_transient
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges
from app.threads.listing import ThreadList
from app.threads.timeline import ThreadTimeline
from app.told import told
from app.types import Link

if TYPE_CHECKING:
    from crypto.types import Json

_log = logging.getLogger(__name__)
_ROOTS = 20  # that are fetched for a room in one go
_FAILED = 2_000  # roots that are not asked for again


class Threads(Service):
    """``changed_in``: the threads of a room changed (what is unread, how many there are)."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.changed_in: Signal[str] = Signal()
        self._timelines: list[ThreadTimeline] = []
        self._lists: list[ThreadList] = []
        self._failed: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._wanted: set[str] = set()  # rooms with answers whose root is not known
        self._fetching = False
        self._sending = asyncio.Lock()

    # -- what one opens ------------------------------------------------------------------------------------------------

    @told
    async def open(self, room_id: str, event_id: str) -> ThreadTimeline:
        """The thread that a message began, or stands in. What is stored at once; the rest follows from the server."""
        storage = self.context.storage
        root, _ = await storage.reading.call(storage.reader.thread, room_id, event_id)
        timeline = ThreadTimeline(self.context, self, room_id, root)
        self._timelines.append(timeline)
        try:
            await timeline.open()
        except BaseException:
            timeline.close()
            raise
        if self.context.client is not None:
            self.context.errand(timeline.complete())
        return timeline

    @told
    async def listing(self, room_id: str) -> ThreadList:
        """The threads of a room."""
        listing = ThreadList(self.context, self, room_id)
        self._lists.append(listing)
        try:
            await listing.open()
        except BaseException:
            listing.close()
            raise
        if self.context.client is not None:
            self.context.errand(listing.load_more())
        return listing

    @told
    async def unread(self, room_id: str) -> tuple[int, int]:
        """(unread answers in all threads of a room, those that mention us)."""
        storage = self.context.storage
        return await storage.reading.call(storage.reader.threads_unread, room_id)

    # -- for what was opened -------------------------------------------------------------------------------------------

    async def fetch(self, room_id: str, root: str, start: str | None) -> tuple[str | None, bool]:
        """See ``app.threads.timeline.Around``. Raises UserError."""
        from app.matrix import relation_api

        client = self.context.online()
        storage = self.context.storage
        if await storage.reading.call(storage.reader.event, room_id, root) is None:
            await self._fetch_root(room_id, root)
        before = set(await storage.reading.call(storage.reader.thread_order, room_id, root, 10_000))
        page = await relation_api.relations(client, room_id, root, start=start, recurse=True)
        await keep(self.context, room_id, page.events, complete=root if page.next is None else None)
        after = set(await storage.reading.call(storage.reader.thread_order, room_id, root, 10_000))
        return page.next, bool(after - before)

    async def fetch_list(self, room_id: str, start: str | None) -> str | None:
        """See ``app.threads.listing.Around``. Raises UserError."""
        from app.matrix import relation_api

        page = await relation_api.threads(self.context.online(), room_id, start=start)
        events: list[Json] = []
        for root in page.events:
            latest = _latest(root)
            events += [latest, root] if latest is not None else [root]
        await keep(self.context, room_id, events)
        return page.next

    def timeline_closed(self, timeline: ThreadTimeline) -> None:
        if timeline in self._timelines:
            self._timelines.remove(timeline)

    def list_closed(self, listing: ThreadList) -> None:
        if listing in self._lists:
            self._lists.remove(listing)

    # -- reading -------------------------------------------------------------------------------------------------------

    @told
    async def read(self, room_id: str, root: str) -> None:
        """Everything in a thread is read: here at once, on the server as soon as it can be reached."""
        storage = self.context.storage
        await self.context.changed(await storage.writing.call(storage.cache.mark_thread_read, room_id, root))
        if self.context.client is not None:
            self.context.errand(self._send_receipts())

    async def _send_receipts(self) -> None:
        from app.matrix import api

        storage = self.context.storage
        async with self._sending:
            for room_id, root, event_id in await storage.writing.call(storage.cache.due_thread_reads):
                private = self.context.prefs.value(READ_RECEIPTS) == "private"
                try:
                    await api.send_receipt(self.context.online(), room_id, event_id, root, private=private)
                except UserError as error:
                    if is_transient(error):
                        raise
                    _log.warning("the server does not take a receipt for a thread: %s", error.code.value)
                await storage.writing.call(storage.cache.thread_read_sent, room_id, root, event_id)

    # -- what happens --------------------------------------------------------------------------------------------------

    def online(self) -> None:
        """What was read without the server is told, and what went on meanwhile is asked for."""
        self.context.errand(self._send_receipts())
        self._want_roots()
        for timeline in list(self._timelines):
            self.context.errand(timeline.complete())

    def changed(self, changes: CacheChanges) -> None:
        for room_id, change in changes.rooms.items():
            for timeline in self._timelines:
                if timeline.room_id == room_id:
                    timeline.touch(change)
            for listing in self._lists:
                if listing.room_id == room_id:
                    listing.touch(change)
            if change.threads:
                self.changed_in.emit(room_id)
            if change.rootless:
                self._wanted.add(room_id)
        if self.context.connection().link is Link.ONLINE:
            self._want_roots()

    def _want_roots(self) -> None:
        if self._wanted and not self._fetching:
            self._fetching = True
            self.context.errand(self._fetch_roots())

    def echo_changed(self, room_id: str) -> None:
        """The send queue changed."""
        for timeline in self._timelines:
            if timeline.room_id == room_id:
                timeline.echo_changed()

    async def _fetch_roots(self) -> None:
        """Answers whose root is not known stand in the room's timeline: get what they answer, one at a time."""
        storage = self.context.storage
        try:
            while self._wanted:
                room_id = self._wanted.pop()
                for root in await storage.reading.call(storage.reader.roots_wanted, room_id, _ROOTS):
                    if (room_id, root) not in self._failed:
                        await self._fetch_root(room_id, root)
        finally:
            self._fetching = False

    async def _fetch_root(self, room_id: str, root: str) -> None:
        """Raises UserError if trying again may help."""
        from app.matrix import relation_api

        try:
            found = await relation_api.event(self.context.online(), room_id, root)
        except UserError as error:
            if is_transient(error):
                raise
            self._failed[room_id, root] = None
            if len(self._failed) > _FAILED:
                self._failed.popitem(last=False)
            return
        await keep(self.context, room_id, [found])

    async def disconnected(self) -> None:
        self._fetching = False

    async def close(self) -> None:
        timelines = list(self._timelines)
        for timeline in timelines:
            timeline.close()
        for listing in list(self._lists):
            listing.close()
        await asyncio.gather(*(timeline.closed() for timeline in timelines))


def _latest(root: Json) -> Json | None:
    """The newest answer, which the server sends with the root."""
    event: object = root
    for name in ("unsigned", "m.relations", "m.thread", "latest_event"):
        event = event.get(name) if isinstance(event, dict) else None
    from app.matrix.sync.parse import room_events

    found = room_events([event])
    return found[0] if found else None
