# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Choosing people by name, with scripted answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import ErrorCode, UserError
from app.found import Person
from tests.support.sample_account import ANNA, SampleSession
from tests.support.sample_list import listed_account
from tests.ui.stage import Stage, perform
from ui.dialogs.rooms import CreateDialog, InviteDialog
from ui.people_picker import PeoplePicker

pytestmark = pytest.mark.window
JANA = "@j.petersen:behoerde.example"


def listed() -> SampleSession:
    return SampleSession(listed_account())


def picker_of(stage: Stage) -> tuple[CreateDialog, PeoplePicker]:
    stage.window.actions_of_rooms.create()
    dialog = stage.window.findChild(CreateDialog)
    assert isinstance(dialog, CreateDialog)
    return dialog, dialog.invite


def suggested(picker: PeoplePicker) -> list[str]:
    return [picker.list.item(row).data(Qt.ItemDataRole.UserRole).user_id for row in range(picker.list.count())]


def test_a_direct_chat_by_name() -> None:
    async def scene(stage: Stage) -> None:
        dialog, picker = picker_of(stage)
        picker.edit.setFocus()
        QTest.keyClicks(picker.edit, "jan")
        await stage.until(lambda: suggested(picker) == [JANA, "@j.yilmaz:behoerde.example"])
        assert picker.list.isVisible()
        assert len([call for call in stage.account.calls if call[0] == "people"]) <= 2  # not one for each key
        QTest.keyClick(picker.edit, Qt.Key.Key_Down)
        assert picker.list.hasFocus()
        QTest.keyClick(picker.list, Qt.Key.Key_Down)
        QTest.keyClick(picker.list, Qt.Key.Key_Up)
        QTest.keyClick(picker.list, Qt.Key.Key_Return)
        assert picker.people() == [JANA]
        assert picker.edit.hasFocus()
        assert picker.edit.text() == ""
        assert not picker.list.isVisible()
        assert [chip.accessibleName() for chip in picker._chips] == ["\u2068Jana Petersen\u2069 entfernen"]
        dialog.submit_button.click()
        await stage.until(lambda: ("create_room", "", (JANA,), True, True) in stage.account.calls)

    perform(scene, listed())


def test_people_one_knows_come_first_and_without_a_network() -> None:
    async def scene(stage: Stage) -> None:
        async def nobody(query: str) -> Sequence[Person]:
            raise UserError(ErrorCode.NO_NETWORK)

        _, picker = picker_of(stage)
        stage.account.directory.people = nobody  # type: ignore[method-assign]
        picker.edit.setText("anna")
        await stage.until(lambda: suggested(picker) == [ANNA])
        await stage.until(picker.hint.isVisible)
        assert "keine Verbindung" in picker.hint.text()
        QTest.keyClick(picker.edit, Qt.Key.Key_Return)  # the first one
        assert picker.people() == [ANNA]

    perform(scene, listed())


def test_ids_are_taken_as_they_are_written() -> None:
    async def scene(stage: Stage) -> None:
        dialog, picker = picker_of(stage)
        dialog.group.setChecked(True)
        QTest.keyClicks(picker.edit, "@bernd:land.example,")
        assert picker.people() == ["@bernd:land.example"]
        QTest.keyClicks(picker.edit, "@carla:land.example")
        QTest.keyClick(picker.edit, Qt.Key.Key_Return)
        assert picker.people() == ["@bernd:land.example", "@carla:land.example"]
        QTest.keyClick(picker.edit, Qt.Key.Key_Backspace)
        assert picker.people() == ["@bernd:land.example"]
        picker.edit.setText("dora @emil:land.example")
        assert picker.take() == []
        assert picker.people() == ["@bernd:land.example", "@dora:behoerde.example", "@emil:land.example"]
        dialog.direct.setChecked(True)
        assert picker.people() == ["@bernd:land.example"]  # one person

    perform(scene, listed())


def test_part_of_a_name_is_not_taken_for_a_user_name() -> None:
    async def scene(stage: Stage) -> None:
        dialog, picker = picker_of(stage)
        picker.edit.setText("jana")
        await stage.until(lambda: suggested(picker) == [JANA])
        dialog.submit_button.click()
        assert dialog.error.isVisible()
        assert not [call for call in stage.account.calls if call[0] == "create_room"]
        assert picker.people() == []

    perform(scene, listed())


def test_nobody_is_suggested_twice_nor_who_is_there() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open("!anna:behoerde.example")
        stage.window.actions_of_rooms.invite()
        dialog = stage.window.findChild(InviteDialog)
        assert isinstance(dialog, InviteDialog)
        picker = dialog.user
        picker.edit.setText("a")
        await stage.until(lambda: picker.list.count() > 1)
        assert ANNA not in suggested(picker)  # it is her room
        picker.choose(Person(JANA, "Jana Petersen"))
        picker.edit.setText("jana")
        await stage.settle(30)
        assert suggested(picker) == []
        picker.remove(JANA)
        picker.edit.setText("jan")
        await stage.until(lambda: JANA in suggested(picker))

    perform(scene, listed())


def test_names_of_others_are_text() -> None:
    async def scene(stage: Stage) -> None:
        _, picker = picker_of(stage)
        picker.choose(Person("@x:y.example", "<b>fett</b>\n\u202egnulhazeb"))
        [chip] = picker._chips
        assert chip.text() == "<b>fett</b> gnulhazeb"
        assert "\u202e" not in chip.accessibleName()

    perform(scene, listed())
