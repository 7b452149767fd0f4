# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What covers a locked window: a field for the code or passphrase, or a new code where the organisation wants one."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import ErrorCode, UserError
from app.locking.means import MIN_CODE, Means
from ui import names
from ui.buttons import PushButton
from ui.card import CardPage
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.password_field import PasswordField, mark_invalid
from ui.sentences import error_sentence
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce


def weak_code() -> str:
    """What a code has to be like."""
    return tr("At least {n} characters, not all the same.").format(n=MIN_CODE)


def lock_sentence(error: UserError, means: Means) -> str:
    """Errors of ``ScreenLockView``, in the words of what was entered."""
    wait = error.details.get("wait")
    if error.code is ErrorCode.WEAK_PASSPHRASE:
        return weak_code()
    if error.code is not ErrorCode.WRONG_PASSPHRASE or means is Means.PASSPHRASE:
        return error_sentence(error)
    if isinstance(wait, (int, float)) and wait > 0:
        return plural(
            math.ceil(wait),
            tr("The unlock code is not right. Try again in one second."),
            tr("The unlock code is not right. Try again in {n} seconds."),
        )
    return tr("The unlock code is not right.")


class LockPage(CardPage):
    """``submitted(code or passphrase)``, ``chosen(new code)``; ``sign_out`` after somebody has confirmed it."""

    submitted = Signal(str)
    chosen = Signal(str)
    sign_out = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, parent)
        self._means = Means.CODE
        self._until = 0.0
        self.secret = PasswordField(theme, icons)
        self.secret.setObjectName(names.LOCK_SECRET)
        self.secret.setMaxLength(512)
        self.again = PasswordField(theme, icons)
        self.again.setObjectName(names.LOCK_AGAIN)
        self.again.setMaxLength(512)
        self._error = self.field(tr("Unlock code"), self.secret)
        self._label = self.last_field_parts[0]
        self._again_error = self.field(tr("Repeat the unlock code"), self.again)
        self._again_parts = self.last_field_parts
        self.add_end(tr("Unlock"), names.LOCK_SUBMIT, names.LOCK_ERROR)
        self.forgotten = PushButton()
        self.forgotten.setObjectName(names.LOCK_FORGOTTEN)
        self.forgotten.setProperty("look", "link")
        self.forgotten.clicked.connect(self._ask_sign_out)
        self._loss = Label(
            tr(
                "Nobody can tell you the code. You can sign out on this computer: the keys and messages on it are "
                "deleted. Sign in again then, and use your recovery key to read your messages."
            ),
            wrap=True,
        )
        self.leave = PushButton(tr("Sign out and delete"))
        self.leave.setObjectName(names.LOCK_SIGN_OUT)
        self.leave.setProperty("look", "danger")
        self.leave.clicked.connect(self.sign_out)
        for part in (self.forgotten, self._loss, self.leave):
            self.form.addWidget(part)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self.submit.clicked.connect(self._submit)
        self.secret.returnPressed.connect(self._submit)
        self.again.returnPressed.connect(self._submit)
        for field in (self.secret, self.again):
            theme.changed.connect(field.restyle)

    def ask(self, means: Means) -> None:
        """For the code or passphrase; NONE: let one choose a code."""
        self._means = means
        new, passphrase = means is Means.NONE, means is Means.PASSPHRASE
        self.clear()
        if new:
            self.head.setText(tr("Choose an unlock code"))
            self.intro.setText(
                tr(
                    "Your organisation wants the window to be locked when nobody is at the computer. With this code "
                    "you open it again."
                )
                + " "
                + weak_code()
            )
            self.submit.setText(tr("Set unlock code"))
        else:
            self.head.setText(tr("Locked"))
            self.intro.setText(
                tr("Enter the passphrase that protects your messages on this computer.")
                if passphrase
                else tr("Enter your unlock code to go on where you stopped.")
            )
            self.submit.setText(tr("Unlock"))
        name = tr("Passphrase") if passphrase else tr("Unlock code")
        if isinstance(self._label, Label):
            self._label.setText(name)
        self.secret.setAccessibleName(name)
        for part in self._again_parts:
            part.setVisible(new)
        self.forgotten.setText(tr("Passphrase forgotten?") if passphrase else tr("Code forgotten?"))
        self.forgotten.setVisible(not new)
        self._loss.hide()
        self.leave.hide()

    def clear(self) -> None:
        """Nothing of what was entered stays."""
        for field in (self.secret, self.again):
            field.clear()
            mark_invalid(field, False)
        self._error.hide()
        self._again_error.hide()
        self._until = 0.0
        self._tick.stop()
        self.set_busy(False)

    def focus(self) -> None:
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_sign_out(self) -> None:
        self._loss.show()
        self.leave.show()
        self.forgotten.hide()
        announce(self, self._loss.text())
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        if not self.submit.isEnabled() or not self.secret.text():
            return
        mark_invalid(self.secret, False)
        mark_invalid(self.again, False)
        self._error.hide()
        self._again_error.hide()
        if self._means is not Means.NONE:
            self.set_busy(True)
            self.submitted.emit(self.secret.text())
        elif self.secret.text() != self.again.text():
            mark_invalid(self.again, True)
            self._again_error.setText(tr("The two codes differ."))
            self._again_error.show()
            announce(self, self._again_error.text(), urgent=True)
            self.again.setFocus()
        else:
            self.set_busy(True)
            self.chosen.emit(self.secret.text())

    def fail(self, error: UserError) -> None:
        """Say what is wrong; the next try waits as long as the error says."""
        self.set_busy(False)
        mark_invalid(self.secret, True)
        self._show(lock_sentence(error, self._means))
        announce(self, self._error.text(), urgent=True)
        wait = error.details.get("wait")
        if isinstance(wait, (int, float)) and wait > 0:
            self._until = time.monotonic() + wait
            self.submit.setEnabled(False)
            self._tick.start()
        self.secret.setFocus()
        self.secret.selectAll()

    def _show(self, text: str) -> None:
        self._error.setText(text)
        self._error.show()

    def _count_down(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            self._tick.stop()
            self.submit.setEnabled(True)
            self._show(tr("You can try again now."))
        else:
            self._show(lock_sentence(UserError(ErrorCode.WRONG_PASSPHRASE, wait=left), self._means))

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self.secret.setEnabled(not busy)
        self.again.setEnabled(not busy)
