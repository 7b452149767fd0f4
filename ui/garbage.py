# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cyclic garbage is collected on the Qt thread only.

Python collects it on whatever thread allocates at the moment. A Qt object that ends with a cycle would be destroyed
there, beside the thread that still sends it events.
"""

from __future__ import annotations

import gc
import time
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 400
_FULL = 60.0  # seconds between two collections of everything, at least


class Garbage(QObject):
    """``with Garbage():`` around the loop, on its thread."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._full = time.monotonic()
        self._was_on = True

    def __enter__(self) -> Self:
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._timer.stop()
        gc.collect()  # what the window left behind ends here, not on the thread of whoever comes next
        if self._was_on:
            gc.enable()

    def look(self) -> None:
        """Collect what Python would have collected by now."""
        young, middle, old = gc.get_count()
        limits = gc.get_threshold()
        if old > limits[2] and time.monotonic() - self._full >= _FULL:
            self._full = time.monotonic()
            gc.collect()
        elif middle > limits[1]:
            gc.collect(1)
        elif young > limits[0]:
            gc.collect(0)
