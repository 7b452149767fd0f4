# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the autostart entry as setting and organisation want it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.autostart import apply
from app.policy.categories.support import AUTOSTART
from app.policy.policy import Source

if TYPE_CHECKING:
    from ui.window import MainWindow

_log = logging.getLogger(__name__)


class Autostart:
    """Belongs to the window. Where nobody ever decided, nothing is touched: an entry of somebody else stays."""

    def __init__(self, window: MainWindow, make: Callable[[bool], None] = apply) -> None:
        self._window = window
        self._make = make
        prefs = window.prefs
        prefs.changed.connect(lambda key: self._settle() if key.name == AUTOSTART.name else None)
        if prefs.effective(AUTOSTART).source is not Source.DEFAULT:
            self._settle()

    def _settle(self) -> None:
        self._window.tasks.spawn(self._work(self._window.prefs.value(AUTOSTART)), "autostart")

    async def _work(self, on: bool) -> None:
        try:
            await asyncio.to_thread(self._make, on)
        except OSError as error:
            _log.warning("autostart: %s", type(error).__name__)
