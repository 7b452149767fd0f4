# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Marks, spaces and known people in the cache."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store import marks, spaces
from app.store.cache import Cache
from app.store.changes import CacheChanges
from app.store.marks import Mark, Marks
from app.store.people import known_people
from app.store.spaces import MAX_CHILDREN
from app.types import RoomSummary
from crypto.store.database import Database
from crypto.types import Json

ME, BOSS, ANNA = "@ich:x.example", "@boss:x.example", "@anna:x.example"
ROOM, OTHER = "!raum:x.example", "!anderer:x.example"
SPACE = "!space:x.example"


class Store:
    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.cache = Cache(self.db, ME)
        self.count = 0

    def state(self, kind: str, content: object, key: str = "", sender: str = BOSS, ts: int = 5) -> Json:
        self.count += 1
        return {
            "type": kind,
            "state_key": key,
            "sender": sender,
            "event_id": f"${self.count}",
            "origin_server_ts": ts,
            "content": content,
        }

    def apply(self, room_id: str = ROOM, **fields: Any) -> CacheChanges:
        return self.cache.apply(RoomsSync(rooms=(RoomUpdate(room_id, membership="join", **fields),)), {})

    def account_data(self, kind: str, content: object, room_id: str = ROOM) -> RoomSummary:
        changes = self.apply(room_id, account_data=({"type": kind, "content": content},))
        return self.summary(changes, room_id)

    def choose(self, room_id: str = ROOM, **wanted: bool) -> RoomSummary | None:
        values = {Mark[name.upper()]: value for name, value in wanted.items()}

        def work(db: Database, changes: CacheChanges) -> None:
            if marks.choose(db, room_id, values):
                changes.room(room_id)

        return self.cache.write(work).summaries.get(room_id)

    @staticmethod
    def summary(changes: CacheChanges, room_id: str = ROOM) -> RoomSummary:
        summary = changes.summaries[room_id]
        assert summary is not None
        return summary


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "cache.db")
    yield made
    made.db.close()


# -- marks


def test_marks_of_the_server_are_shown(store: Store) -> None:
    assert store.account_data("m.tag", {"tags": {"m.favourite": {"order": 0.5}, "u.work": {}}}).favourite
    both = store.account_data("m.tag", {"tags": {"m.favourite": {}, "m.lowpriority": {}}})
    assert (both.favourite, both.low_priority) == (True, False)  # a room stands in one place
    low = store.account_data("m.tag", {"tags": {"m.lowpriority": {}}})
    assert (low.favourite, low.low_priority) == (False, True)
    assert not store.account_data("m.tag", {"tags": {}}).low_priority


def test_marked_unread_by_its_old_and_new_name(store: Store) -> None:
    assert store.account_data("com.famedly.marked_unread", {"unread": True}).marked_unread
    assert not store.account_data("m.marked_unread", {"unread": False}).marked_unread  # the new name counts
    assert store.account_data("m.marked_unread", {"unread": True}).marked_unread


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["tags", "m.favourite", "m.lowpriority", "unread", "order"]), inner, max_size=4
            )
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_c_no_account_data_trips_us_over(store: Store, content: object) -> None:
    for kind in ("m.tag", "m.marked_unread", "com.famedly.marked_unread", spaces.SPACE_ORDER):
        store.apply(
            account_data=({"type": kind, "content": content},), state=(store.state("m.room.name", {"name": "x"}),)
        )
    summary = store.summary(store.apply(state=(store.state("m.room.name", {"name": "gut"}),)))
    assert summary.name == "gut"


def test_what_is_chosen_holds_until_the_server_has_it(store: Store) -> None:
    store.apply(state=(store.state("m.room.name", {"name": "Raum"}),))
    chosen = store.choose(favourite=True)
    assert chosen is not None
    assert chosen.favourite
    assert store.choose(favourite=True) is None  # nothing new
    assert not store.account_data("m.tag", {"tags": {"m.lowpriority": {}}}).low_priority  # ours is newer
    [due] = marks.due(store.db)
    assert (due.room_id, due.mark, due.value) == (ROOM, Mark.FAVOURITE, True)
    store.cache.write(lambda db, _: marks.sent(db, due))
    assert marks.due(store.db) == []
    assert marks.of_room(store.db, ROOM) == Marks(favourite=True, low_priority=True)  # as the server has it
    assert not store.account_data("m.tag", {"tags": {}}).favourite  # another device takes it away


