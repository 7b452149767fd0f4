# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures looked at closely, the files of a room, opening, storage, and files dropped onto the window."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QToolButton

from app.errors import ErrorCode, UserError
from app.media.gallery import Fetched
from app.policy.categories.storage import MEDIA_CACHE
from app.types import Attachment, ItemKind, TimelineItem
from tests.support.sample_account import ANNA, ME, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.base import FormDialog
from ui.dialogs.send_files import SendFilesDialog
from ui.file_panel import FilePanel
from ui.picture_area import PictureArea
from ui.picture_viewer import PictureViewer
from ui.theme import Theme, ThemeChoice

pytestmark = pytest.mark.window
ROOM = "!room:x.example"
PICTURE = Attachment("Plan.png", "m.image", "image/png", 1_234_567, 800, 600, caption="Der neue Plan")
FILM = Attachment("Film.mp4", "m.video", "video/mp4", 9_000_000, 640, 480)
VOICE = Attachment("v.ogg", "m.audio", "audio/ogg", 9_000, duration=4_000, voice=True)
PDF = Attachment("Vermerk.pdf", "m.file", "application/pdf", 200_000)


def row(attachment: Attachment, sender: str = ANNA) -> TimelineItem:
    item = message(sender, attachment.name, today_at(9), kind=ItemKind.FILE)
    return replace(item, attachment=attachment)


def session(*items: TimelineItem) -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: list(items)}))


def viewer(stage: Stage) -> PictureViewer:
    return stage.window.findChildren(PictureViewer)[-1]


def test_pictures_are_looked_at_one_after_the_other_with_the_keyboard() -> None:
    items = [row(replace(PICTURE, name=f"{n}.png")) for n in range(3)]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        view.setFocus()
        view.select_row(1)
        QTest.keyClick(view, Qt.Key.Key_Return)
        await stage.settle(12)
        shown = viewer(stage)
        assert shown.title.full() == "1.png"
        assert shown.area.hasFocus()
        assert shown.area.fits()
        assert "Bild 2 von 3" in shown.area.accessibleName()
        assert shown.area.accessibleDescription() == "Der neue Plan"
        QTest.keyClick(shown.area, Qt.Key.Key_Right)
        await stage.settle(12)
        assert shown.title.full() == "2.png"
        assert not shown.after.isEnabled()
        QTest.keyClick(shown.area, Qt.Key.Key_Plus)
        assert not shown.area.fits()
        assert "%" in shown.zoom.text()
        QTest.keyClick(shown.area, Qt.Key.Key_Left)  # moves the enlarged picture instead
        assert shown.title.full() == "2.png"
        QTest.keyClick(shown.area, Qt.Key.Key_0)
        assert shown.area.fits()
        QTest.keyClick(shown.area, Qt.Key.Key_R)
        image = shown.area.image()
        assert image is not None
        assert (image.width(), image.height()) == (1200, 1600)
        QTest.keyClick(shown.area, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().image().width() == 1200
        QGuiApplication.clipboard().clear()
        assert not shown.play.isVisible()
        QTest.keyClick(shown.area, Qt.Key.Key_Escape)
        await stage.settle()
        assert ("release",) in stage.account.calls
        assert not stage.window.findChildren(PictureViewer)

    perform(scene, session(*items))


def test_moving_pictures_move_when_they_are_asked_to() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.gallery.animated = True
        await stage.open(ROOM)
        stage.window.message_action(stage.window.chat.model.item(0).key, "view")
        await stage.settle(12)
        shown = viewer(stage)
        assert shown.play.isVisible()
        assert not [call for call in stage.account.calls if call[0] == "animation"]
        QTest.keyClick(shown.area, Qt.Key.Key_Space)
        await stage.settle(12)
        assert shown._timer.isActive()
        assert shown.play.accessibleName() == "Anhalten"
        QTest.keyClick(shown.area, Qt.Key.Key_Space)
        assert not shown._timer.isActive()
        shown.close()

    perform(scene, session(row(PICTURE)))


def test_a_click_on_the_sign_of_a_moving_picture_starts_it() -> None:
    """Its sender says that it moves, so the row says that it can be played; passing by starts nothing."""

    async def scene(stage: Stage) -> None:
        stage.account.gallery.animated = True
        await stage.open(ROOM)
        stage.window.message_action(stage.window.chat.model.item(0).key, "view")
        await stage.settle(12)
        shown = viewer(stage)
        assert shown._timer.isActive()
        shown.step(1)
        await stage.settle(12)
        assert not shown._timer.isActive()
        assert shown.play.isVisible()
        shown.close()

    moving = replace(PICTURE, name="a.png", animated=True)
    perform(scene, session(row(moving), row(replace(moving, name="b.png"))))


def test_what_cannot_be_shown_is_told_in_its_place() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.account.gallery.fail = UserError(ErrorCode.NOT_SHOWABLE)
        stage.window.files.view(stage.window.chat.model.item(0))
        await stage.settle(12)
        assert "Bild" in viewer(stage).told.text()
        assert viewer(stage).told.isVisible()
        viewer(stage).close()

    perform(scene, session(row(PICTURE)))


def test_large_pictures_come_in_parts_where_one_looks() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.files.view(stage.window.chat.model.item(0))
        await stage.settle(12)
        area = viewer(stage).area
        image = area.image()
        assert image is not None
        area.show_picture(image, 16_000, 12_000)  # as if the picture were larger than what came at once
        area.zoom_to(1.0)
        await stage.until(lambda: any(call[0] == "part" for call in stage.account.calls))
        box = next(call[3] for call in stage.account.calls if call[0] == "part")
        assert isinstance(box, tuple)
        left, top, width, height = box
        assert abs(left + width / 2 - 8000) < 3
        assert abs(top + height / 2 - 6000) < 3
        assert width == pytest.approx(area.width(), abs=3)
        await stage.settle()
        assert area._part is not None
        viewer(stage).close()

    perform(scene, session(row(PICTURE)))


def test_zoom_keeps_the_point_under_the_pointer_and_the_picture_in_sight() -> None:
    async def scene(stage: Stage) -> None:
        from PySide6.QtGui import QImage

        area = PictureArea(Theme(ThemeChoice.LIGHT, 100))
        area.resize(400, 300)
        area.show_picture(QImage(800, 600, QImage.Format.Format_RGB32), 800, 600)
        assert area.scale() == 0.5
        at = QPointF(100, 100)
        before = area._to_picture(at)
        area.zoom_to(2.0, at)
        after = area._to_picture(at)
        assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.5)
        area.pan(100_000, -100_000)
        assert area._visible().left() == pytest.approx(0, abs=0.01)
        assert area._visible().bottom() == pytest.approx(600, abs=0.01)
        area.zoom_by(-100)
        assert area.fits()

    perform(scene, session())


