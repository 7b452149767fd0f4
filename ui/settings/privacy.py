# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others get to know of one, and whom one does not want to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.policy.categories.privacy import CONTENT_SCANNER, READ_RECEIPTS, SEND_TYPING
from ui.i18n import tr
from ui.scan_words import meaning
from ui.settings.page import Page
from ui.settings.rows import ChoiceRow, Entries, SwitchRow
from ui.text import Label

if TYPE_CHECKING:
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
        checked = ChoiceRow(theme, prefs, CONTENT_SCANNER, hint=meaning())
        self.add(checked)
        if window.account is not None:
            scanner = window.account.scanner
            checked.combo.activated.connect(lambda _n: scanner.refresh())
        self.add_gap()
        self.add(Label(tr("Nobody gets to know whether you are online. Links are not opened or previewed."), wrap=True))
        if window.account is not None:
            self.add_section(
                tr("Ignored people"), tr("You do not see their messages and invitations. They do not get to know that.")
            )
            ignored, tasks = window.account.ignored, window.tasks
            people = Entries(
                theme,
                empty=tr("You ignore nobody."),
                button=tr("No longer ignore"),
                spoken=tr("No longer ignore {user}").replace("{user}", "{entry}"),
                remove=lambda user: tasks.spawn(ignored.unignore(user), "no longer ignore"),
            )
            self.add(people)
            people.show_entries(sorted(ignored.users))
            stop = ignored.news.connect(lambda users: people.show_entries(sorted(users)))
            people.destroyed.connect(lambda _=None: stop())
