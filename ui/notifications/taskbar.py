# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The number at the window's button in the taskbar of Windows (ITaskbarList3::SetOverlayIcon), through ctypes.

Whatever goes wrong with it is logged once, and there is no number.
"""

from __future__ import annotations

import logging
import sys

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

_log = logging.getLogger(__name__)


def png(pixmap: QPixmap) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    return bytes(buffer.data().data())


class TaskbarOverlay:
    """One for the window. ``show`` takes a native window handle."""

    def __init__(self) -> None:
        self._broken = sys.platform != "win32"
        self._list: object | None = None
        self._icon = 0

    def show(self, window: int, pixmap: QPixmap | None, description: str) -> None:
        """None takes the number away. ``description`` is read to people who do not see it."""
        if self._broken:
            return
        try:
            self._show(window, png(pixmap) if pixmap is not None else None, description)
        except Exception:
            _log.warning("no number in the taskbar", exc_info=True)
            self._broken = True

    if sys.platform == "win32":

        def _show(self, window: int, picture: bytes | None, description: str) -> None:
            import ctypes
            from ctypes import wintypes

            user32 = ctypes.WinDLL("user32", use_last_error=True)
            make = user32.CreateIconFromResourceEx
            make.restype = wintypes.HICON
            make.argtypes = [
                ctypes.c_char_p,
                wintypes.DWORD,
                wintypes.BOOL,
                wintypes.DWORD,
                ctypes.c_int,
                ctypes.c_int,
                wintypes.UINT,
            ]
            user32.DestroyIcon.argtypes = [wintypes.HICON]
            icon = 0
            if picture is not None:
                icon = make(picture, len(picture), True, 0x00030000, 0, 0, 0) or 0
                if not icon:
                    raise OSError(ctypes.get_last_error())
            pointer = self._taskbar_list()
            prototype = ctypes.WINFUNCTYPE(
                ctypes.c_long, ctypes.c_void_p, wintypes.HWND, wintypes.HICON, wintypes.LPCWSTR
            )
            table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))
            result = prototype(table[0][18])(pointer, window, icon or None, description)  # SetOverlayIcon
            old, self._icon = self._icon, icon
            if old:
                user32.DestroyIcon(old)
            if result < 0:
                raise OSError(result)

        def _taskbar_list(self) -> object:
            import ctypes
            import uuid

            if self._list is None:
                ole32 = ctypes.WinDLL("ole32")
                pointer = ctypes.c_void_p()
                found = ole32.CoCreateInstance(
                    uuid.UUID("56FDF344-FD6D-11d0-958A-006097C9A090").bytes_le,
                    None,
                    1,  # CLSCTX_INPROC_SERVER
                    uuid.UUID("EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF").bytes_le,
                    ctypes.byref(pointer),
                )
                if found < 0:
                    raise OSError(found)
                table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))
                ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p)(table[0][3])(pointer)  # HrInit
                self._list = pointer
            return self._list

    else:

        def _show(self, window: int, picture: bytes | None, description: str) -> None:
            raise NotImplementedError
