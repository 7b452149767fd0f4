# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new device of an account that already has a digital identity: verify, recover, or begin anew."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6

from app.errors import ErrorCode, UserError
from app.security.interface import Identity, Progress
from ui.dialogs.recovery_key import typed_key_box
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import plural, tr
from ui.security import names
from ui.security.context import Context
from ui.security.words import problem_sentence

_WRONG = (ErrorCode.WRONG_RECOVERY_KEY, ErrorCode.NOT_SET_UP, ErrorCode.BAD_SECRET_STORAGE)


class NewDeviceDialog(StepDialog):
    """``verify``, ``reset`` and ``import_keys`` open the dialogs that take over."""

    def __init__(
        self,
        context: Context,
        *,
        verify: Callable[[], None],
        reset: Callable[[], None],
        import_keys: Callable[[], None],
    ) -> None:
        super().__init__(context, tr("Verify this device"), names.NEW_DEVICE_DIALOG)
        self._verify = verify
        self._reset = reset
        self._import_keys = import_keys
        self._restoring = False
        self.ways()

    def ways(self) -> None:
        step = self.begin(tr("Verify this device"), icon="shield")
        step.text(
            tr(
                "You have signed in on a new device. Confirm that it is yours; then you can read your messages here, "
                "and others know that they can trust this device."
            )
        )
        step.choice(
            "laptop",
            tr("Use another device"),
            tr("A device on which you are signed in already is at hand. You compare symbols or scan a code."),
            lambda: self._hand_over(self._verify),
            names.NEW_DEVICE_VERIFY,
        )
        passphrase = self.context.security.state.has_passphrase
        step.choice(
            "key",
            tr("Use recovery key or passphrase") if passphrase else tr("Use recovery key"),
            tr("You have kept it when you set up your account."),
            self.ask_key,
            names.NEW_DEVICE_KEY,
        )
        step.link(tr("I have neither"), self._lost, names.NEW_DEVICE_LOST)
        self.finish(Choice(tr("Later"), self.reject, "", names.STEP_BACK))

    def _hand_over(self, open_other: Callable[[], None]) -> None:
        self.accept()
        open_other()

    def ask_key(self) -> None:
        """Type the recovery key in."""
        state = self.context.security.state
        step = self.begin(tr("Enter your recovery key"), icon="key")
        step.text(tr("You find it where you have kept it: on paper, in a file or in your password manager."))
        field = typed_key_box(step, passphrase=state.has_passphrase)

        def submit() -> None:
            text = field.text().strip()
            if not text:
                self.fail(tr("Enter the recovery key."))
            elif not self.busy:
                self._recover(text)

        field.returnPressed.connect(submit)
        self.finish(
            Choice(tr("Back"), self.ways, "", names.STEP_BACK),
            Choice(tr("Continue"), submit, "primary", names.STEP_SUBMIT, default=True),
            focus=field,
        )

    def _recover(self, text: str) -> None:
        async def work() -> None:
            await self.context.security.recover(text, self._went_on)
            if shiboken6.isValid(self):
                self._recovered()

        self._restoring = False
        self.work(work(), "recover", failed=self._failed, keep=True)

    def _failed(self, error: UserError) -> bool:
        """The key was right, but the rest did not come: not a reason to ask for the key again."""
        if error.code in _WRONG or (not self._restoring and self.context.security.state.identity is not Identity.READY):
            return False
        step = self.begin(tr("This device is verified"), icon="shield-check", color="ok")
        step.note(problem_sentence(error), "warn", "alert")
        step.text(tr("Older messages become readable as soon as their keys could be fetched."))
        self.finish(self.closing(), urgent=True)
        return True

    def _went_on(self, progress: Progress) -> None:
        """The device is verified now; what still comes are the keys of older messages."""
        if not shiboken6.isValid(self):
            return
        if not self._restoring:
            self._restoring = True
            step = self.begin(tr("This device is verified"), icon="shield-check", color="ok")
            step.text(tr("The keys of your older messages are being fetched. You need not wait for it."))
            self._count = step.text(" ", "small")
            self.finish(
                Choice(tr("Continue in the background"), self.accept, "primary", names.STEP_SUBMIT, True, leave=True)
            )
        total = progress.total or 0
        self.set_busy(True, min(progress.done, total), total)
        if total:
            self._count.setText(
                plural(
                    total,
                    tr("{done} of one key"),
                    tr("{done} of {n} keys"),
                    done=self.locale().toString(progress.done),
                )
            )

    def _recovered(self) -> None:
        step = self.begin(tr("This device is verified"), icon="shield-check", color="ok")
        step.points(
            [
                tr("You can read your messages here and write to everybody."),
                tr("Others see that this device is yours."),
            ]
        )
        self.finish(self.closing(tr("Done")), urgent=True)

    def _lost(self) -> None:
        step = self.begin(tr("No other device and no recovery key?"), icon="info")
        step.text(
            tr(
                "First look once more: a computer at work, a telephone, a browser in which you are still signed in. "
                "The recovery key begins with the letter E; perhaps it is in your password manager."
            )
        )
        step.choice(
            "file",
            tr("Use a key file"),
            tr("A file that you exported from a messenger. It makes older messages readable again."),
            lambda: self._hand_over(self._import_keys),
        )
        step.choice(
            "refresh",
            tr("Reset digital identity"),
            tr("You begin anew. Older messages stay unreadable, and everybody has to verify you again."),
            lambda: self._hand_over(self._reset),
        )
        self.finish(Choice(tr("Back"), self.ways, "", names.STEP_BACK))