def test_a_choice_made_while_another_is_on_its_way_is_sent_too(store: Store) -> None:
    store.apply(state=(store.state("m.room.name", {"name": "Raum"}),))
    store.choose(unread=True)
    [first] = marks.due(store.db)
    store.choose(unread=False)
    store.cache.write(lambda db, _: marks.sent(db, first))
    [second] = marks.due(store.db)
    assert (second.mark, second.value) == (Mark.UNREAD, False)
    assert not marks.of_room(store.db, ROOM).unread
    store.cache.write(lambda db, _: marks.dropped(db, second))
    assert marks.of_room(store.db, ROOM).unread  # refused: as the server last said


def test_rows_of_an_older_version_are_made_anew_once(tmp_path: Path) -> None:
    from app.store.schema import CACHE_MIGRATIONS
    from crypto.store.database import Migrations

    path = tmp_path / "cache.db"
    old = Database.open(path, b"k" * 32, Migrations(cache=CACHE_MIGRATIONS))
    for room_id in (ROOM, OTHER):
        old.execute("INSERT INTO rooms (room_id, membership, summary) VALUES (?, 'join', '{}')", (room_id,))
    old.close()
    store = Store(path)
    assert marks.summaries_due(store.db, 1) == [OTHER]
    assert marks.summaries_due(store.db, 10) == [ROOM]
    assert marks.summaries_due(store.db, 10) == []
    store.db.close()


# -- direct conversations


def test_a_direct_conversation_knows_its_people(store: Store) -> None:
    store.cache.apply(
        RoomsSync(account_data=[{"type": "m.direct", "content": {ANNA: [ROOM], "kaputt": 3, ME: [ROOM]}}]), {}
    )
    heroes = [{"user_id": ANNA, "displayname": "Anna"}]
    summary = store.summary(store.apply(heroes=heroes, joined_count=2, invited_count=0))
    assert (summary.direct, summary.people, summary.hero_ids, summary.heroes) == (True, (ANNA,), (ANNA,), ("Anna",))
    plain = store.summary(store.apply(OTHER, heroes=heroes, joined_count=2), OTHER)
    assert (plain.direct, plain.people, plain.hero_ids) == (False, (), (ANNA,))


# -- spaces


def space(store: Store, *listed: tuple[str, object], levels: object = None) -> None:
    create = store.state("m.room.create", {"type": "m.space", "room_version": "11"})
    power = {"users": {BOSS: 100}} if levels is None else levels
    events = [create, store.state("m.room.power_levels", power)]
    events += [store.state("m.space.child", content, key, ts=number) for number, (key, content) in enumerate(listed)]
    assert store.summary(store.apply(SPACE, state=tuple(events)), SPACE).is_space


def read(store: Store, *rooms: str) -> list[str]:
    state = spaces.read(store.db, {SPACE}, {SPACE, *rooms})
    return [child.room_id for child in state.children[SPACE]]


def test_what_a_space_lists(store: Store) -> None:
    via = {"via": ["x.example"]}
    space(store, ("!b:x", via), ("!a:x", {**via, "order": "z"}), (SPACE, via), ("!weg:x", {}), ("kaputt", via))
    assert read(store) == ["!a:x", "!b:x"]
    store.apply(SPACE, state=(store.state("m.space.child", {}, "!b:x"),))
    assert read(store) == ["!a:x"]


