# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets a room's key, when it is renewed, and how the work is cut."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.identities import UserIdentity
from crypto.machine import TrustPolicy
from crypto.types import OutgoingRequest, RoomNotReady, SendBlocked
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt, deliver
from tests.support.key_server import MEGOLM_SETTINGS, Client
from tests.support.raw_peer import RawIdentity, RawPeer

HOUR = 3600


def session_of(event: Any) -> str:
    return str(event["content"]["session_id"])


def kinds(peer: RawPeer, world: World) -> list[str]:
    """What a peer got: ``m.room_key``, or the code of a withheld message."""
    return [item["content"].get("code", item["type"]) for item in peer.inbox(world.server)]


# -- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "with_identity", "unsigned"),
    [
        (TrustPolicy.ALL, True, "m.room_key"),
        (TrustPolicy.ALL, False, "m.room_key"),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, True, "m.unverified"),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, False, "m.room_key"),
        (TrustPolicy.SIGNED_ONLY, True, "m.unverified"),
        (TrustPolicy.SIGNED_ONLY, False, "m.unverified"),
    ],
)
def test_p20_who_gets_the_key(world: World, policy: TrustPolicy, with_identity: bool, unsigned: str) -> None:
    client = world.client(ALICE, policy=policy)
    signed = world.peer(BOB, "SIGNED", identity=True) if with_identity else None
    ghost = RawPeer(BOB, "GHOST")
    ghost.publish(world.server)
    first = client.send(ROOM, [BOB], "one")
    client.send(ROOM, [BOB], "two")
    client.crash()
    client.send(ROOM, [BOB], "three")
    client.flush()
    (item,) = ghost.inbox(world.server)
    assert item["content"].get("code", item["type"]) == unsigned
    if unsigned == "m.unverified":
        assert item["content"]["session_id"] == session_of(first)
        assert item["content"]["room_id"] == ROOM
        assert item["content"]["sender_key"] == client.machine.curve25519
    if signed is not None:
        assert kinds(signed, world) == ["m.room_key"]


@pytest.mark.parametrize("policy", [TrustPolicy.ALL, TrustPolicy.SIGNED_WHERE_POSSIBLE])
def test_p43_unsigned_dehydrated_device_gets_nothing(world: World, policy: TrustPolicy) -> None:
    client = world.client(ALICE, policy=policy)
    peer = RawPeer(BOB)
    peer.publish(world.server, dehydrated=True)
    client.send(ROOM, [BOB], "x")
    client.flush()
    assert "m.room_key" not in kinds(peer, world)


def test_device_that_is_signed_later_gets_the_key_then(world: World) -> None:
    client = world.client(ALICE)
    identity = RawIdentity(BOB)
    world.peer(BOB, "SIGNED", identity=identity)
    late = RawPeer(BOB, "LATE")
    late.publish(world.server)
    before = client.send(ROOM, [BOB], "x")
    assert kinds(late, world) == ["m.unverified"]
    late.identity = identity
    late.publish(world.server)
    client.sync(changed_users=[BOB])
    after = client.send(ROOM, [BOB], "y")
    assert session_of(after) == session_of(before)
    assert kinds(late, world) == ["m.room_key"]


def test_own_other_devices_get_the_key_and_this_one_does_not(world: World) -> None:
    client = world.client(ALICE)
    phone = world.peer(ALICE, "PHONE")
    client.sync(changed_users=[ALICE])
    client.send(ROOM, [BOB], "x")
    assert kinds(phone, world) == ["m.room_key"]
    assert (ALICE, "DEVICE") not in world.server.to_device


def test_verification_violation_blocks(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB, identity=True)
    world.know(client, BOB)
    client.db.execute("UPDATE identities SET verified=1 WHERE user_id=?", (BOB,))
    client.crash()
    client.send(ROOM, [BOB], "verified")
    peer.identity = RawIdentity(BOB)
    peer.publish(world.server)
    client.sync(changed_users=[BOB])
    client.flush()
    identity = client.machine.identity(BOB)
    assert isinstance(identity, UserIdentity)
    assert identity.violation
    with pytest.raises(SendBlocked) as blocked:
        client.machine.prepare_room(ROOM, [BOB], "shared")
    assert (blocked.value.code, blocked.value.users) == ("verification_violation", (BOB,))
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")


# -- when it is renewed ----------------------------------------------------------------------------------------------


def test_new_session_after_the_number_of_messages(world: World) -> None:
    client = world.client(ALICE)
    client.machine.set_room_encryption(ROOM, {**MEGOLM_SETTINGS, "rotation_period_msgs": 3})
    events = [session_of(client.send(ROOM, [], str(number))) for number in range(7)]
    assert [events.index(session) for session in events] == [0, 0, 0, 3, 3, 3, 6]


