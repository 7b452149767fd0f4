# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity, verification and secrets in the engine: what follows from what, and what a crash leaves."""

from __future__ import annotations

from crypto import secret_storage
from crypto.key_backup import BackupKey, BackupVersion
from crypto.trust import TrustPolicy
from crypto.types import UtdCause
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt
from tests.support.identity_world import (
    confirm,
    flow_of,
    own_device,
    pass_on,
    publish,
    put_identity,
    two_devices,
    verify,
    with_identity,
)
from tests.support.key_server import Client


def storage(client: Client, key: BackupKey, version: str = "1") -> None:
    """The server shows a key storage that this client made."""
    body = client.machine.security.backup_body(key)
    client.machine.security.judge_backup(BackupVersion(version, key.public_key, body["auth_data"]), key)


def test_an_identity_makes_the_policy_strict(world: World) -> None:
    client = world.client(ALICE, policy=None)
    assert client.machine.security.policy() is TrustPolicy.SIGNED_WHERE_POSSIBLE
    peer = world.peer(BOB)
    world.know(client, BOB)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "ohne Identität")
    assert decrypt(client, event).shield.color == "red"
    publish(client)
    assert client.machine.security.policy() is TrustPolicy.SIGNED_ONLY
    assert decrypt(client, event).cause is UtdCause.UNSIGNED_DEVICE
    client.crash()
    assert client.machine.security.policy() is TrustPolicy.SIGNED_ONLY


def test_a_policy_can_be_settled(world: World) -> None:
    client = with_identity(world, ALICE)
    client.machine.security.fix_policy(TrustPolicy.SIGNED_WHERE_POSSIBLE)
    client.crash()
    assert client.machine.security.policy() is TrustPolicy.SIGNED_WHERE_POSSIBLE
    client.machine.security.fix_policy(None)
    assert client.machine.security.policy() is TrustPolicy.SIGNED_ONLY


def test_the_same_identity_is_published_after_a_crash(world: World) -> None:
    client = world.client(ALICE, policy=None)
    body = client.machine.security.create_identity()
    client.crash()
    assert client.machine.security.create_identity() == body
    # The server had taken it, and we never heard so: the next query tells.
    put_identity(client, body)
    client.crash()
    world.know(client, ALICE)
    own = client.machine.security.own()
    assert own.verified
    assert own.device_signed
    assert not own.publishing
    assert own.missing == ()


def test_an_identity_that_was_published_meanwhile_is_not_made_anew(world: World) -> None:
    client = world.client(ALICE, policy=None)
    body = client.machine.security.begin_identity(None)
    assert body is not None
    (master,) = body["master_key"]["keys"].values()
    assert client.machine.security.begin_identity(master) == body
    put_identity(client, body)
    world.know(client, ALICE)  # the answer to a query comes before the set-up goes on
    assert client.machine.security.begin_identity(master) is None
    assert client.machine.security.own().master == master
    other = client.machine.security.begin_identity("another")
    assert other is not None
    assert other != body


def test_a_verified_device_gets_every_secret(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    key = BackupKey.create()
    storage(first, key)
    second = own_device(world, first, "SECOND")
    version = BackupVersion("1", key.public_key, first.machine.security.backup_body(key)["auth_data"])
    second.machine.security.judge_backup(version)
    assert not second.machine.security.backup().trusted
    verify(second, first)
    assert second.machine.security.own().missing == ()
    assert second.machine.security.secrets() == first.machine.security.secrets()
    assert second.machine.security.backup().readable


def test_verified_people_are_signed_and_known_to_the_next_device(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    verify(alice, bob)
    assert alice.machine.identity(BOB).verified  # type: ignore[union-attr]
    assert bob.machine.identity(ALICE).verified  # type: ignore[union-attr]
    second = own_device(world, alice, "SECOND")
    world.know(second, BOB)
    assert not second.machine.identity(BOB).verified  # type: ignore[union-attr]
    verify(second, alice)
    assert second.machine.identity(BOB).verified  # type: ignore[union-attr]


def test_a_withdrawn_verification_does_not_come_back(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    verify(alice, bob)
    alice.machine.security.withdraw_verification(BOB)
    world.know(alice, BOB)
    alice.crash()
    world.know(alice, BOB)
    identity = alice.machine.identity(BOB)
    assert identity is not None
    assert not identity.verified
    assert not identity.violation


def test_a_verification_survives_a_crash_at_each_step(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    second = own_device(world, first, "SECOND")
    second.machine.security.verify(lambda flows: flows.request(ALICE, ["FIRST"]))
    second.crash()
    pass_on(first, second)
    first.crash()
    first.machine.security.verify(lambda flows: flows.accept(flow_of(first).key))
    first.crash()
    pass_on(first, second)
    second.machine.security.verify(lambda flows: flows.start_sas(flow_of(second).key))
    second.crash()
    pass_on(first, second)
    second.crash()
    first.crash()
    assert flow_of(first).emoji == flow_of(second).emoji
    for client in (first, second):
        confirm(client)
        client.crash()
    pass_on(first, second)
    assert second.machine.security.own().device_signed


def test_recovery_takes_only_what_fits(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    stranger = with_identity(world, BOB)
    second = own_device(world, first, "SECOND")
    taken, _ = second.machine.security.take_secrets(stranger.machine.security.secrets())
    assert taken == []
    assert not second.machine.security.own().verified
    taken, _ = second.machine.security.take_secrets(first.machine.security.secrets())
    assert set(taken) == {secret_storage.MASTER, secret_storage.SELF_SIGNING, secret_storage.USER_SIGNING}
    second.flush()
    assert second.machine.security.own().device_signed


def test_our_own_reset_forgets_verifications_and_blocks_nobody(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    verify(alice, bob)
    publish(alice)
    identity = alice.machine.identity(BOB)
    assert identity is not None
    assert not identity.verified
    assert not identity.violation
    assert alice.machine.security.own().device_signed
    world.know(bob, ALICE)
    theirs = bob.machine.identity(ALICE)
    assert theirs is not None
    assert theirs.violation


def test_only_verified_people_get_keys_where_that_is_wished(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    alice.machine.security.set_verified_only(ROOM, True)
    event = alice.send(ROOM, [BOB], "nur für Geprüfte")
    pass_on(alice, bob)
    assert decrypt(bob, event).cause is UtdCause.WITHHELD_UNVERIFIED
    verify(alice, bob)
    pass_on(alice, bob)
    event = alice.send(ROOM, [BOB], "jetzt")
    bob.sync()
    assert bob.read(ROOM, event) == "jetzt"


def test_history_goes_only_to_signed_devices_and_only_what_may(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    alice.send(ROOM, [], "geteilt", visibility="shared")
    alice.send(ROOM, [], "nicht geteilt", visibility="joined")
    keys, withheld, after = alice.machine.security.history_bundle(ROOM, 0)
    assert (len(keys), len(withheld), after) == (1, 1, None)
    assert alice.machine.security.history_readers(BOB) == [bob.device_id]


def test_secrets_are_missing_until_they_come(world: World) -> None:
    first, second = two_devices(world, ALICE)
    second.crash()
    assert second.machine.security.own().missing == ()
    assert first.machine.security.own_verified_devices().keys() == {"FIRST", "SECOND"}
