# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks for keys and secrets, who offers them, and what a lying server does to identities and key storages.

P-11, P-13 to P-16, P-20, P-23 to P-25, P-33, P-36, P-37, P-43.
"""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import pytest

from crypto.history import read_bundle
from crypto.identities import OWN_IDENTITY_CHANGED
from crypto.key_backup import ALGORITHM, BackupKey, BackupVersion, BadBackup, parse_version
from crypto.types import DecryptedEvent, Json, SendBlocked, Undecryptable, UtdCause
from crypto.verification.flows import Verifications
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt, deliver
from tests.support.identity_world import hear, own_device, pass_on, two_devices, verify, with_identity
from tests.support.key_server import Client
from tests.support.raw_peer import MEGOLM, RawIdentity, RawPeer

FORWARDED = "m.forwarded_room_key"
FILE: Json = {
    "v": "v2",
    "url": "mxc://example.org/bundle",
    "key": {"kty": "oct", "alg": "A256CTR", "ext": True, "key_ops": ["encrypt", "decrypt"], "k": "A" * 43},
    "iv": "AAAAAAAAAAAAAAAAAAAAAA",
    "hashes": {"sha256": "A" * 43},
}


def met(world: World, peer: RawPeer, client: Client) -> RawPeer:
    """The peer has an Olm session with the client, who knows its device."""
    world.know(client, peer.user_id)
    peer.meet(world.server, client.machine)
    return peer


def forwarded(peer: RawPeer) -> Json:
    """Content of a forwarded key of the peer's own session of the room."""
    import vodozemac

    key = vodozemac.InboundGroupSession(peer.group(ROOM).session_key)
    exported = key.export_at(0)
    assert exported is not None
    return {
        "algorithm": MEGOLM,
        "room_id": ROOM,
        "session_id": key.session_id,
        "session_key": exported.to_base64(),
        "sender_key": peer.curve25519,
        "sender_claimed_ed25519_key": peer.ed25519,
        "forwarding_curve25519_key_chain": [],
    }


def request(device_id: str, session_id: str) -> Json:
    return {
        "action": "request",
        "requesting_device_id": device_id,
        "request_id": uuid.uuid4().hex,
        "body": {"algorithm": MEGOLM, "room_id": ROOM, "session_id": session_id},
    }


def answered(client: Client) -> list[Any]:
    """Everything that the client sends to devices or asks keys for now."""
    return [r for r in client.machine.outgoing_requests() if r.lane in ("to_device", "claim")]


# -- room keys --------------------------------------------------------------------------------------------------------


def test_p11_unrequested_forwarded_keys_are_ignored(world: World) -> None:
    client = with_identity(world, ALICE)
    stranger = met(world, world.peer(MALLORY, identity=True), client)
    ghost = met(world, world.peer(ALICE, "GHOST"), client)
    for peer in (stranger, ghost):
        assert not deliver(client, peer.olm_event(client.machine, FORWARDED, forwarded(peer))).new_keys
    assert isinstance(decrypt(client, stranger.room_event(ROOM, "x")), Undecryptable)


def test_p11_asked_for_but_from_another_device(world: World) -> None:
    first, second = two_devices(world, ALICE)
    stranger = met(world, world.peer(MALLORY, identity=True), second)
    ghost = met(world, world.peer(ALICE, "GHOST"), second)
    session = stranger.group(ROOM).session_id
    assert second.machine.security.ask_devices_for(ROOM, session)
    content = forwarded(stranger)
    for peer in (stranger, ghost):
        assert not deliver(second, peer.olm_event(second.machine, FORWARDED, content)).new_keys
    # The one that was asked may answer, and the message carries its grey mark.
    world.give_key(met(world, stranger, first), first)
    pass_on(first, second)
    result = decrypt(second, stranger.room_event(ROOM, "über Umwege"))
    assert isinstance(result, DecryptedEvent)
    assert result.shield.color == "grey"


def test_p13_requests_of_strangers_and_unsigned_devices_get_no_answer(world: World) -> None:
    client = with_identity(world, ALICE)
    client.send(ROOM, [], "geheim")
    session = client.db.execute("SELECT session_id FROM inbound_sessions").fetchone()
    assert session is not None
    world.peer(MALLORY, identity=True)
    world.peer(ALICE, "GHOST")
    world.know(client, MALLORY, ALICE)
    for sender, device in ((MALLORY, "RAW"), (ALICE, "GHOST"), (ALICE, "UNKNOWN"), (MALLORY, "DEVICE")):
        hear(client, sender, "m.room_key_request", request(device, str(session[0])))
        assert answered(client) == []


