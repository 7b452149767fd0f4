# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A disk that takes data, but fails to make it durable."""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_NUMBERS = {"x86_64": (74, 75), "aarch64": (82, 83)}  # fsync, fdatasync
_EIO = 5


def can_fail_syncs() -> bool:
    return sys.platform == "linux" and platform.machine() in _NUMBERS


def fail_syncs() -> None:
    """From now on, fsync and fdatasync of the calling thread (for the rest of its life) give EIO.

    By a seccomp filter, so neither the store nor SQLite is any different from what users run.
    """
    load, jump_equal, give = 0x20, 0x15, 0x06
    fail, allow = 0x00050000 | _EIO, 0x7FFF0000
    fsync, fdatasync = _NUMBERS[platform.machine()]
    program = [
        (load, 0, 0, 0),  # the number of the system call
        (jump_equal, 2, 0, fsync),
        (jump_equal, 1, 0, fdatasync),
        (give, 0, 0, allow),
        (give, 0, 0, fail),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    filter_ = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    library = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_filter, mode_filter = 38, 22, 2
    if library.prctl(no_new_privileges, 1, 0, 0, 0) or library.prctl(set_filter, mode_filter, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp")
