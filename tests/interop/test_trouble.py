# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Restarts, crashes, late keys, removed devices, gaps: Anna and Jonas go on talking and miss nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer, Peer
from tests.support.slow_delivery import SlowDelivery
from tests.support.synapse import Homeserver, User, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def in_a_room(
    homeserver: Homeserver,
    start_client: StartClient,
    launch_peer: LaunchPeer,
    *,
    store: Path | None = None,
    through: str = "",
) -> tuple[Client, Peer, User, str]:
    """Anna (ours) and Jonas (theirs, with an identity) in an encrypted room in which both have written.

    ``through``: the address at which Jonas reaches the homeserver.
    """
    anna = await start_client(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    if through:
        user = replace(user, homeserver=through)
    jonas = await launch_peer(user, store=store)
    await jonas.call("bootstrap", password=user.password)
    room = await anna.create_room(invite=[jonas.user_id])
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await anna.send(room, "Anfang von Anna")
    await jonas.wait_text(room, "Anfang von Anna")
    await jonas.send(room, "Anfang von Jonas")
    await anna.wait_text(room, "Anfang von Jonas")
    return anna, jonas, user, room


def bodies(rows: list[dict[str, object]]) -> list[object]:
    return [row["body"] if row["utd"] is None else row["utd"] for row in rows]


@pytest.mark.parametrize("how", ["closed", "killed"])
async def test_we_restart(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, transport: str, how: str
) -> None:
    anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer)
    device = anna.device_id
    await (anna.close() if how == "closed" else anna.kill())
    await jonas.send(room, "Während du weg warst")
    await anna.restore(sync=False)
    assert anna.device_id == device
    assert bodies(await anna.messages(room)) == ["Anfang von Anna", "Anfang von Jonas"]  # from the store
    await anna.call("sync_start")
    assert (await anna.wait_text(room, "Während du weg warst"))["encrypted"]
    await anna.send(room, "Bin wieder da")
    assert (await jonas.wait_text(room, "Bin wieder da"))["encrypted"]
    await jonas.send(room, "Schön")
    await anna.wait_text(room, "Schön")
    assert bodies(await anna.messages(room)) == [
        "Anfang von Anna",
        "Anfang von Jonas",
        "Während du weg warst",
        "Bin wieder da",
        "Schön",
    ]


async def test_we_restart_again_and_again(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """Killed at changing moments of a lively exchange: every message arrives once, on both sides."""
    anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer)
    expected = ["Anfang von Anna", "Anfang von Jonas"]
    for number in range(4):
        theirs = asyncio.create_task(jonas.send(room, f"Jonas {number}"))
        await asyncio.sleep(0.02 * number)
        await anna.kill()
        await theirs
        await anna.restore()
        await anna.wait_text(room, f"Jonas {number}")
        await anna.send(room, f"Anna {number}")
        await jonas.wait_text(room, f"Anna {number}")
        expected += [f"Jonas {number}", f"Anna {number}"]
    assert bodies(await anna.messages(room)) == expected
    seen = [event for event in await jonas.call("messages", room=room, limit=100) if event["type"] == "m.room.message"]
    assert [event["content"]["body"] for event in seen] == expected


