# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Choose, change or remove the code that opens a locked window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit

from app.errors import ErrorCode, UserError
from app.locking.means import Means
from app.policy.categories.security import LOCK_AFTER
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.lock_page import lock_sentence, weak_code
from ui.text import Label

if TYPE_CHECKING:
    from app.interface import ScreenLockView
    from ui.window import MainWindow


class UnlockCodeDialog(FormDialog):
    """``then``: what to do when there is a code."""

    def __init__(self, window: MainWindow, lock: ScreenLockView, *, then: Callable[[], None] = lambda: None) -> None:
        has_code = lock.means is Means.CODE
        title = tr("Change the unlock code") if has_code else tr("Choose an unlock code")
        super().__init__(window, window.theme, title, tr("Set unlock code"))
        self.setObjectName(names.CODE_DIALOG)
        self._window, self._lock, self._then = window, lock, then
        self._open = True
        self.form.addWidget(Label(tr("With this code you open the window after it was locked."), wrap=True))
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name in ((self.old, names.CODE_OLD), (self.new, names.CODE_NEW), (self.again, names.CODE_AGAIN)):
            field.setObjectName(name)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(512)
        if has_code:
            self.add_field(tr("Current unlock code"), self.old)
        else:
            self.old.setParent(self)
            self.old.hide()
        self.add_field(tr("New unlock code"), self.new, weak_code())
        self.add_field(tr("Repeat the unlock code"), self.again)
        self.without = QCheckBox(tr("No code: the window is not locked any more"))
        self.without.setObjectName(names.CODE_REMOVE)
        prefs = window.prefs
        imposed = prefs.locked(LOCK_AFTER) and prefs.value(LOCK_AFTER) > 0
        self.without.setVisible(has_code and not imposed)
        self.without.toggled.connect(self.new.setDisabled)
        self.without.toggled.connect(self.again.setDisabled)
        self.form.addWidget(self.without)
        self.submitted.connect(self._set)
        self.finished.connect(lambda _result: setattr(self, "_open", False))
        (self.old if has_code else self.new).setFocus()

    def _set(self) -> None:
        remove = self.without.isChecked()
        if not remove and self.new.text() != self.again.text():
            self.fail(tr("The two codes differ."))
            self.again.setFocus()
        elif not remove and not self.new.text():
            self.fail(weak_code())
            self.new.setFocus()
        else:
            self._window.tasks.spawn(self._work("" if remove else self.new.text()), "unlock code")

    async def _work(self, code: str) -> None:
        self.set_busy(True)
        try:
            await self._lock.set_code(code, self.old.text())
        except UserError as error:
            if self._open:
                self.fail(lock_sentence(error, Means.CODE))
                (self.old if error.code is ErrorCode.WRONG_PASSPHRASE else self.new).setFocus()
            return
        if self._open:
            self.accept()
        self._window.toast.say(tr("The unlock code is set.") if code else tr("There is no unlock code any more."))
        if code:
            self._then()
