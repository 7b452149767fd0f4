# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simplified sliding sync (MSC4186) with two connections: keys never wait behind timelines.

The rooms connection has two lists. ``top`` holds the rooms with the newest activity and a few events of each; ``all``
grows until it holds every room, with one event each. A room with a new message moves into ``top``, and the server
then sends its last events once more: what comes may overlap with what we have, and ``limited`` alone does not mean
that something is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.matrix.client import Answer, MatrixClient
from app.matrix.errors import MatrixError
from app.matrix.http import MIB
from app.matrix.retry import ONCE
from app.matrix.sync.parse import Throttle, as_position, poll_timeouts, take_apart, to_device_events
from app.matrix.sync.sliding_rooms import RoomsAnswer, parse_rooms
from app.matrix.sync.types import SyncBatch, SyncConnection
from app.matrix.versions import MERGED_SLIDING_SYNC
from app.matrix.wire import as_object, texts
from crypto.types import EncryptionSync, Json

TRIPS = 3  # failures (HTTP 500) in a row with one position after which a connection starts over
SYNC_LIMIT = 128 * MIB
TO_DEVICE_LIMIT = 100

FIRST_ROOMS = 20  # rooms of the first answer
TOP_TIMELINE = 6  # events of each of the rooms with the newest activity
OPEN_TIMELINE = 50  # events of the room on screen
GROWTH = (100, 300, 700, 1500, 4000)  # how many rooms the list holds after each further answer
EVERYTHING = 99_999

ENCRYPTION_POS = "sliding.encryption.pos"
TO_DEVICE = "sliding.encryption.to_device"
ROOMS_POS = "sliding.rooms.pos.2"  # a new number with each addition to REQUIRED_STATE: it comes for old rooms, too
ROOMS_HELD = "sliding.rooms.held.2"

REQUIRED_STATE = [
    ["m.room.create", ""],
    ["m.room.encryption", ""],
    ["m.room.name", ""],
    ["m.room.topic", ""],
    ["m.room.avatar", ""],
    ["m.room.canonical_alias", ""],
    ["m.room.power_levels", ""],
    ["m.room.join_rules", ""],
    ["m.room.history_visibility", ""],
    ["m.room.guest_access", ""],
    ["m.room.tombstone", ""],
    ["m.room.pinned_events", ""],
    ["m.space.child", "*"],
    ["m.space.parent", "*"],
    ["m.room.member", "$ME"],
    ["m.room.member", "$LAZY"],
]


class _Connection:
    """What both connections share: a position that moves on when the batch is on disk."""

    name = ""

    def __init__(self, client: MatrixClient, path: str, pos: str | None) -> None:
        self._client = client
        self._path = path
        self._pos = pos
        self._throttle = Throttle()
        self._tripped = 0

    @property
    def _merged(self) -> bool:
        """Whether the server speaks MSC4186 as it was merged: parameters in the body, another ``required_state``."""
        return self._path == MERGED_SLIDING_SYNC

    def _trips_over_position(self, error: MatrixError) -> bool:
        """Whether the server fails with our position again and again: it may be unable to go on from there for good.

        Servers do so when a room was forgotten that was left after that position.
        """
        self._tripped += error.status == 500 and self._pos is not None
        return self._tripped >= TRIPS

    async def _post(self, body: Json, pos: str | None, timeout_ms: int) -> Answer:
        parameters: dict[str, str | int] = {"timeout": timeout_ms}
        if pos is not None:
            parameters["pos"] = pos
        if self._merged:
            body = {**body, **parameters, "set_presence": "offline"}
        return await self._client.ask(
            "POST",
            self._path,
            body=body,
            query=None if self._merged else parameters,
            timeout=poll_timeouts(timeout_ms),
            limit=SYNC_LIMIT,
            retry=ONCE,
        )


