# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""An account of 300 rooms: what is needed for the first picture is small, and everything is there in the end."""

from __future__ import annotations

import pytest

from app.matrix.client import MatrixClient
from app.matrix.sync.sliding import FIRST_ROOMS
from tests.support.synapse import Homeserver, new_raw_user
from tests.unit.matrix.sync_driver import Follower

ROOMS = 300
FIRST_ANSWER = 500_000  # bytes


@pytest.mark.synapse
async def test_the_first_answer_of_300_rooms_is_small(homeserver: Homeserver) -> None:
    anna = new_raw_user(homeserver, "viel")
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    rooms = [anna.create_room(name=f"Referat {number}", initial_state=[encryption]) for number in range(ROOMS)]
    cipher = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "A" * 600, "session_id": "s" * 43}
    for room_id in rooms[: FIRST_ROOMS + 5]:
        for _ in range(8):
            anna.send(room_id, cipher, type="m.room.encrypted")

    client = MatrixClient(homeserver.url, anna.user_id, anna.device_id, anna.token)
    sync = await Follower.start(client, classic=False)
    connection = sync.transport.connections[-1]
    first = await connection.poll(0)
    assert first.rooms is not None
    assert len(first.rooms.rooms) == FIRST_ROOMS
    assert {room.room_id for room in first.rooms.rooms} == set(rooms[5 : FIRST_ROOMS + 5])
    assert first.rooms.total_rooms == ROOMS
    assert first.size <= FIRST_ANSWER
    assert all(
        ("m.room.encryption", "") in {(e["type"], e["state_key"]) for e in room.state} for room in first.rooms.rooms
    )
    sync.take(connection, first)

    await sync.until(lambda told: told.complete is not None, timeout=60)
    told = {room.room_id for batch in sync.told.batches if batch.rooms for room in batch.rooms.rooms}
    assert told == set(rooms)
    assert sync.told.complete == sorted(rooms)
    sizes = [batch.size for batch in sync.told.batches if batch.rooms is not None]
    assert max(sizes) <= 2_000_000

    # A quiet room gets a message: that one and a few before it, no gap.
    event_id = anna.send(rooms[299], cipher, type="m.room.encrypted")
    await sync.until(
        lambda told: any(u.timeline for u in told.updates(rooms[299]) if u.timeline[-1]["event_id"] == event_id)
    )
    last = [update for update in sync.told.updates(rooms[299]) if update.timeline][-1]
    assert not last.limited
    assert not last.initial
    await client.close()
