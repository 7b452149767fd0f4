# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose message is it? Lies in to-device messages and room events (P-01, P-03, P-04, P-06, P-08, P-09, P-10)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crypto.types import (
    DecryptedEvent,
    EncryptionSync,
    SessionRef,
    Shield,
    ShieldCode,
    ShieldColor,
    Undecryptable,
    UtdCause,
)
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt, deliver
from tests.support.key_server import Client
from tests.support.raw_peer import RawPeer

GARBAGE: list[Any] = [None, True, 5, -1.5, "", "x" * 5000, [], {}, [[]], {"a": None}, "\x00", "💥", 2**70]


def sessions(client: Client) -> list[Any]:
    return client.db.execute("SELECT room_id, session_id, user_id FROM inbound_sessions").fetchall()


def test_p01_event_of_another_sender_is_hidden(world: World) -> None:
    client = world.client(BOB)
    world.peer(ALICE)
    mallory = world.peer(MALLORY)
    world.know(client, ALICE, MALLORY)
    world.give_key(mallory, client)
    event = mallory.room_event(ROOM, "transfer the money")
    forged = {**event, "sender": ALICE}
    result = decrypt(client, forged)
    assert (result.cause, result.session_id) == (UtdCause.MISMATCHED_SENDER, event["content"]["session_id"])
    shield = client.machine.shield(SessionRef(ROOM, event["content"]["session_id"]), ALICE)
    assert isinstance(shield, Undecryptable)
    assert shield.cause is UtdCause.MISMATCHED_SENDER
    assert decrypt(client, event).content["body"] == "transfer the money"


def test_p01_own_message_under_another_name_is_hidden(world: World) -> None:
    client = world.client(ALICE)
    event = client.send(ROOM, [], "mine")
    assert decrypt(client, {**event, "sender": MALLORY}).cause is UtdCause.MISMATCHED_SENDER
    assert client.read(ROOM, event) == "mine"


def test_p01_copied_key_does_not_push_the_owner_aside(world: World) -> None:
    """Mallory, a member, passes Alice's key on as her own before it arrives from Alice."""
    client = world.client(BOB)
    alice, mallory = world.peer(ALICE), world.peer(MALLORY)
    world.know(client, ALICE, MALLORY)
    mallory.groups[ROOM] = alice.group(ROOM)
    key = alice.room_key(ROOM)
    world.give_key(mallory, client)
    event = alice.room_event(ROOM, "from Alice")
    assert decrypt(client, event).cause is UtdCause.MISMATCHED_SENDER
    alice.meet(world.server, client.machine)
    assert deliver(client, alice.olm_event(client.machine, "m.room_key", key)).new_keys
    assert decrypt(client, event).content["body"] == "from Alice"


@pytest.mark.parametrize("sender", ["charlie", 5, None, "", "@" + "x" * 300, [], {"@a:b": 1}, ...])
def test_p03_malformed_sender_spoils_one_event_only(world: World, sender: Any) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.give_key(peer, client)
    first, second, third = (peer.room_event(ROOM, str(number)) for number in range(3))
    second = {name: value for name, value in {**second, "sender": sender}.items() if value is not ...}
    results = client.machine.decrypt([(ROOM, first), (ROOM, second), (ROOM, third)])
    assert isinstance(results[1], Undecryptable)
    assert [result.content["body"] for result in results if isinstance(result, DecryptedEvent)] == ["0", "2"]


@pytest.mark.parametrize("sender", ["charlie", 5, None, [], {}, ...])
def test_p03_malformed_sender_of_a_to_device_message(world: World, sender: Any) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    bad = {**peer.room_key_event(client.machine, "!bad:x"), "sender": sender}
    bad = {name: value for name, value in bad.items() if value is not ...}
    good = peer.room_key_event(client.machine, "!good:x")
    changes = deliver(client, bad, good, tokens={"since": "s1"})
    assert {ref.room_id for ref in changes.new_keys} == {"!good:x"}
    assert client.machine.token("since") == "s1"


def test_p03_garbage_of_every_type_in_every_place(world: World) -> None:
    """Each field of each kind of message replaced by each kind of value: nothing raises, neighbours are served."""
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    template = peer.room_key_event(client.machine, "!t:x")
    withheld = {
        "sender": ALICE,
        "type": "m.room_key.withheld",
        "content": {"algorithm": "m.megolm.v1.aes-sha2", "code": "m.unverified", "room_id": ROOM, "session_id": "s"},
    }
    events: list[Any] = list(GARBAGE)
    for event in (template, withheld):
        for mutant in mutants(event):
            events.append(mutant)
    assert len(events) > 200
    deliver(client, *events, peer.room_key_event(client.machine, "!last:x"), tokens={"since": "s2"})
    assert client.machine.token("since") == "s2"
    assert "!last:x" in {row[0] for row in sessions(client)}