def test_p14_a_request_in_the_name_of_a_verified_device(world: World) -> None:
    """It comes through Olm, but from other keys than those of the device it names."""
    first, second = two_devices(world, ALICE)
    first.send(ROOM, [], "geheim")
    pass_on(first, second)
    session = first.db.execute("SELECT session_id FROM inbound_sessions").fetchone()
    assert session is not None
    ghost = met(world, world.peer(ALICE, "GHOST"), first)
    first.flush()
    content = request("SECOND", str(session[0]))
    deliver(first, ghost.olm_event(first.machine, "m.room_key_request", content))
    assert answered(first) == []
    hear(first, ALICE, "m.room_key_request", content)
    assert answered(first), "the device itself gets its key"


# -- secrets ----------------------------------------------------------------------------------------------------------


def test_p15_secrets_nobody_asked_for(world: World) -> None:
    first, second = two_devices(world, ALICE)
    ghost = met(world, world.peer(ALICE, "GHOST"), second)
    stranger = met(world, world.peer(MALLORY, identity=True), second)
    before = second.machine.security.secrets()
    stored = second.db.execute("SELECT * FROM identity_state").fetchall()
    for peer in (ghost, stranger):
        for request_id in (uuid.uuid4().hex, ""):
            content = {"request_id": request_id, "secret": "A" * 43}
            deliver(second, peer.olm_event(second.machine, "m.secret.send", content))
    hear(second, ALICE, "m.secret.send", {"request_id": "x", "secret": "A" * 43})
    assert second.machine.security.secrets() == before
    assert second.db.execute("SELECT * FROM identity_state").fetchall() == stored
    assert first.machine.security.secrets() == before


def test_p15_secrets_go_to_verified_devices_only(world: World) -> None:
    client = with_identity(world, ALICE)
    world.peer(ALICE, "GHOST")
    world.know(client, ALICE)
    content = {
        "action": "request",
        "name": "m.cross_signing.master",
        "requesting_device_id": "GHOST",
        "request_id": "r",
    }
    hear(client, ALICE, "m.secret.request", content)
    hear(client, MALLORY, "m.secret.request", {**content, "requesting_device_id": "DEVICE"})
    assert answered(client) == []


# -- devices and identities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["theirs", "the attacker's"])
def test_p16_a_device_named_like_a_master_key_is_not_verified(world: World, whose: str) -> None:
    client = with_identity(world, ALICE)
    bob = RawIdentity(BOB)
    mallory = RawIdentity(BOB)
    name = (bob if whose == "theirs" else mallory).public("master")
    peer = RawPeer(BOB, name)
    peer.identity = bob
    peer.publish(world.server)
    world.know(client, BOB)
    before = len(world.server.log)
    start = {
        "from_device": name,
        "methods": ["m.sas.v1", "m.qr_code.show.v1", "m.qr_code.scan.v1", "m.reciprocate.v1"],
        "timestamp": int(world.clock() * 1000),
        "transaction_id": "txn",
    }
    hear(client, BOB, "m.key.verification.request", start)
    for view in client.machine.security.verifications():
        client.machine.security.verify(partial(Verifications.accept, key=view.key))
    client.flush()
    if whose == "theirs":
        assert client.machine.devices(BOB) == []
        assert client.machine.security.verifications() == []
    assert not [r for _, r in world.server.log[before:] if r.lane == "signatures"]
    assert not client.machine.identity(BOB).verified  # type: ignore[union-attr]


def test_p20_a_ghost_device_gets_nothing_and_is_told_once(world: World) -> None:
    client = with_identity(world, ALICE)
    bob = with_identity(world, BOB)
    world.know(client, BOB)
    world.know(bob, ALICE)
    client.send(ROOM, [BOB], "vorher")
    ghost = world.peer(BOB, "GHOST")
    world.know(client, BOB)
    for text in ("eins", "zwei"):
        event = client.send(ROOM, [BOB], text)
        bob.sync()
        assert bob.read(ROOM, event) == text
        client.flush()
    told = world.server.to_device.pop((BOB, "GHOST"), [])
    assert [event["type"] for event in told] == ["m.room_key.withheld"]
    assert told[0]["content"]["code"] == "m.unverified"
    ghost.meet(world.server, client.machine)
    assert deliver(client, ghost.room_key_event(client.machine, ROOM)).new_keys
    assert decrypt(client, ghost.room_event(ROOM, "von Bob?")).cause is UtdCause.UNSIGNED_DEVICE


