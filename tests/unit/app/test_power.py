# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a room: the arithmetic of power levels, whatever the events say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.power import ADMIN, CREATOR, HIGHEST, MODERATOR, TOP_LEVEL, Powers, Role, as_level, has_creators, role_of
from app.room_admin.settings import STATES, build
from app.types import Membership

ANNA, BERT, CLARA, DORA = "@anna:x.example", "@bert:x.example", "@clara:x.example", "@dora:y.example"
USERS = [ANNA, BERT, CLARA, DORA]
ROOM = "!room:x.example"


def create(version: str | None = "10", sender: Any = ANNA, **content: Any) -> dict[str, Any]:
    if version is not None:
        content["room_version"] = version
    return {"type": "m.room.create", "state_key": "", "sender": sender, "content": content}


levels = st.integers(-(2**53), 2**53)
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=5),
    st.integers(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
contents = st.fixed_dictionaries(
    {},
    optional={
        "users": st.dictionaries(st.sampled_from(USERS), levels, max_size=4),
        "events": st.dictionaries(st.sampled_from(["m.room.name", "m.room.power_levels", "m.room.avatar"]), levels),
        "notifications": st.dictionaries(st.just("room"), levels),
        **dict.fromkeys(TOP_LEVEL, levels),
    },
)
creates = st.builds(
    create,
    st.sampled_from(["1", "9", "10", "11", "12", "13", "org.example.newest"]),
    st.sampled_from(USERS),
    additional_creators=st.lists(st.sampled_from(USERS), max_size=2),
)


@given(contents, creates, st.sampled_from(USERS), st.sampled_from(USERS), levels)
def test_nobody_gives_more_than_they_have(content: Any, made: Any, who: str, whom: str, level: int) -> None:
    powers = Powers.of(content, made)
    if not powers.may_assign(who, whom, level):
        return
    own = powers.level(who)
    assert level <= own
    assert whom not in powers.creators
    assert who == whom or powers.level(whom) < own
    after = Powers.of(powers.with_user(whom, level), made)
    assert after.level(whom) == level
    assert all(after.level(user) == powers.level(user) for user in USERS if user != whom)
    assert {**after.named} == {**powers.named}
    assert {**after.events} == {**powers.events}


@given(contents, creates, st.sampled_from(USERS), levels, st.sampled_from([*TOP_LEVEL, "events.m.room.name"]))
def test_nobody_asks_of_others_more_than_they_have(content: Any, made: Any, who: str, level: int, key: str) -> None:
    powers = Powers.of(content, made)
    if not powers.may_change(who, powers.right(key), level):
        return
    assert max(level, powers.right(key)) <= powers.level(who)
    assert powers.may_set(who, "m.room.power_levels")
    after = Powers.of(powers.with_rights({key: level}), made)
    assert after.right(key) == level
    assert {**after.users} == {**powers.users}


@given(contents, creates, st.sampled_from(USERS), st.sampled_from(USERS))
def test_only_who_stands_below_is_removed_or_banned(content: Any, made: Any, who: str, whom: str) -> None:
    powers = Powers.of(content, made)
    for allowed in (powers.may_kick, powers.may_ban, powers.may_unban):
        if allowed(who, whom):
            assert who != whom
            assert powers.level(who) > powers.level(whom)
    assert not powers.may_unban(who, whom) or (powers.may_kick(who, whom) and powers.may_ban(who, whom))


@given(contents, st.sampled_from(USERS), st.lists(st.sampled_from(USERS), max_size=3))
def test_p46_creators_outrank_everyone_and_are_never_in_the_event(content: Any, maker: str, more: list[str]) -> None:
    made = create("12", maker, additional_creators=more)
    powers = Powers.of(content, made)
    assert powers.creators == {maker, *more}
    for creator in powers.creators:
        assert powers.level(creator) == CREATOR > HIGHEST
        assert powers.may_set(creator, "m.room.tombstone")
        assert all(powers.assignable(user, creator) is None for user in USERS)
        assert all(not powers.may_kick(user, creator) for user in USERS)
    for user in USERS:
        written = powers.with_user(user, 0)
        assert not powers.creators & set(written["users"])


@given(odd, odd, odd, odd, odd)
def test_p47_odd_levels_count_as_not_there(users: Any, events: Any, one: Any, named: Any, sender: Any) -> None:
    content = {"users": {ANNA: one, BERT: 50} if users is None else users, "events": events, "ban": named}
    content["notifications"] = users
    made = create("12", sender, additional_creators=[one, users, None, 5])
    powers = Powers.of(content, made)
    for user in (*USERS, "", "@"):
        assert isinstance(powers.level(user), int)
        assert -HIGHEST <= powers.level(user) <= CREATOR
    assert isinstance(powers.needed("ban"), int)
    powers.with_user(ANNA, 3)
    powers.with_rights({"ban": 7, "events.m.room.name": 1, "notifications.room": 2})
    settings = build(ROOM, ANNA, Membership.JOIN, {"m.room.power_levels": {"content": content}}, encrypted=False)
    assert settings.level == settings.powers.level(ANNA)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (50, 50),
        ("50", 50),
        (" -7 ", -7),
        (2**70, HIGHEST),
        (-(2**53), -HIGHEST),
        (1.5, None),
        (50.0, None),
        (float("nan"), None),
        (float("inf"), None),
        ("1e3", None),
        ("٥٠", None),
        ("9" * 40, None),
        (True, None),
        (None, None),
        ([50], None),
    ],
)
def test_p47_what_counts_as_a_level(value: Any, level: int | None) -> None:
    assert as_level(value) == level


