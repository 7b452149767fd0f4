# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search and quick switcher, for pictures."""

from __future__ import annotations

from app.finder.filling import Filling, FillingState
from app.finder.service import Coverage
from tests.support.sample_account import (
    ANNA,
    KATHARINA,
    MEHMET,
    SampleAccount,
    budget_room,
    message,
    today_at,
    usual_account,
)
from tests.ui.stage import Stage
from ui.search.panel import SearchPanel
from ui.search.switcher import Switcher


def account() -> SampleAccount:
    made = usual_account()
    made.messages["!lage:behoerde.example"] = [
        message(MEHMET, "Im Ausschuss wird nach den Sachkosten gefragt werden.", today_at(14, 2, 6)),
        message(ANNA, "Unterlagen_Haushaltsausschuss_Lesefassung.pdf liegt im Fach.", today_at(10, 40, 9)),
        message(KATHARINA, "Der Ausschuss tagt im November zweimal, bitte Termine freihalten.", today_at(9, 12, 30)),
    ]
    made.messages["!budget:behoerde.example"] = budget_room()
    made.finder.covered = Coverage(41, 12, today_at(9, 0, 240), 0)
    made.finder.tell(FillingState(Filling.RUNNING, 12, 41))
    return made


async def search(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    stage.window.commands.run("search")
    page = stage.window.panel.page()
    assert isinstance(page, SearchPanel)
    page.field.setText("ausschuss")
    page.look()
    await stage.settle(12)
    page.hits.enter()
    await stage.settle()


async def switcher(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    stage.window.commands.run("switch")
    await stage.settle()
    dialog = next(each for each in stage.window.findChildren(Switcher) if each.isVisible())
    dialog.field.setText("ha")
    await stage.settle(12)
