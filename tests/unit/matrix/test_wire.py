# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON from other people, identifiers, versions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import ErrorCode, UserError
from app.matrix.sync.classic import parse_sync
from app.matrix.sync.sliding_rooms import parse_rooms
from app.matrix.versions import MERGED_SLIDING_SYNC, UNSTABLE_SLIDING_SYNC, ServerVersions
from app.matrix.wire import (
    BadJson,
    as_count,
    is_room_id,
    is_server_name,
    is_user_id,
    parse_object,
    too_deep,
)

ANNA = "@anna:evil.test"
FIELDS = ["initial", "membership", "name", "avatar", "heroes", "joined_count", "num_live", "limited", "prev_batch"]
FIELDS += ["required_state", "timeline", "invite_state", "is_dm", "bump_stamp", "summary", "unread_notifications"]
OWN = {"type": "m.room.member", "state_key": ANNA, "sender": ANNA, "event_id": "$e"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a":"\\ud83d"}', {"a": "\ufffd"}),
        (b'{"\\udc00":{"b":["\\ud800x"]}}', {"\ufffd": {"b": ["\ufffdx"]}}),
        (b'{"a":"\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
        (b'{"a":9007199254740993}', {"a": 9007199254740993}),
    ],
)
def test_odd_text_is_mended(data: bytes, value: Any) -> None:
    assert parse_object(data) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b'{"a":1}x',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
        b'{"a":"\\ud800",' + b'"b":[' * 5000 + b"]" * 5000 + b"}",
        b'{"a":"\\ud800","b":' + b"9" * 5000 + b"}",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_object(data: bytes) -> None:
    with pytest.raises(BadJson):
        parse_object(data)


def test_depth() -> None:
    value: Any = {}
    for _ in range(99):
        value = {"a": [1, 2], "b": value}
    assert not too_deep(value)
    assert too_deep({"a": {"b": value}})
    assert not too_deep("text", 1)
    assert too_deep([[1]], 1)


@pytest.mark.parametrize("good", ["evil.test", "evil.test:8448", "192.0.2.1", "[::1]", "[2001:db8::1]:443", "a"])
def test_server_names(good: str) -> None:
    assert is_server_name(good)


@pytest.mark.parametrize(
    "bad", ["", ".x", "a b", "a/b", "a:99999", "a:", ":80", "[::1", "ü.de", "a\n", "x" * 256, None, 5]
)
def test_what_is_no_server_name(bad: Any) -> None:
    assert not is_server_name(bad)


@pytest.mark.parametrize(
    "bad", ["", "@", "@a", "a:b", "@a:", "@a:b c", "@a\x00:b", "@" + "a" * 255 + ":b", None, 5, []]
)
def test_what_is_no_user_id(bad: Any) -> None:
    assert not is_user_id(bad)
    assert is_user_id("@Änna=_-./+:evil.test:8448")


def test_room_ids_may_lack_a_domain() -> None:
    assert is_room_id("!oJih2bPbfXQn_BRB_LCw1HppETS4gwH7GkBvyWYvr3o")
    assert is_room_id("!a:b")
    assert not any(is_room_id(bad) for bad in ("", "!", "#a:b", "!" + "x" * 255, None, 7))


def test_counts() -> None:
    assert [as_count(value) for value in (0, 5, 2**53 - 1)] == [0, 5, 2**53 - 1]
    assert [as_count(value) for value in (-1, 2**53, True, 1.0, "5", None)] == [None] * 6


def test_versions() -> None:
    both = {"org.matrix.simplified_msc3575": True, "org.matrix.msc4186.stable": True, "x": "true", "y": 1}
    versions = ServerVersions.parse(
        {"versions": ["r0.6.1", "v1.9", "v1.11", "v1.2", 5, "v1.x"], "unstable_features": both}
    )
    assert versions.at_least(1, 11)
    assert not versions.at_least(1, 12)
    assert versions.authenticated_media
    assert versions.sliding_sync == MERGED_SLIDING_SYNC
    assert set(versions.features) == {"org.matrix.simplified_msc3575", "org.matrix.msc4186.stable"}
    only = ServerVersions.parse({"versions": ["v1.10"], "unstable_features": {"org.matrix.simplified_msc3575": True}})
    assert only.sliding_sync == UNSTABLE_SLIDING_SYNC
    assert not only.authenticated_media
    assert ServerVersions.parse({"versions": ["v1.1"], "unstable_features": []}).sliding_sync is None
    for answer, code in (({}, ErrorCode.NOT_MATRIX), ({"versions": ["r0.6.1"]}, ErrorCode.UNSUPPORTED_SERVER)):
        with pytest.raises(UserError) as caught:
            ServerVersions.parse(answer)
        assert caught.value.code is code


