# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads and pinned messages, for pictures."""

from __future__ import annotations

from tests.support.sample_account import ANNA, KATHARINA, ME, MEHMET, SampleAccount, message, today_at, usual_account
from tests.ui.stage import Stage
from tests.ui.test_threads import move

BUDGET = "!budget:behoerde.example"


def account() -> SampleAccount:
    made = usual_account()
    items = made.messages[BUDGET]
    first = [
        message(ANNA, "Donnerstag 12 Uhr oder Dienstschluss?", today_at(16, 5, 1)),
        message(KATHARINA, "Dienstschluss reicht.", today_at(16, 6, 1)),
    ]
    second = [
        message(ME, "Kann ich dazukommen?", today_at(8, 50)),
        message(MEHMET, "Gern, ich schicke Ihnen die Einladung.", today_at(8, 55)),
    ]
    items[4] = made.threads.begin(items[4], first)
    items[8] = made.threads.begin(items[8], second, unread=1)
    made.pins.pinned[BUDGET] = [items[4].event_id or "", items[9].event_id or ""]
    return made


async def thread(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.threads.open(stage.account.messages[BUDGET][8].event_id or "", back=True)
    await stage.settle(12)


async def messages(stage: Stage) -> None:
    await stage.open(BUDGET)
    await stage.settle(8)
    view = stage.window.chat.view
    rect, bubble = view.row_rect(10), view.layout_of(10).bubble
    if rect is not None and bubble is not None:
        move(view.viewport(), bubble.center() + rect.topLeft())
    await stage.settle()
