# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for tests of the encryption engine: a key server in memory, clients on real databases, peers that lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crypto.types import EncryptionSync, Json
from tests.support.key_server import MEGOLM_SETTINGS, Client, Clock, KeyServer
from tests.support.raw_peer import RawIdentity, RawPeer

ROOM = "!room:example.org"
ALICE, BOB, MALLORY = "@alice:example.org", "@bob:example.org", "@mallory:example.org"


class World:
    """One key server and everybody on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = KeyServer()
        self.clock = Clock()

    def client(self, user_id: str, device_id: str = "DEVICE", **options: Any) -> Client:
        """A client of the engine whose keys are on the server and for which ROOM is encrypted."""
        client = Client(self.server, self.folder, user_id, device_id, clock=self.clock, **options)
        client.machine.set_room_encryption(ROOM, MEGOLM_SETTINGS)
        client.flush()
        return client

    def peer(self, user_id: str, device_id: str = "RAW", *, identity: RawIdentity | bool = False) -> RawPeer:
        """A hand-made device whose keys are on the server."""
        peer = RawPeer(user_id, device_id)
        if identity:
            peer.identity = identity if isinstance(identity, RawIdentity) else RawIdentity(user_id)
        peer.publish(self.server)
        return peer

    def know(self, client: Client, *users: str) -> None:
        """The client follows these users and has their devices and identities."""
        client.machine.track_users(users)
        client.sync(changed_users=list(users))
        client.flush()

    def give_key(self, peer: RawPeer, client: Client, room: str = ROOM, **changes: Any) -> Any:
        """The peer sends the room's key as ``m.room_key``; gives what the engine says changed."""
        if client.machine.curve25519 not in peer.sessions:
            peer.meet(self.server, client.machine)
        return deliver(client, peer.room_key_event(client.machine, room, **changes))


def deliver(client: Client, *events: Any, **fields: Any) -> Any:
    """One sync answer with these to-device events."""
    return client.machine.receive_sync(EncryptionSync(to_device=list(events), **fields))


def decrypt(client: Client, event: Json, room: str = ROOM) -> Any:
    """The result for one event."""
    (result,) = client.machine.decrypt([(room, event)])
    return result


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
