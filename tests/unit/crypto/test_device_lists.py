# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Following devices and identities: no change lost, no key replaced, nobody else's word taken."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.device_lists import OWN_DEVICE_CHANGED, USERS_PER_QUERY
from crypto.identities import OWN_IDENTITY_CHANGED
from crypto.types import EncryptionSync, OutgoingRequest
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World
from tests.support.key_server import Client
from tests.support.raw_peer import RawIdentity, RawPeer


def queries(client: Client) -> list[OutgoingRequest]:
    return [request for request in client.machine.outgoing_requests() if request.lane == "query"]


def asked(client: Client) -> set[str]:
    return {user for request in queries(client) for user in request.body["device_keys"]}


def query(client: Client, world: World, **lies: Any) -> Any:
    """Answer all queries, with some sections of the answer replaced."""
    changes = None
    for request in queries(client):
        answer = world.server.answer(client.user_id, client.device_id, request)
        changes = client.machine.mark_sent(request.id, {**answer, **lies})
    return changes


def keys_of(client: Client, user: str) -> dict[str, tuple[str, str]]:
    return {device.device_id: (device.ed25519, device.curve25519) for device in client.machine.devices(user)}


# -- sequence --------------------------------------------------------------------------------------------------------


def test_own_user_is_followed_from_the_start(world: World) -> None:
    client = Client(world.server, world.folder, ALICE, clock=world.clock)
    assert asked(client) == {ALICE}


def test_change_during_a_query_is_not_lost(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB, "FIRST")
    client.machine.track_users([BOB])
    (request,) = queries(client)
    answer = world.server.answer(ALICE, "DEVICE", request)
    world.peer(BOB, "SECOND")
    client.machine.receive_sync(EncryptionSync(changed_users=[BOB]))
    client.machine.mark_sent(request.id, answer)
    assert set(keys_of(client, BOB)) == {"FIRST"}
    assert asked(client) == {BOB}
    client.flush()
    assert set(keys_of(client, BOB)) == {"FIRST", "SECOND"}
    assert queries(client) == []


def test_one_query_at_a_time_for_each_user(world: World) -> None:
    client = world.client(ALICE)
    client.machine.track_users([BOB])
    (first,) = queries(client)
    client.machine.receive_sync(EncryptionSync(changed_users=[BOB]))
    client.machine.track_users([MALLORY])
    both = queries(client)
    assert both[0] == first
    assert set(both[1].body["device_keys"]) == {MALLORY}


