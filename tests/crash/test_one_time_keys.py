# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-01: whatever the server got of our keys before we died, the same keys come again, and they work."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.peer import LaunchPeer
from tests.support.raw_client import RawClient
from tests.support.synapse import Homeserver, new_user

pytestmark = pytest.mark.synapse

UPLOAD = "/keys/upload"


def one_time_keys(exchange: Exchange) -> dict[str, Any]:
    return dict(exchange.body.get("one_time_keys", {}))


def names_and_values(exchange: Exchange) -> dict[str, str]:
    """(Kind and) name -> public key, of one-time and fallback keys."""
    return {
        f"{kind} {name}": key["key"]
        for kind in ("one_time_keys", "fallback_keys")
        for name, key in exchange.body.get(kind, {}).items()
    }


@pytest.mark.peer
async def test_s01_killed_again_and_again_during_the_first_upload(
    homeserver: Homeserver, launch_peer: LaunchPeer, proxy: FaultProxy, anna: CrashClient
) -> None:
    for moment in ("request", "answer", "request", "half", "answer"):
        hold = proxy.hold(moment, path=UPLOAD)
        await anna.kill()
        await anna.go_online()
        await hold.reached()
        await anna.kill()
        hold.drop()
    for point in ("upload-answer-arrived", "upload-answer-taken-in"):
        anna.crash_at(point)
        await anna.go_online()
        await anna.died()
    anna.crash_at(None)
    await anna.restore()

    uploads = proxy.seen(UPLOAD)
    assert len(uploads) == 8
    assert [upload.status for upload in uploads] == [0, 200, 0, 200, 200, 200, 200, 200]
    first = names_and_values(uploads[0])
    assert len(first) == 51  # fifty and the fallback key
    assert all(names_and_values(upload) == first for upload in uploads)
    assert all(upload.body["device_keys"]["keys"] == uploads[0].body["device_keys"]["keys"] for upload in uploads)
    assert uploads[-1].answer["one_time_key_counts"]["signed_curve25519"] == 50

    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    room = await jonas.create_room(invite=[anna.user_id])
    await anna.join(room)
    await jonas.wait_member(room, anna.user_id)
    await jonas.send(room, "Deine Schlüssel passen")
    assert (await anna.wait_text(room, "Deine Schlüssel passen"))["utd"] is None
    await anna.send(room, "Deine auch")
    assert (await jonas.wait_text(room, "Deine auch"))["encrypted"]


async def test_s01_killed_while_used_keys_are_replaced(
    homeserver: Homeserver, proxy: FaultProxy, anna: CrashClient
) -> None:
    """Somebody takes keys; we die while new ones are on their way, and right after making them."""
    counts = proxy.hold("request", path="/sync", fits=lambda exchange: "e2ee" in exchange.raw_body.decode())
    uploaded = proxy.hold("whole", path=UPLOAD)
    await anna.call("sync_start", wait=False)
    first = await uploaded.reached()
    uploaded.release()
    counts.release()  # the first counts are those after the upload
    await anna.call("sync_start")
    assert proxy.seen(UPLOAD) == [first]
    target = await anna.target()
    await anna.kill()
    others = [RawClient.new(homeserver) for _ in range(3)]
    taken = {other.claim(target) for other in others}
    assert taken <= set(one_time_keys(first))
    anna.crash_at("keys-refilled")
    await anna.go_online()
    await anna.died()
    assert len(proxy.seen(UPLOAD)) == 1

    replaced = proxy.hold("request", path=UPLOAD)
    anna.crash_at(None)
    await anna.go_online()
    exchange = await replaced.reached()
    assert len(one_time_keys(exchange)) == 3
    assert not set(names_and_values(exchange)) & set(names_and_values(first))
    await anna.kill()
    for point in ("upload-answer-arrived", "upload-answer-taken-in", "upload-answer-committed"):
        anna.crash_at(point)
        await anna.go_online()
        await anna.died()
        assert names_and_values(proxy.seen(UPLOAD)[-1]) == names_and_values(exchange)
    anna.crash_at(None)
    await anna.restore()
    held: dict[str, str] = {}
    for upload in proxy.seen(UPLOAD):
        for name, value in names_and_values(upload).items():
            assert held.setdefault(name, value) == value, "one name, two keys"
    assert len(set(held.values())) == len(held)
    for number in range(3):  # with a key of before and with new ones
        device = RawClient.new(homeserver)
        room = device.api.create_room(invite=[anna.user_id], preset="trusted_private_chat")
        device.api.set_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        await anna.join(room)
        device.share(target, room)
        device.say(room, f"Nachricht {number}")
        assert (await anna.wait_text(room, f"Nachricht {number}"))["encrypted"]
