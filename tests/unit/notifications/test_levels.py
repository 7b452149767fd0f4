# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Levels of rooms, keywords and switches, read from push rules and written into them; quiet hours."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications.conditions import Subject
from app.notifications.defaults import predefined, ruleset
from app.notifications.levels import (
    SWITCHES,
    Change,
    Defaults,
    add_keyword,
    defaults,
    keywords,
    level_of,
    levels,
    remove_keyword,
    set_default,
    set_level,
)
from app.notifications.quiet import DAYS, FOREVER, Pause, ends_at, in_quiet_hours, parse_time
from app.types import RoomLevel
from tests.unit.notifications.test_rules import ANNA, ME, ROOM, TWO, Room, text

Json = dict[str, Any]
OTHER = "!other:x"


class Server:
    """Keeps rules as a homeserver does; ``apply`` is what its push rule endpoints do."""

    def __init__(self) -> None:
        self.rules: dict[str, list[Json]] = {
            kind: copy.deepcopy(predefined(ME).get(kind, []))
            for kind in ("override", "content", "room", "sender", "underride")
        }

    @property
    def content(self) -> Json:
        return {"global": self.rules}

    def apply(self, changes: list[Change]) -> None:
        for change in changes:
            listed = self.rules[change.kind]
            known = next((rule for rule in listed if rule["rule_id"] == change.rule_id), None)
            if change.action == "put":
                assert not change.rule_id.startswith(".")
                assert not set("/\\") & set(change.rule_id)
                new = {"rule_id": change.rule_id, "enabled": True, "default": False, **change.body}
                if known is None:
                    listed.insert(1 if change.kind == "override" else 0, new)
                else:
                    known.update(change.body)
            elif known is None:
                assert change.missing_is_fine, change
            elif change.action == "delete":
                listed.remove(known)
            else:
                known.update(change.body)

    def tells(self, raw: Json, room: Room | None = None) -> tuple[bool, bool]:
        found = ruleset(self.content, ME).evaluate(Subject(raw), room or Room())
        return found.notify, found.highlight


MENTION = text("x", **{"m.mentions": {"user_ids": [ME]}})
TELLS = {
    RoomLevel.DEFAULT: ((True, False), (True, True)),
    RoomLevel.ALL: ((True, False), (True, True)),
    RoomLevel.MENTIONS: ((False, False), (True, True)),
    RoomLevel.MUTE: ((False, False), (False, False)),
}


@given(st.lists(st.sampled_from(RoomLevel), min_size=1, max_size=6))
def test_any_way_between_levels_ends_at_the_last_one(way: list[RoomLevel]) -> None:
    server = Server()
    server.apply(set_level(ruleset(server.content, ME), OTHER, RoomLevel.MENTIONS))
    for level in way:
        server.apply(set_level(ruleset(server.content, ME), ROOM, level))
        rules = ruleset(server.content, ME)
        assert level_of(rules, ROOM) is level
        assert levels(rules).get(ROOM, RoomLevel.DEFAULT) is level
        assert (server.tells(text("x")), server.tells(MENTION)) == TELLS[level]
    assert level_of(ruleset(server.content, ME), OTHER) is RoomLevel.MENTIONS
    if way[-1] is RoomLevel.DEFAULT:
        assert [rule["rule_id"] for rule in server.rules["room"]] == [OTHER]
        assert all(rule["rule_id"].startswith(".") for rule in server.rules["override"])


