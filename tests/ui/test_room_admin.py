# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and their people in the real window: members, settings, roles, invitations, replaced rooms."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from app.capabilities import ServerCapabilities
from app.errors import ErrorCode, UserError
from app.power import CREATOR
from app.room_admin.types import Invitation, Removal, Successor
from app.types import Member, Membership
from tests.support.sample_account import (
    ANNA,
    BERND,
    KATHARINA,
    ME,
    MEHMET,
    PEOPLE,
    THAO,
    SampleAccount,
    SampleSession,
    message,
    room,
    today_at,
)
from tests.support.sample_rooms import room_settings
from tests.support.sample_security import SampleSecurity, SecuredAccount
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.person import PersonDialog
from ui.dialogs.rooms import ConfirmDialog, CreateDialog
from ui.dialogs.spaces import CreateSpaceDialog
from ui.room_admin.dialogs import ReasonDialog
from ui.room_admin.members_model import Heading, Person, Section
from ui.room_admin.members_panel import MembersPanel
from ui.settings.dialog import SettingsDialog

pytestmark = pytest.mark.window
ROOM, OTHER, INVITED, KNOCKED = "!room:x.example", "!other:x.example", "!invited:x.example", "!knocked:x.example"
EVIL = "@mallory:evil.example"
W = TypeVar("W", bound=QWidget)


def people() -> list[Member]:
    return [
        Member(KATHARINA, "Dr. Katharina Lindner", None, Membership.JOIN, CREATOR),
        Member(ME, "Jana Sommer", None, Membership.JOIN, 100),
        Member(ANNA, "Anna Weber", None, Membership.JOIN, 50),
        Member(MEHMET, "Mehmet Öztürk", None, Membership.JOIN, 0),
        Member(THAO, "Thảo Nguyễn", None, Membership.INVITE, 0),
        Member(BERND, "Bernd Krause", None, Membership.KNOCK, 0),
        Member(EVIL, "Mallory", None, Membership.BAN, 0),
    ]


def account(**fields: object) -> SampleAccount:
    rooms = [
        room(INVITED, "Projekt", today_at(10), membership=Membership.INVITE, inviter=f"Bernd ({BERND})"),
        room(KNOCKED, "Lagezentrum", today_at(10), membership=Membership.KNOCK),
        room(ROOM, "Haushalt 2027", today_at(9)),
        room(OTHER, None, today_at(8), heroes=("Anna Weber",), hero_ids=(ANNA,), direct=True),
    ]
    made = SampleAccount(rooms, {ROOM: [message(ANNA, "a", today_at(9)), message(ME, "b", today_at(9, 1))]})
    levels = {ME: 100, ANNA: 50}
    create = {"sender": KATHARINA, "content": {"room_version": "12"}}
    made.room_admin.rooms[ROOM] = room_settings(ROOM, ME, levels=levels, create=create, **fields)
    made.room_admin.members[ROOM] = people()
    return made


def play(scene: object, made: SampleAccount, **options: object) -> None:
    perform(scene, SampleSession(made), **options)  # type: ignore[arg-type]


async def members(stage: Stage) -> MembersPanel:
    await stage.open(ROOM)
    stage.window.commands.run("room.members")
    await stage.until(lambda: stage.window.panel.page_name() == "members")
    panel = stage.window.panel.page()
    assert isinstance(panel, MembersPanel)
    await stage.until(lambda: panel.model.shown() == len(people()))
    return panel


def menu(panel: MembersPanel, user: str) -> dict[str, QAction]:
    """Entries of a person's menu by their name."""
    made = panel.menu_for(next(one for one in people() if one.user_id == user))
    return {action.objectName(): action for action in every(made)}


def every(found: QMenu) -> list[QAction]:
    actions: list[QAction] = []
    for action in found.actions():
        actions.append(action)
        inner = action.menu()
        if isinstance(inner, QMenu):
            actions += every(inner)
    return actions


def offered(panel: MembersPanel, user: str) -> set[str]:
    return {name for name in menu(panel, user) if name}


def find(stage: Stage, kind: type[W], name: str) -> W:
    found = [widget for widget in stage.window.findChildren(kind, name) if widget.isVisible()]
    assert found, f"{name} is not shown"
    return found[-1]


