# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms whose settings lie: replaced in a circle, powers that are none, members without end, people we ignore."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.power import CREATOR
from app.types import Membership
from tests.attacks.app.scene import CAROL, MALLORY, Scene
from tests.support.account_world import until
from tests.support.evil_sync import Room

Json = dict[str, Any]


async def told(scene: Scene, room_id: str, *events: Json) -> None:
    """The room has this state, and anna knows it."""
    mark = scene.hs.message(CAROL, f"Marke {scene.hs.next_id()}")
    scene.hs.sync(rooms={room_id: Room(state=list(events), timeline=[*events, mark])})
    await scene.anna.wait_text(room_id, mark["content"]["body"])


def replaced(scene: Scene, target: Any) -> Json:
    return scene.hs.event("m.room.tombstone", {"replacement_room": target, "body": "x" * 9000}, CAROL, state_key="")


def made(scene: Scene, before: Any, version: Any = "10", **content: Any) -> Json:
    content |= {"room_version": version, "predecessor": {"room_id": before}}
    return scene.hs.event("m.room.create", content, CAROL, state_key="")


async def test_p45_rooms_replaced_in_a_circle_lead_nowhere(scene: Scene) -> None:
    scene.peer(CAROL)
    carol = scene.peer(CAROL)
    rooms = [await scene.room(carol, encrypted=False) for _ in range(3)]
    for number, room in enumerate(rooms):
        await told(scene, room, made(scene, rooms[number - 1]), replaced(scene, rooms[(number + 1) % 3]))
    admin = scene.anna.account.room_admin
    async with asyncio.timeout(5):
        for room in rooms:
            found = await admin.successor(room)
            assert found is None or found.room_id in rooms
    alone = await scene.room(carol, encrypted=False)
    await told(scene, alone, made(scene, alone), replaced(scene, alone))
    assert await admin.successor(alone) is None
    assert not scene.hs.requests("/join")


async def test_p45_a_chain_without_end_is_not_followed_for_ever(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    rooms = [await scene.room(carol, encrypted=False) for _ in range(30)]
    for number, room in enumerate(rooms[:-1]):
        await told(scene, room, made(scene, rooms[number - 1]), replaced(scene, rooms[number + 1]))
    found = await scene.anna.account.room_admin.successor(rooms[0])
    assert found is not None
    assert found.room_id in rooms[10:25]
    assert len(found.text) <= 500


async def test_p45_a_one_sided_tombstone_is_told_as_such(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    old, trap = await scene.room(carol, encrypted=False), await scene.room(carol, encrypted=False)
    await told(scene, old, replaced(scene, trap))
    await told(scene, trap, made(scene, "!another:evil.test"))
    found = await scene.anna.account.room_admin.successor(old)
    assert found is not None
    assert (found.room_id, found.agreed, found.membership) == (trap, False, Membership.JOIN)
    await told(scene, old, replaced(scene, "!stranger:evil.test"))
    found = await scene.anna.account.room_admin.successor(old)
    assert found is not None
    assert (found.agreed, found.membership) == (None, None)
    assert not scene.hs.requests("/join")


async def test_p46_creators_stand_above_all_and_are_not_written_into_the_levels(scene: Scene) -> None:
    carol, anna = scene.peer(CAROL), scene.anna
    room = await scene.room(carol, encrypted=False)
    create = made(scene, None, "12", additional_creators=[anna.user_id, 5, None, "kein Name"])
    levels = scene.hs.event("m.room.power_levels", {"users": {MALLORY: 2**53 - 1}}, CAROL, state_key="")
    await told(scene, room, create, levels)
    found = await anna.account.room_admin.settings(room)
    assert found is not None
    assert found.powers.creators == {CAROL, anna.user_id}
    assert found.level == CREATOR
    assert found.powers.may_kick(anna.user_id, MALLORY)
    assert not found.powers.may_kick(MALLORY, CAROL)
    people = {one.user_id: one.power for one in await anna.account.room_admin.people(room, refresh=False)}
    assert people[CAROL] == CREATOR


async def test_p47_nothing_is_sent_that_gives_more_than_one_has(scene: Scene) -> None:
    carol, anna = scene.peer(CAROL), scene.anna
    room = await scene.room(carol, encrypted=False)
    content: Json = {
        "users": {anna.user_id: "50", CAROL: 1e308, MALLORY: -(2**60)},
        "events": [],
        "state_default": None,
    }
    await told(scene, room, made(scene, None), scene.hs.event("m.room.power_levels", content, CAROL, state_key=""))
    admin = anna.account.room_admin
    found = await admin.settings(room)
    assert found is not None
    assert (found.level, found.powers.level(CAROL)) == (50, 0)
    scene.hs.answer("m.room.power_levels", content, method="GET")
    scene.hs.forget_requests()
    for user, level in ((MALLORY, 51), (MALLORY, 2**70), (anna.user_id, 100)):
        with pytest.raises(UserError) as refused:
            await admin.set_role(room, user, level)
        assert refused.value.code is ErrorCode.FORBIDDEN
    assert not scene.hs.requests("m.room.power_levels", "PUT")


async def test_a_list_of_5000_members_is_read_and_names_stay_apart(scene: Scene) -> None:
    carol, anna = scene.peer(CAROL), scene.anna
    room = await scene.room(carol, encrypted=False)
    chunk = [scene.hs.member(anna.user_id), scene.hs.member(CAROL)]
    for number in range(5000):
        event = scene.hs.member(f"@user{number}:evil.test", "ban" if number % 10 == 0 else "join")
        event["content"]["displayname"] = "Carol" if number < 3 else f"Person {number}"
        chunk.append(event)
    scene.hs.answer("/members", {"chunk": chunk}, method="GET")
    admin = anna.account.room_admin
    async with asyncio.timeout(20):
        people = await admin.people(room)
        again = await admin.people(room)
    assert len(people) == 5002
    assert list(again) == list(people)
    assert sum(1 for one in people if one.membership is Membership.BAN) == 500
    carols = [one.display_name for one in people if one.display_name.startswith("Carol")]
    assert len(carols) == len(set(carols))


async def test_odd_lists_of_ignored_people_ignore_nobody_else(scene: Scene) -> None:
    carol, anna = scene.peer(CAROL), scene.anna
    room = await scene.room(carol, encrypted=False)
    names: Json = {"kein Name": {}, "": 5}
    oddities: list[Any] = [None, [], "x", {"ignored_users": [MALLORY]}, {"ignored_users": names}]
    for odd in oddities:
        scene.hs.sync(account_data=[{"type": "m.ignored_user_list", "content": odd}])
    await told(scene, room, scene.hs.event("m.room.name", {"name": "hier"}, CAROL, state_key=""))
    assert anna.account.ignored.users == frozenset()
    entries: Json = {"ignored_users": {CAROL: None, "kein Name": {}, **{f"@x{n}:y.z": {} for n in range(2000)}}}
    scene.hs.sync(account_data=[{"type": "m.ignored_user_list", "content": entries}])
    await until(lambda: CAROL in anna.account.ignored.users, "Carol to be ignored")
    assert "kein Name" not in anna.account.ignored.users
    scene.hs.sync(
        rooms={room: Room(timeline=[scene.hs.message(CAROL, "hört mich jemand"), scene.hs.message(MALLORY, "ja")])}
    )
    await anna.wait_text(room, "ja")
    assert "hört mich jemand" not in (await scene.timeline(room)).bodies
