# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A question that asks for a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.text import Label
from ui.theme import Theme

MAX_REASON = 500


class ReasonDialog(FormDialog):
    """``needed``: without a reason it cannot be confirmed."""

    def __init__(
        self, parent: QWidget, theme: Theme, title: str, text: str, submit: str, label: str, *, needed: bool = False
    ) -> None:
        super().__init__(parent, theme, title, submit, look="danger")
        self.setObjectName(names.REASON_DIALOG)
        self.submit_button.setObjectName(names.REASON_SUBMIT)
        self.submit_button.setDefault(False)
        self._needed = needed
        self.form.addWidget(Label(text, wrap=True))
        self.form.addSpacing(theme.px(8))
        self.field = QPlainTextEdit()
        self.field.setObjectName(names.REASON_TEXT)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(theme.px(72))
        self.add_field(label, self.field)
        self.field.setFocus()

    def reason(self) -> str:
        return self.field.toPlainText().strip()[:MAX_REASON]

    def complete(self) -> bool:
        """Whether it can be sent; tells what is missing."""
        if self._needed and not self.reason():
            self.fail(tr("Say in a few words what happened."))
            self.field.setFocus()
            return False
        return True
