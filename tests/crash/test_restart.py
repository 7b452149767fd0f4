# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program is closed hard, twenty messages arrive, the program is opened again: nothing is missed."""

from __future__ import annotations

import pytest

from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import FaultProxy
from tests.support.raw_client import RawClient
from tests.support.synapse import Homeserver

pytestmark = pytest.mark.synapse

COUNT = 20


async def test_twenty_messages_after_a_hard_end(
    homeserver: Homeserver, proxy: FaultProxy, anna: CrashClient, transport: str
) -> None:
    await anna.call("sync_start")
    other = RawClient.new(homeserver, "jonas")
    room = await anna.create_room(name="Flurfunk", invite=[other.user_id])
    other.api.act(room, "join")
    await anna.wait_member(room, other.user_id)
    expected = ["Bis morgen"]
    await anna.send(room, expected[0])
    target = await anna.target()
    proxy.block("/send/")
    unsent = "Noch unterwegs, als der Strom ausfiel"
    await anna.call("send", room=room, text=unsent, wait=False)
    await anna.kill()

    for number in range(COUNT):
        if number % 5 == 0:  # with four different keys
            other.rotate(room)
            other.share(target, room)
        expected.append(f"Nachricht {number}")
        other.say(room, expected[-1])

    # Without a network: what was there is there, the unsent message too.
    proxy.block("/_matrix/")
    await anna.restore(sync=False)
    assert [row["body"] for row in await anna.messages(room)] == ["Bis morgen", unsent]
    await anna.call("sync_start", wait=False)
    assert [row["body"] for row in await anna.messages(room)] == ["Bis morgen", unsent]
    await anna.kill()
    proxy.unblock()

    await anna.restore()
    await anna.wait_text(room, expected[-1])
    await anna.wait_row(room, lambda row: row["body"] == unsent and row["event_id"], what="the unsent message")
    rows = await anna.all_messages(room)
    assert all(row["utd"] is None for row in rows)
    bodies = [row["body"] for row in rows]
    assert sorted(bodies) == sorted([*expected, unsent]), "each message once"
    bodies.remove(unsent)  # it got to the server at some moment after them
    assert bodies == expected
    summary = await anna.room(room)
    assert summary is not None
    assert summary["name"] == "Flurfunk"

    # And once more: it is all in the store now.
    await anna.kill()
    await anna.restore(sync=False)
    assert [row["event_id"] for row in await anna.messages(room)] == [row["event_id"] for row in rows]
