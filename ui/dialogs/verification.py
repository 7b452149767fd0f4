# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One verification from request to done: what to do now, what to compare, how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from app.errors import ErrorCode, UserError
from app.security.interface import Phase, Verification
from ui.dialogs.code_scanner import CodeScanner
from ui.dialogs.steps import Choice
from ui.dialogs.verification_parts import Numbers, QrView, Symbols, symbol_names
from ui.i18n import plural, tr
from ui.security import names
from ui.security.context import Context
from ui.security.words import cancel_is_dangerous, cancel_sentence, other_side, problem_sentence

FINAL = frozenset({Phase.DONE, Phase.CANCELLED, Phase.ELSEWHERE})


class VerificationDialog(CodeScanner):
    """``again``: start a new verification of the same person or device. Closing it cancels what is not over."""

    def __init__(
        self,
        context: Context,
        verification: Verification | None,
        *,
        again: Callable[[], None] | None = None,
        use_key: Callable[[], None] | None = None,
    ) -> None:
        """``verification`` None: it is just being started with ``start``."""
        super().__init__(context, tr("Verify"), names.VERIFY_DIALOG, width=540)
        self._flow = verification
        self._again = again
        self._use_key = use_key
        self._shown: tuple[Phase, bool, bool] | None = None
        self._numbers = False
        self._scanning = False
        self._qr: bytes | None = None
        self._qr_asked = False
        self._answering = False
        self._closed = False
        self._disconnect = context.security.verification_changed.connect(self._changed)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self.finished.connect(lambda _result: self._disconnect())
        self.setAcceptDrops(True)
        if verification is None:
            self._wait(tr("Starting …"), "")
        else:
            self._show()

    @property
    def key(self) -> str:
        return self._flow.key if self._flow is not None else ""

    def start(self, begin: Coroutine[Any, Any, Verification], name: str) -> None:
        """Ask the other side; the dialog shows the rest."""

        async def work() -> None:
            flow = await begin
            if not shiboken6.isValid(self) or self._closed:  # nobody waits for the answer any more
                await self.context.security.cancel(flow.key)
                return
            if self._flow is None:
                self._flow = flow
            self._show()

        def failed(error: UserError) -> bool:
            step = self.begin(tr("The verification did not start"), icon="alert", color="warn")
            self._shown = None
            step.text(problem_sentence(error))
            choices = [self._retry_choice()] if self._again is not None else []
            self.finish(*choices, self.closing(), urgent=True)
            return True

        self.work(work(), name, failed=failed, keep=True)

    def _changed(self, flow: Verification) -> None:
        if self._flow is not None and flow.key == self._flow.key:
            self._flow = flow
            self._show()

    # -- what is on the screen

    def _show(self) -> None:
        flow = self._flow
        if flow is None:
            return
        if flow.phase is not Phase.READY:
            self._scanning = False
        now = (flow.phase, self._numbers, self._scanning)
        if now == self._shown:
            return
        self._shown = now
        self._answering = False
        self._clock.stop()
        match flow.phase:
            case Phase.REQUESTED:
                self._requested(flow)
            case Phase.INCOMING:
                self._incoming(flow)
            case Phase.READY if self._scanning:
                self._scan(flow)
            case Phase.READY:
                self._ready(flow)
            case Phase.STARTED:
                self._wait(tr("One moment …"), tr("The two devices agree on what to compare."))
            case Phase.COMPARE:
                self._compare(flow)
            case Phase.SCANNED:
                self._scanned(flow)
            case Phase.WAITING:
                self._wait(
                    tr("Waiting for the other side"),
                    tr("You are done. Now {who} has to confirm too.").format(who=other_side(flow)),
                )
            case Phase.DONE:
                self._done(flow)
            case Phase.CANCELLED:
                self._cancelled(flow)
            case Phase.ELSEWHERE:
                step = self.begin(tr("Answered on another device"), icon="info")
                step.text(tr("You have answered this request on another device of yours. Go on there."))
                self.finish(self.closing())

    def _cancel_choice(self) -> Choice:
        return Choice(tr("Cancel"), self.reject, "", names.VERIFY_CANCEL, leave=True)

    def _retry_choice(self) -> Choice:
        return Choice(tr("Try again"), self._retry, "", names.STEP_BACK)

    def _retry(self) -> None:
        self.accept()
        if self._again is not None:
            self._again()

    def _wait(self, title: str, text: str) -> None:
        step = self.begin(title, icon="clock")
        if text:
            step.text(text)
        self.finish(self._cancel_choice())
        self.set_busy(True)

    def _requested(self, flow: Verification) -> None:
        step = self.begin(tr("Waiting for an answer"), icon="clock")
        if flow.own:
            step.text(
                tr(
                    "Open the messenger on your other device now. There you are asked whether you want to verify this "
                    "device. Accept that."
                )
            )
        else:
            step.text(
                tr("{who} has been asked. It works best if you telephone or sit together now.").format(
                    who=other_side(flow)
                )
            )
        self._left = step.text(self._time_left(), "small")
        if flow.own and self._use_key is not None:
            step.link(tr("Use recovery key instead"), self._switch_to_key)
        self.finish(self._cancel_choice())
        self.set_busy(True)
        self._clock.start()

    def _switch_to_key(self) -> None:
        use_key = self._use_key
        self.reject()
        if use_key is not None:
            use_key()

    def _time_left(self) -> str:
        minutes = max(0, round((self._flow.deadline - time.time()) / 60)) if self._flow is not None else 0
        if minutes < 1:
            return tr("The request expires in less than a minute.")
        return plural(minutes, tr("The request is valid for one more minute."), tr("Valid for {n} more minutes."))

    def _tick(self) -> None:
        if self._flow is not None and self._flow.phase is Phase.REQUESTED and self._left.text() != self._time_left():
            self._left.setText(self._time_left())

    def _incoming(self, flow: Verification) -> None:
        step = self.begin(tr("Verification request"), icon="shield")
        if flow.own:
            step.text(
                tr("The device {who} wants to be verified. Accept only if you signed in there yourself.").format(
                    who=other_side(flow)
                )
            )
        else:
            step.text(
                tr("{who} wants to verify that you are really writing with each other.").format(who=other_side(flow))
            )
            step.text(flow.user_id, "small")
        self.finish(
            Choice(tr("Decline"), self.reject, "", names.VERIFY_CANCEL, leave=True),
            Choice(tr("Accept"), self.accept_request, "primary", names.STEP_SUBMIT, default=True),
        )

    def accept_request(self) -> None:
        """Say yes to an incoming request."""
        if self._flow is not None and self._flow.phase is Phase.INCOMING and not self.busy:
            self._do(self.context.security.accept(self._flow.key), "accept verification")

    def _ready(self, flow: Verification) -> None:
        if flow.can_show_qr and not self._qr_asked:
            self._qr_asked = True
            self._wait(tr("One moment …"), "")
            self._shown = None
            self._do(self._fetch_code(flow.key), "show code")
            return
        step = self.begin(tr("How do you want to verify?"), icon="shield")
        if self._qr is not None:
            step.text(
                tr("Scan this code with your other device.")
                if flow.own
                else tr("Let {who} scan this code.").format(who=other_side(flow))
            )
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(QrView(self.theme, self._qr))
            row.addStretch(1)
            step.add(row)
        compare = tr("Compare symbols")
        if flow.can_sas:
            step.choice(
                "smile",
                compare,
                tr("Both sides see seven symbols. You check that they are the same."),
                lambda: self._do(self.context.security.start_sas(flow.key), "start"),
                names.VERIFY_COMPARE,
            )
        if flow.can_scan_qr:
            step.choice(
                "qr",
                tr("Scan the code of the other side"),
                tr("From the screen, a picture file or the clipboard."),
                self._to_scan,
                names.VERIFY_SCAN,
            )
        self.finish(self._cancel_choice())

    async def _fetch_code(self, key: str) -> None:
        try:
            self._qr = await self.context.security.show_qr(key)
        finally:
            self._shown = None
            self._show()

    def _compare(self, flow: Verification) -> None:
        emoji, decimals = flow.emoji, flow.decimals
        numbers = decimals is not None and (self._numbers or emoji is None)
        if numbers or emoji is None:
            step = self.begin(tr("Are the numbers the same?"), icon="shield")
        else:
            step = self.begin(tr("Are the symbols the same?"), icon="shield")
        if flow.own:
            step.text(tr("Look at your other device. It has to show the same, in the same order."))
        else:
            step.text(
                tr(
                    "Read them out to each other, best by telephone or face to face, not here in the chat. {who} has "
                    "to see the same, in the same order."
                ).format(who=other_side(flow))
            )
        first: Symbols | Numbers | None = None
        if numbers and decimals is not None:
            first = Numbers(self.theme, decimals)
        elif emoji is not None:
            first = Symbols(self.theme, emoji)
            step.say(", ".join(symbol_names(emoji)))
        if first is not None:
            step.add(first)
            if numbers:
                step.say(first.accessibleName())
        if emoji is not None and decimals is not None:
            text = tr("Compare symbols instead") if numbers else tr("Compare numbers instead")
            step.link(text, self._toggle_numbers)
        self.finish(
            Choice(tr("They differ"), lambda: self._answer(self.context.security.mismatch), "", names.VERIFY_MISMATCH),
            Choice(
                tr("They are the same"),
                lambda: self._answer(self.context.security.confirm),
                "primary",
                names.VERIFY_MATCH,
            ),
            focus=first,
            urgent=True,
        )

    def _toggle_numbers(self) -> None:
        self._numbers = not self._numbers
        self._show()

    def _scanned(self, flow: Verification) -> None:
        step = self.begin(tr("Has the other side scanned the code?"), icon="qr")
        if flow.own:
            step.text(tr("Look at your other device. Does it show that scanning has succeeded?"))
        else:
            step.text(tr("Does the device of {who} show that scanning has succeeded?").format(who=other_side(flow)))
        self.finish(
            Choice(tr("No"), lambda: self._answer(self.context.security.mismatch), "", names.VERIFY_MISMATCH),
            Choice(
                tr("Yes, it does"),
                lambda: self._answer(self.context.security.confirm),
                "primary",
                names.VERIFY_MATCH,
            ),
            urgent=True,
        )

    def _answer(self, answer: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        if self._flow is not None and not self._answering:
            self._answering = True
            self._do(answer(self._flow.key), "answer verification")

    def _done(self, flow: Verification) -> None:
        step = self.begin(tr("Verified"), icon="shield-check", color="ok")
        if flow.own:
            step.text(tr("Both devices trust each other now. Older messages become readable within a few minutes."))
        else:
            step.text(
                tr("From now on you can be sure that you are really writing with {who}.").format(who=other_side(flow))
            )
            step.text(tr("You are warned if the digital identity ever changes."), "muted")
        self.finish(self.closing(tr("Done")), urgent=True)

    def _cancelled(self, flow: Verification) -> None:
        if cancel_is_dangerous(flow):
            step = self.begin(tr("Not verified: something is wrong"), icon="alert", color="danger")
            step.note(cancel_sentence(flow), "danger", "alert")
            step.text(
                tr(
                    "Often somebody has only misread a symbol. But it is also possible that somebody is between the "
                    "two devices and listens."
                )
            )
            step.points(
                [
                    tr("Do not write anything confidential for now."),
                    tr("Try again, and compare face to face or by telephone."),
                    tr("If it happens again, tell your IT department."),
                ],
                icon="chevron-right",
                color="muted",
            )
        else:
            step = self.begin(tr("Not verified"), icon="info", color="muted")
            step.text(cancel_sentence(flow))
        choices = [self._retry_choice()] if self._again is not None else []
        self.finish(*choices, self.closing(), urgent=True)

    def _do(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Something that moves the verification on; an error leaves everything as it was, to be tried again."""

        def failed(error: UserError) -> bool:
            self._answering = False
            return error.code is ErrorCode.NOT_FOUND  # it ended meanwhile; the news comes by itself

        self.work(work, name, failed=failed)

    # -- scanning

    def _to_scan(self) -> None:
        self._scanning = True
        self._show()

    def _from_scan(self) -> None:
        self._scanning = False
        self._show()

    def _scan(self, flow: Verification) -> None:
        step = self.begin(tr("Scan the code of the other side"), icon="qr")
        step.text(
            tr("Let {who} show the code, and bring a picture of it here: a screenshot or a photo.").format(
                who=other_side(flow)
            )
        )
        self.add_ways(step)
        self.finish(Choice(tr("Back"), self._from_scan, "", names.STEP_BACK), self._cancel_choice())

    def may_scan(self) -> bool:
        return self._scanning and self._flow is not None and self._flow.can_scan_qr

    async def found(self, data: bytes) -> None:
        if self._flow is not None:
            await self.context.security.scan_qr(self._flow.key, data)

    def scan_failed(self, error: UserError) -> bool:
        return error.code is ErrorCode.NOT_FOUND  # it ended meanwhile; the news comes by itself

    # -- end

    def done(self, result: int) -> None:
        """What is not over when the dialog closes is cancelled: the other side need not wait."""
        self._closed = True
        flow, self._flow = self._flow, None
        if flow is not None and flow.phase not in FINAL:
            self.context.tasks.spawn(self.context.security.cancel(flow.key), "cancel verification")
        super().done(result)
