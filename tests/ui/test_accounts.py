# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts in the window: the list of them, opening and adding, and what names the account."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from app.accounts import Card
from app.notifications.notification import Notification, Occasion
from app.policy.policy import Entry, Policy, Source
from app.types import ConnectionState, Link
from tests.support.sample_account import SampleAccount, SampleSession
from tests.ui.account_scenes import SampleAccounts
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.accounts import AccountsDialog
from ui.i18n import tr
from ui.theme import ThemeChoice

pytestmark = pytest.mark.window
LONG = "Hildegard-Sieglinde von Hohenlohe-Schillingsfürst-Waldenburg (Referat Z II 4, Personalangelegenheiten)"


ME = Card("", "@j.sommer:behoerde.example", "Jonas Sommer", running=True)
OTHERS = (
    Card("account-2", "@sommer.jonas:landesamt-fuer-digitalisierung.example", "Jonas Sommer (Landesamt)", 12, 2, True),
    Card("account-3", "@hsvhsw:amt.example", LONG, signed_out=True),
    Card("account-4"),
)


def usual(*others: Card) -> tuple[SampleSession, SampleAccounts]:
    return SampleSession(SampleAccount()), SampleAccounts(ME, *others)


async def opened(stage: Stage, accounts: SampleAccounts) -> AccountsDialog:
    stage.window.account_switch.use(accounts)
    button = stage.window.findChild(QToolButton, names.ROOMS_ACCOUNTS)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await stage.settle()
    dialog = stage.window.findChild(AccountsDialog)
    assert dialog is not None
    return dialog


def test_the_list_says_whose_they_are_and_opens_one() -> None:
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        dialog = await opened(stage, accounts)
        said = " ".join(label.text() for label in dialog.findChildren(type(dialog.error)))
        for part in ("Jonas Sommer (Landesamt)", "@sommer.jonas:landesamt-fuer-digitalisierung.example", LONG):
            assert part in said
        assert tr("{n} unread messages").format(n=12) in said
        assert tr("This window") in said
        assert tr("Signed out by the server. Open it to sign in again.") in said
        first = dialog.findChild(QPushButton, f"{names.ACCOUNTS_OPEN}.account-2")
        assert first is not None
        assert dialog.focusWidget() is first
        interface = QAccessible.queryAccessibleInterface(first)
        assert "Landesamt" in interface.text(QAccessible.Text.Name)
        QTest.keyClick(first, Qt.Key.Key_Space)
        await stage.until(lambda: accounts.opened == ["account-2"])

    perform(scene, session)


def test_one_more_account_gets_a_profile_of_its_own() -> None:
    session, accounts = usual()

    async def scene(stage: Stage) -> None:
        dialog = await opened(stage, accounts)
        assert not stage.window.account_switch.several
        assert dialog.submit_button.objectName() == names.ACCOUNTS_ADD
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        await stage.until(lambda: accounts.opened == ["account-2"])
        # From now on the other one has to know whose this is.
        assert accounts.written == [("@j.sommer:behoerde.example", stage.account.display_name, False)]

    perform(scene, session)


def test_nothing_is_shown_where_one_account_is_all_that_is_permitted() -> None:
    session, accounts = usual(*OTHERS)
    policy = Policy([Entry(Source.MACHINE, "there", "MultipleAccounts", False)])

    async def scene(stage: Stage) -> None:
        stage.window.account_switch.use(accounts)
        button = stage.window.findChild(QToolButton, names.ROOMS_ACCOUNTS)
        assert button is not None
        assert not button.isVisible()
        assert not stage.window.commands.run("accounts")
        stage.window.account_switch.add()
        await stage.settle()
        assert not accounts.opened
        assert stage.window.account_switch.label == ""

    perform(scene, session, policy=policy)


def test_title_and_notifications_name_the_account_where_there_are_several() -> None:
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        window = stage.window
        cards: list[Any] = []

        class Desktop:
            plays_sounds = True

            def show(self, card: Any) -> None:
                cards.append(card)

            def close(self, key: str) -> None: ...

            def badge(self, count: int) -> None: ...

            async def stop(self) -> None: ...

        window.notifications.desktop = Desktop()
        window.notifications.show(Notification(key="test", occasion=Occasion.TEST))
        assert "@j.sommer" not in cards[-1].text
        window._title()
        assert "@j.sommer" not in window.windowTitle()
        window.account_switch.use(accounts)
        window.notifications.show(Notification(key="test", occasion=Occasion.TEST))
        assert cards[-1].text.endswith("@j.sommer:behoerde.example")
        window._title()
        assert "@j.sommer:behoerde.example" in window.windowTitle()

    perform(scene, session)


def test_the_card_says_that_the_server_has_signed_the_account_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.account_switch._CARD_DELAY", 0.0)
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        stage.window.account_switch.use(accounts)
        stage.account.link(ConnectionState(Link.SIGNED_OUT))
        await stage.until(lambda: bool(accounts.written) and accounts.written[-1][2])
        told = await stage.window.account_switch.answer("")
        assert told["user_id"] == "@j.sommer:behoerde.example"
        assert told["signed_out"] is True
        assert "knows" not in told

    perform(scene, session)


def test_the_window_that_one_looks_at_is_the_one_used_last() -> None:
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        stage.window.account_switch.use(accounts)
        stage.window.account_switch.used()
        await stage.until(lambda: accounts.used)

    perform(scene, session)


def test_who_signs_out_of_one_account_gets_another_one() -> None:
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        window = stage.window
        window.account_switch.use(accounts)
        ended: list[bool] = []
        window.closing.connect(lambda: ended.append(True))
        window.signed_out.emit()
        await stage.until(lambda: bool(ended))
        assert accounts.opened == ["account-2"]

    perform(scene, session)


def test_the_sign_in_page_leads_to_the_other_accounts() -> None:
    accounts = SampleAccounts(*OTHERS)

    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.page() is window.signin
        assert not window.signin.others.isVisible()
        window.account_switch.use(accounts)
        assert window.signin.others.isVisible()
        QTest.mouseClick(window.signin.others, Qt.MouseButton.LeftButton)
        await stage.settle()
        assert window.findChild(AccountsDialog) is not None

    perform(scene, SampleSession(None))


@pytest.mark.parametrize(("choice", "zoom"), [(ThemeChoice.LIGHT, 100), (ThemeChoice.CONTRAST, 175)])
def test_long_names_fit(choice: ThemeChoice, zoom: int) -> None:
    session, accounts = usual(*OTHERS)

    async def scene(stage: Stage) -> None:
        dialog = await opened(stage, accounts)
        for label in dialog.findChildren(type(dialog.error)):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()) - 2, label.text()
        for button in dialog.findChildren(QPushButton):
            assert button.width() >= button.sizeHint().width() - 1, button.text()

    perform(scene, session, choice=choice, zoom=zoom)
