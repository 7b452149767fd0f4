# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Security of the account at a glance: digital identity, recovery key, key storage; and what repairs them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.errors import ErrorCode, UserError
from app.security.interface import Backup, Identity, Recovery, SecurityState
from ui.dialogs.recovery_key import typed_key_box
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import tr
from ui.security import names
from ui.security.context import Context
from ui.security.needs import Need, need_of
from ui.sidebar import Picture
from ui.text import Label

Look = tuple[str, str, str]  # icon, colour of the scheme, sentence
_OK, _WAIT, _BAD = ("shield-check", "ok"), ("clock", "muted"), ("alert", "danger")


def identity_line(state: SecurityState) -> Look:
    match state.identity:
        case Identity.READY:
            return (*_OK, tr("This device is verified."))
        case Identity.MISSING:
            return (*_BAD, tr("You have no digital identity yet."))
        case Identity.UNVERIFIED:
            return (*_BAD, tr("This device is not verified yet."))
        case Identity.REPLACED:
            return (*_BAD, tr("Your digital identity was replaced."))
        case _:
            return (*_WAIT, tr("Being checked …"))


def recovery_line(state: SecurityState) -> Look:
    match state.recovery:
        case Recovery.READY:
            return (*_OK, tr("You have a recovery key."))
        case Recovery.MISSING:
            return (*_BAD, tr("There is none. If you lose your devices, you lose your messages."))
        case Recovery.INCOMPLETE:
            return (*_BAD, tr("It does not open everything that is needed."))
        case _:
            return (*_WAIT, tr("Being checked …"))


def backup_line(state: SecurityState, number: Callable[[int], str]) -> Look:
    match state.backup:
        case Backup.ON if state.remaining:
            text = tr("On. {done} of {total} keys are stored.")
            return (
                "refresh",
                "muted",
                text.format(done=number(state.total - state.remaining), total=number(state.total)),
            )
        case Backup.ON:
            return (*_OK, tr("On. All keys are stored."))
        case Backup.OFF:
            return (*_BAD, tr("Off. On a new device you could not read older messages."))
        case Backup.DECLINED:
            return ("info", "muted", tr("You have switched it off."))
        case Backup.UNTRUSTED:
            return (*_BAD, tr("There is one on the server that does not belong to you for certain. It is not used."))
        case Backup.NO_KEY:
            return (*_BAD, tr("On, but this device cannot open it yet."))
        case _:
            return (*_WAIT, tr("Being checked …"))