async def confirm(stage: Stage) -> None:
    find(stage, ConfirmDialog, names.CONFIRM_DIALOG).submit_button.click()
    await stage.settle()


def calls(stage: Stage, *wanted: str) -> list[tuple[object, ...]]:
    return [call for call in stage.account.calls if call[0] in wanted]


def pick(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))


# -- members -----------------------------------------------------------------------------------------------------------


def test_members_stand_in_sections_and_are_found_from_the_keyboard() -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        rows = [panel.model.row(number) for number in range(panel.model.rowCount())]
        headings = [row.section for row in rows if isinstance(row, Heading)]
        assert headings == [
            Section.KNOCK,
            Section.ADMIN,
            Section.MODERATOR,
            Section.MEMBER,
            Section.INVITE,
            Section.BAN,
        ]
        order = [row.member.user_id for row in rows if isinstance(row, Person)]
        assert order == [BERND, KATHARINA, ME, ANNA, MEHMET, THAO, EVIL]
        spoken = panel.model.index(panel.model.row_of(KATHARINA)).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Eigentümer" in spoken
        assert "extern" in spoken
        assert panel.search.hasFocus()
        QTest.keyClicks(panel.search, "weber")
        assert [
            row.member.user_id for row in map(panel.model.row, range(panel.model.rowCount())) if isinstance(row, Person)
        ] == [ANNA]
        QTest.keyClick(panel.search, Qt.Key.Key_Down)
        assert panel.view.hasFocus()
        current = panel.view.current()
        assert current is not None
        assert current.user_id == ANNA
        QTest.keyClick(panel.view, Qt.Key.Key_Up)
        assert panel.search.hasFocus()
        panel.search.setText("niemand")
        assert panel.note.isVisible()
        panel.search.clear()
        assert panel.model.shown() == len(people())
        asked: list[Member] = []
        panel.view.menu.disconnect()
        panel.view.menu.connect(lambda member, _at: asked.append(member))
        panel.view.select(panel.model.row_of(MEHMET))
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
        assert [one.user_id for one in asked] == [MEHMET]
        QTest.keyClick(panel.view, Qt.Key.Key_Up)
        current = panel.view.current()
        assert current is not None
        assert current.user_id == ANNA  # over the heading
        QTest.keyClick(stage.window.panel, Qt.Key.Key_Escape)
        assert stage.window.panel.page() is None

    play(scene, account())


def test_the_menu_of_a_person_has_what_one_may_do() -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        usual = {names.MEMBER_PROFILE, names.MEMBER_WRITE, names.MEMBER_IGNORE, names.MEMBER_REPORT}
        assert offered(panel, KATHARINA) == usual  # the owner stands above everybody
        assert offered(panel, BERND) == usual | {names.MEMBER_LET_IN, names.MEMBER_REFUSE}
        assert offered(panel, EVIL) == usual | {names.MEMBER_UNBAN}
        assert offered(panel, THAO) == usual | {names.MEMBER_REMOVE, names.MEMBER_BAN}
        roles = {f"{names.MEMBER_ROLE}.{level}" for level in (100, 50, 0)} | {names.MEMBER_ROLE}
        assert offered(panel, MEHMET) == usual | roles | {names.MEMBER_REMOVE, names.MEMBER_BAN}
        assert offered(panel, ME) == {names.MEMBER_PROFILE} | roles
        stage.account.room_admin.set(ROOM, room_settings(ROOM, ME, levels={ME: 0}, content={"invite": 50}))
        for user in (KATHARINA, MEHMET, BERND, EVIL, THAO):
            assert offered(panel, user) == usual
        assert not panel.invite.isVisible()

    play(scene, account())


