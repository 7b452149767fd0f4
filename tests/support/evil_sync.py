# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The scripted sync of ``EvilHomeserver``: steps, and how each transport tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Room:
    """News of one room in one step. ``raw`` overrides fields of the answer as they are, for nonsense."""

    timeline: Sequence[Any] = ()
    state: Sequence[Any] = ()  # the state after the timeline
    membership: str = "join"  # join, invite, knock, leave
    stripped: Sequence[Any] = ()
    limited: bool = False
    prev_batch: str | None = "t0"
    name: str | None = None
    receipts: Json | None = None
    typing: Sequence[str] | None = None
    account_data: Sequence[Any] = ()
    joined_count: int | None = None
    invited_count: int | None = None
    raw: Json = field(default_factory=dict)


@dataclass
class Step:
    """One answer of the server. None in ``otk_counts``: the true ones."""

    to_device: Sequence[Any] = ()
    rooms: Mapping[str, Room] = field(default_factory=dict)
    changed: Sequence[Any] = ()
    left: Sequence[Any] = ()
    otk_counts: Any = None
    fallback: Any = None
    account_data: Sequence[Any] = ()
    raw: Json = field(default_factory=dict)  # merged into the answer (classic) or its extensions' e2ee part (sliding)

    @property
    def for_encryption(self) -> bool:
        told = self.to_device or self.changed or self.left
        return bool(told or self.otk_counts is not None or self.fallback is not None or not self.for_rooms)

    @property
    def for_rooms(self) -> bool:
        return bool(self.rooms or self.account_data)


def classic(step: Step, position: int, counts: Any, fallback: Any) -> Json:
    answer: Json = {
        "next_batch": f"s{position}",
        "rooms": {"join": {}, "invite": {}, "knock": {}, "leave": {}},
        "to_device": {"events": list(step.to_device)},
        "device_lists": {"changed": list(step.changed), "left": list(step.left)},
        "device_one_time_keys_count": counts if step.otk_counts is None else step.otk_counts,
        "device_unused_fallback_key_types": fallback if step.fallback is None else step.fallback,
        "account_data": {"events": list(step.account_data)},
    }
    for room_id, room in step.rooms.items():
        answer["rooms"][room.membership][room_id] = _classic_room(room)
    return {**answer, **step.raw}


def _classic_room(room: Room) -> Json:
    if room.membership in ("invite", "knock"):
        return {f"{room.membership}_state": {"events": list(room.stripped)}, **room.raw}
    ephemeral: list[Json] = []
    if room.receipts is not None:
        ephemeral.append({"type": "m.receipt", "content": room.receipts})
    if room.typing is not None:
        ephemeral.append({"type": "m.typing", "content": {"user_ids": list(room.typing)}})
    summary = {
        key: value
        for key, value in (("m.joined_member_count", room.joined_count), ("m.invited_member_count", room.invited_count))
        if value is not None
    }
    answer: Json = {
        "timeline": {"events": list(room.timeline), "limited": room.limited, "prev_batch": room.prev_batch},
        "state_after": {"events": list(room.state)},
        "ephemeral": {"events": ephemeral},
        "account_data": {"events": list(room.account_data)},
        "summary": summary,
    }
    return {**answer, **room.raw}


def sliding_encryption(step: Step, position: int, counts: Any, fallback: Any, *, to_device: bool) -> Json:
    e2ee = {
        "device_lists": {"changed": list(step.changed), "left": list(step.left)},
        "device_one_time_keys_count": counts if step.otk_counts is None else step.otk_counts,
        "device_unused_fallback_key_types": fallback if step.fallback is None else step.fallback,
        **step.raw,
    }
    events = list(step.to_device) if to_device else []
    return {
        "pos": f"p{position}",
        "rooms": {},
        "extensions": {"e2ee": e2ee, "to_device": {"next_batch": str(position), "events": events}},
    }


def sliding_rooms(step: Step, position: int, new: set[str], known: Sequence[str]) -> Json:
    """``new``: rooms that this connection has not heard of; ``known``: all rooms there are by now."""
    rooms = {room_id: _sliding_room(room, room_id in new) for room_id, room in step.rooms.items()}
    typing = {
        room_id: {"type": "m.typing", "content": {"user_ids": list(room.typing)}}
        for room_id, room in step.rooms.items()
        if room.typing is not None
    }
    receipts = {
        room_id: {"type": "m.receipt", "content": room.receipts}
        for room_id, room in step.rooms.items()
        if room.receipts is not None
    }
    account_data = {room_id: list(room.account_data) for room_id, room in step.rooms.items() if room.account_data}
    operation = {"op": "SYNC", "range": [0, 99999], "room_ids": list(known)}
    everything = {"count": len(known), "ops": [operation]}
    return {
        "pos": f"p{position}",
        "lists": {"top": everything, "all": everything},
        "rooms": rooms,
        "extensions": {
            "account_data": {"global": list(step.account_data), "rooms": account_data},
            "typing": {"rooms": typing},
            "receipts": {"rooms": receipts},
        },
    }


def _sliding_room(room: Room, initial: bool) -> Json:
    answer: Json = {"notification_count": 0, "highlight_count": 0}
    if initial:
        answer["initial"] = True
    if room.membership in ("invite", "knock"):
        return {**answer, "invite_state": list(room.stripped), **room.raw}
    answer |= {
        "required_state": list(room.state),
        "timeline": list(room.timeline),
        "limited": room.limited,
        "prev_batch": room.prev_batch,
    }
    counts = (("joined_count", room.joined_count), ("invited_count", room.invited_count), ("name", room.name))
    answer |= {key: value for key, value in counts if value is not None}
    return {**answer, **room.raw}


def merged(answer: Json, membership: Mapping[str, str]) -> Json:
    """A rooms answer in the form of MSC4186 as it was merged."""
    answer = {**answer, "lists": {name: {"count": entry["count"]} for name, entry in answer["lists"].items()}}
    names = {"timeline": "timeline_events", "invite_state": "stripped_state"}
    answer["rooms"] = {
        room_id: {**{names.get(key, key): value for key, value in room.items()}, "membership": membership[room_id]}
        for room_id, room in answer["rooms"].items()
    }
    return answer
