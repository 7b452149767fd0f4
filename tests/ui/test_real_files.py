# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real window, account, decoders and Synapse: a morning with pictures, files and voice messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QToolButton

from app.account import Account
from app.demo.accounts import MemoryKeyStore
from app.types import ItemKind, Link, TimelineItem
from tests.interop.test_voice import speech
from tests.support.sound_cards import FileDevices
from tests.support.synapse import Homeserver, new_user
from tests.ui.test_real_account import find, play, sign_in, until
from ui import names
from ui.dialogs.send_files import SendFilesDialog
from ui.file_panel import FilePanel
from ui.picture_viewer import PictureViewer
from ui.timeline.inline_sound import SoundBar
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def files(window: MainWindow) -> list[TimelineItem]:
    """What is on the server of the open room's files."""
    model = window.chat.model
    rows = [model.item(n) for n in range(len(model))]
    return [item for item in rows if item.kind is ItemKind.FILE and item.event_id and item.send_state is None]


def test_pictures_files_and_voice_messages_from_the_window(homeserver: Homeserver, tmp_path: Path) -> None:
    anna = new_user(homeserver, "anna")
    photo, note, spoken, saved = (tmp_path / name for name in ("Foto.png", "Notiz.txt", "spoken.wav", "saved"))
    Image.new("RGB", (3000, 2000), (10, 120, 200)).save(photo)
    note.write_text("Termin um zehn", encoding="utf-8")
    speech(spoken, 1.0)
    saved.mkdir()

    async def story(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        account = window.account
        assert isinstance(account, Account)
        await account.synced()
        room = await account.create_room(name="Akten", encrypted=True)
        await until(lambda: window.rooms.find(room) is not None, "the room")
        window.open_room(room)
        await until(window.chat.composer.edit.isVisible, "the field")

        window.files.confirm([photo, note])
        sheet = window.findChildren(SendFilesDialog)[-1]
        await until(lambda: "200" in sheet.total.text() or "209" in sheet.total.text(), "the server's limit")
        sheet.findChildren(QLineEdit, names.SEND_FILES_CAPTION)[0].setText("Vom Dach")
        sheet._scale.setChecked(True)
        sheet.submit_button.click()
        await until(lambda: len(files(window)) == 2, "both files on the server")
        picture = next(item for item in files(window) if item.attachment and item.attachment.msgtype == "m.image")
        assert picture.attachment is not None
        assert (picture.attachment.width, picture.attachment.height) == (1600, 1067)
        assert picture.attachment.caption == "Vom Dach"
        assert len(picture.attachment.blurhash) == 28

        window.files.view(picture)
        viewer = window.findChildren(PictureViewer)[-1]
        await until(lambda: viewer.area.image() is not None, "the picture, decoded")
        image = viewer.area.image()
        assert image is not None
        assert image.pixelColor(800, 500).blue() == pytest.approx(QColor(10, 120, 200).blue(), abs=8)
        viewer.close()

        card = account.voice.devices = FileDevices(spoken)
        find(window, names.RECORD).click()  # type: ignore[attr-defined]
        recorder = window.chat.conversation.recorder
        await until(lambda: recorder._recording is not None and recorder._recording.duration == 1000, "a recording")
        find(window, names.RECORDER_STOP).click()  # type: ignore[attr-defined]
        send = find(window, names.RECORDER_SEND)
        await until(send.isVisible, "the recording")
        send.click()  # type: ignore[attr-defined]
        await until(lambda: len(files(window)) == 3, "the voice message on the server")
        voice = files(window)[-1]
        bar = window.chat.view.widgets.of(voice.key)
        assert isinstance(bar, SoundBar)
        assert bar.time.text() == "0:01"
        bar.button.click()
        await until(lambda: len(card.heard) > 80_000 and not account.voice.playing.running, "the end of the message")

        find(window, names.FILES_BUTTON).click()  # type: ignore[attr-defined]
        panel = window.panel.page()
        assert isinstance(panel, FilePanel)
        counts = []
        for tab in range(3):
            panel.tabs.setCurrentIndex(tab)
            await until(lambda: panel.items(), "entries")
            counts.append(len(panel.items()))
        assert counts == [1, 1, 1]
        document = next(item for item in files(window) if item.attachment and item.attachment.name == "Notiz.txt")
        window.files.save_in(room, str(document.event_id), saved, document.attachment)
        await until(lambda: (saved / "Notiz.txt").exists(), "the saved file")
        assert (saved / "Notiz.txt").read_text("utf-8") == "Termin um zehn"
        usage = await account.gallery.usage()
        assert usage.files >= 3
        await account.gallery.clear()
        assert (await account.gallery.usage()).size == 0
        assert list((tmp_path / "profile" / "media").iterdir()) == []
        assert isinstance(find(window, names.FILES_BUTTON), QToolButton)

    play(tmp_path / "profile", MemoryKeyStore(), story, homeserver=homeserver.url)
