# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Favourites, low priority and marked as unread: between two devices of one person, through a real Synapse."""

from __future__ import annotations

import asyncio

import pytest

from app.store import marks as table
from app.types import RoomSummary
from tests.support.account_world import People, Person, people, until
from tests.support.synapse import Homeserver, new_user

__all__ = ["people"]
pytestmark = pytest.mark.synapse


def marks(person: Person, room_id: str) -> str:
    summary = person.room(room_id)
    assert isinstance(summary, RoomSummary)
    letters = ((summary.favourite, "f"), (summary.low_priority, "l"), (summary.marked_unread, "u"))
    return "".join(letter for on, letter in letters if on)


async def test_marks_travel_between_the_devices_of_a_person(people: People, homeserver: Homeserver) -> None:
    user = new_user(homeserver, "anna")
    desk, laptop = await people.sign_in(user), await people.sign_in(user)
    room = await desk.create_room()
    await until(lambda: laptop.room(room) is not None, "the room on the other device")

    await desk.account.marks.set_favourite(room, True)
    assert marks(desk, room) == "f"  # at once
    await until(lambda: marks(laptop, room) == "f", "a favourite on the other device")
    await laptop.account.marks.set_low_priority(room, True)
    assert marks(laptop, room) == "l"  # never both
    await until(lambda: marks(desk, room) == "l", "low priority on the first device")
    await laptop.account.marks.set_low_priority(room, False)
    await until(lambda: marks(desk, room) == "", "no tag on the first device")

    await laptop.account.marks.set_unread(room, True)
    await until(lambda: marks(desk, room) == "u", "marked as unread on the first device")
    await desk.account.read_room(room)
    assert marks(desk, room) == ""
    await until(lambda: marks(laptop, room) == "", "read on the other device")


async def test_marks_made_offline_survive_a_restart_and_reach_the_server(
    people: People, homeserver: Homeserver
) -> None:
    user = new_user(homeserver, "anna")
    desk, laptop = await people.sign_in(user), await people.sign_in(user)
    room, other = await desk.create_room(), await desk.create_room()
    await until(lambda: laptop.room(other) is not None, "the rooms on the other device")
    await desk.account.pause()
    await desk.account.marks.set_favourite(room, True)
    await desk.account.marks.set_unread(room, True)
    await desk.account.marks.set_low_priority(other, True)
    await laptop.account.marks.set_favourite(other, True)
    await desk.reopen(online=False)
    assert (marks(desk, room), marks(desk, other)) == ("fu", "l")
    await desk.start()
    await until(lambda: marks(laptop, room) == "fu", "what was marked offline")
    await until(lambda: marks(laptop, other) == "l", "the last word on the other room")
    assert (marks(desk, room), marks(desk, other)) == ("fu", "l")


async def test_a_mark_that_the_server_refuses_is_given_up(people: People, homeserver: Homeserver) -> None:
    desk = await people.sign_in(new_user(homeserver, "anna"))
    room = await desk.create_room()
    await desk.account.marks.set_unread("?no room at all", True)
    await desk.account.marks.set_favourite(room, True)
    storage = desk.account.context.storage
    async with asyncio.timeout(15):
        while await storage.reading.call(storage.reader.read, table.due):
            await asyncio.sleep(0.02)
    assert marks(desk, room) == "f"
