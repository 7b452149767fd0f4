# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of the server with one thing wrong in every place: nothing raises, and one bad thing spoils one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from crypto.store.errors import StoreUnwritable
from crypto.types import DecryptedEvent, OutgoingRequest
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt
from tests.support.key_server import MEGOLM_SETTINGS, Client

GARBAGE: list[Any] = [None, True, -1, 1.5, "", "x", "A" * 42 + "=", [], {}, [[]], {"a": None}, 2**70]


def mutants(value: Any) -> Iterator[Any]:
    """Copies of a JSON value with one place replaced by garbage, left out, or under another name."""
    if isinstance(value, dict):
        for name in value:
            rest = {key: item for key, item in value.items() if key != name}
            yield rest
            yield {**rest, name + "x": value[name]}
            for garbage in GARBAGE:
                yield {**rest, name: garbage}
            for inner in mutants(value[name]):
                yield {**rest, name: inner}


def only(client: Client, lane: str) -> OutgoingRequest:
    (request,) = [request for request in client.machine.outgoing_requests() if request.lane == lane]
    return request


def test_p47_every_mutation_of_a_query_answer(world: World) -> None:
    """Whatever is wrong with Mallory's part, nothing is believed of Bob that is not so."""
    client = world.client(ALICE)
    world.peer(BOB, identity=True)
    world.peer(MALLORY, identity=True)
    world.know(client, BOB)
    before = [client.machine.devices(BOB), client.machine.identity(BOB)]
    client.machine.track_users([BOB, MALLORY])
    client.sync(changed_users=[BOB])
    request = only(client, "query")
    honest = world.server.answer(ALICE, "DEVICE", request)
    client.machine.mark_sent(request.id, honest)
    count = 0
    for mutant in mutants(honest):
        client.sync(changed_users=[BOB, MALLORY])
        client.machine.mark_sent(only(client, "query").id, mutant)
        world.clock.advance(3600)
        count += 1
        if mutant.get("device_keys", {}) and isinstance(mutant["device_keys"], dict):
            answer = mutant["device_keys"].get(BOB)
            if answer == honest["device_keys"][BOB]:
                assert [client.machine.devices(BOB), client.machine.identity(BOB)] == before
    assert count > 500
    client.sync(changed_users=[BOB, MALLORY])
    client.flush()
    assert [client.machine.devices(BOB), client.machine.identity(BOB)] == before
    assert [device.signed_by_owner for device in client.machine.devices(MALLORY)] == [True]


def test_p40_every_mutation_of_a_claim_answer(world: World) -> None:
    client = world.client(ALICE)
    bob, mallory = world.peer(BOB), world.peer(MALLORY)
    world.know(client, BOB, MALLORY)
    (request,) = client.machine.prepare_room(ROOM, [BOB, MALLORY], "shared")
    honest = world.server.answer(ALICE, "DEVICE", request)
    client.machine.mark_failed(request.id)
    count = 0
    for mutant in mutants({"one_time_keys": honest["one_time_keys"]}):
        client.db.execute("DELETE FROM olm_sessions")
        world.clock.advance(86400)
        client.machine.set_room_encryption(f"!{count}:x", MEGOLM_SETTINGS)
        requests = client.machine.prepare_room(f"!{count}:x", [BOB, MALLORY], "shared")
        assert [item.lane for item in requests] == ["claim"]
        client.machine.mark_sent(requests[0].id, mutant)
        owners = {row[0] for row in client.db.execute("SELECT user_id FROM olm_sessions")}
        keys = mutant.get("one_time_keys")
        for peer in (bob, mallory):
            sound = isinstance(keys, dict) and keys.get(peer.user_id) == honest["one_time_keys"][peer.user_id]
            assert not sound or peer.user_id in owners, "a sound key was not used"
        count += 1
    assert count > 100


@pytest.mark.parametrize(
    "answer", [{}, {"one_time_key_counts": 5}, {"one_time_key_counts": {"signed_curve25519": "x"}}]
)
def test_p47_malformed_upload_answer(world: World, answer: Any) -> None:
    client = Client(world.server, world.folder, ALICE, clock=world.clock)
    request = only(client, "upload")
    client.machine.mark_sent(request.id, answer)
    assert not [item for item in client.machine.outgoing_requests() if item.lane == "upload"]


def test_p47_every_mutation_of_an_encrypted_event(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    event = peer.room_event(ROOM, "whole")
    batch = [(ROOM, mutant) for mutant in mutants({**event, "unsigned": {"membership": "join", "age": 1}})]
    results = client.machine.decrypt([*batch, (ROOM, copy.deepcopy(event))])
    last = results[-1]
    assert len(results) > 100
    assert isinstance(last, DecryptedEvent) or last.cause == "Replay", "a mutant with the same text may come first"


def test_full_disk_while_decrypting(world: World) -> None:
    """Nothing is shown that is not written down, and nothing is taken for a replay afterwards."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    events = [(ROOM, peer.room_event(ROOM, "x" * 50)) for _ in range(2000)]
    pages = client.db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    client.db.execute(f"PRAGMA max_page_count={int(pages[0])}").fetchone()
    with pytest.raises(StoreUnwritable):
        client.machine.decrypt(events)
    assert client.db.execute("SELECT count(*) FROM replay").fetchone() == (0,)
    client.db.execute("PRAGMA max_page_count=1000000").fetchone()
    assert all(isinstance(result, DecryptedEvent) for result in client.machine.decrypt(events))
    assert decrypt(client, {**events[0][1], "event_id": "$copy"}).cause == "Replay"
