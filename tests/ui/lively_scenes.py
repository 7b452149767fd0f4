# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenes for pictures of what others add to messages."""

from __future__ import annotations

from PySide6.QtCore import QRect

from app.types import Seen
from tests.support.sample_account import ANNA, BERND, SampleAccount, today_at
from tests.support.sample_lively import ASKED, CODE, ROOM, SECRET, lively_account
from tests.ui.stage import Stage


def account() -> SampleAccount:
    made = lively_account()
    made.messages[ROOM] = [item for item in made.messages[ROOM] if item.key not in (CODE, SECRET)]
    return made


async def conversation(stage: Stage) -> None:
    """Mentions, reactions, a poll, who has read and who types."""
    await stage.open(ROOM)
    stage.window.chat.view.show_row(stage.window.chat.model.row_of(ASKED))
    await stage.settle()


async def formatted(stage: Stage) -> None:
    """Code, tables and a hidden part."""
    stage.account.messages[ROOM] = [
        item for item in lively_account().messages[ROOM] if item.html is not None and item.key != ASKED
    ]
    await stage.open(ROOM)


async def readers(stage: Stage) -> None:
    """Who has read a message."""
    await stage.open(ROOM)
    model, view = stage.window.chat.model, stage.window.chat.view
    item = model.item(len(model) - 1)
    stage.account.live.seen[item.event_id or ""] = [
        Seen(ANNA, "Anna Weber", None, today_at(9, 14)),
        Seen(BERND, "Bernd Krause", None, today_at(9, 12)),
    ]
    lay, rect = view.layout_of(len(model) - 1), view.row_rect(len(model) - 1)
    assert rect is not None
    area = lay.readers.area.translated(rect.topLeft())
    at = QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())
    stage.window.messages.show_readers(item.event_id or "", at)
    await stage.settle()
