# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replays, replaced sessions, corrupt messages, claimed keys, withheld codes (P-25, P-30, P-32, P-40, P-42, P-44)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import vodozemac

from crypto.types import DecryptedEvent, SessionRef, Undecryptable, UtdCause
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt, deliver
from tests.support.key_server import MEGOLM_SETTINGS, Client
from tests.support.raw_peer import RawPeer, unpadded

OTHER_ROOM = "!other:example.org"
VECTORS = json.loads((Path(__file__).parents[2] / "data/vectors.json").read_text("utf-8"))
LOW_ORDER = VECTORS["x25519_low_order_points_hex"]


# -- P-30: the same ciphertext again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("restart", [False, True])
def test_p30_replay_under_another_event_id(world: World, restart: bool) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "pay once")
    assert decrypt(client, event).content["body"] == "pay once"
    if restart:
        client.crash()
    assert decrypt(client, {**event, "event_id": "$copy"}).cause is UtdCause.REPLAY
    assert decrypt(client, {**event, "origin_server_ts": 5}).cause is UtdCause.REPLAY
    assert decrypt(client, event).content["body"] == "pay once", "the same event may be read again"


def test_p30_replay_within_one_batch(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.give_key(peer, client)
    event, other = peer.room_event(ROOM, "one"), peer.room_event(ROOM, "two")
    copies = [event, {**event, "event_id": "$copy"}, event, other]
    results = client.machine.decrypt([(ROOM, item) for item in copies])
    assert isinstance(results[1], Undecryptable)
    assert results[1].cause is UtdCause.REPLAY
    assert [r.content["body"] for r in results if isinstance(r, DecryptedEvent)] == ["one", "one", "two"]


def test_p30_replay_into_another_room(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "for this room")
    assert decrypt(client, event, OTHER_ROOM).cause is UtdCause.UNKNOWN
    key = peer.room_key(ROOM, room_id=OTHER_ROOM)
    assert deliver(client, peer.olm_event(client.machine, "m.room_key", key)).new_keys
    later = peer.room_event(ROOM, "for this room")
    assert decrypt(client, later, OTHER_ROOM).cause is UtdCause.BAD_EVENT
    assert decrypt(client, later).content["body"] == "for this room"


def test_replayed_olm_message_is_ignored_silently(world: World) -> None:
    """After a restart with an older token the server sends the same messages again: no new session, no failure."""
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.know(client, ALICE)
    peer.meet(world.server, client.machine)
    events = [peer.room_key_event(client.machine, f"!{number}:x") for number in range(3)]
    assert len(deliver(client, *events).new_keys) == 3
    client.crash()
    before = client.db.execute("SELECT * FROM olm_sessions").fetchall()
    assert not deliver(client, *events)
    assert client.db.execute("SELECT * FROM olm_sessions").fetchall() == before
    assert not [request for request in client.machine.outgoing_requests() if request.lane == "claim"]


# -- P-32: another key for a known session ---------------------------------------------------------------------------


def test_p32_lowest_index_wins(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    first = peer.room_key(ROOM)
    events = [peer.room_event(ROOM, str(number)) for number in range(8)]
    late = peer.room_key(ROOM)
    assert deliver(client, peer.olm_event(client.machine, "m.room_key", late)).new_keys
    assert decrypt(client, events[0]).cause is UtdCause.UNKNOWN_INDEX
    assert deliver(client, peer.olm_event(client.machine, "m.room_key", first)).new_keys
    assert not deliver(client, peer.olm_event(client.machine, "m.room_key", late)).new_keys
    client.crash()
    results = client.machine.decrypt([(ROOM, event) for event in events])
    assert [r.content["body"] for r in results if isinstance(r, DecryptedEvent)] == [str(n) for n in range(8)]


def test_p32_same_id_from_another_owner(world: World) -> None:
    client = world.client(BOB)
    alice, mallory = world.peer(ALICE), world.peer(MALLORY)
    world.know(client, ALICE, MALLORY)
    mallory.groups[ROOM] = alice.group(ROOM)
    early = alice.room_key(ROOM)
    event = alice.room_event(ROOM, "from Alice")
    alice.meet(world.server, client.machine)
    deliver(client, alice.olm_event(client.machine, "m.room_key", early))
    rows = client.db.execute("SELECT * FROM inbound_sessions").fetchall()
    world.give_key(mallory, client)
    assert client.db.execute("SELECT * FROM inbound_sessions WHERE user_id=?", (ALICE,)).fetchall() == rows
    result = decrypt(client, event)
    assert (result.content["body"], result.sender_device) == ("from Alice", "RAW")


def test_p32_session_content_that_does_not_belong(world: World) -> None:
    """A signed key of another ratchet under a known id is refused, whatever index it claims."""
    client = world.client(BOB)
    peer = world.peer(ALICE)
    peer.meet(world.server, client.machine)
    for _ in range(5):
        peer.room_event(ROOM)
    world.give_key(peer, client)
    foreign = vodozemac.GroupSession().session_key.to_base64()
    lie = peer.room_key(ROOM, session_key=foreign)
    assert not deliver(client, peer.olm_event(client.machine, "m.room_key", lie)).new_keys
    assert decrypt(client, peer.room_event(ROOM, "fine")).content["body"] == "fine"


def test_p32_flood_of_owners_is_bounded(world: World) -> None:
    client = world.client(BOB)
    alice = world.peer(ALICE)
    for number in range(20):
        copy_cat = RawPeer(MALLORY, f"D{number}")
        copy_cat.groups[ROOM] = alice.group(ROOM)
        world.give_key(copy_cat, client)
    assert client.db.execute("SELECT count(*) FROM inbound_sessions").fetchone() == (8,)


# -- P-40: claimed keys ----------------------------------------------------------------------------------------------


def bad_keys(peer: RawPeer, other: RawPeer) -> dict[str, Any]:
    good = peer.one_time_key()
    ((name, obj),) = good.items()
    found: dict[str, Any] = {
        "unsigned": peer.one_time_key(signed=False),
        "wrong signer": {name: other.sign({"key": obj["key"]}, peer.user_id, f"ed25519:{peer.device_id}")},
        "signed by another user": {name: other.sign({"key": obj["key"]})},
        "short": peer.one_time_key(key="AAAA"),
        "panic": peer.one_time_key(key="A" * 42 + "="),
        "long": peer.one_time_key(key="A" * 44),
        "no text": peer.one_time_key(key=5),
        "no key": {name: peer.sign({})},
        "empty": {},
        "null": None,
        "list": [],
        "other algorithm": {f"curve25519:{name}": obj["key"]},
        "unknown algorithm": {f"org.x:{name}": obj},
        "null key": {name: None},
        "key of another user": other.one_time_key(),
        "tampered": {name: {**obj, "fallback": True}},
    }
    for point in LOW_ORDER:
        found[f"low order {point[:6]}"] = peer.one_time_key(key=unpadded(bytes.fromhex(point)))
    return found


def test_p40_bad_keys_spoil_one_device_each(world: World) -> None:
    client = world.client(ALICE)
    victims: dict[str, RawPeer] = {}
    other = RawPeer(MALLORY, "OTHER")
    for number, name in enumerate(bad_keys(RawPeer(BOB), other)):
        peer = RawPeer(BOB, f"BAD{number}")
        peer.publish(world.server, one_time_keys=0)
        victims[name] = peer
    good = [world.peer(BOB, f"GOOD{number}") for number in range(3)]
    lies = {peer.device_id: bad_keys(peer, other)[name] for name, peer in victims.items()}

    def tamper(request: Any, answer: Any) -> Any:
        if request.lane == "claim":
            answer["one_time_keys"].setdefault(BOB, {}).update(lies)
            answer["one_time_keys"][MALLORY] = {"OTHER": other.one_time_key()}
        return answer

    world.server.tamper = tamper
    event = client.send(ROOM, [BOB], "to those who can be reached")
    for peer in good:
        (key,) = peer.inbox(world.server)
        assert key["content"]["session_id"] == event["content"]["session_id"]
    for name, peer in victims.items():
        (message,) = peer.inbox(world.server)
        assert (message["type"], message["content"]["code"]) == ("m.room_key.withheld", "m.no_olm"), name
    # They are not asked again at once, nor told again.
    asked = len([1 for _, request in world.server.log if request.lane == "claim"])
    client.machine.members_changed(ROOM, ["@left:example.org"])
    client.send(ROOM, [BOB], "again")
    assert len([1 for _, request in world.server.log if request.lane == "claim"]) == asked
    assert all(not peer.inbox(world.server) for peer in victims.values())
    # When they can be reached, they get the key.
    world.server.tamper = lambda request, answer: answer
    for peer in victims.values():
        peer.publish(world.server)
    world.clock.advance(3600)
    client.send(ROOM, [BOB], "and again")
    assert all(peer.inbox(world.server)[0]["type"] == "m.room_key" for peer in victims.values())


@pytest.mark.parametrize(
    "answer", [{}, {"one_time_keys": None}, {"one_time_keys": []}, {"one_time_keys": {BOB: 5}}, 5, None]
)
def test_p40_malformed_answer(world: World, answer: Any) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    world.server.tamper = lambda request, real: answer if request.lane == "claim" else real
    assert client.send(ROOM, [BOB], "not blocked")["content"]["ciphertext"]


# -- P-42: corrupt messages ------------------------------------------------------------------------------------------


def corrupt(event: Any) -> Any:
    bad = copy.deepcopy(event)
    (part,) = bad["content"]["ciphertext"].values()
    part["body"] = part["body"][:-6] + ("AAAAAA" if not part["body"].endswith("AAAAAA") else "BBBBBB")
    return bad


def test_p42_thousand_corrupt_messages_one_new_session(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    world.know(client, MALLORY)
    peer.meet(world.server, client.machine)
    events = [corrupt(peer.olm_raw(client.machine, b"{}")) for _ in range(1000)]
    deliver(client, *events)
    client.flush()
    dummies = peer.inbox(world.server)
    assert [message["type"] for message in dummies] == ["m.dummy"]
    assert dummies[0]["content"] == {}
    deliver(client, *events)
    client.crash()
    deliver(client, *events)
    client.flush()
    assert peer.inbox(world.server) == []
    assert len([1 for _, request in world.server.log if request.lane == "claim"]) == 1
    world.clock.advance(3601)
    deliver(client, *events)
    client.flush()
    assert [message["type"] for message in peer.inbox(world.server)] == ["m.dummy"]


def test_p42_unknown_device_causes_no_claim(world: World) -> None:
    client = world.client(BOB)
    peer = RawPeer(MALLORY)
    peer.open_session(client.machine.curve25519, RawPeer(BOB).curve25519)
    deliver(client, peer.olm_raw(client.machine, b"{}"))
    assert not [request for request in client.machine.outgoing_requests() if request.lane == "claim"]


def test_p42_new_session_is_used_and_mends(world: World) -> None:
    """A peer that lost its sessions: after the mending message keys arrive again, in both directions."""
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.know(client, ALICE)
    world.give_key(peer, client)
    client.prepare(ROOM, [ALICE])
    peer.inbox(world.server)
    peer.sessions.clear()  # restored from an old backup, say
    peer.open_session(client.machine.curve25519, RawPeer(BOB).curve25519)  # with a key nobody has
    deliver(client, peer.olm_raw(client.machine, b"{}"))
    client.flush()
    assert [message["type"] for message in peer.inbox(world.server)] == ["m.dummy"]
    assert world.give_key(peer, client, "!mended:x").new_keys
    client.machine.set_room_encryption("!back:x", MEGOLM_SETTINGS)
    client.prepare("!back:x", [ALICE])
    assert peer.inbox(world.server)[0]["content"]["room_id"] == "!back:x"


def test_sessions_of_one_device_are_bounded(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(MALLORY)
    for number in range(20):
        peer.meet(world.server, client.machine)
        world.give_key(peer, client, f"!{number}:x")
    assert client.db.execute("SELECT count(*) FROM olm_sessions").fetchone() == (8,)
    assert world.give_key(peer, client, "!last:x").new_keys


# -- P-44: withheld --------------------------------------------------------------------------------------------------

CODES = {
    "m.unverified": UtdCause.WITHHELD_UNVERIFIED,
    "m.blacklisted": UtdCause.WITHHELD_BY_SENDER,
    "m.unauthorised": UtdCause.WITHHELD_BY_SENDER,
    "m.unavailable": UtdCause.WITHHELD_BY_SENDER,
    "m.history_not_shared": UtdCause.WITHHELD_BY_SENDER,
    "org.example.other": UtdCause.WITHHELD_BY_SENDER,
}


def withheld(peer: RawPeer, code: str, **changes: Any) -> Any:
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": peer.group(ROOM).session_id,
        "sender_key": peer.curve25519,
        "code": code,
        **changes,
    }
    return {"type": "m.room_key.withheld", "sender": peer.user_id, "content": content}


@pytest.mark.parametrize("through_olm", [False, True])
@pytest.mark.parametrize("code", list(CODES))
def test_p44_codes_are_understood(world: World, code: str, through_olm: bool) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    event = peer.room_event(ROOM, "x")
    ref = SessionRef(ROOM, peer.group(ROOM).session_id)
    message = withheld(peer, code)
    if through_olm:
        peer.meet(world.server, client.machine)
        message = peer.olm_event(client.machine, message["type"], message["content"])
    assert deliver(client, message).withheld == {ref}
    client.crash()
    assert decrypt(client, event) == Undecryptable(CODES[code], ref.session_id, code)


def test_p44_reason_goes_when_the_key_comes(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    key = peer.room_key(ROOM)
    event = peer.room_event(ROOM, "readable")
    deliver(client, withheld(peer, "m.unverified"))
    peer.meet(world.server, client.machine)
    deliver(client, peer.olm_event(client.machine, "m.room_key", key))
    assert decrypt(client, event).content["body"] == "readable"


@pytest.mark.parametrize("code", [*CODES, "m.no_olm"])
def test_p44_forged_against_our_own_session(world: World, code: str) -> None:
    client = world.client(BOB)
    mallory = world.peer(MALLORY)
    event = client.send(ROOM, [], "mine")
    session_id = event["content"]["session_id"]
    for sender in (MALLORY, BOB):
        lie = withheld(mallory, code, session_id=session_id, sender_key=client.machine.curve25519)
        changes = deliver(client, {**lie, "sender": sender})
        assert sender == MALLORY or not changes
    assert client.read(ROOM, event) == "mine"
    again = client.send(ROOM, [], "same session")
    assert again["content"]["session_id"] == session_id


def test_p44_forged_by_another_user(world: World) -> None:
    """Mallory says that Alice's key is withheld: nothing is said about Alice."""
    client = world.client(BOB)
    alice, mallory = world.peer(ALICE), world.peer(MALLORY)
    event = alice.room_event(ROOM, "x")
    deliver(client, withheld(mallory, "m.unverified", session_id=alice.group(ROOM).session_id))
    assert decrypt(client, event).cause is UtdCause.UNKNOWN


def test_p44_no_olm_makes_us_open_the_channel(world: World) -> None:
    client = world.client(BOB)
    peer = world.peer(ALICE)
    world.know(client, ALICE)
    message = withheld(peer, "m.no_olm")
    del message["content"]["room_id"], message["content"]["session_id"]
    deliver(client, *[message] * 100)
    client.flush()
    assert [item["type"] for item in peer.inbox(world.server)] == ["m.dummy"]


# -- P-25: somebody else's identity key ------------------------------------------------------------------------------


def test_p25_claimed_identity_key_of_another(world: World) -> None:
    """Mallory's device lists Bob's curve25519 key, with a valid signature of its own."""
    client = world.client(ALICE)
    bob, mallory = world.peer(BOB), RawPeer(MALLORY)
    keys = {"curve25519:RAW": bob.curve25519, "ed25519:RAW": mallory.ed25519}
    mallory.publish(world.server, keys=keys)
    client.send(ROOM, [BOB, MALLORY], "to both")
    (to_bob,) = bob.inbox(world.server)
    assert (to_bob["recipient"], to_bob["content"]["room_id"]) == (BOB, ROOM)
    rows = client.db.execute("SELECT user_id, curve25519 FROM olm_sessions ORDER BY user_id").fetchall()
    assert rows == [(BOB, bob.curve25519), (MALLORY, bob.curve25519)]
    for number in range(3):
        room = f"!{number}:x"
        client.machine.set_room_encryption(room, MEGOLM_SETTINGS)
        client.prepare(room, [BOB, MALLORY])
        assert bob.inbox(world.server)[0]["content"]["room_id"] == room, "Bob's session stays Bob's"
    assert world.give_key(bob, client, "!from-bob:x").new_keys


def test_p25_pre_key_message_replayed_as_another_user(world: World) -> None:
    """With a fallback key the same pre-key message could be opened twice: the session still belongs to the first."""
    client: Client = world.client(ALICE)
    world.server.one_time_keys[ALICE, "DEVICE"].clear()
    bob = world.peer(BOB)
    world.know(client, BOB)
    bob.meet(world.server, client.machine)
    event = bob.room_key_event(client.machine, ROOM)
    deliver(client, event)
    second = bob.room_key_event(client.machine, "!second:x")
    assert not deliver(client, {**second, "sender": MALLORY}).new_keys
    assert deliver(client, second).new_keys
