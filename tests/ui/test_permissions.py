# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation does not permit is not offered, and what stays possible is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.policy.policy import Entry, Policy, Source
from app.types import Attachment, ItemKind, TimelineItem
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui.dialogs.poll import PollDialog
from ui.dialogs.rooms import CreateDialog
from ui.dialogs.send_files import SendFilesDialog

pytestmark = pytest.mark.window
ROOM = "!room:x.example"
REPORT = Attachment("Bericht.pdf", "m.file", "application/pdf", 12_345)
PLAN = Attachment("Plan.png", "m.image", "image/png", 1_234, 80, 60)


def row(attachment: Attachment) -> TimelineItem:
    return replace(message(ANNA, attachment.name, today_at(9), kind=ItemKind.FILE), attachment=attachment)


def session() -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [row(REPORT), row(PLAN)]}))


def policy(**values: Any) -> Policy:
    made = Policy(Entry(Source.MACHINE, "/etc/policies.json", name, value) for name, value in values.items())
    assert made.problems == []
    return made


def settle(stage: Stage, **values: Any) -> None:
    stage.window.prefs.policy = policy(**values)


def entries(stage: Stage, key: str) -> set[str]:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMenu

    window = stage.window
    window.menus.message(key, "", window.rect().center())
    menu = window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    found = {action.text().split("\t")[0] for action in menu.actions() if action.text()}
    menu.close()
    return found


def test_files_stay_in_the_program() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window, model = stage.window, stage.window.chat.model
        report, plan = model.item(len(model) - 2), model.item(len(model) - 1)
        assert {"Speichern …", "Öffnen …"} <= entries(stage, report.key)
        settle(stage, AllowSaveFiles=False)
        assert not {"Speichern …", "Öffnen …"} & entries(stage, report.key)
        assert "Bild ansehen" in entries(stage, plan.key)
        for save in (False, True):
            if save:
                window.files.save(report.key)
            else:
                window.files.open(report)
            await stage.settle()
            assert "erlaubt das Speichern" in window.toast.label.text()
            window.toast.hide()
        assert not window.findChildren(QFileDialog)
        window.files.view(plan)
        await stage.settle()
        from ui.picture_viewer import PictureViewer

        viewer = window.findChildren(PictureViewer)[-1]
        image = QImage(4, 4, QImage.Format.Format_RGB32)
        image.fill(0)
        assert not [button for button, icon in viewer._buttons if icon in ("copy", "download") and button.isVisible()]
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(viewer, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().image().isNull()
        assert not [call for call in stage.account.calls if call[0] == "save_attachment"]

    perform(scene, session())


def test_only_some_kinds_are_opened_and_all_are_saved_in_the_folder_of_the_organisation(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window, model = stage.window, stage.window.chat.model
        report = model.item(len(model) - 2)
        settle(stage, AllowedFileTypesToOpen=[".odt"], DownloadFolder=str(tmp_path / "akten"))
        assert "Öffnen …" not in entries(stage, report.key)
        window.files.open(report)
        await stage.settle()
        assert "speichern" in window.toast.label.text()
        window.files.save(report.key)
        await stage.settle()
        assert not window.findChildren(QFileDialog)
        assert [call for call in stage.account.calls if call[0] == "save_attachment"]
        assert (tmp_path / "akten").is_dir()

    perform(scene, session())


def test_files_that_may_not_be_sent_are_marked_before_sending(tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.zip"]
    for file in files:
        file.write_bytes(b"x" * 10)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        settle(stage, AllowedFileTypes=[".pdf"])
        stage.window.files.confirm(files)
        sheet = stage.window.findChildren(SendFilesDialog)[-1]
        assert not sheet.submit_button.isEnabled()
        assert [row.refused.isHidden() for row in sheet._rows] == [True, False]
        assert sheet._rows[1].refused.text() == "Ihre Organisation erlaubt diese Art von Datei nicht."
        sheet.leave_out(files[1])
        assert sheet.submit_button.isEnabled()

    perform(scene, session())


def test_no_rooms_but_direct_chats() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        available = {command.id for command in window.commands.all() if command.available()}
        assert {"rooms.find", "space.new"} <= available
        settle(stage, AllowRoomCreation=False, AllowPublicRooms=False)
        available = {command.id for command in window.commands.all() if command.available()}
        assert not {"rooms.find", "space.new"} & available
        window.actions_of_rooms.create()
        dialog = window.findChildren(CreateDialog)[-1]
        await stage.settle()
        assert not any(each.isVisible() for each in (dialog.group, dialog.public, dialog.space))
        assert dialog._managed.isVisible()
        assert dialog.invite.isVisible()
        dialog.reject()

    perform(scene, session())


def test_no_public_rooms() -> None:
    async def scene(stage: Stage) -> None:
        settle(stage, AllowPublicRooms=False)
        stage.window.actions_of_rooms.create()
        dialog = stage.window.findChildren(CreateDialog)[-1]
        await stage.settle()
        assert (dialog.group.isVisible(), dialog.public.isVisible(), dialog.space.isVisible()) == (True, False, True)
        dialog.reject()

    perform(scene, session())


def test_no_polls_places_and_voice_messages() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(ROOM)
        available = {command.id for command in window.commands.all() if command.available()}
        assert "writing.emoji" in available
        assert not {"writing.poll", "writing.place"} & available
        assert not window.chat.composer.record.isVisible()
        window.chat.composer.set_blocked("closed")
        window.chat.composer.set_blocked("")
        assert not window.chat.composer.record.isVisible()
        window.writing.new_poll()  # by a command that is typed
        await stage.settle()
        assert not window.findChildren(PollDialog)
        assert window.toast.label.text() == "Ihre Organisation erlaubt keine Umfragen."

    perform(scene, session(), policy=policy(AllowPolls=False, AllowLocation=False, AllowVoiceMessages=False))
