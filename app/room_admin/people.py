# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The people of a room: who they are, removing, banning, asking to join, telling the administration."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.context import Context
from app.errors import ErrorCode, UserError
from app.room_actions import RoomActions
from app.room_admin.settings import SPACE
from app.room_admin.types import Invitation, Removal
from app.send_queue import is_transient
from app.service import Service
from app.signal import Signal
from app.store.changes import EventKey
from app.store.events import as_dict, as_str, is_user_id
from app.told import told
from app.types import Link, Member, Membership
from crypto.types import DecryptionResult

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync, RoomUpdate

_PEOPLE = tuple(each.value for each in (Membership.JOIN, Membership.INVITE, Membership.KNOCK, Membership.BAN))
_MAX_REASON = 500
_FORGET = "rooms to forget"
_MAX_SHARED = 50


class RoomPeople(Service):
    """All coroutines raise UserError; FORBIDDEN if the server does not let us."""

    def __init__(self, context: Context, actions: RoomActions) -> None:
        super().__init__(context)
        self._actions = actions
        self.forget_after = 60.0
        """Seconds after which the server is told to forget a room; a poll of the sync lasts half as long."""
        self._forgetting = False
        self._removals: list[Removal] = []
        self.removed: Signal[Removal] = Signal()
        """Somebody took us out of a room."""

    # -- who is there --------------------------------------------------------------------------------------------------

    @told
    async def people(self, room_id: str, *, refresh: bool = True) -> Sequence[Member]:
        """Everybody with a membership, those who ask to join and who are banned too, in the order of power and name.

        Asks the server if not all are here; offline those that are known.
        """
        storage = self.context.storage
        known = await storage.reading.call(storage.reader.membership, room_id)
        if refresh and known == (Membership.JOIN, False) and self.context.connection().link is not Link.OFFLINE:
            try:
                await self.context.encryption.load_members(room_id)
            except UserError as error:
                if not is_transient(error):
                    raise
        return await storage.reading.call(storage.reader.members, room_id, _PEOPLE)

    # -- removing ------------------------------------------------------------------------------------------------------

    @told
    async def kick(self, room_id: str, user_id: str, reason: str = "") -> None:
        """Also withdraws an invitation, and refuses a request to join."""
        from app.matrix import room_api

        await room_api.kick(self.context.online(), room_id, user_id, reason[:_MAX_REASON])

    @told
    async def ban(self, room_id: str, user_id: str, reason: str = "") -> None:
        from app.matrix import room_api

        await room_api.ban(self.context.online(), room_id, user_id, reason[:_MAX_REASON])

    @told
    async def unban(self, room_id: str, user_id: str) -> None:
        from app.matrix import room_api

        await room_api.unban(self.context.online(), room_id, user_id)

    @told
    async def accept_knock(self, room_id: str, user_id: str) -> None:
        """Let somebody in who asks to join: they are invited."""
        await self._actions.invite(room_id, user_id)

    # -- coming and going ----------------------------------------------------------------------------------------------

    @told
    async def conversation_with(self, user_id: str) -> str:
        """The room that we share with this person alone, made if there is none."""
        return await self._actions.direct_room(user_id)

    @told
    async def leave_and_forget(self, room_id: str) -> None:
        """Leave, keep nothing of the room on this device, and have the server forget it for us a little later."""
        self.context.online()
        try:
            await self._actions.leave(room_id)
        except UserError as error:
            if error.code is not ErrorCode.FORBIDDEN:  # we are out already, as after a ban
                raise
        storage = self.context.storage
        await self._keep_due({**await self._due(), room_id: time.time()})
        await self.context.changed(await storage.writing.call(storage.cache.forget_room, room_id))
        self.context.errand(self._forget())

    async def _due(self) -> dict[str, float]:
        """Rooms that the server has yet to forget for us, and since when (Unix time in seconds)."""
        storage = self.context.storage
        kept = as_dict(await storage.crypto.call(storage.vault.value, _FORGET))
        return {room: float(since) for room, since in kept.items() if isinstance(since, int | float)}

    async def _keep_due(self, due: dict[str, float]) -> None:
        storage = self.context.storage
        await storage.crypto.call(storage.vault.set_value, _FORGET, due)

    def online(self) -> None:
        """See ``Service``."""
        self.context.errand(self._forget())

    async def _forget(self) -> None:
        """Not before every connection of the sync has gone past our leaving: servers trip over it otherwise."""
        if self._forgetting:
            return
        self._forgetting = True
        try:
            await self._forget_all()
        finally:
            self._forgetting = False

    async def _forget_all(self) -> None:
        from app.matrix import api

        while due := await self._due():
            room_id, since = min(due.items(), key=lambda each: each[1])
            await asyncio.sleep(max(0.0, min(since + self.forget_after - time.time(), self.forget_after)))
            summary = self.context.rooms.get(room_id)
            if summary is None:  # else we are in it again
                try:
                    await api.forget(self.context.online(), room_id)
                except UserError as error:
                    if is_transient(error):
                        raise
            due = await self._due()
            if due.get(room_id) == since:
                await self._keep_due({room: each for room, each in due.items() if room != room_id})

    @told
    async def invitation(self, room_id: str) -> Invitation | None:
        """Who asks us into a room, from the store; None if nobody does."""
        storage, user = self.context.storage, self.context.user_id
        reader = storage.reader
        types = ("m.room.topic", "m.room.encryption", "m.room.join_rules", "m.room.create")

        def read() -> Invitation | None:
            known = reader.membership(room_id)
            event = reader.own_member(room_id)
            sender = event.get("sender")
            if known is None or known[0] is not Membership.INVITE or not is_user_id(sender):
                return None
            content = as_dict(event.get("content"))
            states = {
                type_: as_dict(each.get("content")) for type_, each in reader.state_events(room_id, types).items()
            }
            person = reader.member(room_id, str(sender))
            names = {room.room_id: room for room in self.context.rooms.items}
            shared = [room for room in reader.shared_rooms(str(sender)) if room != room_id and room in names]
            return Invitation(
                room_id=room_id,
                user_id=str(sender),
                name=person.display_name if person is not None else str(sender),
                avatar=person.avatar if person is not None else None,
                external=str(sender).partition(":")[2] != user.partition(":")[2],
                direct=content.get("is_direct") is True,
                reason=(as_str(content.get("reason")) or "")[:_MAX_REASON],
                shared=tuple(shared[:_MAX_SHARED]),
                topic=(as_str(states.get("m.room.topic", {}).get("topic")) or "")[:1000],
                members=reader.counts(room_id)[0],
                encrypted=reader.encrypted(room_id),
                public=states.get("m.room.join_rules", {}).get("join_rule") == "public",
                space=states.get("m.room.create", {}).get("type") == SPACE,
            )

        return await storage.reading.call(read)

    # -- telling the administration ------------------------------------------------------------------------------------

    @told
    async def report_message(self, room_id: str, event_id: str, reason: str) -> None:
        """Tell the administration of our server about a message. It learns who reports."""
        from app.matrix import room_api

        await room_api.report_event(self.context.online(), room_id, event_id, reason[:_MAX_REASON])

    @told
    async def report_room(self, room_id: str, reason: str) -> None:
        """Raises UNSUPPORTED_SERVER where the server has no such thing."""
        from app.matrix import room_api

        await room_api.report_room(self.context.online(), room_id, reason[:_MAX_REASON])

    @told
    async def report_user(self, user_id: str, reason: str) -> None:
        """Raises UNSUPPORTED_SERVER where the server has no such thing."""
        from app.matrix import room_api

        await room_api.report_user(self.context.online(), user_id, reason[:_MAX_REASON])

    # -- what others do to us ------------------------------------------------------------------------------------------

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """See ``Service``."""
        storage = self.context.storage
        self._removals = []
        for update in sync.rooms:
            removal = self._removal(update)
            if removal is not None:
                name = await storage.reading.call(storage.reader.member_name, removal.room_id, removal.by)
                self._removals.append(replace(removal, by=name))

    def stored(self, sync: RoomsSync) -> None:
        """See ``Service``."""
        removals, self._removals = self._removals, []
        for removal in removals:
            self.removed.emit(removal)

    def _removal(self, update: RoomUpdate) -> Removal | None:
        summary = self.context.rooms.get(update.room_id)
        if summary is None or summary.membership is not Membership.JOIN:
            return None
        for event in (*update.timeline, *update.state):
            if event.get("type") != "m.room.member" or event.get("state_key") != self.context.user_id:
                continue
            content, sender = as_dict(event.get("content")), event.get("sender")
            if content.get("membership") in ("leave", "ban") and sender != self.context.user_id and is_user_id(sender):
                return Removal(
                    update.room_id,
                    summary.name or "",
                    content.get("membership") == "ban",
                    str(sender),
                    (as_str(content.get("reason")) or "")[:_MAX_REASON],
                )
        return None
