# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the answer of the rooms connection (MSC4186)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.matrix.sync.parse import (
    as_membership,
    as_position,
    each,
    own_membership,
    receipt_content,
    room_events,
    rooms_of,
    state_events,
    stripped_events,
    text_or_none,
    typing_users,
)
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.matrix.wire import as_count, as_list, as_object, events, is_room_id, is_user_id, texts
from crypto.types import Json


@dataclass(slots=True)
class RoomsAnswer:
    """``total``: rooms in the list of all rooms. ``listed``: these rooms, if the answer names them all."""

    sync: RoomsSync = field(default_factory=RoomsSync)
    pos: str | None = None
    total: int | None = None
    listed: list[str] | None = None


def parse_rooms(answer: Json, user_id: str, *, scratch: bool) -> RoomsAnswer:
    """``scratch``: the connection starts from nothing, and the list of rooms is wanted as a whole.

    Reads both forms: the one that servers spoke before MSC4186 was merged, and the merged one.
    """
    reader = _Reader(user_id, scratch)
    updates = {update.room_id: update for update in each(reader.read, rooms_of(answer.get("rooms")))}

    def update_of(room_id: str) -> RoomUpdate:
        return updates.setdefault(room_id, RoomUpdate(room_id))

    extensions = as_object(answer.get("extensions"))
    account_data = as_object(extensions.get("account_data"))
    for room_id, of_room in as_object(account_data.get("rooms")).items():
        if is_room_id(room_id) and (found := events(of_room)):
            update_of(room_id).account_data = found
    for room_id, event in rooms_of(as_object(extensions.get("receipts")).get("rooms")):
        content = receipt_content(event)
        if content:
            update_of(room_id).receipts = content
    for room_id, event in rooms_of(as_object(extensions.get("typing")).get("rooms")):
        users = typing_users(event)
        if users is not None:
            update_of(room_id).typing = users

    everything = as_object(as_object(answer.get("lists")).get("all"))
    total = as_count(everything.get("count"))
    sync = RoomsSync(
        rooms=list(updates.values()),
        account_data=events(account_data.get("global")),
        total_rooms=total,
    )
    listed = _all_rooms(everything, total) if scratch else None
    return RoomsAnswer(sync, as_position(answer.get("pos")), total, listed)


def _all_rooms(everything: Json, total: int | None) -> list[str] | None:
    """The rooms that the list names, if it names all of them."""
    named = {
        room_id
        for operation in as_list(everything.get("ops"))
        for room_id in texts(as_object(operation).get("room_ids"))
        if is_room_id(room_id)
    }
    return sorted(named) if total is not None and len(named) == total else None


class _Reader:
    def __init__(self, user_id: str, scratch: bool) -> None:
        self._user_id = user_id
        self._scratch = scratch

    def read(self, room_id: str, room: Json) -> RoomUpdate:
        initial = room.get("initial") is True
        state = state_events(room.get("required_state")) + _vanished_members(room.get("required_state"))
        timeline = room_events(room.get("timeline_events", room.get("timeline")))
        stripped = stripped_events(room.get("stripped_state", room.get("invite_state")))
        membership = self._membership(room, state, timeline, stripped)
        heroes = room.get("heroes")
        return RoomUpdate(
            room_id,
            membership=membership,
            initial=initial,
            name=_text(room, "name", initial),
            avatar=_text(room, "avatar", initial),
            heroes=_heroes(heroes) if isinstance(heroes, list) else None,
            joined_count=as_count(room.get("joined_count")),
            invited_count=as_count(room.get("invited_count")),
            is_direct=True if room.get("is_dm") is True else (False if initial else None),
            # notification_count and highlight_count are not read: servers fill in 0, they cannot count encrypted ones
            bump_stamp=as_count(room.get("bump_stamp")),
            state=state,
            state_is_after=True,
            timeline=timeline,
            limited=room.get("limited") is True and not self._reaches_back(room, initial, len(timeline)),
            prev_batch=as_position(room.get("prev_batch")),
            stripped_state=stripped,
        )

    def _membership(self, room: Json, state: list[Json], timeline: list[Json], stripped: list[Json]) -> str | None:
        told = as_membership(room.get("membership"))
        if told is not None:
            return told
        membership = own_membership(self._user_id, timeline, state)
        if stripped and membership is None:
            membership = own_membership(self._user_id, stripped)
            return membership if membership in ("invite", "knock") else "invite"
        if membership is None and room.get("initial") is True:
            # A join without our member event is odd; nothing at all is how a lost membership looks.
            return "join" if state or timeline or "joined_count" in room else "leave"
        return membership

    def _reaches_back(self, room: Json, initial: bool, shown: int) -> bool:
        """Whether a timeline that was sent longer than needed (the room moved into ``top``) begins with old events.

        ``num_live`` counts the new ones at its end. It says so only while every room is in the list: else new events
        may have been kept back earlier.
        """
        live = as_count(room.get("num_live"))
        return not initial and not self._scratch and live is not None and live < shown


def _text(room: Json, field: str, initial: bool) -> str | None:
    """None: unchanged; empty: there is none (any more)."""
    if field not in room:
        return "" if initial else None
    return "" if room[field] is None else text_or_none(room[field])


def _vanished_members(required_state: object) -> list[Json]:
    """Member events that state resolution took away, told as a type and a key without content (merged MSC4186).

    They become departures: whoever is no member any more must not get keys.
    """
    return [
        {
            "type": "m.room.member",
            "state_key": stub["state_key"],
            "sender": stub["state_key"],
            "event_id": "",
            "content": {"membership": "leave"},
        }
        for stub in map(as_object, as_list(required_state))
        if stub.get("type") == "m.room.member" and "content" not in stub and is_user_id(stub.get("state_key"))
    ]


def _heroes(value: list[object]) -> list[Json]:
    result: list[Json] = []
    for entry in value[:20]:
        hero = as_object(entry)
        if is_user_id(hero.get("user_id")):
            names = ("user_id", "displayname", "name", "avatar_url", "avatar")
            result.append({name: hero[name] for name in names if isinstance(hero.get(name), str)})
    return result