def test_removing_banning_and_letting_in() -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        menu(panel, MEHMET)[names.MEMBER_REMOVE].trigger()
        dialog = find(stage, ReasonDialog, names.REASON_DIALOG)
        dialog.field.setPlainText("  falscher Raum ")
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "kick") == [("kick", ROOM, MEHMET, "falscher Raum")]
        await stage.until(lambda: panel.model.row_of(MEHMET) < 0)
        menu(panel, THAO)[names.MEMBER_BAN].trigger()
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        dialog = find(stage, ReasonDialog, names.REASON_DIALOG)
        dialog.submit_button.click()
        await stage.settle()
        assert dialog.isVisible()
        assert dialog.error.text()
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "ban")[-1] == ("ban", ROOM, THAO, "")
        await stage.until(lambda: panel.model.rowCount() > 0 and section(panel, THAO) is Section.BAN)
        menu(panel, BERND)[names.MEMBER_LET_IN].trigger()
        menu(panel, EVIL)[names.MEMBER_UNBAN].trigger()
        await stage.settle()
        assert calls(stage, "accept_knock", "unban") == [("accept_knock", ROOM, BERND), ("unban", ROOM, EVIL)]
        await stage.until(lambda: section(panel, BERND) is Section.INVITE)

    def section(panel: MembersPanel, user: str) -> Section | None:
        last = None
        for number in range(panel.model.rowCount()):
            row = panel.model.row(number)
            if isinstance(row, Heading):
                last = row.section
            elif row.member.user_id == user:
                return last
        return None

    play(scene, account())


def test_people_of_a_room_that_is_not_open_can_be_administrated_too() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(OTHER)
        admin = stage.account.room_admin
        stage.window.panel.show_page("members", "Abteilung Z", MembersPanel(stage.window, stage.account, ROOM))  # type: ignore[arg-type]
        panel = stage.window.panel.page()
        assert isinstance(panel, MembersPanel)
        await stage.until(lambda: panel.model.shown() == len(people()))
        await stage.settle()
        assert stage.window.panel.title.full() == "Abteilung Z"
        menu(panel, ANNA)[f"{names.MEMBER_ROLE}.0"].trigger()
        await stage.settle()
        assert calls(stage, "set_role") == [("set_role", ROOM, ANNA, 0)]
        assert admin.known(ROOM) is not None
        stage.window.panel.close_page()
        await stage.settle()
        assert admin.known(ROOM) is None
        assert admin.known(OTHER) is not None

    play(scene, account())


def test_roles_are_given_with_a_warning_where_one_cannot_take_them_back() -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        menu(panel, MEHMET)[f"{names.MEMBER_ROLE}.50"].trigger()
        await stage.settle()
        assert calls(stage, "set_role") == [("set_role", ROOM, MEHMET, 50)]
        menu(panel, ANNA)[f"{names.MEMBER_ROLE}.100"].trigger()
        await stage.settle()
        assert len(calls(stage, "set_role")) == 1
        await confirm(stage)
        assert calls(stage, "set_role")[-1] == ("set_role", ROOM, ANNA, 100)
        menu(panel, ME)[f"{names.MEMBER_ROLE}.0"].trigger()
        await stage.settle()
        find(stage, ConfirmDialog, names.CONFIRM_DIALOG).reject()
        await stage.settle()
        assert len(calls(stage, "set_role")) == 2

    play(scene, account())


def test_ignoring_reporting_and_writing() -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        menu(panel, EVIL)[names.MEMBER_IGNORE].trigger()
        await confirm(stage)
        assert stage.account.ignored.users == {EVIL}
        assert names.MEMBER_UNIGNORE in offered(panel, EVIL)
        row = panel.model.row_of(EVIL)
        await stage.until(lambda: "ignoriert" in panel.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
        menu(panel, EVIL)[names.MEMBER_UNIGNORE].trigger()
        await stage.settle()
        assert not stage.account.ignored.users
        menu(panel, EVIL)[names.MEMBER_REPORT].trigger()
        dialog = find(stage, ReasonDialog, names.REASON_DIALOG)
        dialog.submit_button.click()
        await stage.settle()
        assert not calls(stage, "report_user")
        assert dialog.error.isVisible()
        dialog.field.setPlainText("Belästigung")
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "report_user") == [("report_user", EVIL, "Belästigung")]
        menu(panel, ANNA)[names.MEMBER_WRITE].trigger()
        await stage.settle()
        shown = stage.window.chat.room()
        assert shown is not None
        assert shown.room_id == OTHER
        assert stage.window.panel.page() is None

    play(scene, account())


