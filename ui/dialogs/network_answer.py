# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the way to the server wants to know once: the sign-in at a proxy, or the passphrase of the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit

from app.network.interface import NetworkView, Wanted
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.password_field import PasswordField
from ui.text import Label, isolate

if TYPE_CHECKING:
    from ui.window import MainWindow


class NetworkAnswerDialog(FormDialog):
    """Accepted when the answer is given; whether it is right shows the next connection."""

    def __init__(self, window: MainWindow, network: NetworkView, wanted: Wanted) -> None:
        title = tr("Sign in at the proxy") if wanted.proxy else tr("Passphrase of the certificate")
        super().__init__(window, window.theme, title, tr("Sign in") if wanted.proxy else tr("Continue"))
        self.setObjectName(names.NETWORK_ANSWER_DIALOG)
        self._window = window
        self._network = network
        self._wanted = wanted
        self._here = True
        self.user = QLineEdit()
        self.user.setMaxLength(256)
        self.secret = PasswordField(window.theme, window.icons)
        self.keep = QCheckBox(tr("Keep it in the key store of this computer"))
        if wanted.proxy:
            intro = tr(
                "The proxy {proxy} of your network wants to know who you are. "
                "This is not your sign-in for the messenger."
            ).format(proxy=isolate(wanted.proxy))
            self.form.addWidget(Label(intro, wrap=True))
            self.form.addSpacing(window.theme.px(8))
            self.add_field(tr("User name for the proxy"), self.user, tr("In a Windows domain: DOMAIN\\name"))
            self.add_field(tr("Password for the proxy"), self.secret)
        else:
            intro = tr("This computer identifies itself to the server with a certificate that is locked.")
            self.form.addWidget(Label(intro, wrap=True))
            self.form.addSpacing(window.theme.px(8))
            self.add_field(tr("Passphrase of the certificate"), self.secret)
        self.keep.hide()
        self.form.addWidget(self.keep)
        self.submitted.connect(self._check)
        self.finished.connect(self._gone)
        (self.user if wanted.proxy else self.secret).setFocus()
        window.tasks.spawn(self._ask_store(), "key store for the proxy")

    def _gone(self, _result: int) -> None:
        self._here = False

    async def _ask_store(self) -> None:
        can_keep = await self._network.can_keep()
        if self._here:
            self.keep.setVisible(can_keep)
            self.fit()

    def _check(self) -> None:
        if self._wanted.proxy and not self.user.text().strip():
            self.fail(tr("Enter your user name for the proxy."))
            self.user.setFocus()
        elif not self.secret.text():
            password = tr("Enter your password for the proxy.")
            self.fail(password if self._wanted.proxy else tr("Enter the passphrase of the certificate."))
            self.secret.setFocus()
        else:
            self.set_busy(True)
            self._window.tasks.spawn(self._answer(), "answer the proxy")

    async def _answer(self) -> None:
        keep = self.keep.isChecked() and self.keep.isVisibleTo(self)
        await self._network.answer(self._wanted, self.user.text().strip(), self.secret.text(), keep=keep)
        if self._here:
            self.accept()
