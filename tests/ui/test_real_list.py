# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The left side of the real window with a real account on a real Synapse: spaces, marks, finding rooms and people."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.demo.accounts import MemoryKeyStore
from app.types import Link
from tests.support.synapse import Homeserver, new_raw_user, new_user
from tests.ui.test_real_account import play, sign_in, until
from ui.dialogs.explore import ExploreDialog
from ui.dialogs.rooms import CreateDialog
from ui.dialogs.spaces import AddRoomsDialog, CreateSpaceDialog
from ui.models.rooms import Section
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def test_a_morning_of_putting_things_in_order(homeserver: Homeserver, tmp_path: Path) -> None:
    anna = new_user(homeserver, "anna")
    clara = new_raw_user(homeserver, "clara", display_name="Clara Zimmermann-Östereich")
    mark = clara.user_id.partition(":")[0][-8:]
    public = clara.create_room(name=f"Kantine {mark}", topic="Speiseplan", preset="public_chat", visibility="public")
    store = MemoryKeyStore()

    async def first_day(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        assert not window.sidebar.spaces.isVisible()

        window.commands.run("rooms.find")  # a public room, by a part of its name
        explore = window.findChild(ExploreDialog)
        assert isinstance(explore, ExploreDialog)
        QTest.keyClicks(explore.search, mark)
        await until(lambda: explore.model.rowCount() == 1 and explore.topic.text() == "Speiseplan", "the public room")
        explore.submit_button.click()
        await until(lambda: window.chat.title() == f"Kantine {mark}", "to be in it")

        window.actions_of_rooms.create()  # a direct chat, by name
        create = window.findChild(CreateDialog)
        assert isinstance(create, CreateDialog)
        create.invite.edit.setText("öster")
        await until(lambda: create.invite.list.count() > 0, "Clara in the suggestions")
        QTest.keyClick(create.invite.edit, Qt.Key.Key_Return)
        assert create.invite.people() == [clara.user_id]
        create.submit_button.click()
        await until(lambda: window.rooms.people.rowCount() == 1, "the direct chat among the people")

        window.commands.run("space.new")  # a space with the room in it
        space = window.findChild(CreateSpaceDialog)
        assert isinstance(space, CreateSpaceDialog)
        QTest.keyClicks(space.name, "Mein Amt")
        space.submit_button.click()
        bar = window.sidebar.spaces
        await until(lambda: bar.current != "" and bar.isVisible(), "the new space")
        assert window.sidebar.sections.shown() == []
        made = window.rooms.find(bar.current)
        assert made is not None
        window.spaces.add_rooms(made)
        add = window.findChild(AddRoomsDialog)
        assert isinstance(add, AddRoomsDialog)
        assert add.rooms.count() == 1
        add.rooms.item(0).setCheckState(Qt.CheckState.Checked)
        add.submit_button.click()
        await until(lambda: window.sidebar.sections.shown() == [public], "the room of the space")

        room = window.rooms.find(public)
        assert room is not None
        window.room_menu.favourite(room)
        await until(lambda: window.rooms.favourites.rowCount() == 1, "the favourite")
        window.room_menu.mark_unread(public)
        await until(lambda: bar.model.unread(bar.current)[0] == 1, "one unread room in the space")

    async def next_morning(window: MainWindow) -> None:
        await until(lambda: window.rooms.count() == 3, "what was there yesterday")
        assert window.sidebar.spaces.isVisible()
        assert window.sidebar.spaces.model.spaces() == 1  # from the store, before the network
        assert [room.room_id for room in window.rooms.sections[Section.FAVOURITES].rooms()] == [public]
        room = window.rooms.find(public)
        assert room is not None
        assert room.marked_unread
        window.open_room(public)
        await until(lambda: not getattr(window.rooms.find(public), "marked_unread", True), "read by looking at it")

    play(tmp_path / "anna", store, first_day)
    play(tmp_path / "anna", store, next_morning)
