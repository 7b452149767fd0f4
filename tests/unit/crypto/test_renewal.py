# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new device on the database of one that must not go on: nothing is used twice, nothing that was received is lost."""

from __future__ import annotations

from crypto.machine import CryptoMachine
from crypto.renewal import GIVEN_UP, KEPT, give_up_device
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, world
from tests.support.key_server import MEGOLM_SETTINGS, Client

__all__ = ["world"]


def renewed(client: Client) -> tuple[Client, dict[str, str]]:
    """The client with a new device; and the room key it was sending with."""
    rows = client.db.execute("SELECT room_id, session_id FROM outbound_sessions").fetchall()
    outbound = {str(room): str(session) for room, session in rows}
    give_up_device(client.db)
    for table in GIVEN_UP:
        assert client.db.execute(f"SELECT * FROM {table}").fetchall() == [], table
    client.device_id = "NEWDEVICE"
    client.machine = CryptoMachine(client.db, client.user_id, "NEWDEVICE", clock=client.clock, policy=client.policy)
    return client, outbound


def test_every_table_was_thought_of(world: World) -> None:
    client = world.client(ALICE)
    rows = client.db.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
    tables = {name for (name,) in rows if not name.startswith("sqlite_")} - {"schema_version"}
    assert tables == set(GIVEN_UP) | set(KEPT)
    assert not set(GIVEN_UP) & set(KEPT)


def test_s06_a_new_device_uses_nothing_of_the_old_one(world: World) -> None:
    alice, bob = world.client(ALICE), world.client(BOB)
    world.know(alice, BOB)
    alice.prepare(ROOM, [ALICE, BOB])
    first = alice.machine.encrypt(ROOM, "m.room.message", {"body": "eins"}, "txn1")
    old = (alice.machine.ed25519, alice.machine.curve25519)
    old_keys = {key["key"] for key in world.server.one_time_keys[ALICE, "DEVICE"].values()}

    alice, outbound = renewed(alice)
    assert outbound[ROOM] == first["session_id"]
    assert alice.machine.ed25519 not in old
    assert alice.machine.curve25519 not in old
    requests = alice.machine.outgoing_requests()
    (upload,) = [each for each in requests if each.lane == "upload"]
    assert upload.body is not None
    assert upload.body["device_keys"]["device_id"] == "NEWDEVICE"
    assert not old_keys & {key["key"] for key in upload.body["one_time_keys"].values()}
    asked = {user for each in requests if "device_keys" in (each.body or {}) for user in each.body["device_keys"]}
    assert asked >= {ALICE, BOB}  # whatever changed while we were away

    alice.flush()
    alice.prepare(ROOM, [ALICE, BOB])
    # The same transaction is not the same bytes any more: those belonged to the old device.
    again = alice.machine.encrypt(ROOM, "m.room.message", {"body": "eins"}, "txn1")
    assert again["session_id"] != first["session_id"]
    assert again["ciphertext"] != first["ciphertext"]
    bob.machine.set_room_encryption(ROOM, MEGOLM_SETTINGS)
    bob.sync(changed_users=[ALICE])
    bob.flush()
    event = {
        "type": "m.room.encrypted",
        "event_id": "$neu",
        "sender": ALICE,
        "room_id": ROOM,
        "origin_server_ts": 1,
        "content": again,
    }
    assert decrypt(bob, event).content["body"] == "eins"


def test_s06_old_messages_stay_readable_and_replays_stay_refused(world: World) -> None:
    alice, peer = world.client(ALICE), world.peer(BOB)
    world.know(alice, BOB)
    world.give_key(peer, alice)
    old = peer.room_event(ROOM, "alt")
    assert decrypt(alice, old).content["body"] == "alt"
    waiting = alice.db.execute("SELECT session FROM backup_queue").fetchall()
    assert waiting
    alice, _ = renewed(alice)
    assert decrypt(alice, old).content["body"] == "alt"
    assert not hasattr(decrypt(alice, old | {"event_id": "$other"}), "content")
    # What is not in the key storage yet goes there from the new device.
    assert alice.db.execute("SELECT session FROM backup_queue").fetchall() == waiting
