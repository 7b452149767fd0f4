# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages are found by words, room, person, date and kind, page by page, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.finder.query import Cursor, Hits, Kind, Query, fold, holds, terms_of
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.reader import Reader
from app.store.search import SHORTEST, reach
from crypto.store.database import Database

ME, ANNA, BERT = "@me:x", "@anna:x", "@bert:x"
ONE, TWO = "!one:x", "!two:x"
WORDS = ("Haushalt", "Haushaltsausschuss", "Sitzung", "in", "am", "Straße", "Maß")


class Store:
    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.cache, self.reader = Cache(self.db, ME), Reader(self.db, ME)
        self.count = 0
        self.messages: list[tuple[str, str, str, int, str]] = []  # room, sender, text, time, kind

    def add(self, room: str, sender: str, text: str, ts: int, kind: str = "") -> None:
        self.count += 1
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if kind:
            content = {"msgtype": f"m.{kind}", "body": text, "filename": text, "url": "mxc://x/y", "info": {}}
        event = {
            "event_id": f"${self.count}",
            "type": "m.room.message",
            "sender": sender,
            "content": content,
            "origin_server_ts": ts,
        }
        update = RoomUpdate(room_id=room, membership="join", timeline=(event,))
        self.cache.apply(RoomsSync(rooms=(update,)), {})
        self.messages.append((room, sender, text, ts, kind))

    def index(self) -> None:
        while self.cache.index_some(100):
            pass

    def all(self, query: Query, page: int) -> list[str]:
        found: list[str] = []
        after: Cursor | None = None
        while True:
            hits: Hits = self.reader.search(query, after, page)
            assert len(hits.hits) <= page
            found += [hit.item.event_id or "" for hit in hits.hits]
            after = hits.more
            if after is None:
                return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("find") / "c.db")
    for number in range(150):
        words = [WORDS[(number * 7 + n * 3) % len(WORDS)] for n in range(number % 4 + 1)]
        if number % 11 == 0:
            words.append("https://x.example/")
        made.add(
            (ONE, TWO)[number % 2],
            (ANNA, BERT, ME)[number % 3],
            " ".join(words),
            10_000 + (number * 37 % 101),
            ("", "", "", "", "file", "image")[number % 6],
        )
    made.index()
    yield made
    made.db.close()


_OPTIONAL = st.one_of(st.none(), st.integers(9_990, 10_110))


@settings(max_examples=120, deadline=None)
@given(
    text=st.lists(st.sampled_from((*WORDS, "haus", "STRASSE", '"in Straße"', "xyz")), max_size=3).map(" ".join),
    room=st.sampled_from((None, ONE, TWO)),
    sender=st.sampled_from((None, ANNA, BERT)),
    since=_OPTIONAL,
    before=_OPTIONAL,
    kind=st.sampled_from((Kind.ANY, Kind.FILE, Kind.PICTURE, Kind.LINK)),
    page=st.integers(1, 60),
)
def test_exactly_what_fits_is_found_once(
    store: Store,
    text: str,
    room: str | None,
    sender: str | None,
    since: int | None,
    before: int | None,
    kind: Kind,
    page: int,
) -> None:
    query = Query(text, room, sender, since, before, kind)
    terms = terms_of(text)
    wanted = []
    for place, (where, who, body, ts, what) in enumerate(store.messages, 1):
        if (
            holds(fold(body), terms, SHORTEST)
            and room in (None, where)
            and sender in (None, who)
            and (since is None or ts >= since)
            and (before is None or ts < before)
            and (kind is not Kind.FILE or what)
            and (kind is not Kind.PICTURE or what == "image")
            and (kind is not Kind.LINK or "https://" in body)
        ):
            wanted.append((ts, place))
    expected = [] if query.empty else [f"${number}" for _, number in sorted(wanted, reverse=True)]
    assert store.all(query, page) == expected


def test_how_far_back_a_room_is_searchable(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    store.add(ONE, ANNA, "alt", 5)
    assert reach(store.db, ONE).gap is None
    event: dict[str, Any] = {"event_id": "$z", "type": "m.room.message", "sender": ANNA, "content": {"body": "neu"}}
    event["origin_server_ts"] = 900
    update = RoomUpdate(room_id=ONE, membership="join", timeline=(event,), limited=True, prev_batch="t")
    store.cache.apply(RoomsSync(rooms=(update,)), {})
    found = reach(store.db, ONE)
    assert (found.since, found.events) == (900, 1)
    assert found.gap is not None
    assert found.gap[1] == "t"
    assert reach(store.db, TWO) == reach(store.db, "!nothing:x")
    store.db.close()
