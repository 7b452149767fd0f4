# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is confirmed or managed in the browser instead of with a password: identity, devices, the account."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from app.oauth.metadata import DEACTIVATE, DEVICE_DELETE, DEVICES, PROFILE
from tests.support.sample_account import SampleAccount, SampleSession, usual_account
from tests.support.sample_security import FRESH, READY, SampleSecurity, SecuredAccount
from tests.ui.security_play import Play, play
from tests.ui.stage import Stage, perform
from ui import names as window_names
from ui.security import names
from ui.settings.dialog import SettingsDialog

pytestmark = pytest.mark.window
PAGE = "https://matrix.behoerde.example/_matrix/client/v3/auth/m.login.sso/fallback/web?session=abc"


def in_browser(state: object) -> SampleSecurity:
    script = SampleSecurity(state)  # type: ignore[arg-type]
    script.confirm_at = PAGE
    return script


def watch(p: Play, monkeypatch: pytest.MonkeyPatch, *, works: bool = True) -> list[str]:
    opened: list[str] = []

    def take(address: str) -> bool:
        opened.append(address)
        return works

    monkeypatch.setattr(p.window, "open_address", take)
    return opened


def managed() -> SampleAccount:
    account = usual_account()
    account.account_pages.managed = True
    account.account_pages.actions = {PROFILE, DEVICES, DEVICE_DELETE, DEACTIVATE}
    return account


def test_a_first_identity_that_is_confirmed_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(p: Play) -> None:
        opened = watch(p, monkeypatch)
        p.dialogs.set_up()
        await p.settle()
        await p.press()
        assert "im Browser bestätigen" in p.said()
        await p.key(Qt.Key.Key_Return)  # the focus is at what one does next
        assert opened == [PAGE]
        await p.press()
        assert "noch nicht bestätigt" in p.dialog.error.text()
        p.security.confirmed = True
        await p.press()
        assert p.dialog.title() == "Ihr Wiederherstellungsschlüssel"
        assert p.did("set_up") == [("set_up", None)] * 3

    play(scene, in_browser(FRESH))


def test_a_new_identity_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(p: Play) -> None:
        opened = watch(p, monkeypatch, works=False)
        p.dialogs.reset()
        await p.settle()
        box = p.dialog.findChild(QCheckBox, names.RESET_UNDERSTOOD)
        assert box is not None
        box.setChecked(True)
        await p.press()
        assert "im Browser bestätigen" in p.said()
        await p.press(names.STEP_BROWSER)
        assert opened == [PAGE]
        assert PAGE in p.dialog.error.text(), "where no browser opens, the address is there to be typed"
        p.security.confirmed = True
        await p.press()
        assert p.dialog.title() == "Ihr Wiederherstellungsschlüssel"
        assert p.did("reset") == [("reset", None)] * 2

    play(scene, in_browser(READY), account=managed())


def test_another_device_is_signed_out_after_confirming_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(p: Play) -> None:
        opened = watch(p, monkeypatch)
        count = len(p.security.devices)
        p.dialogs.devices()
        await p.settle()
        await p.press("devices.signout")
        await p.press()
        await p.press(names.STEP_BROWSER)
        assert opened == [PAGE]
        p.security.confirmed = True
        await p.press()
        assert len(p.security.devices) == count - 1

    play(scene, in_browser(READY))


def test_devices_that_are_managed_on_a_page_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(p: Play) -> None:
        opened = watch(p, monkeypatch)
        p.dialogs.devices()
        await p.settle()
        await p.press("devices.signout")
        assert "auf einer eigenen Seite" in p.said()
        await p.press(names.STEP_BROWSER)
        assert len(opened) == 1
        assert f"action={DEVICE_DELETE}&device_id=" in opened[0]
        assert not p.did("sign_out_devices")
        listed = len(p.did("own_devices"))
        await p.press(names.STEP_BACK)
        assert len(p.did("own_devices")) >= listed, "asked again: it may be gone now"

    play(scene, SampleSecurity(READY), account=managed())


def test_the_account_is_managed_in_the_browser() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("account")
        await stage.settle()
        shown = next(each for each in stage.window.findChildren(SettingsDialog) if each.isVisible())
        for name in (
            window_names.SETTINGS_PAGES,
            window_names.SETTINGS_PAGES_DEVICES,
            window_names.SETTINGS_PAGES_DEACTIVATE,
        ):
            assert shown.findChild(QPushButton, name) is not None, name
        assert shown.findChild(QPushButton, window_names.SETTINGS_CHANGE) is None, "there is no password to change"

    perform(scene, SampleSession(SecuredAccount(managed(), SampleSecurity(READY))))
