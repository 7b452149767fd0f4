# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing in the real window: mentions, suggestions, commands, drafts."""

from __future__ import annotations

import functools
import random

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from app.drafts import Draft, Intent
from app.text.written import EVERYBODY, Mention, Written
from app.types import Member, Membership
from tests.support.sample_account import ANNA, ME, SampleAccount, SampleSession, message, today_at, usual_account
from tests.ui.stage import Stage, perform
from ui.composer.bar import formats
from ui.composer.completion import Completion
from ui.composer.edit import MessageEdit
from ui.composer.field import shown_keys
from ui.dialogs.poll import PollDialog
from ui.dialogs.send_files import SendFilesDialog
from ui.overlays import Popover
from ui.settings.keyboard import KeyboardPage

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
OTHER = "!umzug:behoerde.example"
Key = Qt.Key


async def writing(stage: Stage) -> tuple[MessageEdit, Completion]:
    await stage.open(BUDGET)
    edit = stage.window.chat.composer.edit
    edit.setFocus()
    completion = stage.window.findChildren(Completion)[0]
    await stage.until(lambda: completion.sources is not None and completion.sources.everybody)
    await stage.until(lambda: bool(completion.sources and completion.sources.emoji_of("tada")))
    await stage.settle()
    return edit, completion


def sent(stage: Stage) -> list[tuple[Written, Intent | None]]:
    return [(written, intent) for _, written, intent in stage.account.writing.sent]


def called(stage: Stage, call: tuple[object, ...]) -> bool:
    return call in stage.account.calls


def titles(completion: Completion) -> list[str]:
    return [item.title for item in completion.model.items] if completion.isVisible() else []


def test_a_person_is_mentioned_by_keyboard() -> None:
    async def scene(stage: Stage) -> None:
        edit, completion = await writing(stage)
        QTest.keyClicks(edit, "Hallo @")
        # Who wrote last comes first; one does not mention oneself.
        assert titles(completion)[:3] == ["Anna Weber", "Dr. Katharina Lindner", "Mehmet Öztürk"]
        assert "Jana Sommer" not in titles(completion)
        QTest.keyClicks(edit, "meh")
        assert titles(completion) == ["Mehmet Öztürk"]
        QTest.keyClick(edit, Key.Key_Tab)
        assert edit.hasFocus()
        QTest.keyClicks(edit, "und @lind")
        QTest.keyClick(edit, Key.Key_Return)
        QTest.keyClicks(edit, "bitte")
        assert edit.toPlainText() == "Hallo Mehmet Öztürk und Dr. Katharina Lindner bitte"
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        written = sent(stage)[0][0]
        assert [written.text[each.start : each.end] for each in written.mentions] == [
            "Mehmet Öztürk",
            "Dr. Katharina Lindner",
        ]
        assert written.mentions[1].target == "@k.lindner:ministerium.example"

    perform(scene, SampleSession(usual_account()))


def test_escape_and_arrows_and_everybody() -> None:
    async def scene(stage: Stage) -> None:
        edit, completion = await writing(stage)
        QTest.keyClicks(edit, "@roo")
        assert titles(completion) == ["@room"]
        QTest.keyClick(edit, Key.Key_Escape)
        assert not completion.isVisible()
        QTest.keyClicks(edit, "m Sitzung")
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert sent(stage)[0][0] == Written("@room Sitzung", (Mention(0, 5, EVERYBODY),))
        QTest.keyClicks(edit, "@")
        first = titles(completion)[0]
        QTest.keyClick(edit, Key.Key_Down)
        QTest.keyClick(edit, Key.Key_Up)
        QTest.keyClick(edit, Key.Key_Return)
        assert edit.toPlainText() == f"{first} "

    perform(scene, SampleSession(usual_account()))


