# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys into a file and out of one, with progress; both can be stopped."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.security.interface import Progress
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import plural, tr
from ui.password_field import PasswordField
from ui.security import names
from ui.security.context import Context
from ui.text import ElidedLabel, Label

SHORTEST = 12  # characters of a passphrase for a new key file


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


class KeyFileDialog(StepDialog):
    """``export`` True: write a file; False: read one."""

    def __init__(self, context: Context, *, export: bool) -> None:
        super().__init__(context, tr("Export keys") if export else tr("Import keys"), names.KEY_FILE_DIALOG)
        self._path: Path | None = None
        self._count: Label | None = None
        if export:
            self._ask_export()
        else:
            self._ask_import()

    def _passphrase(self, name: str) -> PasswordField:
        field = PasswordField(self.context.theme, self.context.icons)
        field.setObjectName(name)
        field.setMaxLength(1_000)
        return field

    # -- export

    def _ask_export(self, passphrase: str = "") -> None:
        step = self.begin(tr("Export keys into a file"), icon="download")
        step.text(
            tr(
                "The file contains the keys of all your messages. Whoever has it and the passphrase can read them. "
                "You need it only if you cannot use the recovery key."
            )
        )
        first, second = self._passphrase(names.KEY_FILE_PASSPHRASE), self._passphrase(names.KEY_FILE_REPEAT)
        first.setText(passphrase)
        second.setText(passphrase)
        step.field(
            tr("Passphrase for the file"), first, tr("At least {n} characters, best several words.").format(n=SHORTEST)
        )
        step.field(tr("Repeat the passphrase"), second)

        def submit() -> None:
            if len(first.text()) < SHORTEST:
                self.fail(tr("The passphrase is too short or too easy to guess. Choose a longer one."))
                first.setFocus()
            elif first.text() != second.text():
                self.fail(tr("The two passphrases differ."))
                second.setFocus()
            else:
                self._choose_target(first.text())

        second.returnPressed.connect(submit)
        self.finish(
            Choice(tr("Cancel"), self.reject, "", names.STEP_BACK),
            Choice(tr("Choose file …"), submit, "primary", names.STEP_SUBMIT, default=True),
            focus=first,
        )

    def _choose_target(self, passphrase: str) -> None:
        name = str(_documents() / tr("BundesMessenger keys")) + ".txt"
        dialog = QFileDialog(self, tr("Export keys into a file"), name, "*.txt")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen), passphrase))
        dialog.open()

    def export_to(self, path: Path, passphrase: str) -> None:
        """Write the file; the dialog shows how far it is."""
        self._wait(tr("Exporting the keys …"))

        async def work() -> None:
            count = await self.context.security.export_keys(path, passphrase, self._went_on)
            text = plural(count, tr("One key was exported."), tr("{n} keys were exported."))
            self._done(tr("Export complete"), text, tr("Keep the file and the passphrase apart from each other."))

        def failed(_error: object) -> bool:
            self._ask_export(passphrase)
            return False

        self.work(work(), "export keys", failed=failed)

    # -- import

    def _ask_import(self) -> None:
        step = self.begin(tr("Import keys from a file"), icon="file")
        step.text(tr("Choose a key file that you exported from a messenger. Older messages become readable with it."))
        chosen = ElidedLabel(self._path.name if self._path is not None else tr("No file chosen"), style="muted")
        pick = QPushButton(tr("Choose file …"))
        pick.setAutoDefault(False)
        pick.setObjectName("keyfile.choose")
        step.add(pick)
        step.add(chosen)
        field = self._passphrase(names.KEY_FILE_PASSPHRASE)
        step.field(tr("Passphrase of the file"), field)
        step.first = pick if self._path is None else field

        def choose() -> None:
            dialog = QFileDialog(self, tr("Import keys from a file"), str(_documents()))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.fileSelected.connect(lambda name: self.choose_source(Path(name), chosen))
            dialog.open()

        def submit() -> None:
            if self._path is None:
                self.fail(tr("Choose a file."))
            elif not field.text():
                self.fail(tr("Enter the passphrase of the file."))
                field.setFocus()
            elif not self.busy:
                self.import_from(self._path, field.text())

        pick.clicked.connect(lambda _=False: choose())
        field.returnPressed.connect(submit)
        self.finish(
            Choice(tr("Cancel"), self.reject, "", names.STEP_BACK),
            Choice(tr("Import"), submit, "primary", names.STEP_SUBMIT, default=True),
        )

    def choose_source(self, path: Path, shown: ElidedLabel | None = None) -> None:
        """The file to import."""
        self._path = path
        if shown is not None and shiboken6.isValid(shown):
            shown.set_full(path.name)

    def import_from(self, path: Path, passphrase: str) -> None:
        """Read the file; a wrong passphrase can be corrected without choosing the file again."""
        self._path = path

        def failed(_error: object) -> bool:
            self._ask_import()
            return False

        self._wait(tr("Importing the keys …"))

        async def work() -> None:
            count = await self.context.security.import_keys(path, passphrase, self._went_on)
            text = plural(count, tr("One new key was imported."), tr("{n} new keys were imported."))
            self._done(tr("Import complete"), text, tr("Messages become readable within a few moments."))

        self.work(work(), "import keys", failed=failed)

    # -- both

    def _wait(self, title: str) -> None:
        step = self.begin(title, icon="clock")
        self._count = step.text(" ", "muted")
        self.finish(Choice(tr("Cancel"), self.reject, "", names.STEP_BACK, leave=True))

    def _went_on(self, progress: Progress) -> None:
        if not shiboken6.isValid(self) or self._count is None or not shiboken6.isValid(self._count):
            return
        total = progress.total or 0
        self.set_busy(True, min(progress.done, total), total)
        number = self.locale().toString
        if total:
            text = tr("{done} of {total} keys").format(done=number(progress.done), total=number(total))
        else:
            text = plural(progress.done, tr("One key"), tr("{n} keys"))
        self._count.setText(text)

    def _done(self, title: str, text: str, hint: str) -> None:
        step = self.begin(title, icon="check", color="ok")
        step.text(text)
        step.text(hint, "muted")
        self.finish(self.closing(tr("Done")), urgent=True)