def test_p22_a_reset_of_a_verified_person_blocks_until_a_decision(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    verify(alice, bob)
    attacker = world.peer(BOB, "ATTACKER", identity=True)
    assert attacker.identity is not None
    world.know(alice, BOB)
    with pytest.raises(SendBlocked):
        alice.send(ROOM, [BOB], "nein")
    alice.crash()
    with pytest.raises(SendBlocked):
        alice.send(ROOM, [BOB], "nein")
    alice.machine.security.pin_identity(BOB)
    alice.send(ROOM, [BOB], "doch")


def test_p23_the_server_replaces_our_own_identity(world: World) -> None:
    client = with_identity(world, ALICE)
    secrets, own = client.machine.security.secrets(), client.machine.security.own()
    other = world.peer(ALICE, "EVIL", identity=True)
    assert other.identity is not None
    before = len(world.server.log)
    world.know(client, ALICE)
    assert OWN_IDENTITY_CHANGED in client.machine.alarms()
    assert client.machine.security.own().replaced
    assert client.machine.security.own().master == own.master
    assert client.machine.security.secrets() == secrets
    assert not [r for _, r in world.server.log[before:] if r.lane == "signatures"]
    client.crash()
    assert client.machine.security.own().replaced


def test_p23_seeds_of_the_former_identity_sign_nothing(world: World) -> None:
    client = with_identity(world, ALICE)
    world.peer(ALICE, "EVIL", identity=True)
    world.know(client, ALICE)
    before = len(world.server.log)
    client.machine.security.take_other_identity()
    client.flush()
    world.know(client, ALICE)
    own = client.machine.security.own()
    assert not own.verified
    assert not own.device_signed
    assert client.machine.security.secrets() == {}
    assert not [r for _, r in world.server.log[before:] if r.lane == "signatures"]


def test_p25_another_user_with_the_same_curve25519_key(world: World) -> None:
    """A key from a file names Bob's sender key; Mallory's copy of it does not make it hers."""
    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    thief = RawPeer(MALLORY, "THIEF")
    thief.identity = RawIdentity(MALLORY)
    keys = thief.device_keys(keys={"curve25519:THIEF": bob.curve25519, "ed25519:THIEF": thief.ed25519})
    world.server.device_keys.setdefault(MALLORY, {})["THIEF"] = keys
    world.know(client, MALLORY, BOB)
    world.give_key(bob, client)
    event = bob.room_event(ROOM, "von Bob")
    assert decrypt(client, event).content["body"] == "von Bob"
    assert decrypt(client, {**event, "sender": MALLORY, "event_id": "$x"}).cause is UtdCause.MISMATCHED_SENDER


def test_an_imported_key_is_not_read_as_somebody_elses(world: World) -> None:
    """The server puts another sender onto a message whose key came from the key storage."""
    from crypto.exported_session import parse_session

    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    world.peer(MALLORY, identity=True)
    world.know(client, MALLORY)
    content = forwarded(bob) | {"sender_claimed_keys": {"ed25519": bob.ed25519}}
    count, _ = client.machine.security.import_keys([parse_session(content)])
    assert count == 1
    event = bob.room_event(ROOM, "von Bob")
    assert decrypt(client, {**event, "sender": MALLORY, "event_id": "$x"}).cause is UtdCause.MISMATCHED_SENDER
    result = decrypt(client, event)
    assert isinstance(result, DecryptedEvent)
    assert result.shield.color == "grey"


# -- key storage ------------------------------------------------------------------------------------------------------


def version_of(client: Client, key: BackupKey, number: str = "1") -> BackupVersion:
    return BackupVersion(number, key.public_key, client.machine.security.backup_body(key)["auth_data"])


def test_p33_a_storage_of_the_attacker_gets_nothing(world: World) -> None:
    client = with_identity(world, ALICE)
    security = client.machine.security
    ours = BackupKey.create()
    security.judge_backup(version_of(client, ours), ours)
    client.send(ROOM, [], "gesichert")
    assert security.next_upload() is not None
    evil = BackupKey.create()
    unsigned = BackupVersion("2", evil.public_key, {"public_key": evil.public_key})
    forged = version_of(client, ours, "2").auth_data | {"public_key": evil.public_key}
    for version in (unsigned, BackupVersion("2", evil.public_key, forged)):
        assert not security.judge_backup(version).trusted
        assert security.next_upload() is None
        assert not security.backup().readable
    assert security.judge_backup(version_of(client, ours), ours).trusted
    assert security.next_upload() is not None
    security.judge_backup(None)
    assert security.next_upload() is None


def test_p33_another_algorithm_with_our_key(world: World) -> None:
    client = with_identity(world, ALICE)
    ours = version_of(client, BackupKey.create())
    with pytest.raises(BadBackup):
        parse_version({"algorithm": "m.megolm_backup.v9", "version": "1", "auth_data": ours.auth_data})
    assert parse_version({"algorithm": ALGORITHM, "version": "1", "auth_data": ours.auth_data}).version == "1"


# -- shared history ---------------------------------------------------------------------------------------------------


def offer(peer: RawPeer, client: Client, room: str = ROOM) -> Any:
    return deliver(client, peer.olm_event(client.machine, "m.room_key_bundle", {"room_id": room, "file": FILE}))


def test_p36_history_is_taken_only_from_who_invited_us(world: World) -> None:
    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    mallory = met(world, world.peer(MALLORY, identity=True), client)
    client.machine.security.joined_on_invitation(ROOM, BOB)
    assert not offer(mallory, client).bundles
    assert client.machine.security.history_due() == []
    assert offer(bob, client).bundles == {(ROOM, BOB)}
    assert [(room, user) for room, user, _ in client.machine.security.history_due()] == [(ROOM, BOB)]
    world.clock.advance(25 * 3600)
    assert client.machine.security.history_due() == []


def test_p36_history_from_an_unsigned_device(world: World) -> None:
    client = with_identity(world, ALICE)
    ghost = met(world, world.peer(BOB, "GHOST"), client)
    client.machine.security.joined_on_invitation(ROOM, BOB)
    assert not offer(ghost, client).bundles
    hear(client, BOB, "m.room_key_bundle", {"room_id": ROOM, "file": FILE})
    assert client.machine.security.history_due() == []


def test_p36_keys_of_other_rooms_and_withheld_ones_are_left_out(world: World) -> None:
    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    good = forwarded(bob) | {"sender_claimed_keys": {"ed25519": bob.ed25519}}
    other = {**good, "room_id": "!other:example.org"}
    count, changes = client.machine.security.take_history(ROOM, BOB, [other, 5, {}, None])
    assert (count, changes.new_keys) == (0, set())
    bundle = b'{"room_keys": [{"session_id": "a"}, {"session_id": "b"}, 7], "withheld": [{"session_id": "a"}, 3]}'
    assert read_bundle(bundle) == [{"session_id": "b"}]
    for junk in (b"[]", b"{}", b'{"room_keys": 5}', b"no json"):
        with pytest.raises(ValueError):
            read_bundle(junk)
    assert client.machine.security.take_history(ROOM, BOB, [good])[0] == 1
    result = decrypt(client, bob.room_event(ROOM, "geteilt"))
    assert isinstance(result, DecryptedEvent)
    assert (result.shared_by, result.shield.color) == (BOB, "grey")


def test_p36_a_bundle_does_not_replace_a_live_key(world: World) -> None:
    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    world.give_key(bob, client)
    copy = forwarded(bob) | {"sender_claimed_keys": {"ed25519": bob.ed25519}}
    assert client.machine.security.take_history(ROOM, MALLORY, [copy])[0] == 0
    result = decrypt(client, bob.room_event(ROOM, "echt"))
    assert isinstance(result, DecryptedEvent)
    assert (result.shared_by, result.shield.color) == (None, "none")


@pytest.mark.parametrize("claim", ["true", 1, None, [], {"a": 1}])
def test_p37_only_a_true_flag_lets_a_key_go(world: World, claim: Any) -> None:
    client = with_identity(world, ALICE)
    bob = met(world, world.peer(BOB, identity=True), client)
    content = bob.room_key(ROOM, shared_history=claim)
    content["org.matrix.msc3061.shared_history"] = claim
    assert deliver(client, bob.olm_event(client.machine, "m.room_key", content)).new_keys
    keys, withheld, _ = client.machine.security.history_bundle(ROOM, 0)
    assert keys == []
    assert [entry["code"] for entry in withheld] == ["m.history_not_shared"]


def test_p37_what_was_secret_stays_so_whatever_the_server_says_later(world: World) -> None:
    client = with_identity(world, ALICE)
    client.send(ROOM, [], "nur für Mitglieder", visibility="joined")
    client.send(ROOM, [], "für alle", visibility="shared")
    keys, withheld, _ = client.machine.security.history_bundle(ROOM, 0)
    assert (len(keys), len(withheld)) == (1, 1)


# -- dehydrated devices -----------------------------------------------------------------------------------------------


def test_p43_dehydrated_devices_send_nothing_and_unsigned_ones_get_nothing(world: World) -> None:
    client = with_identity(world, ALICE)
    bob = with_identity(world, BOB)
    assert bob.device_id
    asleep = RawPeer(BOB, "ASLEEP")
    asleep.publish(world.server, dehydrated=True)
    world.know(client, BOB)
    asleep.meet(world.server, client.machine)
    event = asleep.room_key_event(client.machine, ROOM, sender_device_keys=asleep.device_keys(dehydrated=True))
    assert not deliver(client, event).new_keys
    client.send(ROOM, [BOB], "hallo")
    told = world.server.to_device.pop((BOB, "ASLEEP"), [])
    assert all(message["type"] == "m.room_key.withheld" for message in told)


def test_a_request_to_verify_does_not_make_an_unsigned_device_trusted(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    second = own_device(world, first, "SECOND")
    second.machine.security.verify(lambda flows: flows.request(ALICE, ["FIRST"]))
    pass_on(first, second)
    assert first.machine.security.own_verified_devices().keys() == {"FIRST"}
