# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one seldom needs: encryption, the room's id and version, replacing it by a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.interface import AccountView
from app.policy.categories.rooms import ALLOW_ROOM_CREATION
from app.power import ADMIN
from app.room_admin.settings import RoomSettings
from ui.dialogs.rooms import ConfirmDialog
from ui.i18n import tr
from ui.room_admin.room_page import RoomPage, choose, fill
from ui.room_admin.words import why_not
from ui.text import Label

if TYPE_CHECKING:
    from ui.window import MainWindow


class AdvancedPage(RoomPage):
    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__(window, account, room_id, tr("Advanced"))
        self.add_section(tr("Encryption"))
        self._encryption = Label(wrap=True)
        self.add(self._encryption)
        self.encrypt = QPushButton(tr("Turn on encryption …"))
        self.encrypt.setObjectName("room-settings.encrypt")
        self.encrypt.clicked.connect(lambda _=False: self._ask_encryption())
        self._add_left(self.encrypt)
        self.add_section(tr("Version of the room"))
        self._version = Label(wrap=True)
        self._version.setObjectName("room-settings.version.text")
        self.add(self._version)
        self.version = QComboBox()
        self.version.setObjectName("room-settings.version")
        self._version_line = self.add_row(tr("New version"), self.version)
        self._version_row = self.version.parentWidget()
        self.upgrade = QPushButton(tr("Replace the room …"))
        self.upgrade.setObjectName("room-settings.upgrade")
        self.upgrade.clicked.connect(lambda _=False: self._ask_upgrade())
        self._add_left(self.upgrade)
        self.add_section(tr("Technical details"))
        self.room = QLineEdit(room_id)
        self.room.setObjectName("room-settings.room-id")
        self.room.setReadOnly(True)
        self.add_row(tr("Room id"), self.room, tr("Your IT department may ask for it."))
        self._federated = Label(wrap=True)
        self.add(self._federated)
        self._before = Label(style="small", wrap=True)
        self.add(self._before)
        self.start()

    def _add_left(self, button: QPushButton) -> None:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, self.theme.px(4), 0, 0)
        box.addWidget(button)
        box.addStretch(1)
        self.add(row)

    def show_settings(self, settings: RoomSettings) -> None:
        needed = settings.powers.needed_for_state("m.room.encryption")
        if settings.encrypted:
            text = tr("The room is end-to-end encrypted. This cannot be turned off.")
        else:
            text = tr("The operators of the servers of all members can read the messages of this room.")
            if not settings.may_set("m.room.encryption"):
                text += " " + why_not(settings, needed)
        self._encryption.setText(text)
        self.encrypt.setVisible(not settings.encrypted and settings.may_set("m.room.encryption"))

        known = self.account.capabilities.known
        may = settings.may_upgrade and self.window_.prefs.value(ALLOW_ROOM_CREATION)
        newer = known.newer_versions(settings.version) if may else []
        text = tr("This room has version {version}.").format(version=settings.version)
        if settings.replaced is not None:
            text += " " + tr("It has been replaced by a new room.")
        elif known.outdated(settings.version):
            text += " " + tr("Your server makes new rooms with version {version}.").format(
                version=known.default_room_version
            )
        if known.outdated(settings.version) and settings.replaced is None and not settings.may_upgrade:
            needed = settings.powers.needed_for_state("m.room.tombstone")
            text += " " + why_not(settings, max(needed, ADMIN))
        self._version.setText(text)
        chosen = self.version.currentData()
        fill(self.version, [(version, version) for version in newer])
        if chosen in newer:
            choose(self.version, chosen)
        for widget in (self._version_row, self.upgrade):
            if widget is not None:
                widget.setVisible(bool(newer))
        self._federated.setText(
            tr("People of other servers can be members.")
            if settings.federated
            else tr("Only people of this server can be members.")
        )
        self._before.setVisible(settings.predecessor is not None)
        self._before.setText(tr("It continues the room {room}.").format(room=settings.predecessor or ""))

    def _ask_encryption(self) -> None:
        dialog = ConfirmDialog(
            self.window_,
            self.theme,
            tr("Turn on encryption?"),
            tr(
                "From then on only members can read new messages. This cannot be turned off again. Bots, bridges and "
                "search on the server no longer work in this room; earlier messages stay readable for the server."
            ),
            tr("Turn on for good"),
        )
        admin = self.account.room_admin
        dialog.submitted.connect(
            lambda: self.window_.actions_of_rooms.run(
                dialog, lambda: admin.enable_encryption(self.room_id), "encryption"
            )
        )
        dialog.open()

    def _ask_upgrade(self) -> None:
        version = str(self.version.currentData() or "")
        if not version:
            return
        text = tr(
            "A new room with the same settings is made. This one stays readable, but nobody can write in it any more. "
            "All members are invited to the new room; earlier messages stay in the old one."
        )
        title = tr("Replace the room by one of version {version}?").format(version=version)
        dialog = ConfirmDialog(self.window_, self.theme, title, text, tr("Replace"))

        async def work() -> None:
            replacement = await self.account.room_admin.upgrade(self.room_id, version)
            self.window_.open_when_there(replacement)
            self.window().close()

        dialog.submitted.connect(lambda: self.window_.actions_of_rooms.run(dialog, work, "upgrade"))
        dialog.open()
