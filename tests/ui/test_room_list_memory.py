# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room list remembers its space, and shows a replaced room only through the one that took its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMenu

from app.types import Membership, RoomSummary
from tests.support.sample_account import SampleAccount, SampleSession, room, today_at
from tests.support.sample_list import DEPARTMENT, listed_account
from tests.ui.stage import Stage, perform
from ui.i18n import tr
from ui.models.rooms import replaced

pytestmark = pytest.mark.window
OLD, NEW, NEWER = "!alt:x.example", "!neu:x.example", "!neuer:x.example"


def upgraded() -> list[RoomSummary]:
    return [
        replace(room(OLD, "Projekt", today_at(8), unread=3, highlight=1), successor=NEW),
        replace(room(NEW, "Projekt", today_at(9), unread=1), predecessor=OLD),
        room("!x:x.example", "Kantine", today_at(7), unread=2),
    ]


def test_both_rooms_have_to_say_so() -> None:
    old, new, other = upgraded()
    assert replaced([old, new, other]) == {OLD}
    assert not replaced([old, other])  # the new one was not joined, or is not here
    assert not replaced([old, replace(new, membership=Membership.INVITE)])
    assert not replaced([old, replace(new, predecessor="")])  # P-45: an old room points where it wants
    assert not replaced([replace(old, successor=""), new])  # and a new one claims what it wants
    assert not replaced([replace(old, successor=OLD, predecessor=OLD)])


def test_chains_end_at_the_newest_and_circles_hide_nothing() -> None:
    old, new, _ = upgraded()
    newer = replace(room(NEWER, "Projekt", today_at(9)), predecessor=NEW)
    assert replaced([old, replace(new, successor=NEWER), newer]) == {OLD, NEW}
    assert not replaced([replace(old, predecessor=NEW), replace(new, successor=OLD)])


def test_a_replaced_room_is_reached_from_its_successor_and_counts_nowhere() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert OLD not in window.sidebar.sections.shown()
        assert NEW in window.sidebar.sections.shown()
        assert window.rooms.unread() == (3, 0)
        assert OLD not in {each.room_id for each in window.rooms.all()}
        await stage.open(NEW)
        menu = QMenu()
        found = window.rooms.find(NEW)
        assert found is not None
        window.room_menu.fill(menu, found)
        assert tr("Older messages in the room before") in [action.text() for action in menu.actions()]
        assert window.commands.run("room.older")
        await stage.settle()
        assert window.chat.room() is not None
        assert window.chat.room().room_id == OLD  # type: ignore[union-attr]
        assert OLD in window.sidebar.sections.shown()  # while one looks at it
        window.open_room(NEW)
        await stage.settle()
        assert OLD not in window.sidebar.sections.shown()

    account = SampleAccount(upgraded())
    perform(scene, SampleSession(account))


def test_the_chosen_space_is_there_after_a_restart() -> None:
    account = listed_account()

    async def choose(stage: Stage) -> None:
        stage.window.sidebar.spaces.choose(DEPARTMENT)
        assert account.spaces.looked_at == DEPARTMENT

    async def again(stage: Stage) -> None:
        assert stage.window.sidebar.spaces.current == DEPARTMENT
        stage.window.sidebar.spaces.choose("")
        assert account.spaces.looked_at == ""

    async def all_rooms(stage: Stage) -> None:
        assert stage.window.sidebar.spaces.current == ""

    for scene in (choose, again, all_rooms):
        perform(scene, SampleSession(account))
