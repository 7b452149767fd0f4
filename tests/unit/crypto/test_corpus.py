# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""V-11: seven hundred broken messages and keys through the ways in that the engine has."""

from __future__ import annotations

import copy

from crypto.types import DecryptedEvent, Undecryptable, UtdCause
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client
from tests.unit.crypto.corpus import COUNT, corpus, texts


def snapshot(client: Client) -> list[object]:
    tables = ("account", "olm_sessions", "olm_seen", "inbound_sessions", "replay", "devices", "shares")
    return [client.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def test_v11_olm_entry(world: World) -> None:
    """No exception escapes, no state changes but the note that a session may be broken."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    world.give_key(peer, client)
    client.flush()
    template = peer.olm_raw(client.machine, b"x")
    before = snapshot(client)
    count = 0
    for data in corpus():
        for body in texts(data):
            for kind in (0, 1):
                event = copy.deepcopy(template)
                event["content"]["ciphertext"][client.machine.curve25519] = {"type": kind, "body": body}
                deliver(client, event)
                count += 1
    assert count == COUNT * 4
    assert snapshot(client) == before
    deliver(client, peer.room_key_event(client.machine, "!other:example.org"))
    assert decrypt(client, peer.room_event("!other:example.org", "still works"), "!other:example.org").content["body"]


def test_v11_megolm_entry(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    template = peer.room_event(ROOM)
    before = snapshot(client)
    for data in corpus():
        for body in texts(data):
            event = copy.deepcopy(template)
            event["content"]["ciphertext"] = body
            result = decrypt(client, event)
            assert isinstance(result, Undecryptable)
            assert result.cause in (UtdCause.BAD_EVENT, UtdCause.UNKNOWN_INDEX)
    assert snapshot(client) == before
    assert isinstance(decrypt(client, peer.room_event(ROOM, "still works")), DecryptedEvent)


def test_v11_room_keys(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    before = client.db.execute("SELECT * FROM inbound_sessions").fetchall()
    for data in corpus():
        for key in texts(data):
            content = peer.room_key(ROOM, session_key=key)
            assert not deliver(client, peer.olm_event(client.machine, "m.room_key", content)).new_keys
    assert client.db.execute("SELECT * FROM inbound_sessions").fetchall() == before
