# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spaces, directories and people, through a real Synapse and with matrix-js-sdk, with each way of syncing."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api, rooms_api
from app.types import Membership
from tests.support.account_world import People, Person, people, until
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, new_raw_user, new_user

__all__ = ["people"]
pytestmark = pytest.mark.synapse
SPACE = {"creation_content": {"type": "m.space"}}


def listed(person: Person, space: str) -> list[str]:
    return [child.room_id for child in person.account.spaces.tree.children(space)]


async def list_room(peer: Peer, space: str, room: str, **content: object) -> None:
    content = {"via": ["test.local"], **content}
    await peer.call("set_state", room=space, type="m.space.child", state_key=room, content=content)


async def state(peer: Peer, room: str, kind: str, key: str = "") -> dict[str, Any]:
    """The content of a state event, as the peer is told."""
    where = "/".join(quote(part, safe="") for part in (room, "state", kind, key))
    return dict(await peer.call("raw", method="GET", path=f"/_matrix/client/v3/rooms/{where}"))


async def test_a_peer_fills_a_space_and_we_find_our_way_in(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    space = await jonas.create_room(name="Abteilung Z", encrypted=False, options=SPACE, invite=[anna.user_id])
    under = await jonas.create_room(name="Referat Z 2", encrypted=False, options=SPACE)
    within = {"type": "m.room_membership", "room_id": space}
    rule = {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "restricted", "allow": [within]}}
    rooms = [
        await jonas.create_room(name=name, encrypted=name == "Haushalt", options={"initial_state": [rule]})
        for name in ("Haushalt", "Personal")
    ]
    await list_room(jonas, space, rooms[0], order="b")
    await list_room(jonas, space, rooms[1], order="a", suggested=True)
    await list_room(jonas, space, under)

    await until(lambda: anna.room(space) is not None, "an invitation to the space")
    summary = anna.room(space)
    assert summary is not None
    assert summary.is_space
    assert anna.account.spaces.tree.spaces == ()
    await anna.accept(space)
    await until(lambda: listed(anna, space) == [rooms[1], rooms[0], under], "what the space lists, in its order")
    assert [root.space_id for root in anna.account.spaces.tree.roots] == [space]

    found, page = await anna.account.spaces.hierarchy(space)
    assert found is not None
    assert (found.name, found.is_space) == ("Abteilung Z", True)
    assert [(room.name, room.suggested, room.join_rule) for room in page.rooms[:2]] == [
        ("Personal", True, "restricted"),
        ("Haushalt", False, "restricted"),
    ]
    assert page.rooms[0].membership is not Membership.JOIN
    assert page.rooms[0].via == ("test.local",)
    await anna.account.join(rooms[0], page.rooms[1].via)
    await until(lambda: anna._joined(rooms[0]), "to be in a room of the space without an invitation")
    await jonas.wait_member(rooms[0], anna.user_id)
    await jonas.send(rooms[0], "willkommen")
    assert (await anna.wait_text(rooms[0], "willkommen")).encrypted
    assert anna.account.spaces.tree.rooms(space) == {*rooms, under}  # what a room is, one knows inside only

    await list_room(jonas, space, rooms[1], via=[])
    await until(lambda: listed(anna, space) == [rooms[0], under], "a room taken out of the space")
    await anna.reopen(online=False)
    assert listed(anna, space) == [rooms[0], under]  # from the store, at once