class KeyStorageDialog(StepDialog):
    """What needs another dialog (``set_up``, ``verify``, ``alarm``, ``new_key``, ``key_file``) is opened in place."""

    def __init__(
        self,
        context: Context,
        *,
        set_up: Callable[[], None],
        verify: Callable[[], None],
        alarm: Callable[[], None],
        new_key: Callable[[], None],
        key_file: Callable[[bool], None],
        reset: Callable[[], None],
    ) -> None:
        super().__init__(context, tr("Security"), names.KEYS_DIALOG, width=540)
        self._openers = {
            Need.SET_UP: set_up,
            Need.CONTINUE: set_up,
            Need.VERIFY: verify,
            Need.REPLACED: alarm,
            Need.NEW_KEY: new_key,
        }
        self._new_key = new_key
        self._key_file = key_file
        self._reset = reset
        self._overview = False
        self._tried = False
        stop = context.security.changed.connect(self._changed)
        self.finished.connect(lambda _result: stop())
        self.show_state()

    def _changed(self, _state: SecurityState) -> None:
        if self._overview and not self.busy:
            self.show_state()

    def show_state(self) -> None:
        """The three lines, and the one button that helps."""
        self._overview = True
        state = self.context.security.state
        step = self.begin(tr("Security"), icon="shield")
        number = self.locale().toString
        for title, look in (
            (tr("Digital identity"), identity_line(state)),
            (tr("Recovery key"), recovery_line(state)),
            (tr("Key storage"), backup_line(state, number)),
        ):
            self._line(title, look)
        need = need_of(state)
        if state.identity is Identity.READY:
            step.gap(4)
            if state.recovery is not Recovery.MISSING and need is not Need.NEW_KEY:
                step.link(tr("Create a new recovery key …"), lambda: self._hand_over(self._new_key))
            if state.backup in (Backup.ON, Backup.NO_KEY) and not state.required:
                step.link(tr("Switch off the key storage …"), self._ask_off)
            elif state.backup is Backup.DECLINED:
                step.link(tr("Switch on the key storage"), self._switch_on)
            step.link(tr("Reset digital identity …"), lambda: self._hand_over(self._reset))
        step.link(tr("Export keys into a file …"), lambda: self._hand_over(lambda: self._key_file(True)))
        step.link(tr("Import keys from a file …"), lambda: self._hand_over(lambda: self._key_file(False)))
        choices = [self.closing(look="" if need is not Need.NONE else "primary")]
        if need is not Need.NONE:
            text = {
                Need.SET_UP: tr("Set up"),
                Need.CONTINUE: tr("Continue setting up"),
                Need.VERIFY: tr("Verify this device"),
                Need.REPLACED: tr("What to do"),
                Need.NEW_KEY: tr("Create recovery key"),
                Need.REPAIR: tr("Repair"),
                Need.BACKUP: tr("Switch on"),
            }[need]
            choices.append(Choice(text, lambda: self._help(need), "primary", names.KEYS_REPAIR, default=True))
        self.finish(*choices)

    def _line(self, title: str, look: Look) -> None:
        assert self._step is not None
        px = self.theme.px
        icon, color, text = look
        frame = QFrame()
        frame.setProperty("look", "note")
        frame.setProperty("tone", "plain")
        frame.setAccessibleName(f"{title}: {text}")
        sign = Picture()
        paint = getattr(self.theme.scheme, color)
        sign.setPixmap(self.context.icons.pixmap(icon, paint, px(22), self.devicePixelRatioF()))
        sign.setFixedSize(px(22), px(22))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(title, style="strong", wrap=True))
        words.addWidget(Label(text, style="muted", wrap=True))
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(14), px(10), px(14), px(10))
        row.setSpacing(px(12))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._step.add(frame)
        self._step.say(f"{title}: {text}")

    def _hand_over(self, open_other: Callable[[], None]) -> None:
        self.accept()
        open_other()

    def _help(self, need: Need) -> None:
        if need in self._openers:
            self._hand_over(self._openers[need])
        elif need is Need.REPAIR:
            self.repair()
        else:
            self._switch_on()

    # -- repair

    def repair(self, text: str | None = None) -> None:
        """Try with what this device has; ask for the recovery key only if that is not enough, and never in a circle."""

        async def work() -> None:
            await self.context.security.repair(text)
            self._repaired()

        def failed(error: UserError) -> bool:
            if text is None and error.code in (ErrorCode.WRONG_RECOVERY_KEY, ErrorCode.NOT_SET_UP):
                self._ask_key()
                return True
            return False

        self._overview = False
        self.work(work(), "repair", failed=failed)

    def _repaired(self) -> None:
        if need_of(self.context.security.state) is Need.REPAIR:
            self._not_repaired()
        else:
            self.show_state()

    def _not_repaired(self) -> None:
        step = self.begin(tr("Not everything could be repaired"), icon="info")
        step.text(
            tr(
                "What is missing cannot be brought back with this recovery key. A new recovery key puts everything in "
                "order; your messages stay."
            )
        )
        self.finish(
            Choice(tr("Back"), self.show_state, "", names.STEP_BACK),
            Choice(
                tr("Create recovery key"),
                lambda: self._hand_over(self._new_key),
                "primary",
                names.STEP_SUBMIT,
                default=True,
            ),
        )

    def _ask_key(self) -> None:
        step = self.begin(tr("Enter your recovery key"), icon="key")
        step.text(tr("It is needed once to complete what is stored under it."))
        field = typed_key_box(step, passphrase=self.context.security.state.has_passphrase)
        step.link(tr("I do not have it any more"), self._not_at_hand)

        def submit() -> None:
            if not field.text().strip():
                self.fail(tr("Enter the recovery key."))
            elif not self.busy:
                self.repair(field.text().strip())

        field.returnPressed.connect(submit)
        self.finish(
            Choice(tr("Back"), self.show_state, "", names.STEP_BACK),
            Choice(tr("Repair"), submit, "primary", names.STEP_SUBMIT, default=True),
            focus=field,
        )

    def _not_at_hand(self) -> None:
        self._hand_over(self._new_key)

    # -- on and off

    def _switch_on(self) -> None:
        async def work() -> None:
            await self.context.security.set_backup(True)
            if need_of(self.context.security.state) is Need.REPAIR:
                self._ask_key()  # the key of the new storage has to come under the recovery key
            else:
                self.show_state()

        self.work(work(), "key storage on")

    def _ask_off(self) -> None:
        self._overview = False
        step = self.begin(tr("Switch off the key storage?"), icon="alert", color="warn")
        step.text(
            tr(
                "The keys on the server are deleted. If you lose your devices, you cannot read your older messages any "
                "more. This applies to all your devices."
            )
        )

        async def work() -> None:
            await self.context.security.set_backup(False)
            self.show_state()

        self.finish(
            Choice(tr("Back"), self.show_state, "", names.STEP_BACK, default=True),
            Choice(tr("Switch off"), lambda: self.work(work(), "key storage off"), "danger", names.STEP_SUBMIT),
        )
