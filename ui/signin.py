# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sign in: server, user name, password. Errors are told beside the field they belong to."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

from app.errors import ErrorCode, UserError
from ui import names
from ui.card import CardPage
from ui.i18n import tr
from ui.icons import Icons
from ui.sentences import error_sentence
from ui.text import Label, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce

_SERVER = {
    ErrorCode.UNKNOWN_SERVER,
    ErrorCode.NOT_MATRIX,
    ErrorCode.UNSUPPORTED_SERVER,
    ErrorCode.INSECURE_ADDRESS,
    ErrorCode.TLS,
    ErrorCode.NOT_PERMITTED,
}
_USER = {ErrorCode.BAD_USER_ID, ErrorCode.DEACTIVATED, ErrorCode.LOCKED}


class PasswordField(QLineEdit):
    """Hidden text, an eye to show it, and a hint while Caps Lock seems to be on."""

    caps_lock = Signal(bool)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = QToolButton(self)
        self.eye.setCheckable(True)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.eye.toggled.connect(self._show)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name = tr("Hide password") if shown else tr("Show password")
        self.eye.setAccessibleName(name)
        set_tooltip(self.eye, name)
        px = self._theme.px
        icon = "eye-off" if shown else "eye"
        self.eye.setIcon(self._icons.icon(icon, self._theme.scheme.muted, px(18), self.devicePixelRatioF()))
        self.eye.setIconSize(Icons.size(px(18)))

    def restyle(self) -> None:
        self._show(self.eye.isChecked())
        self.resizeEvent(None)

    def resizeEvent(self, event: object) -> None:
        px = self._theme.px
        side = px(32)
        self.eye.setGeometry(self.width() - side - px(4), (self.height() - side) // 2, side, side)
        self.setTextMargins(0, 0, side, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(text.isupper() != shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)
        super().keyPressEvent(event)


def mark_invalid(field: QLineEdit, invalid: bool) -> None:
    """Give a field the red edge, or take it away."""
    if bool(field.property("invalid")) != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)


class SignInPage(CardPage):
    """``submitted(server, user, password, device name)``."""

    submitted = Signal(str, str, str, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, parent)
        self.head.setText(tr("Sign in"))
        self.intro.setText(tr("Use the account you got from your organisation."))
        self.server = QLineEdit()
        self.server.setObjectName(names.SIGNIN_SERVER)
        self.server.setPlaceholderText(tr("For example: messenger.example.de"))
        self.server.setMaxLength(500)
        self.server.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.user = QLineEdit()
        self.user.setObjectName(names.SIGNIN_USER)
        self.user.setMaxLength(300)
        self.password = PasswordField(theme, icons)
        self.password.setObjectName(names.SIGNIN_PASSWORD)
        self.password.eye.setObjectName(names.SIGNIN_SHOW_PASSWORD)
        self.device = QLineEdit(f"BundesMessenger Desktop ({platform.system()})")
        self.device.setObjectName(names.SIGNIN_DEVICE)
        self.device.setMaxLength(100)
        self._server_error = self.field(tr("Server"), self.server)
        self._managed = Label(tr("Managed by your organisation."), style="small")
        self._managed.hide()
        self.form.insertWidget(self.form.indexOf(self._server_error), self._managed)
        self._user_error = self.field(tr("User name"), self.user)
        self._password_error = self.field(tr("Password"), self.password)
        self._caps = Label(tr("Caps Lock is on."), style="warn")
        self._caps.hide()
        self.form.insertWidget(self.form.indexOf(self._password_error), self._caps)
        self.advanced = QPushButton(tr("More options"))
        self.advanced.setObjectName(names.SIGNIN_ADVANCED)
        self.advanced.setProperty("look", "link")
        self.advanced.setCheckable(True)
        self.form.addWidget(self.advanced, 0, Qt.AlignmentFlag.AlignLeft)
        self._advanced_error = self.field(
            tr("Name of this device"), self.device, hint=tr("Your contacts can see it when they verify you.")
        )
        self._advanced_parts = self.last_field_parts
        self.add_end(tr("Sign in"), names.SIGNIN_SUBMIT, names.SIGNIN_ERROR)
        self.advanced.toggled.connect(self._show_advanced)
        self._show_advanced(False)
        self.password.caps_lock.connect(self._caps.setVisible)
        for field in (self.server, self.user, self.password):
            field.textEdited.connect(self.clear_errors)
            field.returnPressed.connect(self._submit)
        self.device.returnPressed.connect(self._submit)
        self.submit.clicked.connect(self._submit)
        theme.changed.connect(self.password.restyle)

    def _show_advanced(self, shown: bool) -> None:
        for part in self._advanced_parts:
            part.setVisible(shown)
        self.advanced.setText(tr("Fewer options") if shown else tr("More options"))

    def prefill(self, server: str, user: str = "") -> None:
        if server:
            self.server.setText(server)
        if user:
            self.user.setText(user)
        first = self.password if server and user else self.user if server else self.server
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def manage_server(self, managed: bool) -> None:
        """The organisation settled the server: it can be read, not changed."""
        self.server.setReadOnly(managed)
        self._managed.setVisible(managed)
        self.server.setAccessibleDescription(self._managed.text() if managed else "")

    def clear_errors(self) -> None:
        for field, label in (
            (self.server, self._server_error),
            (self.user, self._user_error),
            (self.password, self._password_error),
        ):
            mark_invalid(field, False)
            label.hide()
        self.tell("")

    def _field_error(self, field: QLineEdit, label: Label, text: str) -> None:
        mark_invalid(field, True)
        label.setText(text)
        label.show()
        field.setAccessibleDescription(text)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, text, urgent=True)

    def _submit(self) -> None:
        if not self.submit.isEnabled():
            return
        self.clear_errors()
        server, user, password = self.server.text().strip(), self.user.text().strip(), self.password.text()
        if user.startswith("@") and ":" in user and not server:
            server = user.split(":", 1)[1]
            self.server.setText(server)
        if not server:
            self._field_error(self.server, self._server_error, tr("Enter the name of your server."))
        elif not user:
            self._field_error(self.user, self._user_error, tr("Enter your user name."))
        elif not password:
            self._field_error(self.password, self._password_error, tr("Enter your password."))
        else:
            self.set_busy(True)
            self.submitted.emit(server, user, password, self.device.text().strip() or "BundesMessenger Desktop")

    def fail(self, error: UserError) -> None:
        """Signing in did not work: say so beside the field that is to blame."""
        self.set_busy(False)
        sentence = error_sentence(error)
        if error.code in _SERVER:
            self._field_error(self.server, self._server_error, sentence)
        elif error.code in _USER:
            self._field_error(self.user, self._user_error, sentence)
        elif error.code is ErrorCode.WRONG_PASSWORD:
            self._field_error(self.password, self._password_error, sentence)
            self.password.selectAll()
        elif error.code is not ErrorCode.CANCELLED:
            self.tell(sentence)

    def done(self) -> None:
        """Signed in: the password is not kept in the field."""
        self.password.clear()
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        for field in (self.server, self.user, self.password, self.device):
            field.setEnabled(not busy)
        self.submit.setText(tr("Signing in …") if busy else tr("Sign in"))
