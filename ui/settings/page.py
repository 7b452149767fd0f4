# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A page of the settings: sections of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.text import Label
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.window import MainWindow


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """An entry of the list at the left; ``make`` builds the page when it is shown for the first time.

    The window is what the page belongs to: it has ``account``, ``prefs``, ``theme``, ``icons`` and ``tasks``.
    """

    name: str
    title: str
    icon: str
    make: Callable[[MainWindow], QWidget]
    order: int = 50
    available: Callable[[], bool] = lambda: True


class Page(QWidget):
    """``add_section``, then ``add`` its rows."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.theme = theme
        px = theme.px
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(28), px(24), px(28), px(24))
        self._box.setSpacing(px(4))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(4))
        self.setAccessibleName(title)
        self._box.addWidget(Label(title, style="headline", wrap=True))
        self._box.addLayout(self._rows)
        self._box.addStretch(1)

    def add_section(self, title: str, text: str = "") -> None:
        """A heading, with a sentence below it if there is something to explain."""
        self._rows.addSpacing(self.theme.px(16))
        self._rows.addWidget(Label(title, style="title", wrap=True))
        if text:
            self._rows.addWidget(Label(text, style="muted", wrap=True))
        self._rows.addSpacing(self.theme.px(4))

    def add(self, row: QWidget) -> None:
        self._rows.addWidget(row)

    def add_gap(self) -> None:
        self._rows.addSpacing(self.theme.px(8))
