# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Classic GET /sync (Client-Server API, "Syncing"), for servers without sliding sync: one connection for everything.

To-device messages are acknowledged by the next ``since``, so ``commit`` decides when they are gone from the server.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import orjson

from app.matrix.client import Answer, MatrixClient
from app.matrix.errors import MatrixError
from app.matrix.retry import ONCE
from app.matrix.sync.parse import (
    Throttle,
    as_position,
    each,
    newly_joined,
    own_membership,
    poll_timeouts,
    receipt_content,
    room_events,
    rooms_of,
    state_events,
    stripped_events,
    take_apart,
    to_device_events,
    typing_users,
)
from app.matrix.sync.sliding import SYNC_LIMIT
from app.matrix.sync.types import RoomsSync, RoomUpdate, SyncBatch, SyncConnection
from app.matrix.wire import as_count, as_list, as_object, events, is_user_id, texts
from crypto.types import EncryptionSync, Json

SINCE = "classic.since"
PATH = "/_matrix/client/v3/sync"
INITIAL_TIMELINE = 3  # events of each room in the first answer, which has all rooms in it
LIVE_TIMELINE = 50
_STATE_AFTER = ("state_after", "org.matrix.msc4222.state_after")


def _filter(timeline: int) -> str:
    return orjson.dumps(
        {
            "presence": {"types": []},
            "room": {
                "timeline": {"limit": timeline, "lazy_load_members": True},
                "state": {"lazy_load_members": True},
                "ephemeral": {"types": ["m.receipt", "m.typing"]},
            },
        }
    ).decode()


class ClassicConnection:
    name = "sync"

    def __init__(self, client: MatrixClient, tokens: Mapping[str, str]) -> None:
        self._client = client
        self._since = tokens.get(SINCE)
        self._pending: tuple[SyncBatch, str | None] | None = None
        self._throttle = Throttle()

    async def poll(self, timeout_ms: int) -> SyncBatch:
        started = time.monotonic()
        try:
            answer = await self._ask(timeout_ms if self._since is not None else 0)
        except MatrixError as error:
            if error.status != 400 or self._since is None:
                raise
            self._since = None  # a token that this server does not know (any more)
            answer = await self._ask(0)
        initial = self._since is None
        user_id = self._client.user_id
        batch, since = await take_apart(
            lambda body: parse_sync(body, user_id, initial=initial), answer.body, answer.size
        )
        batch.size = answer.size
        self._pending = (batch, since or self._since)
        rooms, encryption = batch.rooms, batch.encryption
        empty = not (rooms and (rooms.rooms or rooms.account_data)) and not (
            encryption and (encryption.to_device or encryption.changed_users or encryption.left_users)
        )
        await self._throttle.after(empty=empty, seconds=time.monotonic() - started, timeout_ms=timeout_ms)
        return batch

    def commit(self, batch: SyncBatch) -> None:
        if self._pending is not None and self._pending[0] is batch:
            self._since = self._pending[1]
            self._pending = None

    async def _ask(self, timeout_ms: int) -> Answer:
        return await self._client.ask(
            "GET",
            PATH,
            query={
                "filter": _filter(INITIAL_TIMELINE if self._since is None else LIVE_TIMELINE),
                "set_presence": "offline",
                "since": self._since,
                "timeout": timeout_ms,
                "use_state_after": True,  # since v1.16; ignored by others
                "org.matrix.msc4222.use_state_after": True,
            },
            timeout=poll_timeouts(timeout_ms),
            limit=SYNC_LIMIT,
            retry=ONCE,
        )


def parse_sync(answer: Json, user_id: str, *, initial: bool) -> tuple[SyncBatch, str | None]:
    """The batch and the next ``since``. ``initial``: the request had no ``since``."""
    since = as_position(answer.get("next_batch"))
    tokens = {SINCE: since} if since is not None else {}
    rooms = as_object(answer.get("rooms"))
    updates = [
        *each(lambda room_id, room: _joined(room_id, room, user_id, initial), rooms_of(rooms.get("join"))),
        *each(lambda room_id, room: _outside(room_id, room, "invite", initial), rooms_of(rooms.get("invite"))),
        *each(lambda room_id, room: _outside(room_id, room, "knock", initial), rooms_of(rooms.get("knock"))),
        *each(lambda room_id, room: _left(room_id, room, user_id), rooms_of(rooms.get("leave"))),
    ]
    lists = as_object(answer.get("device_lists"))
    unused = answer.get("device_unused_fallback_key_types")
    batch = SyncBatch(
        encryption=EncryptionSync(
            to_device=to_device_events(as_object(answer.get("to_device")).get("events")),
            changed_users=texts(lists.get("changed")),
            left_users=texts(lists.get("left")),
            otk_counts=as_object(answer.get("device_one_time_keys_count")),  # absent means zero
            unused_fallback_keys=texts(unused) if isinstance(unused, list) else None,
            tokens=tokens,
            lists_gap=initial,
        ),
        rooms=RoomsSync(
            rooms=updates,
            account_data=events(as_object(answer.get("account_data")).get("events")),
            total_rooms=len(updates) if initial else None,
            tokens=tokens,
            complete=[update.room_id for update in updates if update.membership != "leave"] if initial else None,
        ),
    )
    return batch, since


