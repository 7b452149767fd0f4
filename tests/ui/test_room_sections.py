# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The left side of the window: sections, marks, the menu of a row, spaces; with scripted rooms."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.space_tree import Child, SpaceTree
from app.types import Membership
from tests.support.sample_account import SampleAccount, SampleSession, many_rooms, room, today_at
from tests.support.sample_list import DEPARTMENT, UNIT, listed_account
from tests.ui.stage import Stage, perform
from ui.dialogs.rooms import CreateDialog, InviteDialog
from ui.dialogs.spaces import AddRoomsDialog, CreateSpaceDialog, LeaveSpaceDialog
from ui.main import make_application
from ui.models.rooms import Section, section_of
from ui.models.spaces import SpacesModel
from ui.window import MainWindow

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
KITA = "!kita:behoerde.example"


def listed() -> SampleSession:
    return SampleSession(listed_account())


def names_in(window: MainWindow, section: Section) -> list[str]:
    return [item.room_id.partition(":")[0][1:] for item in window.rooms.sections[section].rooms()]


def entry(window: MainWindow, name: str) -> QAction:
    [found] = [action for action in window.findChildren(QAction) if action.objectName() == f"row.{name}"]
    return found


def test_rooms_stand_in_their_sections() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert names_in(window, Section.INVITATIONS) == ["inv"]
        assert names_in(window, Section.FAVOURITES) == ["budget"]
        assert names_in(window, Section.PEOPLE) == ["anna", "mehmet"]
        assert names_in(window, Section.ROOMS) == ["lage", "states", "it", "personal", "fort"]
        assert names_in(window, Section.LOW) == ["kita", "umzug"]
        low = window.sidebar.sections.views[Section.LOW]
        assert not low.isVisible()  # folded until somebody unfolds it
        QTest.mouseClick(window.sidebar.sections.headers[Section.LOW], Qt.MouseButton.LeftButton)
        assert low.isVisible()
        assert window.prefs.remembered("rooms.folded", ["?"]) == []
        QTest.keyClick(window.sidebar.sections.headers[Section.PEOPLE], Qt.Key.Key_Left)
        assert window.prefs.remembered("rooms.folded", ["?"]) == ["people"]
        assert not window.sidebar.sections.views[Section.PEOPLE].isVisible()
        header = window.sidebar.sections.headers[Section.PEOPLE]
        assert header.accessibleName() == "Personen, 2 Einträge, ein ungelesener Eintrag, eingeklappt"
        assert header.text() == "Personen (1)"  # what waits there is told while it is folded
        window.sidebar.filter.setText("anna")
        await stage.settle(1)
        assert window.sidebar.sections.views[Section.PEOPLE].isVisible()  # a search looks everywhere
        window.sidebar.filter.clear()
        await stage.settle(1)
        assert not window.sidebar.sections.views[Section.PEOPLE].isVisible()

    perform(scene, listed())


def test_folded_sections_are_folded_again_next_time() -> None:
    from app.preferences import Preferences
    from ui.icons import Icons
    from ui.theme import Theme

    make_application("de")
    prefs = Preferences()
    prefs.remember("rooms.folded", ["people", "rooms"])
    window = MainWindow(Theme(), Icons(), prefs)
    assert window.sidebar.sections.folded() == ["people", "rooms"]
    window.deleteLater()


