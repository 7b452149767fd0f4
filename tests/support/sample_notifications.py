# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a ``SampleAccount`` tells of: nothing but what a test emits. What is set is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.notifications.levels import Defaults
from app.notifications.notification import Notification, Occasion
from app.notifications.quiet import FOREVER, Pause
from app.signal import Signal
from app.types import RoomLevel


class SampleNotifications:
    """``app.notifications.interface.NotificationCentre``. ``fail``: asked before something is changed."""

    def __init__(self, fail: Callable[[], None] = lambda: None) -> None:
        self.notified: Signal[Notification] = Signal()
        self.withdrawn: Signal[str] = Signal()
        self.settings_changed: Signal[None] = Signal()
        self.paused_until = 0
        self.looked_at: list[str | None] = []
        self.switches = Defaults()
        self.words = ["Haushalt", "Lagebild"]
        self.levels: dict[str, RoomLevel] = {}
        self._fail = fail

    @property
    def quiet(self) -> bool:
        return bool(self.paused_until)

    def pause(self, pause: Pause | None) -> None:
        self.paused_until = 0 if pause is None else FOREVER
        self.settings_changed.emit(None)

    def looking_at(self, room_id: str | None) -> None:
        self.looked_at.append(room_id)

    def test(self) -> None:
        self.notified.emit(Notification("test", Occasion.TEST, sound=True))

    async def defaults(self) -> Defaults:
        return self.switches

    async def keywords(self) -> list[str]:
        return list(self.words)

    async def level(self, room_id: str) -> RoomLevel:
        return self.levels.get(room_id, RoomLevel.DEFAULT)

    def _change(self) -> None:
        self._fail()

    async def set_level(self, room_id: str, level: RoomLevel) -> None:
        self._change()
        self.levels[room_id] = level
        self.settings_changed.emit(None)

    async def set_default(self, switch: str, on: bool) -> None:
        self._change()
        change: dict[str, Any] = {switch: on}
        self.switches = replace(self.switches, **change)
        self.settings_changed.emit(None)

    async def add_keyword(self, word: str) -> None:
        self._change()
        self.words.append(word)
        self.settings_changed.emit(None)

    async def remove_keyword(self, word: str) -> None:
        self._change()
        self.words.remove(word)
        self.settings_changed.emit(None)
