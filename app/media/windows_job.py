# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""On Windows the decoders run in a job: bounded memory, no processes of their own, no desktop, and they end with us."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_LIMIT_ACTIVE_PROCESS = 0x0008
_LIMIT_PROCESS_MEMORY = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
_LIMIT_KILL_ON_CLOSE = 0x2000
_EXTENDED = 9  # JobObjectExtendedLimitInformation
_UI = 4  # JobObjectBasicUIRestrictions
_ALL_UI = 0xFF  # clipboard, desktop, display settings, handles of others, atoms, shutdown, system parameters


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Counters(ctypes.Structure):
    _fields_ = tuple((f"count{number}", ctypes.c_uint64) for number in range(6))


class _Extended(ctypes.Structure):
    _fields_ = (
        ("Basic", _Basic),
        ("Io", _Counters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limits(memory: int) -> ctypes.Structure:
    """What the job permits: ``memory`` bytes for its one process."""
    wanted = _Extended()
    wanted.Basic.LimitFlags = (
        _LIMIT_ACTIVE_PROCESS | _LIMIT_PROCESS_MEMORY | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION | _LIMIT_KILL_ON_CLOSE
    )
    # The launcher of a virtual environment starts the interpreter as a process of its own.
    wanted.Basic.ActiveProcessLimit = 1 if sys.prefix == sys.base_prefix else 2
    wanted.ProcessMemoryLimit = memory
    return wanted


class Job:
    """Holds one process. Closing it ends the process. Does nothing on other systems."""

    def __init__(self, process_handle: int, memory: int) -> None:
        """Raises OSError if the process cannot be confined; it must not be given anything then."""
        self._kernel: Any = None
        self._handle: Any = None
        if sys.platform != "win32":
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle_type, boolean = ctypes.c_void_p, ctypes.c_int
        kernel.CreateJobObjectW.restype = handle_type
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
        kernel.SetInformationJobObject.restype = boolean
        kernel.SetInformationJobObject.argtypes = (handle_type, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
        kernel.AssignProcessToJobObject.restype = boolean
        kernel.AssignProcessToJobObject.argtypes = (handle_type, handle_type)
        kernel.CloseHandle.restype = boolean
        kernel.CloseHandle.argtypes = (handle_type,)
        self._kernel = kernel
        self._handle = kernel.CreateJobObjectW(None, None)
        if not self._handle:
            raise ctypes.WinError(ctypes.get_last_error())
        wanted, desktop = limits(memory), ctypes.c_uint32(_ALL_UI)
        if not (
            kernel.SetInformationJobObject(self._handle, _EXTENDED, ctypes.byref(wanted), ctypes.sizeof(wanted))
            and kernel.SetInformationJobObject(self._handle, _UI, ctypes.byref(desktop), ctypes.sizeof(desktop))
            and kernel.AssignProcessToJobObject(self._handle, process_handle)
        ):
            error = ctypes.WinError(ctypes.get_last_error())
            self.close()
            raise error

    def close(self) -> None:
        """End what is in it."""
        handle, self._handle = self._handle, None
        if handle:
            self._kernel.CloseHandle(handle)
