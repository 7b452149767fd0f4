# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms: downgrades, plain text, who must not read on, absurd room state (P-26, P-28, P-38, P-47)."""

from __future__ import annotations

from typing import Any

import pytest

from crypto.types import RoomNotReady, SendBlocked, Undecryptable, UtdCause
from tests.support.engine import ALICE, BOB, MALLORY, ROOM, World, decrypt
from tests.support.key_server import MEGOLM_SETTINGS

MEGOLM = "m.megolm.v1.aes-sha2"
HOUR, YEAR, WEEK = 3_600_000, 31_536_000_000, 604_800_000


# -- P-26 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "later",
    [{}, None, 5, [], "", {"algorithm": None}, {"algorithm": "org.x.plain"}, {"algorithm": ""}, {"algorithm": ["x"]}],
)
def test_p26_encryption_is_never_taken_back(world: World, later: Any) -> None:
    """Redacted, emptied, another algorithm - and absent after a restart."""
    client = world.client(ALICE)
    client.machine.set_room_encryption(ROOM, {"algorithm": MEGOLM, "rotation_period_msgs": 7})
    settings = client.machine.room_encryption(ROOM)
    client.machine.set_room_encryption(ROOM, later)
    assert client.machine.room_encryption(ROOM) == settings
    client.crash()
    assert client.machine.room_encryption(ROOM) == settings
    assert client.send(ROOM, [], "still encrypted")["content"]["algorithm"] == MEGOLM


@pytest.mark.parametrize("content", [{}, None, 5, {"algorithm": "org.x.plain"}])
def test_p26_strange_settings_still_encrypt(world: World, content: Any) -> None:
    client = world.client(ALICE)
    client.machine.set_room_encryption("!new:x", content)
    settings = client.machine.room_encryption("!new:x")
    assert settings is not None
    assert (settings.algorithm, settings.rotation_period_ms, settings.rotation_period_msgs) == (MEGOLM, WEEK, 100)


@pytest.mark.parametrize(
    ("period", "milliseconds"),
    [
        (0, HOUR),
        (-1, HOUR),
        (1, HOUR),
        (HOUR + 1, HOUR + 1),
        (YEAR * 5, YEAR),
        (2**70, YEAR),
        (1e300, YEAR),
        (float("inf"), WEEK),
        (float("nan"), WEEK),
        ("x", WEEK),
        (None, WEEK),
        (True, WEEK),
        ([], WEEK),
    ],
)
def test_p26_period_is_clamped(world: World, period: Any, milliseconds: int) -> None:
    client = world.client(ALICE)
    client.machine.set_room_encryption("!n:x", {"algorithm": MEGOLM, "rotation_period_ms": period})
    settings = client.machine.room_encryption("!n:x")
    assert settings is not None
    assert settings.rotation_period_ms == milliseconds


@pytest.mark.parametrize(
    ("count", "messages"),
    [(0, 1), (-1, 1), (1, 1), (5000, 5000), (10**6, 10_000), (1e300, 10_000), ("x", 100), (None, 100), ({}, 100)],
)
def test_p26_message_count_is_clamped(world: World, count: Any, messages: int) -> None:
    client = world.client(ALICE)
    client.machine.set_room_encryption("!n:x", {"algorithm": MEGOLM, "rotation_period_msgs": count})
    settings = client.machine.room_encryption("!n:x")
    assert settings is not None
    assert settings.rotation_period_msgs == messages
    client.crash()
    assert client.machine.room_encryption("!n:x") == settings


def test_p26_nothing_is_encrypted_for_a_room_that_is_not(world: World) -> None:
    client = world.client(ALICE)
    with pytest.raises(SendBlocked, match="not_encrypted"):
        client.machine.prepare_room("!plain:x", [], "shared")
    with pytest.raises(SendBlocked, match="not_encrypted"):
        client.machine.encrypt("!plain:x", "m.room.message", {"body": "x"}, "t")
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")


# -- P-28 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.text", "body": "in clear"},
        {"body": "* x", "m.new_content": {"body": "x"}, "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}},
        {},
    ],
)
def test_p28_clear_event_is_never_a_decrypted_one(world: World, content: Any) -> None:
    client = world.client(ALICE)
    event = {"type": "m.room.message", "sender": BOB, "event_id": "$1", "origin_server_ts": 1, "content": content}
    result = decrypt(client, event)
    assert isinstance(result, Undecryptable)
    assert (result.cause, result.session_id) == (UtdCause.BAD_EVENT, None)


# -- P-38 ------------------------------------------------------------------------------------------------------------


def session_of(event: Any) -> str:
    return str(event["content"]["session_id"])