def test_rooms_emoji_and_names_between_colons() -> None:
    async def scene(stage: Stage) -> None:
        edit, completion = await writing(stage)
        QTest.keyClicks(edit, "Siehe #lag")
        assert titles(completion) == ["Lagezentrum"]
        QTest.keyClick(edit, Key.Key_Tab)
        QTest.keyClicks(edit, ":dau")
        assert titles(completion)[0] == "Daumen hoch"
        QTest.keyClick(edit, Key.Key_Tab)
        QTest.keyClicks(edit, " :tada:")
        assert edit.toPlainText() == "Siehe #lagezentrum:behoerde.example 👍️ 🎉"
        QTest.keyClicks(edit, " um 10:30 # Punkt")
        assert not completion.isVisible()
        target = edit.written().mentions[0]
        assert target == Mention(6, 35, "#lagezentrum:behoerde.example")

    perform(scene, SampleSession(usual_account()))


def test_a_mention_is_one_thing_until_it_is_changed() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        edit.mention(0, 0, "Anna Weber", ANNA)
        QTest.keyClicks(edit, "x")
        assert edit.written() == Written("Anna Weber x", (Mention(0, 10, ANNA),))
        cursor = edit.textCursor()
        cursor.setPosition(10)
        edit.setTextCursor(cursor)
        QTest.keyClicks(edit, "s")  # right behind it: not a part of it
        assert edit.written() == Written("Anna Webers x", (Mention(0, 10, ANNA),))
        QTest.keyClick(edit, Key.Key_Backspace)
        QTest.keyClick(edit, Key.Key_Backspace)  # takes the whole name
        assert edit.written() == Written(" x")
        edit.undo()
        assert edit.written().mentions == (Mention(0, 10, ANNA),)
        cursor.setPosition(4)
        edit.setTextCursor(cursor)
        QTest.keyClicks(edit, "!")  # within: a name no longer
        assert edit.written() == Written("Anna! Weber x")

    perform(scene, SampleSession(usual_account()))


def test_mentions_are_copied_and_pasted_and_foreign_markup_is_text() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        edit.mention(0, 0, "Anna 🎉", ANNA)
        edit.selectAll()
        edit.cut()
        assert edit.toPlainText() == ""
        edit.paste()
        edit.paste()
        assert edit.written() == Written("Anna 🎉 Anna 🎉 ", (Mention(0, 6, ANNA), Mention(7, 13, ANNA)))
        edit.clear()
        data = QMimeData()
        data.setHtml("<b>fett</b><img src='file:///etc/passwd'>")
        data.setText("fett")
        data.setData("application/x-bundesmessenger-written", b'{"text":"anders","mentions":[[0,6,"@a:b"]]}')
        QGuiApplication.clipboard().setMimeData(data)
        edit.paste()
        assert edit.written() == Written("fett")
        QGuiApplication.clipboard().clear()

    perform(scene, SampleSession(usual_account()))