class EncryptionConnection(_Connection):
    """To-device messages, device lists and key counts, nothing else."""

    name = "encryption"

    def __init__(self, client: MatrixClient, path: str, tokens: Mapping[str, str]) -> None:
        super().__init__(client, path, tokens.get(ENCRYPTION_POS))
        self._since = tokens.get(TO_DEVICE)
        self._pending: tuple[SyncBatch, str | None, str | None] | None = None

    async def poll(self, timeout_ms: int) -> SyncBatch:
        started = time.monotonic()
        try:
            answer = await self._ask(timeout_ms)
        except MatrixError as error:
            trips = self._trips_over_position(error)
            if not trips and (error.status != 400 or (self._pos is None and self._since is None)):
                raise
            # An expired position; else a stored value that this server does not take. To-device messages that were
            # not acknowledged come again without ``since``, so nothing is lost by starting over.
            if not trips and (error.errcode != "M_UNKNOWN_POS" or self._pos is None):
                self._since = None
            self._pos, self._tripped = None, 0
            answer = await self._ask(0)
        fresh = self._pos is None
        batch, pos, since = await take_apart(lambda body: self._parse(body, fresh), answer.body, answer.size)
        batch.size = answer.size
        self._pending = (batch, pos, since)
        encryption = batch.encryption
        empty = encryption is None or not (encryption.to_device or encryption.changed_users or encryption.left_users)
        await self._throttle.after(empty=empty, seconds=time.monotonic() - started, timeout_ms=timeout_ms)
        return batch

    def commit(self, batch: SyncBatch) -> None:
        if self._pending is not None and self._pending[0] is batch:
            _, self._pos, self._since = self._pending
            self._pending = None
            self._tripped = 0

    async def _ask(self, timeout_ms: int) -> Answer:
        to_device: Json = {"enabled": True, "limit": TO_DEVICE_LIMIT}
        if self._since is not None:
            to_device["since"] = self._since
        body: Json = {"conn_id": self.name, "extensions": {"to_device": to_device, "e2ee": {"enabled": True}}}
        return await self._post(body, self._pos, timeout_ms)

    def _parse(self, answer: Json, fresh: bool) -> tuple[SyncBatch, str | None, str | None]:
        extensions = as_object(answer.get("extensions"))
        to_device = as_object(extensions.get("to_device"))
        e2ee = extensions.get("e2ee")
        lists = as_object(as_object(e2ee).get("device_lists"))
        unused = as_object(e2ee).get("device_unused_fallback_key_types")
        pos = as_position(answer.get("pos")) or self._pos
        since = as_position(to_device.get("next_batch")) or self._since
        tokens = {name: value for name, value in ((ENCRYPTION_POS, pos), (TO_DEVICE, since)) if value is not None}
        encryption = EncryptionSync(
            to_device=to_device_events(to_device.get("events")),
            changed_users=texts(lists.get("changed")),
            left_users=texts(lists.get("left")),
            otk_counts=as_object(e2ee.get("device_one_time_keys_count")) if isinstance(e2ee, dict) else None,
            unused_fallback_keys=texts(unused) if isinstance(unused, list) else None,
            tokens=tokens,
            lists_gap=fresh,
        )
        return SyncBatch(encryption=encryption), pos, since


@dataclass(frozen=True, slots=True)
class _Window:
    """``held``: rooms that the list covers. ``scratch``: started over and not yet through all rooms.

    ``seen``: the rooms that were told since then; None if we were not there for all of it.
    """

    held: int = FIRST_ROOMS
    scratch: bool = True
    seen: frozenset[str] | None = frozenset()


