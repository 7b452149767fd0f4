# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Room events: what is taken from where, and the reason when there is nothing to show."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.types import DecryptedEvent, SenderDevice, Undecryptable, UtdCause
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client
from tests.support.raw_peer import RawPeer

GARBAGE: list[Any] = [None, True, 5, -1, 1.5, "", "ä", "x" * 70_000, [], {}, [[]], {"a": {}}, "\x00"]


def ready(world: World) -> tuple[Client, RawPeer]:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    world.give_key(peer, client)
    return client, peer


def test_neither_sender_key_nor_device_id_is_needed_or_believed(world: World) -> None:
    """MSC4381 removes them; a server may put anything there."""
    client, peer = ready(world)
    event = peer.room_event(ROOM, "x")
    assert set(event["content"]) == {"algorithm", "ciphertext", "session_id"}
    assert decrypt(client, event).sender_device == "RAW"
    for lie in GARBAGE:
        event = peer.room_event(ROOM, "x")
        event["content"] |= {"sender_key": lie, "device_id": lie}
        assert decrypt(client, event).sender_device == "RAW"


def test_the_device_of_a_message_is_the_one_its_key_came_from(world: World) -> None:
    """Whatever the event says of it. Without the device list it is no more than a claim."""
    client = world.client(ALICE)
    peer, other = world.peer(BOB), world.peer(BOB, "OTHER")
    world.know(client, BOB)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "x")
    event["content"] |= {"device_id": "OTHER", "sender_key": other.curve25519}
    assert client.machine.sender_device(ROOM, event) == SenderDevice("RAW", None, known=True)
    assert client.machine.sender_device(ROOM, {**event, "sender": ALICE}) is None
    assert client.machine.sender_device("!other:x.example", event) is None
    unlisted = RawPeer(BOB, "UNLISTED")
    world.give_key(unlisted, client, sender_device_keys=...)
    found = client.machine.sender_device(ROOM, unlisted.room_event(ROOM, "x"))
    assert found is not None
    assert not found.known
    for garbage in GARBAGE:
        assert client.machine.sender_device(ROOM, garbage) is None
        assert client.machine.sender_device(ROOM, {**event, "content": garbage}) is None
        for name in ("ciphertext", "session_id", "algorithm"):
            assert client.machine.sender_device(ROOM, {**event, "content": {**event["content"], name: garbage}}) is None


def test_garbage_of_every_type_in_every_field(world: World) -> None:
    client, peer = ready(world)
    template = peer.room_event(ROOM, "x")
    events: list[Any] = list(GARBAGE)
    for name in template:
        events += [{**template, name: value} for value in GARBAGE]
        events.append({key: value for key, value in template.items() if key != name})
    for name in template["content"]:
        events += [{**template, "content": {**template["content"], name: value}} for value in GARBAGE]
        rest = {key: value for key, value in template["content"].items() if key != name}
        events.append({**template, "content": rest})
    results = client.machine.decrypt([(ROOM, event) for event in [*events, peer.room_event(ROOM, "last")]])
    assert len(results) == len(events) + 1
    assert isinstance(results[-1], DecryptedEvent)
    assert results[-1].content["body"] == "last"
    allowed = set(UtdCause) - {UtdCause.WITHHELD_BY_SENDER}
    assert {result.cause for result in results if isinstance(result, Undecryptable)} <= allowed


def test_garbage_inside_the_ciphertext(world: World) -> None:
    client, peer = ready(world)
    good = {"room_id": ROOM, "type": "m.room.message", "content": {"body": "x"}}
    for name in good:
        for value in [*GARBAGE, ...]:
            if name == "type" and isinstance(value, str):
                continue
            if name == "content" and isinstance(value, dict):
                continue
            payload = {key: item for key, item in {**good, name: value}.items() if item is not ...}
            result = decrypt(client, peer.room_event(ROOM, payload=payload))
            assert isinstance(result, Undecryptable), payload
            assert (result.cause, result.session_id) == (UtdCause.BAD_EVENT, None)
    group = peer.group(ROOM)
    for plaintext in (b"", b"{", b"[]", b"\xff", b'{"a":"\\ud800"}', b"[" * 100_000):
        event = peer.room_event(ROOM)
        event["content"]["ciphertext"] = group.encrypt(plaintext).to_base64()
        assert decrypt(client, event).cause is UtdCause.BAD_EVENT


