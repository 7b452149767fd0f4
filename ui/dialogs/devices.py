# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One's own devices: which there are, whether they are verified; rename them, sign them out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit

from app.errors import ErrorCode, UserError
from app.oauth.metadata import DEVICE_DELETE, DEVICES
from app.security.interface import Device, Identity
from ui.dialogs.browser_step import confirm_in_browser, open_address
from ui.dialogs.device_rows import DeviceRow, device_name, seen_line, unused_days, unused_line, verified_line
from ui.dialogs.recovery_key import password_field
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import plural, tr
from ui.security import names
from ui.security.context import Context
from ui.text import isolate, one_line


class DevicesDialog(StepDialog):
    """``verify(device_id)`` verifies another device; ``verify_this`` this one."""

    def __init__(self, context: Context, *, verify: Callable[[str], None], verify_this: Callable[[], None]) -> None:
        super().__init__(context, tr("Your devices"), names.DEVICES_DIALOG, width=560)
        self._verify = verify
        self._verify_this = verify_this
        self._devices: Sequence[Device] = ()
        stop_trust = context.security.trust_changed.connect(self._trust_changed)
        self.finished.connect(lambda _result: stop_trust())
        self._listing = False
        self.reload()

    def _trust_changed(self, user_id: str) -> None:
        if user_id == self.context.account.user_id and self._listing and not self.busy:
            self.reload()

    def reload(self) -> None:
        """Ask the server again."""
        if not self._devices:
            step = self.begin(tr("Your devices"), icon="laptop")
            step.text(tr("Loading the devices …"), "muted")
            self.finish(self.closing())

        async def work() -> None:
            self._devices = await self.context.security.own_devices()
            self._list()

        self.work(work(), "own devices")

    def _list(self) -> None:
        self._listing = True
        step = self.begin(tr("Your devices"), icon="laptop")
        ready = self.context.security.state.identity is Identity.READY
        others = [device for device in self._devices if not device.this]
        loose = [device for device in others if not device.verified]
        if loose and ready:
            step.note(
                plural(
                    len(loose),
                    tr("One device is not verified. If you do not know it, sign it out."),
                    tr("{n} devices are not verified. Sign out those that you do not know."),
                ),
                "warn",
                "alert",
            )
        else:
            step.text(tr("On these devices you are signed in. Sign out those that you no longer use."), "muted")
        this = [device for device in self._devices if device.this]
        if this:
            step.text(tr("This device"), "section")
        for device in this:
            step.add(self._row(device))
        if others:
            step.gap(4)
            step.text(tr("Other devices"), "section")
        for device in sorted(others, key=lambda d: (d.verified, -(d.last_seen or 0))):
            step.add(self._row(device))
        choices = [self.closing()]
        if len(loose) > 1 and ready:
            everything = Choice(tr("Sign out all unverified"), lambda: self._ask_sign_out(loose), "", names.STEP_BACK)
            choices.insert(0, everything)
        if len(others) > 1:
            several = Choice(tr("Sign out several …"), lambda: self._choose(others), "", names.DEVICES_SEVERAL)
            choices.insert(0, several)
        self.finish(*choices)

    def _choose(self, devices: Sequence[Device]) -> None:
        """Tick those to be signed out; those that nobody has used for long are ticked already."""
        self._listing = False
        step = self.begin(tr("Which devices do you want to sign out?"), icon="laptop")
        now = time.time()
        boxes: list[tuple[QCheckBox, Device]] = []
        for device in sorted(devices, key=lambda d: d.last_seen or 0.0):
            days = unused_days(device, now)
            told = unused_line(days) if days else seen_line(device)
            facts = [fact for fact in (told, verified_line(device, own=True)) if fact]
            box = QCheckBox(one_line(device_name(device), 60).replace("&", "&&"))
            box.setObjectName(f"{names.DEVICES_SEVERAL}.{device.device_id}")
            box.setChecked(bool(days))
            box.setAccessibleDescription(", ".join(facts))
            boxes.append((box, device))
            step.add(box)
            step.text(" · ".join(facts), "small").setContentsMargins(self.context.theme.px(32), 0, 0, 0)

        def submit() -> None:
            chosen = [device for box, device in boxes if box.isChecked()]
            if chosen:
                self._ask_sign_out(chosen)
            else:
                self.fail(tr("Tick at least one device."))

        self.finish(
            self._back(), Choice(tr("Continue"), submit, "primary", names.STEP_SUBMIT, default=True), focus=boxes[0][0]
        )

    def _row(self, device: Device) -> DeviceRow:
        choices: list[Choice] = []
        if not device.verified:
            if device.this:
                choices.append(Choice(tr("Verify"), self._this, name="devices.verify"))
            elif self.context.security.state.identity is Identity.READY:
                choices.append(Choice(tr("Verify"), lambda: self._other(device.device_id), name="devices.verify"))
        choices.append(Choice(tr("Rename"), lambda: self._rename(device), name="devices.rename"))
        if not device.this:
            choices.append(Choice(tr("Sign out"), lambda: self._ask_sign_out([device]), name="devices.signout"))
        return DeviceRow(self.context, device, choices, own=True)

    def _this(self) -> None:
        self.accept()
        self._verify_this()

    def _other(self, device_id: str) -> None:
        self.accept()
        self._verify(device_id)

    def _back(self) -> Choice:
        return Choice(tr("Back"), self._list, "", names.STEP_BACK)

    # -- rename

    def _rename(self, device: Device) -> None:
        self._listing = False
        step = self.begin(tr("Rename device"), icon="laptop")
        field = QLineEdit(device_name(device))
        field.setObjectName(names.DEVICE_NAME)
        field.setMaxLength(100)
        field.selectAll()
        step.field(tr("Name of this device"), field, tr("Your contacts can see it when they verify you."))

        def submit() -> None:
            name = field.text().strip()
            if not name:
                self.fail(tr("Give the device a name."))
            elif not self.busy:

                async def work() -> None:
                    await self.context.security.rename_device(device.device_id, name)
                    self._devices = await self.context.security.own_devices()
                    self._list()

                self.work(work(), "rename device")

        field.returnPressed.connect(submit)
        self.finish(self._back(), Choice(tr("Save"), submit, "primary", names.STEP_SUBMIT, default=True), focus=field)

    # -- sign out

    def _ask_sign_out(self, devices: Sequence[Device]) -> None:
        self._listing = False
        if len(devices) == 1:
            title = tr("Sign out {name}?").format(name=isolate(device_name(devices[0]), 60))
        else:
            title = plural(len(devices), tr("Sign out one device?"), tr("Sign out {n} devices?"))
        if self.context.account.account_pages.managed:
            self._in_browser(title, devices)
            return
        step = self.begin(title, icon="leave", color="danger")
        step.text(tr("To use the messenger there again, one has to sign in anew."))
        step.points([device_name(device) for device in devices[:20]] if len(devices) > 1 else [], "laptop", "muted")
        self.finish(
            self._back(),
            Choice(tr("Sign out"), lambda: self._sign_out(devices, None), "danger", names.STEP_SUBMIT),
        )

    def _in_browser(self, title: str, devices: Sequence[Device]) -> None:
        """The devices of this account are managed on pages of the server (MSC4191)."""
        pages = self.context.account.account_pages
        url = pages.page(DEVICE_DELETE, devices[0].device_id) if len(devices) == 1 else pages.page(DEVICES)
        step = self.begin(title, icon="leave", color="danger")
        step.text(tr("Your organisation manages the devices of your account on a page of its own. Sign out there."))
        step.points([device_name(device) for device in devices[:20]] if len(devices) > 1 else [], "laptop", "muted")

        def open_page() -> None:
            if not open_address(self, url):
                self.fail(tr("The browser could not be opened. The page is: {address}").format(address=url))

        self.finish(
            Choice(tr("Back"), self.reload, "", names.STEP_BACK),
            Choice(tr("Open page"), open_page, "primary", names.STEP_BROWSER, default=True),
        )

    def _sign_out(self, devices: Sequence[Device], password: str | None) -> None:
        async def work() -> None:
            await self.context.security.sign_out_devices([device.device_id for device in devices], password)
            self._devices = await self.context.security.own_devices()
            self._list()

        def failed(error: UserError) -> bool:
            if confirm_in_browser(self, error, again, self._back()):
                return True
            if error.code is not ErrorCode.PASSWORD_NEEDED or password is not None:
                return False
            self._password(devices)
            return True

        def again(not_yet: Callable[[UserError], bool]) -> None:
            self.work(work(), "sign out devices", failed=not_yet)

        self.work(work(), "sign out devices", failed=failed)

    def _password(self, devices: Sequence[Device]) -> None:
        step = self.begin(tr("Confirm that it is you"), icon="lock")
        step.text(tr("The server asks for your password before it signs out a device."))
        field = password_field(self.context)
        step.field(tr("Password of your account"), field)

        def submit() -> None:
            if not field.text():
                self.fail(tr("Enter the password of your account."))
            elif not self.busy:
                self._sign_out(devices, field.text())

        field.returnPressed.connect(submit)
        self.finish(
            self._back(), Choice(tr("Sign out"), submit, "danger", names.STEP_SUBMIT, default=True), focus=field
        )
