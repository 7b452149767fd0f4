# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Change the password of the account, by the rules of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.errors import ErrorCode, UserError
from app.own_profile import PasswordRules
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.sentences import error_sentence
from ui.text import Label

if TYPE_CHECKING:
    from app.interface import ProfilesView
    from ui.window import MainWindow


def rule_sentences(rules: PasswordRules) -> dict[str, str]:
    """What the server wants, by the names of ``PasswordRules.missing``."""
    wanted: dict[str, str] = {}
    if rules.length:
        wanted["length"] = plural(rules.length, tr("at least one character"), tr("at least {n} characters"))
    for name, on, text in (
        ("digit", rules.digit, tr("a digit")),
        ("symbol", rules.symbol, tr("a special character")),
        ("lower", rules.lower, tr("a small letter")),
        ("upper", rules.upper, tr("a capital letter")),
    ):
        if on:
            wanted[name] = text
    return wanted


class PasswordDialog(FormDialog):
    def __init__(self, window: MainWindow, profiles: ProfilesView) -> None:
        super().__init__(window, window.theme, tr("Change password"), tr("Change"))
        self.setObjectName(names.CHANGE_DIALOG)
        self._window = window
        self._profiles = profiles
        self._rules = PasswordRules()
        self._open = True
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.old, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(512)
        self.add_field(tr("Current password"), self.old)
        self.add_field(tr("New password"), self.new)
        self.rules = Label(style="small", wrap=True)
        self.form.addWidget(self.rules)
        self.add_field(tr("New password once more"), self.again)
        self.others = QCheckBox(tr("Sign out all other devices"))
        self.form.addWidget(self.others)
        self.others_hint = Label(
            tr("Encrypted messages are lost on devices that are signed out, unless the key storage is on."),
            style="small",
            wrap=True,
        )
        self.form.addWidget(self.others_hint)
        self.submitted.connect(self._submit_all)
        self.finished.connect(self._gone)
        self.old.setFocus()
        window.tasks.spawn(self._ask_rules(), "password rules")

    def _gone(self, _result: int) -> None:
        self._open = False

    async def _ask_rules(self) -> None:
        try:
            rules = await self._profiles.password_rules()
        except UserError:
            return  # the server says no when the password is not good enough
        if self._open:
            self._rules = rules
            wanted = ", ".join(rule_sentences(rules).values())
            self.rules.setText(tr("The server wants: {rules}.").format(rules=wanted) if wanted else "")

    def _fault(self) -> tuple[str, QWidget] | None:
        if not self.old.text():
            return tr("Enter your current password."), self.old
        missing = [
            text for name, text in rule_sentences(self._rules).items() if name in self._rules.missing(self.new.text())
        ]
        if not self.new.text():
            return tr("Enter a new password."), self.new
        if missing:
            return tr("Still missing: {rules}.").format(rules=", ".join(missing)), self.new
        if self.new.text() != self.again.text():
            return tr("The new passwords are not the same."), self.again
        return None

    def _submit_all(self) -> None:
        fault = self._fault()
        if fault is not None:
            self.fail(fault[0])
            fault[1].setFocus()
            return
        self._window.tasks.spawn(self._change(), "change password")

    async def _change(self) -> None:
        self.set_busy(True)
        try:
            await self._profiles.change_password(
                self.old.text(), self.new.text(), sign_out_others=self.others.isChecked()
            )
        except UserError as error:
            if self._open:
                wrong = error.code is ErrorCode.WRONG_PASSWORD
                self.fail(tr("The current password is not right.") if wrong else error_sentence(error))
                (self.old if wrong else self.new).setFocus()
            return
        if self._open:
            self.accept()
        self._window.toast.say(tr("Password changed."))
