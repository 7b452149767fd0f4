# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The predefined push rules (Matrix v1.18, "Predefined Rules"), for servers that lack some or have told nothing yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.notifications.rules import MASTER, Rule, Ruleset, parse_rule
from crypto.types import Json

_SOUND: Json = {"set_tweak": "sound", "value": "default"}
_HIGHLIGHT: Json = {"set_tweak": "highlight"}
GROUP, DIRECT = ".m.rule.message", ".m.rule.room_one_to_one"
_POLL_STARTS = ("org.matrix.msc3381.poll.start", "m.poll.start")


def _type_is(pattern: str) -> Json:
    return {"kind": "event_match", "key": "type", "pattern": pattern}


def _rule(rule_id: str, conditions: list[Json], *actions: Any, enabled: bool = True) -> Json:
    return {
        "rule_id": rule_id,
        "default": True,
        "enabled": enabled,
        "conditions": conditions,
        "actions": list(actions),
    }


def predefined(user_id: str) -> dict[str, list[Json]]:
    """The rules of each kind, in their order, for this user."""
    no_key: Json = {"kind": "event_match", "key": "state_key", "pattern": ""}
    may_call: Json = {"kind": "sender_notification_permission", "key": "room"}
    two: Json = {"kind": "room_member_count", "is": "2"}
    override = [
        _rule(MASTER, [], enabled=False),
        _rule(".m.rule.suppress_notices", [{"kind": "event_match", "key": "content.msgtype", "pattern": "m.notice"}]),
        _rule(
            ".m.rule.invite_for_me",
            [
                _type_is("m.room.member"),
                {"kind": "event_match", "key": "content.membership", "pattern": "invite"},
                {"kind": "event_match", "key": "state_key", "pattern": user_id},
            ],
            "notify",
            _SOUND,
        ),
        _rule(".m.rule.member_event", [_type_is("m.room.member")]),
        _rule(
            ".m.rule.is_user_mention",
            [{"kind": "event_property_contains", "key": r"content.m\.mentions.user_ids", "value": user_id}],
            "notify",
            _SOUND,
            _HIGHLIGHT,
        ),
        _rule(".m.rule.contains_display_name", [{"kind": "contains_display_name"}], "notify", _SOUND, _HIGHLIGHT),
        _rule(
            ".m.rule.is_room_mention",
            [{"kind": "event_property_is", "key": r"content.m\.mentions.room", "value": True}, may_call],
            "notify",
            _HIGHLIGHT,
        ),
        _rule(
            ".m.rule.roomnotif",
            [{"kind": "event_match", "key": "content.body", "pattern": "@room"}, may_call],
            "notify",
            _HIGHLIGHT,
        ),
        _rule(".m.rule.tombstone", [_type_is("m.room.tombstone"), no_key], "notify", _HIGHLIGHT),
        _rule(".m.rule.reaction", [_type_is("m.reaction")]),
        _rule(".m.rule.room.server_acl", [_type_is("m.room.server_acl"), no_key]),
        _rule(
            ".m.rule.suppress_edits",
            [{"kind": "event_property_is", "key": r"content.m\.relates_to.rel_type", "value": "m.replace"}],
        ),
    ]
    content: Json = {
        "rule_id": ".m.rule.contains_user_name",
        "default": True,
        "enabled": True,
        "pattern": user_id.partition(":")[0].removeprefix("@"),
        "actions": ["notify", _SOUND, _HIGHLIGHT],
    }
    underride = [
        _rule(".m.rule.call", [_type_is("m.call.invite")], "notify", {"set_tweak": "sound", "value": "ring"}),
        _rule(".m.rule.encrypted_room_one_to_one", [two, _type_is("m.room.encrypted")], "notify", _SOUND),
        _rule(DIRECT, [two, _type_is("m.room.message")], "notify", _SOUND),
        _rule(GROUP, [_type_is("m.room.message")], "notify"),
        _rule(".m.rule.encrypted", [_type_is("m.room.encrypted")], "notify"),
    ]
    return {"override": override, "content": [content], "underride": underride}


def ruleset(content: Any, user_id: str) -> Ruleset:
    """The rules of ``m.push_rules`` with what the server lacks of the predefined ones. Never raises."""

    def complete(rules: dict[str, list[Rule]]) -> None:
        for kind, listed in predefined(user_id).items():
            order = [str(raw["rule_id"]) for raw in listed]
            for raw in listed:
                rule = parse_rule(kind, raw)
                if rule is not None and all(rule.rule_id != known.rule_id for known in rules[kind]):
                    rules[kind].insert(_place(rules[kind], order, rule.rule_id), rule)
        _add_polls(rules)

    return Ruleset.parse(content, complete)


def _place(rules: list[Rule], order: list[str], rule_id: str) -> int:
    """Before the first rule that comes after it in the specification; behind the user's own ones."""
    if rule_id == MASTER:
        return 0
    later = set(order[order.index(rule_id) + 1 :])
    return next((at for at, rule in enumerate(rules) if rule.rule_id in later), len(rules))


def _add_polls(rules: dict[str, list[Rule]]) -> None:
    """A poll that begins is a message to people, but not to the predefined rules (MSC3930): treat it as one."""
    known = {rule.rule_id for rule in rules["underride"]}
    for like, rule_id in (
        (DIRECT, ".org.matrix.msc3930.rule.poll_start_one_to_one"),
        (GROUP, ".org.matrix.msc3930.rule.poll_start"),
    ):
        model = next((rule for rule in rules["underride"] if rule.rule_id == like), None)
        if model is None or rule_id in known:
            continue
        for type_ in _POLL_STARTS:
            conditions: list[Json] = [_type_is(type_)]
            if like == DIRECT:
                conditions.append({"kind": "room_member_count", "is": "2"})
            made = parse_rule("underride", _rule(rule_id, conditions))
            if made is not None:
                rules["underride"].append(
                    replace(
                        made,
                        enabled=model.enabled,
                        notify=model.notify,
                        highlight=model.highlight,
                        sound=model.sound,
                    )
                )
