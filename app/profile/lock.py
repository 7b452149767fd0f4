# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One process for each profile: two would use the same message keys twice.

The lock is the operating system's, held on a file that stays open. It ends with the process however that ends, so a
file left behind means nothing. It is taken before any database is opened.
"""

from __future__ import annotations

import os
import sys
import weakref
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.profile import folder as names
from app.profile.files import unwritable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class ProfileLock:
    """Held from ``acquire`` to ``release``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        _forget_after_fork(self)

    @classmethod
    def acquire(cls, folder: Path) -> ProfileLock:
        """Raises UserError PROFILE_IN_USE, or PROFILE_UNWRITABLE if the lock file cannot be made."""
        path = folder / names.LOCK
        while True:
            try:
                # Not inherited by programs we start (PEP 446).
                flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
                descriptor = os.open(path, flags, 0o600)
            except OSError as error:
                raise unwritable(error, folder) from error
            try:
                held = _try_lock(descriptor)
                if held and _is_same_file(descriptor, path):
                    return cls(descriptor)
            except OSError as error:  # a file system without locks
                os.close(descriptor)
                raise unwritable(error, folder) from error
            os.close(descriptor)
            if not held:
                raise UserError(ErrorCode.PROFILE_IN_USE, path=str(folder))
            # Another process removed the whole profile between our opening and locking: once more.

    def release(self) -> None:
        """Let go. The file stays. Doing it twice is harmless."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _is_same_file(descriptor: int, path: Path) -> bool:
    if sys.platform == "win32":
        return True  # an open file cannot be replaced there
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if sys.platform == "win32" and not error.errno:  # Wine forgets to say why
            return False
        raise
    return True


def _forget_after_fork(lock: ProfileLock) -> None:
    """A forked child shares the lock and would hold it after our end: it closes its copy, which does not unlock."""
    if sys.platform != "win32":
        reference = weakref.ref(lock)

        def in_child() -> None:
            inherited = reference()
            if inherited is not None:
                inherited.release()

        os.register_at_fork(after_in_child=in_child)