@pytest.mark.parametrize(
    ("levels", "sender", "counts"),
    [
        ({"users": {ANNA: 50}}, ANNA, True),
        ({"users": {ANNA: 49}}, ANNA, False),
        ({"users": {ANNA: 60}, "events": {"m.space.child": 61}}, ANNA, False),
        ({"users": {ANNA: 10}, "events": {"m.space.child": 10}, "state_default": 99}, ANNA, True),
        ({"users": {BOSS: 100}, "state_default": 0}, "@fremd:y.example", True),
        ({"users": {ANNA: 100}}, "kaputt", False),
    ],
)
def test_a_room_names_its_space_only_with_the_right_to(store: Store, levels: object, sender: str, counts: bool) -> None:
    space(store, levels=levels)
    store.apply(ROOM, state=(store.state("m.space.parent", {"via": ["x.example"]}, SPACE, sender=sender),))
    assert read(store, ROOM) == ([ROOM] if counts else [])
    assert read(store) == []  # a room that we are not in has no say
    assert spaces.may_list(store.db, SPACE, sender) is counts


def test_creators_of_new_rooms_may_list(store: Store) -> None:
    create = store.state("m.room.create", {"type": "m.space", "room_version": "12", "additional_creators": [ANNA]})
    store.apply(SPACE, state=(create, store.state("m.room.power_levels", {"users": {}})))
    assert [spaces.may_list(store.db, SPACE, user) for user in (BOSS, ANNA, ME)] == [True, True, False]


def test_l_a_space_with_a_hundred_thousand_rooms_is_read_in_bounds(store: Store) -> None:
    with store.db.transaction():
        raw = b'{"content":{"via":["x.example"]},"origin_server_ts":1}'
        store.db.executemany(
            "INSERT INTO state (room_id, type, state_key, raw) VALUES (?, 'm.space.child', ?, ?)",
            [(SPACE, f"!r{number}:x", raw) for number in range(100_000)],
        )
    begun = time.monotonic()
    assert len(read(store)) == MAX_CHILDREN
    assert time.monotonic() - begun < 2


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["via", "order", "suggested", "users", "events", "m.space.child", "type"]),
                inner,
                max_size=4,
            )
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_c_no_state_of_a_space_trips_us_over(store: Store, content: object) -> None:
    for kind, key in (
        ("m.room.create", ""),
        ("m.room.power_levels", ""),
        ("m.space.child", ROOM),
        ("m.space.child", "x"),
    ):
        store.apply(SPACE, state=(store.state(kind, content, key),))
    store.apply(ROOM, state=(store.state("m.space.parent", content, SPACE),))
    read(store, ROOM)
    spaces.may_list(store.db, SPACE, BOSS)


# -- people


def test_known_people_are_found_by_parts_of_names(store: Store) -> None:
    def member(user: str, name: str, membership: str = "join") -> Json:
        return store.state("m.room.member", {"membership": membership, "displayname": name}, user, sender=user)

    store.apply(
        state=(member(ANNA, "Anna Öztürk"), member(BOSS, "100 % Boss_"), member("@weg:x.example", "Anna Weg", "leave"))
    )
    store.apply(OTHER, state=(member(ANNA, "Anna Öztürk"), member("@bernd:y.example", "Bernd")))

    def find(query: str) -> list[str]:
        return [person.user_id for person in known_people(store.db, query, ME, 10)]

    assert find("öztürk anna") == find("ÖZTÜRK") == find("nna") == [ANNA]
    assert find("%") == find("boss_") == [BOSS]
    assert find("y.example") == ["@bernd:y.example"]
    assert find("weg") == []
    assert find("") == find("   ") == []
    assert len(known_people(store.db, "x", ME, 1)) == 1
    # Somebody who calls himself Anna in one room of three is shown as most rooms know him.
    store.apply("!dritter:x.example", state=(member(ANNA, "Bernd"),))
    [person] = [person for person in known_people(store.db, "anna", ME, 10) if person.user_id == ANNA]
    assert person.display_name == "Anna Öztürk"


def test_l_people_are_found_among_a_hundred_thousand(store: Store) -> None:
    with store.db.transaction():
        store.db.executemany(
            "INSERT INTO members (room_id, user_id, membership, display_name) VALUES (?, ?, 'join', ?)",
            [(ROOM, f"@p{number}:x.example", f"Person {number}") for number in range(100_000)],
        )
    begun = time.monotonic()
    assert len(known_people(store.db, "person", ME, 20)) == 20
    assert [person.user_id for person in known_people(store.db, "person 77777", ME, 20)] == ["@p77777:x.example"]
    assert time.monotonic() - begun < 4
