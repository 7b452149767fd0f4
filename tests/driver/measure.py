# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers about the driver's own process."""

from __future__ import annotations

import asyncio
import time

import psutil

_BEAT = 0.005  # seconds
_KEPT = 200_000


class Heartbeat:
    """How late the event loop is with what it should do now."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._spent = 0.0
        self.busiest_turn_ms = 0.0
        """CPU of this thread in the longest turn between two beats: what a busy machine does not make longer."""

    def start(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._due = loop.time() + _BEAT
            self._spent = time.thread_time()
            self._timer = loop.call_at(self._due, self._beat)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def reset(self) -> None:
        self._late.clear()
        self.busiest_turn_ms = 0.0

    def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._late.append((now - self._due) * 1000)
        spent = time.thread_time()
        self.busiest_turn_ms = max(self.busiest_turn_ms, (spent - self._spent) * 1000)
        self._spent = spent
        if len(self._late) > _KEPT:
            del self._late[: _KEPT // 2]
        self._due = now + _BEAT
        self._timer = loop.call_at(self._due, self._beat)

    def figures(self) -> dict[str, float]:
        """Milliseconds."""
        late = sorted(self._late)
        if not late:
            return {"p50": 0.0, "p99": 0.0, "max": 0.0}

        def at(share: float) -> float:
            return round(late[min(len(late) - 1, int(len(late) * share))], 2)

        return {"p50": at(0.5), "p99": at(0.99), "max": round(late[-1], 2)}


def memory_mb() -> float:
    """Resident memory of this process."""
    return round(int(psutil.Process().memory_info().rss) / 1_000_000, 1)
