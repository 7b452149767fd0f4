# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the room list counts, judged by the push rules on the cache thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.notifications.news import gone, read_news, unknown
from app.store.cache import Cache
from crypto.store.database import Database
from crypto.types import DecryptedEvent, Json, Shield

ROOM, ME, ANNA, BERT = "!r:x", "@me:x", "@anna:x", "@bert:x"
WORD = {"rule_id": "haushalt", "pattern": "haushalt", "actions": ["notify", {"set_tweak": "highlight"}]}


class Store:
    """One room that was read up to its first message."""

    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.cache = Cache(self.db, ME)
        self._count = 0
        first = self.text("davor")
        self.add(first, joined_count=5)
        self.add(receipts={first["event_id"]: {"m.read": {ME: {"ts": 1}}}})

    def event(self, type_: str, content: Json, sender: str = ANNA, **more: Any) -> Json:
        self._count += 1
        return {
            "event_id": f"$e{self._count}",
            "type": type_,
            "sender": sender,
            "content": content,
            "origin_server_ts": 1_000_000 + self._count,
            **more,
        }

    def text(self, body: str, sender: str = ANNA, *, to: str = "", everybody: bool = False) -> Json:
        content: Json = {"msgtype": "m.text", "body": body}
        if to or everybody:
            content["m.mentions"] = {"room": True} if everybody else {"user_ids": [to]}
        return self.event("m.room.message", content, sender)

    def add(self, *events: Json, decrypted: Any = None, **fields: Any) -> tuple[int, int]:
        update = RoomUpdate(room_id=ROOM, membership="join", timeline=tuple(events), **fields)
        self.cache.apply(RoomsSync(rooms=(update,)), decrypted or {})
        return self.counts()

    def rules(self, **kinds: list[Json]) -> tuple[int, int]:
        full = {
            kind: [{"enabled": True, "default": False, **rule} for rule in listed] for kind, listed in kinds.items()
        }
        self.cache.set_account_data("m.push_rules", {"global": full})
        return self.counts()

    def counts(self) -> tuple[int, int]:
        summary = self.cache._summaries.update(ROOM, 10**13)
        assert summary is not None
        self.level = summary.level.value
        return summary.unread, summary.highlight

    @property
    def judged(self) -> int:
        return len(self.db.execute("SELECT 1 FROM pushes").fetchall())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "cache.db")
    yield made
    made.db.close()


def test_messages_and_mentions_are_counted(store: Store) -> None:
    assert store.counts() == (0, 0)
    assert store.add(store.text("eins")) == (1, 0)
    assert store.add(store.text("du", to=ME)) == (2, 1)
    assert store.add(store.event("m.room.message", {"msgtype": "m.notice", "body": "Hinweis"})) == (2, 1)
    assert store.add(store.event("m.room.member", {"membership": "join"}, BERT, state_key=BERT)) == (2, 1)
    assert store.add(store.text("@room", everybody=True)) == (3, 1)  # Anna may not
    levels = store.event("m.room.power_levels", {"users": {ANNA: 50}}, ANNA, state_key="")
    assert store.add(levels, store.text("alle", everybody=True))[1] == 2
    last = store.text("ende")
    store.add(last)
    assert store.add(receipts={last["event_id"]: {"m.read.private": {ME: {"ts": 9}}}}) == (0, 0)
    assert store.judged == 0


def test_levels_and_rules_hold_for_what_is_unread_already(store: Store) -> None:
    store.add(store.text("der Haushalt"), store.text("nichts"), store.text("hallo", to=ME))
    assert store.counts() == (3, 1)
    assert store.rules(content=[WORD]) == (3, 2)
    only = {"rule_id": ROOM, "actions": []}
    assert store.rules(room=[only]) == (1, 1)
    assert store.level == "mentions"
    assert store.rules(room=[only], content=[WORD]) == (2, 2)
    mute = {"rule_id": ROOM, "actions": [], "conditions": [{"kind": "event_match", "key": "room_id", "pattern": ROOM}]}
    assert store.rules(override=[mute], content=[WORD]) == (0, 0)
    assert store.level == "mute"
    groups = {"rule_id": ".m.rule.message", "default": True, "actions": [], "conditions": []}
    assert store.rules(underride=[groups, {**groups, "rule_id": ".m.rule.encrypted"}]) == (1, 1)
    assert store.level == "default"
    # Everything switched off: nobody is told, but what is unread is unread.
    assert store.rules(override=[{"rule_id": ".m.rule.master", "actions": [], "conditions": []}]) == (3, 1)
    assert store.rules() == (3, 1)


def test_a_highlight_behind_a_thousand_messages_still_counts(store: Store) -> None:
    store.add(store.text("du", to=ME))
    assert store.add(*[store.text(f"Nr. {n}") for n in range(1500)]) == (1000, 1)
    assert store.add(store.text("du", to=ME)) == (1000, 2)


def test_what_changes_is_judged_again(store: Store) -> None:
    store.rules(content=[WORD])
    sealed = store.event("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s"})
    assert store.add(sealed) == (1, 0)
    clear = DecryptedEvent("m.room.message", {"msgtype": "m.text", "body": "der Haushalt"}, "s", 0, "D", Shield())
    store.cache.redecrypted([(ROOM, sealed["event_id"], clear)])
    assert store.counts() == (1, 1)
    gone_ = store.event("m.room.redaction", {"redacts": sealed["event_id"]}, redacts=sealed["event_id"])
    assert store.add(gone_) == (0, 0)


def test_what_is_new_and_what_is_not_any_more(store: Store) -> None:
    told = store.text("<b>neu</b>")
    own, ignored = store.text("eigenes", ME), store.text("von Bert", BERT)
    ids = [each["event_id"] for each in (told, ignored, own)]
    assert unknown(store.db, {ROOM: [*ids, "$e1"]}) == {ROOM: ids}
    store.cache.set_account_data("m.ignored_user_list", {"ignored_users": {BERT: {}}})
    store.add(told, ignored)
    (found,) = read_news(store.db, ME, {ROOM: ids, "!unknown:x": ["$x"]})
    assert (found.event_id, found.text, found.notify, found.highlight, found.doubtful) == (
        told["event_id"],
        "<b>neu</b>",
        True,
        False,
        False,
    )
    assert gone(store.db, {ROOM: told["event_id"]}) == []
    assert gone(store.db, {"!left:x": "$1"}) == ["!left:x"]
    store.add(own)  # who answers has read
    assert gone(store.db, {ROOM: told["event_id"]}) == [ROOM]
    assert read_news(store.db, ME, {ROOM: ids}) == []
