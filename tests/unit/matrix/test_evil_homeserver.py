# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The scripted homeserver speaks both transports the way ours understand them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.discovery import discover
from app.matrix.login import sign_in
from app.matrix.sync.select import select_transport
from app.matrix.sync.types import RoomUpdate, SyncTransport
from tests.support.evil_homeserver import EvilHomeserver

BOB = "@bob:evil.test"


@pytest.fixture
def hs() -> Iterator[EvilHomeserver]:
    with EvilHomeserver() as server:
        yield server


async def transport(hs: EvilHomeserver, client: MatrixClient, classic: bool) -> SyncTransport:
    return select_transport(client, await api.versions(client), {}, classic=classic)


async def rooms(sync: SyncTransport, timeout_ms: int = 0) -> dict[str, RoomUpdate]:
    batch = await sync.connections[-1].poll(timeout_ms)
    assert batch.rooms is not None
    sync.connections[-1].commit(batch)
    return {room.room_id: room for room in batch.rooms.rooms}


@pytest.mark.parametrize("form", ["sliding", "merged", "classic"])
async def test_a_scripted_day(hs: EvilHomeserver, form: str) -> None:
    classic, hs.merged = form == "classic", form == "merged"
    homeserver = await discover(hs.url)
    credentials = await sign_in(homeserver, "anna", "secret", device_name="Test")
    client = credentials.client()
    room_id = hs.create_room({BOB: "join"}, encrypted=True, name="Referat")
    sync = await transport(hs, client, classic)

    first = (await rooms(sync))[room_id]
    assert first.membership == "join"
    assert first.initial
    assert {event["type"] for event in first.state} >= {"m.room.encryption", "m.room.member", "m.room.create"}

    hs.sync(to_device=[{"type": "m.dummy", "sender": BOB, "content": {}}], rooms={room_id: hs.say(BOB, "hallo")})
    keys = await sync.connections[0].poll(0)
    if not classic:
        sync.connections[0].commit(keys)
        keys = await sync.connections[0].poll(0)
    assert keys.encryption is not None
    assert [event["type"] for event in keys.encryption.to_device] == ["m.dummy"]
    again = await sync.connections[0].poll(0)  # not committed: it comes again
    assert again.encryption is not None
    assert [event["type"] for event in again.encryption.to_device] == ["m.dummy"]

    news = (await rooms(sync))[room_id]
    assert [event["content"]["body"] for event in news.timeline] == ["hallo"]
    assert not news.initial

    event_id = await api.send_event(client, room_id, "m.room.message", {"body": "ja"}, "txn1")
    assert await api.send_event(client, room_id, "m.room.message", {"body": "ja"}, "txn1") == event_id
    assert [sent.event_id for sent in hs.sent] == [event_id]
    echo = (await rooms(sync))[room_id].timeline[0]
    assert echo["unsigned"]["transaction_id"] == "txn1"

    people = {event["state_key"] for event in await api.members(client, room_id)}
    assert people == {hs.user_id, BOB}
    page = await api.messages(client, room_id, start=None, limit=1)
    assert [event["event_id"] for event in page.events] == [event_id]
    older = await api.messages(client, room_id, start=page.end)
    assert [event["content"]["body"] for event in older.events] == ["hallo"]
    assert older.end is None

    await api.leave(client, room_id)
    assert (await rooms(sync))[room_id].membership == "leave"
    assert bool(hs.requests("/v4/sync")) is (form == "merged")
    assert bool(hs.requests("simplified_msc3575")) is (form == "sliding")
    await client.close()
