# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search index follows the messages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.finder.query import Query
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store import search
from app.store.cache import Cache
from app.store.reader import Reader
from app.store.schema import CACHE_MIGRATIONS
from crypto.store.database import Database, Migrations

Json = dict[str, Any]
ROOM, ME, ANNA = "!r:x", "@me:x", "@anna:x"


class Store:
    """A cache with its index."""

    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.cache = Cache(self.db, ME)
        self.reader = Reader(self.db, ME)
        self._count = 0

    def event(self, type_: str, content: Json, sender: str = ANNA) -> Json:
        self._count += 1
        return {
            "event_id": f"$e{self._count}",
            "type": type_,
            "sender": sender,
            "content": content,
            "origin_server_ts": 1_000_000 + self._count,
        }

    def text(self, body: str, **more: Any) -> Json:
        return self.event("m.room.message", {"msgtype": "m.text", "body": body, **more})

    def add(self, *events: Json) -> None:
        update = RoomUpdate(room_id=ROOM, membership="join", timeline=tuple(events))
        self.cache.apply(RoomsSync(rooms=(update,)), {})

    def index(self) -> None:
        while self.cache.index_some(7):
            pass

    def find(self, query: str) -> list[str]:
        return [hit.item.body for hit in self.reader.search(Query(query), None, 100).hits]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache.db")


def test_parts_of_words_are_found_whatever_their_case(store: Store) -> None:
    store.add(store.text("Die Haushaltsausschusssitzung"), store.text("GROẞE Straße"), store.text("kurz"))
    store.index()
    assert search.due(store.db) == 0
    for query in ("ausschuss", "HAUSHALT", "sitzung", "haus schuss", "di sitz"):
        assert store.find(query) == ["Die Haushaltsausschusssitzung"]
    assert store.find("strasse große") == ["GROẞE Straße"]
    assert store.find("xy") == []


def test_edits_redactions_and_redacted_edits(store: Store) -> None:
    first = store.text("ursprünglich")
    edit = store.event(
        "m.room.message",
        {
            "msgtype": "m.text",
            "body": "* geändert",
            "m.new_content": {"msgtype": "m.text", "body": "geändert"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first["event_id"]},
        },
    )
    store.add(edit)  # before the message it changes
    store.index()
    assert store.find("geändert") == []
    store.add(first)
    store.index()
    assert (store.find("geändert"), store.find("ursprünglich")) == (["geändert"], [])
    store.add(store.event("m.room.redaction", {"redacts": edit["event_id"]}))
    store.index()
    assert (store.find("geändert"), store.find("ursprünglich")) == ([], ["ursprünglich"])
    store.add(store.event("m.room.redaction", {"redacts": first["event_id"]}))
    assert store.find("ursprünglich") == []  # at once, whatever the index has
    store.index()
    assert store.db.execute("SELECT COUNT(*) FROM search").fetchone() == (0,)


def test_what_was_stored_before_there_was_an_index_is_found(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    before = Migrations(**{**cache_migrations().components, "cache": CACHE_MIGRATIONS[:-1]})
    old = Database.open(path, b"k" * 32, before)
    cache, event = Cache(old, ME), {"event_id": "$1", "type": "m.room.message", "sender": ANNA, "origin_server_ts": 5}
    event["content"] = {"msgtype": "m.text", "body": "von früher"}
    cache.apply(RoomsSync(rooms=(RoomUpdate(room_id=ROOM, membership="join", timeline=(event,)),)), {})
    old.close()
    store = Store(path)
    store.index()
    assert store.find("früher") == ["von früher"]


@given(st.text(alphabet="\"'*()-:^ab AND OR NEAR{}\0\ud800%_", max_size=40))
def test_c15_no_query_is_a_command(query: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "cache.db")
        store.add(store.text("ab AND ab"))
        store.index()
        store.find(query)
        store.db.close()


def test_ten_thousand_messages_are_searched_at_once(store: Store) -> None:
    for start in range(0, 10_000, 1000):
        store.add(*(store.text(f"Nachricht Nummer {start + number} zum Vorgang") for number in range(1000)))
    while store.cache.index_some(500):
        pass
    begun = time.monotonic()
    assert store.find("nummer 9876") == ["Nachricht Nummer 9876 zum Vorgang"]
    assert len(store.reader.search(Query("vorgang"), None, 100).hits) == 100
    assert time.monotonic() - begun < 2