@pytest.mark.parametrize(("seconds", "same"), [(HOUR - 1, True), (HOUR, False), (-10, False), (365 * 86400, False)])
def test_new_session_after_the_time(world: World, seconds: int, same: bool) -> None:
    """Less than an hour is taken as an hour. A clock that goes backwards must not keep a session alive for ever."""
    client = world.client(ALICE)
    client.machine.set_room_encryption(ROOM, {**MEGOLM_SETTINGS, "rotation_period_ms": 1000})
    before = session_of(client.send(ROOM, [], "x"))
    world.clock.advance(seconds)
    assert (session_of(client.send(ROOM, [], "y")) == before) is same


def test_session_that_expires_between_preparing_and_encrypting(world: World) -> None:
    client = world.client(ALICE)
    client.prepare(ROOM, [])
    world.clock.advance(8 * 86400)
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")


def test_no_new_session_for_new_devices_members_names_and_restarts(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    session = session_of(client.send(ROOM, [BOB], "one"))
    second = world.peer(BOB, "SECOND")
    world.know(client, BOB)
    assert session_of(client.send(ROOM, [BOB], "two")) == session
    mallory = world.peer(MALLORY)
    assert session_of(client.send(ROOM, [BOB, MALLORY], "three")) == session
    world.server.device_keys[BOB]["RAW"]["unsigned"] = {"device_display_name": "Bob's new name"}
    world.know(client, BOB)
    assert session_of(client.send(ROOM, [BOB, MALLORY], "four")) == session
    client.crash()
    event = client.send(ROOM, [BOB, MALLORY], "five")
    assert session_of(event) == session
    assert [len(peer.inbox(world.server)) for peer in (bob, second, mallory)] == [1, 1, 1], "each device exactly once"


def test_newcomers_read_from_now_on(world: World) -> None:
    client = world.client(ALICE)
    carol: Client = world.client("@carol:x")
    early = client.send(ROOM, [BOB], "before")
    client.send(ROOM, [BOB], "before too")
    late = client.send(ROOM, [BOB, "@carol:x"], "after")
    carol.sync()
    carol.flush()
    assert carol.read(ROOM, late) == "after"
    assert decrypt(carol, early).cause == "UnknownIndex"
    rows = client.db.execute("SELECT message_index FROM shares WHERE user_id='@carol:x'").fetchall()
    assert rows == [(2,)]


# -- how -------------------------------------------------------------------------------------------------------------


def test_room_key_says_whether_history_is_shared(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    for visibility, shared in (("world_readable", True), ("shared", True), ("invited", False), ("joined", False)):
        client.send(ROOM, [BOB], "x", visibility=visibility)
        (key,) = bob.inbox(world.server)
        assert key["content"]["shared_history"] is shared
        assert key["content"]["org.matrix.msc3061.shared_history"] is shared


def test_olm_message_has_everything_the_specification_wants(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    client.send(ROOM, [BOB], "x")
    (payload,) = bob.inbox(world.server)
    assert (payload["sender"], payload["recipient"]) == (ALICE, BOB)
    assert payload["keys"] == {"ed25519": client.machine.ed25519}
    assert payload["recipient_keys"] == {"ed25519": bob.ed25519}
    assert payload["sender_device_keys"] == world.server.device_keys[ALICE]["DEVICE"]


def test_event_content(world: World) -> None:
    client = world.client(ALICE)
    relation = {"rel_type": "m.thread", "event_id": "$root"}
    event = client.send(ROOM, [], "x", content={"body": "x", "m.relates_to": relation})
    content = event["content"]
    assert set(content) == {"algorithm", "ciphertext", "session_id", "sender_key", "device_id", "m.relates_to"}
    assert (content["algorithm"], content["m.relates_to"]) == ("m.megolm.v1.aes-sha2", relation)
    assert decrypt(client, event).content == {"body": "x", "m.relates_to": relation}


def test_big_room_is_prepared_in_slices(world: World) -> None:
    """410 devices: requests of 100 messages, each device once, and no request carries more than one slice."""
    client = world.client(ALICE)
    peers = [RawPeer(f"@user{number // 2}:x", f"D{number % 2}") for number in range(410)]
    for peer in peers:
        peer.publish(world.server, one_time_keys=1)
    users = {peer.user_id for peer in peers}
    client.prepare(ROOM, users)
    sizes = []
    for _, request in world.server.log:
        if request.lane == "to_device":
            sizes.append(sum(len(devices) for devices in request.body["messages"].values()))
    assert sizes == [100, 100, 100, 100, 10]
    assert client.machine.prepare_room(ROOM, users, "shared") == []
    for peer in peers:
        assert len(world.server.to_device[peer.user_id, peer.device_id]) == 1


def test_requests_are_the_same_until_they_are_marked(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    for lane in ("query", "claim", "to_device"):
        first = client.machine.prepare_room(ROOM, [BOB], "shared")
        assert [request.lane for request in first] == [lane]
        assert client.machine.prepare_room(ROOM, [BOB], "shared") == first
        client.answer(first)
    assert client.machine.prepare_room(ROOM, [BOB], "shared") == []


def test_nothing_is_encrypted_before_the_keys_are_out(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    requests: list[OutgoingRequest] = []
    while not requests or requests[0].lane != "to_device":
        requests = client.machine.prepare_room(ROOM, [BOB], "shared")
        if requests[0].lane != "to_device":
            client.answer(requests)
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")
    client.crash()
    again = client.machine.prepare_room(ROOM, [BOB], "shared")
    assert again == requests, "the same bytes under the same transaction id"
    client.answer(again)
    assert client.machine.prepare_room(ROOM, [BOB], "shared") == []


def test_failed_claim_does_not_block(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    world.know(client, BOB)
    (claim,) = client.machine.prepare_room(ROOM, [BOB], "shared")
    client.machine.mark_failed(claim.id)
    client.send(ROOM, [BOB], "x")
    client.flush()
    assert kinds(bob, world) == ["m.no_olm"]
    world.clock.advance(61)
    client.send(ROOM, [BOB], "y")
    assert kinds(bob, world) == ["m.room_key"]


def test_device_that_opens_the_channel_itself_gets_the_key_at_once(world: World) -> None:
    client = world.client(ALICE)
    bob = RawPeer(BOB)
    bob.publish(world.server, one_time_keys=0)
    client.send(ROOM, [BOB], "x")
    client.flush()
    assert kinds(bob, world) == ["m.no_olm"]
    bob.meet(world.server, client.machine)
    deliver(client, bob.olm_event(client.machine, "m.dummy", {}))
    client.send(ROOM, [BOB], "y")
    assert kinds(bob, world) == ["m.room_key"]


def test_device_that_lost_its_session_gets_the_key_again(world: World) -> None:
    """It could not decrypt our message and says so with ``m.dummy`` on a new session."""
    client = world.client(ALICE)
    bob = world.peer(BOB)
    before = client.send(ROOM, [BOB], "x")
    world.server.to_device.clear()  # as good as undecryptable
    bob.meet(world.server, client.machine)
    deliver(client, bob.olm_event(client.machine, "m.dummy", {}))
    after = client.send(ROOM, [BOB], "y")
    (key,) = bob.inbox(world.server)
    assert key["content"]["session_id"] == session_of(before) == session_of(after)
    client.send(ROOM, [BOB], "z")
    assert bob.inbox(world.server) == []


def test_device_cannot_hide_that_it_has_the_key(world: World) -> None:
    """It says it lost the key and is signed out: the next message gets a new one all the same."""
    client = world.client(ALICE)
    bob = world.peer(BOB)
    before = client.send(ROOM, [BOB], "x")
    bob.meet(world.server, client.machine)
    deliver(client, bob.olm_event(client.machine, "m.dummy", {}))
    world.server.delete_device(BOB, "RAW")
    client.sync(changed_users=[BOB])
    assert session_of(client.send(ROOM, [BOB], "y")) != session_of(before)


def test_refused_to_device_request_does_not_stop_the_others(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    requests: list[OutgoingRequest] = []
    while not requests or requests[0].lane != "to_device":
        requests = client.machine.prepare_room(ROOM, [BOB], "shared")
        if requests[0].lane != "to_device":
            client.answer(requests)
    client.machine.mark_failed(requests[0].id)
    assert client.machine.prepare_room(ROOM, [BOB], "shared") == requests
    client.machine.mark_failed(requests[0].id, permanent=True)
    assert client.machine.prepare_room(ROOM, [BOB], "shared") == []


def test_outbox_is_first_in_first_out_over_restarts(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    world.know(client, BOB)
    rooms = [f"!{number}:x" for number in range(30)]
    for room in rooms:
        client.machine.set_room_encryption(room, MEGOLM_SETTINGS)
        while True:
            requests = client.machine.prepare_room(room, [BOB], "shared")
            if requests[0].lane == "to_device":
                break
            client.answer(requests)
    seen = []
    while requests := [r for r in client.machine.outgoing_requests() if r.lane == "to_device"]:
        seen.append(requests[0].path)
        client.answer(requests[:1])
        client.crash()
    numbers = [path for _, request in world.server.log if (path := request.path) in seen]
    assert len(set(seen)) == len(rooms)
    assert numbers == seen


def test_unknown_request_ids_are_harmless(world: World) -> None:
    client = world.client(ALICE)
    for name in ("", "x", "upload-99", "query-x", "claim-x", "todevice-1-x", "todevice-x", "todevice-"):
        assert not client.machine.mark_sent(name, {})
        client.machine.mark_failed(name, permanent=True)
        client.machine.mark_failed(name)
    assert client.send(ROOM, [], "x")