def test_the_menu_of_a_row_marks_rooms() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        view = window.sidebar.sections.views[Section.ROOMS]
        view.go_to(0)
        centre = view.visualRect(view.currentIndex()).center()
        QApplication.sendEvent(
            view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, centre, view.mapToGlobal(centre))
        )
        [menu] = [each for each in window.findChildren(QMenu) if each.isVisible()]
        texts = [action.text() for action in menu.actions() if action.text() and action.menu() is None]
        assert texts == [
            "Öffnen",
            "Als gelesen markieren",
            "Favorit",
            "Niedrige Priorität",
            "Raum verlassen …",
        ]
        entry(window, "favourite").trigger()
        await stage.until(lambda: names_in(window, Section.FAVOURITES) == ["budget", "lage"])
        lage = window.rooms.find("!lage:behoerde.example")
        assert lage is not None
        window.room_menu.low_priority(lage)
        await stage.until(lambda: names_in(window, Section.LOW) == ["lage", "kita", "umzug"])
        assert names_in(window, Section.FAVOURITES) == ["budget"]
        window.room_menu.mark_read("!lage:behoerde.example")
        window.room_menu.mark_unread(KITA)
        await stage.until(lambda: bool((found := window.rooms.find(KITA)) and found.marked_unread))
        assert ("read_room", "!lage:behoerde.example") in stage.account.calls
        await stage.settle(4)
        spoken = window.rooms.low.data(window.rooms.low.index(1), Qt.ItemDataRole.AccessibleTextRole)
        assert "als ungelesen markiert" in spoken
        window.room_menu.read_all()
        await stage.until(lambda: not any(item.unread or item.marked_unread for item in window.rooms.all()))

    perform(scene, listed())


def test_unread_only_keeps_what_is_being_read() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open("!anna:behoerde.example")
        window.sidebar.unread.click()
        await stage.settle(2)
        assert names_in(window, Section.INVITATIONS) == ["inv"]
        assert names_in(window, Section.PEOPLE) == ["anna"]
        assert names_in(window, Section.ROOMS) == ["lage", "it", "personal"]
        assert names_in(window, Section.FAVOURITES) == []
        await stage.account.read_room("!anna:behoerde.example")
        await stage.settle(4)
        assert names_in(window, Section.PEOPLE) == ["anna"]  # it is open
        await stage.open("!lage:behoerde.example")
        await stage.settle(4)
        assert names_in(window, Section.PEOPLE) == []
        assert window.commands.run("room.next-unread")
        await stage.until(lambda: window.chat.title() == "IT-Störungsmeldungen")

    perform(scene, listed())


def test_the_keyboard_walks_through_all_sections() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.activateWindow()
        window.sidebar.filter.setFocus()
        QTest.keyClick(window.sidebar.filter, Qt.Key.Key_Down)
        seen = []
        for _ in range(9):
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.append(str(focus.currentIndex().data(Qt.ItemDataRole.UserRole)))  # type: ignore[attr-defined]
            QTest.keyClick(focus, Qt.Key.Key_Down)
        assert seen == window.sidebar.sections.shown()
        view = window.sidebar.sections.views[Section.PEOPLE]
        view.go_to(0)
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert window.sidebar.sections.headers[Section.PEOPLE].hasFocus()
        QTest.keyClick(window.sidebar.sections.headers[Section.PEOPLE], Qt.Key.Key_Up)
        assert window.sidebar.sections.views[Section.FAVOURITES].hasFocus()

    perform(scene, listed())


