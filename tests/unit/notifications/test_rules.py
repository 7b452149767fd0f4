# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push rules: what the specification says of conditions, kinds, order and predefined rules."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications.conditions import Subject, compile_condition, split_path
from app.notifications.defaults import predefined, ruleset
from app.notifications.rules import KINDS, NOTHING, Ruleset, parse_rule, read_actions

Json = dict[str, Any]
ME, ANNA, ROOM = "@me.too:x", "@anna:x", "!r:x"


@dataclass
class Room:
    """``Facts`` of a room."""

    user_id: str = ME
    display_name: str | None = "Jana Sommer"
    member_count: int = 3
    permitted: dict[str, set[str]] = field(default_factory=dict)

    def may_notify(self, sender: str, key: str) -> bool:
        return sender in self.permitted.get(key, set())


def event(content: Json | None = None, type_: str = "m.room.message", **more: Any) -> Json:
    return {"type": type_, "sender": ANNA, "room_id": ROOM, "event_id": "$1", "content": content or {}, **more}


def text(body: str, **more: Any) -> Json:
    return event({"msgtype": "m.text", "body": body, **more})


def holds(condition: Json, raw: Json, room: Room | None = None) -> bool:
    found = compile_condition(condition)
    return found is not None and found(Subject(raw), room or Room())


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("content.body", ("content", "body")),
        (r"content.m\.mentions.user_ids", ("content", "m.mentions", "user_ids")),
        (r"content.a\\.b", ("content", "a\\", "b")),
        (r"content.a\\\.b", ("content", "a\\.b")),
        (r"m\foo", ("m\\foo",)),  # other escapes are what they are
        ("a..b", ("a", "", "b")),
        ("", ("",)),
        ("end\\", ("end\\",)),
    ],
)
def test_dot_separated_paths(path: str, names: tuple[str, ...]) -> None:
    assert split_path(path) == names


@given(st.lists(st.text(".\\aß", max_size=5), min_size=1, max_size=4))
def test_any_names_survive_being_escaped(names: list[str]) -> None:
    path = ".".join(name.replace("\\", "\\\\").replace(".", "\\.") for name in names)
    assert split_path(path) == tuple(names)


@pytest.mark.parametrize(
    ("key", "value", "raw", "expected"),
    [
        (r"content.m\.federate", True, event({"m.federate": True}), True),
        (r"content.m\.federate", True, event({"m.federate": "true"}), False),
        (r"content.m\.federate", True, event({"m.federate": 1}), False),
        ("content.n", 1, event({"n": True}), False),
        ("content.n", 1, event({"n": 1}), True),
        ("content.n", 1, event({"n": 1.0}), False),
        ("content.n", 2**53, event({"n": 2**53}), False),
        ("content.n", None, event({"n": None}), True),
        ("content.n", None, event(), False),
        ("content.n", "x", event({"n": "X"}), False),
        ("content.n", {"a": 1}, event({"n": {"a": 1}}), False),
        ("content.n", [1], event({"n": [1]}), False),
        ("content.a.b", "x", event({"a": ["b"]}), False),
        ("sender", ANNA, event(), True),
    ],
)
def test_event_property_is(key: str, value: Any, raw: Json, expected: bool) -> None:
    assert holds({"kind": "event_property_is", "key": key, "value": value}, raw) is expected


@pytest.mark.parametrize(
    ("value", "content", "expected"),
    [
        ("#myroom:x", {"alt_aliases": ["#other:x", "#myroom:x"]}, True),
        (":x", {"alt_aliases": ["#myroom:x"]}, False),
        ("a", {"alt_aliases": "a"}, False),
        ("a", {}, False),
        (1, {"alt_aliases": [True, 1.0, "1"]}, False),
        (None, {"alt_aliases": [[], None]}, True),
        ({}, {"alt_aliases": [{}]}, False),
    ],
)
def test_event_property_contains(value: Any, content: Json, expected: bool) -> None:
    condition = {"kind": "event_property_contains", "key": "content.alt_aliases", "value": value}
    assert holds(condition, event(content)) is expected