@pytest.mark.parametrize("left", [[MALLORY], ["@never-had-the-key:x"], [MALLORY, BOB]])
def test_p38_leaving_means_a_new_session(world: World, left: list[str]) -> None:
    """Leave, kick, ban, declined invitation: the caller names who; a limited sync names everybody not joined."""
    client = world.client(ALICE)
    bob, mallory = world.peer(BOB), world.peer(MALLORY)
    before = client.send(ROOM, [BOB, MALLORY], "with Mallory")
    mallory.inbox(world.server)
    client.machine.members_changed(ROOM, left)
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "too early"}, "t")
    after = client.send(ROOM, [BOB], "without Mallory")
    assert session_of(after) != session_of(before)
    assert mallory.inbox(world.server) == []
    assert [key["content"]["session_id"] for key in bob.inbox(world.server)] == [session_of(before), session_of(after)]


def test_p38_leave_before_a_crash(world: World) -> None:
    client = world.client(ALICE)
    before = client.send(ROOM, [BOB], "x")
    client.machine.members_changed(ROOM, [BOB])
    client.crash()
    assert session_of(client.send(ROOM, [], "y")) != session_of(before)


def test_p38_member_missing_from_the_recipients(world: World) -> None:
    """Nobody announced that Mallory left, she is just not among the recipients any more."""
    client = world.client(ALICE)
    world.peer(BOB)
    mallory = world.peer(MALLORY)
    before = client.send(ROOM, [BOB, MALLORY], "x")
    mallory.inbox(world.server)
    assert session_of(client.send(ROOM, [BOB], "y")) != session_of(before)
    assert mallory.inbox(world.server) == []


def test_p38_leave_and_return_between_two_messages(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    before = client.send(ROOM, [BOB], "x")
    client.machine.members_changed(ROOM, [BOB])
    assert session_of(client.send(ROOM, [BOB], "y")) != session_of(before)


def test_p38_device_signed_out(world: World) -> None:
    client = world.client(ALICE)
    first, second = world.peer(BOB, "FIRST"), world.peer(BOB, "SECOND")
    before = client.send(ROOM, [BOB], "to both")
    for peer in (first, second):
        peer.inbox(world.server)
    world.server.delete_device(BOB, "SECOND")
    client.sync(changed_users=[BOB])
    after = client.send(ROOM, [BOB], "to the first")
    assert session_of(after) != session_of(before)
    assert first.inbox(world.server)[0]["content"]["session_id"] == session_of(after)
    assert second.inbox(world.server) == []


def test_p38_device_signed_out_between_preparing_and_encrypting(world: World) -> None:
    client = world.client(ALICE)
    world.peer(BOB)
    client.prepare(ROOM, [BOB])
    world.server.delete_device(BOB, "RAW")
    client.sync(changed_users=[BOB])
    client.flush()
    with pytest.raises(RoomNotReady):
        client.machine.encrypt(ROOM, "m.room.message", {"body": "x"}, "t")


@pytest.mark.parametrize(("first", "second"), [("shared", "joined"), ("joined", "shared"), ("invited", "joined")])
def test_p38_history_visibility(world: World, first: str, second: str) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    before = client.send(ROOM, [BOB], "x", visibility=first)
    after = client.send(ROOM, [BOB], "y", visibility=second)
    assert session_of(after) != session_of(before)
    flags = [key["content"]["shared_history"] for key in bob.inbox(world.server)]
    assert flags == [first == "shared", second == "shared"]


def test_p38_settings_changed(world: World) -> None:
    client = world.client(ALICE)
    before = client.send(ROOM, [], "x")
    client.machine.set_room_encryption(ROOM, {**MEGOLM_SETTINGS, "rotation_period_msgs": 3})
    after = [session_of(client.send(ROOM, [], str(number))) for number in range(4)]
    assert session_of(before) not in after
    assert [after.index(session) for session in after] == [0, 0, 0, 3]


# -- P-47 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", [5, None, "zzz", [], {}, True, ""])
def test_p47_absurd_history_visibility(world: World, visibility: Any) -> None:
    """The room stays usable, and nothing is marked as history for later members that may not be."""
    client = world.client(ALICE)
    bob = world.peer(BOB)
    client.send(ROOM, [BOB], "x", visibility=visibility)
    (key,) = bob.inbox(world.server)
    assert key["content"]["shared_history"] is False


@pytest.mark.parametrize("recipients", [[5, None, BOB], ["", "bob", BOB, "@" + "x" * 300], [[], {}, BOB][2:]])
def test_p47_absurd_recipients(world: World, recipients: Any) -> None:
    client = world.client(ALICE)
    bob = world.peer(BOB)
    client.send(ROOM, recipients, "x")
    assert len(bob.inbox(world.server)) == 1
