# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``AccountView.links`` of a scripted account. ``aliases``: of its rooms, by alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.text.permalinks import MatrixLink, link_to, parse

if TYPE_CHECKING:
    from tests.support.sample_account import SampleRoomList


class SampleLinks:
    prefix = "https://chat.behoerde.example"

    def __init__(self, rooms: SampleRoomList) -> None:
        self._rooms = rooms
        self.aliases: dict[str, str] = {}

    def understand(self, address: str) -> MatrixLink | None:
        return parse(address, (self.prefix,))

    def to_person(self, user_id: str) -> str:
        return link_to(user_id)

    async def to_room(self, room_id: str) -> str:
        return link_to(room_id, "", ["behoerde.example"])

    async def to_message(self, room_id: str, event_id: str) -> str:
        return link_to(room_id, event_id, ["behoerde.example"])

    async def room_of(self, link: MatrixLink) -> str | None:
        wanted = self.aliases.get(link.target, link.target)
        return wanted if any(room.room_id == wanted for room in self._rooms.items) else None
