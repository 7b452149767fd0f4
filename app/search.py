# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the full-text index up to date with everything that is readable on this device."""

from __future__ import annotations

import asyncio
import logging

from app.store.cache import Cache
from app.store.reader import Reader
from app.worker import Worker, WorkerStopped

_log = logging.getLogger(__name__)
_SLICE = 100  # messages in one transaction: some ten milliseconds
_PAUSE = 0.02  # seconds in which others have the thread


class Search:
    """``poke`` when something is in the store; the index follows in the background."""

    def __init__(self, cache: Cache, cache_worker: Worker, reader: Reader, read_worker: Worker) -> None:
        self._cache = cache
        self._cache_worker = cache_worker
        self._reader = reader
        self._read_worker = read_worker
        self._task: asyncio.Task[None] | None = None
        self._more = False

    def poke(self) -> None:
        """Something may have to be indexed."""
        self._more = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="search index")

    async def _follow(self) -> None:
        try:
            while self._more:
                self._more = False
                if await self._cache_worker.call(self._cache.index_some, _SLICE):
                    self._more = True
                    await asyncio.sleep(_PAUSE)
        except WorkerStopped:
            return
        except Exception:
            _log.exception("the search index is behind; it goes on with the next message")

    async def settled(self) -> None:
        """Wait until everything that is stored can be found."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Nothing of it runs any more afterwards; the next start goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def pending(self) -> int:
        """How many messages cannot be found yet."""
        return await self._read_worker.call(self._reader.search_pending)
