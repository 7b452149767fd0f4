# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles about files: which may be sent, how large, and which may leave the program."""

from __future__ import annotations

import os
from pathlib import Path

from app.media.content import guess
from app.policy.categories.files import (
    ALLOW_SAVE_FILES,
    ALLOWED_FILE_TYPES,
    DOWNLOAD_FOLDER,
    MAXIMUM_UPLOAD,
    OPEN_FILE_TYPES,
)
from app.policy.permission import refusal, require
from app.preferences import Preferences

MEGABYTE = 1_000_000


class FileRules:
    """Under the policies and settings of ``prefs``, as they are at the moment of asking."""

    def __init__(self, prefs: Preferences) -> None:
        self._prefs = prefs

    @property
    def may_save(self) -> bool:
        return self._prefs.value(ALLOW_SAVE_FILES)

    def may_open(self, name: str) -> bool:
        """Whether a file of this name may be handed to the system's program, as far as the organisation is asked."""
        return self.may_save and _fits(name, self._prefs.value(OPEN_FILE_TYPES))

    def may_send(self, name: str) -> bool:
        return _fits(name, self._prefs.value(ALLOWED_FILE_TYPES))

    def require_saving(self) -> None:
        """Raises UserError BY_POLICY."""
        require(self._prefs, ALLOW_SAVE_FILES)

    def require_sending(self, name: str, size: int) -> None:
        """Raises UserError BY_POLICY (``limit``: bytes, if it is too large)."""
        if not self.may_send(name):
            raise refusal(ALLOWED_FILE_TYPES)
        limit = self.limit(None)
        if limit is not None and size > limit:
            raise refusal(MAXIMUM_UPLOAD, limit=limit)

    def limit(self, of_server: int | None) -> int | None:
        """Bytes of the largest file; None: nobody says."""
        own = self._prefs.value(MAXIMUM_UPLOAD) * MEGABYTE
        known = [limit for limit in (own or None, of_server) if limit is not None]
        return min(known, default=None)

    def folder(self) -> Path | None:
        """Where files are to be saved; None: the downloads of the system."""
        chosen = self._prefs.value(DOWNLOAD_FOLDER)
        return Path(os.path.expandvars(chosen)).expanduser() if chosen else None

    @property
    def folder_fixed(self) -> bool:
        """Files are saved there and nowhere else."""
        return self._prefs.locked(DOWNLOAD_FOLDER)


def _fits(name: str, permitted: tuple[str, ...]) -> bool:
    if not permitted:
        return True
    name = name.casefold().rstrip(". ")
    mimetype = guess(name)
    return any(_is(entry.casefold(), name, mimetype) for entry in permitted)


def _is(entry: str, name: str, mimetype: str) -> bool:
    if entry.startswith("."):
        return name.endswith(entry)
    if entry.endswith("/*"):
        return mimetype.startswith(entry[:-1])
    return mimetype == entry
