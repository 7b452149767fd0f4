# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far others have read: what the store keeps of it, and at which row each person stands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.migrations import cache_migrations
from app.read_marks import NAMED, read_marks, thread_marks
from app.store import receipts
from app.store.cache import Cache
from app.store.items import PlacedItem
from app.store.reader import Reader
from app.store.receipts import Receipt
from app.types import Seen
from crypto.store.database import Database
from tests.support.sample_account import message

ROOM, ME, ANNA, BERT = "!r:x.example", "@me:x.example", "@anna:x.example", "@bert:x.example"
NOW = 1_700_000_000_000


class Store:
    """A cache with one room of ten messages, ``$0`` to ``$9``."""

    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.db.execute("PRAGMA synchronous=OFF")
        self.cache = Cache(self.db, ME, clock=lambda: NOW / 1000)
        self.reader = Reader(self.db, ME)
        self.tell(timeline=[_event(n) for n in range(10)])

    def tell(self, *told: tuple[str, str, Any], timeline: list[Any] | None = None, kind: str = "m.read") -> bool:
        """A sync answer with receipts (event, user, receipt); gives whether readers changed."""
        from app.matrix.sync.types import RoomsSync, RoomUpdate

        content: dict[str, Any] = {}
        for event, user, receipt in told:
            content.setdefault(event, {}).setdefault(kind, {})[user] = receipt
        update = RoomUpdate(ROOM, membership="join", timeline=timeline or [], receipts=content or None)
        return self.cache.apply(RoomsSync(rooms=[update]), {}).room(ROOM).read

    def stand(self) -> dict[str, str]:
        """Who has read up to which event."""
        placed = {row.position: row.item.event_id for row in self.reader.window(ROOM, None)}
        return {each.seen.user_id: str(placed[each.position]) for each in self.reader.receipts(ROOM)}

    def members(self, *people: tuple[str, str, str]) -> None:
        """(user, name, membership)"""
        for user, name, membership in people:
            self.db.execute(
                "INSERT OR REPLACE INTO members (room_id, user_id, membership, display_name) VALUES (?, ?, ?, ?)",
                (ROOM, user, membership, name),
            )


def _event(n: int, sender: str = ME) -> dict[str, Any]:
    return {
        "event_id": f"${n}",
        "sender": sender,
        "type": "m.room.message",
        "origin_server_ts": NOW - 10_000 + n,
        "content": {"msgtype": "m.text", "body": str(n)},
    }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "cache.db")
    yield made
    made.db.close()


def test_a_person_stands_at_the_furthest_message_they_have_read(store: Store) -> None:
    assert store.tell(("$3", ANNA, {"ts": NOW - 500}))
    assert store.stand() == {ANNA: "$3"}
    assert store.tell(("$7", ANNA, {"ts": NOW - 400, "thread_id": "main"}))
    assert store.stand() == {ANNA: "$7"}
    # What is older comes late: nobody un-reads. Not even with a newer time.
    assert not store.tell(("$2", ANNA, {"ts": NOW - 100}))
    assert store.stand() == {ANNA: "$7"}
    assert [seen.user_id for seen in store.reader.readers(ROOM, "$7")] == [ANNA]
    assert store.reader.readers(ROOM, "$8") == []


def test_receipts_of_threads_say_nothing_of_the_room(store: Store) -> None:
    store.tell(("$9", ANNA, {"ts": NOW, "thread_id": "$1"}))
    assert store.stand() == {}
    assert [each.seen.user_id for each in store.reader.receipts(ROOM, ("", "$1"))] == [ANNA]
    # Ours, of a thread, do not make the room read either.
    store.tell(("$9", ME, {"ts": NOW, "thread_id": "$1"}))
    read = store.db.execute("SELECT read_event FROM rooms WHERE room_id = ?", (ROOM,)).fetchone()
    assert read == (None,)


def test_private_receipts_of_others_and_our_own_are_not_kept(store: Store) -> None:
    assert not store.tell(("$5", ANNA, {"ts": NOW}), kind="m.read.private")
    assert not store.tell(("$5", ME, {"ts": NOW}))
    assert store.stand() == {}


def test_who_left_is_not_shown_and_names_are_those_of_the_room(store: Store) -> None:
    store.members((ANNA, "Anna Weber", "join"), (BERT, "Bert", "leave"))
    store.tell(("$5", ANNA, {"ts": NOW}), ("$5", BERT, {"ts": NOW}))
    assert [seen.name for seen in store.reader.readers(ROOM, "$1")] == ["Anna Weber"]


