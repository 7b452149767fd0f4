# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files in the open room: choose, confirm and send them; save those of others."""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from app.errors import UserError
from app.types import Membership
from ui.dialogs.send_files import SendFilesDialog
from ui.i18n import tr
from ui.sentences import error_sentence, room_name
from ui.text import isolate

if TYPE_CHECKING:
    from ui.window import MainWindow


class RoomFiles:
    """Belongs to the window and uses its account."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def choose(self) -> None:
        """Ask for files with the system's dialog."""
        dialog = QFileDialog(self._window, tr("Send files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self.confirm([Path(each) for each in chosen]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def confirm(self, files: Sequence[Path]) -> None:
        """Nothing is sent before somebody has seen what and where."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        files = [file for file in files if file.is_file()]
        if account is None or room is None or room.membership is not Membership.JOIN or not files:
            return
        dialog = SendFilesDialog(window, window.theme, room_name(room), files)

        async def send() -> None:
            dialog.set_busy(True)
            left = list(files)
            try:
                while left:
                    caption = dialog.caption() if len(left) == len(files) else ""
                    await account.send_file(room.room_id, left[0], caption, strip=dialog.strip(left[0]))
                    left.pop(0)
            except UserError as error:
                dialog.fail(f"{left[0].name}: {error_sentence(error)}")
            else:
                dialog.accept()

        dialog.submitted.connect(lambda: window.tasks.spawn(send(), "send files"))
        dialog.open()

    def paste(self, image: QImage) -> None:
        """A picture from the clipboard, as a file of its own."""
        folder = Path(tempfile.mkdtemp(prefix="bm-"))
        file = folder / f"{tr('Picture')}-{secrets.token_hex(3)}.png"
        if image.save(str(file), "PNG"):  # type: ignore[call-overload]
            self._confirm_own(file)

    def paste_text(self, text: str) -> None:
        """A long text from the clipboard, as a file of its own."""
        folder = Path(tempfile.mkdtemp(prefix="bm-"))
        file = folder / f"{tr('Text')}-{secrets.token_hex(3)}.txt"
        file.write_text(text, "utf-8", errors="replace")
        self._confirm_own(file)

    def _confirm_own(self, file: Path) -> None:
        """Confirm a file that was made for this; it is removed afterwards, with its folder."""
        self.confirm([file])
        dialogs = self._window.findChildren(SendFilesDialog)

        def clear() -> None:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
                file.parent.rmdir()

        if dialogs:
            dialogs[-1].finished.connect(clear)
        else:
            clear()

    def save(self, key: str) -> None:
        """Ask for a folder and save the file of a message there."""
        window, room = self._window, self._window.chat.room()
        row = window.chat.model.row_of(key)
        if room is None or row < 0:
            return
        event_id = window.chat.model.item(row).event_id
        if event_id is None:
            return
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(window, tr("Save in …"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.save_in(room.room_id, event_id, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_in(self, room_id: str, event_id: str, folder: Path) -> None:
        """Save the file of a message, and say where it is."""
        window, account = self._window, self._window.account
        if account is None:
            return

        async def work() -> None:
            path, _ = await account.save_attachment(room_id, event_id, folder)
            window.toast.say(tr("Saved as {name}").format(name=isolate(path.name, 80)))

        window.tasks.spawn(work(), "save file")
