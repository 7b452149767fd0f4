# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with an encrypted database file."""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """Something is wrong with the file at ``path``. The text is for logs: it holds no content of the file."""

    def __init__(self, message: str, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class StoreMissing(StoreError):
    """The file is not there, and the caller did not want it created."""


class WrongKey(StoreError):
    """Not one page of the file is authentic under this key: another key, or nothing of the file is left."""


class StoreCorrupt(StoreError):
    """The file, or its journal, is damaged. It has been left as it is."""


class StoreNewer(StoreError):
    """The file was written by a newer program. Nothing has been written to it."""


class StoreOutdated(StoreError):
    """A read-only connection cannot bring an older file up to date."""


class StoreUnwritable(StoreError):
    """The disk is full, the file or folder is read-only, or writing failed. What was not committed is undone."""

    def __init__(self, message: str, path: Path | None = None, *, disk_full: bool = False) -> None:
        super().__init__(message, path)
        self.disk_full = disk_full


class StoreBusy(StoreError):
    """Another process kept the file locked for longer than the time-out."""


class StoreConflict(StoreError):
    """A UNIQUE, NOT NULL, CHECK or FOREIGN KEY rule of a table was broken: an error of the caller."""