class RoomsConnection(_Connection):
    """Room list, timelines, receipts, typing and account data."""

    name = "rooms"

    def __init__(self, client: MatrixClient, path: str, tokens: Mapping[str, str]) -> None:
        super().__init__(client, path, tokens.get(ROOMS_POS))
        self._window = _Window()
        if self._pos is not None:
            held = tokens.get(ROOMS_HELD, "")
            number = int(held) if held.isdigit() and len(held) < 9 else FIRST_ROOMS
            self._window = _Window(max(number, FIRST_ROOMS), number < EVERYTHING, None)
        self._open: str | None = None
        self._changed = asyncio.Event()
        self._pending: tuple[SyncBatch, str | None, _Window] | None = None

    def open_room(self, room_id: str | None) -> None:
        if room_id != self._open:
            self._open = room_id
            self._changed.set()

    async def poll(self, timeout_ms: int) -> SyncBatch:
        started = time.monotonic()
        wait = 0 if self._window.scratch else timeout_ms
        try:
            answer = await self._ask_until_answered(wait)
        except MatrixError as error:
            if not self._trips_over_position(error) and (error.status != 400 or self._pos is None):
                raise
            self._pos, self._window, self._tripped = None, _Window(), 0
            answer = await self._ask_until_answered(0)
        window = self._window
        parsed = await take_apart(
            lambda body: parse_rooms(body, self._client.user_id, scratch=window.scratch), answer.body, answer.size
        )
        pos = parsed.pos or self._pos
        following = _grown(window, parsed)
        tokens = {ROOMS_HELD: str(following.held)}
        if pos is not None:
            tokens[ROOMS_POS] = pos
        parsed.sync.tokens = tokens
        if window.scratch and not following.scratch:
            parsed.sync.complete = parsed.listed or (None if following.seen is None else sorted(following.seen))
        batch = SyncBatch(rooms=parsed.sync, size=answer.size)
        self._pending = (batch, pos, following)
        empty = not (parsed.sync.rooms or parsed.sync.account_data)
        await self._throttle.after(empty=empty, seconds=time.monotonic() - started, timeout_ms=wait)
        return batch

    def commit(self, batch: SyncBatch) -> None:
        if self._pending is not None and self._pending[0] is batch:
            _, self._pos, self._window = self._pending
            self._pending = None
            self._tripped = 0

    async def _ask_until_answered(self, timeout_ms: int) -> Answer:
        """Ask, and ask anew as soon as another room is opened: the same position may be asked twice."""
        while True:
            self._changed.clear()
            asking = asyncio.ensure_future(self._post(self._body(), self._pos, timeout_ms))
            changed = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({asking, changed}, return_when=asyncio.FIRST_COMPLETED)
                if asking.done():
                    return asking.result()
            finally:
                changed.cancel()
                if not asking.done():
                    asking.cancel()
                    # Not ``await asking``: who cancels us meanwhile has to get through, or nobody ever stops polling.
                    await asyncio.wait({asking})
                if not asking.cancelled():
                    asking.exception()  # seen

    def _body(self) -> Json:
        def rooms(last: int, timeline: int) -> Json:
            window: Json = {"range": [0, last]} if self._merged else {"ranges": [[0, last]]}
            return {**window, "timeline_limit": timeline, "required_state": self._required_state()}

        body: Json = {
            "conn_id": self.name,
            "lists": {"top": rooms(FIRST_ROOMS - 1, TOP_TIMELINE), "all": rooms(self._window.held - 1, 1)},
            "extensions": {
                "account_data": {"enabled": True},
                "receipts": {"enabled": True},
                "typing": {"enabled": True},
            },
        }
        if self._open is not None:
            subscription = {"timeline_limit": OPEN_TIMELINE, "required_state": self._required_state()}
            body["room_subscriptions"] = {self._open: subscription}
        return body

    def _required_state(self) -> Json | list[list[str]]:
        if not self._merged:
            return REQUIRED_STATE
        own = {"$ME": self._client.user_id}
        wanted = [{"type": kind, "state_key": own.get(key, key)} for kind, key in REQUIRED_STATE if key != "$LAZY"]
        return {"include": wanted, "lazy_members": True}


def _grown(window: _Window, answer: RoomsAnswer) -> _Window:
    if not window.scratch:
        return window
    seen = window.seen
    if seen is not None:
        seen |= {update.room_id for update in answer.sync.rooms if update.membership is not None}
        seen -= {update.room_id for update in answer.sync.rooms if update.membership in ("leave", "ban")}
    if answer.total is None or answer.total <= window.held:
        return _Window(EVERYTHING, False, seen)
    following = next((step for step in GROWTH if step > window.held), EVERYTHING)
    return _Window(following, True, seen)


class SlidingTransport:
    """``tokens``: what was stored with the last batches, of both databases; missing ones start from scratch."""

    name = "sliding"

    def __init__(self, client: MatrixClient, path: str, tokens: Mapping[str, str]) -> None:
        self._rooms = RoomsConnection(client, path, tokens)
        self.connections: Sequence[SyncConnection] = (EncryptionConnection(client, path, tokens), self._rooms)

    def open_room(self, room_id: str | None) -> None:
        self._rooms.open_room(room_id)
