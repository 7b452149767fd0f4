# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One-time and fallback keys: committed before they are shown, never used twice, never running out."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.account import WrongAccount
from crypto.machine import CryptoMachine
from crypto.signatures import verify_json
from crypto.types import EncryptionSync, OutgoingRequest
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client


def upload(client: Client) -> OutgoingRequest | None:
    return next((request for request in client.machine.outgoing_requests() if request.lane == "upload"), None)


def fresh(world: World) -> Client:
    return Client(world.server, world.folder, ALICE, clock=world.clock)


def test_first_upload_has_everything_and_is_signed(world: World) -> None:
    client = fresh(world)
    request = upload(client)
    assert request is not None
    assert (request.method, request.path) == ("POST", "/_matrix/client/v3/keys/upload")
    keys = request.body["device_keys"]
    assert keys["algorithms"] == ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]
    assert verify_json(keys, ALICE, "ed25519:DEVICE", client.machine.ed25519)
    assert len(request.body["one_time_keys"]) == 50
    assert len(request.body["fallback_keys"]) == 1
    for key in (*request.body["one_time_keys"].values(), *request.body["fallback_keys"].values()):
        assert verify_json(key, ALICE, "ed25519:DEVICE", client.machine.ed25519)
    assert all(key["fallback"] is True for key in request.body["fallback_keys"].values())


def test_same_request_until_marked_also_after_a_crash(world: World) -> None:
    client = fresh(world)
    first = upload(client)
    client.crash()
    assert upload(client) == first
    client.machine.mark_failed(first.id if first else "")
    assert upload(client) == first


def test_nothing_is_uploaded_twice(world: World) -> None:
    client = fresh(world)
    client.flush()
    assert upload(client) is None
    client.crash()
    assert upload(client) is None


@pytest.mark.parametrize("counts", [{}, {"signed_curve25519": 0}, {"signed_curve25519": "x"}, {"curve25519": 50}])
def test_missing_count_means_zero(world: World, counts: dict[str, Any]) -> None:
    client = fresh(world)
    client.flush()
    client.machine.receive_sync(EncryptionSync(otk_counts=counts))
    request = upload(client)
    assert request is not None
    assert len(request.body["one_time_keys"]) == 50
    assert "device_keys" not in request.body


def test_absent_counts_mean_unchanged(world: World) -> None:
    client = fresh(world)
    client.flush()
    client.machine.receive_sync(EncryptionSync(otk_counts=None, unused_fallback_keys=None))
    assert upload(client) is None


def test_only_what_is_missing_is_made(world: World) -> None:
    client = fresh(world)
    client.flush()
    client.machine.receive_sync(EncryptionSync(otk_counts={"signed_curve25519": 43}))
    request = upload(client)
    assert request is not None
    assert len(request.body["one_time_keys"]) == 7


def test_an_upload_under_way_does_not_grow(world: World) -> None:
    client = fresh(world)
    first = upload(client)
    client.machine.receive_sync(EncryptionSync(otk_counts={}, unused_fallback_keys=[]))
    assert upload(client) == first


def test_refused_one_time_keys_are_replaced_by_others(world: World) -> None:
    client = fresh(world)
    first = upload(client)
    assert first is not None
    client.machine.mark_failed(first.id, permanent=True)
    assert upload(client) is None, "not again at once"
    world.clock.advance(61)
    client.machine.receive_sync(EncryptionSync(otk_counts={}))
    second = upload(client)
    assert second is not None
    assert not set(first.body["one_time_keys"]) & set(second.body["one_time_keys"])
    assert "device_keys" in second.body


def test_used_fallback_key_is_replaced_and_still_works(world: World) -> None:
    client = world.client(ALICE)
    world.server.one_time_keys[ALICE, "DEVICE"].clear()
    early, late = world.peer(BOB, "EARLY"), world.peer(BOB, "LATE")
    early.meet(world.server, client.machine)
    late.meet(world.server, client.machine)
    used = world.server.fallback_keys[ALICE, "DEVICE"]
    client.sync()
    client.flush()
    assert world.server.fallback_keys[ALICE, "DEVICE"] != used
    for peer, room in ((early, "!early:x"), (late, "!late:x")):
        assert world.give_key(peer, client, room).new_keys


