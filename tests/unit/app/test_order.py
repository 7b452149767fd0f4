# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs of events are merged into chunks: the order stays true, and no hole is forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.migrations import cache_migrations
from app.store.order import Merged, merge
from crypto.store.database import Database

ROOM = "!room:x"


class Room:
    """A room on the server (events 0, 1, 2, ...), and what is stored of it. A token names an event: before that one."""

    def __init__(self, db: Database) -> None:
        self.db = db
        db.execute("DELETE FROM events")
        db.execute("DELETE FROM gaps")

    def store(self, merged: Merged) -> None:
        for event_id, (chunk, idx) in merged.new.items():
            self.db.execute(
                "INSERT INTO events (room_id, event_id, chunk, idx, sender, type, ts, encrypted, raw)"
                " VALUES (?, ?, ?, ?, '', '', 0, 0, '')",
                (ROOM, event_id, chunk, idx),
            )

    def sync(self, first: int, last: int, *, limited: bool) -> None:
        """The server tells events ``first`` to ``last``."""
        ids = [str(number) for number in range(first, last + 1)]
        token = str(first) if first else None
        self.store(merge(self.db, ROOM, ids, token=token, limited=limited))
        self.check()

    def fill(self, chunk: int, token: str, size: int) -> None:
        """Fetch a page before a hole."""
        end = int(token)
        first = max(0, end - size)
        ids = [str(number) for number in range(first, end)]
        self.store(merge(self.db, ROOM, ids, token=str(first) if first else None, gap_of=chunk))
        self.check()

    @property
    def gaps(self) -> list[tuple[int, str]]:
        return [(int(chunk), str(token)) for chunk, token in self.db.execute("SELECT chunk, token FROM gaps")]

    @property
    def events(self) -> list[tuple[int, int]]:
        """(chunk, number) in stored order."""
        rows = self.db.execute("SELECT chunk, event_id FROM events ORDER BY chunk, idx")
        return [(int(chunk), int(event_id)) for chunk, event_id in rows]

    def check(self) -> None:
        """In order; and where two neighbours are no neighbours on the server, there is a hole between them."""
        events = self.events
        holes = {chunk for chunk, _ in self.gaps}
        for (one_chunk, one), (other_chunk, other) in pairwise(events):
            assert one < other
            between = any(one_chunk < hole <= other_chunk for hole in holes)
            assert other == one + 1 or between, (events, self.gaps)
        if events and events[0][1] != 0:
            assert any(hole <= events[0][0] for hole in holes)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("order") / "cache.db"
    database = Database.open(path, os.urandom(32), cache_migrations())
    database.execute("PRAGMA synchronous=OFF")
    yield database
    database.close()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("sync"), st.integers(1, 8), st.integers(1, 6)),  # new events, of which so many are told
        st.tuples(st.just("again"), st.integers(1, 12), st.integers(0, 0)),  # the newest so many once more
        st.tuples(st.just("fill"), st.integers(0, 5), st.integers(1, 7)),  # a page of so many, in some hole
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(plan=steps)
def test_any_order_of_syncs_and_pages_keeps_order_and_holes(db: Database, plan: list[tuple[str, int, int]]) -> None:
    with db.transaction():
        room = Room(db)
        newest = -1
        for what, one, two in plan:
            if what == "sync":
                before = newest
                newest += one
                first = max(0, newest - two + 1)
                room.sync(first, newest, limited=first > before + 1 or before < 0)
            elif what == "again" and newest >= 0:
                room.sync(max(0, newest - one + 1), newest, limited=True)
            elif what == "fill" and (gaps := room.gaps):
                room.fill(*gaps[one % len(gaps)], two)
        for _ in range(1000):
            if not (gaps := room.gaps):
                break
            room.fill(*gaps[-1], 5)
        assert [number for _, number in room.events] == list(range(newest + 1))


def test_an_event_the_server_orders_differently_now_finds_its_place(db: Database) -> None:
    with db.transaction():
        room = Room(db)
        room.store(merge(db, ROOM, ["a", "b", "d"], token=None))
        merged = merge(db, ROOM, ["b", "c", "d", "e"], token="t", limited=True)
        room.store(merged)
        assert merged.moved
        order = [row[0] for row in db.execute("SELECT event_id FROM events ORDER BY chunk, idx")]
        assert order == ["a", "b", "c", "d", "e"]
        assert room.gaps == []


def test_an_empty_page_that_goes_nowhere_does_not_lose_the_hole(db: Database) -> None:
    with db.transaction():
        room = Room(db)
        room.store(merge(db, ROOM, ["x"], token="t1", limited=True))
        room.store(merge(db, ROOM, [], token="t0", gap_of=1))
        assert room.gaps == [(1, "t0")]
        room.store(merge(db, ROOM, [], token=None, gap_of=1))
        assert room.gaps == []


# -- two orders --------------------------------------------------------------------------------------------------------

late = st.lists(
    st.one_of(
        st.tuples(st.just("sync"), st.integers(1, 8), st.integers(2, 6)),
        st.tuples(st.just("late"), st.integers(1, 12), st.integers(2, 6)),  # an event that belongs so far back comes
        st.tuples(st.just("fill"), st.integers(0, 5), st.integers(3, 7)),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(plan=late, size=st.sampled_from([5, 30]))
def test_late_events_of_other_servers_never_hide_what_is_missing(
    db: Database, plan: list[tuple[str, int, int]], size: int
) -> None:
    """The server tells of events in the order in which they came, and gives history as it is: nothing is lost, and with
    pages of a usual size everything that was not late is in order."""
    with db.transaction():
        room = Room(db)
        came: list[str] = []  # as a sync tells it
        history: list[str] = []  # as pages have it
        told = 0

        def page(token: str, size: int) -> tuple[list[str], str | None]:
            end = history.index(token)
            first = max(0, end - size)
            return history[first:end], history[first] if first else None

        def sync(most: int) -> None:
            nonlocal told
            first = max(told, len(came) - most)
            run = came[first:]
            # The token of a limited answer stands before the oldest of them in history.
            oldest = min(run, key=history.index)
            token = oldest if history.index(oldest) else None
            room.store(merge(db, ROOM, run, token=token, limited=first > told))
            told = len(came)

        for what, one, two in plan:
            if what == "fill":
                if gaps := room.gaps:
                    chunk, token = gaps[one % len(gaps)]
                    ids, before = page(token, two if size < 30 else size)
                    room.store(merge(db, ROOM, ids, token=before, gap_of=chunk))
                continue
            for number in range(one if what == "sync" else 1):
                event = f"{what}{len(came)}.{number}"
                came.append(event)
                history.insert(max(0, len(history) - (one if what == "late" else 0)), event)
            sync(two)
        for _ in range(2000):
            if not (gaps := room.gaps):
                break
            chunk, token = gaps[-1]
            ids, before = page(token, size)
            room.store(merge(db, ROOM, ids, token=before, gap_of=chunk))
        assert room.gaps == []
        stored = [str(row[0]) for row in db.execute("SELECT event_id FROM events ORDER BY chunk, idx")]
        assert sorted(stored) == sorted(came)
        if size < 30:
            return
        in_order = [event for event in stored if event.startswith("sync")]
        assert in_order == [event for event in history if event.startswith("sync")]
