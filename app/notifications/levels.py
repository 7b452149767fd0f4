# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people set, in words of theirs, and the push rules it is kept in: as other clients of Matrix write them.

The level of a room is an override rule with the room's id for its own (mute), or a room rule that tells of
everything or of nothing (then mentions and keywords still do, for they come before it). Keywords are content rules.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.notifications.defaults import DIRECT, GROUP
from app.notifications.rules import MASTER, Rule, Ruleset
from app.types import RoomLevel
from crypto.types import Json

LOUD: tuple[Any, ...] = ("notify", {"set_tweak": "sound", "value": "default"})
HIGHLIGHTED: tuple[Any, ...] = (*LOUD, {"set_tweak": "highlight"})
SILENT: tuple[Any, ...] = ()

_DIRECT_RULES = (DIRECT, ".m.rule.encrypted_room_one_to_one")
_GROUP_RULES = (GROUP, ".m.rule.encrypted")
_DIRECT_POLLS = (".org.matrix.msc3930.rule.poll_start_one_to_one",)
_GROUP_POLLS = (".org.matrix.msc3930.rule.poll_start",)


@dataclass(frozen=True, slots=True)
class Change:
    """One request: put a rule, remove it, or set one field of it. ``missing_is_fine``: the server may not have it."""

    action: str  # "put", "delete", "enabled", "actions"
    kind: str
    rule_id: str
    body: Json
    missing_is_fine: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """What one is told of where a room has no level of its own. ``everything`` False: of nothing, on no device."""

    everything: bool = True
    direct: bool = True  # messages in rooms of two
    groups: bool = True
    mentions: bool = True
    room_mentions: bool = True  # @room
    invitations: bool = True


SWITCHES = ("everything", "direct", "groups", "mentions", "room_mentions", "invitations")
_ENABLED = {
    "mentions": (
        ("override", ".m.rule.is_user_mention"),
        ("override", ".m.rule.contains_display_name"),
        ("content", ".m.rule.contains_user_name"),
    ),
    "room_mentions": (("override", ".m.rule.is_room_mention"), ("override", ".m.rule.roomnotif")),
}


def level_of(rules: Ruleset, room_id: str) -> RoomLevel:
    """The level of a room."""
    if room_id in _muted(rules):
        return RoomLevel.MUTE
    own = rules.get("room", room_id)
    if own is None or not own.enabled:
        return RoomLevel.DEFAULT
    return RoomLevel.ALL if own.notify else RoomLevel.MENTIONS


def levels(rules: Ruleset) -> dict[str, RoomLevel]:
    """All rooms whose level is not the default."""
    found = {
        rule.rule_id: RoomLevel.ALL if rule.notify else RoomLevel.MENTIONS
        for rule in rules.of_kind("room")
        if rule.enabled
    }
    return found | dict.fromkeys(_muted(rules), RoomLevel.MUTE)


def _muted(rules: Ruleset) -> set[str]:
    return {room for rule in rules.of_kind("override") if (room := _mutes(rule))}


def _mutes(rule: Rule) -> str:
    """The room that the rule mutes; empty if it mutes none."""
    conditions = rule.source.get("conditions")
    if rule.notify or not rule.enabled or not isinstance(conditions, list) or len(conditions) != 1:
        return ""
    only = conditions[0]
    if not isinstance(only, dict) or (only.get("kind"), only.get("key")) != ("event_match", "room_id"):
        return ""
    pattern = only.get("pattern")
    return pattern if isinstance(pattern, str) and not set("*?") & set(pattern) else ""


def set_level(rules: Ruleset, room_id: str, level: RoomLevel) -> list[Change]:
    """What to ask of the server so that a room has this level."""
    changes: list[Change] = []
    if level is RoomLevel.MUTE:
        condition: Json = {"kind": "event_match", "key": "room_id", "pattern": room_id}
        body: Json = {"conditions": [condition], "actions": list(SILENT)}
        changes.append(Change("put", "override", room_id, body))
        changes.append(Change("enabled", "override", room_id, {"enabled": True}))
    elif level in (RoomLevel.ALL, RoomLevel.MENTIONS):
        actions = LOUD if level is RoomLevel.ALL else SILENT
        changes.append(Change("put", "room", room_id, {"actions": list(actions)}))
        changes.append(Change("enabled", "room", room_id, {"enabled": True}))
    if level is not RoomLevel.MUTE:
        changes += [
            Change("delete", "override", rule.rule_id, {}, True)
            for rule in rules.of_kind("override")
            if _mutes(rule) == room_id
        ]
    if level in (RoomLevel.MUTE, RoomLevel.DEFAULT) and rules.get("room", room_id) is not None:
        changes.append(Change("delete", "room", room_id, {}, True))
    return changes


