# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads as the window sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.interface import Timeline
from app.signal import Signal
from app.types import Diff, TimelineItem


class ThreadTimelineView(Timeline, Protocol):
    """``root``: the event id of the message that began the thread."""

    root: str


class ThreadListView(Protocol):
    """Rows of the messages that began threads, each with its ``thread``; the newest activity first."""

    room_id: str
    changed: Signal[Sequence[Diff[TimelineItem]]]

    @property
    def items(self) -> Sequence[TimelineItem]: ...

    @property
    def at_end(self) -> bool: ...

    async def load_more(self) -> None: ...

    def close(self) -> None: ...


class ThreadsView(Protocol):
    """``app.threads.service.Threads``. ``changed_in``: with the room in whose threads something changed."""

    changed_in: Signal[str]

    async def open(self, room_id: str, event_id: str) -> ThreadTimelineView:
        """The thread that a message began, or stands in."""
        ...

    async def listing(self, room_id: str) -> ThreadListView: ...

    async def unread(self, room_id: str) -> tuple[int, int]:
        """(unread answers in all threads of a room, those that mention us)."""
        ...
