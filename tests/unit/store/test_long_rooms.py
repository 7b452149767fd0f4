# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What comes into a room costs the same, however long the room is. Counted in steps of SQLite, not in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.reader import Reader
from crypto.store.database import Database

Json = dict[str, Any]
ROOM, ME, ANNA = "!long:x", "@me:x", "@anna:x"
SHORT, LONG = 300, 6000


class Room:
    def __init__(self, path: Path, size: int) -> None:
        self.db = Database.open(path, b"k" * 32, cache_migrations())
        self.db.execute("PRAGMA synchronous=OFF")
        self.cache, self.reader = Cache(self.db, ME), Reader(self.db, ME)
        self.number = 0
        while self.number < size:
            self.come(*(self.event() for _ in range(100)))
        self.come(self.event(sender=ME))  # everything before is read
        while self.cache.index_some(500):
            pass

    def event(self, type_: str = "m.room.message", sender: str = ANNA, content: Json | None = None) -> Json:
        self.number += 1
        return {
            "event_id": f"${self.number}",
            "type": type_,
            "sender": sender,
            "content": content or {"msgtype": "m.text", "body": f"Nachricht {self.number}"},
            "origin_server_ts": 1_000_000 + self.number,
        }

    def come(self, *events: Json) -> None:
        self.cache.apply(RoomsSync(rooms=(RoomUpdate(ROOM, membership="join", timeline=events),)), {})

    def at(self, number: int) -> tuple[int, int]:
        """The place of a message; negative: counted from the newest one."""
        event_id = f"${number if number > 0 else self.number + number}"
        return self.reader.places(ROOM, [event_id])[event_id]

    def steps(self, work: Callable[[], object]) -> int:
        """How much SQLite does for it, in hundreds of its machine's instructions."""
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        raw = self.db._mine().raw
        raw.set_progress_handler(tick, 100)
        try:
            work()
        finally:
            raw.set_progress_handler(None, 0)
        return count


def _relation(rel_type: str, **more: Any) -> Json:
    return {"m.relates_to": {"rel_type": rel_type, "event_id": "$150", "key": "👍"}, "msgtype": "m.text", **more}


ACTS: dict[str, Callable[[Room], object]] = {
    "a message": lambda room: room.come(room.event()),
    "an answer in a thread": lambda room: room.come(room.event(content=_relation("m.thread"))),
    "a change": lambda room: room.come(room.event(content=_relation("m.replace", **{"m.new_content": {"body": "y"}}))),
    "a reaction": lambda room: room.come(room.event("m.reaction", content=_relation("m.annotation"))),
    "a deletion": lambda room: room.come(room.event("m.room.redaction", content={"redacts": "$120"})),
    "opening the room": lambda room: room.reader.page(ROOM, None, 50),
    "what stands in an open room": lambda room: room.reader.window(ROOM, room.at(-20)),
    "what stands there without others": lambda room: room.reader.onward(ROOM, room.at(-20), 50),
    "older messages in the middle": lambda room: room.reader.page(ROOM, room.at(140), 50),
    "newer messages in the middle": lambda room: room.reader.onward(ROOM, room.at(140), 50),
    "a piece of the past": lambda room: room.reader.between(ROOM, room.at(140), room.at(160)),
    "the place of a message": lambda room: room.reader.place(ROOM, "$150"),
    "bringing the index up to date": lambda room: room.cache.index_some(100),
}


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Room, Room]:
    folder = tmp_path_factory.mktemp("long")
    return Room(folder / "short.db", SHORT), Room(folder / "long.db", LONG)


@pytest.mark.parametrize("act", ACTS)
def test_it_does_not_cost_more_in_a_long_room(rooms: tuple[Room, Room], act: str) -> None:
    short, long = (room.steps(lambda room=room: ACTS[act](room)) for room in rooms)  # type: ignore[misc]
    assert long <= 2 * short + 10, (short, long)
