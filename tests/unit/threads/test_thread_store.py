# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads in the cache: what stands where, in whatever order it came, and what counts as unread."""

from __future__ import annotations

import itertools
import random
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
from app.types import ItemKind, ThreadInfo, TimelineItem
from crypto.store.database import Database
from crypto.types import DecryptedEvent, DecryptionResult, Shield

ME, ANNA, BERT = "@me:test", "@anna:test", "@bert:test"
ROOM = "!room:test"
KEY = bytes(range(32))
START = 1_700_000_000_000
Json = dict[str, Any]


class Store:
    """A cache with one room, and what a window would read from it."""

    def __init__(self, folder: Path) -> None:
        self.db = Database.open(folder / "cache.db", KEY, cache_migrations())
        self.now = START
        self.cache = Cache(self.db, ME, clock=lambda: self.now / 1000)
        self.reader = Reader(self.db, ME)
        self.plain: dict[tuple[str, str], DecryptionResult] = {}
        self._count = itertools.count(1)

    def close(self) -> None:
        self.db.close()

    def event(self, event_id: str, body: str = "", sender: str = ANNA, ts: int | None = None, **content: Any) -> Json:
        number = next(self._count)
        return {
            "event_id": event_id,
            "sender": sender,
            "type": "m.room.message",
            "origin_server_ts": START + number * 1000 if ts is None else ts,
            "content": {"msgtype": "m.text", "body": body or event_id, **content},
        }

    def answer(self, event_id: str, root: str, body: str = "", sender: str = ANNA, ts: int | None = None) -> Json:
        relation = {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": root},
        }
        return self.event(event_id, body, sender, ts, **{"m.relates_to": relation})

    def sealed(self, event: Json) -> Json:
        """The same, encrypted: the relation stays outside."""
        content = event["content"]
        outer: Json = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s", "ciphertext": event["event_id"]}
        if "m.relates_to" in content:
            outer["m.relates_to"] = content["m.relates_to"]
        self.plain[ROOM, event["event_id"]] = DecryptedEvent(
            type=event["type"],
            content=content,  # as the engine gives it: with the relation that stood outside
            session_id="s",
            message_index=0,
            sender_device=None,
            shield=Shield(),
        )
        return {**event, "type": "m.room.encrypted", "content": outer}

    def redaction(self, event_id: str, target: str, sender: str = ANNA) -> Json:
        return {
            "event_id": event_id,
            "sender": sender,
            "type": "m.room.redaction",
            "origin_server_ts": START + next(self._count) * 1000,
            "redacts": target,
            "content": {"redacts": target},
        }

    def receipt(self, event_id: str, thread: str | None, ts: int) -> Json:
        entry: Json = {"ts": ts}
        if thread is not None:
            entry["thread_id"] = thread
        return {event_id: {"m.read": {ME: entry}}}

    def sync(self, *events: Json, receipts: Json | None = None) -> set[str]:
        """Gives the events whose rows changed."""
        self.now += 1
        update = RoomUpdate(ROOM, membership="join", timeline=events, receipts=receipts)
        changes = self.cache.apply(RoomsSync(rooms=(update,)), self.plain)
        return changes.rooms[ROOM].events

    def main(self) -> list[TimelineItem]:
        return [row.item for row in self.reader.page(ROOM, None, 100).rows]

    def bodies(self) -> list[str]:
        return [item.body for item in self.main()]

    def thread(self, root: str) -> list[str]:
        return self.reader.thread_order(ROOM, root, 1000)

    def info(self, root: str) -> ThreadInfo | None:
        rows, _ = self.reader.rows(ROOM, [root])
        return rows[0].item.thread if rows else None

    def unread(self) -> int:
        summary = next(each for each in self.reader.summaries() if each.room_id == ROOM)
        return summary.unread


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


def test_answers_stand_in_their_thread_and_the_root_tells_of_them(store: Store) -> None:
    store.sync(store.event("$root", "Frage"), store.answer("$a", "$root", "eins"), store.event("$x", "anderes"))
    store.sync(store.answer("$b", "$root", "zwei", BERT))
    assert store.bodies() == ["Frage", "anderes"]
    assert store.thread("$root") == ["$a", "$b"]
    info = store.info("$root")
    assert info is not None
    assert (info.count, info.last_body, info.last_sender) == (2, "zwei", BERT)
    changed = store.sync(store.event("$e", "* drei", BERT, **edit_of("$b", "drei")))
    assert {"$b", "$root"} <= changed
    info = store.info("$root")
    assert info is not None
    assert (info.count, info.last_body) == (2, "drei")


