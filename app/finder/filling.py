# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fetches older messages of all rooms in the background, so that the search finds them: slowly, and within limits.

One large page every few seconds, and only while nobody uses the program and it has nothing else to do; the less is
found and the longer the computer runs on its battery, the seldomer.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from app.context import Context
from app.errors import ErrorCode, UserError
from app.mains import on_battery
from app.policy.categories.storage import SEARCH_DAYS, SEARCH_HISTORY, SEARCH_MESSAGES, SEARCH_SPACE
from app.signal import Signal
from app.store import search
from app.store.reader import Gap
from app.store.search import Reach
from app.types import Link, Membership
from app.worker import WorkerStopped
from crypto.store.errors import StoreError

_log = logging.getLogger(__name__)
_DAY_MS = 86_400_000
_LATER = 300.0  # seconds until a room that could not be read is tried again
_CHECK = 2.0  # seconds between two looks whether it may go on
_SLOWER = 1.5  # times as long is the next pause if a page brought no message
_LONGEST = 12.0  # times ``pause_between``
_ON_BATTERY = 6.0  # times as long are all pauses then
PAGE = 200  # events: few requests
_OF_THE_ROOM = (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.BAD_ANSWER, ErrorCode.REFUSED)


class Filling(StrEnum):
    """What the background work does now."""

    OFF = "off"  # by setting
    PAUSED = "paused"  # until ``resume`` or the next start
    WAITING = "waiting"  # for the server, or until there is nothing else to do
    RUNNING = "running"
    FULL = "full"  # the space for messages is used up
    DONE = "done"  # everything within the limits is here


@dataclass(frozen=True, slots=True)
class FillingState:
    """``done`` of ``total`` rooms reach as far back as they are to."""

    filling: Filling = Filling.WAITING
    done: int = 0
    total: int = 0