def test_outdated_users_are_known_after_a_restart(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    world.know(client, BOB)
    client.machine.receive_sync(EncryptionSync(changed_users=[BOB]))
    client.crash()
    assert asked(client) == {BOB}
    client.flush()
    client.crash()
    assert queries(client) == []


def test_gap_means_everybody(world: World) -> None:
    client = world.client(ALICE)
    world.know(client, BOB, MALLORY)
    client.machine.forget_device_lists()
    assert asked(client) == {ALICE, BOB, MALLORY}


def test_changes_of_strangers_are_not_followed(world: World) -> None:
    client = world.client(ALICE)
    client.machine.receive_sync(EncryptionSync(changed_users=["@stranger:x"]))
    client.machine.track_users([BOB])
    client.machine.receive_sync(EncryptionSync(left_users=[BOB, ALICE]))
    assert queries(client) == []
    client.machine.receive_sync(EncryptionSync(changed_users=[BOB, ALICE]))
    assert asked(client) == {ALICE}, "we always follow ourselves"


def test_queries_are_cut(world: World) -> None:
    client = world.client(ALICE)
    client.machine.track_users([f"@user{number}:x" for number in range(2 * USERS_PER_QUERY + 7)])
    assert [len(request.body["device_keys"]) for request in queries(client)] == [USERS_PER_QUERY, USERS_PER_QUERY, 7]


# -- failures --------------------------------------------------------------------------------------------------------


def test_failed_query_is_repeated_with_growing_pauses(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    client.machine.track_users([BOB])
    for pause in (5, 10, 20, 40):
        (request,) = queries(client)
        client.machine.mark_failed(request.id)
        world.clock.advance(pause - 1)
        assert queries(client) == []
        world.clock.advance(1)
    client.flush()
    assert set(keys_of(client, BOB)) == {"RAW"}


def test_server_that_cannot_be_reached_spoils_only_its_users(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    remote = "@carol:far.example"
    client.machine.track_users([BOB, remote])
    (request,) = queries(client)
    answer = world.server.answer(ALICE, "DEVICE", request)
    del answer["device_keys"][remote]
    answer["failures"] = {"far.example": {"status": 503}}
    client.machine.mark_sent(request.id, answer)
    assert set(keys_of(client, BOB)) == {"RAW"}
    assert queries(client) == []
    world.clock.advance(6)
    assert asked(client) == {remote}


@pytest.mark.parametrize("answer", [None, 5, [], {}, {"device_keys": None}, {"device_keys": []}])
def test_malformed_answer_is_a_failure(world: World, answer: Any) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    client.machine.track_users([BOB])
    (request,) = queries(client)
    assert not client.machine.mark_sent(request.id, answer)
    world.clock.advance(6)
    assert asked(client) == {BOB}


def test_failed_query_does_not_block_a_room(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    world.know(client, BOB)
    (request,) = client.machine.prepare_room(ROOM, [BOB, MALLORY], "shared")
    client.machine.mark_failed(request.id)
    client.send(ROOM, [BOB, MALLORY], "to Bob at least")
    assert len(bob.inbox(world.server)) == 1


def test_room_key_survives_a_failing_query(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    (request,) = queries(client)
    client.machine.mark_failed(request.id)
    assert client.read(ROOM, peer.room_event(ROOM, "readable")) == "readable"


# -- what an answer may say -------------------------------------------------------------------------------------------


def test_answer_counts_only_for_those_asked(world: World) -> None:
    client = world.client(ALICE)
    mallory = RawPeer(MALLORY)
    client.machine.track_users([BOB])
    query(client, world, device_keys={BOB: {}, MALLORY: {"RAW": mallory.device_keys()}})
    assert client.machine.devices(MALLORY) == []


@pytest.mark.parametrize(
    "lie",
    [
        {"signed": False},
        {"user_id": MALLORY},
        {"device_id": "OTHER"},
        {"keys": {}},
        {"keys": None},
        {"keys": {"ed25519:RAW": "A" * 43}},
        {"keys": {"ed25519:RAW": "A" * 42 + "=", "curve25519:RAW": "A" * 42 + "="}},
        {"keys": {"ed25519:RAW": 5, "curve25519:RAW": 5}},
        {"device_id": ""},
        {"algorithms": [1.5]},
    ],
)
def test_unsound_device_keys_are_ignored(world: World, lie: Any) -> None:
    client = world.client(ALICE)
    peer, good = RawPeer(BOB), RawPeer(BOB, "GOOD")
    try:
        bad: Any = peer.device_keys(**lie)
    except TypeError:
        bad = lie
    client.machine.track_users([BOB])
    query(client, world, device_keys={BOB: {"RAW": bad, "GOOD": good.device_keys(), "NULL": None, "LIST": []}})
    assert set(keys_of(client, BOB)) == {"GOOD"}


@pytest.mark.parametrize("changed", ["ed25519", "curve25519"])
def test_p24_known_device_with_other_keys_is_refused(world: World, changed: str) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    before = keys_of(client, BOB)
    other = RawPeer(BOB)
    lie = RawPeer(BOB)
    if changed == "ed25519":
        lie.curve25519 = peer.curve25519
    else:
        lie.account, lie.ed25519, lie.curve25519 = peer.account, peer.ed25519, other.curve25519
    world.server.device_keys[BOB]["RAW"] = lie.device_keys()
    client.sync(changed_users=[BOB])
    client.flush()
    assert keys_of(client, BOB) == before


def test_p24_device_that_vanishes_may_return_with_the_same_keys(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    keys = world.server.device_keys[BOB]["RAW"]
    world.know(client, BOB)
    world.server.delete_device(BOB, "RAW")
    world.know(client, BOB)
    assert client.machine.devices(BOB) == []
    world.server.device_keys[BOB]["RAW"] = RawPeer(BOB).device_keys()
    world.know(client, BOB)
    assert client.machine.devices(BOB) == [], "another device under the old name"
    world.server.device_keys[BOB]["RAW"] = keys
    world.know(client, BOB)
    client.send(ROOM, [BOB], "welcome back")
    assert len(peer.inbox(world.server)) == 1


def test_p23_own_device_with_other_keys_raises_an_alarm(world: World) -> None:
    client = world.client(ALICE)
    before = (keys_of(client, ALICE), client.machine.ed25519)
    world.server.device_keys[ALICE]["DEVICE"] = RawPeer(ALICE, "DEVICE").device_keys()
    client.sync(changed_users=[ALICE])
    changes = client.flush()
    assert changes.alarms == {OWN_DEVICE_CHANGED}
    assert (keys_of(client, ALICE), client.machine.ed25519) == before
    client.crash()
    assert client.machine.alarms() == [OWN_DEVICE_CHANGED]


def test_p23_other_identity_for_ourselves_raises_an_alarm(world: World) -> None:
    client = world.client(ALICE)
    world.server.master_keys[ALICE] = RawIdentity(ALICE).key("master")
    world.know(client, ALICE)
    first = client.machine.identity(ALICE)
    world.server.master_keys[ALICE] = RawIdentity(ALICE).key("master")
    client.sync(changed_users=[ALICE])
    assert client.flush().alarms == {OWN_IDENTITY_CHANGED}
    assert client.machine.identity(ALICE) == first


@pytest.mark.parametrize("usage", ["master", "self_signing", "user_signing"])
def test_device_named_like_a_cross_signing_key_is_refused(world: World, usage: str) -> None:
    """CVE-2022-39250: the name of a device must never be taken for a key."""
    client = world.client(ALICE)
    identity = RawIdentity(BOB)
    peer = RawPeer(BOB, identity.public(usage))
    peer.identity = identity
    peer.publish(world.server)
    world.know(client, BOB)
    assert client.machine.devices(BOB) == []


# -- identities -------------------------------------------------------------------------------------------------------


def test_identity_and_its_devices(world: World) -> None:
    client = world.client(ALICE)
    identity = RawIdentity(BOB)
    world.peer(BOB, "SIGNED", identity=identity)
    RawPeer(BOB, "UNSIGNED").publish(world.server)
    world.know(client, BOB)
    known = client.machine.identity(BOB)
    assert known is not None
    assert (known.master, known.self_signing, known.pinned) == (
        identity.public("master"),
        identity.public("self_signing"),
        identity.public("master"),
    )
    assert {d.device_id: d.signed_by_owner for d in client.machine.devices(BOB)} == {"SIGNED": True, "UNSIGNED": False}


@pytest.mark.parametrize("section", ["master", "self_signing"])
@pytest.mark.parametrize(
    "lie",
    [
        {"user_id": MALLORY},
        {"usage": ["user_signing"]},
        {"usage": "master"},
        {"keys": {}},
        {"keys": {"ed25519:A": "A"}},
        {"keys": {"ed25519:" + "A" * 43: "B" * 43}},
        {"keys": {"ed25519:" + "A" * 42 + "=": "A" * 42 + "="}},
        {"keys": None},
        {"signed": False},
    ],
)
def test_unsound_identity_signs_nothing(world: World, section: str, lie: Any) -> None:
    if section == "master" and lie == {"signed": False}:
        pytest.skip("a master key needs no signature")
    client = world.client(ALICE)
    identity = RawIdentity(BOB)
    peer = world.peer(BOB, identity=identity)
    getattr(world.server, f"{section}_keys")[BOB] = identity.key(section, **lie)
    world.know(client, BOB)
    (device,) = client.machine.devices(BOB)
    assert (device.device_id, device.signed_by_owner) == (peer.device_id, False)


def test_identity_cannot_be_taken_away(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB, identity=True)
    world.know(client, BOB)
    before = client.machine.identity(BOB)
    for section in (world.server.master_keys, world.server.self_signing_keys, world.server.user_signing_keys):
        section.clear()
    RawPeer(BOB, "GHOST").publish(world.server)
    world.know(client, BOB)
    assert client.machine.identity(BOB) == before
    assert {d.device_id: d.signed_by_owner for d in client.machine.devices(BOB)} == {"RAW": True, "GHOST": False}


def test_new_identity_replaces_the_old_one_and_the_pin_stays(world: World) -> None:
    client = world.client(ALICE)
    first, second = RawIdentity(BOB), RawIdentity(BOB)
    peer = world.peer(BOB, identity=first)
    world.know(client, BOB)
    peer.identity = second
    peer.publish(world.server)
    client.sync(changed_users=[BOB])
    assert BOB in client.flush().users
    client.crash()
    known = client.machine.identity(BOB)
    assert known is not None
    assert (known.master, known.pinned) == (second.public("master"), first.public("master"))
    (device,) = client.machine.devices(BOB)
    assert device.signed_by_owner


def test_our_device_keys_carry_the_signature_of_our_identity(world: World) -> None:
    """Peers take the signature from the Olm message itself (MSC4147), so a new device is trusted at once."""
    client = world.client(ALICE)
    identity = RawIdentity(ALICE)
    for section, objects in identity.sections().items():
        getattr(world.server, section).update(objects)
    identity.sign(world.server.device_keys[ALICE]["DEVICE"], "self_signing")
    world.know(client, ALICE)
    bob = world.peer(BOB)
    client.send(ROOM, [BOB], "x")
    (payload,) = bob.inbox(world.server)
    signatures = payload["sender_device_keys"]["signatures"][ALICE]
    assert set(signatures) == {"ed25519:DEVICE", f"ed25519:{identity.public('self_signing')}"}
