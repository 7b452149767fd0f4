# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one can do with a message, from its menu."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QMenu

from app.errors import ErrorCode, UserError
from app.types import Attachment, ItemKind, Poll, PollAnswer, TimelineItem
from tests.support.sample_account import ANNA, ME, SampleAccount, SampleSession, message, room, today_at
from tests.support.sample_rooms import room_settings
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.base import FormDialog

pytestmark = pytest.mark.window
ROOM = "!room:x.example"


def session(*items: TimelineItem) -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: list(items)}))


def choose(stage: Stage, row: int, name: str) -> None:
    menu = QMenu()
    stage.window.messages.fill(menu, stage.window.chat.model.item(row), stage.window.chat.conversation)
    found = [action for action in menu.actions() if action.objectName() == name]
    assert found, [action.objectName() for action in menu.actions()]
    found[0].trigger()


def offered(stage: Stage, row: int) -> set[str]:
    menu = QMenu()
    stage.window.messages.fill(menu, stage.window.chat.model.item(row), stage.window.chat.conversation)
    return {action.objectName() for action in menu.actions() if action.objectName()}


def calls(stage: Stage, *wanted: str) -> list[tuple[object, ...]]:
    return [call for call in stage.account.calls if call[0] in wanted]


def test_reply_thread_and_edit() -> None:
    theirs, own = message(ANNA, "Kommst du?", today_at(9)), message(ME, "Vieleicht", today_at(9, 1))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        composer = stage.window.chat.composer
        composer.set_text("ein Entwurf")
        choose(stage, 0, names.MENU_REPLY)
        assert "Anna" in composer.intent.full()
        assert composer.text() == "ein Entwurf"
        composer.set_text("Ja")
        composer.button.click()
        await stage.settle()
        assert calls(stage, "reply", "send_text") == [("reply", ROOM, theirs.event_id, "Ja")]
        assert not composer.intent.isVisible()

        composer.set_text("noch ein Entwurf")
        choose(stage, 1, names.MENU_EDIT)
        assert composer.text() == "Vieleicht"
        QTest.keyClick(composer.edit, Qt.Key.Key_Escape)
        assert composer.text() == "noch ein Entwurf"
        choose(stage, 1, names.MENU_EDIT)
        composer.set_text("Vielleicht")
        composer.button.click()
        assert composer.text() == "noch ein Entwurf"
        await stage.settle()
        assert calls(stage, "edit") == [("edit", ROOM, own.event_id, "Vielleicht")]

        choose(stage, 0, names.MENU_THREAD)
        await stage.settle()
        page = stage.window.threads.page
        assert page is not None
        page.conversation.composer.set_text("dazu")
        page.conversation.composer.button.click()
        await stage.settle()
        assert calls(stage, "thread") == [("thread", ROOM, theirs.event_id, "dazu")]
        composer.set_text("wieder gewöhnlich")
        composer.button.click()
        await stage.settle()
        assert len(calls(stage, "reply", "edit", "thread")) == 3

    perform(scene, session(theirs, own))


def test_the_caption_of_an_own_file_is_changed_and_a_voice_message_has_none() -> None:
    file = replace(message(ME, "Plan.png", today_at(9)), kind=ItemKind.FILE)
    plain = replace(file, attachment=Attachment("Plan.png", "m.image", "image/png"))
    with_words = replace(message(ME, "Entwurf", today_at(9, 1)), kind=ItemKind.FILE)
    with_words = replace(with_words, attachment=replace(plain.attachment, caption="Entwurf"))  # type: ignore[type-var]
    spoken = replace(message(ME, "Voice message", today_at(9, 2)), kind=ItemKind.FILE)
    spoken = replace(spoken, attachment=Attachment("Voice message", "m.audio", "audio/ogg", voice=True))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        composer = stage.window.chat.composer
        assert names.MENU_EDIT not in offered(stage, 2)
        choose(stage, 0, names.MENU_EDIT)
        assert composer.text() == ""
        QTest.keyClick(composer.edit, Qt.Key.Key_Escape)
        choose(stage, 1, names.MENU_EDIT)
        assert composer.text() == "Entwurf"
        composer.set_text("Endfassung")
        composer.button.click()
        await stage.settle()
        assert calls(stage, "edit") == [("edit", ROOM, with_words.event_id, "Endfassung")]

    perform(scene, session(plain, with_words, spoken))