def edit_of(target: str, body: str) -> Json:
    return {
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def test_an_answer_stays_in_the_main_timeline_until_its_root_is_known(store: Store) -> None:
    store.sync(store.event("$x", "vorher"), store.answer("$a", "$root", "Antwort"))
    assert store.bodies() == ["vorher", "Antwort"]
    assert store.reader.roots_wanted(ROOM, 10) == ["$root"]
    changes = store.cache.add_loose(ROOM, [store.event("$root", "Frage", ts=START - 5000)], {})
    assert {"$a", "$root"} <= changes.rooms[ROOM].events
    assert store.bodies() == ["vorher"], "the root has no place in the order of the room"
    assert store.thread("$root") == ["$a"]
    assert store.reader.rows(ROOM, ["$a", "$root"], main=True) == ([], {"$a", "$root"})
    assert store.reader.roots_wanted(ROOM, 10) == []


def test_what_was_fetched_by_itself_gets_its_place_when_the_room_shows_it(store: Store) -> None:
    store.sync(store.event("$x", "neu"))
    store.db.execute("INSERT INTO gaps (room_id, chunk, token) VALUES (?, 1, 't')", (ROOM,))
    root, answer = (
        store.event("$root", "Frage", ts=START - 9000),
        store.answer("$a", "$root", "Antwort", ts=START - 8000),
    )
    store.cache.add_loose(ROOM, [answer, root], {})
    assert store.bodies() == ["neu"]
    store.cache.fill_gap(ROOM, 1, [answer, root], None, {})
    assert store.bodies() == ["Frage", "neu"]
    assert store.thread("$root") == ["$a"]
    info = store.info("$root")
    assert info is not None
    assert info.count == 1


def test_loose_answers_stand_where_their_time_puts_them(store: Store) -> None:
    store.sync(
        store.event("$root", "Frage", ts=START),
        store.answer("$b", "$root", ts=START + 2000),
        store.answer("$late", "$root", ts=START + 1500),  # the server's order counts, not the clock of a server
        store.answer("$d", "$root", ts=START + 4000),
    )
    loose = [store.answer("$c", "$root", ts=START + 3000), store.answer("$a", "$root", ts=START + 1000)]
    store.cache.add_loose(ROOM, loose, {})
    assert store.thread("$root") == ["$a", "$b", "$late", "$c", "$d"]


def test_p29_an_answer_in_clear_does_not_join_an_encrypted_thread(store: Store) -> None:
    root = store.sealed(store.event("$root", "geheim"))
    store.sync(root, store.answer("$clear", "$root", "vom Server"), store.sealed(store.answer("$a", "$root", "echt")))
    assert store.bodies() == ["geheim", "vom Server"]
    assert store.thread("$root") == ["$a"]
    info = store.info("$root")
    assert info is not None
    assert (info.count, info.last_body) == (1, "echt")


def test_what_is_an_answer_itself_begins_no_thread(store: Store) -> None:
    store.sync(
        store.event("$root", "Frage"),
        store.answer("$a", "$root", "Antwort"),
        store.answer("$nested", "$a", "verschachtelt"),
        store.event("$edit", "* x", **edit_of("$root", "Frage!")),
        store.answer("$onedit", "$edit", "auf die Änderung"),
        store.answer("$self", "$self", "auf sich selbst"),
    )
    assert store.bodies() == ["Frage!", "verschachtelt", "auf die Änderung", "auf sich selbst"]
    assert store.thread("$a") == []
    assert store.info("$a") is None


def test_a_root_that_turns_out_to_be_none_gives_its_answers_back(store: Store) -> None:
    """The relation is in the ciphertext, and the key comes late."""
    fake = store.sealed(store.event("$fake", "* x"))
    plain = store.plain.pop((ROOM, "$fake"))
    assert isinstance(plain, DecryptedEvent)
    store.sync(store.sealed(store.event("$x", "anderes")), fake, store.sealed(store.answer("$a", "$fake", "Antwort")))
    assert store.thread("$fake") == ["$a"]
    plain.content["m.relates_to"] = {"rel_type": "m.thread", "event_id": "$x"}
    changes = store.cache.redecrypted([(ROOM, "$fake", plain)])
    assert "$a" in changes.rooms[ROOM].events
    assert store.thread("$fake") == []
    assert store.bodies() == ["anderes", "Antwort"]
    assert store.thread("$x") == ["$fake"]


def test_an_answer_that_cannot_be_read_yet_counts_and_stays_when_it_can(store: Store) -> None:
    answer = store.sealed(store.answer("$a", "$root", "jetzt lesbar"))
    plain = store.plain.pop((ROOM, "$a"))
    store.sync(store.sealed(store.event("$root", "Frage")), answer)
    info = store.info("$root")
    assert info is not None
    assert (info.count, info.last_kind) == (1, ItemKind.UNDECRYPTABLE)
    assert store.bodies() == ["Frage"]
    assert "$root" in store.cache.redecrypted([(ROOM, "$a", plain)]).rooms[ROOM].events
    info = store.info("$root")
    assert info is not None
    assert info.last_body == "jetzt lesbar"


def test_a_deleted_answer_stays_in_the_thread_and_does_not_count(store: Store) -> None:
    store.sync(store.event("$root", "Frage"), store.answer("$a", "$root", "eins"), store.answer("$b", "$root", "zwei"))
    store.sync(store.redaction("$r", "$b"))
    assert store.bodies() == ["Frage"]
    assert store.thread("$root") == ["$a", "$b"]
    info = store.info("$root")
    assert info is not None
    assert (info.count, info.last_body) == (1, "eins")


def test_a_deleted_root_keeps_its_thread(store: Store) -> None:
    store.sync(store.event("$root", "Frage"), store.answer("$a", "$root", "eins"))
    store.sync(store.redaction("$r", "$root"), store.answer("$b", "$root", "zwei"))
    assert [item.kind for item in store.main()] == [ItemKind.REDACTED]
    assert store.thread("$root") == ["$a", "$b"]


def test_what_the_server_tells_counts_until_everything_is_here(store: Store) -> None:
    root = store.event("$root", "Frage")
    bundle = {"count": 12, "latest_event": {"origin_server_ts": START + 500_000}}
    root["unsigned"] = {"m.relations": {"m.thread": bundle}}
    store.sync(root)
    info = store.info("$root")
    assert info is not None
    assert info.count == 12
    store.sync(store.answer("$new", "$root", ts=START + 600_000))
    info = store.info("$root")
    assert info is not None
    assert info.count == 13
    store.cache.add_loose(ROOM, [store.answer("$old", "$root", ts=START + 400_000)], {})
    info = store.info("$root")
    assert info is not None
    assert info.count == 13, "one of those the server had counted"
    store.cache.add_loose(ROOM, [], {}, complete="$root")
    info = store.info("$root")
    assert info is not None
    assert info.count == 2


@pytest.mark.parametrize("count", [-1, 0, "7", None, 1e9, True, [], 2**80])
def test_a_count_of_any_shape(store: Store, count: Any) -> None:
    root = store.event("$root", "Frage")
    root["unsigned"] = {"m.relations": {"m.thread": {"count": count, "latest_event": "nichts"}}}
    store.sync(root, store.answer("$a", "$root"))
    info = store.info("$root")
    assert info is not None
    assert info.count == 1


# -- unread ------------------------------------------------------------------------------------------------------------


def later(store: Store, seconds: int) -> int:
    """After the room was first seen."""
    return store.now + seconds * 1000


def test_threads_are_read_by_themselves(store: Store) -> None:
    store.sync(store.event("$root", "Frage", ts=START - 5000), receipts=store.receipt("$root", "main", START))
    store.sync(store.answer("$a", "$root", ts=later(store, 10)), store.event("$x", "neu", ts=later(store, 11)))
    assert store.unread() == 2
    _, event_id = store.cache.mark_read(ROOM)
    assert event_id == "$x"
    assert store.unread() == 1, "reading the room does not read the thread"
    info = store.info("$root")
    assert info is not None
    assert info.unread == 1
    changes = store.cache.mark_thread_read(ROOM, "$root")
    assert "$root" in changes.rooms[ROOM].events
    assert store.unread() == 0
    assert store.cache.due_thread_reads() == [(ROOM, "$root", "$a")]
    store.cache.thread_read_sent(ROOM, "$root", "$a")
    assert store.cache.due_thread_reads() == []


def test_the_newest_of_the_room_is_read_although_a_thread_goes_on(store: Store) -> None:
    store.sync(store.event("$root", "Frage"), store.event("$x", "neu"), store.answer("$a", "$root"))
    assert store.cache.mark_read(ROOM)[1] == "$x"


def test_our_answer_in_a_thread_does_not_read_the_room(store: Store) -> None:
    store.sync(store.event("$root", ts=START - 5000), receipts=store.receipt("$root", "main", START))
    store.sync(store.event("$x", "neu", ts=later(store, 10)))
    store.sync(store.answer("$own", "$root", "von mir", ME, ts=later(store, 11)))
    assert store.unread() == 1


def test_receipts_of_other_devices(store: Store) -> None:
    store.sync(store.event("$root", ts=START - 5000), receipts=store.receipt("$root", "main", START))
    t = later(store, 10)
    store.sync(store.answer("$a", "$root", ts=t), store.answer("$b", "$root", ts=t + 1), store.event("$x", ts=t + 2))
    assert store.unread() == 3
    store.sync(receipts=store.receipt("$a", "$root", t + 5))
    assert store.unread() == 2
    store.sync(receipts=store.receipt("$x", "main", t + 6))
    assert store.unread() == 1
    store.sync(receipts=store.receipt("$x", None, t + 7))
    assert store.unread() == 0, "a receipt without a thread counts everywhere"


def test_what_was_there_before_us_is_not_unread_unless_a_receipt_says_so(store: Store) -> None:
    store.sync(
        store.event("$r1", ts=START - 9000),
        store.event("$r2", ts=START - 8000),
        store.answer("$a", "$r1", ts=START - 7000),
        store.answer("$b", "$r2", ts=START - 6000),
        store.answer("$c", "$r2", ts=START - 5000),
        receipts={**store.receipt("$r2", "main", START), **store.receipt("$b", "$r2", START - 5500)},
    )
    one, two = store.info("$r1"), store.info("$r2")
    assert one is not None
    assert two is not None
    assert (one.unread, two.unread) == (0, 1)


# -- any order ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 14))
def test_whatever_the_order_the_same_stands_where(
    tmp_path_factory: pytest.TempPathFactory, seed: int, size: int
) -> None:
    """Answers before roots, redactions before their targets, edits of edits, in one sync or many: the same threads."""
    pick = random.Random(seed)
    outcomes = []
    events: list[Json] = []
    for attempt in range(2):
        store = Store(tmp_path_factory.mktemp("order"))
        try:
            if not attempt:
                events = _history(store, pick, size)
            else:
                pick.shuffle(events)
            rest = list(events)
            while rest:
                step = pick.randint(1, len(rest))
                store.sync(*rest[:step])
                del rest[:step]
            main = {item.event_id for item in store.main()}
            roots = [event["event_id"] for event in events if event["event_id"].startswith("$root")]
            threads = {root: frozenset(store.thread(root)) for root in roots}
            aside = set().union(*threads.values()) if threads else set()
            assert not main & aside
            rows = {each["event_id"] for each in events if each["event_id"].startswith(("$root", "$a"))}
            assert main | aside == rows, "nothing is lost, nothing stands twice"
            counts = {root: (info.count if (info := store.info(root)) else 0) for root in roots}
            edits = {item.event_id: item.body for root in roots for item in _rows(store, threads[root])}
            outcomes.append((main, threads, counts, edits))
        finally:
            store.close()
    assert outcomes[0] == outcomes[1]


def _rows(store: Store, event_ids: frozenset[str]) -> list[TimelineItem]:
    return [row.item for row in store.reader.rows(ROOM, event_ids)[0]]


def _history(store: Store, pick: random.Random, size: int) -> list[Json]:
    events: list[Json] = []
    for number in range(size):
        roots = [event["event_id"] for event in events if event["event_id"].startswith("$root")]
        answers = [event["event_id"] for event in events if event["event_id"].startswith("$a")]
        edits = [event["event_id"] for event in events if event["event_id"].startswith("$e")]
        choice = pick.random()
        if choice < 0.25 or not roots:
            events.append(store.event(f"$root{number}"))
        elif choice < 0.6:
            event = store.answer(f"$a{number}", pick.choice([*roots, *answers]))
            events.append(event)
        elif choice < 0.85 and answers:
            target = pick.choice([*answers, *edits])
            events.append(store.event(f"$e{number}", f"* {number}", **edit_of(target, f"Fassung {number}")))
        elif answers:
            events.append(store.redaction(f"$x{number}", pick.choice([*answers, *roots])))
    return events