@pytest.mark.parametrize(
    ("key", "pattern", "raw", "expected"),
    [
        ("content.topic", "lunc?*", event({"topic": "Lunch plans"}), True),
        ("content.topic", "*", event({"topic": None}), False),
        ("content.topic", "*", event(), False),
        ("content.body", "ex*ple", text("An example event."), True),
        ("content.formatted_body", "ample", event({"formatted_body": "an ample one"}), False),
        ("state_key", "", event(state_key=""), True),
        ("state_key", "", event(), False),
        ("room_id", ROOM, event(), True),
        ("content", "*", event(), False),
    ],
)
def test_event_match(key: str, pattern: str, raw: Json, expected: bool) -> None:
    assert holds({"kind": "event_match", "key": key, "pattern": pattern}, raw) is expected


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("hallo Jana Sommer!", "Jana Sommer", True),
        ("hallo jana sommer", "Jana Sommer", True),
        ("hallo Jana Sommers", "Jana Sommer", False),
        ("das ist *wichtig*", "*", True),
        ("ganz ohne Stern", "*", False),
        ("ohne", "", False),
        ("ohne", None, False),
    ],
)
def test_contains_display_name(body: str, name: str | None, expected: bool) -> None:
    assert holds({"kind": "contains_display_name"}, text(body), Room(display_name=name)) is expected
    assert not holds({"kind": "contains_display_name"}, event({"body": 5}), Room(display_name=name))


@pytest.mark.parametrize(
    ("wanted", "counts"),
    [
        ("2", {2}),
        ("==2", {2}),
        ("<2", {0, 1}),
        (">2", {3, 4}),
        ("<=2", {0, 1, 2}),
        (">=2", {2, 3, 4}),
        ("", set()),
        ("=2", set()),
        ("2 ", set()),
        ("-2", set()),
        ("٢", set()),
        ("zwei", set()),
        (2, set()),
    ],
)
def test_room_member_count(wanted: Any, counts: set[int]) -> None:
    condition = {"kind": "room_member_count", "is": wanted}
    assert {count for count in range(5) if holds(condition, event(), Room(member_count=count))} == counts


def test_sender_notification_permission_asks_for_the_sender_and_the_key() -> None:
    condition = {"kind": "sender_notification_permission", "key": "room"}
    assert holds(condition, event(), Room(permitted={"room": {ANNA}}))
    assert not holds(condition, event(), Room(permitted={"room": {ME}, "other": {ANNA}}))
    assert not holds(condition, event(sender=5), Room(permitted={"room": {"5"}}))
    assert compile_condition({"kind": "sender_notification_permission"}) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "org.example.device"},
        {"kind": "event_match", "key": "type"},
        {"kind": "event_match", "pattern": "x"},
        {"kind": "event_property_is", "key": "type"},
        {"kind": "event_property_contains", "value": "x"},
        {"kind": ["event_match"]},
        {"kind": "__class__"},
        {},
        "event_match",
        None,
    ],
)
def test_what_is_no_condition_makes_its_rule_match_nothing(raw: Any) -> None:
    rule = parse_rule("override", {"rule_id": "r", "conditions": [raw], "actions": ["notify"], "enabled": True})
    assert rule is not None
    assert not rule.holds(Subject(text("x")), Room())


def test_actions() -> None:
    highlight = {"set_tweak": "highlight"}
    assert read_actions(["notify", highlight]) == (True, True, "")
    assert read_actions(["notify", {**highlight, "value": False}]) == (True, False, "")
    assert (
        read_actions(["dont_notify"])
        == read_actions([])
        == read_actions(["coalesce", {}, None, 5])
        == (
            False,
            False,
            "",
        )
    )
    assert read_actions(["notify", {"set_tweak": "sound", "value": "ring"}, {"set_tweak": "colour"}]) == (
        True,
        False,
        "ring",
    )


