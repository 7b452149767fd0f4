# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a content scanner said of files, and when: rows of ``cache.db``, used on the cache thread.

A row is about one file as it would be opened: the address alone does not say what comes out of the decryption. With two
keys made for it, the same ciphertext can be a harmless and a harmful file; so the key is in the print, too.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from crypto.attachments import AttachmentKey
from crypto.store.database import Database

SCANNER_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE scans (
        mxc TEXT NOT NULL,
        print BLOB NOT NULL,           -- print_of(): hash of the ciphertext, key and counter
        result TEXT NOT NULL,          -- app.scanner.types.Scan
        checked INTEGER NOT NULL,      -- seconds since 1970
        PRIMARY KEY (mxc, print)
    ) WITHOUT ROWID;
    CREATE INDEX scans_checked ON scans (checked);
    """,
)
MOST = 50_000
"""Rows that are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """``result``: a value of ``app.scanner.types.Scan``; ``checked``: seconds since 1970."""

    result: str
    checked: int


def print_of(key: AttachmentKey | None) -> bytes:
    """Which content behind an address is meant; empty for a file in clear."""
    if key is None:
        return b""
    return hashlib.sha256(b"scanned file\0" + key.sha256 + key.key + key.iv).digest()


class Scans:
    """The table ``scans``."""

    def __init__(self, db: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._clock = clock

    def use(self, db: Database) -> None:
        """Go on with another, empty database."""
        self._db = db

    def get(self, mxc: str, mark: bytes) -> Scanned | None:
        """What was said last."""
        row = self._db.execute("SELECT result, checked FROM scans WHERE mxc = ? AND print = ?", (mxc, mark)).fetchone()
        return Scanned(str(row[0]), int(row[1])) if row is not None else None

    def put(self, mxc: str, mark: bytes, result: str) -> None:
        """It was said now."""
        with self._db.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO scans (mxc, print, result, checked) VALUES (?, ?, ?, ?)",
                (mxc, mark, result, int(self._clock())),
            )
            self._db.execute(
                "DELETE FROM scans WHERE checked < (SELECT checked FROM scans ORDER BY checked DESC LIMIT 1 OFFSET ?)",
                (MOST,),
            )

    def forget(self, mxc: str, mark: bytes) -> None:
        """It does not count any more."""
        self._db.execute("DELETE FROM scans WHERE mxc = ? AND print = ?", (mxc, mark))
