# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others get to know of one, and whom one does not want to hear."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.policy.schema import READ_RECEIPTS, SEND_TYPING
from ui.i18n import tr
from ui.settings.page import Page
from ui.settings.rows import ChoiceRow, SwitchRow
from ui.text import ElidedLabel, Label

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class PrivacyPage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Privacy"))
        theme, prefs = window.theme, window.prefs
        self.add_gap()
        self.add(
            ChoiceRow(
                theme,
                prefs,
                READ_RECEIPTS,
                hint=tr("You see how far others have read in any case, as far as they show it."),
            )
        )
        self.add(
            SwitchRow(
                theme, prefs, SEND_TYPING, hint=tr("Others in the room see that you are writing a message just now.")
            )
        )
        self.add_gap()
        self.add(Label(tr("Nobody gets to know whether you are online. Links are not opened or previewed."), wrap=True))
        if window.account is not None:
            self.add_section(
                tr("Ignored people"), tr("You do not see their messages and invitations. They do not get to know that.")
            )
            self.add(IgnoredPeople(window, window.account))


class IgnoredPeople(QWidget):
    """One line for each, with a way back."""

    def __init__(self, window: MainWindow, account: AccountView) -> None:
        super().__init__()
        self._window = window
        self._account = account
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(window.theme.px(4))
        stop = account.ignored.news.connect(lambda _users: self._fill())
        self.destroyed.connect(lambda _=None: stop())
        self._fill()

    def _fill(self) -> None:
        while (item := self._box.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        users = sorted(self._account.ignored.users)
        if not users:
            self._box.addWidget(Label(tr("You ignore nobody."), style="muted"))
        for user in users:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(ElidedLabel(user), 1)
            button = QPushButton(tr("No longer ignore"))
            button.setAccessibleName(tr("No longer ignore {user}").format(user=user))
            button.clicked.connect(partial(self._unignore, user))
            line.addWidget(button)
            self._box.addWidget(row)

    def _unignore(self, user: str) -> None:
        self._window.tasks.spawn(self._account.ignored.unignore(user), "no longer ignore")