def test_whatever_is_edited_a_mention_names_whom_it_mentions() -> None:
    """Random typing, deleting, cutting, undoing: no mention ever covers other characters than its name."""

    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        pick = random.Random(20261123)
        people = {"@a:b.c": "Anna", "@d:b.c": "Dr. Öz 🎉", "@e:b.c": "E"}

        def somewhere() -> int:
            """Not within a character of two units: no key and no mouse leads there."""
            units = edit.toPlainText().encode("utf-16-le")
            at = pick.randint(0, len(units) // 2)
            return at + (0xDC <= units[2 * at + 1] <= 0xDF if 2 * at + 1 < len(units) else 0)

        for turn in range(400):
            cursor = edit.textCursor()
            cursor.setPosition(somewhere())
            if pick.random() < 0.3:
                cursor.setPosition(somewhere(), QTextCursor.MoveMode.KeepAnchor)
            edit.setTextCursor(cursor)
            match pick.randrange(8):
                case 0 | 1:
                    user = pick.choice(list(people))
                    start, end = cursor.selectionStart(), cursor.selectionEnd()
                    edit.mention(start, end, people[user], user)
                case 2 | 3:
                    QTest.keyClicks(edit, pick.choice(("x", "Anna", " ")))
                case 4:
                    QTest.keyClick(edit, pick.choice((Key.Key_Backspace, Key.Key_Delete)))
                case 5:
                    QTest.keyClick(edit, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
                case 6:
                    edit.undo()
                case _:
                    edit.redo()
            written = edit.written()
            for each in written.mentions:
                assert written.text[each.start : each.end] == people[each.target], turn

    perform(scene, SampleSession(usual_account()))


def test_commands_are_offered_done_and_never_sent_by_mistake() -> None:
    async def scene(stage: Stage) -> None:
        edit, completion = await writing(stage)
        composer = stage.window.chat.composer
        QTest.keyClicks(edit, "/sp")
        assert titles(completion) == ["/spoiler <Text>"]
        QTest.keyClick(edit, Key.Key_Tab)
        QTest.keyClicks(edit, "Ende")
        QTest.keyClick(edit, Key.Key_Return)
        QTest.keyClicks(edit, "/me winkt")
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert [each[0] for each in sent(stage)] == [Written("||Ende||"), Written("winkt", kind="m.emote")]
        QTest.keyClicks(edit, "/giphy Katze")
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert len(sent(stage)) == 2
        assert composer.text() == "/giphy Katze"
        assert composer.notice.isVisible()
        assert "/giphy" in composer.notice.text()
        QTest.keyClicks(edit, "n")
        assert not composer.notice.isVisible()
        for text, call in (
            ("/topic Neues Thema", ("set_topic", BUDGET, "Neues Thema")),
            ("/nick Jana S.", ("set_name", "Jana S.")),
            ("/myroomnick Leitung", ("set_name_in", BUDGET, "Leitung")),
            ("/kick @b:c.de zu laut", ("kick", BUDGET, "@b:c.de", "zu laut")),
            ("/ban @b:c.de", ("ban", BUDGET, "@b:c.de", "")),
            ("/unban @b:c.de", ("unban", BUDGET, "@b:c.de")),
            ("/op @b:c.de 75", ("set_role", BUDGET, "@b:c.de", 75)),
            ("/deop @b:c.de", ("set_role", BUDGET, "@b:c.de", 0)),
            ("/ignore @b:c.de", ("ignore", "@b:c.de")),
            ("/part !x:y.z", ("leave", "!kita:behoerde.example")),
        ):
            composer.set_text(text.replace("!x:y.z", "!kita:behoerde.example"))
            QTest.keyClick(edit, Key.Key_Return)
            await stage.until(functools.partial(called, stage, call))
        composer.set_text("/invite @claudia:land.example")
        QTest.keyClick(edit, Key.Key_Return)
        await stage.until(lambda: ("invite", BUDGET, "@claudia:land.example") in stage.account.calls)
        assert composer.text() == ""

    perform(scene, SampleSession(usual_account()))


def test_drafts_keep_what_they_answer_and_whom_they_mention() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        chat = stage.window.chat
        chat.set_intent(Intent("reply", "$e1", "Anna Weber", "Anlage 3"))
        edit.mention(0, 0, "Anna Weber", ANNA)
        QTest.keyClicks(edit, "gern")
        await stage.open(OTHER)
        assert chat.composer.text() == ""
        assert not chat.composer.intent.isVisible()
        draft = stage.account.writing.drafts[BUDGET]
        assert draft.intent == Intent("reply", "$e1", "Anna Weber", "Anlage 3")
        await stage.open(BUDGET)
        await stage.until(lambda: chat.composer.text() == "Anna Weber gern")
        assert chat.composer.intent.isVisible()
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert sent(stage) == [(Written("Anna Weber gern", (Mention(0, 10, ANNA),)), draft.intent)]
        assert stage.account.writing.drafts[BUDGET] == Draft()

    perform(scene, SampleSession(usual_account()))


def test_up_in_the_empty_field_changes_the_last_own_message() -> None:
    async def scene(stage: Stage) -> None:
        account = stage.account
        edit, _ = await writing(stage)
        html = 'Frag <a href="https://matrix.to/#/%40a.weber%3Abehoerde.example">Anna</a>'
        account.timelines[-1].append([message(ME, "Frag Anna", today_at(9, 30), html=html)])
        await stage.settle()
        QTest.keyClick(edit, Key.Key_Up)
        assert edit.written() == Written("Frag Anna", (Mention(5, 9, ANNA),))
        QTest.keyClick(edit, Key.Key_Escape)
        assert edit.toPlainText() == ""
        QTest.keyClick(edit, Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        assert stage.window.chat.view.hasFocus()

    perform(scene, SampleSession(usual_account()))


def test_c01_names_with_markup_breaks_and_directions_stay_text() -> None:
    class Hostile(SampleAccount):
        async def members(self, room_id: str) -> list[Member]:
            return [Member("@evil:x.example", "<b>Evil</b>\n\u202e[x](javascript:1)", None, Membership.JOIN)]

    async def scene(stage: Stage) -> None:
        edit, completion = await writing(stage)
        QTest.keyClicks(edit, "@evil")
        assert titles(completion) == ["<b>Evil</b> [x](javascript:1)"]
        QTest.keyClick(edit, Key.Key_Tab)
        assert edit.written().mentions == (Mention(0, 29, "@evil:x.example"),)
        assert edit.toPlainText() == "<b>Evil</b> [x](javascript:1) "

    account = usual_account()
    perform(scene, SampleSession(Hostile(account.rooms.items, account.messages)))


def test_a_long_text_is_offered_as_a_file() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        data = QMimeData()
        data.setText("Zeile\n" * 3000)
        edit.insertFromMimeData(data)
        await stage.settle()
        assert edit.toPlainText() == ""
        popover = stage.window.findChild(Popover)
        assert popover is not None
        insert, as_file = popover.findChildren(QPushButton)[:2]
        assert (insert.text(), as_file.text()) == ("Einfügen", "Als Datei senden")
        QTest.mouseClick(as_file, Qt.MouseButton.LeftButton)
        await stage.settle()
        dialog = stage.window.findChild(SendFilesDialog)
        assert dialog is not None
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        await stage.until(lambda: any(call[0] == "send_file" for call in stage.account.calls))
        name = str(next(call[2] for call in stage.account.calls if call[0] == "send_file"))
        assert name.startswith("Text-")
        assert name.endswith(".txt")

    perform(scene, SampleSession(usual_account()))


def test_formats_by_key_and_button_keep_mentions() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        composer = stage.window.chat.composer
        edit.mention(0, 0, "Anna 🎉", ANNA)
        QTest.keyClicks(edit, "liest")
        edit.selectAll()
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(stage.window, Key.Key_B, control)
        assert edit.written() == Written("**Anna 🎉 liest**", (Mention(2, 8, ANNA),))
        assert edit.textCursor().selectedText() == "Anna 🎉 liest"
        assert not composer.bar.isVisible()
        QTest.mouseClick(composer.format, Qt.MouseButton.LeftButton)
        assert composer.bar.isVisible()
        button = composer.bar.findChild(QToolButton, "composer.bar.list")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert edit.hasFocus()
        assert edit.written() == Written("- **Anna 🎉 liest**", (Mention(4, 10, ANNA),))
        edit.moveCursor(QTextCursor.MoveOperation.End)
        QTest.keyClick(edit, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClicks(edit, "zwei")
        assert edit.toPlainText() == "- **Anna 🎉 liest**\n- zwei"
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert sent(stage)[0][0].mentions == (Mention(4, 10, ANNA),)
        assert stage.window.prefs.remembered("format_bar", False) is True

    perform(scene, SampleSession(usual_account()))


def test_every_format_has_a_key_of_its_own_and_the_bar_too() -> None:
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        window = stage.window
        every = [key for command in window.commands.all() for key in (command.shortcut, *command.more) if key]
        assert sorted(every) == sorted(set(every)), "a key of two commands does nothing"
        for key, wanted in (
            (Key.Key_X, "~~Text~~"),
            (Key.Key_C, "`Text`"),
            (Key.Key_9, "> Text"),
            (Key.Key_8, "- Text"),
            (Key.Key_A, "[Text]()"),
            (Key.Key_H, "||Text||"),
        ):
            window.chat.composer.set_text("Text")
            edit.selectAll()
            QTest.keyClick(window, key, shift)
            assert edit.toPlainText() == wanted
        assert not window.chat.composer.bar.isVisible()
        QTest.keyClick(window, Key.Key_B, shift)
        assert window.chat.composer.bar.isVisible()
        assert window.prefs.remembered("format_bar", False) is True
        # A field that is opened now has it, and both follow when it is hidden again.
        window.threads.open(stage.account.messages[BUDGET][-1].event_id or "")
        await stage.settle()
        assert window.threads.page is not None
        field = window.threads.page.conversation.composer
        assert field.bar.isVisible()
        field.edit.setFocus()
        QTest.keyClick(window, Key.Key_B, shift)
        assert not field.bar.isVisible()
        assert not window.chat.composer.bar.isVisible()
        assert window.prefs.remembered("format_bar", True) is False
        # Where one may not write, it does not appear.
        field.set_blocked("Nur lesen")
        window.chat.composer.format.click()
        assert window.chat.composer.bar.isVisible()
        assert not field.bar.isVisible()

    perform(scene, SampleSession(usual_account()))


def test_the_page_of_keys_lists_the_formats_and_the_bar() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        page = KeyboardPage(stage.window)
        listed = {}
        for row in range(page.table.rowCount()):
            what, keys = page.table.item(row, 0), page.table.item(row, 1)
            assert what is not None
            assert keys is not None
            listed[what.text()] = keys.text()
        for each in formats():
            assert listed[each.text] == shown_keys(each.keys)
        assert listed["Formatierungsleiste"] == shown_keys("Ctrl+Shift+B")
        page.deleteLater()

    perform(scene, SampleSession(usual_account()))


def test_in_a_narrow_window_with_large_text_there_is_room_to_write() -> None:
    async def scene(stage: Stage) -> None:
        edit, _ = await writing(stage)
        composer = stage.window.chat.composer
        assert edit.width() > composer.width() * 2 // 3
        assert composer.attach.geometry().top() > edit.geometry().bottom()
        edit.insertPlainText("Donaudampfschifffahrtsgesellschaft und mehr " * 8)
        await stage.settle()  # the scroll bar comes, once
        assert edit.verticalScrollBar().isVisible()
        stage.window.resize(1700, 700)
        await stage.settle()
        assert composer.attach.geometry().right() < edit.geometry().left()

    perform(scene, SampleSession(usual_account()), zoom=175, size=(900, 700))


def test_in_a_thread_one_writes_with_the_same_help() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        window = stage.window
        item = next(
            each
            for each in (window.chat.model.item(row) for row in range(len(window.chat.model)))
            if each.state is None
        )
        assert item.event_id is not None
        window.threads.open(item.event_id)
        await stage.until(lambda: window.threads.page is not None)
        page = window.threads.page
        assert page is not None
        edit = page.conversation.composer.edit
        edit.setFocus()
        await stage.until(lambda: len(window.findChildren(Completion)) == 2 or len(page.findChildren(Completion)) == 1)
        await stage.settle(20)
        QTest.keyClicks(edit, "@meh")
        popup = next(each for each in window.findChildren(Completion) if each.isVisible())
        assert popup.parentWidget() is window
        assert popup.geometry().bottom() < edit.mapTo(window, edit.rect().topLeft()).y()
        QTest.keyClick(edit, Key.Key_Tab)
        assert edit.toPlainText() == "Mehmet Öztürk "
        window.writing.new_poll(page.conversation, "Wann?")
        dialog = window.findChild(PollDialog)
        assert dialog is not None
        dialog.answers[0].setText("Mo")
        dialog.answers[1].setText("Di")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        wanted = ("poll", BUDGET, "Wann?", ("Mo", "Di"), True, 1, Intent("thread", item.event_id))
        await stage.until(lambda: wanted in stage.account.calls)

    perform(scene, SampleSession(usual_account()))


def test_c12_without_the_right_nobody_is_pinged_with_everybody() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.writing.everybody = False
        await stage.open(BUDGET)
        edit = stage.window.chat.composer.edit
        edit.setFocus()
        completion = stage.window.findChildren(Completion)[0]
        await stage.until(lambda: bool(completion.sources and completion.sources.emoji_of("tada")))
        await stage.settle()
        QTest.keyClicks(edit, "@roo")
        assert titles(completion) == []
        edit.clear()
        edit.mention(0, 0, "@room", EVERYBODY)  # from a draft, or pasted
        QTest.keyClicks(edit, "Sitzung")
        QTest.keyClick(edit, Key.Key_Return)
        await stage.settle()
        assert sent(stage)[0][0] == Written("@room Sitzung")

    perform(scene, SampleSession(usual_account()))
