# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets the keys, and that nothing goes out in clear that should not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.types import SendState
from tests.attacks.app.scene import CAROL, MALLORY, Scene
from tests.support.account_world import until
from tests.support.evil_faults import Status
from tests.support.evil_sync import Room

ENCRYPTION = "m.room.encryption"


async def test_p04_encrypted_events_are_never_state(scene: Scene) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    room = await scene.room(carol, name="Amtlich")
    before = await scene.state_of(room)
    scene.share(carol, room)
    payloads: list[dict[str, Any]] = [
        {"type": "m.room.member", "state_key": MALLORY, "content": {"membership": "join"}},
        {"type": "m.room.member", "state_key": MALLORY, "content": {"membership": "invite"}},
        {"type": "m.room.name", "state_key": "", "content": {"name": "Gekapert"}},
        {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "world_readable"}},
        {"type": ENCRYPTION, "state_key": "", "content": {"algorithm": "none"}},
        {"type": "m.room.power_levels", "state_key": "", "content": {"users": {MALLORY: 100}}},
        {"type": "m.room.redaction", "content": {"redacts": "$x"}, "redacts": "$x"},
    ]
    events = [carol.room_event(room, payload={"room_id": room, **payload}) for payload in payloads]
    # The same with a state key on the outside: then it is state of type m.room.encrypted, which nobody applies.
    events.append({**carol.room_event(room, payload={"room_id": room, **payloads[0]}), "state_key": MALLORY})
    scene.tell(room, *events)
    await scene.canary(room, carol)
    assert await scene.state_of(room) == before
    await scene.anna.send(room, "nur fuer Carol")
    assert scene.keyed() == [CAROL]
    assert mallory.user_id not in [message["user"] for message in scene.hs.to_device_sent]
    follower = await scene.timeline(room)
    assert not [item for item in follower.items if item.state is not None and "Gekapert" in item.state.what]


async def test_p04_heroes_and_senders_are_no_recipients(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    scene.peer(MALLORY)
    room = await scene.room(carol)
    heroes = {"heroes": [{"user_id": MALLORY, "displayname": "Mallory"}], "summary": {"m.heroes": [MALLORY]}}
    scene.hs.sync(rooms={room: Room(raw=heroes, timeline=[scene.hs.message(MALLORY, "bin auch hier")])})
    await scene.anna.wait_text(room, "bin auch hier")
    await scene.anna.send(room, "nur fuer Carol")
    assert scene.keyed() == [CAROL]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"algorithm": "m.none"},
        {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_ms": 0, "rotation_period_msgs": -1},
        {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_ms": 1e300, "rotation_period_msgs": "x"},
        {"algorithm": 5},
    ],
)
async def test_p26_changed_settings_never_switch_encryption_off(scene: Scene, content: dict[str, Any]) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.tell(room, scene.hs.event(ENCRYPTION, content, CAROL, state_key=""), scene.hs.message(CAROL, "Marke"))
    await scene.anna.wait_text(room, "Marke")
    await scene.anna.send(room, "immer noch geheim")
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"]
    await scene.anna.reopen()
    await scene.anna.send(room, "auch nach dem Neustart")
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"] * 2


async def test_p26_a_redacted_or_vanished_setting_changes_nothing(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    state = scene.hs.rooms[room].state
    event_id = state[ENCRYPTION, ""]["event_id"]
    redaction = scene.hs.event("m.room.redaction", {"redacts": event_id}, CAROL, redacts=event_id)
    scene.tell(room, redaction, scene.hs.message(CAROL, "Marke"))
    await scene.anna.wait_text(room, "Marke")
    del state[ENCRYPTION, ""]
    # The server says that everything is new, and that there was never any encryption.
    scene.hs.sync(rooms={room: Room(state=list(state.values()), limited=True, raw={"initial": True})})
    await scene.anna.reopen()
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.encrypted
    await scene.anna.send(room, "geheim")
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"]


async def test_p26_a_room_with_encrypted_messages_is_encrypted(scene: Scene) -> None:
    """A new device, from which the server hides the setting, still sees ciphertext."""
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "verraten"))
    await scene.anna.wait_text(room, "verraten")
    await scene.anna.send(room, "geheim")
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"]


