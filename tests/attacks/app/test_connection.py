# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The server goes away, comes back, or no longer wants this device."""

from __future__ import annotations

import time

import pytest

from app.account import Account
from app.errors import ErrorCode
from app.types import Link, SendState
from crypto.types import ShieldColor
from tests.attacks.app.scene import CAROL, Scene
from tests.support.account_world import until
from tests.support.evil_faults import Html, Reset, Status


async def test_offline_is_a_state_and_coming_back_is_automatic(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    account = scene.anna.account
    scene.hs.fail("sync", Reset(), times=0)
    scene.hs.fail("/send/", Reset(), times=0)
    scene.tell(room, scene.hs.message(CAROL, "noch gehoert"))
    await until(lambda: account.connection.link is Link.OFFLINE, "to be offline")
    assert account.connection.problem in (ErrorCode.NO_NETWORK.value, ErrorCode.TIMEOUT.value)
    assert account.connection.retry_at is not None
    assert account.connection.retry_at <= time.time() + 61
    await account.send_text(room, "kommt spaeter")
    follower = await scene.timeline(room)
    assert follower.items[-1].send_state is SendState.SENDING
    scene.hs.honest()
    await scene.anna.online()
    await follower.wait(lambda item: item.body == "kommt spaeter" and item.send_state is None)
    assert [sent.type for sent in scene.hs.sent] == ["m.room.encrypted"]


@pytest.mark.parametrize(
    "fault",
    [Status(500, {}), Status(502, {}), Html()],
    ids=["500", "502", "html"],
)
async def test_n01_trouble_of_the_server_loses_nothing(scene: Scene, fault: object) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.hs.fail("sync", fault, times=3)  # type: ignore[arg-type]
    scene.hs.fail("keys/", fault, times=2)  # type: ignore[arg-type]
    scene.hs.fail("sendToDevice", fault, times=1)  # type: ignore[arg-type]
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "trotzdem"))
    await scene.anna.wait_text(room, "trotzdem", timeout=30)
    await scene.anna.send(room, "ich auch")
    assert len(scene.hs.sent) == 1
    assert scene.keyed() == [CAROL]


async def test_n01_an_answer_that_says_nothing_loses_nothing(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.hs.fail("sync", Status(200, {"unsinn": 1}), times=3)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "trotzdem"))
    await scene.anna.wait_text(room, "trotzdem", timeout=30)


@pytest.mark.parametrize("soft", [True, False])
async def test_n07_a_device_that_is_signed_out_stops_and_keeps_its_store(scene: Scene, soft: bool) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "alt"))
    await scene.anna.wait_text(room, "alt")
    account, keys, device = scene.anna.account, scene.anna.account.keys, scene.anna.account.device_id
    gone = Status(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "gone", "soft_logout": soft})
    scene.hs.fail("sync", gone, times=0)
    scene.tell(room, scene.hs.message(CAROL, "ungehoert"))
    await until(lambda: account.connection.link is Link.SIGNED_OUT, "to be signed out")
    assert account.connection.soft is soft
    asked = len(scene.hs.requests("sync"))
    account.retry_now()
    follower = await scene.timeline(room)
    assert "alt" in follower.bodies
    assert len(scene.hs.requests("sync")) == asked
    scene.hs.honest()
    scene.anna.timelines.clear()
    await account.stop()
    scene.anna.account = await Account.sign_in(scene.anna.profile, scene.hs.url, "anna", "secret")
    # The same person signs in again. A soft sign-out keeps device and keys; a device that is gone is never used again.
    again = scene.anna.account
    assert (again.device_id == device, again.keys == keys) == (soft, soft)
    assert soft or not set(again.keys) & set(keys)
    await scene.anna.start()
    await scene.anna.wait_text(room, "ungehoert")
    if not soft:
        carol.sessions.clear()
        scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "neu"))
    await scene.anna.wait_text(room, "neu")
    assert "alt" in (await scene.timeline(room)).bodies


async def test_n02_keys_that_come_while_devices_cannot_be_asked_for_are_kept(scene: Scene) -> None:
    """Whom they are from is said later, when the server answers again; nothing has to be sent again."""
    scene.hs.fail("keys/query", Status(500, {}), times=0)
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "in der Störung"))
    row = await scene.anna.wait_text(room, "in der Störung")
    assert row.shield.color is not ShieldColor.NONE
    scene.hs.honest()
    follower = await scene.timeline(room)
    scene.anna.account.retry_now()
    after = await follower.wait(
        lambda item: item.event_id == row.event_id and item.shield.color is ShieldColor.NONE, timeout=30
    )
    assert after.body == "in der Störung"


async def test_n07_a_device_that_was_deleted_after_a_soft_sign_out_is_not_brought_back(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "alt"))
    await scene.anna.wait_text(room, "alt")
    account, keys, device = scene.anna.account, scene.anna.account.keys, scene.anna.account.device_id
    scene.hs.fail("sync", Status(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "old", "soft_logout": True}), times=0)
    scene.tell(room, scene.hs.message(CAROL, "ungehoert"))
    await until(lambda: account.connection.link is Link.SIGNED_OUT, "to be signed out")
    del scene.hs.keys.devices[account.user_id][device]
    scene.hs.honest()
    scene.anna.timelines.clear()
    await account.stop()
    scene.anna.account = await Account.sign_in(scene.anna.profile, scene.hs.url, "anna", "secret")
    assert scene.anna.account.device_id != device
    assert not set(scene.anna.account.keys) & set(keys)
    assert scene.hs.requests("logout")
    await scene.anna.start()
    await scene.anna.wait_text(room, "ungehoert")
    assert "alt" in (await scene.timeline(room)).bodies
