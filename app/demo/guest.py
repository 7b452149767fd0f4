# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The other side: an account without a window that reads what is written to it, thinks, and answers, encrypted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from app.demo.answers import Answers
from app.errors import UserError
from app.types import ItemKind, Membership, TimelineItem

if TYPE_CHECKING:
    from app.account import Account
    from app.timeline import RoomTimeline

_log = logging.getLogger(__name__)


class Guest:
    """Answers everything that is written from now on, in one room and in every room it is invited to."""

    def __init__(self, account: Account, answers: Answers | None = None) -> None:
        self._account = account
        self._answers = answers or Answers()
        self._timelines: dict[str, RoomTimeline] = {}
        self._answered: set[str] = set()
        self._pending: dict[str, asyncio.Task[None]] = {}
        self._disconnect: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, room_id: str) -> None:
        """Until cancelled."""
        try:
            await self._watch(room_id, from_now=True)
            self._disconnect.append(self._account.rooms.changed.connect(lambda _: self._accept_invitations()))
            self._accept_invitations()
            await asyncio.Event().wait()
        finally:
            for disconnect in self._disconnect:
                disconnect()
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for timeline in self._timelines.values():
                timeline.close()

    async def say(self, room_id: str, text: str) -> None:
        """Write something unasked."""
        await self._account.send_text(room_id, text)

    def _accept_invitations(self) -> None:
        for room in self._account.rooms.items:
            if room.membership is Membership.INVITE and room.room_id not in self._timelines:
                self._start(self._join(room.room_id))

    async def _join(self, room_id: str) -> None:
        if room_id not in self._timelines:
            await self._account.join(room_id)
            await self._watch(room_id, from_now=False)

    async def _watch(self, room_id: str, *, from_now: bool) -> None:
        timeline = self._timelines[room_id] = await self._account.open_timeline(room_id)
        if from_now:
            self._answered |= {item.key for item in timeline.items}
        self._disconnect.append(timeline.changed.connect(lambda _: self._read(timeline)))
        self._read(timeline)

    def _read(self, timeline: RoomTimeline) -> None:
        new = [item for item in timeline.items[-20:] if item.key not in self._answered and _is_question(item)]
        if not new:
            return
        self._answered |= {item.key for item in new}
        if (waiting := self._pending.get(timeline.room_id)) is not None:
            waiting.cancel()  # more was written meanwhile: read all, answer the last
        self._pending[timeline.room_id] = self._start(self._answer(timeline, new[-1]))

    async def _answer(self, timeline: RoomTimeline, item: TimelineItem) -> None:
        answer = self._answers.to(item.body)
        await timeline.mark_read()
        await asyncio.sleep(self._answers.seconds_for(answer))
        await self._account.send_text(timeline.room_id, answer)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _told(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except UserError as error:
        _log.warning("the guest could not do it: %s", error)


def _is_question(item: TimelineItem) -> bool:
    return not item.own and item.kind is ItemKind.MESSAGE and item.event_id is not None
