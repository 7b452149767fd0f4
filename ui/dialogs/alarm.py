# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The server shows another digital identity of ours than the one we know."""

from __future__ import annotations

from collections.abc import Callable

from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import tr
from ui.security import names
from ui.security.context import Context


class AlarmDialog(StepDialog):
    """``verify``: join the new identity; ``devices``: look at one's devices; ``reset``: put an own one in its place."""

    def __init__(
        self,
        context: Context,
        *,
        verify: Callable[[], None],
        devices: Callable[[], None],
        reset: Callable[[], None],
    ) -> None:
        super().__init__(context, tr("Your digital identity was replaced"), names.ALARM_DIALOG)
        self._verify = verify
        self._devices = devices
        self._reset = reset
        self._question()

    def _question(self) -> None:
        step = self.begin(tr("Your digital identity was replaced"), icon="alert", color="danger")
        step.note(
            tr(
                "Somebody has replaced the digital identity of your account. Until this is settled, this device does "
                "not trust it and signs nothing."
            ),
            "danger",
            "alert",
        )
        step.text(tr("Have you reset your digital identity on another device yourself?"), "strong")
        step.choice(
            "check", tr("Yes, that was me"), tr("You verify this device with the new digital identity."), self._was_me
        )
        step.choice("close", tr("No, I do not know of it"), tr("Somebody else may have access."), self._was_not_me)
        self.finish(Choice(tr("Decide later"), self.reject, "", names.STEP_BACK), urgent=True)

    def _hand_over(self, open_other: Callable[[], None]) -> None:
        self.accept()
        open_other()

    def _was_me(self) -> None:
        self._hand_over(self._verify)

    def _was_not_me(self) -> None:
        step = self.begin(tr("Somebody may have access to your account"), icon="alert", color="danger")
        step.text(tr("Do this now, in this order:"))
        step.points(
            [
                tr("Tell your IT department or security officer."),
                tr("Change the password of your account."),
                tr("Sign out all devices that you do not know."),
                tr("Then reset your digital identity, so that it is yours again."),
            ],
            icon="chevron-right",
            color="danger",
        )
        step.choice("laptop", tr("Show my devices"), "", lambda: self._hand_over(self._devices))
        step.choice("refresh", tr("Reset digital identity"), "", lambda: self._hand_over(self._reset))
        self.finish(Choice(tr("Back"), self._question, "", names.STEP_BACK), urgent=True)
