# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where messages and files are kept, if the organisation wants them apart from the keys (policy ``CacheFolder``).

Every profile has a folder of its own there, named by its id. What was kept beside the keys before moves along; what
cannot be moved comes again from the server.
"""

from __future__ import annotations

import logging
import os
import shutil
import stat
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.policy.categories.storage import CACHE_FOLDER
from app.policy.policy import Policy
from app.profile import folder as names
from app.profile.files import unwritable

_log = logging.getLogger(__name__)
_NAME = "bundesmessenger-"


def cache_home(folder: Path, policy: Policy, profile: str) -> Path:
    """The folder of ``cache.db`` and ``media``, made with mode 0700; ``folder``: of the profile.

    Raises UserError PROFILE_UNWRITABLE if it cannot be made, is a link, or belongs to somebody else.
    """
    if not policy.value(CACHE_FOLDER):
        return folder
    home = place(folder, policy, profile)
    if home == folder:  # somebody changed profile.json
        raise UserError(ErrorCode.STORE_CORRUPT, file=names.PROFILE, path=str(folder), reason="not readable")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        info = home.lstat()
        if not stat.S_ISDIR(info.st_mode) or (os.name == "posix" and info.st_uid != os.geteuid()):
            raise UserError(ErrorCode.PROFILE_UNWRITABLE, path=str(home), reason="belongs to somebody else")
        if os.name == "posix" and info.st_mode & 0o077:
            home.chmod(0o700)
    except OSError as error:
        raise unwritable(error, home) from error
    _bring(folder, home)
    return home


def place(folder: Path, policy: Policy, profile: str) -> Path:
    """Where ``cache_home`` would be; it need not exist."""
    settled = policy.value(CACHE_FOLDER)
    if not settled or not profile.isalnum():
        return folder
    return Path(os.path.expandvars(settled)).expanduser() / f"{_NAME}{profile}"


def _bring(folder: Path, home: Path) -> None:
    """Move what is there still; the journals of the database first, so that none stands beside another database."""
    if not (home / names.CACHE).exists():
        for end in ("-wal", "-shm", ""):
            _move(folder / f"{names.CACHE}{end}", home)
    if not (home / names.MEDIA).exists():
        _move(folder / names.MEDIA, home)
    for left in folder.glob(f"{names.CACHE}*"):
        left.unlink(missing_ok=True)


def _move(what: Path, home: Path) -> None:
    if what.exists():
        try:
            shutil.move(what, home / what.name)
        except OSError as error:
            _log.warning("what was kept beside the keys could not be moved: %s", type(error).__name__)


def forget(home: Path, folder: Path) -> None:
    """The profile is removed: nothing of it stays there."""
    if home != folder:
        shutil.rmtree(home, ignore_errors=True)
