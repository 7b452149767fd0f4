# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces that both sync transports read the same way. Nothing here raises because of what a server sends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from app.matrix.http import PARSE_ELSEWHERE, Timeouts
from app.matrix.wire import as_list, as_object, as_text, is_event, is_room_id, is_user_id, too_deep
from crypto.types import Json

T = TypeVar("T")
_log = logging.getLogger(__name__)

MEMBERSHIPS = frozenset({"join", "invite", "knock", "leave", "ban"})


def poll_timeouts(timeout_ms: int) -> Timeouts:
    """The server may stay silent for the time we asked it to, and then needs some to answer."""
    wait = max(timeout_ms, 0) / 1000.0
    return Timeouts(connect=15.0, read=wait + 30.0, total=wait + 180.0)


async def take_apart(parse: Callable[[Json], T], body: Json, size: int) -> T:
    """Parse an answer of ``size`` bytes: a large one not on the event loop's thread."""
    if size > PARSE_ELSEWHERE:
        return await asyncio.to_thread(parse, body)
    return parse(body)


def rooms_of(section: Any) -> Iterator[tuple[str, Json]]:
    """(room_id, object) of an object keyed by room id; malformed entries are left out."""
    for room_id, room in as_object(section).items():
        if is_room_id(room_id) and isinstance(room, dict):
            yield room_id, room


def each(parse: Callable[[str, Json], T], rooms: Iterable[tuple[str, Json]]) -> list[T]:
    """Parse every room in its own guard."""
    result = []
    for room_id, room in rooms:
        try:
            result.append(parse(room_id, room))
        except Exception:
            _log.warning("a room of a sync answer is malformed and was left out", exc_info=True)
    return result


def room_events(value: Any) -> list[Json]:
    """Events with an id and a sender of the right shape; type and content are checked as well."""
    return [
        event
        for event in as_list(value)
        if is_event(event) and isinstance(event.get("event_id"), str) and is_user_id(event.get("sender"))
    ]


def state_events(value: Any) -> list[Json]:
    return [event for event in room_events(value) if isinstance(event.get("state_key"), str)]


def stripped_events(value: Any) -> list[Json]:
    """Stripped state has no event id (Client-Server API, "Stripped state")."""
    return [event for event in as_list(value) if is_event(event) and isinstance(event.get("state_key"), str)]


def to_device_events(value: Any) -> list[Any]:
    """Everything that is an object; the engine judges the rest."""
    return [event for event in as_list(value) if isinstance(event, dict) and not too_deep(event)]


def own_membership(user_id: str, *lists: Iterable[Json]) -> str | None:
    """What the last of our own member events in ``lists`` says, or None."""
    result = None
    for events in lists:
        for event in events:
            if event["type"] == "m.room.member" and event.get("state_key") == user_id:
                result = as_membership(event["content"].get("membership")) or result
    return result


def as_membership(value: Any) -> str | None:
    return value if isinstance(value, str) and value in MEMBERSHIPS else None


def newly_joined(user_id: str, *lists: Iterable[Json]) -> bool:
    """Whether one of our own member events in ``lists`` is a join from outside."""
    for events in lists:
        for event in events:
            if event["type"] != "m.room.member" or event.get("state_key") != user_id:
                continue
            before = as_object(as_object(event.get("unsigned")).get("prev_content")).get("membership")
            if event["content"].get("membership") == "join" and before != "join":
                return True
    return False


def typing_users(event: Any) -> list[str] | None:
    users = as_object(as_object(event).get("content")).get("user_ids")
    return [user for user in users if is_user_id(user)] if isinstance(users, list) else None


def receipt_content(event: Any) -> Json | None:
    """The content of an m.receipt event: event id -> type -> user id -> receipt."""
    content = as_object(event).get("content")
    return content if isinstance(content, dict) and not too_deep(content) else None


def text_or_none(value: Any) -> str | None:
    return as_text(value, 4096)


def as_position(value: Any) -> str | None:
    """A position in a stream: a string that is not empty."""
    return value if isinstance(value, str) and 0 < len(value) <= 16384 else None


class Throttle:
    """Keeps a server that answers long polls at once with nothing from being asked all the time."""

    def __init__(self) -> None:
        self._empty = 0

    async def after(self, *, empty: bool, seconds: float, timeout_ms: int) -> None:
        """``seconds``: how long the answer took."""
        if not empty or timeout_ms <= 0 or seconds >= min(1.0, timeout_ms / 2000.0):
            self._empty = 0
            return
        self._empty += 1
        if self._empty > 3:  # a few empty answers in a row happen
            await asyncio.sleep(min(5.0, 0.05 * 2.0 ** min(self._empty - 3, 10)))
