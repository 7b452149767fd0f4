# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory over the real tables: what two clients of the engine know of each other is enough to verify."""

from __future__ import annotations

import orjson

from crypto.devices import Devices
from crypto.identities import Identities
from crypto.own_identity import OwnIdentity, Usage, create_identity
from crypto.signatures import verify_json
from crypto.verification.directory import StoredDirectory
from crypto.verification.flow import Phase
from crypto.verification.flows import Verifications
from tests.support.engine import ALICE, BOB, World, world
from tests.support.key_server import Client

__all__ = ["world"]


def publish(world: World, client: Client, identity: OwnIdentity) -> None:
    """Put an identity on the key server, and let it sign the client's device."""
    user = client.machine.user_id
    world.server.master_keys[user] = identity.public_object(Usage.MASTER)
    world.server.self_signing_keys[user] = identity.public_object(Usage.SELF_SIGNING)
    world.server.user_signing_keys[user] = identity.public_object(Usage.USER_SIGNING)
    device = world.server.device_keys[user][client.machine.device_id]
    body = identity.sign_device(device, client.machine.ed25519)
    device["signatures"][user] |= body[user][client.machine.device_id]["signatures"][user]


def directory(client: Client) -> StoredDirectory:
    machine = client.machine
    return StoredDirectory(machine._own, Devices(machine._db), Identities(machine._db, machine.user_id))


def test_sides_come_from_the_tables(world: World) -> None:
    alice, bob = world.client(ALICE), world.client(BOB, "BOBS")
    identities = {client.machine.user_id: create_identity(client.machine.user_id) for client in (alice, bob)}
    for client in (alice, bob):
        publish(world, client, identities[client.machine.user_id])
    world.know(alice, ALICE, BOB)
    known = directory(alice)
    assert known.other(BOB, "NONE") is None
    other = known.other(BOB, "BOBS")
    assert other is not None
    assert (other.ed25519, other.master_key) == (bob.machine.ed25519, identities[BOB].public_key(Usage.MASTER))
    assert (other.names, len(other.signing_keys), other.master_trusted) == (frozenset({"BOBS"}), 3, False)
    own = known.own()
    assert (own.ed25519, own.master_key) == (alice.machine.ed25519, identities[ALICE].public_key(Usage.MASTER))
    assert not own.master_trusted
    alice.machine._db.execute("UPDATE identities SET verified=1")
    assert directory(alice).own().master_trusted
    bobs = directory(alice).other(BOB, "BOBS")
    assert bobs is not None
    assert not bobs.master_trusted
    # The stored object is enough to sign the device, and the signature holds for the object of the server.
    row = alice.machine._db.execute("SELECT keys FROM devices WHERE user_id=?", (ALICE,)).fetchone()
    assert row is not None
    body = identities[ALICE].sign_device(orjson.loads(row[0]), alice.machine.ed25519, from_store=True)
    key = str(identities[ALICE].public_key(Usage.SELF_SIGNING))
    signed = world.server.device_keys[ALICE]["DEVICE"] | {"signatures": body[ALICE]["DEVICE"]["signatures"]}
    assert verify_json(signed, ALICE, f"ed25519:{key}", key)


def test_two_clients_of_the_engine_verify_each_other(world: World) -> None:
    alice, bob = world.client(ALICE), world.client(BOB, "BOBS")
    for client in (alice, bob):
        publish(world, client, create_identity(client.machine.user_id))
    flows = {}
    for client in (alice, bob):
        world.know(client, ALICE, BOB)
        client.machine._db.execute("UPDATE identities SET verified=1 WHERE user_id=?", (client.machine.user_id,))
        flows[client.machine.user_id] = Verifications(directory(client), world.clock)

    def deliver() -> None:
        letters = [(user, letter) for user in flows for letter in flows[user].take_outgoing()]
        for sender, letter in letters:
            flows[letter.user_id].receive_to_device(sender, letter.event_type, letter.content)
        if letters:
            deliver()

    def newest(user: str) -> str:
        return flows[user].views()[-1].key

    flows[ALICE].request(BOB, ["BOBS"])
    deliver()
    flows[BOB].accept(newest(BOB))
    deliver()
    flows[BOB].start_sas(newest(BOB))
    deliver()
    assert flows[ALICE].views()[-1].emoji == flows[BOB].views()[-1].emoji
    for user in flows:
        flows[user].confirm(newest(user))
    deliver()
    assert [flows[user].views()[-1].phase for user in flows] == [Phase.DONE] * 2
    (verified,) = flows[ALICE].take_verified()
    identity = alice.machine.identity(BOB)
    assert identity is not None
    assert verified.master_key == identity.master
