# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real window, account, decoders and Synapse: a video is sent, watched, paused and searched through."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.account import Account
from app.demo.accounts import MemoryKeyStore
from app.types import Link
from app.voice.devices import Devices
from tests.support.films import film, grey
from tests.support.synapse import Homeserver, new_user
from tests.ui.test_real_account import play, sign_in, until
from tests.ui.test_real_files import files
from ui.dialogs.send_files import SendFilesDialog
from ui.picture_viewer import PictureViewer
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def test_a_video_from_the_window(homeserver: Homeserver, tmp_path: Path) -> None:
    anna = new_user(homeserver, "anna")
    file = tmp_path / "Rundgang.mp4"
    file.write_bytes(film(6.0, size=(640, 360)))

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
        window.files.confirm([file])
        sheet = window.findChildren(SendFilesDialog)[-1]
        await until(lambda: sheet._rows[0]._icon.pixmap().height() >= 40, "a look at it")
        assert sheet.choices()[0].strip
        sheet.submit_button.click()
        await until(lambda: len(files(window)) == 1, "the video on the server")
        row = files(window)[0]
        assert row.attachment is not None
        assert (row.attachment.width, row.attachment.height, row.attachment.thumbnail) == (640, 360, True)

        account.voice.devices = Devices(["NULL"])  # in real time, into nothing
        window.files.view(row)
        viewer = window.findChildren(PictureViewer)[-1]
        screen, videos = viewer.film.screen_, account.videos
        await until(lambda: videos.showing.running and videos.showing.position > 400, "it plays")
        assert not viewer.told.isVisible()
        QTest.keyClick(screen, Qt.Key.Key_Space)
        await until(lambda: not videos.showing.running, "it stands still")
        viewer.film.seek(3_020)
        await until(lambda: videos.showing.position == 3_020, "another place")
        image = screen.image()
        assert image is not None

        def shown() -> int:
            now = screen.image()
            assert now is not None
            return round(now.pixelColor(now.width() // 2, now.height() // 2).red() * 219 / 255 + 16)

        await until(lambda: abs(shown() - grey(90)) < 8, "the frame that is there")
        viewer.film.seek(5_500)
        await until(lambda: videos.showing.position == 5_500, "near its end")
        QTest.keyClick(screen, Qt.Key.Key_Space)
        await until(lambda: videos.showing.position == videos.showing.duration, "the end")
        assert videos.showing.error is None
        viewer.close()
        await until(lambda: not videos.showing.key, "nothing is open")

    play(tmp_path / "profile", MemoryKeyStore(), story, homeserver=homeserver.url)