def test_5000_members_come_at_once_and_scroll() -> None:
    made = account()
    made.room_admin.members[ROOM] = [
        Member(f"@user{number}:x.example", f"Person {number % 700} <b>", None, Membership.JOIN, 0)
        for number in range(5000)
    ]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        started = time.monotonic()
        stage.window.commands.run("room.members")
        panel = stage.window.panel.page()
        assert isinstance(panel, MembersPanel)
        await stage.until(lambda: panel.model.shown() == 5000)
        assert time.monotonic() - started < 5
        bar = panel.view.verticalScrollBar()
        await stage.settle()
        started, steps = time.monotonic(), 0
        for value in range(0, bar.maximum(), max(1, bar.maximum() // 40)):
            bar.setValue(value)
            panel.view.viewport().grab()
            steps += 1
        assert (time.monotonic() - started) / steps < 0.1
        started = time.monotonic()
        panel.search.setText("person @user4711:")
        assert panel.model.shown() == 1
        assert time.monotonic() - started < 1

    play(scene, made)


def test_c01_names_of_members_and_rooms_are_shown_as_they_are() -> None:
    made = account(name="\u202eevil\u202c <b>Raum</b>\nzwei", topic="<img src=/etc/hostname>")
    made.room_admin.members[ROOM] = [
        Member("@a:x.example", "<b>Chef</b>\u202egnp.exe\x00" + "\u0301" * 50, None, Membership.JOIN, 0),
        Member("@b:x.example", "\ud800" * 3, None, Membership.JOIN, -(2**53)),
        Member("@c:x.example", "x" * 20_000, None, Membership.BAN, 2**53 - 1),
    ]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.commands.run("room.members")
        panel = stage.window.panel.page()
        assert isinstance(panel, MembersPanel)
        await stage.until(lambda: panel.model.shown() == 3)
        name = panel.model.index(panel.model.row_of("@a:x.example")).data()
        assert name.startswith("<b>Chef</b>gnp.exe")
        assert "\u202e" not in name
        assert len(name) < 130
        panel.grab()
        dialog = stage.window.room_admin.open_settings()
        assert dialog is not None
        await stage.settle()
        assert "\u202e" not in dialog.windowTitle()
        for page in ("general", "access", "rights", "addresses", "advanced"):
            dialog.show_subject(page)
            await stage.settle(2)
            dialog.grab()
        dialog.close()

    play(scene, made)


# -- settings ----------------------------------------------------------------------------------------------------------


async def settings(stage: Stage, page: str) -> SettingsDialog:
    await stage.open(ROOM)
    assert stage.window.commands.run("room.settings")
    dialog = find(stage, SettingsDialog, names.ROOM_SETTINGS)
    dialog.show_subject(page)
    await stage.settle()
    return dialog


def test_name_and_topic_are_saved_together_and_the_room_shows_them() -> None:
    async def scene(stage: Stage) -> None:
        await settings(stage, "general")
        name = find(stage, QLineEdit, "room-settings.name")
        topic = find(stage, QPlainTextEdit, "room-settings.topic")
        save = find(stage, QPushButton, "room-settings.save")
        assert (name.text(), save.isEnabled()) == ("Haushalt 2027", False)
        name.setText("Haushalt 2028")
        topic.setPlainText("Neues Jahr")
        assert save.isEnabled()
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        save.click()
        await stage.settle()
        assert find(stage, QWidget, "notice").isVisible()
        assert name.text() == "Haushalt 2028"  # what was typed is not lost
        save.click()
        await stage.settle()
        assert calls(stage, "set_name", "set_topic")[-2:] == [
            ("set_name", ROOM, "Haushalt 2028"),
            ("set_topic", ROOM, "Neues Jahr"),
        ]
        assert not save.isEnabled()
        current = stage.account.room_admin.rooms[ROOM]
        stage.account.room_admin.set(ROOM, replace(current, name="Von Anna geändert"))
        assert name.text() == "Von Anna geändert"

    play(scene, account())


def test_who_may_not_change_it_reads_why() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await settings(stage, "general")
        assert find(stage, QLineEdit, "room-settings.name").isReadOnly()
        assert not find(stage, QPushButton, "room-settings.avatar").isEnabled()
        assert "Moderation" in find(stage, QLineEdit, "room-settings.name").accessibleDescription()
        dialog.show_subject("access")
        await stage.settle()
        assert not find(stage, QComboBox, "room-settings.join").isEnabled()
        dialog.show_subject("rights")
        await stage.settle()
        assert not find(stage, QComboBox, "room-settings.right.ban").isEnabled()
        dialog.show_subject("advanced")
        await stage.settle()
        assert not [each for each in dialog.findChildren(QPushButton) if each.isVisible() and each.isEnabled()]

    made = account()
    made.room_admin.rooms[ROOM] = room_settings(ROOM, ME, levels={ANNA: 100}, encrypted=False)
    play(scene, made)


def test_letting_everybody_join_asks_first() -> None:
    async def scene(stage: Stage) -> None:
        await settings(stage, "access")
        join = find(stage, QComboBox, "room-settings.join")
        pick(join, "knock")
        await stage.settle()
        assert calls(stage, "set_join_rule") == [("set_join_rule", ROOM, "knock", ())]
        pick(join, "public")
        await stage.settle()
        find(stage, ConfirmDialog, names.CONFIRM_DIALOG).reject()
        await stage.settle()
        assert join.currentData() == "knock"
        pick(join, "public")
        await stage.settle()
        await confirm(stage)
        assert calls(stage, "set_join_rule")[-1] == ("set_join_rule", ROOM, "public", ())
        pick(find(stage, QComboBox, "room-settings.history"), "joined")
        find(stage, QCheckBox, "room-settings.guests").click()
        find(stage, QCheckBox, "room-settings.published").click()
        await stage.settle()
        assert calls(stage, "set_history_visibility", "set_guests", "set_published") == [
            ("set_history_visibility", ROOM, "joined"),
            ("set_guests", ROOM, True),
            ("set_published", ROOM, True),
        ]
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        find(stage, QCheckBox, "room-settings.published").click()
        await stage.settle()
        assert find(stage, QCheckBox, "room-settings.published").isChecked()

    play(scene, account(encrypted=False))


def test_rights_are_sentences_and_nobody_gives_more_than_they_have() -> None:
    async def scene(stage: Stage) -> None:
        await settings(stage, "rights")
        ban = find(stage, QComboBox, "room-settings.right.ban")
        assert ban.currentData() == 50
        pick(ban, 100)
        await stage.settle()
        assert calls(stage, "set_rights") == [("set_rights", ROOM, {"ban": 100})]
        replaces = find(stage, QComboBox, "room-settings.right.events.m.room.tombstone")
        assert replaces.currentData() == 150
        assert not replaces.isEnabled()
        owner = find(stage, QComboBox, f"room-settings.role.{KATHARINA}")
        assert (owner.currentText(), owner.isEnabled()) == ("Eigentümer", False)
        anna = find(stage, QComboBox, f"room-settings.role.{ANNA}")
        pick(anna, 100)
        await stage.settle()
        find(stage, ConfirmDialog, names.CONFIRM_DIALOG).reject()
        await stage.settle()
        assert anna.currentData() == 50
        pick(anna, 0)
        await stage.settle()
        assert calls(stage, "set_role") == [("set_role", ROOM, ANNA, 0)]

    play(scene, account())


def test_addresses_are_added_and_chosen() -> None:
    async def scene(stage: Stage) -> None:
        await settings(stage, "addresses")
        field = find(stage, QLineEdit, "room-settings.address")
        add = find(stage, QPushButton, "room-settings.address.add")
        field.setText("Nicht erlaubt!")
        add.click()
        await stage.settle()
        assert not calls(stage, "add_alias")
        field.setText("#Haushalt")
        add.click()
        await stage.settle()
        alias = "#haushalt:behoerde.example"
        assert calls(stage, "add_alias", "set_aliases") == [
            ("add_alias", ROOM, alias),
            ("set_aliases", ROOM, alias, ()),
        ]
        main = find(stage, QComboBox, "room-settings.main-address")
        assert main.currentData() == alias
        pick(main, "")
        await stage.settle()
        assert calls(stage, "set_aliases")[-1] == ("set_aliases", ROOM, None, ())
        stage.account.fail = UserError(ErrorCode.REFUSED, errcode="taken")
        field.setText("vergeben")
        add.click()
        await stage.settle()
        assert find(stage, QWidget, "notice").isVisible()
        find(stage, QPushButton, f"room-settings.address.remove.{alias}").click()
        await stage.settle()
        assert not stage.account.room_admin.aliases

    play(scene, account())


def test_encryption_and_replacing_the_room_ask_first() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await settings(stage, "advanced")
        find(stage, QPushButton, "room-settings.encrypt").click()
        await stage.settle()
        assert not calls(stage, "enable_encryption")
        await confirm(stage)
        assert calls(stage, "enable_encryption") == [("enable_encryption", ROOM)]
        assert not dialog.findChild(QPushButton, "room-settings.encrypt").isVisible()  # type: ignore[union-attr]
        version = find(stage, QComboBox, "room-settings.version")
        assert [version.itemData(row) for row in range(version.count())] == ["12", "11"]
        find(stage, QPushButton, "room-settings.upgrade").click()
        await stage.settle()
        await confirm(stage)
        assert calls(stage, "upgrade") == [("upgrade", ROOM, "12")]

    made = account()
    create = {"sender": ME, "content": {"room_version": "10"}}
    content = {"events": {"m.room.tombstone": 100}}
    made.room_admin.rooms[ROOM] = room_settings(ROOM, ME, create=create, content=content, encrypted=False)
    play(scene, made)


def test_no_upgrade_where_the_server_offers_none() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await settings(stage, "advanced")
        assert not dialog.findChild(QPushButton, "room-settings.upgrade").isVisible()  # type: ignore[union-attr]

    made = account()
    made.capabilities.known = ServerCapabilities("10", {"10": True}, asked=True)
    create = {"sender": ME, "content": {"room_version": "10"}}
    made.room_admin.rooms[ROOM] = room_settings(ROOM, ME, create=create, content={"events": {"m.room.tombstone": 0}})
    play(scene, made)


def test_members_of_spaces_may_be_let_in() -> None:
    made = account()
    made.rooms.items.append(room("!space:x.example", "Abteilung Z", today_at(7), is_space=True))

    async def scene(stage: Stage) -> None:
        await settings(stage, "access")
        pick(find(stage, QComboBox, "room-settings.join"), "restricted")
        await stage.settle()
        box = next(each for each in stage.window.findChildren(QCheckBox) if each.text() == "Abteilung Z")
        assert box.isVisible()
        box.click()
        await stage.settle()
        assert calls(stage, "set_join_rule")[-1] == ("set_join_rule", ROOM, "restricted", ("!space:x.example",))
        current = stage.account.room_admin.rooms[ROOM]
        stage.account.room_admin.set(ROOM, replace(current, allowed_rooms=("!unknown:y.example", "!space:x.example")))
        box.click()
        await stage.settle()
        assert calls(stage, "set_join_rule")[-1][3] == ("!unknown:y.example",)  # what we do not know stays allowed

    play(scene, made)


def test_who_may_not_write_or_invite_is_not_offered_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        composer = stage.window.chat.composer
        invite = stage.window.commands.get("room.invite")
        assert invite is not None
        assert invite.available()
        assert composer.edit.isVisible()
        muted = room_settings(ROOM, ME, levels={ME: 0}, content={"events_default": 50, "invite": 50})
        stage.account.room_admin.set(ROOM, muted)
        await stage.settle()
        assert not composer.edit.isVisible()
        assert not invite.available()
        stage.account.room_admin.set(ROOM, room_settings(ROOM, ME, levels={ME: 50}, content={"events_default": 50}))
        await stage.settle()
        assert composer.edit.isVisible()

    play(scene, account())


def test_the_menu_of_a_direct_conversation_opens_the_person() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(OTHER)
        assert stage.window.commands.run("room.person")
        await stage.until(lambda: bool(stage.window.findChildren(PersonDialog)))
        await stage.settle()
        dialog = stage.window.findChildren(PersonDialog)[0]
        assert dialog.user_id == ANNA
        dialog.accept()
        stage.window.open_room(ROOM)
        await stage.settle()
        person = stage.window.commands.get("room.person")
        assert person is not None
        assert not person.available()

    play(scene, SecuredAccount(account(), SampleSecurity()))


# -- making rooms ------------------------------------------------------------------------------------------------------


def test_a_public_room_has_an_address_and_is_not_encrypted_unless_one_wants_it() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.commands.run("room.new")
        dialog = find(stage, CreateDialog, names.CREATE_DIALOG)
        assert not dialog.alias.isVisible()
        dialog.public.click()
        await stage.settle()
        assert dialog.alias.isVisible()
        assert not dialog.encrypted.isChecked()
        dialog.name.setText("Kantine")
        dialog.topic.setText("Speiseplan")
        dialog.alias.setText("Kan tine")
        dialog.submit_button.click()
        await stage.settle()
        assert dialog.error.isVisible()
        dialog.alias.setText("#Kantine")
        stage.account.fail = UserError(ErrorCode.REFUSED, errcode="M_ROOM_IN_USE")
        dialog.submit_button.click()
        await stage.settle()
        assert "Adresse" in dialog.error.text()
        dialog.submit_button.click()
        await stage.settle()
        made = calls(stage, "create_room")[-1]
        assert made == ("create_room", "Kantine", (), False, False, "public_chat", "Speiseplan", "kantine")

    play(scene, account())


def test_a_private_room_is_encrypted_and_a_space_is_made_in_its_own_dialog() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.commands.run("room.new")
        dialog = find(stage, CreateDialog, names.CREATE_DIALOG)
        dialog.public.click()
        dialog.group.click()
        await stage.settle()
        assert dialog.encrypted.isChecked()
        assert not dialog.alias.isVisible()
        dialog.name.setText("Referat")
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "create_room")[-1] == ("create_room", "Referat", (), True, False)
        stage.window.commands.run("room.new")
        dialog = find(stage, CreateDialog, names.CREATE_DIALOG)
        dialog.space.click()
        await stage.settle()
        assert not dialog.name.isVisible()
        dialog.submit_button.click()
        await stage.settle()
        assert [each for each in stage.window.findChildren(CreateSpaceDialog) if each.isVisible()]

    play(scene, account())


# -- invitations, requests, replaced rooms -----------------------------------------------------------------------------


def invitation(**fields: object) -> Invitation:
    made = Invitation(INVITED, BERND, "Bernd Krause", None, external=True, direct=False, members=12, shared=(ROOM,))
    return replace(made, **fields)  # type: ignore[arg-type]


def test_an_invitation_says_who_asks_and_can_be_declined_for_good() -> None:
    made = account()
    made.room_admin.invitations[INVITED] = invitation(reason="<b>Bitte</b> kommen")

    async def scene(stage: Stage) -> None:
        stage.window.open_room(INVITED)
        await stage.settle()
        view = stage.window.chat.invitation
        facts = find(stage, QWidget, names.INVITATION_FACTS).text()  # type: ignore[attr-defined]
        assert "land.example" in facts
        assert "Haushalt 2027" in facts
        assert "12 Mitglieder" in facts
        assert "nicht verschlüsselt" in facts
        view.report_button.click()
        await stage.settle()
        dialog = find(stage, ReasonDialog, names.REASON_DIALOG)
        dialog.field.setPlainText("Werbung")
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "report_user") == [("report_user", BERND, "Werbung")]
        view.ignore_button.click()
        await stage.settle()
        await confirm(stage)
        assert calls(stage, "leave", "ignore") == [("leave", INVITED), ("ignore", BERND)]
        assert stage.window.chat.room() is None

    play(scene, made)


