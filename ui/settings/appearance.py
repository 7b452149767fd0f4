# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Colours, size and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.policy.categories.support import TECHNICAL_DETAILS
from app.policy.categories.window import DENSITY, LANGUAGE, THEME, ZOOM
from ui.i18n import tr
from ui.settings.page import Page
from ui.settings.rows import ChoiceRow, NumberRow, SwitchRow

if TYPE_CHECKING:
    from ui.window import MainWindow


class AppearancePage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Appearance"))
        theme, prefs = window.theme, window.prefs
        self.add(ChoiceRow(theme, prefs, THEME))
        self.add(NumberRow(theme, prefs, ZOOM, unit="%", step=5))
        self.add(ChoiceRow(theme, prefs, DENSITY))
        self.add(SwitchRow(theme, prefs, TECHNICAL_DETAILS))
        self.add(
            ChoiceRow(
                theme,
                prefs,
                LANGUAGE,
                before=tr("Like the system"),
                hint=tr("Holds from the next start of the program on."),
            )
        )
