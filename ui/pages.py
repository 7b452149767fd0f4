# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before there is an account to show: the passphrase of the profile, and trouble with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from ui import names
from ui.card import CardPage
from ui.i18n import tr
from ui.icons import Icons
from ui.password_field import PasswordField, mark_invalid
from ui.sentences import error_sentence
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme


class UnlockPage(CardPage):
    """Ask for the passphrase (``new`` False) or let one choose it. ``submitted(passphrase)``."""

    submitted = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, parent)
        self._new = False
        self.passphrase = PasswordField(theme, icons)
        self.passphrase.setObjectName(names.UNLOCK_PASSPHRASE)
        self.repeat = PasswordField(theme, icons)
        self.repeat.setObjectName(names.UNLOCK_REPEAT)
        self._error = self.field(tr("Passphrase"), self.passphrase)
        self._repeat_error = self.field(tr("Repeat the passphrase"), self.repeat)
        self._repeat_parts = self.last_field_parts
        self.add_end(tr("Unlock"), names.UNLOCK_SUBMIT, names.UNLOCK_ERROR)
        self.submit.clicked.connect(self._submit)
        self.passphrase.returnPressed.connect(self._submit)
        self.repeat.returnPressed.connect(self._submit)
        for field in (self.passphrase, self.repeat):
            theme.changed.connect(field.restyle)

    def ask(self, *, new: bool) -> None:
        self._new = new
        if new:
            self.head.setText(tr("Protect your messages"))
            self.intro.setText(
                tr(
                    "This computer offers no key store. Choose a passphrase of several words; you enter it at every "
                    "start. Nobody can restore it for you."
                )
            )
            self.submit.setText(tr("Set passphrase"))
        else:
            self.head.setText(tr("Unlock"))
            self.intro.setText(tr("Enter the passphrase that protects your messages on this computer."))
            self.submit.setText(tr("Unlock"))
        for part in self._repeat_parts:
            part.setVisible(new)
        self.set_busy(False)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        if not self.submit.isEnabled():
            return
        self._clear()
        if self._new and self.passphrase.text() != self.repeat.text():
            mark_invalid(self.repeat, True)
            self._repeat_error.setText(tr("The two passphrases differ."))
            self._repeat_error.show()
            self.repeat.setFocus()
        elif self.passphrase.text():
            self.set_busy(True)
            self.submitted.emit(self.passphrase.text())

    def _clear(self) -> None:
        for field in (self.passphrase, self.repeat):
            mark_invalid(field, False)
        self._error.hide()
        self._repeat_error.hide()
        self.tell("")

    def fail(self, error: UserError) -> None:
        self.set_busy(False)
        mark_invalid(self.passphrase, True)
        self._error.setText(error_sentence(error))
        self._error.show()
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def done(self) -> None:
        self.passphrase.clear()
        self.repeat.clear()
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self.passphrase.setEnabled(not busy)
        self.repeat.setEnabled(not busy)


class TroublePage(CardPage):
    """The profile cannot be opened: why, and a button to try again."""

    retry = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, parent)
        self.head.setText(tr("The program cannot start"))
        self.intro.setObjectName(names.TROUBLE_TEXT)
        self.intro.setProperty("kind", "")
        self.help = Label(style="muted", wrap=True)
        self.help.setObjectName(names.TROUBLE_HELP)
        self.help.hide()
        self.form.addWidget(self.help)
        self.add_end(tr("Try again"), names.TROUBLE_RETRY, "trouble.error")
        self.submit.clicked.connect(self.retry)

    def offer_help(self, text: str) -> None:
        """Whom to ask; empty: nobody is named."""
        self.help.setText(tr("Help: {who}").format(who=text))
        self.help.setVisible(bool(text))

    def show_error(self, error: UserError) -> None:
        self.intro.setText(error_sentence(error))
        self.submit.setFocus()


class WaitPage(QWidget):
    """What one sees for the moment until the store is open: the product's sign, nothing that flickers."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backdrop")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Starting"))
        sign = Picture(self)
        sign.setPixmap(icons.pixmap("bundesmessenger", "#000000", theme.px(64), self.devicePixelRatioF()))
        box = QVBoxLayout(self)
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignCenter)
