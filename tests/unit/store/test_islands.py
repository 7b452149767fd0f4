# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces of the past find their place in the line, whatever comes first, and no event is lost or shown twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.islands import weave
from app.store.reader import Onward, Reader
from crypto.store.database import Database

Json = dict[str, Any]
ROOM, ME, ANNA = "!r:x", "@me:x", "@anna:x"


def event(number: int) -> Json:
    return {
        "event_id": f"${number}",
        "type": "m.room.message",
        "sender": ANNA,
        "content": {"msgtype": "m.text", "body": str(number)},
        "origin_server_ts": 1_000 + number,
    }


class Room:
    """A room on a server (events 0, 1, 2, ...; a token names the event before which it stands), and its cache."""

    def __init__(self, db: Database) -> None:
        self.db = db
        for table in ("events", "gaps", "ahead", "rooms"):
            db.execute(f"DELETE FROM {table}")
        self.cache, self.reader = Cache(db, ME), Reader(db, ME)
        self.size = 0

    def sync(self, grown: int, told: int) -> None:
        """The room grows; the server tells the last of it."""
        self.size += grown
        first = self.size - min(grown, told)
        update = RoomUpdate(
            room_id=ROOM,
            membership="join",
            timeline=tuple(event(n) for n in range(first, self.size)),
            prev_batch=str(first) if first else None,
            limited=told < grown,
        )
        self.cache.apply(RoomsSync(rooms=(update,)), {})

    def context(self, number: int, around: int) -> None:
        first, last = max(0, number - around), min(self.size, number + around + 1)
        tokens = (str(first) if first else None, str(last) if last < self.size else None)
        self.cache.add_context(ROOM, f"${number}", [event(n) for n in range(first, last)], tokens, {})

    def back(self, chunk: int, token: str, size: int) -> None:
        end = int(token)
        first = max(0, end - size)
        page = [event(n) for n in range(first, end)][::-1]
        self.cache.fill_gap(ROOM, chunk, page, str(first) if first else None, {})

    def forth(self, onward: Onward, size: int) -> None:
        assert onward.ahead is not None
        ahead = onward.ahead
        first = int(ahead.token) if ahead.token is not None else int(ahead.event_id[1:]) + 1
        last = min(self.size, first + size)
        after = str(last) if last < self.size else None
        self.cache.extend(ROOM, ahead.chunk, [event(n) for n in range(first, last)], after, {})

    def read_forth(self, number: int, size: int) -> list[int]:
        """What follows a stored event, to the newest one, as a timeline reads it."""
        found = self.reader.place(ROOM, f"${number}")
        assert found is not None
        seen, at = [number], found[1]
        for _ in range(500):
            onward = self.reader.onward(ROOM, at, 7)
            seen += [int(row.item.body) for row in onward.rows]
            if onward.live:
                return seen
            if onward.rows:
                at = onward.newest
            elif onward.ahead is not None:
                self.forth(onward, size)
                at = self.reader.places(ROOM, [f"${seen[-1]}"])[f"${seen[-1]}"]
            else:
                raise AssertionError("the end is not the newest")
        raise AssertionError("it never ends")

    def read_back(self, number: int | None, size: int) -> list[int]:
        """What stands before a stored event (None: the newest), to the beginning of the room."""
        before = None
        seen: list[int] = []
        if number is not None:
            found = self.reader.place(ROOM, f"${number}")
            assert found is not None
            before, seen = (found[1][0], found[1][1] + 1), []
        for _ in range(500):
            page = self.reader.page(ROOM, before, 7)
            seen = [int(row.item.body) for row in page.rows] + seen
            if page.rows:
                before = page.oldest
            elif page.gap is not None:
                self.back(page.gap.chunk, page.gap.token, size)
                if seen:
                    before = self.reader.places(ROOM, [f"${seen[0]}"])[f"${seen[0]}"]
            elif not page.more:
                return seen
        raise AssertionError("it never ends")

    def check(self) -> None:
        """Within a chunk there is no hole and nothing is out of order; the line is in order as a whole."""
        chunks: dict[int, list[int]] = {}
        for chunk, event_id in self.db.execute("SELECT chunk, event_id FROM events ORDER BY chunk, idx").fetchall():
            chunks.setdefault(int(chunk), []).append(int(event_id[1:]))
        line: list[int] = []
        gaps = {int(row[0]) for row in self.db.execute("SELECT chunk FROM gaps").fetchall()}
        for chunk, numbers in chunks.items():
            assert numbers == list(range(numbers[0], numbers[-1] + 1)), chunks
            assert chunk in gaps or numbers[0] == 0 or (line and line[-1] + 1 == numbers[0]), (chunks, gaps)
            if chunk > 0:
                line += numbers
        assert line == sorted(line), chunks


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    base = Database.open(tmp_path / "c.db", b"k" * 32, cache_migrations())
    yield base
    base.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("islands") / "c.db"
    base = Database.open(path, b"k" * 32, cache_migrations())
    yield base
    base.close()