def rules(**kinds: list[Json]) -> Ruleset:
    full = {
        kind: [{"enabled": True, "default": False, "actions": ["notify"], **rule} for rule in listed]
        for kind, listed in kinds.items()
    }
    return Ruleset.parse({"global": full})


def decided(found: Ruleset, raw: Json, room: Room | None = None) -> tuple[str, str] | None:
    return found.evaluate(Subject(raw), room or Room()).rule


def test_kinds_are_looked_at_in_their_order_and_rules_in_theirs() -> None:
    found: dict[str, list[Json]] = {
        "underride": [{"rule_id": "u"}],
        "sender": [{"rule_id": ANNA}],
        "room": [{"rule_id": ROOM}],
        "content": [{"rule_id": "c", "pattern": "kuchen"}, {"rule_id": "d", "pattern": "kuchen*"}],
        "override": [{"rule_id": "o", "conditions": []}, {"rule_id": "p"}],
    }
    raw = text("kuchen")
    for kind in KINDS:
        assert decided(rules(**found), raw) == (kind, found[kind][0]["rule_id"])
        del found[kind]
    assert rules().evaluate(Subject(raw), Room()) == NOTHING


def test_disabled_rules_never_match_and_own_events_tell_of_nothing() -> None:
    found = rules(override=[{"rule_id": "off", "enabled": False}, {"rule_id": "odd", "enabled": "true"}])
    assert decided(found, text("x")) is None
    assert decided(rules(override=[{"rule_id": "o"}]), {**text("x"), "sender": ME}) is None
    assert decided(rules(room=[{"rule_id": "!other:x"}], sender=[{"rule_id": "@other:x"}]), text("x")) is None


DEFAULT = ruleset(None, ME)
TWO = Room(member_count=2)
BOSS = Room(permitted={"room": {ANNA}})


@pytest.mark.parametrize(
    ("raw", "room", "rule", "notify", "highlight", "sound"),
    [
        (text("hallo"), None, ".m.rule.message", True, False, ""),
        (text("hallo"), TWO, ".m.rule.room_one_to_one", True, False, "default"),
        (event(type_="m.room.encrypted"), None, ".m.rule.encrypted", True, False, ""),
        (event(type_="m.room.encrypted"), TWO, ".m.rule.encrypted_room_one_to_one", True, False, "default"),
        (event({"msgtype": "m.notice", "body": "Jana Sommer"}), None, ".m.rule.suppress_notices", False, False, ""),
        (text("x", **{"m.mentions": {"user_ids": [ME]}}), None, ".m.rule.is_user_mention", True, True, "default"),
        (text("x", **{"m.mentions": {"room": True}}), BOSS, ".m.rule.is_room_mention", True, True, ""),
        (text("x", **{"m.mentions": {"room": True}}), None, ".m.rule.message", True, False, ""),
        (text("x", **{"m.mentions": {"room": "true"}}), BOSS, ".m.rule.message", True, False, ""),
        (text("Jana Sommer?"), None, ".m.rule.contains_display_name", True, True, "default"),
        (text("Jana Sommer?", **{"m.mentions": {}}), None, ".m.rule.message", True, False, ""),
        (text("hallo @room"), BOSS, ".m.rule.roomnotif", True, True, ""),
        (text("hallo @room", **{"m.mentions": {}}), BOSS, ".m.rule.message", True, False, ""),
        (text("hallo @room"), None, ".m.rule.message", True, False, ""),
        (text("frag me.too"), None, ".m.rule.contains_user_name", True, True, "default"),
        (text("frag me.too", **{"m.mentions": {}}), None, ".m.rule.message", True, False, ""),
        (event(type_="m.reaction"), None, ".m.rule.reaction", False, False, ""),
        (
            text("* neu", **{"m.relates_to": {"rel_type": "m.replace"}}),
            None,
            ".m.rule.suppress_edits",
            False,
            False,
            "",
        ),
        (event(type_="m.room.tombstone", state_key=""), None, ".m.rule.tombstone", True, True, ""),
        (event(type_="m.room.tombstone"), None, None, False, False, ""),
        (event(type_="m.room.server_acl", state_key=""), None, ".m.rule.room.server_acl", False, False, ""),
        (
            event({"membership": "invite"}, "m.room.member", state_key=ME),
            None,
            ".m.rule.invite_for_me",
            True,
            False,
            "default",
        ),
        (
            event({"membership": "join"}, "m.room.member", state_key=ANNA),
            None,
            ".m.rule.member_event",
            False,
            False,
            "",
        ),
        (event(type_="m.call.invite"), None, ".m.rule.call", True, False, "ring"),
        (event(type_="m.room.topic", state_key=""), None, None, False, False, ""),
        (event(type_="m.poll.start"), None, ".org.matrix.msc3930.rule.poll_start", True, False, ""),
        (
            event(type_="org.matrix.msc3381.poll.start"),
            TWO,
            ".org.matrix.msc3930.rule.poll_start_one_to_one",
            True,
            False,
            "default",
        ),
    ],
)
def test_predefined_rules(
    raw: Json, room: Room | None, rule: str | None, notify: bool, highlight: bool, sound: str
) -> None:
    found = DEFAULT.evaluate(Subject(raw), room or Room())
    assert (found.rule[1] if found.rule else None) == rule
    assert (found.notify, found.highlight, found.sound) == (notify, highlight, sound)


