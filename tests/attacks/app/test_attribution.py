# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who said it: forged senders and senders that are none."""

from __future__ import annotations

from typing import Any

import pytest

from app.types import ItemKind
from crypto.types import ShieldCode, ShieldColor, UtdCause
from tests.attacks.app.scene import CAROL, MALLORY, Scene


async def test_p01_a_message_under_a_forged_name_is_not_shown(scene: Scene) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    room = await scene.room(carol, mallory)
    scene.share(mallory, room)
    forged = mallory.room_event(room, "ich kuendige", sender=CAROL)
    scene.tell(room, forged)
    follower = await scene.timeline(room)
    item = await follower.wait(lambda item: item.event_id == forged["event_id"] and item.utd is not UtdCause.UNKNOWN)
    assert item.kind is ItemKind.UNDECRYPTABLE or item.shield.color is ShieldColor.RED
    assert item.utd is UtdCause.MISMATCHED_SENDER or item.shield.code is ShieldCode.MISMATCHED_SENDER
    assert item.body == ""
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.preview is not None
    assert "kuendige" not in summary.preview.body
    await scene.canary(room, carol)


@pytest.mark.parametrize("sender", ["charlie", 5, None, "", ["@carol:evil.test"], "@carol:evil.test\x00", "x" * 70_000])
async def test_p03_a_sender_that_is_none_spoils_only_its_event(scene: Scene, sender: Any) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    bad, clear = carol.room_event(room, "boese", sender=sender), scene.hs.message(CAROL, "boese im Klartext")
    clear["sender"] = sender
    missing = {key: value for key, value in carol.room_event(room, "ohne").items() if key != "sender"}
    scene.tell(room, carol.room_event(room, "davor"), bad, clear, missing, carol.room_event(room, "danach"))
    follower = await scene.timeline(room)
    await follower.wait(lambda item: item.body == "danach")
    assert [item.body for item in follower.items if item.body] == ["davor", "danach"]
    await scene.canary(room, carol)


async def test_p28_a_message_in_clear_is_marked_red_in_an_encrypted_room(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.tell(room, scene.hs.message(CAROL, "unverschluesselt"))
    item = await scene.anna.wait_text(room, "unverschluesselt")
    assert (item.encrypted, item.shield.color, item.shield.code) == (
        False,
        ShieldColor.RED,
        ShieldCode.SENT_IN_CLEAR,
    )


async def test_p28_an_edit_in_clear_does_not_change_an_encrypted_message(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    honest = carol.room_event(room, "ich stimme zu")
    scene.tell(room, honest)
    await scene.anna.wait_text(room, "ich stimme zu")
    edit = {
        "m.new_content": {"msgtype": "m.text", "body": "ich lehne ab"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": honest["event_id"]},
    }
    scene.tell(room, scene.hs.message(CAROL, "* ich lehne ab", **edit))
    await scene.canary(room, carol, "noch da")
    follower = await scene.timeline(room)
    item = follower.find(honest["event_id"])
    assert item is not None
    assert (item.body, item.edited) == ("ich stimme zu", False)
    assert not [item for item in follower.items if "lehne" in item.body]
    await scene.anna.reopen(online=False)
    follower = await scene.timeline(room)
    item = follower.find(honest["event_id"])
    assert item is not None
    assert item.body == "ich stimme zu"
    for summary in scene.anna.account.rooms.items:
        assert summary.preview is None or "lehne" not in summary.preview.body


async def test_p28_the_preview_ignores_an_edit_in_clear(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    honest = carol.room_event(room, "ich stimme zu")
    scene.tell(room, honest)
    await scene.anna.wait_text(room, "ich stimme zu")
    edit = {
        "m.new_content": {"msgtype": "m.text", "body": "ich lehne ab"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": honest["event_id"]},
    }
    evil = scene.hs.message(CAROL, "* ich lehne ab", **edit)
    other = await scene.room(carol, encrypted=False)
    scene.tell(room, evil)
    scene.tell(other, scene.hs.message(CAROL, "Marke"))
    await scene.anna.wait_text(other, "Marke")
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.preview is not None
    assert summary.preview.body == "ich stimme zu"


async def test_p29_only_valid_edits_count(scene: Scene) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    room = await scene.room(carol, mallory)
    for peer in (carol, mallory):
        scene.share(peer, room)
    honest = carol.room_event(room, "Original")

    def edit(peer: Any, target: str, text: str, **changes: Any) -> Any:
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": target},
        }
        return peer.room_event(room, content={**content, **changes}, event_type="m.room.message")

    good = edit(carol, honest["event_id"], "Verbessert")
    scene.tell(
        room,
        honest,
        edit(mallory, honest["event_id"], "von Mallory"),
        good,
        edit(carol, good["event_id"], "Aenderung der Aenderung"),
        edit(carol, honest["event_id"], "", **{"m.new_content": "kein Objekt"}),
        carol.room_event(room, event_type="m.sticker", content=edit_content(honest["event_id"])),
    )
    await scene.canary(room, carol, "fertig")
    follower = await scene.timeline(room)
    item = await follower.wait(lambda item: item.event_id == honest["event_id"])
    assert (item.body, item.edited) == ("Verbessert", True)
    bodies = [item.body for item in follower.items if item.body]
    assert bodies == ["Verbessert", "fertig"]


def edit_content(target: str) -> dict[str, Any]:
    return {
        "body": "x",
        "m.new_content": {"body": "anderer Typ"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }
