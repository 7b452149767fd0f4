# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pinned messages of the account with scripted rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.signal import Signal
from app.types import TimelineItem

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount


class SamplePins:
    """``pinned``: event ids of a room, the newest pinned one last."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.changed_in: Signal[str] = Signal()
        self.pinned: dict[str, list[str]] = {}

    async def listing(self, room_id: str) -> Sequence[TimelineItem]:
        items = {item.event_id: item for item in self._account.messages.get(room_id, [])}
        return [items[each] for each in reversed(self.pinned.get(room_id, [])) if each in items]

    async def pin(self, room_id: str, event_id: str) -> None:
        self._account._call("pin", room_id, event_id)
        self.pinned.setdefault(room_id, []).append(event_id)
        self.changed_in.emit(room_id)

    async def unpin(self, room_id: str, event_id: str) -> None:
        self._account._call("unpin", room_id, event_id)
        self.pinned[room_id].remove(event_id)
        self.changed_in.emit(room_id)
