# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who one is for others: picture, name, address; the password of the account."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.oauth.metadata import DEACTIVATE, DEVICES, PROFILE
from app.own_profile import MAX_NAME, OwnProfile
from ui import names
from ui.i18n import tr
from ui.sentences import error_sentence
from ui.settings.page import Page
from ui.settings.rows import ButtonRow, FactRow
from ui.sidebar import Picture
from ui.text import Label
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow

FACE = 72  # pixels at 100 %


class AccountPage(Page):
    """What the server forbids is shown and cannot be changed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Account"))
        account = window.account
        assert account is not None  # the page is only offered with one
        self._window = window
        self._account: AccountView = account
        self._busy = False
        self.add_gap()
        self.add(self._person())
        self.error = Label(style="error", wrap=True)
        self.error.hide()
        self.add(self.error)
        self.add(FactRow(window.theme, tr("User name"), account.user_id))
        copy = ButtonRow(window.theme, tr("Copy user name"), self._copy)
        self.add(copy)
        self.add(FactRow(window.theme, tr("Device"), account.device_id))
        allowed = account.capabilities.known
        page = account.account_pages.page(PROFILE) or account.server.known.account_page
        if page:
            self.add_section(tr("Account management"))
            hint = tr("Your organisation manages password and sign-in on a page of its own.")
            self._add_page(tr("Open account management"), page, names.SETTINGS_PAGES, hint)
            for text, action, name in (
                (tr("Manage devices in the browser"), DEVICES, names.SETTINGS_PAGES_DEVICES),
                (tr("Deactivate the account …"), DEACTIVATE, names.SETTINGS_PAGES_DEACTIVATE),
            ):
                if account.account_pages.offers(action):
                    self._add_page(text, account.account_pages.page(action), name)
        elif allowed.change_password:
            self.add_section(tr("Password"))
            self.password = ButtonRow(window.theme, tr("Change password …"), self._change_password)
            self.password.button.setObjectName(names.SETTINGS_CHANGE)
            self.add(self.password)
        self.add_section(tr("Sign out"))
        self.add(
            ButtonRow(
                window.theme,
                tr("Sign out …"),
                window.actions_of_rooms.sign_out,
                hint=tr("Keys and messages on this device are deleted when you sign out."),
            )
        )
        self._stop = account.own_profile.news.connect(self._show)
        self.destroyed.connect(lambda _=None, stop=self._stop: stop())
        window.avatars.changed.connect(self._paint)
        self._show(account.own_profile.known)

    def _add_page(self, text: str, address: str, name: str, hint: str = "") -> None:
        row = ButtonRow(self._window.theme, text, partial(self._window.actions_of_rooms.open_link, address), hint=hint)
        row.button.setObjectName(name)
        self.add(row)

    def _person(self) -> QWidget:
        px, allowed = self.theme.px, self._account.capabilities.known
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(20))
        self._face = Picture()
        self._face.setFixedSize(px(FACE), px(FACE))
        line.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(px(6))
        line.addLayout(box, 1)
        title = Label(tr("Display name"), style="field")
        self.name = QLineEdit()
        self.name.setObjectName(names.SETTINGS_NAME)
        self.name.setAccessibleName(tr("Display name"))
        self.name.setMaxLength(MAX_NAME)
        self.name.setReadOnly(not allowed.set_display_name)
        self.name.returnPressed.connect(self._save_name)
        self.name.textEdited.connect(lambda _text: self._mark())
        title.setBuddy(self.name)
        self.save = QPushButton(tr("Save"))
        self.save.setObjectName(names.SETTINGS_SAVE_NAME)
        self.save.setProperty("look", "primary")
        self.save.clicked.connect(self._save_name)
        self.save.setVisible(allowed.set_display_name)
        field = QHBoxLayout()
        field.setSpacing(px(8))
        field.addWidget(self.name, 1)
        field.addWidget(self.save)
        box.addWidget(title)
        box.addLayout(field)
        if not allowed.set_display_name:
            box.addWidget(Label(tr("Your organisation sets your name."), style="small", wrap=True))
        self.choose = QPushButton(tr("Choose picture …"))
        self.choose.setObjectName(names.SETTINGS_AVATAR)
        self.choose.clicked.connect(self._choose_picture)
        self.remove = QPushButton(tr("Remove picture"))
        self.remove.clicked.connect(
            lambda: self._act(self._account.own_profile.set_avatar(None), tr("Picture removed."))
        )
        pictures = QHBoxLayout()
        pictures.setSpacing(px(8))
        pictures.addWidget(self.choose)
        pictures.addWidget(self.remove)
        pictures.addStretch(1)
        if allowed.set_avatar:
            box.addLayout(pictures)
        else:
            self.choose.hide()
            box.addWidget(Label(tr("Your organisation sets your picture."), style="small", wrap=True))
        return row

    # -- showing

    def _show(self, profile: OwnProfile) -> None:
        if not self.name.isModified():
            self.name.setText(profile.name if profile.name != self._account.user_id else "")
        self.remove.setVisible(profile.avatar is not None and self._account.capabilities.known.set_avatar)
        self._mark()
        self._paint()

    def _paint(self) -> None:
        profile = self._account.own_profile.known
        ratio = self._window.devicePixelRatioF()
        self._face.setPixmap(
            self._window.avatars.pixmap(self._account.user_id, profile.name, profile.avatar, self.theme.px(FACE), ratio)
        )

    def _mark(self) -> None:
        changed = self.name.text().strip() != self._account.own_profile.known.name
        self.save.setEnabled(changed and not self._busy)
        for button in (self.choose, self.remove):
            button.setEnabled(not self._busy)

    # -- doing

    def _save_name(self) -> None:
        if self.save.isEnabled() and not self.name.isReadOnly():
            self.name.setModified(False)
            self._act(self._account.own_profile.set_name(self.name.text()), tr("Name saved."))

    def _choose_picture(self) -> None:
        dialog = QFileDialog(self._window, tr("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Pictures") + " (*.png *.jpg *.jpeg *.webp *.gif *.bmp)", tr("All files") + " (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.use_picture)
        dialog.open()

    def use_picture(self, path: str) -> None:
        """Take this file as the picture."""
        if path:
            self._act(self._account.own_profile.set_avatar(Path(path)), tr("Picture saved."))

    def _act(self, work: object, done: str) -> None:
        async def attempt() -> None:
            self._busy = True
            self.error.hide()
            self._mark()
            try:
                await work  # type: ignore[misc]
            except UserError as error:
                self.error.setText(error_sentence(error))
                self.error.show()
                announce(self, self.error.text(), urgent=True)
            else:
                self._window.toast.say(done)
            finally:
                self._busy = False
                self._mark()

        self._window.tasks.spawn(attempt(), "own profile")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._account.user_id)
        self._window.toast.say(tr("Copied."))

    def _change_password(self) -> None:
        from ui.dialogs.password import PasswordDialog

        PasswordDialog(self._window, self._account.own_profile).open()
