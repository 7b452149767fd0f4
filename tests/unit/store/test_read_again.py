# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the server left out, as it does with people who are ignored, comes into its place later, and no hole is lost."""

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
from app.store.reader import Reader
from crypto.store.database import Database

Json = dict[str, Any]
ROOM, ME = "!r:x", "@me:x"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("again") / "cache.db"
    database = Database.open(path, b"k" * 32, cache_migrations())
    database.execute("PRAGMA synchronous=OFF")
    yield database
    database.close()


def event(number: int) -> Json:
    return {
        "event_id": f"${number}",
        "type": "m.room.message",
        "sender": "@anna:x",
        "content": {"msgtype": "m.text", "body": str(number)},
        "origin_server_ts": 1000 + number,
    }


@settings(max_examples=200, deadline=None)
@given(
    syncs=st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), min_size=1, max_size=6),
    left_out=st.sets(st.integers(0, 40)),
    size=st.integers(2, 9),
)
def test_it_comes_into_its_place(db: Database, syncs: list[tuple[int, int]], left_out: set[int], size: int) -> None:
    with db.transaction():
        for table in ("events", "gaps", "ahead", "rooms"):
            db.execute(f"DELETE FROM {table}")
        cache, reader = Cache(db, ME), Reader(db, ME)
        count = 0
        for grown, told in syncs:
            count += grown
            first = count - min(grown, told)
            run = tuple(event(n) for n in range(first, count) if n not in left_out)
            update = RoomUpdate(
                room_id=ROOM,
                membership="join",
                timeline=run,
                prev_batch=str(first) if first else None,
                limited=told < grown,
            )
            cache.apply(RoomsSync(rooms=(update,)), {})
        before = {(int(chunk), str(token)) for chunk, token in db.execute("SELECT chunk, token FROM gaps")}

        end = count
        behind: list[Json] = []
        for _ in range(100):
            start = max(0, end - size)
            page = [event(n) for n in range(start, end)]
            token = str(start) if start else None
            _, placed, reached = cache.read_again(ROOM, [*page, *behind], token, {})
            if reached or token is None:
                break
            end, behind = start, page[:1] if placed else [*page, *behind]
        assert before == {(int(chunk), str(token)) for chunk, token in db.execute("SELECT chunk, token FROM gaps")}
        shown = [int(row.item.body) for row in reader.window(ROOM, None)]
        assert shown == sorted(set(shown))
        newest = reader.newest_gap(ROOM)
        floor = 0 if newest is None else int(newest.token)
        stored = [number for number in shown if number >= floor]
        # Everything behind the newest hole; what was left out at its very edge comes when it is filled.
        if stored:
            assert stored == list(range(stored[0], count))
            assert set(range(floor, stored[0])) <= left_out

        for _ in range(200):  # and everything is there when the holes are filled
            gap = reader.newest_gap(ROOM)
            if gap is None:
                break
            start = max(0, int(gap.token) - 9)
            page = [event(n) for n in range(start, int(gap.token))][::-1]
            cache.fill_gap(ROOM, gap.chunk, page, str(start) if start else None, {})
        assert [int(row.item.body) for row in reader.window(ROOM, None)][-1:] == stored[-1:]