def test_plaintext_of_another_room_is_refused(world: World) -> None:
    client, peer = ready(world)
    payload = {"room_id": "!other:x", "type": "m.room.message", "content": {"body": "x"}}
    assert decrypt(client, peer.room_event(ROOM, payload=payload)).cause is UtdCause.BAD_EVENT


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ({"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {}}, UtdCause.UNSUPPORTED_ALGORITHM),
        ({"algorithm": "org.example.new", "ciphertext": "x"}, UtdCause.UNSUPPORTED_ALGORITHM),
        ({"algorithm": 5}, UtdCause.BAD_EVENT),
        ({}, UtdCause.BAD_EVENT),
    ],
)
def test_other_algorithms(world: World, content: Any, cause: UtdCause) -> None:
    client, peer = ready(world)
    result = decrypt(client, {**peer.room_event(ROOM), "content": content})
    assert (result.cause, result.session_id) == (cause, None)


def test_relation_in_clear_is_used_where_the_plaintext_has_none(world: World) -> None:
    client, peer = ready(world)
    clear, inner = {"rel_type": "m.thread", "event_id": "$clear"}, {"rel_type": "m.thread", "event_id": "$inner"}
    event = peer.room_event(ROOM, "x")
    event["content"]["m.relates_to"] = clear
    assert decrypt(client, event).content["m.relates_to"] == clear
    event = peer.room_event(ROOM, content={"body": "x", "m.relates_to": inner})
    event["content"]["m.relates_to"] = clear
    assert decrypt(client, event).content["m.relates_to"] == inner
    event = peer.room_event(ROOM, content={"body": "x", "m.relates_to": inner})
    assert decrypt(client, event).content["m.relates_to"] == inner


def test_key_that_comes_later(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    key = peer.room_key(ROOM)
    event = peer.room_event(ROOM, "late")
    session_id = peer.group(ROOM).session_id
    assert decrypt(client, event) == Undecryptable(UtdCause.UNKNOWN, session_id)
    peer.meet(world.server, client.machine)
    changes = deliver(client, peer.olm_event(client.machine, "m.room_key", key))
    assert {ref.session_id for ref in changes.new_keys} == {session_id}
    assert decrypt(client, event).content["body"] == "late"


def test_key_that_begins_later(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    event = peer.room_event(ROOM, "before")
    world.give_key(peer, client)
    assert decrypt(client, event) == Undecryptable(UtdCause.UNKNOWN_INDEX, peer.group(ROOM).session_id)
    left = {**event, "unsigned": {"membership": "leave"}}
    assert decrypt(client, left).cause is UtdCause.SENT_BEFORE_JOIN


def test_historical_message(world: World) -> None:
    client = world.client(ALICE)
    peer = RawPeer(BOB)
    created = int(world.clock() * 1000)
    old = {**peer.room_event(ROOM), "origin_server_ts": created - 1}
    new = {**old, "origin_server_ts": created}
    assert decrypt(client, old) == Undecryptable(UtdCause.HISTORICAL, peer.group(ROOM).session_id)
    assert decrypt(client, new).cause is UtdCause.UNKNOWN
    world.clock.advance(10**6)
    client.crash()
    assert decrypt(client, new).cause is UtdCause.UNKNOWN, "the time is that of the device, not of this start"


@pytest.mark.parametrize(
    ("unsigned", "cause"),
    [
        ({"membership": "leave"}, UtdCause.SENT_BEFORE_JOIN),
        ({"membership": "invite"}, UtdCause.SENT_BEFORE_JOIN),
        ({"io.element.msc4115.membership": "ban"}, UtdCause.SENT_BEFORE_JOIN),
        ({"membership": "join"}, UtdCause.UNKNOWN),
        ({"membership": 5}, UtdCause.UNKNOWN),
        ([], UtdCause.UNKNOWN),
        (None, UtdCause.UNKNOWN),
    ],
)
def test_sent_before_we_joined(world: World, unsigned: Any, cause: UtdCause) -> None:
    client = world.client(ALICE)
    event = {**RawPeer(BOB).room_event(ROOM), "unsigned": unsigned}
    assert decrypt(client, event).cause is cause


def test_corrupt_ciphertext(world: World) -> None:
    client, peer = ready(world)
    event = peer.room_event(ROOM, "x")
    text = event["content"]["ciphertext"]
    for broken in (text[:-2] + "AA", text[:40], "B" + text[1:], text[:20] + "AAAA" + text[24:]):
        bad = {**event, "content": {**event["content"], "ciphertext": broken}}
        assert decrypt(client, bad).cause is UtdCause.BAD_EVENT
    assert decrypt(client, event).content["body"] == "x", "a broken copy does not use up the index"


def test_hidden_message_does_not_use_up_the_index(world: World) -> None:
    client, peer = ready(world)
    event = peer.room_event(ROOM, "x")
    assert decrypt(client, {**event, "sender": "@mallory:x", "event_id": "$forged"}).cause is UtdCause.MISMATCHED_SENDER
    assert decrypt(client, event).content["body"] == "x"


def test_empty_batch(world: World) -> None:
    assert world.client(ALICE).machine.decrypt([]) == []
