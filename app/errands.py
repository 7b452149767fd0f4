# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work in the background that nobody waits for: its trouble is logged, and it ends when it has to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from app.errors import UserError
from app.worker import WorkerStopped

_log = logging.getLogger(__name__)


class Errands:
    """``what`` names them in the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it, until ``stop``. A UserError means: left for later."""
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """All of them end."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except UserError as error:
            _log.info("left for later: %s", error.code.value)
        except WorkerStopped:
            pass
        except Exception:
            _log.exception("%s failed in the background", self._what)
