# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room list: summaries in order, and small changes of it for the window."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from app import diff
from app.signal import Signal
from app.types import Diff, Membership, RoomSummary

_FIRST = (Membership.INVITE, Membership.KNOCK)
_PAUSE = 0.04
"""Seconds between two announcements: nobody reads faster."""


class Rooms:
    """``app.interface.RoomList``. Fed with what the cache thread computed."""

    def __init__(self) -> None:
        self.items: list[RoomSummary] = []
        self.changed: Signal[Sequence[Diff[RoomSummary]]] = Signal()
        self.total: int | None = None
        self._by_id: dict[str, RoomSummary] = {}
        self._shown = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def load(self, summaries: Iterable[RoomSummary]) -> None:
        """Begin with what is stored; tells nobody."""
        self._by_id = {summary.room_id: summary for summary in summaries}
        self.items = self._ordered()

    def known(self) -> Collection[RoomSummary]:
        """The newest summaries of all rooms, shown already or not, in no order."""
        return self._by_id.values()

    def get(self, room_id: str) -> RoomSummary | None:
        """The newest summary of a room, shown already or not."""
        return self._by_id.get(room_id)

    def update(self, summaries: Mapping[str, RoomSummary | None]) -> None:
        """New summaries; None takes a room out. Listeners hear of it at most 25 times a second."""
        for room_id, summary in summaries.items():
            if summary is None:
                self._by_id.pop(room_id, None)
            else:
                self._by_id[room_id] = summary
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._shown + _PAUSE - loop.time()
        if wait <= 0:
            self.flush()
        else:
            self._timer = loop.call_later(wait, self.flush)

    def flush(self) -> None:
        """Announce what is waiting, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._shown = asyncio.get_running_loop().time()
        ordered = self._ordered()
        diffs = diff.changes(self.items, ordered, lambda summary: summary.room_id)
        self.items = ordered
        if diffs:
            self.changed.emit(diffs)

    def close(self) -> None:
        """Announce nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ordered(self) -> list[RoomSummary]:
        return sorted(
            self._by_id.values(),
            key=lambda summary: (summary.membership not in _FIRST, -summary.ts, summary.room_id),
        )
