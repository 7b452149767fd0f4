# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person does with rooms: make, enter, leave, read, look further back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.encryption import Encryption
from app.errors import ErrorCode, UserError
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS, ALLOW_ROOM_CREATION
from app.policy.permission import refusal, require
from app.preferences import Preferences
from app.rooms import Rooms
from app.send_queue import is_transient
from app.store.cache import Cache, key_of
from app.store.changes import CacheChanges, EventKey
from app.store.events import is_user_id
from app.store.reader import Ahead, Gap, Reader
from app.types import Membership
from app.worker import Worker
from crypto.types import DecryptionResult, Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

_PAGE = 100  # events of one /messages answer
_AGAIN = 20  # pages that are read once more at most
_ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
_SEEN_WITHIN = 5.0  # seconds that we wait for a new room to come with the sync


class RoomActions:
    """``changed`` shows what is in the store; ``errand`` runs something beside. All methods raise UserError."""

    def __init__(
        self,
        cache: Cache,
        cache_worker: Worker,
        reader: Reader,
        read_worker: Worker,
        encryption: Encryption,
        rooms: Rooms,
        changed: Callable[[CacheChanges], Awaitable[None]],
        errand: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self.client: MatrixClient | None = None
        """Set while the account is started."""
        self.prefs = Preferences()
        """What the organisation permits."""
        self._cache = cache
        self._cache_worker = cache_worker
        self._reader = reader
        self._read_worker = read_worker
        self._encryption = encryption
        self._rooms = rooms
        self._changed = changed
        self._errand = errand
        self._arrivals: dict[str, asyncio.Event] = {}
        self._just_direct: list[tuple[str, str]] = []  # (user, room) that m.direct may not name yet
        self.private_receipts: Callable[[], bool] = lambda: False
        """Whether only our own devices hear what we have read."""
        self.joining: Callable[[str, str], Awaitable[None]] = _nothing
        """Told of a room and who invited us, before we join it."""
        self.inviting: Callable[[str, str], Awaitable[object]] = _nothing
        """Told of a room and whom we invite, before they hear of it."""

    def arrived(self, room_id: str) -> None:
        """The sync told of this room."""
        if room_id in self._arrivals:
            self._arrivals[room_id].set()

    async def create(
        self,
        name: str,
        invite: Sequence[str],
        encrypted: bool,
        direct: bool,
        history_visibility: str | None,
        preset: str | None,
        *,
        topic: str = "",
        alias: str = "",
    ) -> str:
        """Gives the room id, when the room is in the list (or a few seconds have passed).

        Raises UserError REFUSED (errcode ``M_ROOM_IN_USE``) if another room has the address, BY_POLICY.
        """
        from app.matrix import api

        if not direct or len(invite) != 1:
            require(self.prefs, ALLOW_ROOM_CREATION)
        if preset == "public_chat":
            require(self.prefs, ALLOW_PUBLIC_ROOMS)

        for user in invite:
            if not is_user_id(user):
                raise UserError(ErrorCode.BAD_USER_ID)
        state: list[Json] = []
        if encrypted:
            state.append({"type": "m.room.encryption", "state_key": "", "content": _ENCRYPTION})
        if history_visibility is not None:
            content = {"history_visibility": history_visibility}
            state.append({"type": "m.room.history_visibility", "state_key": "", "content": content})
        client = self._online()
        room_id = await api.create_room(
            client,
            name=name,
            topic=topic,
            alias=alias,
            invite=invite,
            is_direct=direct,
            preset=preset or ("trusted_private_chat" if direct else "private_chat"),
            initial_state=state,
        )
        arrived = self._arrivals.setdefault(room_id, asyncio.Event())
        if encrypted:
            await self._encryption.room_encryption(room_id, _ENCRYPTION)
            await self._changed(await self._cache_worker.call(self._cache.latch_encrypted, room_id))
        else:
            await self._changed(await self._cache_worker.call(self._cache.set_membership, room_id, Membership.JOIN))
        if direct:
            self._just_direct += [(user, room_id) for user in invite]
            self._errand(self._mark_direct(room_id, invite))
        arrived.clear()
        if self.client is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(arrived.wait(), _SEEN_WITHIN)
        self._arrivals.pop(room_id, None)
        self._rooms.flush()
        return room_id

    async def _mark_direct(self, room_id: str, users: Sequence[str]) -> None:
        """Add the room to m.direct (client-server API, "Direct messaging"), on top of what the server has now."""
        from app.matrix import api

        client = self._online()
        try:
            content = dict(await api.get_account_data(client, "m.direct"))
        except UserError as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise
            content = {}
        for user in users:
            rooms = content.get(user)
            content[user] = [*(rooms if isinstance(rooms, list) else []), room_id]
        await api.put_account_data(client, "m.direct", content)
        await self._changed(await self._cache_worker.call(self._cache.set_account_data, "m.direct", content))

    async def join(self, room_id: str, via: Sequence[str] = ()) -> str:
        """Accept an invitation, or enter an open room (also by its alias); gives the room id. Raises BY_POLICY, too."""
        from app.matrix import api

        inviter, direct = await self._read_worker.call(self._reader.invitation, room_id)
        if inviter:
            await self.joining(room_id, inviter)
        elif not self.prefs.value(ALLOW_PUBLIC_ROOMS):
            await self._refuse_public(room_id, via)
        joined = await api.join(self._online(), room_id, via=via)
        if inviter and direct:
            self._just_direct.append((inviter, joined))
            self._errand(self._mark_direct(joined, [inviter]))
        await self._changed(await self._cache_worker.call(self._cache.set_membership, joined, Membership.JOIN))
        return joined

    async def _refuse_public(self, room: str, via: Sequence[str]) -> None:
        """What nobody can tell us of counts as public: whoever may enter a room without invitation may ask for it."""
        from app.matrix import rooms_api

        try:
            found = await rooms_api.room_summary(self._online(), room, via)
        except UserError as error:
            if is_transient(error):
                raise
            raise refusal(ALLOW_PUBLIC_ROOMS) from error
        if found.join_rule == "public" or not found.join_rule:
            raise refusal(ALLOW_PUBLIC_ROOMS)

    async def leave(self, room_id: str) -> None:
        """Also declines an invitation."""
        from app.matrix import api

        await api.leave(self._online(), room_id)
        await self._changed(await self._cache_worker.call(self._cache.set_membership, room_id, Membership.LEAVE))

    async def invite(self, room_id: str, user_id: str) -> None:
        """Raises UserError BAD_USER_ID, FORBIDDEN, ..."""
        from app.matrix import api

        if not is_user_id(user_id):
            raise UserError(ErrorCode.BAD_USER_ID)
        self._online()
        await self.inviting(room_id, user_id)
        await api.invite(self._online(), room_id, user_id)

    async def direct_room(self, user_id: str) -> str:
        """The room that we share with this person alone, made if there is none."""
        content = await self._cache_worker.call(self._cache.account_data, "m.direct")
        listed = content.get(user_id)
        candidates = [room for room in reversed(listed if isinstance(listed, list) else []) if isinstance(room, str)]
        candidates += [room for user, room in self._just_direct if user == user_id]
        for room_id in dict.fromkeys(candidates):
            summary = self._rooms.get(room_id)
            if summary is None or summary.membership is not Membership.JOIN:
                continue
            _, complete, _ = await self._cache_worker.call(self._cache.recipients, room_id)
            if not complete:
                await self._encryption.load_members(room_id)
            members, _, _ = await self._cache_worker.call(self._cache.recipients, room_id)
            if len(members) == 2 and user_id in members:
                return room_id
        return await self.create("", [user_id], True, True, None, None)

    async def read_room(self, room_id: str) -> None:
        """Everything in the room is read: here at once, on the server as soon as it can be reached."""
        changes, event_id = await self._cache_worker.call(self._cache.mark_read, room_id)
        await self._changed(changes)
        if event_id is not None and self.client is not None:
            self._errand(self.send_receipts())

    async def send_receipts(self) -> None:
        from app.matrix import api

        for room_id, event_id in await self._cache_worker.call(self._cache.due_receipts):
            try:
                await api.mark_read(
                    self._online(), room_id, fully_read=event_id, read=event_id, private=self.private_receipts()
                )
            except UserError as error:
                if is_transient(error):
                    raise
            await self._cache_worker.call(self._cache.receipt_sent, room_id, event_id)

    async def fill_gap(self, room_id: str, gap: Gap, count: int = _PAGE) -> None:
        """Fetch up to ``count`` events before a hole, decrypt them, store them."""
        from app.matrix import api

        page = await api.messages(self._online(), room_id, start=gap.token, limit=count)
        decrypted = await self._decrypt(room_id, page.events)
        changes = await self._cache_worker.call(
            self._cache.fill_gap, room_id, gap.chunk, page.events, page.end, decrypted, page.state
        )
        await self._changed(changes)

    async def read_again(self, room_id: str) -> None:
        """Fetch what is stored of a room once more, as far as there is no hole: the server may have left events out."""
        from app.matrix import api

        token: str | None = None
        behind: list[Json] = []
        for _ in range(_AGAIN):
            page = await api.messages(self._online(), room_id, start=token, limit=_PAGE)
            run = [*reversed(page.events), *behind]
            decrypted = await self._decrypt(room_id, run)
            changes, placed, reached = await self._cache_worker.call(
                self._cache.read_again, room_id, run, page.end, decrypted, page.state
            )
            await self._changed(changes)
            if reached or page.end is None or not page.events:
                return
            token, behind = page.end, run[:1] if placed else run

    async def look_around(self, room_id: str, event_id: str) -> None:
        """Fetch an event with what stands around it (GET /context), and store that as a piece of the past."""
        from app.matrix import api

        found = await api.context(self._online(), room_id, event_id)
        decrypted = await self._decrypt(room_id, found.events)
        changes = await self._cache_worker.call(
            self._cache.add_context, room_id, event_id, found.events, (found.start, found.end), decrypted, found.state
        )
        await self._changed(changes)

    async def look_ahead(self, room_id: str, ahead: Ahead) -> None:
        """Fetch the events after a place in the past, store them."""
        from app.matrix import api

        token = ahead.token
        if token is None:
            token = (await api.context(self._online(), room_id, ahead.event_id, limit=0)).end
        if token is None:
            page = api.Page((), (), None, None)
        else:
            page = await api.messages(self._online(), room_id, start=token, direction="f", limit=_PAGE)
        decrypted = await self._decrypt(room_id, page.events)
        changes = await self._cache_worker.call(
            self._cache.extend, room_id, ahead.chunk, page.events, page.end, decrypted, page.state
        )
        await self._changed(changes)

    async def _decrypt(self, room_id: str, events: Sequence[Json]) -> dict[EventKey, DecryptionResult]:
        encrypted: list[tuple[str, Json]] = [
            (room_id, event)
            for event in events
            if event.get("type") == "m.room.encrypted" and "state_key" not in event and is_user_id(event.get("sender"))
        ]
        results = await self._encryption.decrypt(encrypted)
        return {key_of(room, event): result for (room, event), result in zip(encrypted, results, strict=True)}

    def _online(self) -> MatrixClient:
        if self.client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        return self.client


async def _nothing(_room_id: str, _user_id: str) -> None:
    """Nobody wants to know."""
