# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps windows out of screenshots, where the platform can: Windows 10 version 2004 and later."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.policy.categories.security import ALLOW_SCREENSHOTS
from app.preferences import Preferences

_log = logging.getLogger(__name__)
_EXCLUDE = 0x11  # WDA_EXCLUDEFROMCAPTURE
_BLACK = 0x01  # WDA_MONITOR, before version 2004: a black area


def exclude(window: int) -> bool:
    """Ask Windows to leave this native window out; False if it does not."""
    if sys.platform != "win32":
        return False
    import ctypes

    ask = ctypes.windll.user32.SetWindowDisplayAffinity
    return bool(ask(window, _EXCLUDE) or ask(window, _BLACK))


class CaptureGuard(QObject):
    """Every window of the program, when it is shown: dialogs, menus and tooltips as well."""

    def __init__(self, app: QApplication, ask: Callable[[int], bool] = exclude) -> None:
        super().__init__(app)
        self._ask = ask
        self._refused = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._exclude(int(watched.winId()))
        return False

    def _exclude(self, window: int) -> None:
        if not self._ask(window) and not self._refused:
            self._refused = True
            _log.warning("the system does not keep windows out of screenshots")


def guard(app: QApplication, prefs: Preferences) -> CaptureGuard | None:
    """If the organisation wants it and the platform can."""
    if prefs.value(ALLOW_SCREENSHOTS) or sys.platform != "win32":
        return None
    return CaptureGuard(app)
