# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Samples on their way from the event loop to the thread of the sound device."""

from __future__ import annotations

import threading
import time
from array import array
from collections import deque


class SampleBuffer:
    """16-bit samples in pieces, each with the milliseconds of the file where it begins and ends.

    ``pull`` runs on the thread of the device, the rest on the event loop's.
    """

    def __init__(self) -> None:
        self.volume = 1.0
        """0 to 1."""
        self._pieces: deque[tuple[bytes, float, float]] = deque()
        self._lock = threading.Lock()
        self._at = 0  # bytes of the first piece that were played
        self._passed: float | None = None  # where the last piece ended, or the first one begins
        self._pulled = time.monotonic()
        self._period = 0.0  # milliseconds that were pulled last

    def add(self, samples: bytes, begin: float, end: float) -> None:
        with self._lock:
            if self._passed is None:
                self._passed = begin
            self._pieces.append((samples, begin, end))

    @property
    def pieces(self) -> int:
        return len(self._pieces)

    @property
    def empty(self) -> bool:
        return not self._pieces

    @property
    def ahead(self) -> float:
        """Milliseconds that are here and were not pulled."""
        with self._lock:
            return self._pieces[-1][2] - (self._where() or 0) if self._pieces else 0.0

    @property
    def position(self) -> int | None:
        """Milliseconds up to which it was pulled."""
        with self._lock:
            where = self._where()
            return round(where) if where is not None else None

    def clock(self) -> tuple[float | None, float]:
        """(milliseconds of what is heard now, seconds since the device asked for the last time)."""
        with self._lock:
            since = time.monotonic() - self._pulled
            where = self._where()
            if where is None:
                return None, since
            return where - max(0.0, self._period - since * 1000), since

    def _where(self) -> float | None:
        if not self._pieces:
            return self._passed
        samples, begin, end = self._pieces[0]
        return begin + (end - begin) * (self._at / len(samples) if samples else 1)

    def pull(self, size: int) -> bytes:
        """At most so many bytes."""
        result = b""
        with self._lock:
            before = self._where()
            while self._pieces and len(result) < size:
                samples, _begin, end = self._pieces[0]
                part = samples[self._at : self._at + size - len(result)]
                result += part
                self._at += len(part)
                if self._at >= len(samples):
                    self._pieces.popleft()
                    self._at, self._passed = 0, end
            after = self._where()
            self._pulled = time.monotonic()
            self._period = (after or 0.0) - (before or 0.0)
            volume = self.volume
        if volume >= 1.0 or not result:
            return result
        if volume <= 0.0:
            return bytes(len(result))
        return array("h", (int(value * volume) for value in array("h", result))).tobytes()