def test_the_files_of_a_room_as_a_list() -> None:
    items = [row(PICTURE), row(FILM), row(VOICE), row(PDF, ME)]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        button = stage.window.findChild(QToolButton, names.FILES_BUTTON)
        assert button is not None
        button.click()
        await stage.settle(12)
        panel = stage.window.panel.page()
        assert isinstance(panel, FilePanel)
        assert panel.list.hasFocus()
        assert [item.attachment for item in panel.items()] == [FILM, PICTURE]
        await stage.until(lambda: any(call[0] == "picture" and call[3] == 208 for call in stage.account.calls))
        first = panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert first.startswith("Film.mp4, ")
        panel.list.setCurrentRow(1)
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
        await stage.settle(12)
        assert viewer(stage).title.full() == "Plan.png"
        viewer(stage).close()
        panel.tabs.setCurrentIndex(1)
        assert panel.list.item(0).text().startswith("Vermerk.pdf\n")
        panel.tabs.setCurrentIndex(2)
        panel.list.itemActivated.emit(panel.list.item(0))
        await stage.settle()
        assert ("play", ROOM, items[2].event_id) in stage.account.calls
        more = stage.window.findChild(QPushButton, names.FILES_MORE)
        assert more is not None
        more.click()
        await stage.settle()
        assert ("back_fill", ROOM) in stage.account.calls
        QTest.keyClick(panel.list, Qt.Key.Key_Escape)
        await stage.settle()
        assert stage.window.panel.page_name() == ""

    perform(scene, session(*items))


