# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our push rules against Synapse's own: thousands of rules and events, judged by both.

Texts are ASCII: Synapse takes letters of all scripts for parts of words, the specification just A-Z, a-z, 0-9 and _.
"""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.demo.homeserver import PROJECT
from app.notifications.conditions import Subject
from app.notifications.defaults import ruleset

pytestmark = pytest.mark.synapse
Json = dict[str, Any]
ME, ANNA, BERT, ROOM = "@jana.s:x", "@anna:x", "@bert:x", "!r:x"
CASES = 4000

# Runs in Synapse's environment: one case a line in, its rules as clients see them and its verdict out.
ORACLE = """
import json, sys
from synapse.push.bulk_push_rule_evaluator import _flatten_dict
from synapse.push.clientformat import format_push_rules_for_user
from synapse.synapse_rust.push import FilteredPushRules, PushRule, PushRuleEvaluator, PushRules
from synapse.types import UserID
for line in sys.stdin:
    case = json.loads(line)
    made = [PushRule.from_db(*rule) for rule in case["rules"]]
    rules = FilteredPushRules(PushRules(made), case["enabled"], *[False] * 7)
    event = case["event"]
    evaluator = PushRuleEvaluator(
        _flatten_dict(event), "m.mentions" in event["content"], case["members"], case["power"], case["levels"],
        {}, False, [], False, False, False,
    )
    verdict = list(evaluator.run(rules, case["user"], case["name"], None))
    shown = format_push_rules_for_user(UserID.from_string(case["user"]), rules)
    print(json.dumps([shown, verdict], default=dict))