def test_p03_garbage_inside_olm(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    before = sessions(client)
    events = [peer.olm_raw(client.machine, data) for data in (b"", b"\xff", b"[]", b"5", b"{", b'"\\ud800"', b"{}")]
    key = peer.olm_payload(client.machine, "m.room_key", peer.room_key(ROOM))
    for mutant in mutants(key):
        if mutant.get("content") != key["content"] or mutant.get("type") != key["type"]:
            events.append(peer.olm_raw(client.machine, json.dumps(mutant).encode()))
    assert len(events) > 50
    deliver(client, *events)
    assert sessions(client) == before
    assert world.give_key(peer, client, "!after:x").new_keys


def test_p03_garbage_in_the_rest_of_the_sync(world: World) -> None:
    client = world.client(BOB)
    fields: dict[str, Any] = {
        "to_device": GARBAGE,
        "changed_users": GARBAGE,
        "left_users": GARBAGE,
        "unused_fallback_keys": GARBAGE,
        "otk_counts": {"signed_curve25519": {}},
    }
    client.machine.receive_sync(EncryptionSync(**fields))
    assert client.machine.outgoing_requests()


def mutants(value: Any) -> list[Any]:
    """Copies of an object with one place replaced by garbage or left out."""
    found: list[Any] = []
    if isinstance(value, dict):
        for name in value:
            rest = {key: item for key, item in value.items() if key != name}
            found.append(rest)
            found += [{**rest, name: garbage} for garbage in GARBAGE]
            found += [{**rest, name: inner} for inner in mutants(value[name])]
    return found


def test_p04_encrypted_state_is_no_state(world: World) -> None:
    """What looks like room state inside a message changes neither settings nor recipients."""
    client = world.client(BOB)
    mallory = world.peer(MALLORY)
    world.peer(ALICE)
    eve = world.peer("@eve:example.org")
    world.know(client, ALICE, MALLORY, eve.user_id)
    world.give_key(mallory, client)
    settings = client.machine.room_encryption(ROOM)
    for event_type, content in (
        ("m.room.member", {"membership": "join"}),
        ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_msgs": 10_000}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.power_levels", {"users": {MALLORY: 100}}),
    ):
        payload = {"room_id": ROOM, "type": event_type, "state_key": eve.user_id, "content": content}
        result = decrypt(client, mallory.room_event(ROOM, payload=payload))
        assert isinstance(result, DecryptedEvent)
    assert client.machine.room_encryption(ROOM) == settings
    client.send(ROOM, [ALICE, MALLORY], "secret")
    reached = {user for user, _ in world.server.to_device}
    assert reached == {ALICE, MALLORY}


def test_p06_device_keys_of_another_user(world: World) -> None:
    """The message says it is from Mallory, the device keys inside are Alice's."""
    client = world.client(BOB)
    alice, mallory = world.peer(ALICE), world.peer(MALLORY)
    lies = [
        alice.device_keys(),
        mallory.device_keys(user_id=ALICE),
        mallory.device_keys(signed=False),
        {**mallory.device_keys(), "device_id": "CHANGED"},
        {**mallory.device_keys(), "keys": alice.device_keys()["keys"]},
        mallory.device_keys(keys={**mallory.device_keys()["keys"], "curve25519:RAW": alice.curve25519}),
        mallory.device_keys(keys={**mallory.device_keys()["keys"], "ed25519:RAW": alice.ed25519}),
        *GARBAGE,
    ]
    mallory.meet(world.server, client.machine)
    for number, lie in enumerate(lies):
        for name in ("sender_device_keys", "org.matrix.msc4147.device_keys"):
            changes: dict[str, Any] = {"sender_device_keys": ..., name: lie}
            event = mallory.room_key_event(client.machine, f"!{number}:x", **changes)
            assert not deliver(client, event).new_keys, lie
    assert sessions(client) == []
    assert world.give_key(mallory, client, "!honest:x").new_keys


def test_p06_message_relabelled_by_the_server(world: World) -> None:
    client = world.client(BOB)
    world.peer(ALICE)
    mallory = world.peer(MALLORY)
    mallory.meet(world.server, client.machine)
    event = {**mallory.room_key_event(client.machine, ROOM), "sender": ALICE}
    assert not deliver(client, event).new_keys, "the payload names Mallory"
    event = mallory.olm_event(client.machine, "m.room_key", mallory.room_key(ROOM), sender=ALICE)
    assert not deliver(client, event).new_keys
    assert sessions(client) == []


