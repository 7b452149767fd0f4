# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether this computer runs on its battery, so that work nobody waits for can wait."""

from __future__ import annotations

import sys
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")


def on_battery(supplies: Path = SUPPLIES) -> bool:
    """False where nobody can tell. A few system calls; not on the Qt thread."""
    return _windows() if sys.platform == "win32" else _linux(supplies)


def _linux(supplies: Path) -> bool:
    """A battery that is being emptied while no mains adapter is connected (Linux, "power supply class")."""
    draining = False
    try:
        for supply in supplies.iterdir():
            kind = _word(supply / "type")
            if kind in ("Mains", "USB") and _word(supply / "online") == "1":
                return False
            of_a_device = _word(supply / "scope") == "Device"  # of a mouse or a keyboard
            draining |= kind == "Battery" and not of_a_device and _word(supply / "status") == "Discharging"
    except OSError:
        return False
    return draining


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _windows() -> bool:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (  # SYSTEM_POWER_STATUS
            ("line", ctypes.c_ubyte),  # 0: battery, 1: mains, 255: unknown
            ("flag", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("left", ctypes.c_ulong),
            ("full", ctypes.c_ulong),
        )

    status = Status()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only on Windows
    return bool(kernel.GetSystemPowerStatus(ctypes.byref(status))) and status.line == 0
