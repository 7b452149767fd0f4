# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Picture, name and topic of a room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.interface import AccountView
from app.room_admin.settings import RoomSettings
from ui.i18n import tr
from ui.room_admin.room_page import RoomPage, saved
from ui.room_admin.words import why_not
from ui.sentences import room_name
from ui.sidebar import Picture
from ui.text import Label, one_line

if TYPE_CHECKING:
    from ui.window import MainWindow


class GeneralPage(RoomPage):
    """Name and topic are saved with a button; the picture at once."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__(window, account, room_id, tr("General"))
        px = window.theme.px
        self._picture = Picture()
        self.change = QPushButton(tr("Choose a picture …"))
        self.change.setObjectName("room-settings.avatar")
        self.remove = QPushButton(tr("Remove picture"))
        self.remove.setObjectName("room-settings.avatar.remove")
        self._why = Label(style="small", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.change)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addLayout(buttons)
        words.addWidget(self._why)
        words.addStretch(1)
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, px(12), 0, px(8))
        box.setSpacing(px(16))
        box.addWidget(self._picture)
        box.addLayout(words, 1)
        self.add(row)
        self.name = QLineEdit()
        self.name.setObjectName("room-settings.name")
        self.name.setMaxLength(200)
        self._name_line = self.add_row(tr("Name"), self.name)
        self.topic = QPlainTextEdit()
        self.topic.setObjectName("room-settings.topic")
        self.topic.setTabChangesFocus(True)
        self.topic.setFixedHeight(px(84))
        self._topic_line = self.add_row(tr("Topic"), self.topic)
        self.save = QPushButton(tr("Save"))
        self.save.setObjectName("room-settings.save")
        self.save.setProperty("look", "primary")
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, px(8), 0, 0)
        line.addWidget(self.save)
        line.addStretch(1)
        self.add(foot)
        self._shown: tuple[str, str] | None = None
        self.name.textChanged.connect(lambda _text: self._edited())
        self.name.returnPressed.connect(self._save)
        self.topic.textChanged.connect(self._edited)
        self.save.clicked.connect(lambda _=False: self._save())
        self.change.clicked.connect(lambda _=False: self._choose())
        self.remove.clicked.connect(lambda _=False: self.set_picture(None))
        window.avatars.changed.connect(self._paint)
        self.start()

    def show_settings(self, settings: RoomSettings) -> None:
        before, now = self._shown, (settings.name, settings.topic)
        if before is None or self.name.text() == before[0]:
            self.name.setText(settings.name)
        if before is None or self.topic.toPlainText() == before[1]:
            self.topic.setPlainText(settings.topic)
        self._shown = now
        self.permit(self.name, self._name_line, "m.room.name")
        self.topic.setReadOnly(not settings.may_set("m.room.topic"))
        why = (
            ""
            if settings.may_set("m.room.topic")
            else why_not(settings, settings.powers.needed_for_state("m.room.topic"))
        )
        self.hint(self._topic_line, self.topic, why)
        allowed = settings.may_set("m.room.avatar")
        self.change.setEnabled(allowed)
        self.remove.setVisible(allowed and settings.avatar is not None)
        hint = tr("Everybody who sees the room sees the picture; it is not encrypted. It is made smaller first.")
        needed = settings.powers.needed_for_state("m.room.avatar")
        self._why.setText(hint if allowed else why_not(settings, needed))
        self.change.setAccessibleDescription(self._why.text())
        self._paint()
        self._edited()

    def _paint(self) -> None:
        settings, side = self.settings, self.theme.px(72)
        room = self.window_.rooms.find(self.room_id)
        name = room_name(room) if room is not None else one_line(settings.name)
        self._picture.setFixedSize(side, side)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self.window_.avatars.pixmap(self.room_id, name, settings.avatar, side, ratio))

    def _edited(self) -> None:
        settings = self.settings
        self.save.setVisible(settings.may_set("m.room.name") or settings.may_set("m.room.topic"))
        self.save.setEnabled(self._name_changed() or self._topic_changed())

    def _name_changed(self) -> bool:
        return self.settings.may_set("m.room.name") and self.name.text() != self.settings.name

    def _topic_changed(self) -> bool:
        return self.settings.may_set("m.room.topic") and self.topic.toPlainText() != self.settings.topic

    def _save(self) -> None:
        if not (self._name_changed() or self._topic_changed()):
            return
        name = one_line(self.name.text()) if self._name_changed() else None
        topic = self.topic.toPlainText().strip()[:4000] if self._topic_changed() else None

        async def work() -> None:
            admin = self.account.room_admin
            if name is not None:
                await admin.set_name(self.room_id, name)
            if topic is not None:
                await admin.set_topic(self.room_id, topic)

        self.save.setEnabled(False)
        self.act(work(), saved())

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Choose a picture"), "", tr("Pictures") + " (*.png *.jpg *.jpeg *.webp *.gif)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.set_picture(Path(path)))
        dialog.open()

    def set_picture(self, path: Path | None) -> None:
        """From a file, or none."""
        self.act(self.account.room_admin.set_avatar(self.room_id, path), saved())
