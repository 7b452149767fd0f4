# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles: values, where they come from, and what is wrong with them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from app.policy.policy import Policy
from app.policy.report import report
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.text import Label
from ui.theme import Theme


class PoliciesDialog(FormDialog):
    def __init__(self, parent: QWidget, theme: Theme, policy: Policy) -> None:
        super().__init__(parent, theme, tr("Policies of your organisation"), tr("Close"))
        self.setObjectName(names.POLICIES_DIALOG)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        intro = tr("These are the settings your organisation manages.")
        self.form.addWidget(Label(intro, wrap=True))
        language = "de" if QLocale().language() == QLocale.Language.German else "en"
        self.text = Label(report(policy, language, all_keys=False), style="muted", wrap=True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.form.addWidget(self.text)
