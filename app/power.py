# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a room: the arithmetic of power levels (client-server API, "Permissions"; version 12: MSC4289).

The server decides; what stands here is for showing and hiding, and so that nothing is asked that is sure to be refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crypto.types import Json

CREATOR = 2**53
"""The power of creators in rooms of version 12 and newer: above every level that an event can carry."""
ADMIN, MODERATOR, MEMBER = 100, 50, 0
HIGHEST = 2**53 - 1

_USER = re.compile(r"@[^\x00-\x1f\x7f]{0,240}:[^\x00-\x1f\x7f\s]{1,250}")
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,15}\s*", re.ASCII)
_BEFORE_12 = {str(number) for number in range(1, 12)}

TOP_LEVEL = {
    "ban": 50,
    "kick": 50,
    "redact": 50,
    "invite": 0,
    "events_default": 0,
    "state_default": 50,
    "users_default": 0,
}
"""The levels beside ``events`` and ``users``, with the value each has where the event does not name it."""


class Role(StrEnum):
    """What a level is called."""

    CREATOR = "creator"
    ADMIN = "admin"
    MODERATOR = "moderator"
    MEMBER = "member"
    MUTED = "muted"


def role_of(level: int) -> Role:
    """The role that a level stands for, or lies above."""
    if level >= CREATOR:
        return Role.CREATOR
    if level >= ADMIN:
        return Role.ADMIN
    if level >= MODERATOR:
        return Role.MODERATOR
    return Role.MEMBER if level >= MEMBER else Role.MUTED


