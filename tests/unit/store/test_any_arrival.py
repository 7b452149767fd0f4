# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever people do in a room, it looks the same however it came: at once, in many syncs, or with pages of history.

Stories are made up: messages, changes, reactions, deletions, answers in threads, polls with votes and ends, aimed at
any event, also at ones that come later or that are no fit target. What one sync shows any other way has to show.
"""

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
from app.types import TimelineItem
from crypto.store.database import Database

ME, ANNA, BERT = "@me:x.example", "@anna:x.example", "@bert:x.example"
NOW = 1_700_000_000_000
Json = dict[str, Any]
Act = tuple[str, int, int, int]

acts = st.tuples(
    st.sampled_from(["text", "text", "edit", "react", "redact", "answer", "answer", "reply", "poll", "vote", "end"]),
    st.integers(0, 2),  # who
    st.integers(0, 11),  # which event it is aimed at
    st.integers(0, 2),  # which reaction, answer, ...
)


def event(number: int, act: Act) -> Json:
    what, who, at, which = act
    target = f"$e{at}"
    relation: Json = {"rel_type": "m.reference", "event_id": target}
    type_ = "m.room.message"
    content: Json = {"msgtype": "m.text", "body": f"Text {number}"}
    extra: Json = {}
    match what:
        case "edit":
            content["m.new_content"] = {"msgtype": "m.text", "body": f"Neu {number}"}
            content["m.relates_to"] = {**relation, "rel_type": "m.replace"}
        case "react":
            type_ = "m.reaction"
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": "👍🎉👀"[which]}}
        case "redact":
            type_, content, extra = "m.room.redaction", {"redacts": target}, {"redacts": target}
        case "answer":
            fallback = {"is_falling_back": True, "m.in_reply_to": {"event_id": target}}
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": target, **fallback}
        case "reply":
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": target}}
        case "poll":
            type_ = "org.matrix.msc3381.poll.start"
            answers = [{"id": f"a{n}", "org.matrix.msc1767.text": f"Antwort {n}"} for n in range(3)]
            question = {"org.matrix.msc1767.text": f"Frage {number}"}
            start = {"kind": "org.matrix.msc3381.poll.disclosed", "question": question, "answers": answers}
            content = {"org.matrix.msc3381.poll.start": {**start, "max_selections": 1}}
        case "vote":
            type_ = "org.matrix.msc3381.poll.response"
            content = {"m.relates_to": relation, "org.matrix.msc3381.poll.response": {"answers": [f"a{which}"]}}
        case "end":
            type_ = "org.matrix.msc3381.poll.end"
            content = {"m.relates_to": relation, "org.matrix.msc3381.poll.end": {}}
    return {
        "event_id": f"$e{number}",
        "type": type_,
        "sender": (ME, ANNA, BERT)[who],
        "origin_server_ts": NOW + number * 1000,
        "content": content,
        **extra,
    }


class Rooms:
    """A cache; each way in which a story comes is a room of its own."""

    def __init__(self, path: Path) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.db.execute("PRAGMA synchronous=OFF")
        self.cache, self.reader = Cache(self.db, ME, clock=lambda: NOW / 1000 + 60), Reader(self.db, ME)
        self.number = 0

    def come(self, story: list[Json], syncs: list[tuple[int, int]], pages: list[int]) -> tuple[Any, ...]:
        """``syncs``: (how many events there are more, how many of them are told); ``pages``: of history, in turn."""
        self.number += 1
        room = f"!r{self.number}:x.example"
        count = 0
        for grown, told in [*syncs, (len(story), len(story))]:
            new = min(grown, len(story) - count)
            first = count + new - min(new, told)
            count += new
            if not new:
                continue
            update = RoomUpdate(
                room,
                membership="join",
                timeline=story[first:count],
                prev_batch=str(first) if first else None,
                limited=told < new,
            )
            self.cache.apply(RoomsSync(rooms=[update]), {})
        turn = 0
        while (gap := self.reader.newest_gap(room)) is not None:
            end = int(gap.token)
            first = max(0, end - (pages[turn % len(pages)] if pages else 5))
            self.cache.fill_gap(room, gap.chunk, story[first:end][::-1], str(first) if first else None, {})
            turn += 1
            assert turn < 200
        summary = next((each for each in self.reader.summaries() if each.room_id == room), None)
        threads = {row.root: (row.count, row.latest) for row in self.reader.threads(room, 50)}
        answers = {
            root: [shown(row.item) for row in self.reader.rows(room, self._in_thread(room, root))[0]]
            for root in threads
        }
        assert summary is not None
        return [shown(row.item) for row in self.reader.window(room, None)], threads, answers, summary.preview

    def _in_thread(self, room: str, root: str) -> list[str]:
        rows = self.db.execute(
            "SELECT event_id FROM events WHERE room_id = ? AND thread = ? ORDER BY chunk, idx", (room, root)
        )
        return [str(row[0]) for row in rows]


def shown(item: TimelineItem) -> tuple[Any, ...]:
    return (
        item.event_id,
        item.kind,
        item.body,
        item.edited,
        item.in_reply_to,
        tuple((each.key, each.count, each.own, each.names) for each in item.reactions),
        item.poll,
        item.thread_root,
        item.thread,
    )


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    made = Rooms(tmp_path_factory.mktemp("arrival") / "cache.db")
    yield made
    made.db.close()


@settings(max_examples=250, deadline=None)
@given(
    story=st.lists(acts, min_size=1, max_size=12),
    syncs=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=5),
    pages=st.lists(st.integers(1, 6), max_size=4),
)
def test_it_looks_the_same_however_it_came(
    rooms: Rooms, story: list[Act], syncs: list[tuple[int, int]], pages: list[int]
) -> None:
    events = [event(number, act) for number, act in enumerate(story)]
    assert rooms.come(events, syncs, pages) == rooms.come(events, [], [])
