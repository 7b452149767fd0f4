# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spell check, and the words that the user taught it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.policy.categories.writing import SPELL_CHECK
from ui.i18n import tr
from ui.settings.page import Page
from ui.settings.rows import ChoiceRow, Entries

if TYPE_CHECKING:
    from ui.window import MainWindow


class WritingPage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Writing"))
        self.add_gap()
        self.add(ChoiceRow(window.theme, window.prefs, SPELL_CHECK))
        if window.account is not None:
            self.add_section(tr("Your own words"), tr("The spell check takes these words for right."))
            spelling, tasks = window.account.spelling, window.tasks
            words = Entries(
                window.theme,
                empty=tr("No words yet."),
                button=tr("Remove"),
                spoken=tr("Remove {word}").replace("{word}", "{entry}"),
                remove=lambda word: tasks.spawn(spelling.unlearn(word), "remove word"),
            )
            self.add(words)
            words.show_entries(spelling.own_words[:500])
            stop = spelling.changed_words.connect(lambda _none: words.show_entries(spelling.own_words[:500]))
            words.destroyed.connect(lambda _=None: stop())