def test_only_own_messages_are_edited_and_deleted_and_the_reason_is_asked() -> None:
    theirs, own = message(ANNA, "a", today_at(9)), message(ME, "b", today_at(9, 1))

    async def scene(stage: Stage) -> None:
        stage.account.room_admin.rooms[ROOM] = room_settings(ROOM, ME, levels={})
        await stage.open(ROOM)
        assert offered(stage, 0) >= {names.MENU_REPLY, names.MENU_THREAD, names.MENU_REPORT}
        assert not offered(stage, 0) & {names.MENU_EDIT, names.MENU_DELETE}
        assert offered(stage, 1) >= {names.MENU_REPLY, names.MENU_THREAD, names.MENU_EDIT, names.MENU_DELETE}
        choose(stage, 1, names.MENU_DELETE)
        dialog = stage.window.findChild(FormDialog, names.DELETE_DIALOG)
        assert dialog is not None
        field = dialog.findChild(QLineEdit, names.DELETE_REASON)
        assert field is not None
        field.setText("doppelt")
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        dialog.submit_button.click()
        await stage.settle()
        assert dialog.isVisible()
        assert dialog.error.text()
        dialog.submit_button.click()
        await stage.settle()
        assert calls(stage, "redact")[-1] == ("redact", ROOM, own.event_id, "doppelt")

    perform(scene, session(theirs, own))


def test_a_reaction() -> None:
    theirs = message(ANNA, "a", today_at(9))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.messages.react(str(theirs.event_id), "👍")
        await stage.settle()
        assert calls(stage, "toggle_reaction") == [("toggle_reaction", ROOM, theirs.event_id, "👍")]

    perform(scene, session(theirs))


def test_a_poll_is_shown_answered_and_ended() -> None:
    answers = (PollAnswer("x1", "Montag", 2, own=True), PollAnswer("x2", "<b>Dienstag</b>", 1))
    asked = replace(message(ME, "Wann?", today_at(9), kind=ItemKind.POLL), poll=Poll("Wann?", answers, voters=3))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        lay = view.layout_of(0)
        assert lay.doc.toPlainText() == "Wann?"
        assert lay.poll is not None
        assert [(box.answer.text, box.votes) for box in lay.poll.answers] == [
            ("Montag", "2 Stimmen"),
            ("<b>Dienstag</b>", "1 Stimme"),
        ]
        assert lay.poll.foot_text == "3 Personen haben abgestimmt"
        view.trigger(asked.key, "bm:vote:x2")
        view.trigger(asked.key, "bm:vote:x1")
        choose(stage, 0, names.MENU_POLL_END)
        await stage.settle()
        assert calls(stage, "poll_vote", "poll_end") == [
            ("poll_vote", ROOM, asked.event_id, ("x2",)),
            ("poll_vote", ROOM, asked.event_id, ()),
            ("poll_end", ROOM, asked.event_id),
        ]

    perform(scene, session(asked))


def test_moderators_delete_what_others_wrote() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        assert names.MENU_DELETE in offered(stage, 0)

    perform(scene, session(message(ANNA, "a", today_at(9))))


def test_pinned_messages_stand_over_the_conversation_and_in_a_list() -> None:
    first = message(ANNA, "Einwahl: 0800 123", today_at(9))
    second = message(ANNA, "Protokoll liegt bereit", today_at(9, 1))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        assert not window.pins.row.isVisible()
        choose(stage, 0, names.MENU_PIN)
        choose(stage, 1, names.MENU_PIN)
        await stage.settle()
        assert calls(stage, "pin") == [("pin", ROOM, first.event_id), ("pin", ROOM, second.event_id)]
        assert "Protokoll" in window.pins.row.newest.text()
        assert window.pins.row.all.text() == "2 angeheftete Nachrichten"
        QTest.mouseClick(window.pins.row.all, Qt.MouseButton.LeftButton)
        await stage.settle()
        shown = window.findChild(QListWidget, names.PIN_LIST)
        assert shown is not None
        assert shown.count() == 2
        shown.setCurrentRow(1)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        await stage.settle()
        assert window.chat.view.current == first.key
        choose(stage, 0, names.MENU_PIN)
        await stage.settle()
        assert calls(stage, "unpin") == [("unpin", ROOM, first.event_id)]
        assert shown.count() == 1

    perform(scene, session(first, second))


def test_who_may_not_pin_is_not_offered_it() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.room_admin.rooms[ROOM] = room_settings(ROOM, ME, levels={})
        await stage.open(ROOM)
        assert names.MENU_PIN not in offered(stage, 0)

    perform(scene, session(message(ANNA, "a", today_at(9))))
