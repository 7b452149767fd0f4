# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notifications as the window sees them; ``app.notifications.service.Notifications`` is the real thing."""

from __future__ import annotations

from typing import Protocol

from app.notifications.levels import Defaults
from app.notifications.notification import Notification
from app.notifications.quiet import Pause
from app.signal import Signal
from app.types import RoomLevel


class NotificationCentre(Protocol):
    """``notified``: show it, in place of what has the same key. ``withdrawn``: the key of what is no longer new."""

    notified: Signal[Notification]
    withdrawn: Signal[str]
    settings_changed: Signal[None]

    @property
    def paused_until(self) -> int:
        """Unix time in seconds at which one may be disturbed again; 0: one may be."""
        ...

    @property
    def quiet(self) -> bool:
        """Nobody is to be disturbed now: paused, or quiet hours."""
        ...

    def pause(self, pause: Pause | None) -> None: ...

    def looking_at(self, room_id: str | None) -> None:
        """The room that is open in a window in front; None: none is."""
        ...

    def test(self) -> None:
        """Tell of something, so that people see and hear what it is like."""
        ...

    async def defaults(self) -> Defaults: ...

    async def keywords(self) -> list[str]: ...

    async def level(self, room_id: str) -> RoomLevel: ...

    async def set_level(self, room_id: str, level: RoomLevel) -> None:
        """For all devices of the account, as are all that follow; they need the server."""
        ...

    async def set_default(self, switch: str, on: bool) -> None: ...

    async def add_keyword(self, word: str) -> None: ...

    async def remove_keyword(self, word: str) -> None: ...
