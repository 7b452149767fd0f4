# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-03: one message to a hundred devices, and we die at each step of it. In the end everybody has one key, the room has
the message once, and no position of the ratchet was used for two texts."""

from __future__ import annotations

import pytest

from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.raw_client import RawClient, read
from tests.support.synapse import Homeserver, new_user

pytestmark = pytest.mark.synapse

DEVICES = (26, 26, 26, 26)  # of four people: more than go into one request
SHARE = "/sendToDevice/m.room.encrypted/"
SEND = "/send/m.room.encrypted/"
CLAIM = "/keys/claim"

STEPS: tuple[tuple[str, str], ...] = (  # a moment at the proxy and the path of the request, or a point of our own
    ("message-queued", ""),
    ("request", CLAIM),
    ("answer", CLAIM),
    ("claim-answer-taken-in", ""),
    ("claim-answer-committed", ""),
    ("room-key-sealed", ""),
    ("request", SHARE),
    ("answer", SHARE),
    ("share-answer-arrived", ""),
    ("share-answer-taken-in", ""),
    ("share-answer-committed", ""),
    ("answer", SHARE),
    ("ratchet-advanced", ""),
    ("ciphertext-committed", ""),
    ("request", SEND),
    ("answer", SEND),
    ("half", SEND),
    ("event-id-arrived", ""),
    ("event-id-written", ""),
)


def people(homeserver: Homeserver) -> list[RawClient]:
    devices = []
    for number, count in enumerate(DEVICES):
        user = new_user(homeserver, f"person{number}")
        devices += [RawClient(homeserver, user) for _ in range(count)]
    return devices


def unchanged(exchanges: list[Exchange]) -> dict[str, Exchange]:
    """By target (which has the transaction id in it); asserts that the same target never came with another body."""
    first: dict[str, Exchange] = {}
    for exchange in exchanges:
        known = first.setdefault(exchange.target, exchange)
        assert known.body == exchange.body, f"{exchange.target} came with two bodies"
    return first


async def test_s03_killed_at_each_step_of_a_message_to_a_hundred_devices(
    homeserver: Homeserver, proxy: FaultProxy, anna: CrashClient
) -> None:
    devices = people(homeserver)
    await anna.call("sync_start")
    users = sorted({device.user_id for device in devices})
    query = proxy.hold("answer", path="/keys/query", fits=lambda exchange: users[0] in exchange.raw_body.decode())
    room = await anna.create_room(invite=users)
    for device in {device.user_id: device for device in devices}.values():
        device.api.act(room, "join")
    await query.reached()
    await anna.kill()
    text = "Nur einmal, und für alle"
    for step, path in STEPS:
        if path == SEND:
            proxy.block("/sync")  # or the message would come back from the server before it is sent again
        hold = proxy.hold(step, path=path) if path else None
        anna.crash_at(None if path else step)
        await anna.go_online()
        if step == "message-queued":
            await anna.call_until_death("send", room=room, text=text, wait=False)
        if hold is not None:
            await hold.reached()
            await anna.kill()
        else:
            await anna.died()
    proxy.unblock()
    anna.crash_at(None)
    await anna.restore()
    row = await anna.wait_text(room, text)

    shares = unchanged(proxy.seen(SHARE, method="PUT"))
    sends = unchanged(proxy.seen(SEND, method="PUT"))
    assert len(shares) == 2
    assert len(sends) == 1
    assert len(proxy.seen(SHARE, method="PUT")) >= 5
    assert len(proxy.seen(SEND, method="PUT")) >= 4

    (event,) = [event for event in devices[0].history(room) if event["type"] == "m.room.encrypted"]
    assert event["event_id"] == row["event_id"]
    received = {device: [item for item in device.received() if item["type"] == "m.room_key"] for device in devices}
    for keys in received.values():
        assert [key["content"]["room_id"] for key in keys] == [room], "each device gets exactly one key"
        payload, index = read(keys, event["content"])
        assert (payload["content"]["body"], index) == (text, 0)
    assert [row["body"] for row in await anna.messages(room)] == [text]

    # And on it goes, with the next positions of the same ratchet.
    for number in (1, 2):
        anna.crash_at("ratchet-advanced")
        await anna.kill()
        await anna.go_online()
        await anna.call_until_death("send", room=room, text=f"Weiter {number}", wait=False)
        await anna.died()
        anna.crash_at(None)
        await anna.restore()
        await anna.wait_text(room, f"Weiter {number}")
    events = [event for event in devices[0].history(room) if event["type"] == "m.room.encrypted"]
    opened = [read(received[devices[0]], event["content"]) for event in events]
    assert [(payload["content"]["body"], index) for payload, index in opened] == [
        (text, 0),
        ("Weiter 1", 1),
        ("Weiter 2", 2),
    ]
    assert not [device for device in devices if device.received()], "nobody gets the key again"
    unchanged(proxy.seen(SEND, method="PUT"))
