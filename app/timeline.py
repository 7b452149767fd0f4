# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timeline of one room: a window over the stored events, which grows backwards and follows the newest ones.

It may also stand in the past, around an event (``focus``): then it grows in both directions, and follows the newest
ones again when it has grown that far.
"""

from __future__ import annotations

import asyncio
import bisect
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from app import diff
from app.echoes import with_echoes
from app.errors import ErrorCode, UserError
from app.read_marks import read_marks
from app.signal import Signal
from app.store.changes import RoomChange
from app.store.items import PlacedItem
from app.store.order import Position
from app.store.reader import Ahead, Gap, Onward, Page, Reader
from app.store.receipts import Receipt
from app.store.vault import Queued
from app.types import Diff, ItemKind, Reset, TimelineItem
from app.worker import Worker
from crypto.store.errors import StoreCorrupt

_log = logging.getLogger(__name__)
_FIRST = 50
_PAGES_AT_ONCE = 10  # of a hole that opened in front of our eyes
_MAX_ROUNDS = 20  # pages without a single row, in one go
_PAUSE = 0.02  # seconds between two readings
_AROUND = 30  # rows on each side of an event


class Surroundings(Protocol):
    """What a timeline needs of the account."""

    @property
    def display_name(self) -> str: ...

    async def fill_gap(self, room_id: str, gap: Gap) -> None:
        """Fetch the page before a hole. Raises UserError."""
        ...

    async def look_ahead(self, room_id: str, ahead: Ahead) -> None:
        """Fetch the page after a place in the past. Raises UserError."""
        ...

    async def look_around(self, room_id: str, event_id: str) -> None:
        """Fetch an event with what stands around it. Raises UserError."""
        ...

    async def read_room(self, room_id: str) -> None: ...

    def echoes(self, room_id: str) -> Sequence[TimelineItem]:
        """Own messages in the send queue, in order."""
        ...

    def pending(self, room_id: str) -> Sequence[Queued]:
        """What is on its way and changes rows that are there."""
        ...

    def cache_damaged(self) -> None:
        """The store cannot be read any more."""
        ...

    def timeline_closed(self, timeline: RoomTimeline) -> None: ...


class RoomTimeline:
    """``app.interface.Timeline``. Opened by ``Account.open_timeline``. ``flat``: with what stands in threads."""

    def __init__(
        self, room_id: str, worker: Worker, reader: Reader, surroundings: Surroundings, *, flat: bool = False
    ) -> None:
        self.room_id = room_id
        self.items: list[TimelineItem] = []
        self.changed: Signal[Sequence[Diff[TimelineItem]]] = Signal()
        self.at_start = False
        self.loading = False
        self.read_up_to: str | None = None
        self.unread_key: str | None = None
        self._newest: Position | None = None  # None: follows the newest events
        self._read_at: Position | None = None
        self._worker = worker
        self._reader = reader
        self._around = surroundings
        self._main = not flat
        self._rows: list[PlacedItem] = []
        self._oldest: Position | None = None
        self._keys: dict[str, str] = {}  # event id -> key of the local echo it came from
        self._lock = asyncio.Lock()
        self._touched: set[str] = set()
        self._members: set[str] = set()
        self._receipts: list[Receipt] = []
        self._read = True  # receipts have to be read
        self._reload = False
        self._hole = False
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def open(self) -> None:
        """Read the newest rows."""
        async with self._lock:  # what changes meanwhile is read after it
            self._take(await self._worker.call(self._reader.page, self.room_id, None, _FIRST, main=self._main))
            self.read_up_to = await self._worker.call(self._reader.read_up_to, self.room_id)
            await self._find_read()
            self._show()
        self.refresh()  # who has read how far comes a moment later, so that the messages need not wait for it

    @property
    def at_newest(self) -> bool:
        """It follows the newest events."""
        return self._newest is None

    # -- anywhere ------------------------------------------------------------------------------------------------------

    async def focus(self, event_id: str) -> str:
        """Stand around an event, from the store or from the server; gives the key of its row.

        Raises UserError (NOT_FOUND, FORBIDDEN, NO_NETWORK, ...), and stays where it was.
        """
        async with self._lock:
            found = await self._locate(event_id)
            if found is None or self._closed:
                raise UserError(ErrorCode.NOT_FOUND)
            shown, (chunk, idx) = found
            before = await self._worker.call(
                self._reader.page, self.room_id, (chunk, idx + 1), _AROUND + 1, main=self._main
            )
            after = await self._onward((chunk, idx), _AROUND)
            self._rows, self._oldest = [], None
            self._take(before)
            self._rows += after.rows
            self._newest = None if after.live else after.newest
            await self._find_read()
            key = next((row.item.key for row in self._rows if row.item.event_id == shown), "")
            if not key:  # it has no row of its own: the nearest one before, else after
                nearest = before.rows[-1:] or after.rows[:1]
                key = nearest[0].item.key if nearest else ""
            self._touched, self._reload = set(), False
            self._show(anew=True)
            return self._keys.get(shown, key)

    async def _locate(self, event_id: str) -> tuple[str, Position] | None:
        """Where an event is shown, asking the server if it has to be; in the main timeline, where its thread begins."""
        asked: set[str] = set()
        while True:
            root = await self._worker.call(self._reader.thread_of, self.room_id, event_id) if self._main else None
            wanted = root or event_id
            found = await self._worker.call(self._reader.place, self.room_id, wanted)
            if found is not None or wanted in asked:
                return found
            asked.add(wanted)
            self.loading = True
            try:
                await self._around.look_around(self.room_id, wanted)
            finally:
                self.loading = False

    async def load_newer(self, count: int = 50) -> int:
        """See ``app.interface.Timeline``. Raises UserError if only the server could help, and it cannot."""
        async with self._lock:
            if self._closed or self._newest is None:
                return 0
            self.loading = True
            try:
                before = len(self._rows)
                onward = await self._worker.call(
                    self._reader.onward, self.room_id, self._newest, count, main=self._main
                )
                rounds = 0
                while not onward.rows and onward.ahead is not None and rounds < _MAX_ROUNDS:
                    await self._around.look_ahead(self.room_id, onward.ahead)
                    await self._anchor()
                    onward = await self._worker.call(
                        self._reader.onward, self.room_id, self._newest, count, main=self._main
                    )
                    rounds += 1
                if self._closed:
                    return 0
                known = {row.item.event_id for row in self._rows}
                self._rows += [row for row in onward.rows if row.item.event_id not in known]
                self._newest = None if onward.live else onward.newest
                await self._find_read()
                return len(self._rows) - before
            finally:
                self.loading = False
                if not self._closed:
                    self._show()

    async def show_newest(self) -> None:
        """Follow the newest events again."""
        async with self._lock:
            if self._closed or self._newest is None:
                return
            self._rows, self._oldest, self._newest = [], None, None
            self._take(await self._worker.call(self._reader.page, self.room_id, None, _FIRST, main=self._main))
            await self._find_read()
            self._show(anew=True)

    async def _onward(self, after: Position, count: int) -> Onward:
        return await self._worker.call(self._reader.onward, self.room_id, after, count, main=self._main)

    async def _anchor(self) -> None:
        """A piece of the past became part of another one: the same rows stand elsewhere now."""
        ids = [row.item.event_id for row in self._rows if row.item.event_id is not None]
        if not self._reload or not ids:
            return
        places = await self._worker.call(self._reader.places, self.room_id, ids)
        self._rows = [PlacedItem(places.get(row.item.event_id or "", row.position), row.item) for row in self._rows]
        self._rows.sort(key=lambda row: row.position)
        self._oldest = self._rows[0].position
        if self._newest is not None:
            self._newest = self._rows[-1].position

    async def _find_read(self) -> None:
        """Where we have read up to, if that is stored."""
        if self.read_up_to is not None:
            places = await self._worker.call(self._reader.places, self.room_id, [self.read_up_to])
            self._read_at = places.get(self.read_up_to)

    # -- backwards -----------------------------------------------------------------------------------------------------

    async def load_older(self, count: int = 50) -> int:
        """See ``app.interface.Timeline``. Raises UserError if only the server could help, and it cannot."""
        async with self._lock:
            if self._closed:
                return 0
            self.loading = True
            try:
                before = len(self._rows)
                page = await self._page_before(count)
                rounds = 0
                while not page.rows and page.gap is not None and rounds < _MAX_ROUNDS:
                    await self._around.fill_gap(self.room_id, page.gap)
                    await self._anchor()
                    page = await self._worker.call(
                        self._reader.page, self.room_id, self._oldest, count, main=self._main
                    )
                    rounds += 1
                if self._closed:
                    return 0
                self._take(page)
                await self._find_read()
                return len(self._rows) - before
            finally:
                self.loading = False
                if not self._closed:
                    self._show()

    async def _page_before(self, count: int) -> Page:
        return await self._worker.call(self._reader.page, self.room_id, self._oldest, count, main=self._main)

    def _take(self, page: Page) -> None:
        known = {row.item.event_id for row in self._rows}
        self._rows[:0] = [row for row in page.rows if row.item.event_id not in known]
        if page.oldest is not None:
            self._oldest = page.oldest
        self.at_start = page.gap is None and not page.more

    # -- forwards ------------------------------------------------------------------------------------------------------

    def touch(self, change: RoomChange) -> None:
        """Something changed in the store; what is read is what is shown, a moment later."""
        self._touched |= change.events
        self._members |= change.members
        self._reload |= change.moved
        self._hole |= change.gap
        self._read |= change.read or change.moved or bool(change.members)
        self.refresh()

    def refresh(self) -> None:
        """Show what changed in store and send queue, soon."""
        if not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="timeline")

    def start_over(self) -> None:
        """The store is new and empty: follow what comes."""
        self._rows, self._oldest, self._newest, self.at_start = [], None, None, False
        self._reload = True
        self.refresh()
        self._show()

    def echo_changed(self) -> None:
        """The send queue changed: shown at once."""
        if not self._closed:
            self._show()

    async def settled(self) -> None:
        """Wait until what is in the store is what is shown."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _follow(self) -> None:
        try:
            while self._touched or self._members or self._reload or self._hole or self._read:
                async with self._lock:
                    if self._closed:
                        return
                    await self._read_changes()
                    if self._read:
                        self._read = False
                        self._receipts = await self._worker.call(self._reader.receipts, self.room_id)
                    self._show()
                if self._hole:
                    self._hole = False
                    await self._fill_holes()
                await asyncio.sleep(_PAUSE)
        except StoreCorrupt:
            self._around.cache_damaged()
        except Exception:
            _log.exception("a timeline could not be brought up to date")

    async def _read_changes(self) -> None:
        touched, self._touched = self._touched, set()
        changed_members, self._members = self._members, set()
        reload, self._reload = self._reload, False
        if self._oldest is None:
            self._take(await self._worker.call(self._reader.page, self.room_id, None, _FIRST, main=self._main))
            return
        if reload:
            self._reload = True
            await self._anchor()
            self._reload = False
            if self._newest is None:
                self._rows = await self._worker.call(self._reader.window, self.room_id, self._oldest, main=self._main)
            else:
                self._rows = await self._worker.call(
                    self._reader.between, self.room_id, self._oldest, self._newest, main=self._main
                )
            await self._find_read()
            return
        for row in self._rows:
            item = row.item
            quoted = item.in_reply_to is not None and item.in_reply_to.event_id in touched
            if item.event_id and (quoted or item.sender in changed_members):
                touched.add(item.event_id)
        if not touched:
            return
        rows, gone = await self._worker.call(self._reader.rows, self.room_id, touched, main=self._main)
        replaced = {row.item.event_id for row in rows} | gone
        kept = [row for row in self._rows if row.item.event_id not in replaced]
        places = [row.position for row in kept]
        for row in rows:
            if row.position < self._oldest or (self._newest is not None and row.position > self._newest):
                continue
            at = bisect.bisect_left(places, row.position)
            places.insert(at, row.position)
            kept.insert(at, row)
        self._rows = kept

    async def _fill_holes(self) -> None:
        """Events are missing between those on screen and new ones: fetch them, or show only the new ones."""
        try:
            for _ in range(_PAGES_AT_ONCE):
                if self._closed or self._oldest is None or self._newest is not None:
                    return
                gaps = await self._worker.call(self._reader.gaps, self.room_id, self._oldest)
                if not gaps:
                    return
                await self._around.fill_gap(self.room_id, gaps[0])
        except UserError as error:
            if error.code is ErrorCode.CANCELLED:
                return
            _log.info("a hole in a timeline could not be filled: %s", error.code.value)
        async with self._lock:
            if self._closed or self._oldest is None or self._newest is not None:
                return
            if await self._worker.call(self._reader.gaps, self.room_id, self._oldest):
                self._rows, self._oldest = [], None
                self._take(await self._worker.call(self._reader.page, self.room_id, None, _FIRST, main=self._main))
                self._show()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _show(self, *, anew: bool = False) -> None:
        echoes: Sequence[TimelineItem] = ()
        if self._newest is None:
            echoes = [e for e in self._around.echoes(self.room_id) if not self._main or e.thread_root is None]
        for echo in echoes:
            if echo.event_id:
                self._keys[echo.event_id] = echo.key
        items: list[TimelineItem] = []
        keys: set[str] = set()
        marks = read_marks(self._rows, self._receipts)
        for row in self._rows:
            item = row.item
            if row.position in marks:
                item = replace(item, read_by=marks[row.position])
            key = self._keys.get(item.event_id or "", item.key)
            if key in keys:  # a server that uses one transaction id twice
                key = item.event_id or key
            if key != item.key:
                item = replace(item, key=key)
            keys.add(key)
            items.append(item)
        items += [echo for echo in echoes if echo.key not in keys]
        items = with_echoes(items, self._around.pending(self.room_id), self._around.display_name)
        diffs = [Reset(items)] if anew else diff.changes(self.items, items, lambda item: item.key)
        self.items = items
        self.unread_key = self._first_unread()
        if diffs:
            self.changed.emit(diffs)

    @property
    def unread_above(self) -> bool:
        """There are unread messages before those that are loaded."""
        if self.read_up_to is None or self._oldest is None or self.at_start:
            return False
        return self._read_at is None or self._read_at < self._oldest

    def _first_unread(self) -> str | None:
        """The row before which "new" begins: the first one of somebody else after what we had read when we came."""
        at, oldest = self._read_at, self._oldest
        if at is None or oldest is None or at < oldest or (at < (0, 0)) != (oldest < (0, 0)):
            return None
        for row in self._rows:
            if row.position > at and not row.item.own and row.item.kind is not ItemKind.STATE:
                return self._keys.get(row.item.event_id or "", row.item.key)
        return None

    async def mark_read(self) -> None:
        """Everything in this room is read."""
        await self._around.read_room(self.room_id)

    def close(self) -> None:
        """Ends all work for this timeline."""
        if self._closed:
            return
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        self._around.timeline_closed(self)

    async def closed(self) -> None:
        """Wait until nothing of it runs any more."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