async def test_p26_a_setting_that_only_the_state_has_is_found_before_sending(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    content = {"algorithm": "m.megolm.v1.aes-sha2"}
    scene.hs.rooms[room].state[ENCRYPTION, ""] = scene.hs.event(ENCRYPTION, content, CAROL, state_key="")
    await scene.anna.send(room, "geheim")
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"]
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.encrypted


@pytest.mark.parametrize("status", [500, 502, 429, 403, 400])
async def test_p26_nothing_goes_out_while_nobody_knows(scene: Scene, status: int) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    scene.hs.fail("state/m.room.encryption", Status(status, {"errcode": "M_UNKNOWN"}), times=0)
    await scene.anna.account.send_text(room, "vielleicht geheim")
    await scene.hs.arrived("state/m.room.encryption")
    await asyncio.sleep(0.2)
    assert scene.hs.sent == []
    follower = await scene.timeline(room)
    assert follower.items[-1].send_state is not SendState.SENT
    scene.hs.honest()
    if follower.items[-1].send_state is SendState.FAILED:
        await scene.anna.account.resend(room, follower.items[-1].key)
    scene.anna.account.retry_now()
    await until(lambda: len(scene.hs.sent) == 1, "sent after all")


LEAVING = ["leave", "kick", "ban", "declined invitation", "limited sync"]


@pytest.mark.parametrize("how", LEAVING)
async def test_p38_whoever_left_cannot_read_what_comes_next(scene: Scene, how: str) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    hs = scene.hs
    room = await scene.room(carol)
    joined = "invite" if how == "declined invitation" else "join"
    scene.tell(room, hs.member(MALLORY, joined, CAROL if joined == "invite" else MALLORY), hs.message(CAROL, "eins"))
    await scene.anna.wait_text(room, "eins")
    await scene.anna.send(room, "mit Mallory")
    assert scene.keyed() == [CAROL, MALLORY]
    hs.to_device_sent.clear()
    gone = hs.member(MALLORY, "ban" if how == "ban" else "leave", CAROL if how in ("kick", "ban") else MALLORY)
    if how == "limited sync":
        hs.rooms[room].state["m.room.member", MALLORY] = gone
        scene.tell(room, hs.message(CAROL, "zwei"), limited=True, prev_batch="t9")
    else:
        scene.tell(room, gone, hs.message(CAROL, "zwei"))
    await scene.anna.wait_text(room, "zwei")
    await scene.anna.send(room, "ohne Mallory")
    assert scene.keyed() == [CAROL]
    first, second = scene.sessions_used(room)
    assert first != second
    assert mallory.user_id == MALLORY


async def test_p38_a_stable_room_keeps_its_session(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    await scene.anna.send(room, "eins")
    await scene.anna.send(room, "zwei")
    await scene.anna.reopen()
    await scene.anna.send(room, "drei")
    assert len(set(scene.sessions_used(room))) == 1
    assert scene.keyed() == [CAROL]


async def test_p38_a_changed_visibility_or_a_lost_device_changes_the_key(scene: Scene) -> None:
    carol, other = scene.peer(CAROL), scene.peer(CAROL, "RAW2")
    other.identity = carol.identity
    keys = other.device_keys()
    scene.hs.keys.add_device(CAROL, keys, other.one_time_key())
    assert carol.identity is not None
    scene.hs.keys.cross_signing[CAROL] = {
        f"{usage}_key": carol.identity.key(usage) for usage in ("master", "self_signing", "user_signing")
    }
    room = await scene.room(carol)
    await scene.anna.send(room, "eins")
    visibility = {"history_visibility": "joined"}
    scene.tell(
        room,
        scene.hs.event("m.room.history_visibility", visibility, CAROL, state_key=""),
        scene.hs.message(CAROL, "Marke"),
        state=[scene.hs.event("m.room.history_visibility", visibility, CAROL, state_key="")],
    )
    await scene.anna.wait_text(room, "Marke")
    await scene.anna.send(room, "zwei")
    del scene.hs.keys.devices[CAROL]["RAW2"]
    scene.hs.forget_requests()
    scene.hs.sync(changed=[CAROL])
    await scene.hs.arrived("keys/query")
    await scene.anna.send(room, "drei")
    assert len(set(scene.sessions_used(room))) == 3


async def test_members_are_loaded_before_the_first_key_is_shared(scene: Scene) -> None:
    """Lazily loaded members get keys too, and invited ones."""
    carol = scene.peer(CAROL)
    ivy = scene.peer("@ivy:evil.test")
    room = await scene.room(carol)
    scene.hs.rooms[room].state["m.room.member", ivy.user_id] = scene.hs.member(ivy.user_id, "invite", CAROL)
    await scene.anna.send(room, "an alle")
    assert scene.keyed() == [CAROL, "@ivy:evil.test"]
