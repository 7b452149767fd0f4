# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a conversation on screen reads from and writes to: a room, or one of its threads."""

from __future__ import annotations

from typing import Protocol

from app.drafts import Draft, Intent
from app.interface import AccountView, Timeline
from app.text.written import Written


class Channel(Protocol):
    """One end of a conversation. Coroutines raise UserError."""

    account: AccountView
    room_id: str

    async def open(self) -> Timeline: ...

    async def deliver(self, written: Written, intent: Intent | None) -> None: ...

    async def draft(self) -> Draft: ...

    async def save_draft(self, draft: Draft) -> None: ...


class RoomChannel:
    """The main conversation of a room."""

    def __init__(self, account: AccountView, room_id: str) -> None:
        self.account = account
        self.room_id = room_id

    async def open(self) -> Timeline:
        return await self.account.open_timeline(self.room_id)

    async def deliver(self, written: Written, intent: Intent | None) -> None:
        await self.account.writing.send(self.room_id, written, intent)

    async def draft(self) -> Draft:
        return await self.account.writing.draft(self.room_id)

    async def save_draft(self, draft: Draft) -> None:
        await self.account.writing.save_draft(self.room_id, draft)


class ThreadChannel:
    """A thread of a room; ``root``: the event that began it."""

    def __init__(self, account: AccountView, room_id: str, root: str) -> None:
        self.account = account
        self.room_id = room_id
        self.root = root

    async def open(self) -> Timeline:
        timeline = await self.account.threads.open(self.room_id, self.root)
        self.root = timeline.root
        return timeline

    async def deliver(self, written: Written, intent: Intent | None) -> None:
        await self.account.writing.send(self.room_id, written, intent, thread=self.root)

    @property
    def _place(self) -> str:
        return f"{self.room_id} {self.root}"

    async def draft(self) -> Draft:
        return await self.account.writing.draft(self._place)

    async def save_draft(self, draft: Draft) -> None:
        await self.account.writing.save_draft(self._place, draft)
