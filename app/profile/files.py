# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes small files of the profile so that a crash leaves either the old or the new one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.errors import ErrorCode, UserError
from crypto.store.database import sync_folder

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_private(path: Path, data: bytes) -> None:
    """Replace ``path`` by a file with ``data``, mode 0600, durable on return. Raises OSError; then nothing changed."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def unwritable(error: OSError, folder: Path) -> UserError:
    """What to tell the user when ``folder`` cannot be written."""
    if error.errno in _NO_SPACE:
        return UserError(ErrorCode.DISK_FULL, path=str(folder))
    return UserError(ErrorCode.PROFILE_UNWRITABLE, path=str(folder), reason=error.strerror or type(error).__name__)