async def test_we_make_and_leave_spaces(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    spaces = anna.account.spaces
    top = await spaces.create("Amt", topic="Alle Abteilungen", invite=[jonas.user_id])
    below = await spaces.create("Abteilung 1", parent=top)
    room = await anna.create_room(name="Leitung")
    await spaces.add(below, room)
    await until(lambda: spaces.tree.rooms(top) == {room}, "a room two levels below")
    assert [(root.space_id, [child.space_id for child in root.children]) for root in spaces.tree.roots] == [
        (top, [below])
    ]
    assert spaces.tree.parents(room) == (below,)
    assert await spaces.may_edit(top)
    await jonas.join(top)
    assert (await state(jonas, top, "m.room.create"))["type"] == "m.space"
    levels = await state(jonas, top, "m.room.power_levels")
    assert levels["events_default"] == 100  # nobody writes into a space
    child = await state(jonas, top, "m.space.child", below)
    assert child["via"] == ["test.local"]

    await spaces.remove(below, room)
    await until(lambda: spaces.tree.rooms(top) == set(), "the room is out of the space")
    await spaces.add(below, room)
    await until(lambda: spaces.tree.rooms(top) == {room}, "the room is in again")
    assert await spaces.leave(below, [room]) == []
    await until(lambda: spaces.tree.spaces == (top,), "one space is left")
    assert anna.room(room) is None


async def test_a_room_names_its_space(people: People, homeserver: Homeserver) -> None:
    """m.space.parent counts if its sender may list rooms in that space, and not otherwise."""
    anna = await people.sign_in(new_user(homeserver, "anna"))
    space = await anna.account.spaces.create("Amt")
    mine = await anna.create_room(name="Meiner")
    spy = new_raw_user(homeserver, "spy")
    theirs = spy.create_room(name="Fremder", preset="public_chat")
    await anna.account.join(theirs)
    spy.set_state(theirs, "m.space.parent", {"via": ["test.local"], "canonical": True}, space)
    await api.put_state(
        anna.account.context.online(), mine, "m.space.parent", {"via": ["test.local"], "canonical": True}, space
    )
    await until(lambda: anna.account.spaces.tree.rooms(space) == {mine}, "the room that names its space")
    await until(lambda: anna._joined(theirs), "to be in the other room")
    await asyncio.sleep(0.2)
    assert anna.account.spaces.tree.rooms(space) == {mine}


async def test_public_rooms_are_found_previewed_and_joined(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    mark = anna.user_id.partition(":")[0][-8:]
    options = {"visibility": "public", "topic": "Für alle", "room_alias_name": f"kantine-{mark}"}
    room = await jonas.create_room(name=f"Kantine {mark}", encrypted=False, preset="public_chat", options=options)
    directory = anna.account.directory
    assert list(directory.servers) == ["test.local"]
    async with asyncio.timeout(15):
        while not (page := await directory.public_rooms(f"kantine {mark}")).rooms:
            await asyncio.sleep(0.1)
    [found] = page.rooms
    alias = f"#kantine-{mark}:test.local"
    assert (found.room_id, found.name, found.alias, found.topic, found.joined, found.join_rule) == (
        room,
        f"Kantine {mark}",
        alias,
        "Für alle",
        1,
        "public",
    )
    assert (await directory.public_rooms("gibt es bestimmt nicht")).rooms == ()
    preview = await directory.preview(alias)
    assert (preview.room_id, preview.name, preview.membership) == (room, f"Kantine {mark}", Membership.LEAVE)
    assert await anna.account.join(alias) == room
    await until(lambda: anna._joined(room), "to be in the room")
    assert (await directory.public_rooms(f"kantine {mark}")).rooms[0].membership is Membership.JOIN
    with pytest.raises(UserError) as error:
        await directory.public_rooms("", server="anderswo.example")
    assert error.value.code is ErrorCode.NOT_PERMITTED
    with pytest.raises(UserError) as error:
        await directory.preview("#gibtesnicht:test.local")
    assert error.value.code is ErrorCode.NOT_FOUND


async def test_a_directory_comes_in_pages(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "raw")
    mark = raw.user_id.partition(":")[0][-8:]
    made = {raw.create_room(name=f"{mark} {number}", preset="public_chat", visibility="public") for number in range(4)}
    seen: set[str] = set()
    following: str | None = None
    for _ in range(10):
        page = await rooms_api.public_rooms(anna.account.context.online(), mark, since=following, limit=3)
        assert not seen & {room.room_id for room in page.rooms}
        seen |= {room.room_id for room in page.rooms}
        following = page.following
        if following is None:
            break
    assert seen == made


async def test_knocking(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    rule = {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "knock"}}
    room = await jonas.create_room(name="Nur auf Anfrage", encrypted=False, options={"initial_state": [rule]})
    directory = anna.account.directory
    assert await directory.knock(room, "Ich bin neu im Referat", ["test.local"]) == room
    await jonas.wait_member(room, anna.user_id, "knock")
    member = await state(jonas, room, "m.room.member", anna.user_id)
    assert member["reason"] == "Ich bin neu im Referat"
    knocked = anna.room(room)
    assert knocked is not None
    assert knocked.membership is Membership.KNOCK
    await jonas.call("invite", room=room, user=anna.user_id)
    await until(lambda: anna.account.rooms.get(room).membership is Membership.INVITE, "the answer: an invitation")  # type: ignore[union-attr]
    await anna.accept(room)


async def test_people_are_found(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas", display_name="Jonas Öhlmann"))
    stranger = new_user(homeserver, "fremd", display_name="Fremde Person")
    directory = anna.account.directory
    room = await jonas.create_room(name="Zusammen", invite=[anna.user_id])
    await anna.accept(room)
    await until(lambda: anna.room(room) is not None and anna.room(room).hero_ids == (jonas.user_id,), "the hero")  # type: ignore[union-attr]
    async with asyncio.timeout(15):
        while jonas.user_id not in [person.user_id for person in await directory.people("öhlm")]:
            await asyncio.sleep(0.1)
    assert [person.display_name for person in await directory.known_people("öhlm jonas")] == ["Jonas Öhlmann"]
    assert await directory.known_people("") == []
    assert stranger.user_id not in [person.user_id for person in await directory.known_people("fremde")]
    [exact] = [person for person in await directory.people(stranger.user_id) if person.user_id == stranger.user_id]
    assert exact.display_name == "Fremde Person"
    assert await directory.people("@nobody-here:test.local") == []
    await anna.account.pause()
    assert len(await directory.known_people("Jonas")) == 1  # without the network
    with pytest.raises(UserError) as error:
        await directory.people("jonas")
    assert error.value.code is ErrorCode.NO_NETWORK
