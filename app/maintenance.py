# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator announces: maintenance to come or under way, and messages to everybody.

``GET /_matrix/cmaintenance`` of BundesMessenger servers; other servers do not have it, and then nothing is announced.
It answers while the homeserver does not, so it is also asked when the connection breaks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.context import Context
from app.errors import ErrorCode, UserError
from app.service import Service
from app.signal import Signal
from app.store.events import as_dict
from app.types import ConnectionState, Link
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

_log = logging.getLogger(__name__)
WHERE = "/_matrix/cmaintenance"
_EVERY = 30 * 60.0  # seconds
_SOONEST = 60.0
_MAX_NOTICES = 20
_MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Announcement:
    """``start``, ``end``: seconds since 1970. Not ``maintenance``: a message. ``blocking``: nothing works meanwhile."""

    start: float
    end: float
    warn: float  # from when on it is told
    maintenance: bool
    text: str
    blocking: bool

    def told(self, now: float) -> bool:
        return self.warn <= now < self.end

    def running(self, now: float) -> bool:
        return self.start <= now < self.end


def parse(answer: Json) -> tuple[Announcement, ...]:
    """All that makes sense, in order of time."""
    listed = answer.get("downtime")
    found = [_announcement(as_dict(each)) for each in (listed[:_MAX_NOTICES] if isinstance(listed, list) else [])]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.start))


def _announcement(said: Json) -> Announcement | None:
    start, end, warn = (_time(said.get(name)) for name in ("start_time", "end_time", "warning_start_time"))
    kind, text = said.get("type"), said.get("description")
    text = text[:_MAX_TEXT].strip() if isinstance(text, str) else ""
    if start is None or end is None or end <= start or kind not in ("MAINTENANCE", "ADHOC_MESSAGE"):
        return None
    if kind == "ADHOC_MESSAGE" and not text:
        return None
    warn = start if warn is None else min(warn, start)
    return Announcement(start, end, warn, kind == "MAINTENANCE", text, said.get("blocking") is True)


def _time(value: Any) -> float | None:
    """ISO 8601; without a zone it is UTC."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        when = datetime.fromisoformat(value)
        return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


async def ask(client: MatrixClient) -> tuple[Announcement, ...]:
    """What is announced now. Raises UserError if that cannot be found out; a server without announcements is fine."""
    from app.matrix.api import SMALL
    from app.matrix.errors import MatrixError
    from app.matrix.retry import ONCE

    try:
        return parse(await client.request("GET", WHERE, limit=SMALL, retry=ONCE, authenticated=False))
    except MatrixError as error:
        if error.status in (400, 401, 403, 404, 405):
            return ()
        raise
    except UserError as error:
        if error.code is ErrorCode.BAD_ANSWER:
            return ()
        raise


async def refuse_if_blocked(client: MatrixClient, *, clock: Callable[[], float] = time.time) -> None:
    """Before signing in. Raises UserError MAINTENANCE (details: text, end); trouble with asking keeps nobody out."""
    try:
        announced = await ask(client)
    except UserError:
        return
    for each in announced:
        if each.blocking and each.running(clock()):
            raise UserError(ErrorCode.MAINTENANCE, text=each.text, end=each.end)


class Maintenance(Service):
    """``current``: what is to be told now, the most urgent first; ``news`` when that changes."""

    def __init__(
        self, context: Context, state: Signal[ConnectionState], *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(context)
        self.current: tuple[Announcement, ...] = ()
        self.news: Signal[Sequence[Announcement]] = Signal()
        self._clock = clock
        self._known: tuple[Announcement, ...] = ()
        self._poke = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        state.connect(self._state_changed)

    def _state_changed(self, state: ConnectionState) -> None:
        if state.link is Link.OFFLINE:
            if self.context.client is not None and (self._task is None or self._task.done()):
                self.connected()
            self._poke.set()

    def connected(self) -> None:
        """See ``Service``."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="announcements")

    async def disconnected(self) -> None:
        """See ``Service``."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            self._poke.clear()
            try:
                self._known = await ask(self.context.online())
            except UserError as error:
                _log.info("announcements could not be asked for: %s", error.code.value)
            wait = self._tell()
            await asyncio.sleep(min(_SOONEST, wait))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poke.wait(), max(0.0, min(_EVERY, wait) - _SOONEST))

    def _tell(self) -> float:
        """Show what is to be shown now; gives the seconds until that changes."""
        now = self._clock()
        told = [each for each in self._known if each.told(now)]
        told.sort(key=lambda each: (not each.blocking, not each.running(now), each.start))
        if tuple(told) != self.current:
            self.current = tuple(told)
            self.news.emit(self.current)
        moments = [moment for each in self._known for moment in (each.warn, each.start, each.end) if moment > now]
        return max(1.0, min((moment - now for moment in moments), default=_EVERY))
