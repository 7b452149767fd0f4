# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spell check, and the words that the user taught it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.policy.schema import SPELL_CHECK
from ui.i18n import tr
from ui.settings.page import Page
from ui.settings.rows import ChoiceRow
from ui.text import ElidedLabel, Label

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class WritingPage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Writing"))
        self.add_gap()
        self.add(ChoiceRow(window.theme, window.prefs, SPELL_CHECK))
        if window.account is not None:
            self.add_section(tr("Your own words"), tr("The spell check takes these words for right."))
            self.add(OwnWords(window, window.account))


class OwnWords(QWidget):
    """One line for each, with a way back."""

    def __init__(self, window: MainWindow, account: AccountView) -> None:
        super().__init__()
        self._window = window
        self._account = account
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(window.theme.px(4))
        stop = account.spelling.changed_words.connect(lambda _none: self._fill())
        self.destroyed.connect(lambda _=None: stop())
        self._fill()

    def _fill(self) -> None:
        while (item := self._box.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        words = self._account.spelling.own_words
        if not words:
            self._box.addWidget(Label(tr("No words yet."), style="muted"))
        for word in words[:500]:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(ElidedLabel(word), 1)
            button = QPushButton(tr("Remove"))
            button.setAccessibleName(tr("Remove {word}").format(word=word))
            button.clicked.connect(partial(self._remove, word))
            line.addWidget(button)
            self._box.addWidget(row)

    def _remove(self, word: str) -> None:
        self._window.tasks.spawn(self._account.spelling.unlearn(word), "remove word")
