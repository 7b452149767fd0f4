# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fifty devices of ten people in one room with Anna (our client) and Jonas (matrix-js-sdk)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.client import StartClient
from tests.support.peer import LaunchPeer
from tests.support.raw_device import RawDevice
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]

USERS, DEVICES_EACH = 10, 5


async def test_fifty_devices(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> None:
    anna = await start_client(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)

    def everybody() -> list[RawDevice]:
        people = [new_user(homeserver, f"person{number}") for number in range(USERS)]
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda one: RawDevice(homeserver, one), people * DEVICES_EACH))

    devices = await asyncio.to_thread(everybody)
    users = sorted({device.user_id for device in devices})
    assert len(devices) == 50
    room = await anna.create_room(name="Große Runde", invite=[jonas.user_id, *users])
    for device in devices[:USERS]:
        await asyncio.to_thread(device.api.act, room, "join")
    await jonas.join(room)
    for user_id in (jonas.user_id, *users):
        await anna.wait_member(room, user_id)

    sent = await anna.send(room, "An alle fünfzig")
    assert (await jonas.wait_text(room, "An alle fünfzig"))["encrypted"]
    assert [await asyncio.to_thread(device.read, room, sent) for device in devices] == ["An alle fünfzig"] * 50

    for user_id in users:
        await jonas.wait_member(room, user_id)
    answer = await jonas.send(room, "Antwort an alle")
    assert (await anna.wait_text(room, "Antwort an alle"))["shield"] == {"color": "none", "code": None}
    assert [await asyncio.to_thread(device.read, room, answer) for device in devices] == ["Antwort an alle"] * 50

    # One of the fifty writes. Its owner has no digital identity, so nobody vouches for the device, and the row says so.
    targets = [(anna.user_id, anna.device_id), (jonas.user_id, jonas.device_id)]
    event = await asyncio.to_thread(devices[7].write, room, "Ich bin einer von fünfzig", *targets)
    row = await anna.wait_text(room, "einer von fünfzig")
    assert row["event_id"] == event
    assert row["shield"] == {"color": "red", "code": "UnsignedDevice"}

    # The second message costs no keys: nobody gets another one.
    again = await anna.send(room, "Noch einmal an alle")
    assert [await asyncio.to_thread(device.read, room, again) for device in devices] == ["Noch einmal an alle"] * 50
    assert (await jonas.wait_text(room, "Noch einmal"))["session_id"] == (await jonas.wait_text(room, "An alle"))[
        "session_id"
    ]
