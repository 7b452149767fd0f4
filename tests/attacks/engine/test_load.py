# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Floods and large rooms: what the engine keeps is bounded, what it asks for goes in large pieces."""

from __future__ import annotations

import base64
import random
from typing import Any

from crypto.types import DecryptedEvent
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt, deliver
from tests.support.raw_peer import RawPeer

_BATCHES, _EACH = 500, 100
_USERS, _DEVICES = 2000, 3


def _garbage(rng: random.Random, n: int, own_key: str) -> Any:
    olm = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "x" * 43, "ciphertext": {}}
    body = {"type": rng.choice([0, 1]), "body": base64.b64encode(rng.randbytes(150)).decode().rstrip("=")}
    return rng.choice(
        [
            {"type": "m.room.encrypted", "sender": MALLORY, "content": olm},
            {"type": "m.room.encrypted", "sender": MALLORY, "content": {**olm, "ciphertext": {"y" * 43: {"type": 0}}}},
            {"type": "m.room.encrypted", "sender": MALLORY, "content": {**olm, "ciphertext": {own_key: body}}},
            {"type": "m.room_key", "sender": MALLORY, "content": {"room_id": ROOM, "session_key": "AAAA"}},
            {"type": "m.room_key_request", "sender": MALLORY, "content": {"request_id": str(n), "action": "request"}},
            {"type": "m.key.verification.request", "sender": MALLORY, "content": {"transaction_id": str(n)}},
            {"type": "org.example.unknown", "sender": MALLORY, "content": {"x": "y" * 100}},
            {"type": 5, "sender": None},
            "no event at all",
        ]
    )


def _rows(world_client: Any) -> int:
    tables = world_client.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return sum(
        int(world_client.db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for (name,) in tables
        if not name.startswith("sqlite_")
    )


def test_l01_a_flood_of_messages_to_the_device_leaves_nothing_behind_and_keys_still_arrive(world: World) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    world.know(client, BOB, MALLORY)
    rng = random.Random(1)
    before = _rows(client)
    for batch in range(_BATCHES):
        events = [_garbage(rng, batch * _EACH + n, client.machine.curve25519) for n in range(_EACH)]
        if batch == _BATCHES // 2:
            bob.meet(world.server, client.machine)
            events.insert(_EACH // 2, bob.room_key_event(client.machine, ROOM))
        deliver(client, *events)
        assert client.machine.outgoing_requests() is not None
    assert isinstance(decrypt(client, bob.room_event(ROOM, "durch die Flut")), DecryptedEvent)
    assert _rows(client) - before < 200


def test_l02_the_first_message_into_a_large_room_goes_in_large_pieces(world: World) -> None:
    client = world.client(ALICE)
    users = [f"@u{n}:example.org" for n in range(_USERS)]
    for user in users:
        for device in range(_DEVICES):
            RawPeer(user, f"D{device}").publish(world.server)
    world.server.log.clear()
    client.prepare(ROOM, users)
    asked: dict[str, list[int]] = {"query": [], "claim": [], "to_device": []}
    for _, request in world.server.log:
        if "/keys/query" in request.path:
            asked["query"].append(len(request.body["device_keys"]))
        elif "/keys/claim" in request.path:
            asked["claim"].append(sum(len(devices) for devices in request.body["one_time_keys"].values()))
        elif "/sendToDevice/m.room.encrypted" in request.path:
            asked["to_device"].append(sum(len(devices) for devices in request.body["messages"].values()))
    total = _USERS * _DEVICES
    assert sum(asked["claim"]) == sum(asked["to_device"]) == total
    for counts in asked.values():
        assert len(counts) <= total // 100 + 1, "each request serves a hundred devices or more"
