# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.pins``: messages that are pinned in a room (client-server API, ``m.room.pinned_events``)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from app.context import Context
from app.errors import ErrorCode, UserError
from app.loose import keep
from app.send_queue import is_transient
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges
from app.told import told
from app.types import TimelineItem
from crypto.types import Json

PINNED = "m.room.pinned_events"
MOST = 100
"""Messages that are looked at, the newest pinned ones, whatever a room says."""
_FETCH = 25  # of them that are fetched, if they are not stored
_FAILED = 1_000


def pinned_in(content: Any) -> list[str]:
    """Event ids, the one that was pinned last first; each once."""
    listed = content.get("pinned") if isinstance(content, dict) else None
    ids = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    sound = [each for each in reversed(ids) if each.startswith("$") and len(each) <= 255]
    return list(dict.fromkeys(sound))[:MOST]


class Pins(Service):
    """``changed_in``: what is pinned in a room, or what it says, may be something else now."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.changed_in: Signal[str] = Signal()
        self._known: OrderedDict[str, set[str]] = OrderedDict()  # rooms that somebody looked at -> what is pinned
        self._failed: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def _ids(self, room_id: str) -> list[str]:
        storage = self.context.storage
        return pinned_in(await storage.reading.call(storage.reader.state, room_id, PINNED))

    @told
    async def listing(self, room_id: str) -> Sequence[TimelineItem]:
        """The pinned messages that can be shown, the newest pinned one first; others are fetched and follow."""
        storage = self.context.storage
        ids = await self._ids(room_id)
        self._known[room_id] = set(ids)
        self._known.move_to_end(room_id)
        if len(self._known) > 50:
            self._known.popitem(last=False)
        rows, gone = await storage.reading.call(storage.reader.rows, room_id, ids)
        found = {row.item.event_id: row.item for row in rows}
        missing = [each for each in ids if each in gone and (room_id, each) not in self._failed][:_FETCH]
        if missing and self.context.client is not None:
            self.context.errand(self._fetch(room_id, missing))
        return [found[each] for each in ids if each in found]

    async def _fetch(self, room_id: str, event_ids: Sequence[str]) -> None:
        from app.matrix import relation_api

        for event_id in event_ids:
            self._failed[room_id, event_id] = None  # not again while this is under way
            try:
                event = await relation_api.event(self.context.online(), room_id, event_id)
            except UserError as error:
                if is_transient(error):
                    self._failed.pop((room_id, event_id), None)
                    raise
                continue
            await keep(self.context, room_id, [event])
        while len(self._failed) > _FAILED:
            self._failed.popitem(last=False)
        self.changed_in.emit(room_id)

    @told
    async def pin(self, room_id: str, event_id: str) -> None:
        """For everybody in the room. Raises UserError FORBIDDEN."""
        await self._change(room_id, lambda ids: ids if event_id in ids else [*ids, event_id])

    @told
    async def unpin(self, room_id: str, event_id: str) -> None:
        """For everybody in the room. Raises UserError FORBIDDEN."""
        await self._change(room_id, lambda ids: [each for each in ids if each != event_id])

    async def _change(self, room_id: str, change: Callable[[list[str]], list[str]]) -> None:
        """On top of what the server has now: others pin as well."""
        from app.matrix import api

        client = self.context.online()
        try:
            content: Json = dict(await api.get_state_event(client, room_id, PINNED))
        except UserError as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise
            content = {}
        listed = content.get("pinned")
        ids = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        new = change(ids)
        if new != ids:
            await api.put_state(client, room_id, PINNED, {**content, "pinned": new})

    def changed(self, changes: CacheChanges) -> None:
        for room_id, change in changes.rooms.items():
            if room_id in self._known and (PINNED in change.state or change.events & self._known[room_id]):
                self.changed_in.emit(room_id)

    def online(self) -> None:
        """What could not be fetched before may be asked for again."""
        for room_id in list(self._known):
            self.changed_in.emit(room_id)
