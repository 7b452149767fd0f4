# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People whom the user ignores (client-server API, "Ignoring users"): their messages, invitations and mentions are not
shown. The list is account data, so it holds on all devices; ``app.store`` leaves their events out wherever it reads."""

from __future__ import annotations

from app.context import Context
from app.errors import ErrorCode, UserError
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges
from app.store.events import as_dict, is_user_id
from app.store.members import IGNORED
from app.told import told
from crypto.types import Json


class Ignored(Service):
    """``users`` is always there; ``news`` when it becomes another list."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
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
        if users != self.users:
            self.users = users
            self.news.emit(users)

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
