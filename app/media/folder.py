# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The folder of media in the profile: every file in it is encrypted, under a name that says nothing.

All functions block: they run on threads beside the event loop.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Collection, Generator
from pathlib import Path
from typing import IO

from app.profile import folder as names
from app.profile.files import unwritable
from crypto import attachments
from crypto.attachments import AttachmentKey, Ranges

_BINARY = getattr(os, "O_BINARY", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class MediaFolder:
    """Files come in with ``stage`` (ours) and ``create`` (from the server)."""

    def __init__(self, profile: Path) -> None:
        self.path = profile / names.MEDIA

    def create(self) -> tuple[str, IO[bytes]]:
        """A new empty file of mode 0600, and its name. Raises UserError DISK_FULL, PROFILE_UNWRITABLE."""
        name = secrets.token_hex(16)
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY | _NOFOLLOW
            return name, os.fdopen(os.open(self.path / name, flags, 0o600), "w+b")
        except OSError as error:
            raise unwritable(error, self.path) from error

    def stage(self, source: IO[bytes] | bytes) -> tuple[str, AttachmentKey, int]:
        """Encrypt a file of ours into the folder: (name, key, bytes). On disk when it returns.

        Raises UserError DISK_FULL, PROFILE_UNWRITABLE.
        """
        name, target = self.create()
        try:
            with target:
                reader = io.BytesIO(source) if isinstance(source, bytes) else source
                key = attachments.encrypt(reader, target)
                size = target.tell()
                target.flush()
                os.fsync(target.fileno())
        except BaseException as error:
            self.remove(name)
            if isinstance(error, OSError):
                raise unwritable(error, self.path) from error
            raise
        return name, key, size

    def open(self, name: str) -> IO[bytes]:
        """Raises OSError (FileNotFoundError: somebody removed it)."""
        return os.fdopen(os.open(self.path / name, os.O_RDONLY | _BINARY | _NOFOLLOW), "rb")

    def plain(self, name: str, key: AttachmentKey) -> Generator[bytes, None, None]:
        """The decrypted pieces; the hash was checked before the first one. Raises BadAttachment, OSError."""
        with self.open(name) as file:
            yield from attachments.decrypt(file, key)

    def ranges(self, name: str, key: AttachmentKey) -> Ranges:
        """Any part of the decrypted file; its hash was checked when this returns. Raises BadAttachment, OSError."""
        file = self.open(name)
        try:
            return Ranges(file, key)
        except BaseException:
            file.close()
            raise

    def remove(self, *files: str) -> None:
        """They may be gone already."""
        for name in files:
            try:
                (self.path / name).unlink(missing_ok=True)
            except OSError:
                continue  # in use on Windows; the next start tidies up

    def tidy(self, needed: Collection[str]) -> None:
        """Remove what nothing refers to: left by a crash between file and database."""
        if self.path.is_dir():
            self.remove(*(entry.name for entry in os.scandir(self.path) if entry.name not in needed))
