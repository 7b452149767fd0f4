# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timeline of one thread: its root, then the answers, as far back as they are loaded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from app import diff
from app.context import Context
from app.echoes import with_echoes
from app.errors import ErrorCode, UserError
from app.read_marks import thread_marks
from app.signal import Signal
from app.store.changes import RoomChange
from app.types import Diff, Seen, TimelineItem
from crypto.store.errors import StoreCorrupt

_log = logging.getLogger(__name__)
_FIRST = 50
_MOST = 10_000  # answers of a thread that are looked at
_PAGES_AT_ONCE = 4  # from the server, in one go
_PAUSE = 0.02  # seconds between two readings


class Around(Protocol):
    """What a thread's timeline needs of the service."""

    async def fetch(self, room_id: str, root: str, start: str | None) -> tuple[str | None, bool]:
        """Get a page of answers into the store: (where it goes on, whether there was anything new)."""
        ...

    async def read(self, room_id: str, root: str) -> None: ...

    def timeline_closed(self, timeline: ThreadTimeline) -> None: ...


class ThreadTimeline:
    """``app.interface.Timeline``. Opened by ``Threads.open``. The root stands above the answers once all that are
    stored are shown."""

    def __init__(self, context: Context, around: Around, room_id: str, root: str) -> None:
        self.room_id = room_id
        self.root = root
        self.items: list[TimelineItem] = []
        self.changed: Signal[Sequence[Diff[TimelineItem]]] = Signal()
        self.at_start = False
        self.at_newest = True
        """It follows the newest answers, always."""
        self.unread_above = False
        self.loading = False
        self.read_up_to: str | None = None
        self.unread_key: str | None = None
        self._context = context
        self._around = around
        self._rows: dict[str, TimelineItem] = {}
        self._order: list[str] = []  # of all answers that are stored
        self._first = ""  # the oldest answer that is shown; empty: all are
        self._next: str | None = None  # where the server goes on
        self._asked = False
        self._complete = False
        self._receipts: list[tuple[str, Seen]] = []
        self._keys: dict[str, str] = {}  # event id -> key of the local echo it came from
        self._lock = asyncio.Lock()  # of what is shown
        self._network = asyncio.Lock()  # one question at a time
        self._touched: set[str] = set()
        self._members: set[str] = set()
        self._stale = False
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def open(self) -> None:
        """Show what is stored; what the server has beside it follows."""
        async with self._lock:
            await self._read(set(), first=_FIRST)
            self._show()

    async def complete(self) -> None:
        """Ask the server for what is missing at the end, and for everything if that is not much."""
        async with self._network:
            if self._closed:
                return
            self._next, known = None, self._complete
            for _ in range(_PAGES_AT_ONCE if known else 1):
                if not await self._fetch() or self._next is None:
                    break
        await self._again()

    async def _again(self) -> None:
        async with self._lock:
            if not self._closed:
                await self._read(set())
                self._show()

    async def _fetch(self) -> bool:
        """One page of the server; gives whether it had anything new."""
        self._next, new = await self._around.fetch(self.room_id, self.root, self._next)
        self._asked = True
        if self._next is None:
            self._complete = True
        return new

    # -- backwards -----------------------------------------------------------------------------------------------------

    async def load_older(self, count: int = 50) -> int:
        """See ``app.interface.Timeline``. Raises UserError if only the server could help, and it cannot."""
        async with self._network:
            if self._closed:
                return 0
            self.loading = True
            before = len(self._shown())
            try:
                for _ in range(_PAGES_AT_ONCE):
                    if self._first:
                        place = self._order.index(self._first) if self._first in self._order else 0
                        self._first = self._order[place - count] if place > count else ""
                    if len(self._shown()) > before or self._complete or (self._asked and self._next is None):
                        break
                    await self._fetch()
                    await self._again()
            finally:
                self.loading = False
                await self._again()
            return len(self._shown()) - before

    async def load_newer(self, count: int = 50) -> int:
        """The newest ones are there already."""
        return 0

    async def show_newest(self) -> None:
        """They are shown already."""

    async def focus(self, event_id: str) -> str:
        """Load as far back as an answer; gives the key of its row. Raises UserError NOT_FOUND and those of the net."""
        while True:
            for item in self.items:
                if item.event_id == event_id:
                    return item.key
            if self.at_start or (not await self.load_older() and not self._first):
                raise UserError(ErrorCode.NOT_FOUND)

    # -- forwards ------------------------------------------------------------------------------------------------------

    def touch(self, change: RoomChange) -> None:
        """Something changed in the store; what is read is what is shown, a moment later."""
        self._touched |= change.events
        self._members |= change.members
        self._stale |= self.root in change.threads or change.moved or change.read
        self.refresh()

    def refresh(self) -> None:
        if not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="thread")

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
            while self._touched or self._members or self._stale:
                async with self._lock:
                    if self._closed:
                        return
                    touched, self._touched = self._touched, set()
                    members, self._members = self._members, set()
                    for event_id, item in self._rows.items():
                        quoted = item.in_reply_to is not None and item.in_reply_to.event_id in touched
                        if quoted or item.sender in members:
                            touched.add(event_id)
                    self._stale = False
                    await self._read(touched)
                    self._show()
                await asyncio.sleep(_PAUSE)
        except StoreCorrupt:
            _log.warning("a thread cannot be read")  # the room's timeline says so as well, and begins anew
        except Exception:
            _log.exception("a thread could not be brought up to date")

    async def _read(self, touched: set[str], *, first: int | None = None) -> None:
        reading, reader = self._context.storage.reading, self._context.storage.reader
        row = await reading.call(reader.thread_row, self.room_id, self.root)
        self._complete |= row is not None and row.complete
        self._order = await reading.call(reader.thread_order, self.room_id, self.root, _MOST)
        if first is not None and len(self._order) > first:
            self._first = self._order[-first]
        if self._first and self._first not in self._order:
            self._first = self._order[0] if self._order else ""
        self._receipts = await reading.call(reader.thread_receipts, self.room_id, self.root)
        wanted = {self.root, *self._shown()}
        missing = {event_id for event_id in wanted if event_id not in self._rows or event_id in touched}
        if missing:
            rows, gone = await reading.call(reader.rows, self.room_id, missing)
            self._rows |= {placed.item.event_id: placed.item for placed in rows if placed.item.event_id}
            for event_id in gone:
                self._rows.pop(event_id, None)

    def _shown(self) -> list[str]:
        if not self._first:
            return self._order
        return self._order[self._order.index(self._first) :] if self._first in self._order else []

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        context = self._context
        summary = context.rooms.get(self.room_id)
        echoes = [
            echo
            for echo in context.queue.echoes(self.room_id, summary is not None and summary.encrypted)
            if echo.thread_root == self.root
        ]
        self._keys |= {echo.event_id: echo.key for echo in echoes if echo.event_id}
        ids = self._shown() if self._first else [self.root, *self._shown()]
        items: list[TimelineItem] = []
        keys: set[str] = set()
        marks = thread_marks({event_id: item.sender for event_id, item in self._rows.items()}, ids, self._receipts)
        for event_id in ids:
            item = self._rows.get(event_id)
            if item is None:
                continue
            if event_id in marks:
                item = replace(item, read_by=marks[event_id])
            key = self._keys.get(event_id, item.key)
            if key in keys:
                key = event_id
            keys.add(key)
            # What answers the root is what one sees here.
            items.append(replace(item, key=key, thread=None) if key != item.key or item.thread else item)
        items += [echo for echo in echoes if echo.key not in keys]
        items = with_echoes(items, context.queue.pending(self.room_id), context.queue.display_name(self.room_id))
        self.at_start = not self._first and (self._complete or (self._asked and self._next is None))
        changes = diff.changes(self.items, items, lambda item: item.key)
        self.items = items
        if changes:
            self.changed.emit(changes)

    async def mark_read(self) -> None:
        """Everything in this thread is read."""
        await self._around.read(self.room_id, self.root)

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
