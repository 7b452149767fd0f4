# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Coroutines started from clicks: kept alive, their errors told, cancelled and awaited at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from app.errors import ErrorCode, UserError

_log = logging.getLogger(__name__)


class Tasks:
    """``on_error`` gets what a task did not handle itself; an unexpected exception is logged and becomes INTERNAL."""

    def __init__(self, on_error: Callable[[UserError], None]) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._on_error = on_error
        self._closed = False

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any] | None:
        """Run ``work`` beside everything else; None if the window is closing."""
        if self._closed:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(self._guard(work, name), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _task: work.close())  # cancelled before it began: never awaited otherwise
        return task

    async def _guard(self, work: Coroutine[Any, Any, Any], name: str) -> Any:
        try:
            return await work
        except UserError as error:
            self._on_error(error)
        except Exception:
            _log.exception("task %s failed", name)
            self._on_error(UserError(ErrorCode.INTERNAL))
        return None

    async def drain(self, seconds: float = 3.0) -> None:
        """Nothing new is started; what runs (a draft being saved) may finish, what takes longer is cancelled."""
        self._closed = True
        current = asyncio.current_task()
        rest = [task for task in self._running if task is not current]
        if rest:
            await asyncio.wait(rest, timeout=seconds)
        await self.close()

    async def close(self) -> None:
        """Cancel what runs and wait for it; nothing can be started afterwards."""
        self._closed = True
        current = asyncio.current_task()
        rest = [task for task in self._running if task is not current]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
