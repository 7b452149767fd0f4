# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People whom the user ignores (client-server API, "Ignoring users"): their messages, invitations and mentions are not
shown. The list is account data, so it holds on all devices; ``app.store`` leaves their events out wherever it reads.

The server keeps back what they write in the meantime. When they are no longer ignored, wherever that was decided, the
rooms that they are in are read once more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial

from app.context import Context
from app.errors import ErrorCode, UserError
from app.send_queue import is_transient
from app.service import Service
from app.signal import Signal
from app.store import members
from app.store.changes import CacheChanges
from app.store.events import as_dict, is_user_id
from app.store.members import IGNORED
from app.told import told
from app.types import Membership
from crypto.types import Json

_DUE = "ignored.due"


class Ignored(Service):
    """``users`` is always there; ``news`` when it becomes another list."""

    def __init__(self, context: Context, read_again: Callable[[str], Awaitable[None]]) -> None:
        """``read_again`` fetches what is stored of a room once more."""
        super().__init__(context)
        self._read_again = read_again
        self._catching_up = asyncio.Lock()
        self.users: frozenset[str] = frozenset()
        self.news: Signal[frozenset[str]] = Signal()

    async def opened(self) -> None:
        """See ``Service``."""
        self.users = await self._read()

    async def _read(self) -> frozenset[str]:
        storage = self.context.storage
        return await storage.reading.call(storage.reader.ignored)

    def changed(self, changes: CacheChanges) -> None:
        """See ``Service``."""
        if changes.ignored:
            self.context.errand(self._refresh())

    async def _refresh(self) -> None:
        users = await self._read()
        if users == self.users:
            return
        again = self.users - users
        self.users = users
        self.news.emit(users)
        if again:
            rooms = await self._rooms_of(again)
            await self._keep_due(dict.fromkeys([*await self._due(), *rooms]))
            if self.context.client is not None:
                self.context.errand(self._catch_up())

    # -- what they wrote meanwhile ------------------------------------------------------------------------------------

    def online(self) -> None:
        """See ``Service``."""
        self.context.errand(self._catch_up())

    async def _rooms_of(self, users: Collection[str]) -> list[str]:
        rooms = [room.room_id for room in self.context.rooms.items if room.membership is Membership.JOIN]
        storage = self.context.storage
        found = await storage.reading.call(storage.reader.read, partial(members.rooms_with, users=users))
        return [room_id for room_id in rooms if room_id in found]

    async def _due(self) -> list[str]:
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _DUE)
        rooms = (kept or {}).get("rooms")
        return [room for room in rooms if isinstance(room, str)] if isinstance(rooms, list) else []

    async def _keep_due(self, rooms: Iterable[str]) -> None:
        storage = self.context.storage
        await storage.crypto.call(storage.vault.set_value, _DUE, {"rooms": list(rooms)})

    async def _catch_up(self) -> None:
        """Room for room; what does not succeed for want of a network goes on with the next connection."""
        async with self._catching_up:
            for room_id in await self._due():
                try:
                    await self._read_again(room_id)
                except UserError as error:
                    if is_transient(error):
                        raise
                await self._keep_due([each for each in await self._due() if each != room_id])

    @told
    async def ignore(self, user_id: str) -> None:
        """Raises UserError BAD_USER_ID (ourselves too), NO_NETWORK, ..."""
        if not is_user_id(user_id) or user_id == self.context.user_id:
            raise UserError(ErrorCode.BAD_USER_ID)
        await self._change(user_id, on=True)

    @told
    async def unignore(self, user_id: str) -> None:
        await self._change(user_id, on=False)

    async def _change(self, user_id: str, *, on: bool) -> None:
        """On top of what the server has now: another device may have changed the list."""
        from app.matrix import api

        client = self.context.online()
        try:
            content: Json = dict(await api.get_account_data(client, IGNORED))
        except UserError as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise
            content = {}
        users = dict(as_dict(content.get("ignored_users")))
        if on:
            users[user_id] = as_dict(users.get(user_id))
        else:
            users.pop(user_id, None)
        content["ignored_users"] = users
        await api.put_account_data(client, IGNORED, content)
        storage = self.context.storage
        await self.context.changed(await storage.writing.call(storage.cache.set_account_data, IGNORED, content))
        await self._refresh()
