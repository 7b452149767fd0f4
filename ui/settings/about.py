# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this program is, whose server it talks to, and whom to ask."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from app.policy.categories.support import ACCESSIBILITY_CONTACT, SUPPORT_TEXT, SUPPORT_URL
from app.server_info import Contact, ServerInfo
from app.version import VERSION
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.settings.page import Page
from ui.settings.rows import ButtonRow, FactRow
from ui.text import Label, one_line

if TYPE_CHECKING:
    from ui.window import MainWindow


class AboutPage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("About BundesMessenger"))
        self._window = window
        theme, account = window.theme, window.account
        python = ".".join(str(part) for part in sys.version_info[:3])
        self.add_gap()
        self.add(Label(tr("End-to-end encrypted messenger for public administration."), wrap=True))
        self.add(FactRow(theme, tr("Version"), f"{VERSION} · Qt {PySide6.__version__} · Python {python}"))
        self.add(FactRow(theme, tr("Licence"), "EUPL-1.2"))
        self.add(ButtonRow(theme, tr("Licences of the parts"), self._licences))
        self._add_help(window)
        if window.network is not None:
            self.add(ButtonRow(theme, tr("Check the connection"), lambda: self._check()))
        if account is None:
            return
        self.add_section(tr("Your organisation"))
        self.add(FactRow(theme, tr("Server"), account.user_id.partition(":")[2]))
        info: ServerInfo = account.server.known
        for text, address in (
            (tr("Privacy policy"), info.privacy),
            (tr("Imprint"), info.imprint),
            (tr("Help page"), "" if window.policy.value(SUPPORT_URL) else info.support_page),
        ):
            if address:
                self.add(ButtonRow(theme, text, partial(self._open, address)))
        for contact in info.contacts:
            self.add(FactRow(theme, _role(contact), " · ".join(filter(None, (contact.email, contact.user_id)))))
        if info == ServerInfo():
            self.add(
                Label(tr("The operator has published no privacy policy, imprint or contact."), style="muted", wrap=True)
            )
        self.add_section(tr("No telemetry"))
        alone = tr("This program talks to your homeserver only. It sends no statistics and no crash reports.")
        self.add(Label(alone, wrap=True))

    def _add_help(self, window: MainWindow) -> None:
        """Whom the organisation wants to be asked."""
        policy, theme = window.policy, self.theme
        text, page, barriers = (policy.value(key) for key in (SUPPORT_TEXT, SUPPORT_URL, ACCESSIBILITY_CONTACT))
        if text or page or barriers:
            self.add_section(tr("Help"))
        if text:
            self.add(FactRow(theme, tr("Who helps"), text))
        if page:
            self.add(ButtonRow(theme, tr("Help page"), partial(self._open, page)))
        if barriers.startswith("https://"):
            self.add(ButtonRow(theme, tr("Report a barrier"), partial(self._open, barriers)))
        elif barriers:
            self.add(FactRow(theme, tr("Report a barrier to"), barriers))

    def _open(self, address: str) -> None:
        self._window.actions_of_rooms.open_link(address)

    def _check(self) -> None:
        if self._window.network is not None:
            self._window.network.check(self)

    def _licences(self) -> None:
        dialog = LicencesDialog(self._window)
        dialog.open()
        self._window.tasks.spawn(dialog.fill(), "licences")


def _role(contact: Contact) -> str:
    match contact.role:
        case "m.role.admin":
            return tr("Administration")
        case "m.role.security":
            return tr("Security reports")
        case "m.role.moderator":
            return tr("Moderation")
        case "m.role.dpo":
            return tr("Data protection")
        case _:
            return tr("Contact")


class LicencesDialog(FormDialog):
    """The notices of all parts, to read and to copy."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, window.theme, tr("Licences of the parts"), tr("Close"))
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Licences of the parts"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setMinimumHeight(window.theme.px(320))
        self.form.addWidget(self.text)
        self._here = True
        self.finished.connect(self._gone)

    def _gone(self, _result: int) -> None:
        self._here = False

    async def fill(self) -> None:
        """Read beside the window; some are long."""
        from app.licences import notices

        text = await asyncio.get_running_loop().run_in_executor(None, notices)
        if self._here:
            self.text.setPlainText("\n".join(one_line(line, 4000) for line in text.splitlines()))
