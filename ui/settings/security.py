# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where identity, devices and keys are looked after, and how what is on this computer is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.locking.means import Means
from app.policy.categories.security import LOCK_AFTER, ONLY_SIGNED_DEVICES
from app.security.interface import Identity
from ui.i18n import tr
from ui.security.needs import Need, need_of
from ui.settings.page import Page
from ui.settings.rows import ButtonRow, FactRow, NumberRow
from ui.text import Label

if TYPE_CHECKING:
    from ui.window import MainWindow


class SecurityPage(Page):
    """Leads to the dialogs that do it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Security and devices"))
        theme, account = window.theme, window.account
        security = window.security.security
        if account is None or security is None:
            return
        self.add_section(tr("Digital identity"))
        need = need_of(security.state)
        if security.state.identity is Identity.READY:
            self.add(Label(tr("This device is verified. Others can be sure that its messages are yours."), wrap=True))
        elif security.state.identity is Identity.UNKNOWN:
            soon = tr("As soon as there is a connection, you see here whether this device is verified.")
            self.add(Label(soon, wrap=True))
        else:
            self.add(Label(tr("This device is not verified. Others may not accept its messages."), wrap=True))
        if need is not Need.NONE:
            self.add(ButtonRow(theme, tr("What to do"), partial(window.security.open_need, need), look="primary"))
        self.add_section(tr("Devices"), tr("Verify your other devices, or sign out devices that you no longer use."))
        self.add(ButtonRow(theme, tr("Your devices"), window.security.open_devices))
        self.add_section(
            tr("Key storage"), tr("With the recovery key you can read your messages on a new device as well.")
        )
        self.add(ButtonRow(theme, tr("Recovery key and key storage"), window.security.open_key_storage))
        self._add_lock(window)
        self.add_section(tr("On this computer"))
        self.add(Label(tr("All messages, files and keys are encrypted on the disk of this computer."), wrap=True))
        self.add(FactRow(theme, tr("Device"), account.device_id))
        if window.prefs.value(ONLY_SIGNED_DEVICES):
            text = tr("Only devices that their owners have confirmed can read your messages.")
            self.add(Label(f"{text} {tr('Managed by your organisation')}.", style="muted", wrap=True))

    def _add_lock(self, window: MainWindow) -> None:
        """When the window is locked, and with what it is opened."""
        account = window.account
        if account is None:
            return
        lock = account.screen_lock
        self.add_section(
            tr("Lock the window"),
            tr("While it is locked nobody can read your messages here. What you have begun to write stays."),
        )
        hint = tr("0: never. You can lock it yourself at any time with {keys}.").format(
            keys=QKeySequence("Ctrl+Shift+L").toString(QKeySequence.SequenceFormat.NativeText)
        )
        if lock.means is Means.NONE:
            hint = tr("Choose an unlock code first.") + " " + hint
        self.add(NumberRow(self.theme, window.prefs, LOCK_AFTER, unit=tr("minutes"), step=5, hint=hint))
        if lock.means is Means.PASSPHRASE:
            self.add(
                Label(tr("You open it with the passphrase that you enter at the start."), style="muted", wrap=True)
            )
        else:
            text = tr("Change the unlock code …") if lock.means is Means.CODE else tr("Choose an unlock code …")
            self.add(ButtonRow(self.theme, text, partial(self._choose_code, window)))

    @staticmethod
    def _choose_code(window: MainWindow) -> None:
        from ui.dialogs.unlock_code import UnlockCodeDialog

        if window.account is not None:
            UnlockCodeDialog(window, window.account.screen_lock).open()