def test_a_room_without_the_event() -> None:
    powers = Powers.of(None, create("10", ANNA))
    assert (powers.level(ANNA), powers.level(BERT)) == (ADMIN, 0)
    assert powers.may_set(BERT, "m.room.name")
    assert not powers.may_kick(BERT, ANNA)
    assert powers.may_kick(ANNA, BERT)
    after = Powers.of(powers.with_user(BERT, MODERATOR), create("10", ANNA))
    assert (after.level(ANNA), after.level(BERT), after.needed("state_default")) == (ADMIN, MODERATOR, 0)


def test_defaults_and_exceptions() -> None:
    content = {"users": {ANNA: 100, BERT: 50}, "users_default": 10, "events": {"m.room.name": 60}, "kick": 50}
    powers = Powers.of(content, create())
    assert powers.level(CLARA) == 10
    assert not powers.may_set(BERT, "m.room.name")
    assert powers.may_set(BERT, "m.room.topic")
    assert powers.may_kick(BERT, CLARA)
    assert not powers.may_kick(BERT, ANNA)
    assert powers.assignable(BERT, BERT) == 50
    assert powers.assignable(BERT, CLARA) == 50
    assert powers.assignable(CLARA, BERT) is None
    assert powers.may_redact(BERT)
    assert not powers.may_redact(CLARA)
    assert powers.with_user(CLARA, 10) == content
    assert powers.with_user(BERT, 10)["users"] == {ANNA: 100}
    with pytest.raises(KeyError):
        powers.with_rights({"everything": 0})


def test_unknown_fields_survive_a_change() -> None:
    content = {"users": {ANNA: 100}, "org.example": {"a": 1}, "notifications": {"room": 20, "org.example": 5}}
    powers = Powers.of(content, create())
    changed = powers.with_rights({"notifications.room": 50})
    assert changed["org.example"] == {"a": 1}
    assert changed["notifications"] == {"room": 50, "org.example": 5}
    assert content["notifications"] == {"room": 20, "org.example": 5}


@pytest.mark.parametrize(("version", "has"), [("1", False), ("11", False), ("12", True), ("13", True), ("x", True)])
def test_which_rooms_have_creators(version: str, has: bool) -> None:
    assert has_creators(version) is has
    assert bool(Powers.of({}, create(version)).creators) is has


def test_roles_have_names() -> None:
    named = [role_of(level) for level in (CREATOR, 150, 100, 99, 50, 49, 0, -1)]
    assert named == [
        Role.CREATOR,
        Role.ADMIN,
        Role.ADMIN,
        Role.MODERATOR,
        Role.MODERATOR,
        Role.MEMBER,
        Role.MEMBER,
        Role.MUTED,
    ]


@given(
    st.fixed_dictionaries(
        {type_: st.fixed_dictionaries({}, optional={"content": odd, "sender": odd}) for type_ in STATES}
    )
)
def test_c16_settings_of_any_shape_are_read(events: Any) -> None:
    settings = build(ROOM, ANNA, Membership.JOIN, events, encrypted=False)
    assert isinstance(settings.name, str)
    assert isinstance(settings.version, str)
    assert settings.may_upgrade in (True, False)


def test_c16_fields_of_any_shape_are_read() -> None:
    for value in (None, 5, "x", [], {}, [None], {"a": 1}, "\ud800", "x" * 20_000):
        fields = {
            "name": value,
            "topic": value,
            "url": value,
            "join_rule": value,
            "allow": [value, {"type": "m.room_membership", "room_id": value}],
            "history_visibility": value,
            "guest_access": value,
            "alias": value,
            "alt_aliases": [value, "#ok:x.example"],
            "room_version": value,
            "predecessor": value,
            "additional_creators": value,
            "replacement_room": value,
            "body": value,
            "type": value,
        }
        events = {type_: {"sender": value, "content": fields} for type_ in STATES}
        settings = build(ROOM, ANNA, Membership.JOIN, events, encrypted=True)
        assert settings.alternatives == ("#ok:x.example",)
        assert settings.history_visibility == "shared"
        assert len(settings.name) <= 10_000
        assert settings.replaced is None
        settings.name.encode()


def test_a_tombstone_names_where_to_go() -> None:
    def replaced(room: Any, sender: Any = BERT) -> Any:
        event = {"sender": sender, "content": {"replacement_room": room, "body": "moved"}}
        return build(ROOM, ANNA, Membership.JOIN, {"m.room.tombstone": event}, encrypted=False).replaced

    assert replaced("!new:y.example").via == ("x.example", "y.example")
    assert replaced("!" + "a" * 43).via == ("x.example",)  # room version 12: no server in the id
    assert replaced("!" + "a" * 43, sender=5).via == ()
    assert replaced(ROOM) is None
    assert replaced("#alias:x.example") is None
    assert replaced("!" + "a" * 300) is None