def test_a_request_to_join_waits_and_can_be_taken_back() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_room(KNOCKED)
        await stage.settle()
        view = stage.window.chat.invitation
        assert view.isVisible()
        assert not view.accept_button.isVisible()
        assert view.decline_button.hasFocus()
        view.decline_button.click()
        await stage.settle()
        assert calls(stage, "leave") == [("leave", KNOCKED)]

    play(scene, account())


def test_p45_a_replaced_room_leads_on_only_when_asked_and_warns_of_one_sided_ones() -> None:
    made = account()
    target = Successor("!new", ROOM, ("x.example",), None, None, "hier entlang")
    made.room_admin.successors[ROOM] = target
    made.room_admin.agrees = False
    from app.room_admin.settings import Replacement

    made.room_admin.rooms[ROOM] = replace(made.room_admin.rooms[ROOM], replaced=Replacement("!new"))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        await stage.settle()
        assert stage.window.room_admin.rows.keys() == ["replaced"]
        assert stage.window.chat.composer.edit.isReadOnly() or not stage.window.chat.composer.edit.isVisible()
        row = stage.window.room_admin.rows.row("replaced")
        assert row is not None
        assert not calls(stage, "enter_successor")
        row.yes.click()
        await stage.settle()
        assert not calls(stage, "enter_successor")
        await confirm(stage)
        assert calls(stage, "enter_successor") == [("enter_successor", "!new")]
        assert stage.window.toast.isVisible()
        stage.account.room_admin.successors[ROOM] = replace(
            target, room_id=OTHER, membership=Membership.JOIN, agreed=True
        )
        current = stage.account.room_admin.rooms[ROOM]
        stage.account.room_admin.set(ROOM, replace(current, topic="neu"))
        await stage.settle()
        row = stage.window.room_admin.rows.row("replaced")
        assert row is not None
        row.offer.on_yes()
        await stage.settle()
        shown = stage.window.chat.room()
        assert shown is not None
        assert shown.room_id in (OTHER, ROOM)

    play(scene, made)


