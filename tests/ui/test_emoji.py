# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Emoji are found and chosen from the keyboard, by German and English names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.emoji import EmojiMemory
from tests.support.sample_account import SampleAccount, SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.emoji_picker import EmojiPicker

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"


async def opened(stage: Stage) -> EmojiPicker:
    await stage.open(BUDGET)
    stage.window.chat.composer.edit.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: stage.window.writing.picker is not None)
    picker = stage.window.writing.picker
    assert picker is not None
    await stage.until(lambda: picker.model.rowCount() > 0)
    return picker


def test_by_name_with_the_keyboard_alone() -> None:
    async def scene(stage: Stage) -> None:
        picker = await opened(stage)
        stage.window.chat.composer.set_text("Gut ")
        QTest.keyClicks(picker.search, "Daumen")
        await stage.settle()
        assert [picker.model.text(row) for row in range(3)] == ["👍️", "👎️", "🫰"]
        QTest.keyClick(picker.search, Qt.Key.Key_Down)
        assert picker.grid.hasFocus()
        QTest.keyClick(picker.grid, Qt.Key.Key_Right)
        QTest.keyClick(picker.grid, Qt.Key.Key_Return)
        await stage.settle()
        assert stage.window.chat.composer.text() == "Gut 👎️"
        assert stage.window.chat.composer.edit.hasFocus()
        assert stage.account.writing.memory.recent == ("👎️",)
        assert stage.window.writing.picker is None

    perform(scene, SampleSession(usual_account()))


def test_letters_in_the_grid_search_and_escape_gives_the_focus_back() -> None:
    async def scene(stage: Stage) -> None:
        picker = await opened(stage)
        QTest.keyClick(picker.search, Qt.Key.Key_Down)
        QTest.keyClicks(picker.grid, "h")
        assert picker.search.text() == "h"
        assert picker.search.hasFocus()
        QTest.keyClicks(picker.search, "eart")
        assert picker.model.rowCount() > 10
        QTest.keyClick(picker.search, Qt.Key.Key_Escape)
        assert picker.search.text() == ""
        QTest.keyClick(picker.search, Qt.Key.Key_Escape)
        await stage.settle()
        assert stage.window.writing.picker is None
        assert stage.window.chat.composer.edit.hasFocus()

    perform(scene, SampleSession(usual_account()), language="en")


def test_those_used_lately_come_first_with_their_tone() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.writing.memory = EmojiMemory(("🇩🇪", "👋", "kein Emoji"), 3)
        picker = await opened(stage)
        assert [picker.model.text(row) for row in range(picker.model.rowCount())] == ["🇩🇪", "👋🏽"]
        index = picker.model.index(1)
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "winkende Hand"
        picker.tone.menu().actions()[5].trigger()
        await stage.settle()
        assert picker.model.text(1) == "👋🏿"
        assert stage.account.writing.memory.tone == 5
        QTest.keyClick(picker.search, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert picker.model.text(0) == "😀"

    perform(scene, SampleSession(usual_account()))


def test_it_fits_a_small_window_with_large_text() -> None:
    async def scene(stage: Stage) -> None:
        picker = await opened(stage)
        assert stage.window.rect().contains(picker.geometry())

    perform(scene, SampleSession(SampleAccount(usual_account().rooms.items)), zoom=175, size=(900, 640))
