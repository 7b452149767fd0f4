# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-02, S-04: a message with a room key has come, and we die. The server may believe that we have it; we do have it,
or we get it again. The one-time key it took is unused, or used up with its session kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.raw_client import RawClient
from tests.support.synapse import Homeserver

pytestmark = pytest.mark.synapse


def brings_messages(exchange: Exchange) -> bool:
    """A sync answer, of either kind, with to-device messages in it."""
    answer = exchange.answer
    extensions = answer.get("extensions", {})
    return bool(extensions.get("to_device", {}).get("events") or answer.get("to_device", {}).get("events"))


def acknowledges(answered: Exchange) -> Callable[[Exchange], bool]:
    """The sync request that tells the server that ``answered`` has arrived."""
    classic = answered.answer.get("next_batch")
    sliding = answered.answer.get("extensions", {}).get("to_device", {}).get("next_batch")

    def fits(exchange: Exchange) -> bool:
        if classic is not None:
            return f"since={classic}" in exchange.query
        extension = exchange.body.get("extensions", {}).get("to_device", {})
        return sliding is not None and extension.get("since") == sliding

    return fits


async def meet(homeserver: Homeserver, anna: CrashClient) -> tuple[RawClient, str]:
    """Somebody with a device, and an encrypted room with Anna, who is in sync."""
    await anna.call("sync_start")
    device = RawClient.new(homeserver)
    room = device.api.create_room(invite=[anna.user_id], preset="trusted_private_chat")
    device.api.set_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    await anna.join(room)
    return device, room


async def test_s02_killed_while_a_room_key_arrives(
    homeserver: Homeserver, proxy: FaultProxy, anna: CrashClient, transport: str
) -> None:
    """At each moment between two requests: the next key comes through the same Olm session."""
    device, room = await meet(homeserver, anna)
    target = await anna.target()
    device.claim(target)
    texts = []
    for number, moment in enumerate(("answer", "half", "whole", "acknowledging", "acknowledged")):
        device.rotate(room)
        stop = moment if moment in ("answer", "half", "whole") else "answer"
        hold = proxy.hold(stop, path="/sync", fits=brings_messages)
        device.share(target, room)
        exchange = await hold.reached()
        if moment in ("acknowledging", "acknowledged"):
            following = "request" if moment == "acknowledging" else "answer"
            acknowledged = proxy.hold(following, path="/sync", fits=acknowledges(exchange))
            hold.release()
            if moment == "acknowledged":
                device.share(target, "!ends-the-poll:test.local")
            await acknowledged.reached()
        await anna.kill()
        texts.append(f"Nummer {number}: {moment}")
        device.say(room, texts[-1])
        await anna.restore()
        assert (await anna.wait_text(room, texts[-1]))["utd"] is None
    rows = await anna.messages(room)
    assert [row["body"] for row in rows] == texts
    assert all(row["utd"] is None for row in rows)
    assert not proxy.seen("/keys/claim"), "an Olm session was lost: a new one was begun"


POINTS = (
    "messages-arrived",
    "one-time-key-used",
    "olm-session-stored",
    "room-key-stored",
    "messages-committed",
)


async def test_s04_killed_during_the_first_message_of_a_session(
    homeserver: Homeserver, proxy: FaultProxy, anna: CrashClient, transport: str
) -> None:
    """Between the statements of the transaction, with a new one-time key each time.

    The key comes in the first message of its session, and a second key in the second message of it.
    """
    device, room = await meet(homeserver, anna)
    target = await anna.target()
    texts = []
    await anna.kill()
    for point in POINTS:
        device.claim(target)
        device.rotate(room)
        device.share(target, room)
        anna.crash_at(point)
        await anna.go_online()
        await anna.died()
        texts.append(f"Erste Nachricht: {point}")
        device.say(room, texts[-1])
        device.rotate(room)
        device.share(target, room)  # in the same session
        texts.append(f"Zweite Nachricht: {point}")
        device.say(room, texts[-1])
    anna.crash_at(None)
    await anna.restore()
    await anna.wait_text(room, texts[-1])
    rows = await anna.all_messages(room)
    assert [row["body"] for row in rows] == texts
    assert all(row["utd"] is None for row in rows)
    assert not proxy.seen("/keys/claim"), "an Olm session was lost: a new one was begun"

    # The keys are used up: who takes one a second time opens nothing.
    thief = RawClient(homeserver, device.api.user)
    thief.open_session(target.curve25519, device.claimed[-1])
    thief.share(target, room)
    closed = thief.say(room, "Mit einem gebrauchten Schlüssel")
    device.say(room, "Zum Schluss")
    await anna.wait_text(room, "Zum Schluss")
    (row,) = [row for row in await anna.messages(room) if row["event_id"] == closed]
    assert row["utd"] is not None
    assert "gebraucht" not in row["body"]


async def test_s02_killed_between_keys_and_messages(homeserver: Homeserver, anna: CrashClient, transport: str) -> None:
    """The keys are stored, the messages are not, or the other way round: both come together after the restart."""
    device, room = await meet(homeserver, anna)
    target = await anna.target()
    texts = []
    for point in ("messages-committed", "cache-committed"):
        await anna.kill()
        device.rotate(room)
        device.share(target, room)
        texts.append(f"Zusammen mit dem Schlüssel: {point}")
        device.say(room, texts[-1])
        anna.crash_at(point)
        await anna.go_online()
        await anna.died()
        anna.crash_at(None)
        await anna.restore()
        assert (await anna.wait_text(room, texts[-1]))["utd"] is None
    assert [row["body"] for row in await anna.messages(room)] == texts
