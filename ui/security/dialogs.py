# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens the dialogs about identity, devices and trust, one at a time, and leads from one to the next."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtWidgets import QDialog

from app.security.interface import Identity, Phase, Verification
from ui.dialogs.alarm import AlarmDialog
from ui.dialogs.devices import DevicesDialog
from ui.dialogs.key_file import KeyFileDialog
from ui.dialogs.key_storage import KeyStorageDialog
from ui.dialogs.new_device import NewDeviceDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.set_up import NewKeyDialog, ResetDialog, SetUpDialog
from ui.dialogs.steps import StepDialog
from ui.dialogs.verification import VerificationDialog
from ui.security.context import Context
from ui.security.needs import Need


class SecurityDialogs:
    """Of one account in one window. ``closed`` is called after each dialog."""

    def __init__(self, context: Context, closed: Callable[[], None]) -> None:
        self._context = context
        self._security = context.security
        self._closed = closed
        self._dialog: StepDialog | None = None

    @property
    def current(self) -> StepDialog | None:
        """The dialog that is open."""
        dialog = self._dialog
        return dialog if dialog is not None and shiboken6.isValid(dialog) and dialog.isVisible() else None

    def verifying(self, key: str) -> bool:
        """Whether the dialog that is open shows this verification."""
        dialog = self.current
        return isinstance(dialog, VerificationDialog) and dialog.key == key

    def close(self) -> None:
        """Close what is open, as if somebody had pressed Escape for good."""
        dialog, self._dialog = self.current, None
        if dialog is not None:
            dialog.done(QDialog.DialogCode.Rejected)

    def _open(self, dialog: StepDialog) -> None:
        self.close()
        self._dialog = dialog
        dialog.finished.connect(lambda _result: self._finished(dialog))
        dialog.open()

    def _finished(self, dialog: StepDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        self._closed()

    def help_with(self, need: Need) -> None:
        match need:
            case Need.REPLACED:
                self.alarm()
            case Need.SET_UP | Need.CONTINUE:
                self.set_up()
            case Need.VERIFY:
                self.new_device()
            case Need.NEW_KEY:
                self.new_key()
            case Need.REPAIR:
                self.key_storage().repair()
            case Need.BACKUP:
                self.key_storage()

    # -- identity and recovery

    def set_up(self) -> None:
        self._open(SetUpDialog(self._context))

    def new_device(self) -> None:
        self._open(self._new_device())

    def _new_device(self) -> NewDeviceDialog:
        return NewDeviceDialog(
            self._context,
            verify=lambda: self.verify_device(None),
            reset=self.reset,
            import_keys=lambda: self.key_file(False),
        )

    def recovery_key(self) -> None:
        """Straight to where one types it in."""
        dialog = self._new_device()
        self._open(dialog)
        dialog.ask_key()

    def reset(self) -> None:
        self._open(ResetDialog(self._context))

    def new_key(self) -> None:
        self._open(NewKeyDialog(self._context))

    def alarm(self) -> None:
        self._open(AlarmDialog(self._context, verify=self.new_device, devices=self.devices, reset=self.reset))

    def key_storage(self) -> KeyStorageDialog:
        dialog = KeyStorageDialog(
            self._context,
            set_up=self.set_up,
            verify=self.new_device,
            alarm=self.alarm,
            new_key=self.new_key,
            key_file=self.key_file,
            reset=self.reset,
        )
        self._open(dialog)
        return dialog

    def key_file(self, export: bool) -> None:
        self._open(KeyFileDialog(self._context, export=export))

    # -- devices and people

    def devices(self) -> None:
        self._open(DevicesDialog(self._context, verify=self.verify_device, verify_this=self.new_device))

    def person(self, user_id: str, name: str, avatar: str | None) -> None:
        self._open(PersonDialog(self._context, user_id, name or user_id, avatar, verify=self.verify_user))

    # -- verification

    def verify_user(self, user_id: str) -> None:
        """Ask another person."""
        dialog = VerificationDialog(self._context, None, again=lambda: self.verify_user(user_id))
        self._open(dialog)
        dialog.start(self._security.verify_user(user_id), "verify user")

    def verify_device(self, device_id: str | None) -> None:
        """Ask an own device, or (None) all of them."""
        alone = self._security.state.identity is not Identity.READY
        dialog = VerificationDialog(
            self._context,
            None,
            again=lambda: self.verify_device(device_id),
            use_key=self.recovery_key if alone else None,
        )
        self._open(dialog)
        dialog.start(self._security.verify_device(device_id), "verify device")

    def answer(self, flow: Verification) -> None:
        """Accept a request and show the rest."""
        again = None if flow.own else (lambda: self.verify_user(flow.user_id))
        dialog = VerificationDialog(self._context, flow, again=again)
        self._open(dialog)
        if flow.phase is Phase.INCOMING:
            dialog.accept_request()