def defaults(rules: Ruleset) -> Defaults:
    """The switches as they stand."""

    def tells(rule_id: str) -> bool:
        rule = rules.get("underride", rule_id)
        return rule is not None and rule.enabled and rule.notify

    def enabled(kind: str, rule_id: str) -> bool:
        rule = rules.get(kind, rule_id)
        return rule is not None and rule.enabled

    invited = rules.get("override", ".m.rule.invite_for_me")
    return Defaults(
        everything=not enabled("override", MASTER),
        direct=any(tells(rule_id) for rule_id in _DIRECT_RULES),
        groups=any(tells(rule_id) for rule_id in _GROUP_RULES),
        mentions=enabled(*_ENABLED["mentions"][0]),
        room_mentions=enabled(*_ENABLED["room_mentions"][0]),
        invitations=invited is not None and invited.enabled and invited.notify,
    )


def set_default(switch: str, on: bool) -> list[Change]:
    """What to ask of the server so that a switch of ``Defaults`` stands like that."""
    match switch:
        case "everything":
            return [Change("enabled", "override", MASTER, {"enabled": not on})]
        case "invitations":
            return _tell("override", ".m.rule.invite_for_me", LOUD if on else SILENT)
        case "direct":
            actions = LOUD if on else SILENT
            known = [change for rule_id in _DIRECT_RULES for change in _tell("underride", rule_id, actions)]
            return known + [change for rule_id in _DIRECT_POLLS for change in _tell("underride", rule_id, actions)]
        case "groups":
            actions = ("notify",) if on else SILENT
            known = [change for rule_id in _GROUP_RULES for change in _tell("underride", rule_id, actions)]
            return known + [change for rule_id in _GROUP_POLLS for change in _tell("underride", rule_id, actions)]
        case _:
            # Servers that speak newer versions have no rules any more that look for names in texts.
            return [
                Change("enabled", kind, rule_id, {"enabled": on}, missing_is_fine=place > 0)
                for place, (kind, rule_id) in enumerate(_ENABLED[switch])
            ]


def _tell(kind: str, rule_id: str, actions: Sequence[Any]) -> list[Change]:
    optional = rule_id.startswith(".org.")
    return [
        Change("actions", kind, rule_id, {"actions": list(actions)}, optional),
        Change("enabled", kind, rule_id, {"enabled": True}, optional),
    ]


def keywords(rules: Ruleset) -> list[str]:
    """The words that one is told of, as they are written."""
    own = [rule for rule in rules.of_kind("content") if not rule.rule_id.startswith(".")]
    return list(dict.fromkeys(rule.pattern for rule in own if rule.pattern and rule.enabled and rule.notify))


def add_keyword(word: str) -> list[Change]:
    """Be told of a word from now on."""
    rule_id = _id_for(word)
    return [
        Change("put", "content", rule_id, {"pattern": word, "actions": list(HIGHLIGHTED)}),
        Change("enabled", "content", rule_id, {"enabled": True}),
    ]


def remove_keyword(rules: Ruleset, word: str) -> list[Change]:
    """Not any more, whatever the rule is called that another program has made for it."""
    return [
        Change("delete", "content", rule.rule_id, {}, True)
        for rule in rules.of_kind("content")
        if rule.pattern == word and not rule.rule_id.startswith(".")
    ]


def _id_for(word: str) -> str:
    """The word itself where it can be the name of a rule (no dot in front, no slashes), else a name made of it."""
    if word.startswith(".") or set("/\\") & set(word):
        return "keyword-" + base64.urlsafe_b64encode(word.encode("utf-8", "replace")).decode().rstrip("=")
    return word
