# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Marks of messages, and which are hidden: every row of the table, under every policy, and when trust changes."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.identities import UserIdentity
from crypto.machine import TrustPolicy
from crypto.trust import Vouched, judge
from crypto.types import SessionRef, Shield, ShieldCode, ShieldColor, UtdCause
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt
from tests.support.raw_peer import RawIdentity, RawPeer

NONE = Shield()
RED_UNSIGNED = Shield(ShieldColor.RED, ShieldCode.UNSIGNED_DEVICE)
RED_UNKNOWN = Shield(ShieldColor.RED, ShieldCode.UNKNOWN_DEVICE)
RED_NOT_GUARANTEED = Shield(ShieldColor.RED, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
GREY = Shield(ShieldColor.GREY, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
RED_VIOLATION = Shield(ShieldColor.RED, ShieldCode.VERIFICATION_VIOLATION)


def identity(*, verified: bool = False, was_verified: bool = False) -> UserIdentity:
    return UserIdentity(BOB, "master", "ssk", None, "master", verified, was_verified)


@pytest.mark.parametrize(
    ("vouched", "imported", "owner", "results"),
    [
        # results: ALL, SIGNED_WHERE_POSSIBLE, SIGNED_ONLY
        (Vouched.OWN, False, None, (NONE, NONE, NONE)),
        (Vouched.SIGNED, False, identity(verified=True, was_verified=True), (NONE, NONE, NONE)),
        (Vouched.SIGNED, False, identity(), (NONE, NONE, NONE)),
        (
            Vouched.SIGNED,
            False,
            identity(was_verified=True),
            (RED_VIOLATION, UtdCause.VERIFICATION_VIOLATION, UtdCause.VERIFICATION_VIOLATION),
        ),
        (Vouched.DEVICE, False, None, (RED_UNSIGNED, RED_UNSIGNED, UtdCause.UNSIGNED_DEVICE)),
        (
            Vouched.DEVICE,
            False,
            identity(),
            (RED_UNSIGNED, UtdCause.UNSIGNED_DEVICE, UtdCause.UNSIGNED_DEVICE),
        ),
        (Vouched.UNKNOWN_DEVICE, False, None, (RED_UNKNOWN, RED_UNKNOWN, UtdCause.UNKNOWN_DEVICE)),
        (
            Vouched.UNKNOWN_DEVICE,
            False,
            identity(),
            (RED_UNKNOWN, UtdCause.UNKNOWN_DEVICE, UtdCause.UNKNOWN_DEVICE),
        ),
        (Vouched.UNKNOWN_DEVICE, True, None, (GREY, GREY, GREY)),
        (Vouched.UNKNOWN_DEVICE, True, identity(), (GREY, GREY, GREY)),
        (
            Vouched.OWNER_CHECK_FAILED,
            False,
            None,
            (RED_NOT_GUARANTEED, RED_NOT_GUARANTEED, UtdCause.UNKNOWN_DEVICE),
        ),
        (
            Vouched.OWNER_CHECK_FAILED,
            True,
            identity(),
            (RED_NOT_GUARANTEED, RED_NOT_GUARANTEED, RED_NOT_GUARANTEED),
        ),
    ],
)
def test_v12_table(vouched: Vouched, imported: bool, owner: UserIdentity | None, results: tuple[Any, ...]) -> None:
    policies = (TrustPolicy.ALL, TrustPolicy.SIGNED_WHERE_POSSIBLE, TrustPolicy.SIGNED_ONLY)
    found = tuple(judge(policy, vouched, "master", imported, owner) for policy in policies)
    assert found == results


def test_v12_old_session_of_a_former_identity_stays_unmarked() -> None:
    assert judge(TrustPolicy.SIGNED_ONLY, Vouched.SIGNED, "former", False, identity(was_verified=True)) == NONE


# -- on the real thing ------------------------------------------------------------------------------------------------


def outcome(result: Any) -> Any:
    return result.shield if hasattr(result, "shield") else result.cause


@pytest.mark.parametrize(
    ("policy", "with_identity", "signed", "known", "expected"),
    [
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, True, True, True, NONE),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, True, False, True, UtdCause.UNSIGNED_DEVICE),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, True, False, False, UtdCause.UNKNOWN_DEVICE),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, False, False, True, RED_UNSIGNED),
        (TrustPolicy.SIGNED_WHERE_POSSIBLE, False, False, False, RED_UNKNOWN),
        (TrustPolicy.SIGNED_ONLY, True, True, True, NONE),
        (TrustPolicy.SIGNED_ONLY, False, False, True, UtdCause.UNSIGNED_DEVICE),
        (TrustPolicy.SIGNED_ONLY, False, False, False, UtdCause.UNKNOWN_DEVICE),
        (TrustPolicy.ALL, True, False, True, RED_UNSIGNED),
        (TrustPolicy.ALL, True, False, False, RED_UNKNOWN),
    ],
)
@pytest.mark.parametrize("key_first", [False, True])
def test_shield_of_a_message(
    world: World,
    policy: TrustPolicy,
    with_identity: bool,
    signed: bool,
    known: bool,
    expected: Any,
    key_first: bool,
) -> None:
    """The same mark whether the device list is known before the key comes or after it."""
    client = world.client(ALICE, policy=policy)
    owner = RawIdentity(BOB)
    if with_identity:
        world.peer(BOB, "FIRST", identity=owner)
    peer = RawPeer(BOB)
    if signed:
        peer.identity = owner
    if known:
        peer.publish(world.server)
    if not key_first:
        world.know(client, BOB)
    world.give_key(peer, client, sender_device_keys=...)
    world.know(client, BOB)
    event = peer.room_event(ROOM, "x")
    assert outcome(decrypt(client, event)) == expected
    client.crash()
    assert outcome(decrypt(client, event)) == expected
    shield = client.machine.shield(SessionRef(ROOM, peer.group(ROOM).session_id), BOB)
    assert (shield if isinstance(shield, Shield) else shield.cause) == expected


