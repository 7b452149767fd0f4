# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events of any shape: one bad thing spoils one thing."""

from __future__ import annotations

import contextlib
import random
import time
from typing import Any

import pytest

from app.errors import UserError
from tests.attacks.app.scene import CAROL, Scene
from tests.support.evil_sync import Room

STATE: list[tuple[str, Any]] = [
    ("m.room.power_levels", {"users": {CAROL: -(2**53)}}),
    ("m.room.power_levels", {"users": {CAROL: "50"}, "users_default": 1.5, "notifications": {"room": None}}),
    ("m.room.power_levels", {"users": None, "users_default": None}),
    ("m.room.power_levels", []),
    ("m.room.join_rules", {"join_rule": "org.x"}),
    ("m.room.join_rules", {"join_rule": {"a": 1}}),
    ("m.room.history_visibility", {"history_visibility": 5}),
    ("m.room.name", {"name": {"x": 1}}),
    ("m.room.name", {"name": "\ud800"}),
    ("m.room.topic", {"topic": ["x"]}),
    ("m.room.avatar", {"url": 7}),
    ("m.room.canonical_alias", {"alias": 3.5}),
    ("m.room.create", {"room_version": 12, "additional_creators": "x"}),
    ("m.room.tombstone", {"replacement_room": None}),
]


@pytest.mark.parametrize(("kind", "content"), STATE)
async def test_p47_odd_state_leaves_room_and_neighbours_usable(scene: Scene, kind: str, content: Any) -> None:
    carol = scene.peer(CAROL)
    room, other = await scene.room(carol), await scene.room(carol, name="Nachbar")
    event = scene.hs.event(kind, content, CAROL, state_key="")
    scene.hs.sync(
        rooms={
            room: Room(state=[event], timeline=[event, scene.hs.message(CAROL, "hier")]),
            other: scene.hs.say(CAROL, "nebenan"),
        }
    )
    await scene.anna.wait_text(room, "hier")
    await scene.anna.wait_text(other, "nebenan")
    await scene.anna.account.members(room)
    await scene.anna.send(room, "geht noch")
    await scene.canary(room, carol)