async def test_they_restart(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, user, room = await in_a_room(homeserver, start_client, launch_peer, store=tmp_path / "jonas")
    await jonas.close()
    await anna.send(room, "Für später, Jonas")
    again = await launch_peer(user, store=tmp_path / "jonas")
    assert again.device_id == jonas.device_id
    assert (await again.wait_text(room, "Für später"))["encrypted"]
    await again.send(room, "Gelesen")
    row = await anna.wait_text(room, "Gelesen")
    assert row["shield"] == {"color": "none", "code": None}


async def test_they_lose_their_sessions(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    """Jonas' store goes back to an older state, as after a crash. One key is lost with it; then the sessions heal."""
    anna, jonas, user, room = await in_a_room(homeserver, start_client, launch_peer, store=tmp_path / "jonas")
    await jonas.close()
    jonas = await launch_peer(user, store=tmp_path / "jonas")
    for number in range(3):
        await jonas.call("discard_session", room=room)
        await jonas.send(room, f"Vor dem Absturz {number}")
        await anna.wait_text(room, f"Vor dem Absturz {number}")
        await anna.send(room, f"Gehört {number}")
        await jonas.wait_text(room, f"Gehört {number}")
    await jonas.kill()  # what is in its store is what was there three exchanges ago
    again = await launch_peer(user, store=tmp_path / "jonas")
    await again.call("discard_session", room=room)
    lost = await again.send(room, "Nach dem Absturz")
    await anna.wait_row(room, lambda row: row["event_id"] == lost and row["utd"] is not None, what="the closed row")
    await again.event("to_device", type="m.dummy")  # we noticed, and began a new session with Jonas
    await again.call("discard_session", room=room)
    await again.send(room, "Wieder heil")
    await anna.wait_text(room, "Wieder heil")
    await anna.send(room, "Auch in dieser Richtung")
    await again.wait_text(room, "Auch in dieser Richtung")


async def test_keys_arrive_late(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, transport: str
) -> None:
    async with SlowDelivery(homeserver.url) as delivery:
        anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer, through=delivery.url)
        delivery.hold()
        await jonas.call("discard_session", room=room)
        sent = [await jonas.send(room, f"Der Schlüssel kommt noch {number}") for number in range(3)]
        await delivery.held()
        await anna.wait_row(
            room, lambda row: row["event_id"] == sent[-1] and row["utd"] == {"code": "Unknown"}, what="the closed row"
        )
        await delivery.release()
        await anna.wait_text(room, "Der Schlüssel kommt noch 2")
        rows = await anna.messages(room)
        assert bodies(rows)[2:] == [f"Der Schlüssel kommt noch {number}" for number in range(3)]
        assert [row["event_id"] for row in rows[2:]] == sent


async def test_keys_arrive_after_a_restart(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """We remember what could not be read, and read it when the key comes at last."""
    async with SlowDelivery(homeserver.url) as delivery:
        anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer, through=delivery.url)
        delivery.hold()
        await jonas.call("discard_session", room=room)
        sent = await jonas.send(room, "Sehr spät")
        await anna.wait_row(room, lambda row: row["event_id"] == sent and row["utd"] is not None, what="the closed row")
        await anna.kill()
        await delivery.release()
        await anna.restore()
        assert (await anna.wait_text(room, "Sehr spät"))["event_id"] == sent


async def test_a_device_of_theirs_is_removed(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, transport: str
) -> None:
    """What the removed device wrote stays; it gets no new key, and the room key changes."""
    anna, jonas, user, room = await in_a_room(homeserver, start_client, launch_peer)
    recovery = (await jonas.call("bootstrap", password=user.password))["recoveryKey"]
    second = await launch_peer(user)
    await second.call("recover", recoveryKey=recovery)
    await second.call("wait_room", room=room, membership="join")
    await second.send(room, "Von Jonas' zweitem Gerät")
    await anna.wait_text(room, "zweitem Gerät")
    await anna.send(room, "An beide Geräte")
    both = await second.wait_text(room, "An beide Geräte")
    await jonas.wait_text(room, "An beide Geräte")
    removed = second.device_id
    await second.call("logout")
    await anna.wait_row(room, lambda row: "An beide" in row["body"])

    async with asyncio.timeout(30):  # until we have seen it go
        while any(one["device_id"] == removed and not one["deleted"] for one in await devices(anna, jonas.user_id)):
            await asyncio.sleep(0.05)
    await anna.send(room, "Nur noch an das erste")
    only = await jonas.wait_text(room, "Nur noch an das erste")
    assert only["session_id"] != both["session_id"]
    old = await anna.wait_text(room, "zweitem Gerät")
    assert old["utd"] is None
    await jonas.send(room, "Verstanden")
    await anna.wait_text(room, "Verstanden")


async def devices(client: Client, user_id: str) -> list[dict[str, object]]:
    return list(await client.call("devices", user=user_id))


async def test_a_gap_after_a_pause(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, transport: str
) -> None:
    """More is written than one sync brings: scrolling back shows all of it, in order, once."""
    anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer)
    await anna.call("sync_stop")
    texts = [f"In der Pause {number:03d}" for number in range(150)]
    for text in texts:
        await jonas.send(room, text)
    await anna.call("sync_start")
    await anna.wait_text(room, texts[-1])
    rows = await anna.all_messages(room)
    assert bodies(rows) == ["Anfang von Anna", "Anfang von Jonas", *texts]
    await anna.send(room, "Alles gelesen")
    await jonas.wait_text(room, "Alles gelesen")


async def test_a_thousand_messages_while_we_are_offline(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """The same messages wait for Anna, with sliding sync, and for Bert, with the classic one."""
    anna, jonas, _, room = await in_a_room(homeserver, start_client, launch_peer)
    bert = await start_client(new_user(homeserver, "bert"), classic=True)
    await jonas.call("invite", room=room, user=bert.user_id)
    await bert.join(room)
    await jonas.wait_member(room, bert.user_id)
    await jonas.send(room, "Willkommen, Bert")
    await asyncio.gather(anna.wait_text(room, "Willkommen"), bert.wait_text(room, "Willkommen"))
    await asyncio.gather(anna.close(), bert.close())
    texts = [f"Nachricht {number:04d}" for number in range(1000)]
    for begin in range(0, 1000, 50):
        await asyncio.gather(*(jonas.send(room, text) for text in texts[begin : begin + 50]))
    stored = await jonas.call("messages", room=room, limit=1000)  # the server gives no more at once
    sent = [event["event_id"] for event in stored if event["type"] == "m.room.message"]
    for client in (anna, bert):
        await client.restore()
        await client.wait_row(room, lambda row: row["event_id"] == sent[-1] and row["utd"] is None)
        rows = [row for row in await client.all_messages(room) if row["body"].startswith("Nachricht ")]
        assert sorted(row["body"] for row in rows) == texts
        assert [row["event_id"] for row in rows[-len(sent) :]] == sent  # in the order of the server
        assert len({row["session_id"] for row in rows}) >= 10  # the room key changes every hundred messages