def test_being_removed_is_told() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.room_admin.removed.emit(Removal(ROOM, "Haushalt", True, "Anna Weber", "Prüfung"))
        await stage.settle()
        text = stage.window.toast.label.text()
        assert "Anna Weber" in text
        assert "Prüfung" in text

    play(scene, account())


# -- messages of others ------------------------------------------------------------------------------------------------


def test_who_may_deletes_messages_of_others_and_everybody_reports_them() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)

        def entries(row: int) -> set[str]:
            made = QMenu()
            stage.window.messages.fill(made, stage.window.chat.model.item(row))
            return {action.objectName() for action in made.actions()}

        assert {names.MENU_DELETE, names.MENU_REPORT} <= entries(0)
        assert names.MENU_REPORT not in entries(1)
        stage.account.room_admin.set(ROOM, room_settings(ROOM, ME, levels={ME: 0}))
        assert names.MENU_DELETE not in entries(0)
        assert {names.MENU_REPORT} <= entries(0)
        assert names.MENU_DELETE in entries(1)
        made = QMenu()
        stage.window.messages.fill(made, stage.window.chat.model.item(0))
        next(action for action in made.actions() if action.objectName() == names.MENU_REPORT).trigger()
        dialog = find(stage, ReasonDialog, names.REASON_DIALOG)
        dialog.field.setPlainText("Beleidigung")
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "report_message")[0][3] == "Beleidigung"

    play(scene, account())


def test_leaving_and_forgetting() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        assert stage.window.commands.run("room.forget")
        await stage.settle()
        await confirm(stage)
        assert calls(stage, "leave_and_forget") == [("leave_and_forget", ROOM)]
        assert not [each for each in stage.window.findChildren(QDialog) if each.isVisible()]

    play(scene, account())


@pytest.mark.parametrize("size", [(480, 360), (760, 600)])
def test_everything_fits_where_there_is_little_room(size: tuple[int, int]) -> None:
    async def scene(stage: Stage) -> None:
        panel = await members(stage)
        assert panel.view.width() >= 200
        assert PEOPLE
        stage.window.panel.close_page()
        stage.window.open_room(INVITED)
        await stage.settle()
        view = stage.window.chat.invitation
        assert view.accept_button.isVisible()
        page = view.accept_button.window()
        edge = view.viewport().mapTo(page, QPoint(0, 0)).x()
        for button in (view.accept_button, view.decline_button, view.ignore_button, view.report_button):
            left = button.mapTo(page, QPoint(0, 0)).x() - edge
            assert left >= 0
            assert left + button.width() <= view.viewport().width()

    play(scene, account(), size=size, zoom=175 if size[0] > 500 else 100)
