# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the process forbids itself before it touches a key."""

from __future__ import annotations

import logging
import os
import sys

_log = logging.getLogger(__name__)
_PR_SET_DUMPABLE = 4  # linux/prctl.h
_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
_CAP_IPC_LOCK = 14
_SEM_NO_CRASH_WINDOWS = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX
_WER_NO_HEAP = 0x0001  # WER_FAULT_REPORTING_FLAG_NOHEAP


def harden() -> None:
    """New files are ours alone (umask 077), and a crash leaves no image of the memory, which has keys in it.

    To be called before any thread is started.

    Linux: no core file, and no other process of the same user may attach or read ``/proc/PID/mem``.
    Windows: error reports carry no heap. What the system refuses is logged and otherwise harmless.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        _harden_windows()
        return
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError) as error:
        _log.warning("core files cannot be switched off: %s", error)
    if sys.platform == "linux":
        import ctypes

        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            _log.warning("the process cannot be made undumpable: errno %d", ctypes.get_errno())
        forgo_memory_locks()


def forgo_memory_locks() -> None:
    """Let the databases wipe their memory without locking it, on Linux. To be called before any thread is started.

    SQLCipher locks every small buffer before it is used and unlocks it after: two system calls each, most of the time
    that a statement takes. What locking prevents, keys in the swap space, is what the encryption of the computer's
    disk is for; wiping, which stays on, costs next to nothing.
    """
    if sys.platform != "linux":
        return
    import ctypes
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    except (OSError, ValueError) as error:
        _log.warning("the limit for locked memory cannot be set: %s", error)
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    capabilities = (ctypes.c_uint32 * 6)()  # twice: effective, permitted, inheritable
    if libc.capget(header, capabilities) != 0:
        _log.warning("the capabilities cannot be read: errno %d", ctypes.get_errno())
        return
    if capabilities[0] >> _CAP_IPC_LOCK & 1:  # root is above the limit
        for index in range(3):
            capabilities[index] &= ~(1 << _CAP_IPC_LOCK)
        if libc.capset(header, capabilities) != 0:
            _log.warning("a capability cannot be given up: errno %d", ctypes.get_errno())


def _harden_windows() -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_SEM_NO_CRASH_WINDOWS)
        if ctypes.windll.kernel32.WerSetFlags(_WER_NO_HEAP) != 0:
            _log.warning("error reports cannot be limited")
