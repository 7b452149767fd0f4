# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sign-in page where a way leads through a browser: what is offered, what one sees while waiting, how it ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.errors import ErrorCode, UserError
from app.offer import Way, WayKind
from app.policy.policy import Entry, Policy, Source
from app.types import ConnectionState, Link
from tests.support.sample_account import SampleAccount, SampleSession
from tests.ui.stage import Stage, perform
from ui import names
from ui.signin import SignInPage, Step

OAUTH = Way(WayKind.OAUTH)
PASSWORD = Way(WayKind.PASSWORD)
AUSWEIS = Way(WayKind.SSO, "ausweis", "Dienstausweis & mehr")


def session(*ways: Way, code: bool = False) -> SampleSession:
    found = SampleSession()
    found.ways, found.with_code = ways, code
    return found


def button(stage: Stage, name: str) -> QPushButton:
    found = stage.window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


async def reach(stage: Stage, server: str = "amt.example") -> SignInPage:
    page = stage.window.signin
    page.server.setText(server)
    QTest.keyClick(page.server, Qt.Key.Key_Return)
    await stage.until(lambda: page.step is Step.WAYS)
    await stage.settle()
    return page


def opened(stage: Stage, monkeypatch: pytest.MonkeyPatch, *, works: bool = True) -> list[str]:
    """What goes to the browser from now on."""
    addresses: list[str] = []

    def take(address: str) -> bool:
        addresses.append(address)
        return works

    monkeypatch.setattr(stage.window, "open_address", take)
    return addresses


def test_the_browser_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        addresses = opened(stage, monkeypatch)
        page = await reach(stage)
        assert not page.user.isVisible()
        assert not page.submit.isVisible()
        way = button(stage, f"{names.SIGNIN_WAY}.0")
        assert way.hasFocus()
        QTest.keyClick(way, Qt.Key.Key_Return)
        await stage.until(lambda: bool(addresses))
        assert page.step is Step.BROWSER
        assert "amt.example" in page.intro.text()
        assert "Melden Sie sich dort an" in page.waiting.text.text()
        button(stage, names.SIGNIN_AGAIN).click()
        assert len(addresses) == 2
        button(stage, names.SIGNIN_COPY).click()
        assert QGuiApplication.clipboard().text() == addresses[0]
        stage.session.arrived.set()
        await stage.until(lambda: stage.window.page() is stage.window.splitter)
        assert ("start",) in stage.session.calls

    perform(scene, session(OAUTH))


def test_cancelling_and_beginning_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        opened(stage, monkeypatch)
        page = await reach(stage)
        for _ in range(2):
            button(stage, f"{names.SIGNIN_WAY}.0").click()
            await stage.until(lambda: button(stage, names.SIGNIN_COPY).isEnabled())
            QTest.keyClick(button(stage, names.SIGNIN_CANCEL), Qt.Key.Key_Space)
            await stage.settle()
            assert page.step is Step.WAYS
            assert not page.error.isVisible()
        stage.session.arrived.set()
        await stage.settle()
        assert stage.window.page() is page, "what was cancelled does not come back"

    perform(scene, session(OAUTH, PASSWORD))


