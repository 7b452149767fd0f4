# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever the order in which messages, edits, reactions and redactions come, the same rows are shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.echoes import with_echoes
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.reader import Reader
from app.store.vault import Queued
from app.types import ItemKind, Reaction, TimelineItem
from crypto.store.database import Database

ME, ANNA, BERT = "@me:x.example", "@anna:x.example", "@bert:x.example"
NOW = 1_700_000_000_000
Json = dict[str, Any]


def event(name: str, type_: str, sender: str, ts: int, content: Json, **fields: Any) -> Json:
    return {
        "event_id": f"${name}",
        "type": type_,
        "sender": sender,
        "origin_server_ts": NOW + ts,
        "content": content,
        **fields,
    }


def text(name: str, body: str, sender: str = ANNA, ts: int = 0) -> Json:
    return event(name, "m.room.message", sender, ts, {"msgtype": "m.text", "body": body})


def edit(name: str, target: str, body: str, sender: str = ANNA, ts: int = 0) -> Json:
    content = {
        "msgtype": "m.text",
        "body": f"* {body}",
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": f"${target}"},
    }
    return event(name, "m.room.message", sender, ts, content)


def reaction(name: str, target: str, key: str, sender: str, ts: int = 0) -> Json:
    relation = {"rel_type": "m.annotation", "event_id": f"${target}", "key": key}
    return event(name, "m.reaction", sender, ts, {"m.relates_to": relation})


def redaction(name: str, target: str, sender: str, ts: int = 0) -> Json:
    return event(name, "m.room.redaction", sender, ts, {"redacts": f"${target}"}, redacts=f"${target}")


STORY = (
    text("a", "Tipfehler"),
    edit("a1", "a", "Tippfehler", ts=1),
    edit("a2", "a", "Tippfehler, behoben", ts=2),
    edit("a3", "a1", "eine Änderung einer Änderung", ts=3),  # counts for nothing
    edit("a4", "a", "von jemand anderem", BERT, ts=9),  # neither
    edit("a5", "a", "zurückgenommen", ts=5),
    redaction("xa5", "a5", ANNA),
    reaction("r1", "a", "👍", BERT, 1),
    reaction("r2", "a", "👍", BERT, 2),  # once only
    reaction("r3", "a", "👍", ME, 3),
    reaction("r4", "a", "🎉", ME, 4),
    redaction("xr4", "r4", ME),
    text("b", "geht weg", BERT, 1),
    reaction("r5", "b", "👎", ANNA, 5),
    edit("b1", "b", "geht doch nicht weg", BERT, 6),
    redaction("xb", "b", BERT),
)


class Room:
    """A cache; each room id is a room of its own."""

    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.db.execute("PRAGMA synchronous=OFF")
        self.cache, self.reader = Cache(self.db, ME), Reader(self.db, ME)
        self.number = 0

    def rows(self, *answers: list[Json]) -> dict[str, TimelineItem]:
        """What is shown after these sync answers."""
        self.number += 1
        room = f"!r{self.number}:x.example"
        for answer in answers:
            self.cache.apply(RoomsSync(rooms=[RoomUpdate(room, membership="join", timeline=answer)]), {})
        return {str(row.item.event_id): row.item for row in self.reader.window(room, None)}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = Room(tmp_path_factory.mktemp("aggregation") / "cache.db")
    yield made
    made.db.close()


def shown(rows: dict[str, TimelineItem]) -> list[tuple[Any, ...]]:
    return sorted(
        (
            item.event_id,
            item.kind.value,
            item.body,
            item.edited,
            sorted((each.key, each.count, each.own) for each in item.reactions),
        )
        for item in rows.values()
        if item.event_id in ("$a", "$b")
    )


@settings(max_examples=150, deadline=None)
@given(order=st.permutations(STORY), cuts=st.lists(st.integers(0, len(STORY)), max_size=6))
def test_the_order_of_arrival_does_not_matter(room: Room, order: list[Json], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(order)]
    answers = [order[one:two] for one, two in pairwise(edges)]
    assert shown(room.rows(*answers)) == [
        ("$a", "message", "Tippfehler, behoben", True, [("👍", 2, True)]),
        ("$b", "redacted", "", False, []),
    ]


def test_reactions_stand_in_the_order_of_their_first_and_know_ours(room: Room) -> None:
    rows = room.rows(
        [
            text("a", "x"),
            reaction("r1", "a", "🎉", BERT, 5),
            reaction("r2", "a", "👍", ANNA, 6),
            reaction("r3", "a", "👍", ME, 7),
        ]
    )
    assert [(each.key, each.count, each.own_event) for each in rows["$a"].reactions] == [
        ("🎉", 1, None),
        ("👍", 2, "$r3"),
    ]
    assert rows["$a"].reactions[1].names == (ANNA, ME)


# -- what is on its way ------------------------------------------------------------------------------------------------


def queued(type_: str, content: Json, *, target: str | None = None, event_id: str | None = None) -> Queued:
    action = "redact" if target is not None else "plain" if type_ == "m.reaction" else "message"
    return Queued("!r", f"t{type_}{target}{content}", action, type_, content, NOW, target=target, event_id=event_id)


keys = st.sampled_from(["👍", "🎉", "👀"])
steps = st.lists(st.tuples(keys, st.booleans()), max_size=12)


@settings(max_examples=150, deadline=None)
@given(steps=steps, of_others=st.dictionaries(keys, st.integers(1, 5)), ours=st.sets(keys))
def test_what_is_on_its_way_looks_like_what_will_be(
    room: Room, steps: list[tuple[str, bool]], of_others: dict[str, int], ours: set[str]
) -> None:
    """Reactions put and taken back in the queue are counted as the store counts them once they have arrived."""
    before = [text("a", "x")]
    before += [
        reaction(f"o{key}{n}", "a", key, f"@u{n}:x.example", n) for key, many in of_others.items() for n in range(many)
    ]
    before += [reaction(f"m{key}", "a", key, ME, 90) for key in ours]
    rows = room.rows(before)
    pending: list[Queued] = []
    after: list[Json] = []
    mine = {key: f"$m{key}" for key in ours}
    for number, (key, sent) in enumerate(steps):
        if key in mine:
            pending.append(queued("m.room.redaction", {}, target=mine[key]))
            after.append(redaction(f"x{number}", mine.pop(key)[1:], ME, 100 + number))
        else:
            name = f"n{number}"
            content = reaction(name, "a", key, ME)["content"]
            pending.append(queued("m.reaction", content, event_id=f"${name}"))
            after.append(reaction(name, "a", key, ME, 100 + number))
            mine[key] = f"${name}"
        assert sent in (True, False)
    expected = room.rows(before, after)["$a"]
    echoed = with_echoes([rows["$a"]], pending, "Ich")[0]

    def counts(item: TimelineItem) -> set[tuple[str, int, bool]]:
        return {(each.key, each.count, each.own) for each in item.reactions}

    assert counts(echoed) == counts(expected)


def test_an_echo_of_a_redaction_empties_the_row(room: Room) -> None:
    rows = room.rows([text("a", "x", ME), reaction("r", "a", "👍", BERT)])
    item = with_echoes([rows["$a"]], [queued("m.room.redaction", {}, target="$a")], "Ich")[0]
    assert (item.kind, item.body, item.reactions) == (ItemKind.REDACTED, "", ())
    other = with_echoes([rows["$a"]], [queued("m.room.redaction", {}, target="$nowhere")], "Ich")[0]
    assert other == rows["$a"]
    assert other.reactions == (Reaction("👍", 1, False, None, (BERT,)),)
