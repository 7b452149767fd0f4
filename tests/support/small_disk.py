# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A place to write that is soon full."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@contextmanager
def small_disk(size: int) -> Iterator[Path | None]:
    """A file system of ``size`` bytes of its own, or None where we may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mounted = (
        _libc is not None and _libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode()) == 0
    )
    try:
        yield folder if mounted else None
    finally:
        if mounted and _libc is not None:
            _libc.umount2(os.fsencode(folder), 2)  # MNT_DETACH
        folder.rmdir()