def test_a_browser_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        opened(stage, monkeypatch, works=False)
        page = await reach(stage)
        button(stage, f"{names.SIGNIN_WAY}.0").click()
        await stage.until(lambda: "Kopieren" in page.waiting.text.text())
        assert button(stage, names.SIGNIN_COPY).isEnabled()

    perform(scene, session(OAUTH))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ErrorCode.DENIED, "abgelehnt"),
        (ErrorCode.SIGN_IN_EXPIRED, "nicht rechtzeitig"),
        (ErrorCode.SUSPICIOUS_ANSWER, "nicht von Ihrem Server"),
        (ErrorCode.OTHER_USER, "@jana:amt.example"),
        (ErrorCode.NO_NETWORK, "Netz"),
    ],
)
def test_what_went_wrong_in_the_browser(code: ErrorCode, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        opened(stage, monkeypatch)
        stage.session.sign_in_error = UserError(code, user="@jana:amt.example")
        page = await reach(stage)
        button(stage, f"{names.SIGNIN_WAY}.0").click()
        stage.session.arrived.set()
        await stage.until(page.error.isVisible)
        assert words in page.error.text()
        assert page.step is Step.WAYS
        assert button(stage, f"{names.SIGNIN_WAY}.0").isEnabled()

    perform(scene, session(OAUTH))


def test_providers_have_their_names_and_the_password_is_one_click_away() -> None:
    async def scene(stage: Stage) -> None:
        page = await reach(stage)
        first, second = (button(stage, f"{names.SIGNIN_WAY}.{number}") for number in (0, 1))
        assert first.accessibleName() == "Weiter mit Dienstausweis & mehr"
        assert "<b>" in second.accessibleName()
        assert not page.password.isVisible()
        button(stage, names.SIGNIN_USE_PASSWORD).click()
        assert page.user.hasFocus()
        page.user.setText("jana")
        page.password.setText("geheim")
        QTest.keyClick(page.password, Qt.Key.Key_Return)
        await stage.until(lambda: stage.window.page() is stage.window.splitter)
        assert any(call[0] == "sign_in" for call in stage.session.calls)

    perform(scene, session(AUSWEIS, Way(WayKind.SSO, "b", "<b>Zwei</b>"), PASSWORD))


def test_another_device(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = await reach(stage)
        button(stage, names.SIGNIN_CODE).click()
        await stage.until(lambda: page.code.shown.isVisible())
        assert page.code.shown.text() == "KDWR-TXPM"
        assert page.code.shown.accessibleDescription().startswith("K, D, W")
        assert page.code.shown.hasFocus()
        assert page.code.address.text().startswith("https://anmeldung.")
        button(stage, names.SIGNIN_COPY_CODE).click()
        assert QGuiApplication.clipboard().text() == "KDWR-TXPM"
        button(stage, names.SIGNIN_COPY_ADDRESS).click()
        assert QGuiApplication.clipboard().text() == "https://anmeldung.behoerde.example/link"
        button(stage, names.SIGNIN_CODE_CANCEL).click()
        assert page.step is Step.WAYS
        button(stage, names.SIGNIN_CODE).click()
        stage.session.arrived.set()
        await stage.until(lambda: stage.window.page() is stage.window.splitter)

    perform(scene, session(OAUTH, code=True))


def test_the_server_of_the_policy_is_asked_at_once() -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        await stage.until(lambda: page.step is Step.WAYS)
        assert ("ask", "amt.example") in stage.session.calls
        assert not page.back.isVisible()

    policy = Policy([Entry(Source.MACHINE, "here", "Homeserver", "amt.example")])
    perform(scene, session(OAUTH), policy=policy)


def test_signing_in_again_is_for_the_same_account(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        window, account = stage.window, stage.account
        account.connection = ConnectionState(Link.SIGNED_OUT, soft=True)
        account.connection_changed.emit(account.connection)
        await stage.settle()
        button(stage, names.BANNER_RETRY).click()
        page = window.signin
        await stage.until(lambda: page.step is Step.WAYS)
        assert account.user_id in page.intro.text()
        assert page.user.isReadOnly()
        assert page.user.text() == account.user_id
        page.back.click()
        await stage.until(lambda: window.page() is window.splitter)

    found = SampleSession(SampleAccount())
    found.ways = (OAUTH, PASSWORD)
    perform(scene, found)


def test_signing_in_again_without_a_connection_leads_back_to_the_messages() -> None:
    async def scene(stage: Stage) -> None:
        window, page = stage.window, stage.window.signin
        stage.session.ask_error = UserError(ErrorCode.NO_NETWORK)
        window.chat.banner.sign_in.emit()
        await stage.until(page.error.isVisible)
        assert page.step is Step.SERVER
        assert page.server.isReadOnly(), "the account is at its own server"
        button(stage, names.SIGNIN_LEAVE).click()
        await stage.until(lambda: window.page() is window.splitter)
        window.chat.banner.sign_in.emit()
        await stage.until(page.error.isVisible)
        stage.session.ask_error = None
        page.submit.click()
        await stage.until(lambda: page.step is Step.WAYS)
        assert stage.account.user_id in page.intro.text()

    found = SampleSession(SampleAccount())
    found.ways = (OAUTH,)
    perform(scene, found)


def test_every_step_works_with_the_keyboard_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        opened(stage, monkeypatch)
        page = await reach(stage)
        for step, wanted in ((Step.WAYS, names.SIGNIN_CODE), (Step.BROWSER, names.SIGNIN_CANCEL)):
            if step is Step.BROWSER:
                button(stage, f"{names.SIGNIN_WAY}.0").click()
                await stage.settle()
            assert page.step is step
            reached = set()
            for _ in range(20):
                focus: QWidget | None = stage.window.focusWidget()
                assert focus is not None
                assert focus.accessibleName() or getattr(focus, "text", str)(), focus.objectName()
                reached.add(focus.objectName())
                QTest.keyClick(focus, Qt.Key.Key_Tab)
            assert wanted in reached, (step, reached)

    perform(scene, session(OAUTH, PASSWORD, code=True))


def test_what_one_waits_for_is_said_to_those_who_cannot_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    for module in ("ui.signin", "ui.signin_waiting", "ui.card"):
        monkeypatch.setattr(f"{module}.announce", lambda _widget, text, **_: said.append(text))

    async def scene(stage: Stage) -> None:
        opened(stage, monkeypatch)
        page = await reach(stage)
        assert any("Server: " in text for text in said)
        button(stage, f"{names.SIGNIN_WAY}.0").click()
        await stage.settle()
        assert said[-1].startswith("Melden Sie sich dort an")
        assert page.waiting.bar.accessibleName() == "Warten auf die Anmeldung"
        button(stage, names.SIGNIN_CANCEL).click()
        await stage.settle()
        button(stage, names.SIGNIN_CODE).click()
        await stage.settle()
        assert "K, D, W, R" in said[-1]
        stage.session.sign_in_error = UserError(ErrorCode.SIGN_IN_EXPIRED)
        stage.session.arrived.set()
        await stage.until(page.error.isVisible)
        assert any("nicht rechtzeitig" in text for text in said)

    perform(scene, session(OAUTH, code=True))
