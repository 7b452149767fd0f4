# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files in the window: sent after a look, shown and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit

from app.errors import ErrorCode, UserError
from app.types import Attachment, ItemKind, SendState, TimelineItem
from tests.support.sample_account import ANNA, ME, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.send_files import SendFilesDialog
from ui.file_panel import FilePanel
from ui.text import Label
from ui.timeline.inline_upload import UploadBar
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window
ROOM = "!room:x.example"
PICTURE = Attachment("Plan.png", "m.image", "image/png", 1_234_567, 800, 600, caption="Der neue Plan", thumbnail=True)


def row(attachment: Attachment, sender: str = ANNA, **fields: object) -> TimelineItem:
    item = message(sender, attachment.caption or attachment.name, today_at(9), kind=ItemKind.FILE)
    return replace(item, attachment=attachment, **fields)  # type: ignore[arg-type]


def session(*items: TimelineItem) -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: list(items)}))


def dialog(stage: Stage) -> SendFilesDialog:
    return stage.window.findChildren(SendFilesDialog)[-1]


def test_pasted_files_are_confirmed_before_they_are_sent(tmp_path: Path) -> None:
    files = [tmp_path / "Vermerk.pdf", tmp_path / "Foto.jpg"]
    for file in files:
        file.write_bytes(b"x" * 2000)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        pasted = QMimeData()
        pasted.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        stage.window.chat.composer.edit.insertFromMimeData(pasted)
        assert stage.window.chat.composer.text() == ""
        sheet = dialog(stage)
        assert not [call for call in stage.account.calls if call[0] == "send_file"]
        field = sheet.findChild(QLineEdit, names.SEND_FILES_CAPTION)
        assert field is not None
        field.setText("Zur Kenntnis")
        box = sheet.findChild(QCheckBox, names.SEND_FILES_STRIP)
        assert box is not None
        assert box.isChecked()
        sheet.submit_button.click()
        await stage.settle()
        assert [call for call in stage.account.calls if call[0] == "send_file"] == [
            ("send_file", ROOM, "Vermerk.pdf", "Zur Kenntnis", False),
            ("send_file", ROOM, "Foto.jpg", "", True),
        ]

    perform(scene, session())


def test_a_pasted_picture_and_a_failure(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        image = QImage(20, 10, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        pasted = QMimeData()
        pasted.setImageData(image)
        stage.window.chat.composer.edit.insertFromMimeData(pasted)
        sheet = dialog(stage)
        stage.account.fail = UserError(ErrorCode.DISK_FULL)
        sheet.submit_button.click()
        await stage.settle()
        assert sheet.isVisible()
        assert ".png" in sheet.error.text()
        sheet.submit_button.click()
        await stage.settle()
        assert [call[0] for call in stage.account.calls].count("send_file") == 2

    perform(scene, session())


def test_a_picture_is_shown_in_its_place_and_can_be_saved(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        chat = stage.window.chat
        lay = chat.view.layout_of(0)
        assert lay.picture is not None
        assert (lay.picture.width(), lay.picture.height()) == (360, 270)
        text = lay.doc.toPlainText()
        assert text.startswith("Plan.png  1,2")
        assert text.endswith("Der neue Plan")
        await stage.until(lambda: any(call[0] == "picture" for call in stage.account.calls))
        await stage.settle()
        shown = chat.view.viewport().grab().toImage()
        top = chat.view.row_rect(0)
        assert top is not None
        middle = lay.picture.center() + top.topLeft()
        ratio = shown.devicePixelRatio()
        assert shown.pixelColor(round(middle.x() * ratio), round(middle.y() * ratio)) == QColor(200, 30, 30)
        stage.window.files.save_in(ROOM, str(chat.model.item(0).event_id), tmp_path)
        await stage.settle()
        assert ("save_attachment", ROOM, chat.model.item(0).event_id, tmp_path) in stage.account.calls

    perform(scene, session(row(PICTURE)))


def test_a_file_on_its_way_says_how_far_it_is_and_can_be_cancelled() -> None:
    own = row(
        Attachment("Haushalt.ods", "m.file", "x/y", 1000, uploaded=400),
        ME,
        send_state=SendState.SENDING,
        event_id=None,
    )

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        chat = stage.window.chat
        lay = chat.view.layout_of(0)
        assert lay.picture is None
        assert lay.control_kind == "upload"
        bar = chat.view.widgets.of(own.key)
        assert isinstance(bar, UploadBar)
        assert bar.bar.value() == 40
        assert bar.bar.isVisible()
        chat.view.setFocus()
        chat.view.select_row(0)
        chat.view.focusNextPrevChild(True)
        assert bar.cancel.hasFocus()
        assert "Haushalt.ods" in bar.cancel.accessibleName()
        bar.cancel.click()
        await stage.settle()
        assert ("discard", ROOM, own.key) in stage.account.calls

    perform(scene, session(own))


def test_what_others_say_of_a_picture_does_not_break_the_row() -> None:
    odd = replace(PICTURE, name="<b>x</b>\n" * 500, width=1, height=1_000_000, caption="y" * 100_000)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = stage.window.chat.view.layout_of(0)
        assert lay.picture is not None
        assert lay.picture.height() <= 280
        assert "<b>" in lay.doc.toPlainText()

    perform(scene, session(row(odd)))


def test_c11_a_name_cannot_look_like_that_of_another_kind_of_file() -> None:
    """Marks of direction would show "Rechnung\u202egnp.exe" as "Rechnungexe.png"; the ending is always seen."""
    name = "Rechnung\u202egnp\u2066 Seite\u2069\u200f" + "x" * 300 + ".exe"
    odd = replace(PICTURE, name=name, msgtype="m.file", mimetype="image/png", width=None, height=None, caption="")

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        item = window.chat.model.item(0)
        window.files.open(item)
        window.files.show_panel()
        await stage.settle(20)
        panel = window.panel.page()
        assert isinstance(panel, FilePanel)
        panel.tabs.setCurrentIndex(1)
        listed = panel.list.item(0)
        opened = window.findChild(QDialog, names.OPEN_FILE)
        assert opened is not None
        texts = [
            window.chat.view.layout_of(0).doc.toPlainText(),
            spoken(item),
            listed.text(),
            str(listed.data(Qt.ItemDataRole.AccessibleTextRole)),
            opened.windowTitle(),
            *(label.text() for label in opened.findChildren(Label)),
        ]
        told = [text for text in texts if "Rechnung" in text]
        assert len(told) >= 5
        for text in told:
            assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u200f"), text
            assert text.count("\u2068") == text.count("\u2069"), text  # only ours, in pairs
            assert "\u2066" not in text
            assert "Rechnunggnp" in text
        assert ".exe" in told[0]
        assert window.chat.view.layout_of(0).picture is None
        opened.close()

    perform(scene, session(row(odd)))
