# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Another person: whether we know who they are, what to do about it, and their devices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.security.interface import Device, Trust
from ui.dialogs.device_rows import DeviceRow
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import plural, tr
from ui.security import names
from ui.security.context import Context
from ui.security.words import TRUST_LOOK, trust_text, trust_title
from ui.sidebar import Picture
from ui.text import Label, isolate, one_line
from ui.timeline.accessible import announce

MOST = 50  # devices that are listed


class PersonDialog(StepDialog):
    """``verify(user_id)`` begins a verification in place of this dialog."""

    def __init__(
        self, context: Context, user_id: str, name: str, avatar: str | None, *, verify: Callable[[str], None]
    ) -> None:
        super().__init__(context, one_line(name or user_id, 80), names.PERSON_DIALOG, width=520)
        self.user_id = user_id
        self._name = one_line(name or user_id, 80)
        self._avatar = avatar
        self._verify = verify
        self._trust = Trust.UNKNOWN
        self._devices: Sequence[Device] = ()
        self._showing_devices = False
        self._asking = False
        stop = context.security.trust_changed.connect(self._trust_changed)
        self.finished.connect(lambda _result: stop())
        self.reload()

    def _trust_changed(self, user_id: str) -> None:
        if user_id == self.user_id and not self._asking:
            self.reload()

    def reload(self) -> None:
        """Look at what is known now."""

        async def work() -> None:
            self._trust = await self.context.security.trust(self.user_id)
            self._devices = await self.context.security.devices_of(self.user_id)
            self._show()

        if self._step is None:
            self.begin(self._name)
            self.finish(self.closing())
        self.work(work(), "person")

    def _show(self) -> None:
        self._asking = False
        own = self.user_id == self.context.account.user_id
        step = self.begin(self._name)
        self._head_with_picture()
        who = step.text(self.user_id, "muted")
        who.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        step.link(tr("Copy link to this person"), self._copy_link, names.PERSON_COPY_LINK)
        if own:
            step.text(tr("This is you."))
            self.finish(self.closing())
            return
        self._trust_box()
        if self._devices:
            text = plural(len(self._devices), tr("One device"), tr("{n} devices"))
            step.link(tr("Hide devices") if self._showing_devices else text, self._toggle_devices, "person.devices")
        if self._showing_devices:
            for device in self._devices[:MOST]:
                step.add(DeviceRow(self.context, device, own=False))
        if self._trust in (Trust.VERIFIED, Trust.VIOLATION):
            step.link(tr("Withdraw verification …"), self._ask_withdraw, names.PERSON_WITHDRAW)
        choices = [self.closing(look="")]
        match self._trust:
            case Trust.CHANGED:
                choices.append(Choice(tr("Accept new identity"), self._ask_accept, "", names.PERSON_ACCEPT))
                choices.append(self._verify_choice(tr("Verify")))
            case Trust.UNVERIFIED:
                choices.append(self._verify_choice(tr("Verify")))
            case Trust.VIOLATION:
                choices.append(self._verify_choice(tr("Verify again")))
        self.finish(*choices)

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self.context.account.links.to_person(self.user_id))
        announce(self, tr("Link copied."))

    def _verify_choice(self, text: str) -> Choice:
        return Choice(text, self._begin, "primary", names.PERSON_VERIFY, default=True)

    def _head_with_picture(self) -> None:
        side = self.theme.px(40)
        picture = self.context.avatars.pixmap(self.user_id, self._name, self._avatar, side, self.devicePixelRatioF())
        self._icon.setFixedSize(side, side)
        self._icon.setPixmap(picture)
        self._icon.show()

    def _trust_box(self) -> None:
        assert self._step is not None
        px = self.theme.px
        icon, color, tone = TRUST_LOOK[self._trust]
        frame = QFrame()
        frame.setObjectName(names.PERSON_TRUST)
        frame.setProperty("look", "note")
        frame.setProperty("tone", tone)
        sign = Picture()
        paint = getattr(self.theme.scheme, color)
        sign.setPixmap(self.context.icons.pixmap(icon, paint, px(22), self.devicePixelRatioF()))
        sign.setFixedSize(px(22), px(22))
        title, text = trust_title(self._trust), trust_text(self._trust, self._name)
        frame.setAccessibleName(title)
        frame.setAccessibleDescription(text)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(Label(title, style="strong", wrap=True))
        words.addWidget(Label(text, wrap=True))
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(14), px(12), px(14), px(12))
        row.setSpacing(px(12))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._step.add(frame)
        self._step.say(f"{title}. {text}")

    def _toggle_devices(self) -> None:
        self._showing_devices = not self._showing_devices
        self._show()

    def _begin(self) -> None:
        self.accept()
        self._verify(self.user_id)

    def _back(self) -> Choice:
        return Choice(tr("Back"), self._show, "", names.STEP_BACK, default=True)

    def _ask_withdraw(self) -> None:
        self._asking = True
        step = self.begin(tr("Withdraw the verification?"), icon="alert", color="warn")
        if self._trust is Trust.VIOLATION:
            step.text(
                tr(
                    "You accept the new digital identity of {name} without having verified it. You can write again, "
                    "but you cannot be sure who reads it."
                ).format(name=isolate(self._name, 60))
            )
        else:
            step.text(
                tr("You are no longer warned if the digital identity of {name} changes. You can verify again.").format(
                    name=isolate(self._name, 60)
                )
            )
        self.finish(
            self._back(),
            Choice(
                tr("Withdraw"),
                lambda: self._act(self.context.security.withdraw_verification),
                "danger",
                names.STEP_SUBMIT,
            ),
        )

    def _ask_accept(self) -> None:
        self._asking = True
        step = self.begin(tr("Accept the new identity?"), icon="info")
        step.text(
            tr(
                "Do this if {name} has told you that they have set up their messenger anew. It is safer to verify each "
                "other."
            ).format(name=isolate(self._name, 60))
        )
        self.finish(
            self._back(),
            Choice(
                tr("Accept"), lambda: self._act(self.context.security.accept_identity), "primary", names.STEP_SUBMIT
            ),
        )

    def _act(self, action: Callable[[str], object]) -> None:
        async def work() -> None:
            await action(self.user_id)  # type: ignore[misc]
            self._trust = await self.context.security.trust(self.user_id)
            self._show()

        self.work(work(), "trust")