"""


@dataclass
class Room:
    user_id: str
    display_name: str | None
    member_count: int
    power: int
    levels: dict[str, int] = field(default_factory=dict)

    def may_notify(self, sender: str, key: str) -> bool:
        return self.power >= self.levels.get(key, 50)


WORDS = ["kuchen", "Jana", "Sommer", "Jana Sommer", "jana.s", "@room", "x_y", "a-b", "tee", "TEE", "e", ""]
PATTERNS = ["kuchen", "ku*en", "t?e", "*", "e", "jana*", "@room", "x", "a", "?", "*e", "k*", "tee kuchen", "m.*"]
TYPES = ["m.room.message", "m.room.encrypted", "m.reaction", "m.room.topic", "m.room.tombstone", "m.call.invite"]
ACTIONS: list[list[Any]] = [
    [],
    ["notify"],
    ["notify", {"set_tweak": "sound", "value": "default"}],
    ["notify", {"set_tweak": "highlight"}],
    ["notify", {"set_tweak": "highlight", "value": False}],
    ["notify", {"set_tweak": "sound", "value": "ring"}, {"set_tweak": "highlight", "value": True}],
]
CONDITIONS = [
    "event_match",
    "event_match",
    "event_property_is",
    "event_property_contains",
    "room_member_count",
    "contains_display_name",
    "sender_notification_permission",
    "org.example.unknown",
]
KEYS = [
    "content.body",
    "content.n",
    r"content.a\.b",
    r"content.a\.b.c",
    "content.n.o",
    "content",
    "content.missing",
    "content.membership",
    "type",
    "sender",
    "room_id",
    "state_key",
]
PRIORITY = {"override": 5, "content": 4, "room": 3, "sender": 2, "underride": 1}
DEFAULTS = [
    "global/override/.m.rule.master",
    "global/override/.m.rule.suppress_notices",
    "global/override/.m.rule.is_user_mention",
    "global/override/.m.rule.contains_display_name",
    "global/override/.m.rule.is_room_mention",
    "global/override/.m.rule.roomnotif",
    "global/content/.m.rule.contains_user_name",
    "global/underride/.m.rule.message",
    "global/underride/.m.rule.room_one_to_one",
]


def a_text(chance: random.Random) -> str:
    return "".join(
        chance.choice(WORDS) + chance.choice([" ", "", ", ", "!", "-", "_"]) for _ in range(chance.randint(0, 5))
    )


def an_event(chance: random.Random) -> Json:
    content: Json = {}
    if chance.random() < 0.85:
        content |= {"msgtype": chance.choice(["m.text", "m.text", "m.notice", "m.emote"]), "body": a_text(chance)}
    if chance.random() < 0.3:
        content["m.mentions"] = chance.choice(
            [{}, {"user_ids": [ME]}, {"user_ids": [BERT, "@JANA.S:x"]}, {"room": True}, {"room": "true"}, {"room": 1}]
        )
    if chance.random() < 0.1:
        content["m.relates_to"] = {"rel_type": chance.choice(["m.replace", "m.thread"]), "event_id": "$0"}
    if chance.random() < 0.4:
        content["n"] = chance.choice([1, 0, -1, True, False, None, "1", "x", ["x", 1, None], ["X"], {"o": "x"}])
        content["a.b"] = chance.choice(["x", {"c": "tee"}, "\\"])
    event: Json = {
        "type": "m.room.message" if chance.random() < 0.6 else chance.choice(TYPES),
        "sender": ANNA,
        "room_id": ROOM,
        "event_id": "$1",
        "content": content,
    }
    if chance.random() < 0.2:
        event["state_key"] = chance.choice(["", ME, ANNA])
        if chance.random() < 0.5:
            event["type"] = "m.room.member"
            content["membership"] = chance.choice(["invite", "join"])
    return event


def a_condition(chance: random.Random) -> Json:
    kind = chance.choice(CONDITIONS)
    key = chance.choice(KEYS)
    match kind:
        case "event_match":
            return {"kind": kind, "key": key, "pattern": chance.choice([*PATTERNS, "m.room.*", ROOM, "!R:X", "\\"])}
        case "event_property_is":
            return {"kind": kind, "key": key, "value": chance.choice([1, True, False, None, "x", "1", ANNA, "tee"])}
        case "event_property_contains":
            return {"kind": kind, "key": key, "value": chance.choice([1, None, "x", "X", True])}
        case "room_member_count":
            return {"kind": kind, "is": chance.choice(["2", "==2", ">2", "<3", ">=2", "<=1", "two", "", "=2"])}
        case "sender_notification_permission":
            return {"kind": kind, "key": chance.choice(["room", "other"])}
    return {"kind": kind}


def a_case(chance: random.Random) -> Json:
    rules = []
    for number in range(chance.randint(0, 4)):
        kind = chance.choice(list(PRIORITY))
        rule_id = {"room": ROOM, "sender": ANNA}.get(kind, f"own{number}")
        conditions = [a_condition(chance) for _ in range(chance.randint(0, 2))]
        if kind == "content":
            conditions = [{"kind": "event_match", "key": "content.body", "pattern": chance.choice(PATTERNS)}]
        elif kind in ("room", "sender"):
            key = "room_id" if kind == "room" else "sender"
            conditions = [{"kind": "event_match", "key": key, "pattern": rule_id}]
        rules.append(
            [
                f"global/{kind}/{rule_id}",
                PRIORITY[kind],
                json.dumps(conditions),
                json.dumps(chance.choice(ACTIONS)),
            ]
        )
    enabled = {rule[0]: chance.random() < 0.8 for rule in rules}
    enabled |= {rule_id: chance.random() < 0.5 for rule_id in DEFAULTS[1:] if chance.random() < 0.15}
    enabled |= {DEFAULTS[0]: True} if chance.random() < 0.05 else {}
    return {
        "user": ME,
        "rules": rules,
        "enabled": enabled,
        "event": an_event(chance),
        "members": chance.choice([1, 2, 3, 100]),
        "power": chance.choice([0, 50, 100]),
        "levels": chance.choice([{}, {"room": 0}, {"room": 100, "other": 50}]),
        "name": chance.choice(["Jana Sommer", "Jana", None, "e"]),
    }


def verdict(actions: list[Any]) -> tuple[bool, bool, str]:
    tweaks = {one["set_tweak"]: one.get("value", True) for one in actions if isinstance(one, dict)}
    if "notify" not in actions:
        return False, False, ""
    return True, bool(tweaks.get("highlight", False)), str(tweaks.get("sound", ""))


def test_synapse_and_we_judge_alike() -> None:
    chance = random.Random(20260601)
    cases = [a_case(chance) for _ in range(CASES)]
    answer = subprocess.run(
        [str(PROJECT / ".dev" / "synapse" / "bin" / "python"), "-c", ORACLE],
        input="".join(json.dumps(case) + "\n" for case in cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    seen = set()
    for case, line in zip(cases, answer.stdout.splitlines(), strict=True):
        shown, actions = json.loads(line)
        room = Room(ME, case["name"], case["members"], case["power"], case["levels"])
        found = ruleset(shown, ME).evaluate(Subject(case["event"]), room)
        assert (found.notify, found.highlight, found.sound) == verdict(actions), (case, found.rule, actions)
        seen.add(found.rule)
    assert len(seen) > 25, seen  # the cases are not all alike