def test_signature_in_the_olm_message_counts_at_once(world: World) -> None:
    """A new device of a known identity: MSC4147 brings its signed keys before the device list does."""
    client = world.client(ALICE)
    owner = RawIdentity(BOB)
    world.peer(BOB, "FIRST", identity=owner)
    world.know(client, BOB)
    new = RawPeer(BOB, "NEW")
    new.identity = owner
    world.give_key(new, client)
    result = decrypt(client, new.room_event(ROOM, "x"))
    assert (result.shield, result.sender_device) == (NONE, "NEW")


def test_hidden_message_appears_when_its_device_is_signed(world: World) -> None:
    client = world.client(ALICE)
    owner = RawIdentity(BOB)
    world.peer(BOB, "FIRST", identity=owner)
    peer = RawPeer(BOB, "LATE")
    peer.publish(world.server)
    world.know(client, BOB)
    world.give_key(peer, client)
    ref = SessionRef(ROOM, peer.group(ROOM).session_id)
    event = peer.room_event(ROOM, "now you see me")
    hidden = decrypt(client, event)
    assert (hidden.cause, hidden.session_id) == (UtdCause.UNSIGNED_DEVICE, ref.session_id)
    peer.identity = owner
    peer.publish(world.server)
    client.sync(changed_users=[BOB])
    assert client.flush().trust == {ref}
    assert decrypt(client, event).shield == NONE


def test_message_turns_hidden_when_an_identity_appears(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    world.give_key(peer, client)
    ref = SessionRef(ROOM, peer.group(ROOM).session_id)
    event = peer.room_event(ROOM, "x")
    assert outcome(decrypt(client, event)) == RED_UNSIGNED
    world.peer(BOB, "OTHER", identity=True)
    client.sync(changed_users=[BOB])
    assert ref in client.flush().trust
    assert outcome(decrypt(client, event)) == UtdCause.UNSIGNED_DEVICE


def test_trust_is_never_lowered_by_a_deleted_device(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB, identity=True)
    world.know(client, BOB)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "x")
    world.server.delete_device(BOB, "RAW")
    world.know(client, BOB)
    assert outcome(decrypt(client, event)) == NONE


def test_key_from_a_deleted_device_is_from_an_unknown_one(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    world.server.delete_device(BOB, "RAW")
    world.know(client, BOB)
    world.give_key(peer, client)
    assert outcome(decrypt(client, peer.room_event(ROOM, "x"))) == RED_UNKNOWN


def test_owner_check_failed_is_red(world: World) -> None:
    """The key says it is from device RAW, and Bob's RAW is known with other keys."""
    client = world.client(ALICE)
    world.peer(BOB)
    world.know(client, BOB)
    world.give_key(RawPeer(BOB), client)
    liar = RawPeer(BOB)
    world.give_key(liar, client, "!liar:x")
    assert outcome(decrypt(client, liar.room_event("!liar:x", "x"), "!liar:x")) == RED_NOT_GUARANTEED


def test_own_messages_carry_no_mark(world: World) -> None:
    client = world.client(ALICE, policy=TrustPolicy.SIGNED_ONLY)
    assert outcome(decrypt(client, client.send(ROOM, [], "x"))) == NONE


def test_own_other_devices_follow_the_same_rule(world: World) -> None:
    client = world.client(ALICE)
    other = world.peer(ALICE, "PHONE")
    world.know(client, ALICE)
    world.give_key(other, client)
    assert outcome(decrypt(client, other.room_event(ROOM, "x"))) == RED_UNSIGNED
    client.send(ROOM, [], "x")
    assert len(other.inbox(world.server)) == 1
