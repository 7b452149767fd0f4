# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small image files (avatars) in ``cache.db``. On the cache thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from crypto.store.database import Database

LIMIT = 64 * 1024 * 1024
"""Bytes of all files together."""


class Media:
    """Files by content URI and size in pixels."""

    def __init__(self, db: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._clock = clock

    def use(self, db: Database) -> None:
        """Go on with another, empty file."""
        self._db = db

    def get(self, mxc: str, size: int) -> bytes | None:
        """A stored image file."""
        row = self._db.execute("SELECT data, used FROM media WHERE mxc = ? AND size = ?", (mxc, size)).fetchone()
        if row is None:
            return None
        now = int(self._clock())
        if now - row[1] > 86_400:
            self._db.execute("UPDATE media SET used = ? WHERE mxc = ? AND size = ?", (now, mxc, size))
        return bytes(row[0])

    def keep(self, mxc: str, size: int, data: bytes, *, limit: int = LIMIT) -> None:
        """Store an image file; beyond ``limit`` bytes in all the longest unused ones go."""
        with self._db.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO media (mxc, size, data, used) VALUES (?, ?, ?, ?)",
                (mxc, size, data, int(self._clock())),
            )
            row = self._db.execute("SELECT COALESCE(SUM(LENGTH(data)), 0) FROM media").fetchone()
            excess = (row[0] if row else 0) - limit
            if excess > 0:
                for key, bucket, length in self._db.execute(
                    "SELECT mxc, size, LENGTH(data) FROM media ORDER BY used LIMIT 200"
                ).fetchall():
                    self._db.execute("DELETE FROM media WHERE mxc = ? AND size = ?", (key, bucket))
                    excess -= length
                    if excess <= 0:
                        break
