# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Trouble on the way to the server in the real window: the line over the conversation, dialogs, signing in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from app.errors import ErrorCode, UserError
from app.network.interface import State, Step, Wanted
from tests.support.sample_account import SampleSession
from tests.ui.network_scenes import PROXY, offline, same, session
from tests.ui.stage import Stage, perform
from ui.dialogs.network_answer import NetworkAnswerDialog
from ui.dialogs.network_check import NetworkCheckDialog
from ui.settings.about import AboutPage

pytestmark = pytest.mark.window


def dialog(stage: Stage) -> QDialog | None:
    return next((one for one in stage.window.findChildren(QDialog) if one.isVisible()), None)


def texts(shown: QDialog) -> str:
    return "\n".join(label.text() for label in shown.findChildren(QLabel) if label.isVisibleTo(shown))


def test_the_line_says_what_the_proxy_wants_and_leads_there() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open("!budget:behoerde.example")
        banner = stage.window.chat.banner
        stage.account.connection_changed.emit(offline(ErrorCode.PROXY_LOGIN))
        await stage.settle()
        assert "Der Proxy Ihres Netzes verlangt eine Anmeldung." in banner.label.text()
        assert banner._button.text() == "Anmelden …"
        stage.session.network.now_wanted = Wanted(PROXY)
        banner._button.click()
        await stage.settle()
        shown = dialog(stage)
        assert isinstance(shown, NetworkAnswerDialog)
        assert PROXY in texts(shown)
        await stage.until(shown.keep.isVisible)
        shown.submit_button.click()
        assert shown.error.text() == "Geben Sie Ihren Benutzernamen für den Proxy ein."
        assert shown.user.hasFocus()
        QTest.keyClicks(shown.user, "AMT\\jana")
        QTest.keyClick(shown.user, Qt.Key.Key_Return)
        assert shown.error.text() == "Geben Sie Ihr Passwort für den Proxy ein."
        QTest.keyClicks(shown.secret, "geheim")
        shown.keep.setChecked(True)
        QTest.keyClick(shown.secret, Qt.Key.Key_Return)
        await stage.until(lambda: dialog(stage) is None)
        assert stage.session.network.answers == [(Wanted(PROXY), "AMT\\jana", "geheim", True)]
        banner._button.click()  # nothing is wanted any more: try again
        await stage.settle()
        assert dialog(stage) is None
        assert stage.session.calls[-1] == ("retry_now",)

    perform(scene, session())


def test_without_a_key_store_nothing_is_promised() -> None:
    async def scene(stage: Stage) -> None:
        network = stage.session.network
        network.keeps, network.now_wanted = False, Wanted()
        assert stage.window.network is not None
        assert stage.window.network.answer()
        await stage.settle()
        shown = dialog(stage)
        assert isinstance(shown, NetworkAnswerDialog)
        assert not shown.keep.isVisible()
        assert not shown.user.isVisible()  # a passphrase has no user
        QTest.keyClicks(shown.secret, "passphrase")
        shown.submit_button.click()
        await stage.until(lambda: dialog(stage) is None)
        assert network.answers == [(Wanted(), "", "passphrase", False)]

    perform(scene, session())


def test_other_trouble_offers_a_look_at_the_way() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open("!budget:behoerde.example")
        banner = stage.window.chat.banner
        stage.account.connection_changed.emit(offline(ErrorCode.NO_NETWORK))
        await stage.settle()
        assert not banner._look.isVisible()
        stage.account.connection_changed.emit(offline(ErrorCode.PROXY_SCRIPT))
        await stage.settle()
        assert banner._look.isVisible()
        assert "Proxy-Skript" in banner.label.text()
        stage.session.network.steps[2] = Step(same("TLS"), State.TROUBLE, (same("x" * 400),), "tls")
        banner._look.click()
        await stage.settle()
        shown = dialog(stage)
        assert isinstance(shown, NetworkCheckDialog)
        await stage.until(shown.again.isEnabled)
        assert "TLS (tls)" in texts(shown)
        assert "Zertifikat" in shown.summary.text()  # the sentence of the code
        marks = [label.accessibleName() for label in shown.findChildren(QLabel)]
        assert "Fehler: TLS (tls)" in marks
        assert "In Ordnung: Server amt.example" in marks
        shown.cancel_button.click()
        copied = QGuiApplication.clipboard().text()
        assert "[X] TLS (tls)" in copied
        assert "[ok] Server amt.example" in copied
        stage.session.network.steps = []
        shown.again.click()
        await stage.until(shown.again.isEnabled)
        assert "TLS" not in texts(shown)
        assert not shown.cancel_button.isEnabled()
        shown.submit_button.click()
        await stage.until(lambda: dialog(stage) is None)

    perform(scene, session())


def test_the_settings_and_the_menu_lead_there() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.commands.run("check-connection")
        await stage.settle()
        shown = dialog(stage)
        assert isinstance(shown, NetworkCheckDialog)
        assert "Zu beachten: TLS mit matrix.amt.example" in [one.accessibleName() for one in shown.findChildren(QLabel)]
        shown.accept()
        await stage.until(lambda: dialog(stage) is None)
        page = AboutPage(stage.window)
        page._check()
        await stage.settle()
        assert stage.session.network.checked == ["", ""]
        page.deleteLater()

    perform(scene, session())


def test_signing_in_goes_on_after_the_proxy_knows_who_it_is() -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        stage.session.ask_error = UserError(ErrorCode.PROXY_LOGIN, proxy=PROXY, reason="needed")
        stage.session.network.now_wanted = Wanted(PROXY)
        page.asked.emit("amt.example")
        await stage.until(lambda: dialog(stage) is not None)
        shown = dialog(stage)
        assert isinstance(shown, NetworkAnswerDialog)
        stage.session.ask_error = None
        QTest.keyClicks(shown.user, "jana")
        QTest.keyClicks(shown.secret, "geheim")
        shown.submit_button.click()
        await stage.until(lambda: stage.session.calls.count(("ask", "amt.example")) == 2)
        page.server.setText("amt.example")
        stage.window.network.check()  # type: ignore[union-attr]
        await stage.settle()
        assert stage.session.network.checked == ["amt.example"]

    perform(scene, SampleSession())