def as_level(value: Any) -> int | None:
    """A whole number, or one in a string as rooms before version 10 may have it; None for anything else.

    Levels beyond the numbers that an event can carry are clamped.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return max(-HIGHEST, min(value, HIGHEST))


def _is_user(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 255 and _USER.fullmatch(value) is not None


def _levels(value: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, level in (value if isinstance(value, dict) else {}).items():
        number = as_level(level)
        if number is not None:
            found[key] = number
    return found


def has_creators(version: str) -> bool:
    """Whether the creators of rooms of this version outrank every level. Unknown versions are newer ones."""
    return version not in _BEFORE_12


def creators_of(create: Json | None) -> frozenset[str]:
    """Who outranks everyone, by the m.room.create event (whole, not only its content); nobody before version 12."""
    content = create.get("content") if create else None
    if create is None or not isinstance(content, dict) or not has_creators(version_of(content)):
        return frozenset()
    more = content.get("additional_creators")
    users = [create.get("sender"), *(more if isinstance(more, list) else [])]
    return frozenset(user for user in users if _is_user(user))


def version_of(content: Json | None) -> str:
    """The room version that the content of an m.room.create event names."""
    version = (content or {}).get("room_version", "1")
    return version if isinstance(version, str) and version else "1"


@dataclass(frozen=True, slots=True)
class Powers:
    """The levels of one room. ``content``: the event as it is, None if there is none."""

    content: Json | None = None
    creators: frozenset[str] = frozenset()
    first: str = ""
    """Who made a room that has no power levels: level 100 before version 12."""
    users: Mapping[str, int] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, int] = field(default_factory=dict)
    room_mention: int = MODERATOR

    @classmethod
    def of(cls, content: Json | None, create: Json | None = None) -> Powers:
        """``content`` of m.room.power_levels; ``create``: the whole m.room.create event."""
        creators = creators_of(create)
        sender = create.get("sender") if create else None
        first = str(sender) if _is_user(sender) and not creators else ""
        if not isinstance(content, dict):
            return cls(None, creators, first)
        named = {key: level for key in TOP_LEVEL if (level := as_level(content.get(key))) is not None}
        notifications = _levels(content.get("notifications"))
        return cls(
            content,
            creators,
            first,
            _levels(content.get("users")),
            _levels(content.get("events")),
            named,
            notifications.get("room", MODERATOR),
        )

    # -- reading -------------------------------------------------------------------------------------------------------

    def level(self, user_id: str) -> int:
        """The level of a user; ``CREATOR`` for creators."""
        if user_id in self.creators:
            return CREATOR
        if self.content is None:
            return ADMIN if user_id and user_id == self.first else 0
        return self.users.get(user_id, self.named.get("users_default", 0))

    def needed(self, action: str) -> int:
        """The level for ``ban``, ``kick``, ``redact``, ``invite``, ``events_default``, ``state_default``, ..."""
        if self.content is None and action == "state_default":
            return 0
        return self.named.get(action, TOP_LEVEL[action])

    def needed_for_state(self, type_: str) -> int:
        return self.events.get(type_, self.needed("state_default"))

    def needed_for_message(self, type_: str) -> int:
        return self.events.get(type_, self.needed("events_default"))

    # -- what one may do -----------------------------------------------------------------------------------------------

    def may(self, user_id: str, action: str) -> bool:
        return self.level(user_id) >= self.needed(action)

    def may_set(self, user_id: str, type_: str) -> bool:
        """Send a state event of this type."""
        return self.level(user_id) >= self.needed_for_state(type_)

    def may_send(self, user_id: str, type_: str) -> bool:
        return self.level(user_id) >= self.needed_for_message(type_)

    def may_redact(self, user_id: str) -> bool:
        """Remove messages of others."""
        return self.may(user_id, "redact") and self.may_send(user_id, "m.room.redaction")

    def may_kick(self, user_id: str, target: str) -> bool:
        """Remove somebody, or withdraw their invitation, or refuse their request to join."""
        return user_id != target and self.may(user_id, "kick") and self.level(user_id) > self.level(target)

    def may_ban(self, user_id: str, target: str) -> bool:
        return user_id != target and self.may(user_id, "ban") and self.level(user_id) > self.level(target)

    def may_unban(self, user_id: str, target: str) -> bool:
        return self.may_kick(user_id, target) and self.may(user_id, "ban")

    def assignable(self, user_id: str, target: str) -> int | None:
        """The highest level that ``user_id`` may give to ``target``; None: none may be given.

        Nobody gives more than they have, nobody changes who is not below them (but themselves), and the power of
        creators is not in the event at all.
        """
        own = self.level(user_id)
        if not self.may_set(user_id, "m.room.power_levels") or target in self.creators:
            return None
        if target != user_id and self.level(target) >= own:
            return None
        return min(own, HIGHEST)

    def may_assign(self, user_id: str, target: str, level: int) -> bool:
        highest = self.assignable(user_id, target)
        return highest is not None and -HIGHEST <= level <= highest

    def may_change(self, user_id: str, now: int, to: int) -> bool:
        """Change what an action needs from ``now`` to ``to``."""
        own = self.level(user_id)
        return self.may_set(user_id, "m.room.power_levels") and now <= own and -HIGHEST <= to <= min(own, HIGHEST)

    # -- new contents --------------------------------------------------------------------------------------------------

    def _base(self) -> Json:
        if self.content is not None:
            return {**self.content}
        base: Json = {"users": {self.first: ADMIN}} if self.first else {}
        return base | {"state_default": 0}  # what it was without the event

    def with_user(self, target: str, level: int) -> Json:
        """The content of m.room.power_levels in which ``target`` has this level; everything else stays as it is."""
        content = self._base()
        users = content.get("users")
        users = {**users} if isinstance(users, dict) else {}
        if level == self.named.get("users_default", 0) and target != self.first:
            users.pop(target, None)
        else:
            users[target] = level
        content["users"] = {user: value for user, value in users.items() if user not in self.creators}
        return content

    def with_rights(self, rights: Mapping[str, int]) -> Json:
        """The content with other needs. Keys: those of ``TOP_LEVEL``, ``notifications.room``, or ``events.<type>``."""
        content = self._base()
        for key, level in rights.items():
            if key in TOP_LEVEL:
                content[key] = level
            elif key == "notifications.room":
                old = content.get("notifications")
                content["notifications"] = {**(old if isinstance(old, dict) else {}), "room": level}
            elif key.startswith("events."):
                old = content.get("events")
                content["events"] = {**(old if isinstance(old, dict) else {}), key.removeprefix("events."): level}
            else:
                raise KeyError(key)
        return content

    def right(self, key: str) -> int:
        """The level that a key of ``with_rights`` stands at."""
        if key in TOP_LEVEL:
            return self.needed(key)
        if key == "notifications.room":
            return self.room_mention
        return self.needed_for_state(key.removeprefix("events."))