def test_receipts_for_events_that_come_later_count_then(store: Store) -> None:
    store.tell(("$12", ANNA, {"ts": NOW}))
    assert store.stand() == {}
    store.tell(timeline=[_event(n) for n in range(9, 13)])
    assert store.stand() == {ANNA: "$12"}


def test_l_hostile_receipts_are_bounded_and_odd_ones_left_out(store: Store) -> None:
    content: dict[str, Any] = {
        "$1": {"m.read": {f"@u{n}:x.example": {"ts": n} for n in range(receipts.MAX_IN_ROOM + 500)}},
        "$2": {"m.read": {"no user": {"ts": 1}, ANNA: "odd", BERT: {"ts": "odd", "thread_id": 7}}},
        "$3": "odd",
        "$4": {"m.read": None, "x": {ANNA: {}}},
        "x" * 5000: {"m.read": {ANNA: {"ts": 2}}},
    }
    assert receipts.store(store.db, ROOM, content, ME, NOW)
    rows = store.db.execute("SELECT user_id, ts FROM receipts").fetchall()
    assert len(rows) == receipts.MAX_IN_ROOM
    assert min(ts for _, ts in rows) > 400  # the oldest went
    # A time in the future counts as now, so that it can be overtaken.
    receipts.store(store.db, ROOM, {"$unknown": {"m.read": {BERT: {"ts": 2**60}}}}, ME, NOW)
    assert store.db.execute("SELECT ts FROM receipts WHERE user_id = ?", (BERT,)).fetchone() == (NOW,)
    assert receipts.store(store.db, ROOM, {"$other": {"m.read": {BERT: {"ts": NOW}}}}, ME, NOW)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations([(n, user) for n in range(6) for user in (ANNA, BERT)]))
def test_in_whatever_order_receipts_come_the_furthest_counts(
    tmp_path_factory: pytest.TempPathFactory, order: list[tuple[int, str]]
) -> None:
    store = Store(tmp_path_factory.mktemp("receipts") / "cache.db")
    try:
        for n, user in order:
            store.tell((f"${n}", user, {"ts": NOW - 1000 + random.Random(n).randrange(1000)}))
        assert store.stand() == {ANNA: "$5", BERT: "$5"}
    finally:
        store.db.close()


def _rows(*senders: str) -> list[PlacedItem]:
    return [PlacedItem((1, n * 2), message(sender, str(n), n)) for n, sender in enumerate(senders)]


def test_rows_show_everybody_once_and_nobody_at_their_own_message() -> None:
    rows = _rows(ME, ANNA, ME, ME)
    told = [
        Receipt((1, 0), Seen(BERT, "Bert", None, 5)),
        Receipt((1, 1), Seen("@c:x.example", "C", None, 6)),  # an event without a row: counts for the row before
        Receipt((1, 2), Seen(ANNA, "Anna", None, 7)),
    ]
    marks = read_marks(rows, told)
    assert set(marks) == {(1, 0)}
    assert [seen.name for seen in marks[1, 0].people] == ["C", "Bert"]
    assert read_marks(rows, [Receipt((1, 4), Seen(ANNA, "Anna", None, 9))])[1, 4].count == 1
    assert read_marks(rows, [Receipt((0, 9), Seen(ANNA, "Anna", None, 9))]) == {}


def test_of_many_readers_the_newest_are_named() -> None:
    told = [Receipt((1, 0), Seen(f"@u{n}:x.example", f"U{n}", None, n)) for n in range(500)]
    mark = read_marks(_rows(ME), told)[1, 0]
    assert mark.count == 500
    assert [seen.ts for seen in mark.people] == list(range(499, 499 - NAMED, -1))


def test_in_a_thread_people_stand_where_its_receipts_say(store: Store) -> None:
    store.tell(
        ("$5", ANNA, {"ts": NOW, "thread_id": "$1"}),
        ("$6", BERT, {"ts": NOW, "thread_id": "$2"}),
        ("$7", BERT, {"ts": NOW}),
    )
    told = store.reader.thread_receipts(ROOM, "$1")
    assert [(event_id, seen.user_id) for event_id, seen in told] == [("$5", ANNA)]
    shown = ["$1", "$3", "$5", "$9"]
    assert set(thread_marks({"$1": ME}, shown, told)) == {"$5"}
    assert thread_marks({"$9": ANNA}, shown, told) == {}  # she wrote later: that says it
    assert thread_marks({}, ["$1"], told) == {}  # an answer that is not shown
