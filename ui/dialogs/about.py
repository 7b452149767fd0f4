# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this program is."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.version import VERSION
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.icons import Icons
from ui.text import Label
from ui.theme import Theme


class AboutDialog(FormDialog):
    def __init__(self, parent: QWidget, theme: Theme, icons: Icons, user_id: str, device_id: str) -> None:
        super().__init__(parent, theme, "BundesMessenger Desktop", tr("Close"))
        self.setObjectName(names.ABOUT_DIALOG)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        logo = Label()
        logo.setPixmap(icons.pixmap("bundesmessenger", "#000000", theme.px(64), parent.devicePixelRatioF()))
        self.form.addWidget(logo)
        self.form.addSpacing(theme.px(8))
        self.form.addWidget(
            Label(tr("End-to-end encrypted messenger for public administration. Free software, EUPL-1.2."), wrap=True)
        )
        python = ".".join(str(part) for part in sys.version_info[:3])
        lines = [
            tr("Version {version}").format(version=VERSION),
            f"Qt {PySide6.__version__} · Python {python}",
        ]
        if user_id:
            lines += [tr("Account: {user}").format(user=user_id), tr("Device: {device}").format(device=device_id)]
        facts = Label("\n".join(lines), style="muted", wrap=True)
        facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.form.addWidget(facts)
