# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a profile lives, and that it is ours alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.profile.files import unwritable

APPLICATION = "bundesmessenger"

LOCK = "lock"
INSTANCE = "instance"
PROFILE = "profile.json"
SETTINGS = "settings.json"
ATTEMPTS = "attempts.json"
RUNNING = "running"
LOG = "log"
MEDIA = "media"
ACCOUNTS = "accounts"
"""In the first profile: further ones, see ``app.accounts``."""
CARD = "card"
CRYPTO = "crypto.db"
CACHE = "cache.db"

_PROOF = {PROFILE, CRYPTO, CACHE}
_LEFTOVERS = {LOCK, SETTINGS, ATTEMPTS, RUNNING, LOG, ACCOUNTS, CARD, f"{INSTANCE}.json", f"{INSTANCE}.sock"}
"""May be all there is after a start or an end that was cut short, beside files that were being made."""


def default_folder() -> Path:
    """The profile that is used when none is named: in the user's local (not roaming) application data."""
    import platformdirs  # here, because a profile that is named needs none of it

    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False, roaming=False)) / "default"


def locate(named: str | None) -> Path:
    """The folder meant by ``--profile``, absolute. It need not exist."""
    return Path(named).expanduser().absolute() if named else default_folder()


def prepare(folder: Path) -> None:
    """Create the folder with mode 0700, or make sure that an existing one is fit to be a profile.

    Raises UserError PROFILE_UNWRITABLE: it cannot be created, is a link or a file, belongs to someone else, or holds
    files of something else (ending a profile removes files, and narrowing its mode would surprise).
    """
    try:
        info = folder.lstat()
    except FileNotFoundError:
        _create(folder)
        return
    except OSError as error:
        raise unwritable(error, folder) from error
    if not stat.S_ISDIR(info.st_mode):
        raise _refused(folder, "is not a folder")  # a link to one neither: who made it decides where keys go
    if os.name == "posix":
        if info.st_uid != os.geteuid():
            raise _refused(folder, "belongs to another user")
        if not _is_profile(folder):
            raise _refused(folder, "holds other files")
        try:
            if info.st_mode & 0o077:
                folder.chmod(0o700)
        except OSError as error:
            raise unwritable(error, folder) from error
    elif not _is_profile(folder):
        raise _refused(folder, "holds other files")


def _is_profile(folder: Path) -> bool:
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except OSError as error:
        raise unwritable(error, folder) from error
    finished = {name.removesuffix(".new") for name in names}
    return not _PROOF.isdisjoint(finished) or finished <= _LEFTOVERS


def _create(folder: Path) -> None:
    try:
        missing = [folder]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for part in reversed(missing):
            part.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise unwritable(error, folder) from error


def _refused(folder: Path, reason: str) -> UserError:
    return UserError(ErrorCode.PROFILE_UNWRITABLE, path=str(folder), reason=reason)
