# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first device of an account: a digital identity, a recovery key and the key storage, in four steps."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import ErrorCode, UserError
from ui.dialogs.browser_step import confirm_in_browser
from ui.dialogs.recovery_key import RecoveryKeyDialog
from ui.dialogs.steps import Choice
from ui.i18n import tr
from ui.security import names
from ui.security.context import Context


class SetUpDialog(RecoveryKeyDialog):
    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Set up your account"), names.SETUP_DIALOG)
        self.done_title = tr("Everything is set up")
        self.done_points = [
            tr("Others can be sure that it is you they write with."),
            tr("With the recovery key you can read your messages on new devices too."),
        ]
        self.intro()

    def intro(self) -> None:
        state = self.context.security.state
        again = state.setup_interrupted
        step = self.begin(tr("Continue setting up") if again else tr("Secure your messages"), icon="shield")
        if again:
            step.text(tr("Setting up was interrupted. It goes on where it stopped; nothing is lost."))
        else:
            step.text(tr("This takes about two minutes and has to be done only once."))
        step.points(
            [
                tr("You get a digital identity. By it others know that it is really you they write with."),
                tr("You get a recovery key. With it you can read your messages on a new device."),
                tr("The keys of your messages are kept on the server, locked so that only you can open them."),
            ]
        )
        if state.required:
            step.note(tr("Your organisation requires this for all accounts."))
        self.finish(
            Choice(tr("Later"), self.reject, "", names.STEP_BACK, leave=True),
            Choice(tr("Continue"), lambda: self._set_up(None), "primary", names.STEP_SUBMIT, default=True),
        )

    def _set_up(self, password: str | None) -> None:
        async def work() -> None:
            self.show_key(await self.context.security.set_up(password))

        self.work(work(), "set up identity", failed=None if password is not None else self._needs_more)

    def _needs_more(self, error: UserError) -> bool:
        back = Choice(tr("Back"), self.intro, "", names.STEP_BACK)
        if confirm_in_browser(self, error, self._confirmed, back):
            return True
        if error.code is not ErrorCode.PASSWORD_NEEDED:
            return False
        self.ask_password(
            tr("Confirm that it is you"),
            tr("The server asks for your password before it accepts your digital identity."),
            self._set_up,
            back,
        )
        return True

    def _confirmed(self, failed: Callable[[UserError], bool]) -> None:
        async def work() -> None:
            self.show_key(await self.context.security.set_up(None))

        self.work(work(), "set up identity", failed=failed)


class NewKeyDialog(RecoveryKeyDialog):
    """A new recovery key in place of the old one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("New recovery key"), names.SETUP_DIALOG)
        self.done_title = tr("The new recovery key is in use")
        self.done_points = [tr("The old recovery key is no longer needed. Destroy it.")]
        step = self.begin(tr("Create a new recovery key?"), icon="key")
        step.text(
            tr(
                "You get a new recovery key, and the old one is no longer valid. Your messages and your other devices "
                "stay as they are."
            )
        )
        self.finish(
            Choice(tr("Cancel"), self.reject, "", names.STEP_BACK, leave=True),
            Choice(tr("Create"), self._create, "primary", names.STEP_SUBMIT, default=True),
        )

    def _create(self) -> None:
        async def work() -> None:
            self.show_key(await self.context.security.new_recovery_key())

        self.work(work(), "new recovery key")


class ResetDialog(RecoveryKeyDialog):
    """A new digital identity for somebody who has lost all devices and the recovery key."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Reset digital identity"), names.RESET_DIALOG)
        self.done_title = tr("Your digital identity is new")
        self.done_points = [
            tr("You can write and receive messages from now on."),
            tr("Tell the people you had verified that you have a new digital identity, and verify each other again."),
        ]
        self._consequences()

    def _consequences(self) -> None:
        from PySide6.QtWidgets import QCheckBox

        step = self.begin(tr("Reset your digital identity?"), icon="alert", color="danger")
        step.text(tr("Do this only if you have no other signed-in device and no recovery key. It cannot be undone."))
        step.points(
            [
                tr("Older encrypted messages that this device cannot read now stay unreadable for ever."),
                tr("Everybody sees that your digital identity has changed and has to verify you again."),
                tr("Your other devices are no longer trusted and have to be verified again."),
            ],
            icon="close",
            color="danger",
        )
        step.points([tr("Your account, your rooms and your contacts stay.")])
        understood = QCheckBox(tr("I have understood this"))
        understood.setObjectName(names.RESET_UNDERSTOOD)
        step.add(understood)
        step.first = understood

        def submit() -> None:
            if understood.isChecked():
                self._begin()
            else:
                self.fail(tr("Confirm that you have understood what happens."))
                understood.setFocus()

        self.finish(
            Choice(tr("Cancel"), self.reject, "", names.STEP_BACK),
            Choice(tr("Reset"), submit, "danger", names.STEP_SUBMIT),
            urgent=True,
        )

    def _begin(self) -> None:
        """An account that is managed in the browser has no password: there the reset is confirmed."""
        if self.context.account.account_pages.managed:
            self._reset(None, self._needs_browser)
        else:
            self._password()

    def _password(self) -> None:
        self.ask_password(
            tr("Confirm that it is you"),
            tr("The server asks for your password before it accepts a new digital identity."),
            lambda password: self._reset(password, self._needs_browser),
            self._back(),
        )

    def _back(self) -> Choice:
        return Choice(tr("Back"), self._consequences, "", names.STEP_BACK)

    def _needs_browser(self, error: UserError) -> bool:
        return confirm_in_browser(self, error, lambda failed: self._reset(None, failed), self._back())

    def _reset(self, password: str | None, failed: Callable[[UserError], bool]) -> None:
        async def work() -> None:
            self.show_key(await self.context.security.reset(password))

        self.work(work(), "reset identity", failed=failed)
