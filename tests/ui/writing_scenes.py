# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenes of writing, for pictures: suggestions and formatting, emoji, a poll."""

from __future__ import annotations

from PySide6.QtTest import QTest

from app.emoji import EmojiMemory
from tests.support.sample_account import ANNA
from tests.ui.stage import Stage
from ui.composer.completion import Completion
from ui.dialogs.poll import PollDialog

BUDGET = "!budget:behoerde.example"


async def mention(stage: Stage) -> None:
    await stage.open(BUDGET)
    composer = stage.window.chat.composer
    edit = composer.edit
    edit.setFocus()
    completion = stage.window.findChildren(Completion)[0]
    await stage.until(lambda: completion.sources is not None and completion.sources.everybody)
    await stage.settle()
    composer.format.setChecked(True)
    edit.mention(0, 0, "Anna Weber", ANNA)
    QTest.keyClicks(edit, "Die Vorlge liegt **bereit** und ist gut, bitte @m")
    await stage.settle(40)


async def emoji(stage: Stage) -> None:
    stage.account.writing.memory = EmojiMemory(("👍️", "🎉", "🙏", "✅️", "👀", "🇩🇪", "☕️"), 0)
    await stage.open(BUDGET)
    stage.window.commands.run("writing.emoji")
    picker = stage.window.writing.picker
    assert picker is not None
    await stage.until(lambda: picker.model.rowCount() > 0)
    QTest.keyClicks(picker.search, "hand")
    await stage.settle(20)


async def poll(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.commands.run("writing.poll")
    await stage.settle()
    dialog = stage.window.findChild(PollDialog)
    assert dialog is not None
    dialog.question.setText("Wann tagt der Ausschuss?")
    dialog.answers[0].setText("Montag, 10 Uhr")
    dialog.answers[1].setText("Mittwoch, 14 Uhr")
    dialog.more.click()
    dialog.answers[2].setText("Freitag, 9 Uhr")
    await stage.settle(10)
