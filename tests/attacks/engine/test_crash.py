# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process dies at the worst moment (S-01 to S-04): the file is opened anew, the old machine is left as it was."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.store.errors import StoreUnwritable
from crypto.types import EncryptionSync, OutgoingRequest, RoomNotReady
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client, room_event

PEOPLE = 120


def upload(client: Client) -> OutgoingRequest:
    return next(request for request in client.machine.outgoing_requests() if request.lane == "upload")


@pytest.mark.parametrize("arrived", [False, True])
def test_s01_killed_during_upload(world: World, arrived: bool) -> None:
    """The server may have the keys or not: the same ones come again, and the ones it hands out work."""
    client = Client(world.server, world.folder, ALICE, clock=world.clock)
    request = upload(client)
    if arrived:
        world.server.answer(ALICE, "DEVICE", request)
    for _ in range(20):
        client.crash()
        assert upload(client) == request
    client.flush()  # the server asserts that no name comes with another key
    peer = world.peer(BOB)
    assert world.give_key(peer, client).new_keys


def test_s01_killed_between_answer_and_next_upload(world: World) -> None:
    client = Client(world.server, world.folder, ALICE, clock=world.clock)
    request = upload(client)
    answer = world.server.answer(ALICE, "DEVICE", request)
    client.crash()
    client.machine.mark_sent(request.id, answer)
    client.crash()
    assert not [request for request in client.machine.outgoing_requests() if request.lane == "upload"]


def test_s02_killed_after_sync_with_room_key(world: World) -> None:
    """Either the key is there and the token moved, or neither: then the server sends the message once more."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    peer.meet(world.server, client.machine)
    for number in range(20):
        room = f"!{number}:x"
        event = peer.room_key_event(client.machine, room)
        deliver(client, event, tokens={"since": f"s{number}"})
        client.crash()
        assert client.machine.token("since") == f"s{number}"
        deliver(client, event, tokens={"since": f"s{number}"})  # the acknowledgement never reached the server
        assert decrypt(client, peer.room_event(room, "kept"), room).content["body"] == "kept"


def test_s02_failed_commit_changes_nothing(world: World) -> None:
    """The disk is full: no key, no token, the one-time key unused - and when there is room again, all is well."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    peer.meet(world.server, client.machine)
    events = [peer.room_key_event(client.machine, f"!{number}:x") for number in range(200)]
    tables = ("account", "olm_sessions", "olm_seen", "inbound_sessions", "tokens")
    before = [client.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    pages = client.db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    client.db.execute(f"PRAGMA max_page_count={int(pages[0]) + 2}").fetchone()
    with pytest.raises(StoreUnwritable):
        deliver(client, *events, tokens={"since": "s1"})
    assert [client.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before
    client.db.execute("PRAGMA max_page_count=1000000").fetchone()
    assert len(deliver(client, *events, tokens={"since": "s1"}).new_keys) == 200
    assert client.machine.token("since") == "s1"


def test_s03_killed_while_sending(world: World) -> None:
    """The same transaction id gives the same bytes after any number of crashes; no index is used twice."""
    client = world.client(ALICE)
    world.peer(BOB)
    contents: dict[str, Any] = {}
    for number in range(10):
        client.prepare(ROOM, [BOB])
        txn_id = f"t{number}"
        contents[txn_id] = client.machine.encrypt(ROOM, "m.room.message", {"body": str(number)}, txn_id)
        client.crash()
        assert client.machine.encrypt(ROOM, "m.room.message", {"body": "other"}, txn_id) == contents[txn_id]
    assert len({content["session_id"] for content in contents.values()}) == 1
    events = [room_event(ALICE, content, f"${txn}", world.clock) for txn, content in contents.items()]
    results: Any = client.machine.decrypt([(ROOM, event) for event in events])
    assert [result.message_index for result in results] == list(range(10))
    for txn_id in contents:
        client.machine.sent(txn_id)
    assert client.db.execute("SELECT count(*) FROM sends").fetchone() == (0,)


def test_s03_failed_commit_does_not_advance_the_ratchet(world: World) -> None:
    client = world.client(ALICE)
    client.prepare(ROOM, [])
    pages = client.db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    client.db.execute(f"PRAGMA max_page_count={int(pages[0])}").fetchone()
    with pytest.raises(StoreUnwritable):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x" * 60_000}, "big")
    client.db.execute("PRAGMA max_page_count=1000000").fetchone()
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")  # memory was dropped
    event = client.send(ROOM, [], "first")
    result: Any = decrypt(client, event)
    assert result.message_index == 0


@pytest.mark.parametrize("survived", range(6))
def test_s03_killed_while_sharing(world: World, survived: int) -> None:
    """The n-th answer of the key share is the last one that counts: in the end each device has exactly one key."""
    client = world.client(ALICE)
    peers = [world.peer(f"@user{number}:example.org") for number in range(PEOPLE)]
    users = [peer.user_id for peer in peers]
    answered = 0
    while answered < survived:
        requests = client.machine.prepare_room(ROOM, users, "shared")
        if not requests:
            break
        client.answer(requests[:1])
        answered += 1
    lost = client.machine.prepare_room(ROOM, users, "shared")
    for request in lost:
        world.server.answer(ALICE, "DEVICE", request)  # sent, but the answer is never seen
    client.crash()
    event = client.send(ROOM, users, "to all")
    for peer in peers:
        keys = [item for item in peer.inbox(world.server) if item["type"] == "m.room_key"]
        assert [key["content"]["session_id"] for key in keys] == [event["content"]["session_id"]]


def test_s04_killed_during_the_first_pre_key_message(world: World) -> None:
    """The one-time key is unused, or used up with the session kept."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    peer.meet(world.server, client.machine)
    first, second = (peer.room_key_event(client.machine, f"!{number}:x") for number in range(2))
    client.crash()  # before it was processed
    assert deliver(client, first).new_keys
    client.crash()  # right after the commit
    assert client.db.execute("SELECT count(*) FROM olm_sessions").fetchone() == (1,)
    assert deliver(client, second).new_keys, "the second message of the same session"
    assert client.db.execute("SELECT count(*) FROM olm_sessions").fetchone() == (1,)


def test_s04_failed_commit_keeps_the_one_time_key(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    peer.meet(world.server, client.machine)
    event = peer.room_key_event(client.machine, ROOM)
    pages = client.db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    client.db.execute(f"PRAGMA max_page_count={int(pages[0])}").fetchone()
    big = {f"token{number}": "x" * 4000 for number in range(50)}
    with pytest.raises(StoreUnwritable):
        client.machine.receive_sync(EncryptionSync(to_device=[event], tokens=big))
    client.db.execute("PRAGMA max_page_count=1000000").fetchone()
    assert deliver(client, event).new_keys, "the key in memory was not used up by the failed step"
