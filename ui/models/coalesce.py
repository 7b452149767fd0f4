# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collect changes so that a view is told about them at most 25 times a second."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 40


class Coalescer(QObject):
    """Calls ``flush`` soon after ``poke``: at once (in the next turn of the loop) after a quiet time, else delayed."""

    def __init__(self, flush: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flush = flush
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.now)

    def poke(self) -> None:
        if not self._timer.isActive():
            passed = (time.monotonic() - self._last) * 1000
            self._timer.start(max(0, round(INTERVAL_MS - passed)))

    def now(self) -> None:
        """Flush at once."""
        self._timer.stop()
        self._last = time.monotonic()
        self._flush()

    def cancel(self) -> None:
        self._timer.stop()
