# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads of the account with scripted rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.signal import Signal
from app.types import Diff, Reset, ThreadInfo, TimelineItem

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount, SampleTimeline


class SampleThreadList:
    def __init__(self, room_id: str, items: Sequence[TimelineItem]) -> None:
        self.room_id = room_id
        self.items: list[TimelineItem] = list(items)
        self.changed: Signal[Sequence[Diff[TimelineItem]]] = Signal()
        self.at_end = True
        self.closed = False

    async def load_more(self) -> None:
        """All are here."""

    def set(self, items: Sequence[TimelineItem]) -> None:
        self.items = list(items)
        self.changed.emit([Reset(self.items)])

    def close(self) -> None:
        self.closed = True


class SampleThreads:
    """``answers``: the event id of a root, and the messages in its thread."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.changed_in: Signal[str] = Signal()
        self.answers: dict[str, list[TimelineItem]] = {}
        self.opened: list[SampleTimeline] = []
        self.lists: list[SampleThreadList] = []

    def begin(self, root: TimelineItem, answers: Sequence[TimelineItem], unread: int = 0) -> TimelineItem:
        """A root with its thread."""
        assert root.event_id is not None
        self.answers[root.event_id] = [replace(each, thread_root=root.event_id) for each in answers]
        last = answers[-1]
        info = ThreadInfo(len(answers), unread, 0, last.ts, last.sender, last.sender_name, last.kind, last.body)
        return replace(root, thread=info)

    def _root(self, room_id: str, event_id: str) -> TimelineItem | None:
        found = [item for item in self._account.messages.get(room_id, []) if item.event_id == event_id]
        return found[0] if found else None

    async def open(self, room_id: str, event_id: str) -> SampleTimeline:
        from tests.support.sample_account import SampleTimeline

        self._account.calls.append(("open_thread", room_id, event_id))
        root = self._root(room_id, event_id)
        items = [replace(root, thread=None)] if root is not None else []
        timeline = SampleTimeline(room_id, [*items, *self.answers.get(event_id, [])], 60)
        timeline.root = event_id
        self.opened.append(timeline)
        return timeline

    async def listing(self, room_id: str) -> SampleThreadList:
        items = [item for item in self._account.messages.get(room_id, []) if item.thread is not None]
        listing = SampleThreadList(room_id, sorted(items, key=lambda item: -item.thread.ts if item.thread else 0))
        self.lists.append(listing)
        return listing

    async def unread(self, room_id: str) -> tuple[int, int]:
        infos = [item.thread for item in self._account.messages.get(room_id, []) if item.thread is not None]
        return sum(info.unread for info in infos), sum(info.highlight for info in infos)
