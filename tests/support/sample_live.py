# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``AccountView.live`` of a scripted account."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.signal import Signal
from app.types import Refused, Seen, Typist


class SampleLive:
    """``people``: who types in which room; ``seen``: who has read which event; ``told``: (room, whether we
    type); ``call`` hears of the rest."""

    def __init__(self, call: Callable[..., None]) -> None:
        self.typing_changed: Signal[str] = Signal()
        self.refused: Signal[Refused] = Signal()
        self.people: dict[str, tuple[Typist, ...]] = {}
        self.seen: dict[str, list[Seen]] = {}
        self.told: list[tuple[str, bool]] = []
        self._call = call

    def type(self, room_id: str, *names: str) -> None:
        """These people type now."""
        self.people[room_id] = tuple(Typist(f"@{name.split()[0].lower()}:x.example", name) for name in names)
        self.typing_changed.emit(room_id)

    async def readers(self, room_id: str, event_id: str) -> Sequence[Seen]:
        return self.seen.get(event_id, [])

    def typing(self, room_id: str) -> Sequence[Typist]:
        return self.people.get(room_id, ())

    def wrote(self, room_id: str) -> None:
        self.told.append((room_id, True))

    def paused(self, room_id: str) -> None:
        self.told.append((room_id, False))

    async def toggle_reaction(self, room_id: str, event_id: str, key: str) -> bool:
        self._call("toggle_reaction", room_id, event_id, key)
        return True
