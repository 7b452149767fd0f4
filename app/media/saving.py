# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a decrypted file where the user wants it: complete or not at all, and never over another file."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.media.names import numbered, safe_name

_TRIES = 10_000
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_FROM_INTERNET = b"[ZoneTransfer]\r\nZoneId=3\r\n"


def save(pieces: Iterable[bytes], folder: Path, name: object) -> tuple[Path, str]:
    """Gives the path and the SHA-256 of what was written (hexadecimal). Blocks.

    The name is made safe (``app.media.names``) and numbered if it is taken. Raises UserError DISK_FULL, FORBIDDEN,
    NOT_FOUND (no such folder), and what ``pieces`` raises; then nothing is left in the folder.
    """
    wanted = safe_name(name)
    part = folder / f".{secrets.token_hex(8)}.part"
    digest = hashlib.sha256()
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        _mark(part)
        return _put(part, folder, wanted), digest.hexdigest()
    except BaseException as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _told(error) from error
        raise


def _put(part: Path, folder: Path, wanted: str) -> Path:
    """Give the finished file its name, the first one that is free."""
    for number in range(_TRIES):
        target = folder / numbered(wanted, number)
        try:
            if sys.platform == "win32":
                part.rename(target)  # fails there if the name is taken
            else:
                os.link(part, target)
                part.unlink()
        except FileExistsError:
            continue
        except OSError as error:
            if sys.platform == "win32" or error.errno not in (
                errno.EPERM,
                errno.EOPNOTSUPP,
                errno.ENOSYS,
                errno.EMLINK,
            ):
                raise
            # A file system without hard links (FAT, some shares): hold the name first.
            try:
                os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            part.replace(target)
        return target
    raise UserError(ErrorCode.FORBIDDEN)


def _mark(path: Path) -> None:
    """Windows and Office then ask before they run what is in it."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):  # not on NTFS
            Path(f"{path}:Zone.Identifier").write_bytes(_FROM_INTERNET)


def _told(error: OSError) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError(ErrorCode.DISK_FULL)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError(ErrorCode.NOT_FOUND)
    return UserError(ErrorCode.FORBIDDEN)