class HistoryFilling:
    """Belongs to ``Finder``. ``fill_gap`` fetches one page before a hole; ``reach`` tells how far a room goes back."""

    def __init__(
        self,
        context: Context,
        fill_gap: Callable[[str, Gap, int], Awaitable[None]],
        reach: Callable[[str], Awaitable[Reach]],
        battery: Callable[[], bool] = on_battery,
    ) -> None:
        self.state = FillingState()
        self.state_changed: Signal[FillingState] = Signal()
        self.delay = 20.0
        """Seconds after connecting in which the server is left alone."""
        self.pause_between = 5.0
        """Seconds between two pages, at least."""
        self.quiet = 10.0
        """Seconds in which nobody used the program, before it goes on."""
        self._context = context
        self._fill_gap = fill_gap
        self._reach = reach
        self._battery = battery
        self._paused = False
        self._slower = 1.0
        self._used = -math.inf  # when somebody used the program, in monotonic seconds
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._later: dict[str, float] = {}  # room -> monotonic time
        self._last: dict[str, tuple[tuple[int, str] | None, int]] = {}

    def start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(), name="history for the search")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._tell(Filling.WAITING)

    def pause(self) -> None:
        """Leave it until ``resume``, or the next start of the program."""
        self._paused = True
        self._tell(Filling.PAUSED)
        self._wake.set()

    def resume(self) -> None:
        self._paused = False
        self._tell(Filling.WAITING)
        self._wake.set()

    def poke(self) -> None:
        """There may be something to do: a room is new, a setting changed."""
        self._wake.set()

    def used(self) -> None:
        """Somebody uses the program: what they ask for comes first."""
        self._used = time.monotonic()

    def _tell(self, filling: Filling, done: int | None = None, total: int | None = None) -> None:
        old = self.state
        state = FillingState(filling, old.done if done is None else done, old.total if total is None else total)
        if state != old:
            self.state = state
            self.state_changed.emit(state)

    async def _run(self) -> None:
        await asyncio.sleep(self.delay)
        while True:
            try:
                await self._step()
            except (WorkerStopped, StoreError):
                return  # the start after this goes on
            except UserError as error:
                _log.info("older messages are left for later: %s", error.code.value)
                seconds = error.details.get("seconds", 0)
                await self._rest(Filling.WAITING, max(30.0, float(seconds) if isinstance(seconds, int | float) else 0))
            except Exception:
                _log.exception("older messages could not be fetched")
                await self._rest(Filling.WAITING, _LATER)

    async def _rest(self, filling: Filling, seconds: float) -> None:
        self._tell(filling)
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _step(self) -> None:
        context = self._context
        found = None
        obstacle = await self._obstacle()
        if obstacle is None:
            found = await self._next()
            if found is None:
                # Some rooms may only have to wait: there was nothing, or an error.
                obstacle = (Filling.DONE, 600.0) if self.state.done == self.state.total else (Filling.WAITING, 60.0)
            elif not context.encryption.idle or context.queue.waiting():
                obstacle = Filling.WAITING, _CHECK
            elif (left := self._used + self.quiet - time.monotonic()) > 0:
                obstacle = Filling.WAITING, left
        if obstacle is not None or found is None:
            await self._rest(*(obstacle or (Filling.DONE, 600.0)))
            return
        room_id, gap = found
        self._tell(Filling.RUNNING)
        try:
            reach = await self._reach(room_id)
            self._last[room_id], before = (reach.gap, reach.events), reach.events
            await self._fill_gap(room_id, gap, PAGE)
            found_some = (await self._reach(room_id)).events > before
            self._slower = 1.0 if found_some else min(self._slower * _SLOWER, _LONGEST)
        except UserError as error:
            self._later[room_id] = time.monotonic() + _LATER
            if error.code not in _OF_THE_ROOM:
                raise
        await asyncio.sleep(await self._pause())

    async def _pause(self) -> float:
        """Seconds until the next page."""
        battery = await asyncio.to_thread(self._battery)
        return self.pause_between * self._slower * (_ON_BATTERY if battery else 1.0)

    async def _obstacle(self) -> tuple[Filling, float] | None:
        """Why nothing is fetched now, and for how many seconds at most."""
        context, prefs = self._context, self._context.prefs
        if self._paused:
            return Filling.PAUSED, 3600.0
        if not prefs.value(SEARCH_HISTORY):
            return Filling.OFF, 3600.0
        if context.connection().link is not Link.ONLINE:
            return Filling.WAITING, _CHECK
        size = await context.storage.reading.call(context.storage.reader.read, search.size)
        if size >= prefs.value(SEARCH_SPACE) * 1024 * 1024:
            return Filling.FULL, 600.0
        return None

    async def _next(self) -> tuple[str, Gap] | None:
        """The room whose messages are searchable for the shortest time, and the hole before them."""
        prefs, now = self._context.prefs, time.time() * 1000
        most, oldest = prefs.value(SEARCH_MESSAGES), now - prefs.value(SEARCH_DAYS) * _DAY_MS
        rooms = [room.room_id for room in self._context.rooms.items if room.membership is Membership.JOIN]
        wanting: list[tuple[int, str, Gap]] = []
        done = 0
        for room_id in rooms:
            reach = await self._reach(room_id)
            if not reach.events:
                continue  # nothing has come of it yet
            if reach.gap is None or reach.events >= most or (reach.since is not None and reach.since < oldest):
                done += 1
            elif self._later.get(room_id, 0) < time.monotonic():
                wanting.append((reach.since or 0, room_id, Gap(*reach.gap)))
        self._tell(self.state.filling, done, len(rooms))
        wanting.sort(key=lambda each: -each[0])
        for _, room_id, gap in wanting:
            reach = await self._reach(room_id)
            now_at = (reach.gap, reach.events)
            if self._last.get(room_id) == now_at:  # the last page brought nothing: not at once again
                self._later[room_id] = time.monotonic() + _LATER
                self._last.pop(room_id)
                continue
            return room_id, gap
        return None
