# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The steps around a recovery key: show it once, ask it back, take one that is typed in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton

from ui.dialogs.step_body import Step
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import tr
from ui.icons import Icons
from ui.password_field import PasswordField
from ui.security import names
from ui.security.clipboard import SECONDS
from ui.security.context import Context
from ui.security.printing import file_text, key_lines, print_key, write_private
from ui.security.problems import key_file_sentence, recovery_key_sentence
from ui.text import Label
from ui.timeline.accessible import announce

MAX_KEY = 1_000  # letters of a recovery key or passphrase that are taken from the field


class KeyField(QLineEdit):
    """For a recovery key: visible, in letters of one width, never completed or learned by input methods."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName(names.RECOVERY_FIELD)
        self.setProperty("look", "key")
        self.setMaxLength(MAX_KEY)
        self.setPlaceholderText("EsTc …")
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase | hints.ImhPreferLatin
        )


def password_field(context: Context) -> PasswordField:
    """A field for the account's password."""
    field = PasswordField(context.theme, context.icons)
    field.setObjectName(names.PASSWORD_FIELD)
    field.setMaxLength(1_000)
    return field


class RecoveryKeyDialog(StepDialog):
    """A dialog in which a recovery key comes into being. Subclasses call ``show_key``; the rest follows from it."""

    def __init__(self, context: Context, title: str, name: str) -> None:
        super().__init__(context, title, name)
        self._key = ""
        self._unconfirmed = False
        self.done_title = ""
        self.done_points: list[str] = []

    # -- password

    def ask_password(self, title: str, text: str, go: Callable[[str], None], back: Choice) -> None:
        """The server wants the account's password."""
        step = self.begin(title, icon="lock")
        step.text(text)
        field = password_field(self.context)
        step.field(tr("Password of your account"), field)

        def submit() -> None:
            if not field.text():
                self.fail(tr("Enter the password of your account."))
                field.setFocus()
            elif not self.busy:
                go(field.text())

        field.returnPressed.connect(submit)
        self.finish(back, Choice(tr("Continue"), submit, "primary", names.STEP_SUBMIT, default=True), focus=field)

    # -- show

    def show_key(self, key: str) -> None:
        """The one time that the key is on the screen."""
        self._key, self._unconfirmed = key, True
        px = self.theme.px
        step = self.begin(tr("Your recovery key"), icon="key")
        step.text(
            tr(
                "With this key you can read your messages again if you lose your devices. Nobody else has it, and it "
                "is shown only now. Keep it where you keep important documents, or in a password manager."
            )
        )
        shown = Label("\n".join(key_lines(key)), style="key")
        shown.setObjectName(names.RECOVERY_KEY_SHOWN)
        shown.setProperty("look", "note")
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        shown.setContentsMargins(px(12), px(12), px(12), px(12))
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shown.setAccessibleName(tr("Recovery key"))
        shown.setAccessibleDescription(", ".join(key.split()))
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        step.add(shown)
        buttons: list[QPushButton] = []
        for text, icon, name, action in (
            (tr("Save …"), "download", names.RECOVERY_SAVE, self._save),
            (tr("Print …"), "printer", names.RECOVERY_PRINT, self._print),
            (tr("Copy"), "copy", names.RECOVERY_COPY, self._copy),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.setObjectName(name)
            button.setIcon(self.context.icons.icon(icon, self.theme.scheme.text, px(18), self.devicePixelRatioF()))
            button.setIconSize(Icons.size(px(18)))
            button.clicked.connect(lambda _=False, act=action: act())
            buttons.append(button)
        step.add(self.row(buttons))
        self._told = step.text("", "small")
        self.finish(Choice(tr("Continue"), self._ask_back, "primary", names.STEP_SUBMIT, default=True), focus=shown)

    def _tell(self, text: str) -> None:
        self.error.hide()
        self._told.setText(text)
        self.fit()
        announce(self, text)

    def _copy(self) -> None:
        self.context.clipboard.copy(self._key)
        self._tell(tr("Copied. The clipboard is emptied after {n} seconds.").format(n=SECONDS))

    def _save(self) -> None:
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
        dialog = QFileDialog(self, tr("Save the recovery key"), str(folder / tr("Recovery key")) + ".txt", "*.txt")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("txt")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the key into a file."""
        text = file_text(self.context.account.user_id, self._key)

        async def write() -> None:
            try:
                await asyncio.to_thread(write_private, path, text)
            except OSError:
                self.fail(key_file_sentence("unwritable"))
            else:
                self._tell(tr("Saved. Move the file to a safe place."))

        self.context.tasks.spawn(write(), "save recovery key")

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(tr("Recovery key"))
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: object) -> None:
        if print_key(printer, self.context.account.user_id, self._key):  # type: ignore[arg-type]
            self._tell(tr("Sent to the printer."))
        else:
            self.fail(tr("The printer did not accept the page."))

    # -- ask back

    def _ask_back(self) -> None:
        step = self.begin(tr("Enter the recovery key once"), icon="key")
        step.text(tr("This makes sure that you have kept it. Spaces do not matter, capital and small letters do."))
        field = KeyField()
        step.field(tr("Recovery key"), field)

        def submit() -> None:
            if not self.busy:
                self._check(field)

        field.returnPressed.connect(submit)
        self.finish(
            Choice(tr("Show it again"), lambda: self.show_key(self._key), "", names.STEP_BACK),
            Choice(tr("Check"), submit, "primary", names.STEP_SUBMIT, default=True),
            focus=field,
        )

    def _check(self, field: QLineEdit) -> None:
        text = field.text().strip()
        if not text:
            self.fail(tr("Enter the recovery key."))
            return

        async def check() -> None:
            if await self.context.security.confirm_recovery_key(text):
                self._unconfirmed = False
                self._key = ""
                self.show_done()
            else:
                self.fail(recovery_key_sentence(""))
                field.setFocus()
                field.selectAll()

        self.work(check(), "check recovery key")

    def show_done(self) -> None:
        step = self.begin(self.done_title, icon="shield-check", color="ok")
        step.points(self.done_points)
        self.finish(self.closing(tr("Done")), urgent=True)

    # -- leaving early

    def may_close(self) -> bool:
        if not self._unconfirmed:
            return True
        self._unconfirmed = False  # asked once
        step = self.begin(tr("Stop without checking?"), icon="alert", color="warn")
        step.text(
            tr(
                "If you have not kept the recovery key, you cannot read your messages after losing your devices. You "
                "can create a new one at any time under “Security”."
            )
        )
        key = self._key

        def back() -> None:
            self.show_key(key)

        self.finish(
            Choice(tr("Stop"), self.accept, "", names.STEP_BACK),
            Choice(tr("Show it again"), back, "primary", names.STEP_SUBMIT, default=True),
            urgent=True,
        )
        return False


def typed_key_box(step: Step, *, passphrase: bool) -> KeyField:
    """A field for the recovery key (or passphrase) somebody has."""
    field = KeyField()
    label = tr("Recovery key or passphrase") if passphrase else tr("Recovery key")
    step.field(
        label, field, tr("Twelve groups of four characters. Spaces do not matter, capital and small letters do.")
    )
    return field
