# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``AccountView.finder`` of a scripted account: finds in its scripted messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import UserError
from app.finder.filling import Filling, FillingState
from app.finder.query import Cursor, Hit, Hits, Query, excerpt, fold, holds, terms_of
from app.finder.service import Coverage
from app.signal import Signal
from app.store.search import SHORTEST, fits, shown_text
from app.types import TimelineItem


class SampleFinder:
    """``asked``: the queries; ``covered``: what is told of rooms; ``fail``: raised by the next search."""

    def __init__(self, messages: Mapping[str, Sequence[TimelineItem]]) -> None:
        self.messages = messages
        self.asked: list[Query] = []
        self.state = FillingState(Filling.DONE)
        self.state_changed: Signal[FillingState] = Signal()
        self.covered = Coverage(3, 3, None, 0)
        self.fail: UserError | None = None

    def tell(self, state: FillingState) -> None:
        self.state = state
        self.state_changed.emit(state)

    async def find(self, query: Query, after: Cursor | None = None, *, limit: int = 30) -> Hits:
        self.asked.append(query)
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error
        terms = terms_of(query.text)
        found: list[tuple[Cursor, Hit]] = []
        for room_id, items in self.messages.items():
            for number, item in enumerate(items):
                text = shown_text(item)
                if (
                    query.room_id in (None, room_id)
                    and query.sender in (None, item.sender)
                    and (query.since is None or item.ts >= query.since)
                    and (query.before is None or item.ts < query.before)
                    and fits(query, item)
                    and text
                    and holds(fold(text), terms, SHORTEST)
                ):
                    found.append(((item.ts, number), Hit(room_id, item, *excerpt(text, terms, SHORTEST))))
        found.sort(key=lambda each: each[0], reverse=True)
        rest = [each for each in found if after is None or each[0] < after]
        page = rest[:limit]
        return Hits([hit for _, hit in page], page[-1][0] if len(rest) > limit else None)

    async def coverage(self, room_id: str | None = None) -> Coverage:
        return self.covered

    def pause(self) -> None:
        self.tell(FillingState(Filling.PAUSED, self.state.done, self.state.total))

    def resume(self) -> None:
        self.tell(FillingState(Filling.RUNNING, self.state.done, self.state.total))