def test_master_switches_everything_off_even_before_the_users_own_rules() -> None:
    content = {"global": copy.deepcopy(predefined(ME))}
    content["global"]["override"][0]["enabled"] = True
    content["global"]["override"].insert(
        1, {"rule_id": "mine", "enabled": True, "default": False, "conditions": [], "actions": ["notify"]}
    )
    found = ruleset(content, ME)
    assert found.evaluate(Subject(text("x")), Room()).rule == ("override", ".m.rule.master")
    assert found.evaluate(Subject(text("x")), Room(), master=False).rule == ("override", "mine")


@given(st.sets(st.sampled_from([each["rule_id"] for each in predefined(ME)["override"]])), st.booleans())
def test_what_the_server_lacks_stands_where_the_specification_puts_it(present: set[str], own: bool) -> None:
    everything = predefined(ME)["override"]
    order = [each["rule_id"] for each in everything]
    mine = [{"rule_id": "mine", "enabled": True, "actions": []}] if own else []
    kept = [each for each in everything if each["rule_id"] in present]
    master, others = (
        [each for each in kept if "master" in each["rule_id"]],
        [each for each in kept if "master" not in each["rule_id"]],
    )
    found = ruleset({"global": {"override": master + mine + others}}, ME)
    ids = [rule.rule_id for rule in found.of_kind("override")]
    assert [rule_id for rule_id in ids if rule_id != "mine"] == order
    if own:
        assert ids[:2] == [".m.rule.master", "mine"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "global",
                    *KINDS,
                    "rule_id",
                    "conditions",
                    "actions",
                    "enabled",
                    "pattern",
                    "kind",
                    "key",
                    "is",
                    "value",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON, JSON)
def test_c16_nothing_that_claims_to_be_rules_or_an_event_makes_trouble(content: Any, inner: Any) -> None:
    found = ruleset({"global": content} if isinstance(content, dict) else content, ME)
    found.evaluate(Subject({**event(), "content": inner}), Room())
    assert found.evaluate(Subject(event(type_="m.reaction", sender=ME)), Room()) == NOTHING


def test_c15_keys_of_python_objects_are_just_names() -> None:
    for key in ("__class__", "content.__class__.__name__", "content.__dict__", "content.keys"):
        assert not holds({"kind": "event_match", "key": key, "pattern": "*"}, text("x"))
    assert holds({"kind": "event_match", "key": "content.__class__", "pattern": "x"}, event({"__class__": "x"}))