def _state(room: Json) -> tuple[list[Json], bool]:
    """State events, and whether they are those after the timeline (MSC4222)."""
    for name in _STATE_AFTER:
        if isinstance(room.get(name), dict):
            return state_events(room[name].get("events")), True
    return state_events(as_object(room.get("state")).get("events")), False


def _joined(room_id: str, room: Json, user_id: str, initial: bool) -> RoomUpdate:
    state, after = _state(room)
    timeline = as_object(room.get("timeline"))
    shown = room_events(timeline.get("events"))
    summary = as_object(room.get("summary"))
    counts = as_object(room.get("unread_notifications"))
    heroes = summary.get("m.heroes")
    receipts: Json = {}
    typing: list[str] | None = None
    for event in events(as_object(room.get("ephemeral")).get("events")):
        if event["type"] == "m.receipt":
            receipts.update(receipt_content(event) or {})
        elif event["type"] == "m.typing":
            typing = typing_users(event)
    return RoomUpdate(
        room_id,
        membership="join",
        initial=initial or _everything(user_id, state, shown),
        heroes=[{"user_id": user} for user in heroes[:20] if is_user_id(user)] if isinstance(heroes, list) else None,
        joined_count=as_count(summary.get("m.joined_member_count")),
        invited_count=as_count(summary.get("m.invited_member_count")),
        unread=as_count(counts.get("notification_count")),
        highlight=as_count(counts.get("highlight_count")),
        state=state,
        state_is_after=after,
        timeline=shown,
        limited=timeline.get("limited") is True,
        prev_batch=as_position(timeline.get("prev_batch")),
        receipts=receipts or None,
        typing=typing,
        account_data=events(as_object(room.get("account_data")).get("events")),
    )


def _everything(user_id: str, state: list[Json], timeline: list[Json]) -> bool:
    """Whether this is the whole state of a room that we have just joined.

    Our join alone does not say so: it comes as the sender of the first events of a room that is made while we look.
    """
    created = any(event["type"] == "m.room.create" for event in (*state, *timeline))
    return created and newly_joined(user_id, state, timeline)


def _outside(room_id: str, room: Json, membership: str, initial: bool) -> RoomUpdate:
    section = as_object(room.get("invite_state" if membership == "invite" else "knock_state"))
    stripped = stripped_events(section.get("events"))
    return RoomUpdate(room_id, membership=membership, initial=initial, stripped_state=stripped)


def _left(room_id: str, room: Json, user_id: str) -> RoomUpdate:
    state, after = _state(room)
    timeline = as_object(room.get("timeline"))
    shown = room_events(timeline.get("events"))
    membership = own_membership(user_id, state, shown)
    return RoomUpdate(
        room_id,
        membership=membership if membership in ("leave", "ban") else "leave",
        state=state,
        state_is_after=after,
        timeline=shown,
        limited=timeline.get("limited") is True,
        prev_batch=as_position(timeline.get("prev_batch")),
        account_data=events(as_list(as_object(room.get("account_data")).get("events"))),
    )


class ClassicTransport:
    """``tokens``: what was stored with the last batch.

    Give it the token of ``cache.db``: it is never newer than that of ``crypto.db``, and to-device messages that come
    twice do no harm, but rooms that are skipped do.
    """

    name = "classic"

    def __init__(self, client: MatrixClient, tokens: Mapping[str, str]) -> None:
        self.connections: Sequence[SyncConnection] = (ClassicConnection(client, tokens),)

    def open_room(self, room_id: str | None) -> None:
        """Classic sync sends everything anyway."""
