# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Favourite, low priority, marked as unread: shown at once, on the server as soon as it can be reached.

What the server does not have yet is kept (``app.store.marks``) and holds against what the server says meanwhile;
otherwise the server's word counts, so that marks made on other devices are seen here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.context import Context
from app.errors import UserError
from app.send_queue import is_transient
from app.service import Service
from app.store import marks
from app.store.changes import CacheChanges
from app.store.marks import DueMark, Mark
from app.store.order import Executes
from app.told import told

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

_log = logging.getLogger(__name__)
_SLICE = 50  # summaries made anew in one transaction


class Marks(Service):
    """``account.marks``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._sending = False

    def connected(self) -> None:
        self.context.errand(self.settled())

    def online(self) -> None:
        self.context.errand(self._send())

    @told
    async def set_favourite(self, room_id: str, on: bool) -> None:
        """A favourite has no low priority."""
        wanted = {Mark.FAVOURITE: on}
        await self._choose(room_id, wanted | ({Mark.LOW_PRIORITY: False} if on else {}))

    @told
    async def set_low_priority(self, room_id: str, on: bool) -> None:
        wanted = {Mark.LOW_PRIORITY: on}
        await self._choose(room_id, wanted | ({Mark.FAVOURITE: False} if on else {}))

    @told
    async def set_unread(self, room_id: str, on: bool) -> None:
        """Mark a room as unread, or take that mark away; what is unread in it stays as it is."""
        await self._choose(room_id, {Mark.UNREAD: on})

    @told
    async def settled(self) -> None:
        """Rows that were stored before there were marks are made anew, a few at a time."""
        while await self._catch_up():
            pass

    async def _choose(self, room_id: str, wanted: Mapping[Mark, bool]) -> None:
        def work(db: Executes, changes: CacheChanges) -> None:
            if marks.choose(db, room_id, wanted):
                changes.room(room_id)

        changes = await self._write(work)
        if changes:
            self.context.rooms.flush()
            if self.context.client is not None:
                self.context.errand(self._send())

    async def _write(self, work: Callable[[Executes, CacheChanges], None]) -> CacheChanges:
        storage = self.context.storage
        changes = await storage.writing.call(storage.cache.write, work)
        await self.context.changed(changes)
        return changes

    async def _catch_up(self) -> bool:
        def work(db: Executes, changes: CacheChanges) -> None:
            for room_id in marks.summaries_due(db, _SLICE):
                changes.room(room_id)

        return bool(await self._write(work))

    # -- to the server ------------------------------------------------------------------------------------------------

    async def _send(self) -> None:
        """Tell the server what is due, in order; trouble with the network leaves it for the next time."""
        if self._sending:
            return
        self._sending = True
        try:
            storage = self.context.storage
            while waiting := await storage.reading.call(storage.reader.read, marks.due):
                for each in waiting:
                    await self._send_one(each)
        finally:
            self._sending = False

    async def _send_one(self, each: DueMark) -> None:
        done = marks.sent
        try:
            await _tell(self.context.online(), each)
        except UserError as error:
            if is_transient(error):
                raise
            _log.warning("a mark was refused: %s", error.code.value)
            done = marks.dropped

        def work(db: Executes, changes: CacheChanges) -> None:
            done(db, each)
            changes.room(each.room_id)

        await self._write(work)


async def _tell(client: MatrixClient, mark: DueMark) -> None:
    from app.matrix import rooms_api

    if mark.mark is Mark.UNREAD:
        await rooms_api.put_room_account_data(client, mark.room_id, marks.UNREAD, {"unread": mark.value})
    elif mark.value:
        await rooms_api.put_tag(client, mark.room_id, mark.mark.value)
    else:
        await rooms_api.remove_tag(client, mark.room_id, mark.mark.value)
