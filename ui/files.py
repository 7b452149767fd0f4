# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files in the open room: choose, confirm and send them; look at, play, save and open those of others."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QMenu

from app.errors import UserError
from app.media.opening import opens_safely
from app.media.rules import FileRules
from app.policy.categories.files import ALLOW_SAVE_FILES, OPEN_FILE_TYPES
from app.policy.permission import refusal
from app.types import Attachment, Membership, TimelineItem
from ui import names
from ui.commands import Command, Group
from ui.conversation import Conversation
from ui.dialogs.base import FormDialog
from ui.dialogs.send_files import SendFilesDialog
from ui.file_panel import FilePanel
from ui.i18n import tr
from ui.picture_area import image_of
from ui.picture_viewer import PictureViewer
from ui.sentences import error_sentence, room_name
from ui.text import Label, file_line, isolate, one_line
from ui.transfers import Transfers

if TYPE_CHECKING:
    from ui.window import MainWindow


class RoomFiles:
    """Belongs to the window and uses its account."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.rules = FileRules(window.prefs)
        """What the organisation settles."""
        self._transfers = Transfers(window)

    def register(self) -> None:
        """Into the menus, the header and over the messages."""
        window = self._window
        window.chat.conversation.over_messages.addWidget(self._transfers)

        def in_room() -> bool:
            room = window.chat.room()
            return window.account is not None and room is not None and room.membership is Membership.JOIN

        window.commands.add(Command("files.send", tr("Send files"), self.choose, "attach", "Ctrl+U", available=in_room))
        window.commands.add(
            Command(
                "room.files",
                tr("Files and pictures"),
                self.show_panel,
                "folder",
                where="room",
                group=Group.OPEN,
                available=in_room,
            )
        )
        window.chat.header.add_tool(names.FILES_BUTTON, "folder", tr("Files and pictures"), self.show_panel)

    # -- sending

    def choose(self, thread: str = "") -> None:
        """Ask for files with the system's dialog. ``thread``: the message in whose thread they are sent."""
        dialog = QFileDialog(self._window, tr("Send files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self.confirm([Path(each) for each in chosen], thread))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def confirm(self, files: Sequence[Path], thread: str = "") -> None:
        """Nothing is sent before somebody has seen what and where."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        files = [file for file in files if file.is_file()]
        if account is None or room is None or room.membership is not Membership.JOIN or not files:
            return
        dialog = SendFilesDialog(window, window.theme, window.icons, room_name(room), files, self.rules.may_send)

        async def limit() -> None:
            known = await account.gallery.upload_limit()
            with contextlib.suppress(RuntimeError):  # closed by then
                dialog.set_limit(known)

        async def send() -> None:
            dialog.set_busy(True)
            for choice in dialog.choices():
                try:
                    await account.send_file(
                        room.room_id,
                        choice.file,
                        choice.caption,
                        strip=choice.strip,
                        scale=choice.scale,
                        thread=thread,
                    )
                except UserError as error:
                    dialog.fail(f"{file_line(choice.file.name, 80)}: {error_sentence(error)}")
                    return
                dialog.sent(choice.file)
            dialog.accept()

        async def previews() -> None:
            for file in files:
                if not shiboken6.isValid(dialog):
                    return
                picture = await account.gallery.preview(file, dialog.preview_side())
                if picture is not None and shiboken6.isValid(dialog):
                    dialog.show_preview(file, image_of(picture))

        dialog.submitted.connect(lambda: window.tasks.spawn(send(), "send files"))
        window.tasks.spawn(previews(), "previews")
        window.tasks.spawn(limit(), "upload limit")
        dialog.open()

    def paste(self, image: QImage, thread: str = "") -> None:
        """A picture from the clipboard, as a file of its own. ``thread``: as for ``choose``."""
        folder = Path(tempfile.mkdtemp(prefix="bm-"))
        name = tr("Picture")
        file = folder / f"{name}-{secrets.token_hex(3)}.png"
        if image.save(str(file), "PNG"):  # type: ignore[call-overload]
            self._confirm_own(file, thread)

    def paste_text(self, text: str, thread: str = "") -> None:
        """A long text from the clipboard, as a file of its own. ``thread``: as for ``choose``."""
        folder = Path(tempfile.mkdtemp(prefix="bm-"))
        name = tr("Text")
        file = folder / f"{name}-{secrets.token_hex(3)}.txt"
        file.write_text(text, "utf-8", errors="replace")
        self._confirm_own(file, thread)

    def _confirm_own(self, file: Path, thread: str) -> None:
        """Confirm a file that was made for this; it is removed afterwards, with its folder."""
        self.confirm([file], thread)
        dialogs = self._window.findChildren(SendFilesDialog)

        def clear() -> None:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
                file.parent.rmdir()

        if dialogs:
            dialogs[-1].finished.connect(clear)
        else:
            clear()

    # -- looking

    def act(self, item: TimelineItem, action: str, conversation: Conversation | None = None) -> None:
        """What a click on the file of a row does: view, play or open. ``conversation``: the one with the row."""
        match action:
            case "view":
                self.view(item, conversation)
            case "play":
                (conversation or self._window.chat.conversation).sounds.toggle(item)
            case "open":
                self.open(item)

    def view(self, item: TimelineItem, conversation: Conversation | None = None) -> None:
        """Look at a picture or video; from there on at the others of the conversation that are loaded."""
        model = (conversation or self._window.chat.conversation).model
        rows = [model.item(n) for n in range(len(model))]
        self._look(item, [row for row in rows if _is_seen(row)])

    def _look(self, item: TimelineItem, items: Sequence[TimelineItem]) -> None:
        window, account, room = self._window, self._window.account, self._window.chat.room()
        keys = [each.key for each in items]
        if account is None or room is None or not _is_seen(item):
            return
        if item.key not in keys:
            items, keys = [item], [item.key]
        room_id = room.room_id
        viewer = PictureViewer(
            window, account, room_id, items, keys.index(item.key), lambda shown: self._ask_folder(room_id, shown)
        )
        viewer.open()

    def show_panel(self) -> None:
        """The files of the open room, beside the conversation; again: close it."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is None or room is None:
            return
        if window.panel.page_name() == "files":
            window.panel.close_page()
            return
        panel = FilePanel(window, account, room.room_id, self._chosen, self._menu)
        window.panel.show_page("files", tr("Files and pictures"), panel)

    def _chosen(self, item: TimelineItem, among: Sequence[TimelineItem]) -> None:
        if _is_seen(item):
            self._look(item, [each for each in reversed(among) if _is_seen(each)])
        elif item.attachment is not None and item.attachment.msgtype == "m.audio":
            self._window.chat.conversation.sounds.toggle(item)
        else:
            self.open(item)

    def _menu(self, item: TimelineItem, at: QPoint) -> None:
        room = self._window.chat.room()
        if room is None:
            return
        menu = QMenu(self._window)
        name = item.attachment.name if item.attachment is not None else ""
        if self.rules.may_save:
            menu.addAction(tr("Save …")).triggered.connect(lambda: self._ask_folder(room.room_id, item))
        if not _is_image(item) and self.rules.may_open(name):
            menu.addAction(tr("Open …")).triggered.connect(lambda: self.open(item))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # -- saving and opening

    def save(self, key: str, conversation: Conversation | None = None) -> None:
        """Ask for a folder and save the file of a message there."""
        room = self._window.chat.room()
        model = (conversation if conversation is not None else self._window.chat.conversation).model
        row = model.row_of(key)
        if room is not None and row >= 0:
            self._ask_folder(room.room_id, model.item(row))

    def _ask_folder(self, room_id: str, item: TimelineItem) -> None:
        event_id, window = item.event_id, self._window
        if event_id is None:
            return
        if not self.rules.may_save:
            window.show_error(refusal(ALLOW_SAVE_FILES))
            return
        if self.rules.folder_fixed:
            self.save_in(room_id, event_id, self._downloads(), item.attachment)
            return
        dialog = QFileDialog(window, tr("Save in …"), str(self._downloads()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.save_in(room_id, event_id, Path(chosen), item.attachment))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _downloads(self) -> Path:
        return self.rules.folder() or Path(_downloads())

    def save_in(self, room_id: str, event_id: str, folder: Path, file: Attachment | None = None) -> None:
        """Save the file of a message, and say where it is. ``file``: to say how far it is."""
        window, account = self._window, self._window.account
        if account is None:
            return

        async def work() -> None:
            await asyncio.to_thread(_make, folder)
            path, _ = await account.save_attachment(room_id, event_id, folder)
            window.toast.say(tr("Saved as {name}").format(name=isolate(path.name, 80)))

        name, size = (file.name, file.size) if file is not None else ("", None)
        self._transfers.run(account, room_id, event_id, name, size, work())

    def open(self, item: TimelineItem) -> None:
        """Ask, save among the downloads, and hand it to the system's program; programs are never started."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        file, event_id = item.attachment, item.event_id
        if account is None or room is None or file is None or event_id is None or not file.available:
            return
        if not self.rules.may_open(file.name):
            window.show_error(refusal(OPEN_FILE_TYPES if self.rules.may_save else ALLOW_SAVE_FILES))
            return
        room_id, folder = room.room_id, self._downloads()
        name = isolate(file_line(file.name, 80))
        dialog = FormDialog(window, window.theme, tr("Open {name}?").format(name=name), tr("Save and open"))
        dialog.setObjectName(names.OPEN_FILE)
        sender = isolate(tr("You") if item.own else one_line(item.sender_name or item.sender, 60))
        text = tr(
            "The file of {sender} is saved in your folder {folder} without encryption and opened with the program that "
            "your computer uses for it. Open only what you expect from this person."
        )
        dialog.form.addWidget(Label(text.format(sender=sender, folder=isolate(folder.name)), wrap=True))
        dialog.cancel_button.setFocus()

        async def work() -> None:
            await asyncio.to_thread(_make, folder)
            path, _ = await account.save_attachment(room_id, event_id, folder)
            self._hand_over(path)

        def begin() -> None:
            dialog.accept()
            self._transfers.run(account, room_id, event_id, file.name, file.size, work())

        dialog.submitted.connect(begin)
        dialog.open()

    def _hand_over(self, path: Path) -> None:
        window = self._window
        if opens_safely(path) and self.rules.may_open(path.name):
            window.open_file(path)
            return
        text = tr("Saved as {name}. This kind of file is not opened from here, because it may contain a program.")
        window.toast.say(text.format(name=isolate(path.name, 80)))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _is_seen(item: TimelineItem) -> bool:
    file = item.attachment
    return file is not None and file.msgtype in ("m.image", "m.video") and file.available and item.event_id is not None


def _is_image(item: TimelineItem) -> bool:
    return item.attachment is not None and item.attachment.msgtype == "m.image"


def _make(folder: Path) -> None:
    """The folder that the organisation wants may not be there yet; what is wrong with it is told when saving."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)


def _downloads() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation) or str(Path.home())
