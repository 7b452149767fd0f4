# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What changes while a timeline reads its first page is shown, not lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from app.store.changes import RoomChange
from app.store.items import PlacedItem
from app.store.reader import Page, Reader
from app.timeline import RoomTimeline, Surroundings
from app.types import ItemKind, TimelineItem
from app.worker import Worker


def _row(body: str) -> PlacedItem:
    item = TimelineItem(
        key="$1",
        event_id="$1",
        sender="@anna:test",
        sender_name="Anna",
        sender_avatar=None,
        ts=1,
        kind=ItemKind.MESSAGE,
        type="m.room.message",
        body=body,
        own=False,
        encrypted=True,
    )
    return PlacedItem(item=item, position=(1, 1))


class _SlowWorker:
    """Reads at once, answers when released."""

    def __init__(self) -> None:
        self.answers: list[asyncio.Event] = []

    async def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        self.answers.append(asyncio.Event())
        await self.answers[-1].wait()
        return result

    def release(self) -> None:
        for answer in self.answers:
            answer.set()


class _Reader:
    body = "old"

    def page(self, *_: Any, **__: Any) -> Page:
        return Page(rows=[_row(self.body)], oldest=(1, 1), gap=None, more=False)

    def read_up_to(self, *_: Any) -> None:
        return None

    def receipts(self, *_: Any) -> list[Any]:
        return []

    def rows(self, *_: Any, **__: Any) -> tuple[list[PlacedItem], set[str]]:
        return [_row(self.body)], set()


class _Around:
    display_name = "Berta"

    def pending(self, room_id: str) -> tuple[()]:
        return ()

    def echoes(self, room_id: str) -> tuple[()]:
        return ()


async def test_a_change_during_the_first_page_is_shown() -> None:
    worker, reader = _SlowWorker(), _Reader()
    timeline = RoomTimeline("!r:test", cast(Worker, worker), cast(Reader, reader), cast(Surroundings, _Around()))
    opening = asyncio.ensure_future(timeline.open())
    while not worker.answers:
        await asyncio.sleep(0)
    reader.body = "new"
    change = RoomChange()
    change.events.add("$1")
    timeline.touch(change)
    worker.release()
    while not opening.done():
        worker.release()
        await asyncio.sleep(0)
    await opening
    while not [item for item in timeline.items if item.body == "new"]:
        worker.release()
        await asyncio.sleep(0)