@pytest.mark.parametrize("with_identity", [True, False])
def test_p06_server_and_peer_lie_together(world: World, with_identity: bool) -> None:
    """Everything says Alice, nothing proves it: never shown as hers without a mark."""
    client = world.client(BOB)
    world.peer(ALICE, identity=with_identity)
    mallory = world.peer(MALLORY)
    world.know(client, ALICE, MALLORY)
    mallory.meet(world.server, client.machine)
    payload = mallory.olm_payload(client.machine, "m.room_key", mallory.room_key(ROOM))
    payload = {**payload, "sender": ALICE}
    del payload["sender_device_keys"]
    deliver(client, mallory.olm_raw(client.machine, json.dumps(payload).encode(), ALICE))
    result = decrypt(client, {**mallory.room_event(ROOM, "I am Alice"), "sender": ALICE})
    if with_identity:
        assert (result.cause, result.session_id) == (UtdCause.UNKNOWN_DEVICE, mallory.group(ROOM).session_id)
    else:
        assert result.shield == Shield(ShieldColor.RED, ShieldCode.UNKNOWN_DEVICE)


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": ALICE},
        {"sender": ...},
        {"recipient": ALICE},
        {"recipient": ...},
        {"recipient_keys": {"ed25519": "A" * 43}},
        {"recipient_keys": {}},
        {"recipient_keys": ...},
        {"keys": ...},
        {"keys": {}},
        {"keys": {"ed25519": "A" * 43}},
        {"keys": {"ed25519": 5}},
        {"type": ...},
        {"content": ...},
    ],
)
def test_p08_wrong_olm_payload(world: World, changes: Any) -> None:
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    world.know(client, MALLORY)
    peer.meet(world.server, client.machine)
    payload = peer.olm_payload(client.machine, "m.room_key", peer.room_key(ROOM))
    lie = {name: value for name, value in {**payload, **changes}.items() if value is not ...}
    assert not deliver(client, peer.olm_raw(client.machine, json.dumps(lie).encode())).new_keys
    assert sessions(client) == []
    assert deliver(client, peer.olm_raw(client.machine, json.dumps(payload).encode())).new_keys


def test_p08_wrong_signing_key_without_carried_keys(world: World) -> None:
    """Without MSC4147 only the device list can tell that the claimed signing key is another one."""
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    world.know(client, MALLORY)
    lie: dict[str, Any] = {"sender_device_keys": ..., "keys": {"ed25519": RawPeer(ALICE).ed25519}}
    assert not world.give_key(peer, client, **lie).new_keys
    assert world.give_key(peer, client, sender_device_keys=...).new_keys


@pytest.mark.parametrize(
    "event_type", ["m.room_key", "m.forwarded_room_key", "m.secret.send", "m.room_key_bundle", "m.dummy"]
)
def test_p09_keys_in_clear_are_ignored(world: World, event_type: str) -> None:
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    before = [client.db.execute(f"SELECT * FROM {table}").fetchall() for table in ("inbound_sessions", "account")]
    content = {**peer.room_key(ROOM), "sender_key": peer.curve25519, "secret": "x", "request_id": "1"}
    assert not deliver(client, {"type": event_type, "sender": MALLORY, "content": content})
    after = [client.db.execute(f"SELECT * FROM {table}").fetchall() for table in ("inbound_sessions", "account")]
    assert before == after


@pytest.mark.parametrize("event_type", ["m.forwarded_room_key", "m.secret.send", "m.room_key_bundle", "org.x"])
def test_p09_types_we_do_not_use_are_ignored_through_olm_too(world: World, event_type: str) -> None:
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    peer.meet(world.server, client.machine)
    content = {**peer.room_key(ROOM), "sender_key": peer.curve25519, "forwarding_curve25519_key_chain": []}
    assert not deliver(client, peer.olm_event(client.machine, event_type, content))
    assert sessions(client) == []


def test_p10_key_through_megolm_is_ignored(world: World) -> None:
    """A to-device message encrypted with Megolm could be from anybody in the room."""
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    world.give_key(peer, client)
    before = sessions(client)
    payload = {
        "type": "m.room_key",
        "content": peer.room_key("!other:x"),
        "sender": ALICE,
        "room_id": ROOM,
        "recipient": BOB,
        "recipient_keys": {"ed25519": client.machine.ed25519},
        "keys": {"ed25519": peer.ed25519},
    }
    event = {**peer.room_event(ROOM, payload=payload), "sender": ALICE}
    event["content"]["sender_key"] = peer.curve25519
    assert not deliver(client, event)
    assert sessions(client) == before


def test_to_device_messages_are_processed_in_order(world: World) -> None:
    """120 keys in one go, as a client sends them that was away: all are taken."""
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    rooms = [f"!{number}:x" for number in range(120)]
    changes = deliver(client, *[peer.room_key_event(client.machine, room) for room in rooms])
    assert {ref.room_id for ref in changes.new_keys} == set(rooms)
    for room in rooms:
        assert decrypt(client, peer.room_event(room, room), room).content["body"] == room


def test_message_from_a_dehydrated_device_is_dropped(world: World) -> None:
    """MSC3814: such a device only receives."""
    client = world.client(BOB)
    peer = RawPeer(ALICE)
    peer.publish(world.server, dehydrated=True)
    world.know(client, ALICE)
    assert not world.give_key(peer, client).new_keys
    assert not world.give_key(peer, client, sender_device_keys=...).new_keys
