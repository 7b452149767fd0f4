# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON from other people: parsed with limits, then taken apart piece by piece.

One bad thing spoils one thing: the functions here answer "is this piece usable" and never raise for its sake.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import orjson

from crypto.types import Json

DEEPEST_EVENT = 100
"""Nesting of one event (C-16). Real ones stay under 15; everything that recurses later may rely on this."""

LONGEST_ID = 255
"""Bytes of a user, room or event identifier (Appendices, "Identifier Grammar")."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class BadJson(ValueError):
    """The bytes are no JSON object that we can read."""


def parse_object(data: bytes) -> Json:
    """The JSON object in ``data``. Raises BadJson: no JSON, another type at the top, nested over about 1000 levels.

    Lone surrogates and invalid UTF-8 become U+FFFD: one odd message in a sync answer must not hide all the others.
    """
    value = _parse(data)
    if not isinstance(value, dict):
        raise BadJson("not an object")
    return value


def parse_array(data: bytes) -> list[Any]:
    """Like ``parse_object``, for the few answers that are an array."""
    value = _parse(data)
    if not isinstance(value, list):
        raise BadJson("not an array")
    return value


def _parse(data: bytes) -> Any:
    try:
        return orjson.loads(data)  # refuses more than 1024 levels by itself
    except ValueError:
        return _parse_leniently(data)


def _parse_leniently(data: bytes) -> Any:
    try:
        return _mend(json.loads(data.decode("utf-8", "replace"), parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise BadJson(type(error).__name__) from None


def _refuse(_constant: str) -> NoReturn:
    raise BadJson("NaN or Infinity")


def _mend(root: Any) -> Any:
    """Replace lone surrogates in all strings, in place where possible, without recursion."""
    holder: list[Any] = [root]
    todo: list[Any] = [holder]
    while todo:
        container = todo.pop()
        pairs = list(container.items()) if isinstance(container, dict) else list(enumerate(container))
        for key, value in pairs:
            new_key = _mend_text(key) if isinstance(key, str) else key
            if new_key != key:
                del container[key]
            if isinstance(value, str):
                container[new_key] = _mend_text(value)
            else:
                container[new_key] = value
                if isinstance(value, dict | list):
                    todo.append(value)
    return holder[0]


def _mend_text(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def too_deep(value: Any, limit: int = DEEPEST_EVENT) -> bool:
    """Whether objects and arrays are nested more than ``limit`` levels."""
    level = [value]
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def as_object(value: Any) -> Json:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any, longest: int = 65536) -> str | None:
    """``value`` if it is a string of at most ``longest`` characters."""
    return value if isinstance(value, str) and len(value) <= longest else None


def as_count(value: Any) -> int | None:
    """``value`` if it is a whole number from 0 to 2^53 - 1 (what Matrix calls an integer)."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**53 else None


def events(value: Any) -> list[Json]:
    """The usable events of an array: objects with a type and a content object, not nested too deep."""
    return [event for event in as_list(value) if is_event(event)]


def is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and isinstance(event.get("content"), dict)
        and not too_deep(event)
    )


def texts(value: Any, longest: int = LONGEST_ID) -> list[str]:
    """The strings of an array, too long ones left out."""
    return [entry for entry in as_list(value) if isinstance(entry, str) and len(entry) <= longest]


def is_room_id(value: object) -> bool:
    """Room version 12 has room ids without a domain, so only the sigil and the length are sure."""
    return isinstance(value, str) and len(value) > 1 and value[0] == "!" and _bytes(value) <= LONGEST_ID


def is_user_id(value: object) -> bool:
    """Loose: historical ids may have any localpart without a colon. NUL and control characters never."""
    if not isinstance(value, str) or not value.startswith("@") or _bytes(value) > LONGEST_ID:
        return False
    local, colon, server = value[1:].partition(":")
    return bool(colon) and bool(server) and local.isprintable() and is_server_name(server)


_SERVER_NAME = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]{0,229}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def is_server_name(value: object) -> bool:
    """``host`` or ``host:port``; a DNS name, an IPv4 or a bracketed IPv6 address (Appendices, "Server Name")."""
    if not isinstance(value, str) or _SERVER_NAME.fullmatch(value) is None:
        return False
    host, _, port = value.rpartition(":")
    return not port.isdigit() or value.endswith("]") or not host or int(port) <= 65535


def _bytes(value: str) -> int:
    return len(value.encode("utf-8", "replace"))
