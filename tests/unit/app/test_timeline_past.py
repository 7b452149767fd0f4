# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a timeline stands when it is asked for messages that have no row of their own in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from app.errors import ErrorCode, UserError
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.reader import Reader
from app.timeline import RoomTimeline, Surroundings
from app.worker import Worker
from crypto.store.database import Database

ROOM, ME, ANNA = "!r:x", "@me:x", "@anna:x"


class _AtOnce:
    async def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)


class _Offline:
    display_name = "Ich"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def echoes(self, room_id: str) -> tuple[()]:
        return ()

    def pending(self, room_id: str) -> tuple[()]:
        return ()

    async def look_around(self, room_id: str, event_id: str) -> None:
        self.asked.append(event_id)
        raise UserError(ErrorCode.NO_NETWORK)

    def timeline_closed(self, timeline: RoomTimeline) -> None:
        pass


def event(name: str, **relates: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"msgtype": "m.text", "body": name}
    if relates:
        content["m.relates_to"] = relates
    kind = "m.reaction" if relates.get("rel_type") == "m.annotation" else "m.room.message"
    return {"event_id": f"${name}", "type": kind, "sender": ANNA, "content": content, "origin_server_ts": 5}


async def test_parts_and_answers_in_threads_lead_to_what_they_belong_to(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "c.db", b"k" * 32, cache_migrations())
    cache, around = Cache(db, ME), _Offline()
    events = [event(f"n{n}") for n in range(200)]
    events.insert(150, event("answer", rel_type="m.thread", event_id="$n5"))
    events.insert(160, event("reaction", rel_type="m.annotation", event_id="$n7", key="x"))
    cache.apply(RoomsSync(rooms=(RoomUpdate(room_id=ROOM, membership="join", timeline=tuple(events)),)), {})
    timeline = RoomTimeline(ROOM, cast(Worker, _AtOnce()), Reader(db, ME), cast(Surroundings, around))
    await timeline.open()
    assert await timeline.focus("$answer") == "$n5"  # where its thread begins
    assert not timeline.at_newest
    assert await timeline.focus("$reaction") == "$n7"
    assert await timeline.focus("$n100") == "$n100"
    with pytest.raises(UserError) as caught:
        await timeline.focus("$nowhere")
    assert caught.value.code is ErrorCode.NO_NETWORK
    assert around.asked == ["$nowhere"]
    bodies = [item.body for item in timeline.items]
    assert "n100" in bodies
    while not timeline.at_newest:
        assert await timeline.load_newer(30)
    assert timeline.items[-1].body == "n199"
    timeline.close()
    await timeline.closed()
    db.close()
