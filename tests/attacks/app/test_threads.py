# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads on a homeserver that lies: roots that are none, answers without end, events nobody asked for."""

from __future__ import annotations

import time
from typing import Any

from app.threads.timeline import ThreadTimeline
from tests.attacks.app.scene import CAROL, MALLORY, Scene
from tests.support.account_world import until
from tests.support.evil_homeserver import Request
from tests.support.evil_routes import Answer

Json = dict[str, Any]


def answer(scene: Scene, sender: str, root: str, text: str) -> Json:
    relation: Json = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
    relation["m.in_reply_to"] = {"event_id": root}
    return scene.hs.message(sender, text, **{"m.relates_to": relation})


async def thread(scene: Scene, room: str, root: str) -> ThreadTimeline:
    return await scene.anna.account.threads.open(room, root)


def bodies(timeline: ThreadTimeline) -> list[str]:
    return [item.body for item in timeline.items]


async def test_a_thread_is_read_by_itself_and_the_server_hears_it(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    root = scene.hs.message(CAROL, "Wer kommt?")
    scene.tell(room, root, answer(scene, CAROL, root["event_id"], "Ich"))
    item = await scene.anna.wait_text(room, "Wer kommt?")
    await (await scene.timeline(room)).wait(lambda item: item.thread is not None and item.thread.count == 1)
    opened = await thread(scene, room, item.event_id or "")
    assert bodies(opened) == ["Wer kommt?", "Ich"]
    late = {**answer(scene, CAROL, root["event_id"], "Und du?"), "origin_server_ts": int(time.time() * 1000) + 60_000}
    scene.tell(room, late)
    await until(lambda: bodies(opened)[-1] == "Und du?")
    assert await scene.anna.account.threads.unread(room) == (2, 0)
    await opened.mark_read()
    assert await scene.anna.account.threads.unread(room) == (0, 0)
    receipt = (await scene.hs.arrived("/receipt/m.read/"))[0]
    assert receipt.body == {"thread_id": root["event_id"]}
    assert late["event_id"][1:] in receipt.path
    opened.close()


async def test_roots_that_do_not_exist_are_asked_for_once(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    asked: list[str] = []

    def nothing(request: Request, _room: str, event_id: str) -> Answer:
        asked.append(event_id)
        return 404, {"errcode": "M_NOT_FOUND"}

    scene.hs.get_event = nothing  # type: ignore[method-assign, assignment]
    fakes = [answer(scene, MALLORY, f"$nirgends{number}", f"Antwort {number}") for number in range(60)]
    scene.tell(room, *fakes[:30])
    scene.tell(room, *fakes[30:], scene.hs.message(CAROL, "Marke"))
    await scene.anna.wait_text(room, "Marke")
    follower = await scene.timeline(room)
    await until(lambda: len(asked) >= 20, "the roots to be asked for")
    scene.tell(room, answer(scene, MALLORY, "$nirgends1", "noch eine"), scene.hs.message(CAROL, "Ende"))
    await scene.anna.wait_text(room, "Ende")
    await until(lambda: scene.anna.account.threads._fetching is False)
    assert len(asked) == len(set(asked)), "each of them once"
    assert len(asked) <= 60
    shown = [item.body for item in follower.items if item.body.startswith("Antwort")]
    assert len(shown) == 60, "and nothing is hidden for what nobody can see"


async def test_another_event_instead_of_the_root_is_refused(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    wrong = scene.hs.message(MALLORY, "untergeschoben")
    asked: list[str] = []

    def lie(request: Request, _room: str, event_id: str) -> Answer:
        asked.append(event_id)
        return 200, wrong

    scene.hs.get_event = lie  # type: ignore[method-assign, assignment]
    scene.tell(room, answer(scene, CAROL, "$wurzel", "Antwort"))
    await scene.anna.wait_text(room, "Antwort")
    await until(lambda: asked)
    opened = await thread(scene, room, "$wurzel")
    await opened.settled()
    assert bodies(opened) == []
    opened.close()


async def test_an_endless_thread_is_fetched_in_bounded_steps(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    root = scene.hs.message(CAROL, "Wurzel")
    scene.tell(room, root)
    await scene.anna.wait_text(room, "Wurzel")
    pages: list[Json] = []

    def endless(request: Request, *_ids: str) -> Answer:
        events = [answer(scene, MALLORY, root["event_id"], f"{len(pages)}-{number}") for number in range(500)]
        events.append(scene.hs.event("m.room.name", {"name": "!"}, MALLORY, state_key=""))
        pages.append({"chunk": list(reversed(events)), "next_batch": f"t{len(pages)}"})
        return 200, pages[-1]

    scene.hs.get_relations = endless  # type: ignore[method-assign, assignment]
    before = scene.anna.room(room)
    opened = await thread(scene, room, root["event_id"])
    await until(lambda: len(opened.items) > 100)
    assert len(pages) == 1, "opening it takes one page"
    assert len(opened.items) <= 201
    await opened.load_older(50)
    assert len(pages) <= 5
    after = scene.anna.room(room)
    assert before is not None
    assert after is not None
    assert after.name == before.name, "what comes with a thread is never the state of the room"
    opened.close()


async def test_p29_a_server_cannot_put_words_into_an_encrypted_thread(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    root = carol.room_event(room, "Geheime Frage")
    scene.tell(room, root)
    await scene.anna.wait_text(room, "Geheime Frage")
    relation = {"rel_type": "m.thread", "event_id": root["event_id"]}
    honest = carol.room_event(room, content={"msgtype": "m.text", "body": "echte Antwort", "m.relates_to": relation})
    scene.tell(room, answer(scene, CAROL, root["event_id"], "vom Server"), honest)
    follower = await scene.timeline(room)
    await follower.wait(lambda item: item.thread is not None and item.thread.count == 1)
    opened = await thread(scene, room, root["event_id"])
    await until(lambda: bodies(opened) == ["Geheime Frage", "echte Antwort"])
    outside = await follower.wait(lambda item: item.body == "vom Server")
    assert outside.shield.color == "red"
    opened.close()