def test_an_old_event_is_reached_and_read_on_to_the_newest(db: Database) -> None:
    room = Room(db)
    room.sync(300, 20)
    room.context(40, 10)
    room.check()
    assert room.reader.page(ROOM, None, 50).rows[0].item.body == "280"  # the newest are what they were
    assert room.read_forth(40, 30) == list(range(40, 300))
    room.check()
    assert room.read_back(None, 30) == list(range(300))
    assert db.execute("SELECT COUNT(*) FROM events WHERE chunk < 0").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM gaps").fetchone() == (0,)


def test_reading_back_from_the_newest_takes_the_piece_in(db: Database) -> None:
    room = Room(db)
    room.sync(100, 10)
    room.context(40, 5)
    assert room.read_back(None, 20) == list(range(100))
    room.check()
    assert db.execute("SELECT COUNT(*) FROM events WHERE chunk < 0").fetchone() == (0,)


def test_a_hole_ahead_is_read_from_behind_it(db: Database) -> None:
    room = Room(db)
    room.sync(30, 30)
    room.sync(500, 10)
    assert room.read_forth(20, 50) == list(range(20, 530))
    room.check()


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sync"), st.integers(0, 40), st.integers(1, 20)),
        st.tuples(st.just("context"), st.integers(0, 300), st.integers(0, 9)),
        st.tuples(st.just("back"), st.integers(0, 300), st.integers(1, 30)),
        st.tuples(st.just("forth"), st.integers(0, 300), st.integers(1, 30)),
    ),
    max_size=14,
)


@settings(max_examples=100, deadline=None)
@given(steps=_STEPS, first=st.integers(1, 40), size=st.integers(5, 40))
def test_any_way_through_history_ends_in_one_line(
    shared: Database, steps: list[tuple[str, int, int]], first: int, size: int
) -> None:
    with shared.transaction():  # one for all of it, so that nothing waits for the disk
        _walk(Room(shared), steps, first, size)


def _walk(room: Room, steps: list[tuple[str, int, int]], first: int, size: int) -> None:
    room.sync(first, first)
    for kind, one, two in steps:
        stored = [int(row[0][1:]) for row in room.db.execute("SELECT event_id FROM events").fetchall()]
        number = stored[one % len(stored)]
        place = room.reader.places(ROOM, [f"${number}"])[f"${number}"]
        if kind == "sync":
            room.sync(one, two)
        elif kind == "context":
            room.context(one % room.size, two)
        elif kind == "back":
            page = room.reader.page(ROOM, place, 300)
            if page.gap is not None:
                room.back(page.gap.chunk, page.gap.token, two)
        else:
            onward = room.reader.onward(ROOM, place, 300)
            if onward.ahead is not None:
                room.forth(onward, two)
        room.check()
    start = steps[0][1] % room.size if steps else 0
    room.context(start, 3)
    assert room.read_forth(start, size) == list(range(start, room.size))
    room.check()
    assert room.read_back(start, size) == list(range(start + 1))
    assert room.read_back(None, size) == list(range(room.size))
    room.check()


_IDS = st.lists(st.integers(0, 12), unique=True, max_size=8).map(lambda numbers: [str(number) for number in numbers])


@given(run=_IDS, island=_IDS)
def test_weaving_keeps_every_event_once(run: list[str], island: list[str]) -> None:
    woven = weave(run, island)
    expected = set(run) | (set(island) if set(run) & set(island) else set())
    assert set(woven) == expected
    assert len(woven) == len(expected)
    assert [each for each in woven if each in set(run)] == run


def test_a_server_that_contradicts_itself_moves_nothing_in_the_line(db: Database) -> None:
    """C-16: answers of /context and /messages that do not fit together."""
    room = Room(db)
    room.sync(50, 50)
    room.sync(100, 10)
    line = room.db.execute("SELECT event_id, chunk, idx FROM events WHERE chunk > 0 ORDER BY chunk, idx").fetchall()
    strange = [event(145), event(200), event(3), event(201), event(149)]
    room.cache.add_context(ROOM, "$200", strange, ("x", "y"), {})
    onward = room.reader.onward(ROOM, room.reader.places(ROOM, ["$200"])["$200"], 50)
    for _ in range(3):
        if onward.ahead is not None:
            room.cache.extend(ROOM, onward.ahead.chunk, [event(n) for n in (7, 202, 145, 5)], "y", {})
    room.cache.fill_gap(ROOM, -2, [event(n) for n in (10, 203, 148, 1)], "x", {})
    now = room.db.execute("SELECT event_id, chunk, idx FROM events WHERE chunk > 0 ORDER BY chunk, idx").fetchall()
    assert [row for row in now if row in line] == line
    assert len({row[0] for row in now}) == len(now)
    page = room.reader.page(ROOM, None, 10)
    assert [row.item.body for row in page.rows] == [str(n) for n in range(140, 150)]