def test_a_file_is_opened_only_after_a_question_and_only_if_it_is_no_program(tmp_path: Path) -> None:
    handed: list[Path] = []

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.open_file = handed.append  # type: ignore[assignment, method-assign]
        files, item = stage.window.files, stage.window.chat.model.item(0)
        saved: list[Path] = []

        async def save(room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
            return saved.pop(), ""

        stage.account.save_attachment = save  # type: ignore[method-assign]
        for name, data, opens in (
            ("a.pdf", b"%PDF-1.7", True),
            ("b.pdf", b"MZ\x90\x00", False),
            ("c.exe", b"MZ\x90\x00", False),
        ):
            path = tmp_path / name
            path.write_bytes(data)
            saved.append(path)
            stage.window.message_action(item.key, "open")
            dialog = stage.window.findChildren(FormDialog)[-1]
            assert dialog.objectName() == names.OPEN_FILE
            assert not handed or handed[-1] != path
            dialog.submit_button.click()
            await stage.settle()
            assert (path in handed) == opens
        del files

    perform(scene, session(row(PDF)))


def test_storage_says_what_is_used_and_removes_it() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.open_settings("storage")
        await stage.settle()
        clear = window.findChild(QPushButton, names.STORAGE_CLEAR)
        assert clear is not None
        assert clear.isEnabled()
        clear.click()
        await stage.settle()
        assert ("clear",) in stage.account.calls
        assert not clear.isEnabled()
        window.prefs.choose(MEDIA_CACHE, 200)
        await stage.settle()

    perform(scene, session())


def drop(stage: Stage, files: list[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    stage.window.dragEnterEvent(
        QDragEnterEvent(
            QPoint(600, 400),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    return data


def test_files_are_dropped_where_one_sees_it_and_one_may_be_left_out(tmp_path: Path) -> None:
    files = [tmp_path / "a.jpg", tmp_path / "b.pdf", tmp_path / "c.pdf"]
    for file in files:
        file.write_bytes(b"x" * 4000)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        drop(stage, files)
        assert window.drop_target.isVisible()
        assert "Raum" in window.drop_target.accessibleName()
        window.dragLeaveEvent(QDragLeaveEvent())
        assert not window.drop_target.isVisible()
        data = drop(stage, files)
        window.dropEvent(
            QDropEvent(
                QPointF(600, 400),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        await stage.settle()
        assert not window.drop_target.isVisible()
        sheet = window.findChildren(SendFilesDialog)[-1]
        assert "12,0 kB" in sheet.total.text()
        assert "52,4 MB" in sheet.total.text()
        captions = sheet.findChildren(QLineEdit, names.SEND_FILES_CAPTION)
        captions[0].setText("Eins")
        captions[2].setText("Drei")
        leave = sheet.findChildren(QToolButton, names.SEND_FILES_LEAVE)
        assert "b.pdf" in leave[1].accessibleName()
        leave[1].click()
        assert "2 Dateien" in sheet.windowTitle()
        sheet._scale.setChecked(True)
        sheet.submit_button.click()
        await stage.settle()
        assert [call for call in stage.account.calls if call[0] == "send_file"] == [
            ("send_file", ROOM, "a.jpg", "Eins", True, "scale"),
            ("send_file", ROOM, "c.pdf", "Drei", False),
        ]

    perform(scene, session())


def test_what_the_server_would_not_take_is_told_before(tmp_path: Path) -> None:
    small, large = tmp_path / "a.pdf", tmp_path / "b.pdf"
    small.write_bytes(b"x")
    large.write_bytes(b"x" * 5000)

    async def scene(stage: Stage) -> None:
        stage.account.gallery.limit = 4000
        await stage.open(ROOM)
        stage.window.files.confirm([small, large])
        await stage.settle()
        sheet = stage.window.findChildren(SendFilesDialog)[-1]
        assert not sheet.submit_button.isEnabled()
        sheet.leave_out(large)
        assert sheet.submit_button.isEnabled()
        sheet.leave_out(small)
        await stage.settle()
        assert not stage.window.findChildren(SendFilesDialog)

    perform(scene, session())


def test_a_file_that_takes_its_time_says_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    item = row(replace(PDF, size=4_000_000))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window, arrived = stage.window, asyncio.Event()
        ended: list[str] = []

        async def save(room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
            try:
                await arrived.wait()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return tmp_path / "Vermerk.pdf", ""

        stage.account.save_attachment = save  # type: ignore[method-assign]
        event = str(item.event_id)
        window.files.save_in(ROOM, event, tmp_path, item.attachment)
        await stage.settle()
        bar = window.findChild(QProgressBar, names.DOWNLOAD_PROGRESS)
        assert bar is not None
        assert not bar.isVisible()  # short ones show nothing
        await stage.until(bar.isVisible)
        stage.account.gallery.fetched.emit(Fetched(ROOM, event, 1_000_000))
        stage.account.gallery.fetched.emit(Fetched(ROOM, "$other", 3_000_000))
        assert bar.value() == 250
        assert "Vermerk.pdf" in bar.accessibleName()
        cancel = window.findChild(QPushButton, names.DOWNLOAD_CANCEL)
        assert cancel is not None
        cancel.click()
        await stage.settle()
        assert ended == ["cancelled"]
        assert window.findChild(QProgressBar, names.DOWNLOAD_PROGRESS) is None
        window.files.save_in(ROOM, event, tmp_path, item.attachment)
        await stage.settle()
        arrived.set()
        await stage.settle()
        assert window.toast.isVisible()
        assert window.findChild(QProgressBar, names.DOWNLOAD_PROGRESS) is None

    perform(scene, session(item))
