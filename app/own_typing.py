# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""When to tell a room that the user is typing, and when that they stopped: seldom, and never for longer than true."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
LASTS = 20.0
"""Seconds that the server keeps it."""
AGAIN = 12.0
"""Seconds after which somebody who goes on typing is told anew."""
QUIET = 6.0
"""Seconds without a key after which the user has stopped."""


class OwnTyping:
    """``put(room, on, milliseconds)`` tells the server; it gives False if nobody there wants to hear of it."""

    def __init__(
        self, put: Callable[[str, bool, int], Awaitable[bool]], *, clock: Callable[[], float] | None = None
    ) -> None:
        self._put = put
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._room = ""  # where the others believe us to be typing
        self._since = 0.0
        self._quiet: asyncio.TimerHandle | None = None
        self._mute: set[str] = set()  # rooms that do not want to hear of it
        self._tasks: set[asyncio.Task[None]] = set()

    def wrote(self, room_id: str) -> None:
        """A key was pressed in a message to this room."""
        if room_id in self._mute:
            return
        if self._room != room_id:
            self.paused(self._room)
        now = self._clock()
        if self._room != room_id or now - self._since >= AGAIN:
            self._room, self._since = room_id, now
            self._tell(room_id, True)
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = asyncio.get_running_loop().call_later(QUIET, self.paused, room_id)

    def paused(self, room_id: str) -> None:
        """Nothing is being typed in this room any more."""
        if not self._room or room_id != self._room:
            return
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        self._room = ""
        self._tell(room_id, False)

    def _tell(self, room_id: str, on: bool) -> None:
        task = asyncio.get_running_loop().create_task(self._run(room_id, on, list(self._tasks)), name="typing")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, room_id: str, on: bool, before: list[asyncio.Task[None]]) -> None:
        if before:
            await asyncio.wait(before)  # in their order
        try:
            if not await self._put(room_id, on, int(LASTS * 1000)):
                self._mute.add(room_id)
        except Exception:
            _log.exception("typing was not told")

    async def close(self) -> None:
        """The connection ends; the server forgets by itself."""
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        self._room = ""
        self._mute.clear()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
