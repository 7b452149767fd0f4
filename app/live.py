# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.live``: who reads, who types, who reacts (client-server API, "Receipts", "Typing Notifications",
"Event annotations and reactions")."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import messages
from app.context import Context
from app.errors import ErrorCode, UserError
from app.own_typing import OwnTyping
from app.policy.categories.privacy import READ_RECEIPTS, SEND_TYPING
from app.service import Service
from app.signal import Signal
from app.store.events import as_dict, as_str, relation
from app.store.vault import Queued
from app.told import told
from app.types import Refused, Seen, Typist

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync

_log = logging.getLogger(__name__)
MAX_TYPING = 50
"""People typing in one room whom we look at."""
MAX_KEY = 255  # UTF-8 bytes of a reaction


class Live(Service):
    """``typing_changed``: with the room. ``refused``: what was shown as done is not."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.typing_changed: Signal[str] = Signal()
        self.refused: Signal[Refused] = Signal()
        self._typing: dict[str, tuple[Typist, ...]] = {}
        self._told: dict[str, tuple[str, ...]] = {}  # as the server said, before names are known
        self._own = OwnTyping(self._put_typing)
        context.queue.refused = self._refused

    # -- reading ------------------------------------------------------------------------------------------------------

    @told
    async def readers(self, room_id: str, event_id: str) -> Sequence[Seen]:
        """Everybody who has read this message or a later one, as far as their programs say; the newest first."""
        storage = self.context.storage
        return await storage.reading.call(storage.reader.readers, room_id, event_id)

    @property
    def private_receipts(self) -> bool:
        """Whether only our own devices hear what we have read."""
        return self.context.prefs.value(READ_RECEIPTS) == "private"

    # -- typing -------------------------------------------------------------------------------------------------------

    def typing(self, room_id: str) -> Sequence[Typist]:
        """Who else is writing in a room."""
        return self._typing.get(room_id, ())

    def wrote(self, room_id: str) -> None:
        """The user is writing a message: tell the others, if they are to know. May be called with each key."""
        if self.context.client is not None and self.context.prefs.value(SEND_TYPING):
            self._own.wrote(room_id)

    def paused(self, room_id: str) -> None:
        """The message was sent or given up, or the room left."""
        self._own.paused(room_id)

    async def _put_typing(self, room_id: str, on: bool, timeout_ms: int) -> bool:
        """Gives whether the server does that."""
        from app.matrix import api

        client = self.context.client
        if client is None:
            return True
        try:
            await api.typing(client, room_id, on=on, timeout_ms=timeout_ms)
        except UserError as error:
            _log.info("typing was not told: %s", error.code.value)
            return error.code not in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.UNSUPPORTED_SERVER)
        return True

    def stored(self, sync: RoomsSync) -> None:
        """See ``app.service.Service``."""
        own = self.context.user_id
        for update in sync.rooms:
            if update.typing is None:
                continue
            users = tuple(dict.fromkeys(user for user in update.typing if user != own))[:MAX_TYPING]
            if users != self._told.get(update.room_id, ()):
                self._told[update.room_id] = users
                self.context.errand(self._name(update.room_id, users))

    async def _name(self, room_id: str, users: tuple[str, ...]) -> None:
        storage = self.context.storage
        names = await storage.reading.call(storage.reader.member_names, room_id, users) if users else {}
        if self._told.get(room_id) != users:
            return  # others by now
        self._show_typing(room_id, tuple(Typist(user, names[user]) for user in users))

    def _show_typing(self, room_id: str, typists: tuple[Typist, ...]) -> None:
        if typists == self._typing.get(room_id, ()):
            return
        if typists:
            self._typing[room_id] = typists
        else:
            self._typing.pop(room_id, None)
        self.typing_changed.emit(room_id)

    async def disconnected(self) -> None:
        """Nobody is known to type while nothing is heard."""
        await self._own.close()
        self._told.clear()
        for room_id in list(self._typing):
            self._show_typing(room_id, ())

    # -- reacting -----------------------------------------------------------------------------------------------------

    @told
    async def toggle_reaction(self, room_id: str, event_id: str, key: str) -> bool:
        """React to a message, or take that back; gives whether we react now. Shown at once, offline too."""
        key = key.encode("utf-8", "replace").decode()
        if not key or len(key.encode()) > MAX_KEY:
            raise UserError(ErrorCode.REFUSED, errcode="reaction")
        queue, storage = self.context.queue, self.context.storage
        waiting = self._reacting(room_id, event_id, key)
        if waiting is not None and waiting.event_id is None:
            await queue.discard(room_id, waiting.txn_id)
            return False
        stored = await storage.reading.call(storage.reader.own_reactions, room_id, event_id, key)
        given_back = {item.target for item in queue.pending(room_id) if item.action == "redact"}
        ours = [event for event in stored if event not in given_back]
        if waiting is not None and waiting.event_id is not None and waiting.event_id not in {*ours, *given_back}:
            ours.append(waiting.event_id)
        if not ours:
            await queue.add(room_id, "m.reaction", messages.reaction(event_id, key), action="plain")
            return True
        for event in ours:
            await queue.add(room_id, "m.room.redaction", {}, action="redact", target=event)
        return False

    def _reacting(self, room_id: str, event_id: str, key: str) -> Queued | None:
        """Our newest reaction of this key that is on its way."""
        for item in reversed(self.context.queue.pending(room_id)):
            found = as_str(as_dict(item.content.get("m.relates_to")).get("key"))
            if found == key and relation(item.content) == ("m.annotation", event_id):
                return item
        return None

    # -- what did not work --------------------------------------------------------------------------------------------

    def _refused(self, item: Queued, code: ErrorCode) -> None:
        rel_type, target = relation(item.content)
        text = ""
        if item.action == "redact":
            what, target = "delete", item.target
        elif rel_type == "m.annotation":
            what = "reaction"
        elif rel_type == "m.replace":
            what = "edit"
            text = as_str(as_dict(item.content.get("m.new_content")).get("body")) or ""
        else:
            what = "vote" if rel_type == "m.reference" else "other"
        self.refused.emit(Refused(item.room_id, what, code.value, target or "", text))