def test_2000_rooms_in_sections_scroll_smoothly() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        rooms = many_rooms(2000)
        marked = [
            replace(each, favourite=number % 40 == 1, low_priority=number % 5 == 2, direct=number % 3 == 0)
            for number, each in enumerate(rooms)
        ]
        stage.account.rooms.reset(marked)
        await stage.until(lambda: window.rooms.shown() == 2000)
        await stage.settle()
        sections = window.sidebar.sections
        sections.fold([])
        await stage.settle()
        bar = sections.verticalScrollBar()
        assert bar.maximum() > 1900 * 64
        times = []
        for step in range(60):
            begun = time.perf_counter()
            bar.setValue(bar.maximum() * step // 60 + step * 7)
            sections.viewport().repaint()
            times.append(time.perf_counter() - begun)
        assert sorted(times)[len(times) // 2] < 0.02
        begun = time.perf_counter()
        stage.account.rooms.move(1500, 0, replace(marked[1500], unread=3))
        models = window.rooms.sections.values()
        await stage.until(lambda: any(model.rowCount() and model.room(0).unread == 3 for model in models))
        assert time.perf_counter() - begun < 0.5
        # Paging down with the keyboard shows each row it comes to.
        sections.views[Section.ROOMS].go_to(0)
        for _ in range(5):
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, Qt.Key.Key_PageDown)
        view = sections.views[Section.ROOMS]
        top = view.mapTo(sections.viewport(), view.visualRect(view.currentIndex()).topLeft()).y()
        assert 0 <= top <= sections.viewport().height() - 60

    perform(scene, SampleSession(SampleAccount(many_rooms(3))))


def test_where_a_room_stands() -> None:
    plain = room("!r:x.example", "Raum", 1)
    assert section_of(plain) is Section.ROOMS
    assert section_of(replace(plain, direct=True)) is Section.PEOPLE
    assert section_of(replace(plain, direct=True, favourite=True)) is Section.FAVOURITES
    assert section_of(replace(plain, direct=True, low_priority=True)) is Section.LOW
    assert section_of(replace(plain, favourite=True, membership=Membership.INVITE)) is Section.INVITATIONS
    assert section_of(replace(plain, membership=Membership.KNOCK)) is Section.INVITATIONS


# -- spaces


def test_a_space_narrows_the_list() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        bar = window.sidebar.spaces
        assert bar.isVisible()
        assert not bar.view.isVisible()
        assert "!abteilung:behoerde.example" not in window.sidebar.sections.shown()  # a space is no conversation
        QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
        assert bar.view.isVisible()
        assert bar.view.hasFocus()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
            QTest.keyClick(bar.view, key)
        text = bar.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        assert text == "Referat Z 21, ein ungelesener Raum"
        QTest.keyClick(bar.view, Qt.Key.Key_Return)
        assert bar.current == UNIT
        assert names_in(window, Section.ROOMS) == ["states", "it"]
        assert names_in(window, Section.INVITATIONS) == ["inv"]  # never hidden
        assert names_in(window, Section.PEOPLE) == []
        assert bar.button.accessibleName() == "Space: Referat Z 21, 4 ungelesene Räume außerhalb, eingeklappt"
        bar.choose(DEPARTMENT)
        assert set(window.sidebar.sections.shown()) == {
            "!inv:behoerde.example",
            "!budget:behoerde.example",
            "!states:behoerde.example",
            "!it:behoerde.example",
            "!personal:behoerde.example",
        }
        window.sidebar.filter.setText("lage")
        await stage.settle(1)
        assert names_in(window, Section.ROOMS) == ["lage"]  # a search looks everywhere
        window.sidebar.filter.clear()
        stage.account.spaces.grow({UNIT: []})  # left the department on another device
        await stage.settle(2)
        assert bar.current == ""
        assert len(window.sidebar.sections.shown()) == 9

    perform(scene, listed())


def test_spaces_are_made_filled_and_left() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        department = window.rooms.find(DEPARTMENT)
        assert department is not None
        window.spaces.create(department)
        create = window.findChild(CreateSpaceDialog)
        assert isinstance(create, CreateSpaceDialog)
        create.submit_button.click()
        assert create.error.isVisible()
        create.name.setText("Referat Z 22")
        create.submit_button.click()
        await stage.until(lambda: ("create_space", "Referat Z 22", "", False, DEPARTMENT) in stage.account.calls)
        await stage.settle()

        window.spaces.add_rooms(department)
        add = window.findChild(AddRoomsDialog)
        assert isinstance(add, AddRoomsDialog)
        offered = [add.rooms.item(row).text() for row in range(add.rooms.count())]
        assert "Lagezentrum" in offered
        assert "Haushalt 2027" not in offered  # is in it already
        assert "Anna Weber" not in offered
        add.filter.setText("lage")
        add.rooms.item(offered.index("Lagezentrum")).setCheckState(Qt.CheckState.Checked)
        add.submit_button.click()
        await stage.until(lambda: ("space_add", DEPARTMENT, "!lage:behoerde.example") in stage.account.calls)
        await stage.settle()

        window.spaces.leave(department)
        leave = window.findChild(LeaveSpaceDialog)
        assert isinstance(leave, LeaveSpaceDialog)
        leave.all.click()
        leave.submit_button.click()
        await stage.until(lambda: any(call[0] == "leave_space" for call in stage.account.calls))
        [call] = [call for call in stage.account.calls if call[0] == "leave_space"]
        assert call[1] == DEPARTMENT
        inside = {BUDGET, "!personal:behoerde.example", "!states:behoerde.example", "!it:behoerde.example"}
        assert isinstance(call[2], tuple)
        assert set(call[2]) == inside

    perform(scene, listed())


def test_an_invitation_to_a_space_leads_into_the_space() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        invited = "!amt:behoerde.example"
        asked = room(invited, "Amt", today_at(9), is_space=True, membership=Membership.INVITE, inviter="Anna Weber")
        stage.account.rooms.insert(0, [asked])
        await stage.settle(4)
        assert names_in(window, Section.INVITATIONS) == ["amt", "inv"]
        window.open_room(invited)
        await stage.settle(2)
        assert window.chat.invitation.isVisible()
        window.chat.invitation.accept_button.click()
        await stage.until(lambda: window.chat.room() is None)
        assert names_in(window, Section.INVITATIONS) == ["inv"]
        stage.account.spaces.grow({DEPARTMENT: [UNIT], UNIT: [], invited: [BUDGET]})
        await stage.until(lambda: window.sidebar.spaces.current == invited)
        assert names_in(window, Section.FAVOURITES) == ["budget"]
        assert names_in(window, Section.ROOMS) == []

    perform(scene, listed())


def test_a_new_room_and_people_for_a_space() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        department = window.rooms.find(DEPARTMENT)
        assert department is not None
        window.spaces.new_room(department)
        create = window.findChild(CreateDialog)
        assert isinstance(create, CreateDialog)
        create.group.setChecked(True)
        create.name.setText("Neu")
        create.submit_button.click()
        await stage.until(lambda: any(call[:2] == ("space_add", DEPARTMENT) for call in stage.account.calls))
        await stage.settle()
        window.actions_of_rooms.invite(DEPARTMENT)
        invite = window.findChild(InviteDialog)
        assert isinstance(invite, InviteDialog)
        invite.user.edit.setText("carla")
        invite.submit_button.click()
        await stage.until(lambda: ("invite", DEPARTMENT, "@carla:behoerde.example") in stage.account.calls)

    perform(scene, listed())


def test_who_types_stands_in_the_row() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.live.type("!anna:behoerde.example", "Anna Weber")
        views = stage.window.sidebar.sections.views.values()
        assert all("schreibt" in view.hints["!anna:behoerde.example"] for view in views)
        stage.account.live.type("!anna:behoerde.example")
        assert not any(view.hints for view in views)

    perform(scene, listed())


def test_the_model_of_spaces_holds_for_any_tree() -> None:
    make_application("en")
    model = SpacesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ids = [f"!s{number}:x" for number in range(5)]
    rows = {space: [Child(other, ("x",)) for other in ids if other != space] for space in ids}
    for tree in (SpaceTree(rows, ids), SpaceTree({}, ids), SpaceTree({ids[0]: [Child(ids[1], ("x",))]}, ids[:2])):
        model.set_tree(tree)
        model.set_rooms({space: room(space, space, 1, is_space=True) for space in ids}, {ids[0]: (2, 1)})
        assert model.find(ids[0]).isValid()
    assert model.rowCount() == 2
    assert model.rowCount(model.index(1, 0)) == 1
    assert model.parent(model.index(0, 0, model.index(1, 0))) == model.index(1, 0)
    assert (
        model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole) == "!s0:x, 2 unread rooms, you were mentioned"
    )
    assert model.index(5, 0, QModelIndex()) == QModelIndex()
    del tester


def test_a_hint_stands_instead_of_the_last_message() -> None:
    async def scene(stage: Stage) -> None:
        sections = stage.window.sidebar.sections
        sections.set_hint(BUDGET, "Anna Weber schreibt …")
        assert all(view.hints == {BUDGET: "Anna Weber schreibt …"} for view in sections.views.values())
        sections.set_hint(BUDGET, "")
        assert not any(view.hints for view in sections.views.values())

    perform(scene, listed())
