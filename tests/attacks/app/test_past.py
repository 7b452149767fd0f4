# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that lies about the past: what is asked for is shown or refused, and nothing else changes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.finder.query import Query
from tests.attacks.app.scene import CAROL, Scene

CONTEXT = "/context/"


async def refused(scene: Scene, room: str, event_id: str = "$wanted") -> ErrorCode:
    timeline = (await scene.timeline(room)).timeline
    before = list(timeline.items)
    with pytest.raises(UserError) as caught:
        await timeline.focus(event_id)
    assert list(timeline.items) == before
    assert timeline.at_newest
    return caught.value.code


async def test_c16_answers_around_an_event_that_are_nonsense(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs
    other = hs.event("m.room.message", {"msgtype": "m.text", "body": "ein anderes"}, CAROL, event_id="$other")
    wanted = hs.event("m.room.message", {"msgtype": "m.text", "body": "gesucht"}, CAROL, event_id="$wanted")
    answers: list[Any] = [
        {},
        {"event": None},
        {"event": other},  # not what was asked for
        {"event": {**wanted, "sender": 5}},
        {"event": {**wanted, "room_id": "!andere:evil.test"}, "events_before": [], "events_after": []},
        {"event": {**wanted, "content": []}},
        {"events_before": [wanted], "start": "a", "end": "b"},
    ]
    for answer in answers:
        hs.answer(CONTEXT, answer)
        assert await refused(scene, room) is ErrorCode.BAD_ANSWER
    hs.honest()
    await scene.canary(await scene.room(carol), carol)


async def test_a_past_without_an_end_does_not_hold_us(scene: Scene) -> None:
    """L: each page is empty or known and names another token."""
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs
    scene.tell(room, hs.message(CAROL, "heute"))
    await scene.anna.wait_text(room, "heute")
    events = [
        hs.event("m.room.message", {"msgtype": "m.text", "body": f"alt {n}"}, CAROL, event_id=f"$alt{n}")
        for n in range(5)
    ]
    odd = [7, None, {"event_id": "$alt9"}, {**events[0], "event_id": "$alt0"}]
    hs.answer(
        CONTEXT,
        {
            "event": events[2],
            "events_before": [events[1], *odd, events[2]],
            "events_after": [events[3], events[1], *odd],
            "start": "s0",
            "end": "e0",
            "state": [5, {"type": "m.room.member"}],
        },
    )
    timeline = (await scene.timeline(room)).timeline
    key = await timeline.focus("$alt2")
    assert [item.body for item in timeline.items if item.key == key] == ["alt 2"]
    ids = [item.event_id for item in timeline.items]
    assert len(ids) == len(set(ids))
    count = 0

    def endless(request: Any, _answer: Any) -> Any:
        nonlocal count
        count += 1
        return {"chunk": [events[1], events[4]], "start": request.query.get("from"), "end": f"t{count}"}

    hs.tamper("/messages", endless)
    async with asyncio.timeout(30):
        for _ in range(4):
            await timeline.load_newer(10)
            await timeline.load_older(10)
    assert count <= 4 * 2 * 25
    ids = [item.event_id for item in timeline.items]
    assert len(ids) == len(set(ids))
    hs.honest()
    await timeline.show_newest()
    assert timeline.items[-1].body == "heute"
    scene.tell(room, hs.message(CAROL, "danach"))
    await scene.anna.wait_text(room, "danach")


async def test_the_past_is_no_room_state_and_no_downgrade(scene: Scene) -> None:
    """P-29: what a piece of the past says of name and encryption holds for nothing; clear text there bears its mark."""
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    hs = scene.hs
    before = await scene.state_of(room)
    state = [
        hs.event("m.room.name", {"name": "Gekapert"}, CAROL, state_key="", event_id="$n"),
        hs.event("m.room.encryption", {"algorithm": "none"}, CAROL, state_key="", event_id="$e"),
        hs.event("m.room.member", {"membership": "join"}, "@mallory:evil.test", state_key="@mallory:evil.test"),
    ]
    clear = hs.event("m.room.message", {"msgtype": "m.text", "body": "im Klartext"}, CAROL, event_id="$clear")
    hs.answer(CONTEXT, {"event": clear, "events_before": state, "events_after": [], "state": state, "start": "x"})
    timeline = (await scene.timeline(room)).timeline
    await timeline.focus("$clear")
    (row,) = [item for item in timeline.items if item.event_id == "$clear"]
    assert row.shield.color == "red"
    hs.honest()
    assert await scene.state_of(room) == before
    assert await scene.anna.account.is_encrypted(room)
    await timeline.show_newest()
    await scene.canary(room, carol)
    await scene.anna.account.search_ready()
    hits = (await scene.anna.account.finder.find(Query("klartext"))).hits
    assert [hit.item.shield.color for hit in hits] == ["red"]
