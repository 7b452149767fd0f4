# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pictures of the left side show: sections and spaces, finding rooms, choosing people."""

from __future__ import annotations

from app.found import Person
from tests.support.sample_account import KATHARINA, MEHMET
from tests.support.sample_list import DEPARTMENT
from tests.ui.stage import Stage
from ui.dialogs.explore import ExploreDialog
from ui.dialogs.rooms import CreateDialog


async def sections(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    bar = stage.window.sidebar.spaces
    bar.unfold()
    bar.view.expandAll()
    await stage.settle()


async def public_rooms(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    stage.window.spaces.find_rooms()
    dialog = stage.window.findChild(ExploreDialog)
    assert isinstance(dialog, ExploreDialog)
    await stage.until(lambda: dialog.model.rowCount() > 2)
    dialog.view.setCurrentIndex(dialog.model.index(2))
    await stage.settle()


async def space_rooms(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    department = stage.window.rooms.find(DEPARTMENT)
    assert department is not None
    stage.window.spaces.look(department)
    dialog = stage.window.findChild(ExploreDialog)
    assert isinstance(dialog, ExploreDialog)
    await stage.until(lambda: dialog.model.rowCount() > 2)
    dialog.view.setCurrentIndex(dialog.model.index(2))
    await stage.settle()


async def people(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    stage.window.actions_of_rooms.create()
    dialog = stage.window.findChild(CreateDialog)
    assert isinstance(dialog, CreateDialog)
    dialog.group.setChecked(True)
    dialog.name.setText("AG Haushalt")
    dialog.invite.choose(Person(MEHMET, "Mehmet Öztürk"))
    dialog.invite.choose(Person(KATHARINA, "Dr. Katharina Lindner"))
    dialog.invite.edit.setText("an")
    dialog.invite.edit.setFocus()
    await stage.until(lambda: dialog.invite.list.count() > 3)
    dialog.adjustSize()
    await stage.settle()