@pytest.fixture
def no_guard_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard around each room hides mistakes of ours: here they come out."""

    def each(parse: Any, rooms: Any) -> Any:
        return [parse(room_id, room) for room_id, room in rooms]

    monkeypatch.setattr("app.matrix.sync.classic.each", each)
    monkeypatch.setattr("app.matrix.sync.sliding_rooms.each", each)


@pytest.mark.usefixtures("no_guard_needed")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON, st.booleans())
def test_no_answer_makes_the_parsers_raise(value: Any, flag: bool) -> None:
    answer = value if isinstance(value, dict) else {"rooms": value, "lists": value, "extensions": value}
    parse_rooms(answer, ANNA, scratch=flag)
    parse_sync(answer, ANNA, initial=flag)
    wrapped = {
        "rooms": {"!r:x": value, "join": {"!r:x": value}, "leave": {"!r:x": value}, "invite": {"!r:x": value}},
        "lists": {"all": value},
        "extensions": {name: {"rooms": {"!r:x": value}} for name in ("typing", "receipts", "account_data")},
    }
    parse_rooms(wrapped, ANNA, scratch=flag)
    parse_sync(wrapped, ANNA, initial=flag)


@pytest.mark.usefixtures("no_guard_needed")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(FIELDS), JSON)
def test_no_field_makes_a_room_unreadable(field: str, value: Any) -> None:
    member = {**OWN, "content": {"membership": value}, "unsigned": value}
    for events in (value, [value], [member]):
        here = {"timeline": {"events": events}, "state": {"events": events}, "ephemeral": {"events": events}}
        parse_sync({"rooms": {"join": {"!r:x": {**here, field: value}}, "leave": {"!r:x": here}}}, ANNA, initial=False)
        parse_rooms({"rooms": {"!r:x": {"timeline": events, "initial": True, field: value}}}, ANNA, scratch=False)


def room(**fields: Any) -> Any:
    [update] = parse_rooms({"rooms": {"!r:x": fields}}, ANNA, scratch=False).sync.rooms
    return update


def test_a_name_that_was_taken_away_is_empty_not_unchanged() -> None:
    assert room(name="A").name == "A"
    assert room().name is None
    assert room(name=None).name == ""
    assert room(initial=True, joined_count=1).name == ""
    assert room(initial=True, joined_count=1).avatar == ""


def test_a_member_that_state_resolution_took_away_has_left() -> None:
    gone = {"type": "m.room.member", "state_key": "@bob:x"}
    update = room(required_state=[gone, {"type": "m.room.encryption", "state_key": ""}])
    assert [(event["state_key"], event["content"]) for event in update.state] == [("@bob:x", {"membership": "leave"})]


@pytest.mark.parametrize(
    ("fields", "membership"),
    [
        ({"initial": True, "joined_count": 2}, "join"),
        ({"initial": True}, "leave"),
        ({}, None),
        ({"invite_state": [{"type": "m.room.name", "content": {}, "state_key": ""}]}, "invite"),
        ({"stripped_state": [{**OWN, "content": {"membership": "knock"}}]}, "knock"),
        ({"required_state": [{**OWN, "content": {"membership": "leave"}}]}, "leave"),
        ({"required_state": [{**OWN, "content": {"membership": []}}]}, None),
        ({"membership": "ban"}, "ban"),
        ({"membership": "zzz"}, None),
        ({"membership": []}, None),
    ],
)
def test_our_membership(fields: Any, membership: str | None) -> None:
    assert room(**fields).membership == membership


def test_overlap_is_no_gap_once_all_rooms_are_there() -> None:
    timeline = [{"type": "m.x", "content": {}, "sender": ANNA, "event_id": f"${number}"} for number in range(3)]
    assert room(limited=True, num_live=3, timeline=timeline).limited
    assert not room(limited=True, num_live=1, timeline=timeline).limited
    assert room(limited=True, num_live=1, timeline=timeline, initial=True).limited
    assert room(limited=True, timeline=timeline).limited
    growing = parse_rooms(
        {"rooms": {"!r:x": {"limited": True, "num_live": 1, "timeline": timeline}}}, ANNA, scratch=True
    )
    assert growing.sync.rooms[0].limited
