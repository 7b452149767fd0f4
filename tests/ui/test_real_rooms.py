# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and their people in the real window with a real account on a real Synapse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from app.demo.accounts import MemoryKeyStore
from app.types import Link, Member
from tests.support.synapse import Homeserver, RawUser, new_raw_user, new_user
from tests.ui.test_real_account import play, sign_in, until
from ui import names
from ui.dialogs.rooms import ConfirmDialog, CreateDialog
from ui.room_admin.dialogs import ReasonDialog
from ui.room_admin.members_panel import MembersPanel
from ui.settings.dialog import SettingsDialog
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def state(user: RawUser, room: str, kind: str) -> dict[str, object]:
    return user.request("GET", f"/_matrix/client/v3/rooms/{room}/state/{kind}")


async def shown(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    """A visible widget of this name, once it is there."""

    def found() -> list[QWidget]:
        return [each for each in window.findChildren(kind, name) if each.isVisible()]

    await until(found, name)
    return found()[-1]


async def open_panel(window: MainWindow, user: str) -> MembersPanel:
    if window.panel.page_name() != "members":
        assert window.commands.run("room.members")
    panel = window.panel.page()
    assert isinstance(panel, MembersPanel)
    await until(lambda: panel.model.row_of(user) >= 0, "the member")
    return panel


def member(panel: MembersPanel, user: str) -> Member:
    found = panel.model.index(panel.model.row_of(user)).data(0x0100)
    assert isinstance(found, Member)
    return found


async def choose(panel: MembersPanel, user: str, name: str) -> None:
    """From the menu of a person, once the settings of the room are known."""

    def action() -> QAction | None:
        menu = panel.menu_for(member(panel, user))
        entries = [entry for entry in menu.findChildren(QAction) if entry.objectName() == name]
        return entries[0] if entries else None

    await until(lambda: action() is not None, name)
    found = action()
    assert found is not None
    found.trigger()


def test_a_room_is_made_changed_and_replaced_in_the_window(homeserver: Homeserver, tmp_path: Path) -> None:
    anna = new_user(homeserver, "anna")
    bert = new_raw_user(homeserver, "bert", display_name="Bert")
    clara = new_raw_user(homeserver, "clara", display_name="Clara")

    async def story(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        assert window.commands.run("room.new")
        dialog = window.findChild(CreateDialog)
        assert dialog is not None
        dialog.public.click()
        dialog.name.setText("Kantine")
        alias = f"kantine-{anna.localpart}"
        dialog.alias.setText(alias)
        dialog.submit_button.click()
        await until(lambda: window.chat.title() == "Kantine", "the new room")
        room = window.chat.room()
        assert room is not None
        for person in (bert, clara):
            answer = person.request("POST", f"/_matrix/client/v3/join/%23{alias}:{homeserver.server_name}", {})
            assert answer["room_id"] == room.room_id

        # Bert becomes a moderator, Clara is banned.
        panel = await open_panel(window, clara.user_id)
        await until(lambda: panel.model.row_of(bert.user_id) >= 0, "Bert")
        await choose(panel, bert.user_id, f"{names.MEMBER_ROLE}.50")
        await until(lambda: member(panel, bert.user_id).power == 50, "Bert's role")
        assert state(bert, room.room_id, "m.room.power_levels")["users"]
        await choose(panel, clara.user_id, names.MEMBER_BAN)
        reason = await shown(window, ReasonDialog, names.REASON_DIALOG)
        assert isinstance(reason, ReasonDialog)
        reason.field.setPlainText("Werbung")
        reason.submit_button.click()
        await until(lambda: member(panel, clara.user_id).membership == "ban", "the ban")
        assert state(bert, room.room_id, f"m.room.member/{clara.user_id}")["reason"] == "Werbung"

        # Name, access and address are changed.
        assert window.commands.run("room.settings")
        settings = await shown(window, SettingsDialog, names.ROOM_SETTINGS)
        assert isinstance(settings, SettingsDialog)
        name = await shown(window, QLineEdit, "room-settings.name")
        assert isinstance(name, QLineEdit)
        name.setText("Kantine und Café")
        save = await shown(window, QPushButton, "room-settings.save")
        assert isinstance(save, QPushButton)
        save.click()
        await until(lambda: window.chat.title() == "Kantine und Café", "the new name")
        settings.show_subject("access")
        join = await shown(window, QComboBox, "room-settings.join")
        assert isinstance(join, QComboBox)
        join.setCurrentIndex(join.findData("invite"))
        await until(lambda: state(bert, room.room_id, "m.room.join_rules")["join_rule"] == "invite", "the rule")
        settings.show_subject("rights")
        ban = await shown(window, QComboBox, "room-settings.right.ban")
        assert isinstance(ban, QComboBox)
        ban.setCurrentIndex(ban.findData(100))
        await until(lambda: state(bert, room.room_id, "m.room.power_levels")["ban"] == 100, "the right")

        # Somebody else turns on encryption; the page of it says so. Then we leave for good.
        settings.show_subject("advanced")
        encrypt = await shown(window, QPushButton, "room-settings.encrypt")
        assert isinstance(encrypt, QPushButton)
        encrypt.click()
        confirm = await shown(window, ConfirmDialog, names.CONFIRM_DIALOG)
        assert isinstance(confirm, ConfirmDialog)
        confirm.submit_button.click()
        await until(lambda: not encrypt.isVisible(), "encryption")
        assert state(bert, room.room_id, "m.room.encryption")["algorithm"] == "m.megolm.v1.aes-sha2"
        settings.close()
        assert window.commands.run("room.forget")
        confirm = await shown(window, ConfirmDialog, names.CONFIRM_DIALOG)
        assert isinstance(confirm, ConfirmDialog)
        confirm.submit_button.click()
        await until(lambda: window.rooms.count() == 0, "to have left")

        # Bert invites us to another room, which was replaced meanwhile.
        old = bert.create_room(name="Alt", invite=[anna.user_id], room_version="10")
        await until(lambda: window.rooms.find(old) is not None, "an invitation")
        window.open_room(old)
        facts = await shown(window, QWidget, names.INVITATION_FACTS)
        assert "keinen gemeinsamen Raum" in facts.text()  # type: ignore[attr-defined]
        window.chat.invitation.accept_button.click()
        await until(window.chat.composer.edit.isVisible, "the room")
        new = bert.request("POST", f"/_matrix/client/v3/rooms/{old}/upgrade", {"new_version": "12"})["replacement_room"]
        bert.act(str(new), "invite", user_id=anna.user_id)
        await until(lambda: window.room_admin.rows.row("replaced") is not None, "the notice")
        assert not window.chat.composer.edit.isVisible()
        row = window.room_admin.rows.row("replaced")
        assert row is not None
        row.yes.click()
        confirm = await shown(window, ConfirmDialog, names.CONFIRM_DIALOG)
        assert isinstance(confirm, ConfirmDialog)
        confirm.submit_button.click()
        await until(lambda: (found := window.chat.room()) is not None and found.room_id == new, "the new room")
        bert.act(str(new), "kick", user_id=anna.user_id, reason="Versehen")
        await until(lambda: "Versehen" in window.toast.label.text(), "the reason")
        assert "Bert" in window.toast.label.text()

    play(tmp_path / "anna", MemoryKeyStore(), story)
