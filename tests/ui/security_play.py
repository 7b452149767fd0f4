# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A stage with scripted security: what is open, what is pressed, what is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.support.sample_account import SampleAccount, SampleSession, usual_account
from tests.support.sample_security import SampleSecurity, SecuredAccount
from tests.ui.stage import Stage, perform
from ui.dialogs.steps import StepDialog
from ui.security import names
from ui.security.dialogs import SecurityDialogs
from ui.text import Label


class Play:
    """One window and the script behind it."""

    def __init__(self, stage: Stage, security: SampleSecurity) -> None:
        self.stage = stage
        self.security = security
        self.window = stage.window

    @property
    def dialogs(self) -> SecurityDialogs:
        dialogs = self.window.security.dialogs
        assert dialogs is not None
        return dialogs

    @property
    def dialog(self) -> StepDialog:
        """The open dialog."""
        dialog = self.dialogs.current
        assert dialog is not None, "no dialog is open"
        return dialog

    def open(self) -> bool:
        return self.dialogs.current is not None

    def said(self) -> str:
        """Title and all texts of the step on screen."""
        texts = [label.text() for label in self.dialog.findChildren(Label) if label.isVisible()]
        return "\n".join(texts)

    def button(self, name: str = names.STEP_SUBMIT) -> QPushButton:
        found = [button for button in self.dialog.findChildren(QPushButton, name) if button.isVisible()]
        assert found, f"no {name} in {self.said()}"
        return found[0]

    def field(self, name: str) -> QLineEdit:
        found = [field for field in self.dialog.findChildren(QLineEdit, name) if field.isVisible()]
        assert found, f"no {name} in {self.said()}"
        return found[0]

    async def press(self, name: str = names.STEP_SUBMIT) -> None:
        self.button(name).click()
        await self.settle()

    async def fill(self, name: str, text: str) -> None:
        self.field(name).setText(text)

    async def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        focus = self.dialog.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)
        await self.settle()

    async def type(self, text: str) -> None:
        focus = self.dialog.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)

    async def settle(self) -> None:
        await self.stage.settle()

    def did(self, name: str) -> list[tuple[object, ...]]:
        """The calls of this name, in order."""
        return [call for call in self.security.calls if call[0] == name]


def play(
    scene: Callable[[Play], Awaitable[None]],
    security: SampleSecurity | None = None,
    *,
    account: SampleAccount | None = None,
    language: str = "de",
    zoom: int = 100,
) -> None:
    """Perform a scene with a scripted account and security."""
    script = security or SampleSecurity()

    async def act(stage: Stage) -> None:
        await scene(Play(stage, script))

    session = SampleSession(SecuredAccount(account or usual_account(), script))
    perform(act, session, language=language, zoom=zoom)
