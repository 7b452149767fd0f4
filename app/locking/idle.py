# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""For how long nobody has touched keyboard and mouse of this computer, as the platform says.

Windows: ``GetLastInputInfo``. X11: the MIT-SCREEN-SAVER extension. Wayland: the idle monitor of GNOME, or what other
desktops answer as ``org.freedesktop.ScreenSaver``. Elsewhere nobody knows, and the window has to look at itself.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import os
import sys
from collections.abc import Callable

_log = logging.getLogger(__name__)
_ANSWER = 2.0  # seconds that a desktop may take
_MONITORS = (
    # bus name (and interface), path, method: all answer milliseconds
    ("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "GetIdletime"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "GetSessionIdleTime"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver", "GetSessionIdleTime"),
)
Clock = Callable[[], "float | None"]


class Idle:
    """``seconds()`` blocks for milliseconds, at most for a few seconds if a desktop does not answer: call it away from
    the window's thread. What does not work is not tried again."""

    def __init__(self) -> None:
        self._ways: list[Clock] = _ways()

    @property
    def known(self) -> bool:
        """Somebody may know it."""
        return bool(self._ways)

    def seconds(self) -> float | None:
        """None: nobody knows."""
        while self._ways:
            try:
                found = self._ways[0]()
            except Exception as error:
                _log.info("idle time: %s", type(error).__name__)
                found = None
            if found is not None and found >= 0:
                return found
            self._ways.pop(0)
        return None


def _ways() -> list[Clock]:
    if sys.platform == "win32":
        return [windows]
    if not sys.platform.startswith("linux"):
        return []
    ways: list[Clock] = []
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS") and os.environ.get("WAYLAND_DISPLAY"):
        ways += [_monitor(*each) for each in _MONITORS]
    elif os.environ.get("DISPLAY"):
        ways.append(X11().seconds)
    return ways


def windows() -> float | None:
    if sys.platform != "win32":
        return None

    class LastInput(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("time", ctypes.c_uint))

    last = LastInput(ctypes.sizeof(LastInput), 0)
    if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
        return None
    return since(ctypes.windll.kernel32.GetTickCount(), last.time)


def since(now: int, then: int) -> float:
    """Seconds between two counts of milliseconds in 32 bits, which begin anew every 49.7 days."""
    return ((now - then) & 0xFFFFFFFF) / 1000


class _Info(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("events", ctypes.c_ulong),
    )


class X11:
    """A connection of its own to the X server, kept open."""

    def __init__(self) -> None:
        self._display: int | None = None
        self._x: ctypes.CDLL | None = None
        self._saver: ctypes.CDLL | None = None

    def seconds(self) -> float | None:
        if self._x is None or self._saver is None:
            self._open()
        if not self._display or self._x is None or self._saver is None:
            return None
        info = _Info()
        root = self._x.XDefaultRootWindow(self._display)
        if not self._saver.XScreenSaverQueryInfo(self._display, root, ctypes.byref(info)):
            return None
        return float(info.idle) / 1000

    def _open(self) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._saver = ctypes.CDLL(ctypes.util.find_library("Xss") or "libXss.so.1")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        query, asked = self._saver.XScreenSaverQueryExtension, ctypes.c_int()
        query.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)]
        self._saver.XScreenSaverQueryInfo.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_Info)]
        self._display = self._x.XOpenDisplay(None)
        if self._display and not query(self._display, ctypes.byref(asked), ctypes.byref(asked)):
            self._display = None


def _monitor(name: str, path: str, method: str) -> Clock:
    def ask() -> float | None:
        from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]
        from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

        with open_dbus_connection("SESSION") as bus:
            call = new_method_call(DBusAddress(path, bus_name=name, interface=name), method)
            answer = bus.send_and_get_reply(call, timeout=_ANSWER)
        if answer.header.message_type is not MessageType.method_return:
            return None
        value = answer.body[0]
        return value / 1000 if isinstance(value, int) else None

    return ask