@pytest.mark.parametrize(
    ("kind", "rule", "level"),
    [
        # As other clients have written them over the years.
        ("room", {"rule_id": ROOM, "actions": ["dont_notify"]}, RoomLevel.MENTIONS),
        ("room", {"rule_id": ROOM, "actions": ["notify", {"set_tweak": "sound", "value": "default"}]}, RoomLevel.ALL),
        ("room", {"rule_id": ROOM, "actions": [], "enabled": False}, RoomLevel.DEFAULT),
        (
            "override",
            {
                "rule_id": ROOM,
                "actions": ["dont_notify"],
                "conditions": [{"kind": "event_match", "key": "room_id", "pattern": ROOM}],
            },
            RoomLevel.MUTE,
        ),
        (
            "override",
            {
                "rule_id": "another name",
                "actions": [],
                "conditions": [{"kind": "event_match", "key": "room_id", "pattern": ROOM}],
            },
            RoomLevel.MUTE,
        ),
        (
            "override",
            {
                "rule_id": ROOM,
                "actions": [],
                "conditions": [
                    {"kind": "event_match", "key": "room_id", "pattern": ROOM},
                    {"kind": "event_match", "key": "sender", "pattern": ANNA},
                ],
            },
            RoomLevel.DEFAULT,
        ),
    ],
)
def test_levels_that_others_wrote_are_read_and_can_be_changed(kind: str, rule: Json, level: RoomLevel) -> None:
    server = Server()
    server.rules[kind].insert(0, {"enabled": True, "default": False, **rule})
    assert level_of(ruleset(server.content, ME), ROOM) is level
    for wanted in (RoomLevel.MENTIONS, RoomLevel.MUTE, RoomLevel.DEFAULT):
        server.apply(set_level(ruleset(server.content, ME), ROOM, wanted))
        assert level_of(ruleset(server.content, ME), ROOM) is wanted


@given(st.lists(st.tuples(st.sampled_from(SWITCHES), st.booleans()), max_size=8))
def test_switches_stand_as_they_were_set(way: list[tuple[str, bool]]) -> None:
    server, wanted = Server(), dict.fromkeys(SWITCHES, True)
    for switch, on in way:
        server.apply(set_default(switch, on))
        wanted[switch] = on
    found = defaults(ruleset(server.content, ME))
    assert found == Defaults(**wanted)
    plain, poll = text("x"), {**text("x"), "type": "m.poll.start"}
    for raw in (plain, poll):
        assert server.tells(raw)[0] is (wanted["everything"] and wanted["groups"])
        assert server.tells(raw, TWO)[0] is (wanted["everything"] and wanted["direct"])
    assert server.tells(MENTION)[1] is (wanted["everything"] and wanted["mentions"])


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(WORDS, max_size=5, unique=True))
def test_any_keyword_can_be_added_and_removed(words: list[str]) -> None:
    server = Server()
    for word in words:
        server.apply(add_keyword(word))
    assert sorted(keywords(ruleset(server.content, ME))) == sorted(words)
    for word in words:
        if not set("*?") & set(word):
            assert server.tells(text(word, **{"m.mentions": {}})) == (True, True)
        server.apply(remove_keyword(ruleset(server.content, ME), word))
    assert keywords(ruleset(server.content, ME)) == []


def local(text_: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text_).astimezone()


@pytest.mark.parametrize(
    ("now", "start", "end", "days", "quiet"),
    [
        ("2026-11-23T18:30", "18:00", "07:00", DAYS, True),  # a Monday
        ("2026-11-23T17:59", "18:00", "07:00", DAYS, False),
        ("2026-11-24T06:59", "18:00", "07:00", ("mo",), True),  # began on Monday
        ("2026-11-24T07:00", "18:00", "07:00", DAYS, False),
        ("2026-11-24T06:00", "18:00", "07:00", ("tu",), False),
        ("2026-11-23T06:00", "18:00", "07:00", ("su",), True),
        ("2026-11-23T12:15", "12:00", "12:30", ("mo",), True),
        ("2026-11-23T12:15", "12:00", "12:30", ("tu",), False),
        ("2026-11-23T12:15", "12:00", "12:00", DAYS, True),  # the whole day
        ("2026-11-23T12:15", "25:00", "26:00", DAYS, False),
        ("2026-11-23T18:30", "18:00", "07:00", (), False),
    ],
)
def test_quiet_hours(now: str, start: str, end: str, days: tuple[str, ...], quiet: bool) -> None:
    assert in_quiet_hours(local(now), start, end, days) is quiet


def test_pauses() -> None:
    now = local("2026-11-23T22:15")
    assert ends_at(Pause.HOUR, now) == now.timestamp() + 3600
    assert datetime.datetime.fromtimestamp(ends_at(Pause.TOMORROW, now)).astimezone() == local("2026-11-24T08:00")
    assert ends_at(Pause.OPEN, now) == FOREVER
    assert [parse_time(each) for each in ("7:00", "24:00", "07:60", "07:00 ", "٠٧:٠٠")] == [None] * 5