async def test_p47_a_membership_that_is_none_is_nobodys_membership(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    before = await scene.state_of(room)
    bad = [
        scene.hs.event("m.room.member", {"membership": value}, CAROL, state_key="@mallory:evil.test")
        for value in ("zzz", 5, None, ["join"], {"join": True})
    ]
    bad.append(scene.hs.event("m.room.member", {"membership": "join"}, CAROL, state_key="kein Name"))
    scene.hs.sync(rooms={room: Room(state=bad, timeline=[*bad, scene.hs.message(CAROL, "danach")])})
    await scene.anna.wait_text(room, "danach")
    assert await scene.state_of(room) == before


HOSTILE = ["__proto__", "__class__", "constructor", "x') OR 1=1--", "%s", "{0.__class__}", "a\x00b", "x" * 60_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_c15_strange_names_are_kept_literally(scene: Scene, text: str) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs
    target = hs.message(CAROL, "Ziel")
    events = [
        target,
        hs.event(text, {"body": text}, CAROL),
        hs.event("m.room.message", {"msgtype": text, "body": text}, CAROL),
        hs.event("m.reaction", {"m.relates_to": {"rel_type": text, "event_id": text, "key": text}}, CAROL),
        hs.event(
            "m.reaction",
            {"m.relates_to": {"rel_type": "m.annotation", "event_id": target["event_id"], "key": text}},
            CAROL,
        ),
        hs.event("m.room.name", {"name": text}, CAROL, state_key=text),
        hs.event(text, {text: text}, CAROL, state_key=text),
        hs.message(CAROL, "danach"),
    ]
    scene.tell(room, *events, state=[event for event in events if "state_key" in event])
    await scene.anna.wait_text(room, "danach")
    follower = await scene.timeline(room)
    assert [item.type for item in follower.items if item.body == text] == [text, "m.room.message"]
    assert [item.type for item in follower.items].count(text) == 1
    reacted = follower.find(target["event_id"])
    assert reacted is not None
    assert [reaction.key for reaction in reacted.reactions] == [text[:64]]
    await scene.anna.reopen()
    follower = await scene.timeline(room)
    assert "danach" in follower.bodies


KINDS = [
    "m.room.message",
    "m.room.encrypted",
    "m.room.member",
    "m.room.name",
    "m.room.redaction",
    "m.reaction",
    "m.room.create",
    "m.room.power_levels",
    "m.room.encryption",
    "m.sticker",
    "m.room.tombstone",
    "m.poll.start",
    "org.example.custom",
]
ODD: list[Any] = [None, True, 0, -1, 1.5, 2**70, "", "x", "\ud800", [], [1], {}, {"a": {"b": []}}, "@x:y", "$e"]


async def test_c16_mutants_of_events_spoil_only_themselves(scene: Scene) -> None:
    chance = random.Random(16)
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs

    def mutant() -> Any:
        kind = chance.choice(KINDS)
        content: Any = {
            "msgtype": "m.text",
            "body": "x",
            "membership": "join",
            "name": "x",
            "algorithm": "m.megolm.v1.aes-sha2",
            "session_id": "s",
            "ciphertext": "c",
            "m.relates_to": {
                "rel_type": "m.replace",
                "event_id": "$x",
                "key": "k",
                "m.in_reply_to": {"event_id": "$y"},
            },
            "m.new_content": {"body": "y", "msgtype": "m.text"},
            "m.mentions": {"user_ids": [CAROL], "room": True},
        }
        event = hs.event(kind, content, CAROL, unsigned={"transaction_id": "t", "prev_content": {}})
        if chance.random() < 0.4:
            event["state_key"] = chance.choice(["", CAROL, "x"])
        for _ in range(chance.randint(1, 3)):
            where = chance.choice([event, content, content.get("m.relates_to"), event.get("unsigned")])
            if isinstance(where, dict) and where:
                where[chance.choice(list(where))] = chance.choice(ODD)
        return event if chance.random() < 0.97 else chance.choice(ODD)

    for start in range(0, 600, 50):
        events = [mutant() for _ in range(50)]
        scene.tell(room, *events, hs.message(CAROL, f"Marke {start}"), state=[events[0], events[1]])
        await scene.anna.wait_text(room, f"Marke {start}")
    assert [body for body in (await scene.timeline(room)).bodies if body.startswith("Marke")] == [
        f"Marke {start}" for start in range(0, 600, 50)
    ]
    other = await scene.room(carol)
    await scene.canary(other, carol)
    await scene.anna.reopen(online=False)
    follower = await scene.timeline(room)
    with contextlib.suppress(UserError):  # at the room's first gap
        while await follower.timeline.load_older(200):
            pass
    assert "Marke 0" in follower.bodies


async def test_c17_loops_of_replies_and_relations_end(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs

    def reply(own_id: str, target: str, **relates: Any) -> Any:
        content = {
            "msgtype": "m.text",
            "body": own_id,
            "m.relates_to": {"m.in_reply_to": {"event_id": target}, **relates},
        }
        return hs.event("m.room.message", content, CAROL, event_id=own_id)

    chain = [reply(f"$c{n}", f"$c{n - 1}", rel_type="m.thread", event_id="$c0") for n in range(1, 400)]
    scene.tell(
        room,
        reply("$self", "$self"),
        reply("$a", "$b"),
        reply("$b", "$a"),
        reply("$edit", "$edit", rel_type="m.replace", event_id="$edit"),
        *chain,
        hs.message(CAROL, "danach"),
    )
    started = time.monotonic()
    await scene.anna.wait_text(room, "danach")
    follower = await scene.timeline(room)
    while await follower.timeline.load_older(200):
        pass
    assert time.monotonic() - started < 10
    item = follower.find("$self")
    assert item is not None
    assert item.in_reply_to is not None
    assert item.in_reply_to.body == "$self"
    assert follower.find("$c399") is not None


async def test_an_event_without_an_id_or_seen_twice_makes_one_row(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    nameless = {key: value for key, value in scene.hs.message(CAROL, "namenlos").items() if key != "event_id"}
    known = scene.hs.message(CAROL, "zweimal")
    scene.tell(room, known, nameless)
    scene.tell(room, known, nameless, known, scene.hs.message(CAROL, "danach"))
    await scene.anna.wait_text(room, "danach")
    bodies = (await scene.timeline(room)).bodies
    assert bodies.count("zweimal") == 1
    assert bodies.count("namenlos") <= 1


async def test_a_wrong_kind_of_member_name_is_a_plain_name(scene: Scene) -> None:
    """Two members of one name, and one whose name is another's user id, are told apart."""
    carol = scene.peer(CAROL)
    mallory = scene.peer("@mallory:evil.test")
    room = await scene.room(carol, mallory, encrypted=False)

    def named(user: str, name: str) -> Any:
        content = {"membership": "join", "displayname": name}
        return scene.hs.event("m.room.member", content, user, state_key=user)

    scene.tell(room, named(mallory.user_id, "Carol"), scene.hs.message(mallory.user_id, "eins"))
    scene.hs.sync(rooms={room: Room(state=[named(mallory.user_id, "Carol")])})
    follower = await scene.timeline(room)
    await follower.wait(lambda item: item.body == "eins" and item.sender_name == "Carol (@mallory:evil.test)")
    scene.hs.sync(rooms={room: Room(state=[named(mallory.user_id, CAROL)])})
    await follower.wait(lambda item: item.body == "eins" and item.sender_name == f"{CAROL} (@mallory:evil.test)")


async def test_c01_names_stay_what_they_are(scene: Scene) -> None:
    markup = "<img src='/etc/hostname'>"
    room = await scene.room(scene.peer(CAROL), encrypted=False, name=markup)
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.name == markup