def test_used_fallback_key_is_forgotten_after_an_hour(world: World) -> None:
    client = world.client(ALICE)
    world.server.one_time_keys[ALICE, "DEVICE"].clear()
    peer = world.peer(BOB)
    peer.meet(world.server, client.machine)
    client.sync(otk_counts=None)
    client.flush()
    second = world.server.fallback_keys[ALICE, "DEVICE"]
    world.clock.advance(3500)
    client.sync(otk_counts=None)
    client.flush()
    assert world.server.fallback_keys[ALICE, "DEVICE"] == second
    world.clock.advance(200)
    client.sync(otk_counts=None)
    client.flush()
    assert world.server.fallback_keys[ALICE, "DEVICE"] != second
    client.crash()
    assert not world.give_key(peer, client).new_keys, "the key that was used an hour ago is gone"


def test_old_fallback_key_stays_while_messages_are_waiting(world: World) -> None:
    """After three days offline the first of many sync answers must not cost what the last one needs."""
    client = world.client(ALICE)
    world.server.one_time_keys[ALICE, "DEVICE"].clear()
    early, late = world.peer(BOB, "EARLY"), world.peer(BOB, "LATE")
    early.meet(world.server, client.machine)
    late.meet(world.server, client.machine)
    client.sync(otk_counts=None)
    client.flush()
    world.clock.advance(3 * 24 * 3600)
    deliver(client, early.room_key_event(client.machine, "!early:x"))
    client.flush()
    assert deliver(client, late.room_key_event(client.machine, "!late:x")).new_keys


def test_one_time_key_works_once(world: World) -> None:
    client = world.client(ALICE)
    name, key = next(iter(world.server.one_time_keys[ALICE, "DEVICE"].items()))
    first, second = world.peer(BOB, "FIRST"), world.peer(BOB, "SECOND")
    for peer in (first, second):
        peer.open_session(client.machine.curve25519, key["key"])
    assert world.give_key(first, client, "!first:x").new_keys, name
    client.crash()
    assert not world.give_key(second, client, "!second:x").new_keys


def test_key_that_is_used_before_its_upload_is_answered_is_not_uploaded_again(world: World) -> None:
    client = fresh(world)
    request = upload(client)
    assert request is not None
    world.server.answer(ALICE, "DEVICE", request)  # the answer is lost
    peer = world.peer(BOB)
    name = next(iter(world.server.one_time_keys[ALICE, "DEVICE"]))
    world.give_key(peer, client)
    again = upload(client)
    assert again is not None
    assert set(request.body["one_time_keys"]) - set(again.body["one_time_keys"]) == {name}


def test_corrupt_pre_key_message_burns_nothing(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    peer.meet(world.server, client.machine)
    good = peer.room_key_event(client.machine, ROOM)
    body = good["content"]["ciphertext"][client.machine.curve25519]["body"]
    for broken in (body[:-4] + "AAAA", body[:-1], body[: len(body) // 2], "", "A" * len(body)):
        bad = {**good, "content": {**good["content"]}}
        bad["content"]["ciphertext"] = {client.machine.curve25519: {"type": 0, "body": broken}}
        assert not deliver(client, bad).new_keys
    client.crash()
    assert deliver(client, good).new_keys
    assert decrypt(client, peer.room_event(ROOM, "works")).content["body"] == "works"


def test_identity_survives_a_restart(world: World) -> None:
    client = fresh(world)
    before = (client.machine.ed25519, client.machine.curve25519)
    client.crash()
    assert (client.machine.ed25519, client.machine.curve25519) == before


def test_database_of_another_device_is_refused(world: World) -> None:
    client = fresh(world)
    with pytest.raises(WrongAccount):
        CryptoMachine(client.db, ALICE, "OTHER")
    with pytest.raises(WrongAccount):
        CryptoMachine(client.db, BOB, "DEVICE")
