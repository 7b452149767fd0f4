# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions of push rules (Matrix v1.18, client-server API, "Conditions").

Each is made once into a function. What is not known, or makes no sense, is no condition: its rule never matches.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Protocol

from app.notifications.glob import Glob, at_boundary, folded
from crypto.types import Json

_ABSENT = object()
_GREATEST = 2**53 - 1  # of canonical JSON
_COUNT = re.compile(r"(==|<=|>=|<|>|)([0-9]{1,15})", re.ASCII)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


class Facts(Protocol):
    """What conditions ask about the room. Answers come from the server's state, never from decrypted events."""

    @property
    def user_id(self) -> str:
        """Ours."""
        ...

    @property
    def display_name(self) -> str | None:
        """Ours in this room."""
        ...

    @property
    def member_count(self) -> int: ...

    def may_notify(self, sender: str, key: str) -> bool:
        """Whether the sender's power is enough for this kind of notification of ``m.room.power_levels``."""
        ...


class Subject:
    """An event to be judged: its type and content after decryption, without a state key if it was encrypted."""

    def __init__(self, event: Json) -> None:
        self._event = event
        self._content = event.get("content")
        self._folded: dict[tuple[str, ...], tuple[Any, str]] = {}

    @property
    def sender(self) -> str:
        sender = self._event.get("sender")
        return sender if isinstance(sender, str) else ""

    @property
    def room_id(self) -> str:
        room_id = self._event.get("room_id")
        return room_id if isinstance(room_id, str) else ""

    @property
    def body(self) -> str | None:
        body = self._content.get("body") if isinstance(self._content, dict) else None
        return body if isinstance(body, str) else None

    @property
    def has_mentions(self) -> bool:
        return isinstance(self._content, dict) and "m.mentions" in self._content

    def text_at(self, path: tuple[str, ...]) -> tuple[str, str] | None:
        """The text at a path and the same folded, which many rules ask for; None if there is no text."""
        known = self._folded.get(path)
        if known is None:
            value = self.look_up(path)
            known = self._folded[path] = (value, folded(value) if isinstance(value, str) else "")
        return known if isinstance(known[0], str) else None

    def look_up(self, path: tuple[str, ...]) -> Any:
        """The value at a path; a marker that equals nothing if there is none."""
        value: Any = self._event
        for name in path:
            if not isinstance(value, dict) or name not in value:
                return _ABSENT
            value = value[name]
        return value


Condition = Callable[[Subject, Facts], bool]


def split_path(path: str) -> tuple[str, ...]:
    r"""The names of a dot-separated property path: ``\.`` is a dot of a name, ``\\`` a backslash of it."""
    names: list[str] = []
    name: list[str] = []
    characters = iter(path)
    for character in characters:
        if character == ".":
            names.append("".join(name))
            name = []
        elif character == "\\":
            following = next(characters, "")
            name.append(following if following in (".", "\\") else character + following)
        else:
            name.append(character)
    names.append("".join(name))
    return tuple(names)


def compile_condition(raw: Any) -> Condition | None:
    """The function of a condition; None: it is not known or makes no sense, and matches nothing."""
    if not isinstance(raw, dict):
        return None
    kind = raw.get("kind")
    make = _MAKERS.get(kind) if isinstance(kind, str) else None
    return make(raw) if make is not None else None


def _event_match(raw: Json) -> Condition | None:
    key, pattern = raw.get("key"), raw.get("pattern")
    if not isinstance(key, str) or not isinstance(pattern, str):
        return None
    path, glob = split_path(key), Glob(pattern)
    in_words = path == ("content", "body")

    def holds(subject: Subject, _facts: Facts) -> bool:
        found = subject.text_at(path)
        if found is None:
            return False
        return glob.in_words(*found) if in_words else glob.matches(*found)

    return holds


def _simple(value: Any) -> bool:
    """Whether it is a value of canonical JSON that can be compared: no object, no array, no float."""
    if value is None or isinstance(value, str | bool):
        return True
    return type(value) is int and abs(value) <= _GREATEST


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and _simple(one) and bool(one == other)


def _event_property_is(raw: Json) -> Condition | None:
    key, wanted = raw.get("key"), raw.get("value", _ABSENT)
    if not isinstance(key, str) or not _simple(wanted):
        return None
    path = split_path(key)
    return lambda subject, _facts: _same(subject.look_up(path), wanted)


def _event_property_contains(raw: Json) -> Condition | None:
    key, wanted = raw.get("key"), raw.get("value", _ABSENT)
    if not isinstance(key, str) or not _simple(wanted):
        return None
    path = split_path(key)

    def holds(subject: Subject, _facts: Facts) -> bool:
        values = subject.look_up(path)
        return isinstance(values, list) and any(_same(value, wanted) for value in values)

    return holds


def _contains_display_name(_raw: Json) -> Condition:
    return _names_us


def _names_us(subject: Subject, facts: Facts) -> bool:
    name, body = facts.display_name, subject.body
    if not name or body is None:
        return False
    # The name as it is: what would be a pattern elsewhere is a character here.
    small, wanted = folded(body), folded(name)
    place = small.find(wanted)
    while place >= 0:
        if at_boundary(body, place) and at_boundary(body, place + len(wanted)):
            return True
        place = small.find(wanted, place + 1)
    return False


def _room_member_count(raw: Json) -> Condition | None:
    wanted = raw.get("is")
    parts = _COUNT.fullmatch(wanted) if isinstance(wanted, str) else None
    if parts is None:
        return None
    compare, number = _COMPARE[parts[1]], int(parts[2])
    return lambda _subject, facts: compare(facts.member_count, number)


def _sender_notification_permission(raw: Json) -> Condition | None:
    key = raw.get("key")
    if not isinstance(key, str):
        return None
    return lambda subject, facts: facts.may_notify(subject.sender, key)


_MAKERS: dict[str, Callable[[Json], Condition | None]] = {
    "event_match": _event_match,
    "event_property_is": _event_property_is,
    "event_property_contains": _event_property_contains,
    "contains_display_name": _contains_display_name,
    "room_member_count": _room_member_count,
    "sender_notification_permission": _sender_notification_permission,
}
