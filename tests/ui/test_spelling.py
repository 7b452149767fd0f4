# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Misspelled words are marked while one writes, and corrected from the menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.support.sample_account import ANNA, SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.composer.edit import MessageEdit
from ui.composer.spelling import SpellMarks
from ui.settings.rows import Entries
from ui.settings.writing import WritingPage

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


async def field(stage: Stage) -> MessageEdit:
    await stage.open(BUDGET)
    edit = stage.window.chat.composer.edit
    edit.setFocus()
    return edit


def waves(edit: MessageEdit) -> list[str]:
    found = []
    block = edit.document().begin()
    while block.isValid():
        text = block.text().encode("utf-16-le")
        for part in block.layout().formats():
            if part.format.underlineStyle() == WAVE:
                found.append(text[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le"))
        block = block.next()
    return found


def marks(stage: Stage) -> SpellMarks:
    found = stage.window.chat.composer.edit.document().findChild(SpellMarks)
    assert found is not None
    return found


def test_a_wrong_word_is_marked_when_it_is_left_and_looked_up_once() -> None:
    async def scene(stage: Stage) -> None:
        edit = await field(stage)
        edit.insertPlainText("🎉 ")
        QTest.keyClicks(edit, "Die Vorlge")
        await stage.until(lambda: stage.account.spelling.looked_up == [["Die"]])
        assert waves(edit) == []
        QTest.keyClicks(edit, " liegt")
        await stage.until(lambda: waves(edit) == ["Vorlge"])
        QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClicks(edit, "Vorlge bereit ")
        await stage.until(lambda: waves(edit) == ["Vorlge", "Vorlge"])
        assert sum(words.count("Vorlge") for words in stage.account.spelling.looked_up) == 1
        # Marks are no text: nothing of them is sent.
        assert edit.written().text == "🎉 Die Vorlge liegt\nVorlge bereit "

    perform(scene, SampleSession(usual_account()))


def test_each_paragraph_is_checked_in_its_language() -> None:
    async def scene(stage: Stage) -> None:
        edit = await field(stage)
        edit.setPlainText("Die Vorlage is gut\nThe meeting is gutt")
        edit.clearFocus()
        stage.window.setFocus()
        await stage.until(lambda: waves(edit) == ["is", "gutt"])
        cursor = edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        edit.setTextCursor(cursor)
        menu = marks(stage).open_menu()
        await stage.until(lambda: "meeting" in [action.text() for action in menu.actions()])
        menu.close()

    perform(scene, SampleSession(usual_account()))


def test_names_links_and_code_are_not_marked() -> None:
    async def scene(stage: Stage) -> None:
        edit = await field(stage)
        edit.mention(0, 0, "Qwrtz Asdfgh", ANNA)
        QTest.keyClicks(edit, "ist `kode` https://exampl.org/x gut ")
        await stage.until(lambda: bool(stage.account.spelling.looked_up))
        await stage.settle()
        assert waves(edit) == []
        assert not any("Qwrtz" in words for words in stage.account.spelling.looked_up)

    perform(scene, SampleSession(usual_account()))


def test_the_menu_corrects_and_teaches() -> None:
    async def scene(stage: Stage) -> None:
        edit = await field(stage)
        QTest.keyClicks(edit, "Die Vorlge ist Xyzz ")
        await stage.until(lambda: waves(edit) == ["Vorlge", "Xyzz"])
        cursor = edit.textCursor()
        cursor.setPosition(0)
        edit.setTextCursor(cursor)
        QTest.keyClick(stage.window, Qt.Key.Key_F7)
        await stage.settle()
        menu = edit.findChild(QMenu, "composer.menu")
        assert menu is not None
        actions = menu.actions
        await stage.until(lambda: actions()[0].text() == "Vorlage")
        assert [action.text() for action in menu.actions()[1:4]] == [
            "Verlage",
            "„Vorlge“ ins Wörterbuch aufnehmen",
            "Ignorieren",
        ]
        menu.actions()[0].trigger()
        menu.close()
        await stage.settle()
        assert edit.toPlainText() == "Die Vorlage ist Xyzz "
        QTest.keyClick(stage.window, Qt.Key.Key_F7)
        await stage.settle()
        menu = edit.findChildren(QMenu, "composer.menu")[-1]
        next(each for each in menu.actions() if "aufnehmen" in each.text()).trigger()
        menu.close()
        await stage.until(lambda: waves(edit) == [])
        assert stage.account.spelling.own_words == ["Xyzz"]

    perform(scene, SampleSession(usual_account()))


def test_own_words_are_listed_and_taken_back_in_the_settings() -> None:
    async def scene(stage: Stage) -> None:
        await stage.account.spelling.learn("Xyzz")
        page = WritingPage(stage.window)
        words = page.findChild(Entries)
        assert words is not None
        await stage.account.spelling.unlearn("Xyzz")
        await stage.settle()
        assert any("Noch keine" in label.text() for label in words.children() if hasattr(label, "text"))
        page.deleteLater()

    perform(scene, SampleSession(usual_account()))


def test_without_spell_check_nothing_is_looked_up() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.spelling.on = False
        edit = await field(stage)
        QTest.keyClicks(edit, "Die Vorlge ist ")
        await stage.settle(30)
        assert stage.account.spelling.looked_up == []
        assert waves(edit) == []
        assert marks(stage).wrong_at(5) is None

    perform(scene, SampleSession(usual_account()))
