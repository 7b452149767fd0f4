# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real window, a real Synapse and a real authorization server: signing in through the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.demo.accounts import MemoryKeyStore
from app.types import Link
from tests.support.auth_server import delegating_homeserver
from tests.support.entering import Person
from tests.ui.test_real_account import find, play, until
from ui import names
from ui.signin import Step
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def test_through_the_browser_and_again_after_the_session_was_ended(tmp_path: Path) -> None:
    store = MemoryKeyStore()
    with delegating_homeserver() as (synapse, auth):

        def press(window: MainWindow, name: str) -> None:
            button = find(window, name)
            assert isinstance(button, QPushButton)
            assert button.isVisible()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

        def browse(window: MainWindow) -> Person:
            """From now on somebody signs in wherever the window leads."""
            anna = Person("anna")

            def take(address: str) -> bool:
                anna.open_page(address)
                return True

            window.open_address = take  # type: ignore[method-assign]
            return anna

        async def sign_in(window: MainWindow) -> None:
            page = window.signin
            await until(lambda: window.page() is page, "the sign-in page")
            field = find(window, names.SIGNIN_SERVER)
            assert isinstance(field, QLineEdit)
            QTest.keyClicks(field, synapse.url)
            QTest.keyClick(field, Qt.Key.Key_Return)
            await until(lambda: page.step is Step.WAYS, "the ways")
            assert not page.password.isVisible()
            # cancelled once, then another time; nothing of the first one is in the way
            window.open_address = lambda address: bool(address)  # type: ignore[method-assign]
            press(window, f"{names.SIGNIN_WAY}.0")
            await until(lambda: page.waiting.copy.isEnabled(), "the page in the browser")
            press(window, names.SIGNIN_CANCEL)
            anna = browse(window)
            press(window, f"{names.SIGNIN_WAY}.0")
            await until(lambda: window.account is not None, "to be signed in")
            assert "Zurück zu BundesMessenger" in (await anna.seen()).text
            account = window.account
            assert account is not None
            assert account.user_id == "@anna:test.local"
            await until(lambda: account.connection.link is Link.ONLINE, "to be online")

        play(tmp_path / "anna", store, sign_in)

        async def the_next_morning(window: MainWindow) -> None:
            await until(lambda: window.account is not None, "the account of yesterday")
            account = window.account
            assert account is not None
            await until(lambda: account.connection.link is Link.ONLINE, "to be online")
            device_id = account.device_id
            auth.settle(lifetime=1)
            await account._tokens.renew(account._storage.session.access_token)  # type: ignore[attr-defined]
            auth.end(device_id, tokens_only=True)
            with pytest.raises(Exception, match="signed_out"):
                await account._tokens.renew(account._storage.session.access_token)  # type: ignore[attr-defined]
            account.retry_now()  # type: ignore[attr-defined]
            await until(lambda: account.connection.link is Link.SIGNED_OUT, "the notice", 45)
            auth.settle(lifetime=300)
            browse(window)
            press(window, names.BANNER_RETRY)
            await until(lambda: window.signin.step is Step.WAYS, "the ways")
            assert "@anna:test.local" in window.signin.intro.text()
            press(window, f"{names.SIGNIN_WAY}.0")
            await until(lambda: window.account is not account and window.account is not None, "to be back")
            again = window.account
            assert again is not None
            assert again.device_id == device_id
            await until(lambda: again.connection.link is Link.ONLINE, "to be online again")

        play(tmp_path / "anna", store, the_next_morning)
