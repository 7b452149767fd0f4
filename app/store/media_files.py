# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which downloaded files are kept on disk: rows of ``cache.db``, used on the cache thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.store import blob
from crypto.attachments import AttachmentKey
from crypto.store.database import Database

LIMIT = 1024 * 1024 * 1024
"""Bytes of all files together, unless something else is chosen."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the folder of media. ``key``: ours, for what lies on the server in clear; None: the event has it."""

    name: str
    key: AttachmentKey | None


class MediaFiles:
    """The table ``media_files``."""

    def __init__(self, db: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._clock = clock
        self.limit = LIMIT

    def use(self, db: Database) -> None:
        """Go on with another, empty database."""
        self._db = db

    def get(self, mxc: str) -> Kept | None:
        """A kept file, which counts as used now."""
        row = self._db.execute("SELECT name, file, used FROM media_files WHERE mxc = ?", (mxc,)).fetchone()
        if row is None:
            return None
        now = int(self._clock())
        if now - row[2] > 3600:
            self._db.execute("UPDATE media_files SET used = ? WHERE mxc = ?", (now, mxc))
        return Kept(str(row[0]), AttachmentKey.parse(blob.load(row[1])) if row[1] is not None else None)

    def add(self, mxc: str, kept: Kept, size: int, *, limit: int | None = None) -> list[str]:
        """Keep a file; gives the names of those that have to go for it, or because it came twice."""
        file = blob.dump(kept.key.to_file("")) if kept.key is not None else None
        with self._db.transaction():
            gone = [
                str(name)
                for (name,) in self._db.execute(
                    "SELECT name FROM media_files WHERE mxc = ? AND name != ?", (mxc, kept.name)
                ).fetchall()
            ]
            self._db.execute(
                "INSERT OR REPLACE INTO media_files (mxc, name, size, used, file) VALUES (?, ?, ?, ?, ?)",
                (mxc, kept.name, size, int(self._clock()), file),
            )
            gone += self._shrink(self.limit if limit is None else limit, mxc)
        return gone

    def shrink(self, limit: int) -> list[str]:
        """Keep at most ``limit`` bytes; gives the names of those that have to go."""
        with self._db.transaction():
            return self._shrink(limit, "")

    def _shrink(self, limit: int, spared: str) -> list[str]:
        gone: list[str] = []
        excess = self.usage()[1] - limit
        while excess > 0:
            oldest = self._db.execute(
                "SELECT mxc, name, size FROM media_files WHERE mxc != ? ORDER BY used LIMIT 1", (spared,)
            ).fetchone()
            if oldest is None:
                break
            self._db.execute("DELETE FROM media_files WHERE mxc = ?", (oldest[0],))
            gone.append(str(oldest[1]))
            excess -= oldest[2]
        return gone

    def usage(self) -> tuple[int, int]:
        """(files, bytes)."""
        row = self._db.execute("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM media_files").fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def forget(self, mxc: str) -> None:
        """The file is not there, or not what it should be."""
        self._db.execute("DELETE FROM media_files WHERE mxc = ?", (mxc,))

    def names(self) -> set[str]:
        """All files that are kept."""
        return {str(name) for (name,) in self._db.execute("SELECT name FROM media_files").fetchall()}
