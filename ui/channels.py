# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a conversation on screen reads from and writes to: a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.interface import AccountView, Timeline


@dataclass(frozen=True, slots=True)
class Intent:
    """What the next text will be: ``kind`` is reply, thread or edit."""

    kind: str
    event_id: str
    name: str
    body: str


class Channel(Protocol):
    """One end of a conversation. Coroutines raise UserError."""

    account: AccountView
    room_id: str

    async def open(self) -> Timeline: ...

    async def deliver(self, text: str, intent: Intent | None) -> None: ...

    async def draft(self) -> str: ...

    async def save_draft(self, text: str) -> None: ...


class RoomChannel:
    """The main conversation of a room."""

    def __init__(self, account: AccountView, room_id: str) -> None:
        self.account = account
        self.room_id = room_id

    async def open(self) -> Timeline:
        return await self.account.open_timeline(self.room_id)

    async def deliver(self, text: str, intent: Intent | None) -> None:
        match intent:
            case None:
                await self.account.send_text(self.room_id, text)
            case Intent(kind="edit"):
                await self.account.edit(self.room_id, intent.event_id, text, markdown=True)
            case Intent(kind="thread"):
                await self.account.thread(self.room_id, intent.event_id, text, markdown=True)
            case _:
                await self.account.reply(self.room_id, intent.event_id, text, markdown=True)

    async def draft(self) -> str:
        return await self.account.draft(self.room_id)

    async def save_draft(self, text: str) -> None:
        await self.account.save_draft(self.room_id, text)
