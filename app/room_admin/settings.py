# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of a room as plain data, read from the server's state and never from decrypted events."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.power import Powers, has_creators, version_of
from app.store.events import as_dict, as_str, is_user_id
from app.store.members import valid_mxc
from app.types import Membership
from crypto.types import Json

JOIN_RULES = ("public", "invite", "knock", "restricted", "knock_restricted", "private")
VISIBILITIES = ("world_readable", "shared", "invited", "joined")
STATES = (
    "m.room.create",
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.guest_access",
    "m.room.encryption",
    "m.room.canonical_alias",
    "m.room.power_levels",
    "m.room.tombstone",
)
SPACE = "m.space"
_ROOM_ID = re.compile(r"![^\x00-\x1f\x7f]{1,254}")
_ALIAS = re.compile(r"#[^\x00-\x1f\x7f\s:]{1,200}:[^\x00-\x1f\x7f\s/?#]{1,230}")
_MAX_TEXT = 10_000
_MAX_ALIASES = 100
_MAX_ROOMS = 100


def as_room_id(value: Any) -> str | None:
    """Room ids of version 12 have no server name."""
    return value if isinstance(value, str) and _ROOM_ID.fullmatch(value) else None


def as_alias(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= 255 and _ALIAS.fullmatch(value) else None


@dataclass(frozen=True, slots=True)
class Replacement:
    """A tombstone: ``room_id`` is where the conversation goes on, ``via`` servers that know it."""

    room_id: str
    text: str = ""
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """One room. ``user_id`` is who we are; the ``may_...`` properties are about us. All texts are remote and plain."""

    room_id: str
    user_id: str
    membership: Membership
    name: str = ""
    topic: str = ""
    avatar: str | None = None
    join_rule: str = "invite"  # one of JOIN_RULES, or what a newer server calls it
    allowed_rooms: tuple[str, ...] = ()  # of a restricted room: members of these may join
    history_visibility: str = "shared"  # one of VISIBILITIES
    guests: bool = False
    encrypted: bool = False
    alias: str | None = None
    alternatives: tuple[str, ...] = ()
    version: str = "1"
    kind: str = ""  # SPACE for spaces
    federated: bool = True
    predecessor: str | None = None
    replaced: Replacement | None = None
    powers: Powers = field(default_factory=Powers)

    @property
    def joined(self) -> bool:
        return self.membership is Membership.JOIN

    @property
    def level(self) -> int:
        """Our own level."""
        return self.powers.level(self.user_id)

    def may_set(self, type_: str) -> bool:
        """Whether we may send a state event of this type."""
        return self.joined and self.powers.may_set(self.user_id, type_)

    def may(self, action: str) -> bool:
        """``invite``, ``kick``, ``ban``, ``redact``."""
        return self.joined and self.powers.may(self.user_id, action)

    @property
    def may_redact(self) -> bool:
        return self.joined and self.powers.may_redact(self.user_id)

    @property
    def may_write(self) -> bool:
        return self.joined and self.powers.may_send(
            self.user_id, "m.room.encrypted" if self.encrypted else "m.room.message"
        )

    @property
    def may_upgrade(self) -> bool:
        """Replace the room by one of a newer version: the tombstone is what the server asks for."""
        return self.may_set("m.room.tombstone") and self.replaced is None

    @property
    def has_creators(self) -> bool:
        return has_creators(self.version)

    @property
    def knocking(self) -> bool:
        """People can ask to join."""
        return self.join_rule in ("knock", "knock_restricted")


def build(
    room_id: str, user_id: str, membership: Membership, events: Mapping[str, Json], *, encrypted: bool
) -> RoomSettings:
    """``events``: current state events by type, as they came; what is odd in them counts as not there."""
    contents = {type_: as_dict(event.get("content")) for type_, event in events.items()}

    def content(type_: str) -> Json:
        return contents.get(type_, {})

    create = events.get("m.room.create")
    rules, alias = content("m.room.join_rules"), content("m.room.canonical_alias")
    visibility = content("m.room.history_visibility").get("history_visibility")
    powers = contents.get("m.room.power_levels")
    return RoomSettings(
        room_id=room_id,
        user_id=user_id,
        membership=membership,
        name=(as_str(content("m.room.name").get("name")) or "")[:_MAX_TEXT],
        topic=(as_str(content("m.room.topic").get("topic")) or "")[:_MAX_TEXT],
        avatar=valid_mxc(content("m.room.avatar").get("url")),
        join_rule=(as_str(rules.get("join_rule")) or "invite")[:100],
        allowed_rooms=_allowed(rules.get("allow")),
        history_visibility=visibility if visibility in VISIBILITIES else "shared",
        guests=content("m.room.guest_access").get("guest_access") == "can_join",
        encrypted=encrypted,
        alias=as_alias(alias.get("alias")),
        alternatives=tuple(_aliases(alias.get("alt_aliases"))),
        version=version_of(content("m.room.create"))[:100],
        kind=as_str(content("m.room.create").get("type")) or "",
        federated=content("m.room.create").get("m.federate") is not False,
        predecessor=as_room_id(as_dict(content("m.room.create").get("predecessor")).get("room_id")),
        replaced=_replacement(room_id, events.get("m.room.tombstone")),
        powers=Powers.of(powers, create),
    )


def _allowed(value: Any) -> tuple[str, ...]:
    rooms = []
    for entry in (value if isinstance(value, list) else [])[:_MAX_ROOMS]:
        rule = as_dict(entry)
        room = as_room_id(rule.get("room_id"))
        if rule.get("type") == "m.room_membership" and room and room not in rooms:
            rooms.append(room)
    return tuple(rooms)


def _aliases(value: Any) -> Sequence[str]:
    found = [as_alias(entry) for entry in (value if isinstance(value, list) else [])[:_MAX_ALIASES]]
    return list(dict.fromkeys(alias for alias in found if alias))


def _replacement(room_id: str, event: Json | None) -> Replacement | None:
    if event is None:
        return None
    content = as_dict(event.get("content"))
    target = as_room_id(content.get("replacement_room"))
    if target is None or target == room_id:
        return None
    sender = event.get("sender")
    server = sender.partition(":")[2] if isinstance(sender, str) and is_user_id(sender) else ""
    servers = [server, target.partition(":")[2]]
    via = tuple(dict.fromkeys(name for name in servers if name))
    return Replacement(target, (as_str(content.get("body")) or "")[:500], via)
