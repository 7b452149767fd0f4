# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a decrypted file where the user wants it: complete or not at all, and never over another file.

Until it is complete it has no name, where the system can do that (Linux): a crash leaves nothing. Elsewhere it is a
hidden file until then, and what a crash left of it is removed by the next saving into the folder.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from app.errors import ErrorCode, UserError
from app.media.names import numbered, safe_name

_TRIES = 10_000
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_FROM_INTERNET = b"[ZoneTransfer]\r\nZoneId=3\r\n"
_PART = re.compile(r"\.bundesmessenger-[0-9a-f]{16}\.part")
_ABANDONED = 3600.0  # seconds without a write; then nobody writes it any more


def save(pieces: Iterable[bytes], folder: Path, name: object) -> tuple[Path, str]:
    """Gives the path and the SHA-256 of what was written (hexadecimal). Blocks.

    The name is made safe (``app.media.names``) and numbered if it is taken. Raises UserError DISK_FULL, FORBIDDEN,
    NOT_FOUND (no such folder), and what ``pieces`` raises; then nothing is left in the folder.
    """
    wanted = safe_name(name)
    _remove_abandoned(folder)
    digest = hashlib.sha256()
    part: Path | None = None
    try:
        file = _nameless(folder)
        if file is None:
            part, file = _hidden(folder)
        with file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            if part is None:
                return _name(file, folder, wanted), digest.hexdigest()
        _mark(part)
        return _put(part, folder, wanted), digest.hexdigest()
    except BaseException as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _told(error) from error
        raise


def _nameless(folder: Path) -> IO[bytes] | None:
    """A file in the folder that nobody finds and that ends with us; None where there is no such thing."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600), "wb")
    except OSError as error:
        if error.errno in (*_NO_LINKS, errno.EISDIR, errno.EINVAL):
            return None
        raise


def _hidden(folder: Path) -> tuple[Path, IO[bytes]]:
    part = folder / f".bundesmessenger-{secrets.token_hex(8)}.part"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return part, os.fdopen(os.open(part, flags, 0o600), "wb")


def _remove_abandoned(folder: Path) -> None:
    """What a crash left of a file that was being saved."""
    with contextlib.suppress(OSError):
        for entry in folder.glob(".bundesmessenger-*.part"):
            if _PART.fullmatch(entry.name) and time.time() - entry.lstat().st_mtime > _ABANDONED:
                entry.unlink()


def _name(file: IO[bytes], folder: Path, wanted: str) -> Path:
    """Give a nameless file a name, the first one that is free (open(2), O_TMPFILE)."""
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # With a directory Python calls linkat(2), which follows the link in /proc; link(2) would not.
        return _link(Path(f"/proc/self/fd/{file.fileno()}"), folder, wanted, src_dir_fd=directory)
    finally:
        os.close(directory)


def _link(file: Path, folder: Path, wanted: str, *, src_dir_fd: int | None = None) -> Path:
    """One more name for the file, the first one that is free."""
    for number in range(_TRIES):
        target = folder / numbered(wanted, number)
        with contextlib.suppress(FileExistsError):
            os.link(file, target, src_dir_fd=src_dir_fd, follow_symlinks=True)
            return target
    raise UserError(ErrorCode.FORBIDDEN)


def _put(part: Path, folder: Path, wanted: str) -> Path:
    """Give the finished hidden file its name, the first one that is free."""
    if sys.platform != "win32":
        try:
            target = _link(part, folder, wanted)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            part.unlink()
            return target
    for number in range(_TRIES):
        target = folder / numbered(wanted, number)
        try:
            if sys.platform == "win32":
                part.rename(target)  # fails there if the name is taken
            else:  # a file system without hard links (FAT, some shares): hold the name first
                os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                part.replace(target)
        except FileExistsError:
            continue
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
