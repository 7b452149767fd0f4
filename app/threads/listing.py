# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The threads of one room, the newest activity first: what is stored, and more from the server as one goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from app import diff
from app.context import Context
from app.signal import Signal
from app.store.changes import RoomChange
from app.types import Diff, TimelineItem
from crypto.store.errors import StoreError

_log = logging.getLogger(__name__)
_FIRST = 30
_PAUSE = 0.05  # seconds between two readings


class Around(Protocol):
    """What the list needs of the service."""

    async def fetch_list(self, room_id: str, start: str | None) -> str | None:
        """Get a page of threads into the store; gives where it goes on."""
        ...

    def list_closed(self, listing: ThreadList) -> None: ...


class ThreadList:
    """``items`` are the rows of the roots, each with its ``thread``. Close it when it leaves the screen."""

    def __init__(self, context: Context, around: Around, room_id: str) -> None:
        self.room_id = room_id
        self.items: list[TimelineItem] = []
        self.changed: Signal[Sequence[Diff[TimelineItem]]] = Signal()
        self.at_end = False
        """There are no more."""
        self._context = context
        self._around = around
        self._count = _FIRST
        self._next: str | None = None
        self._asked = False
        self._more = False  # the store has more than is shown
        self._stale = False
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def open(self) -> None:
        """Show what is stored."""
        async with self._lock:
            await self._read()

    async def load_more(self) -> None:
        """Older ones, from the store or else from the server. Raises UserError."""
        async with self._lock:
            if self._closed or self.at_end:
                return
            if not self._more:
                self._next = await self._around.fetch_list(self.room_id, self._next)
                self._asked = True
            self._count += _FIRST
            await self._read()

    def touch(self, change: RoomChange) -> None:
        if change.threads and not self._closed:
            self._stale = True
            if self._task is None or self._task.done():
                self._task = asyncio.get_running_loop().create_task(self._follow(), name="threads")

    async def _follow(self) -> None:
        try:
            while self._stale and not self._closed:
                self._stale = False
                async with self._lock:
                    await self._read()
                await asyncio.sleep(_PAUSE)
        except StoreError:
            _log.warning("the threads of a room cannot be read")
        except Exception:
            _log.exception("the threads of a room could not be brought up to date")

    async def _read(self) -> None:
        storage = self._context.storage
        found = await storage.reading.call(storage.reader.threads, self.room_id, self._count + 1)
        self._more = len(found) > self._count
        roots = [row.root for row in found[: self._count]]
        rows, _ = await storage.reading.call(storage.reader.rows, self.room_id, roots)
        by_id = {placed.item.event_id: placed.item for placed in rows}
        items = [by_id[root] for root in roots if root in by_id and by_id[root].thread is not None]
        self.at_end = not self._more and self._asked and self._next is None
        changes = diff.changes(self.items, items, lambda item: item.key)
        self.items = items
        if changes:
            self.changed.emit(changes)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        self._around.list_closed(self)
