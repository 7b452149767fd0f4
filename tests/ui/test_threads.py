# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads in the window: the line below a message, the list, a thread with a field of its own, the keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QToolButton, QWidget

from app.types import Refused, ReplyTo, TimelineItem
from tests.support.sample_account import ANNA, KATHARINA, ME, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import names
from ui.conversation import Conversation
from ui.dialogs.details import DetailsDialog
from ui.dialogs.forward import ForwardDialog
from ui.text import Label
from ui.timeline.hover import HoverBar
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window
ROOM = "!room:x.example"


def session() -> SampleSession:
    root = message(KATHARINA, "Wer kommt zur Sitzung?", today_at(9))
    other = message(ANNA, "Etwas anderes", today_at(9, 1))
    account = SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [root, other]})
    answers = [message(ANNA, "Ich", today_at(9, 2)), message(ME, "Ich auch", today_at(9, 3))]
    account.messages[ROOM][0] = account.threads.begin(root, answers, unread=1)
    return SampleSession(account)


def thread(stage: Stage) -> Conversation:
    page = stage.window.threads.page
    assert page is not None
    return page.conversation


def bodies(conversation: Conversation) -> list[str]:
    return [conversation.model.item(row).body for row in range(len(conversation.model))]


def move(widget: QWidget, to: QPoint) -> None:
    """Not with QTest: that runs a nested event loop."""
    none = Qt.MouseButton.NoButton
    place = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, QPointF(widget.mapToGlobal(to)), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def root_of(stage: Stage) -> TimelineItem:
    return stage.account.messages[ROOM][0]


def test_the_line_below_the_root_opens_the_thread_beside_the_room() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        row = view.layout_of(0).thread
        assert row is not None
        assert (row.count, row.last) == ("2 Antworten, 1 neu", "Jana Sommer: Ich auch")
        assert "2 Antworten, 1 neu" in spoken(view.model.item(0))
        top = view.row_rect(0)
        assert top is not None
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.rect.center() + top.topLeft())
        await stage.settle()
        assert stage.window.panel.page_name() == "thread"
        assert bodies(thread(stage)) == ["Wer kommt zur Sitzung?", "Ich", "Ich auch"]
        assert thread(stage).view.layout_of(0).thread is None
        await stage.until(lambda: stage.account.threads.opened[0].read > 0)

        thread(stage).composer.set_text("Und ich")
        thread(stage).composer.button.click()
        await stage.settle()
        assert stage.account.calls[-1] == ("thread", ROOM, root_of(stage).event_id, "Und ich")
        stage.account.threads.opened[0].append([message(ANNA, "Schön", today_at(9, 9))])
        await stage.settle()
        assert bodies(thread(stage))[-1] == "Schön"

    perform(scene, session())


def test_what_was_begun_in_a_thread_is_kept_and_the_timeline_closed() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.window.threads.open(root)
        await stage.settle()
        QTest.keyClicks(thread(stage).composer.edit, "angefangen")
        QTest.keyClick(thread(stage).composer.edit, Qt.Key.Key_Escape)
        await stage.settle()
        assert stage.window.panel.page_name() == ""
        assert stage.account.threads.opened[0].closed
        assert stage.account.writing.drafts[f"{ROOM} {root}"].written.text == "angefangen"
        stage.window.threads.open(root)
        await stage.settle()
        assert thread(stage).composer.text() == "angefangen"
        assert stage.window.chat.composer.text() == ""

    perform(scene, session())


def test_the_list_of_threads_with_the_keyboard() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        button = window.findChild(QToolButton, names.ROOM_THREADS)
        assert button is not None
        assert button.accessibleName() == "Threads: 1 neue Antwort"
        assert button.property("mark") == "unread"
        assert window.commands.run("room.threads")
        await stage.settle()
        shown = window.findChild(QListWidget, names.THREAD_LIST)
        assert shown is not None
        assert shown.count() == 1
        spoken_text = shown.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Wer kommt zur Sitzung?" in spoken_text
        assert "2 Antworten" in spoken_text
        shown.setFocus()
        QTest.keyClick(shown, Qt.Key.Key_Return)
        await stage.settle()
        assert window.panel.page_name() == "thread"
        assert stage.account.threads.lists[0].closed
        QTest.keyClick(thread(stage).composer.edit, Qt.Key.Key_Escape)
        await stage.settle()
        assert window.panel.page_name() == "threads"
        assert window.commands.run("room.threads")
        assert window.panel.page_name() == ""

    perform(scene, session())


def test_without_threads_the_list_says_what_they_are_for() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.threads.show_list()
        await stage.settle()
        page = stage.window.panel.page()
        assert page is not None
        assert stage.window.threads.button.property("mark") == ""
        assert not page.findChild(QListWidget, names.THREAD_LIST).isVisible()  # type: ignore[union-attr]

    account = SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [message(ANNA, "a", today_at(9))]})
    perform(scene, SampleSession(account))


def test_single_keys_on_a_message() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        view.setFocus()
        view.select_row(1)
        QTest.keyClick(view, Qt.Key.Key_R)
        assert "Anna" in stage.window.chat.composer.intent.full()
        QTest.keyClick(stage.window.chat.composer.edit, Qt.Key.Key_Escape)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_T)
        await stage.settle()
        assert stage.account.threads.opened[0].root == stage.account.messages[ROOM][1].event_id
        # Not from within a thread: there are none in threads.
        inside = thread(stage).view
        inside.setFocus()
        inside.select_row(0)
        QTest.keyClick(inside, Qt.Key.Key_T)
        await stage.settle()
        assert len(stage.account.threads.opened) == 1

    perform(scene, session())


def test_the_bar_over_the_message_under_the_pointer() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        bar = view.findChild(HoverBar)
        assert bar is not None
        rect, bubble = view.row_rect(1), view.layout_of(1).bubble
        assert rect is not None
        assert bubble is not None
        move(view.viewport(), bubble.center() + rect.topLeft())
        await stage.settle()
        assert bar.shown_for() == view.model.item(1).key
        reply = next(each for each in bar.findChildren(QToolButton) if each.property("icon-name") == "reply")
        QTest.mouseClick(reply, Qt.MouseButton.LeftButton)
        assert "Anna" in stage.window.chat.composer.intent.full()
        view.scroll_by(-10)
        move(view.viewport(), QPoint(2, 2))
        await stage.settle()
        assert bar.shown_for() == ""

    perform(scene, session())


def test_files_go_into_the_thread(tmp_path: object) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.window.threads.open(root)
        await stage.settle()
        from pathlib import Path

        from ui.dialogs.send_files import SendFilesDialog

        file = Path(str(tmp_path)) / "a.txt"
        file.write_text("x")
        stage.window.files.confirm([file], root)
        dialog = stage.window.findChild(SendFilesDialog)
        assert dialog is not None
        dialog.submit_button.click()
        await stage.settle()
        assert stage.account.calls[-1] == ("send_file_in_thread", ROOM, "a.txt", root)

    perform(scene, session())


def test_files_dropped_onto_the_thread_or_pasted_into_it_are_answers(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")

    async def scene(stage: Stage) -> None:
        from PySide6.QtCore import QMimeData, QUrl
        from PySide6.QtGui import QDragEnterEvent, QDropEvent

        from ui.dialogs.send_files import SendFilesDialog

        window = stage.window
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        window.threads.open(root)
        await stage.settle()
        page = window.threads.page
        assert page is not None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        none, left, copy = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction

        async def sent() -> object:
            window.findChildren(SendFilesDialog)[-1].submit_button.click()
            await stage.settle(12)
            return stage.account.calls[-1]

        for where, wanted in ((page, "send_file_in_thread"), (window.chat.conversation.view, "send_file")):
            at = where.mapTo(window, where.rect().center())
            window.dragEnterEvent(QDragEnterEvent(at, copy, data, left, none))
            assert page.drop_target.isVisible()
            assert window.drop_target.isVisible()
            assert "Thread" in page.drop_target.accessibleName()
            window.dropEvent(QDropEvent(QPointF(at), copy, data, left, none))
            assert not page.drop_target.isVisible()
            assert (await sent())[0] == wanted  # type: ignore[index]
        page.conversation.composer.edit.insertFromMimeData(data)
        assert await sent() == ("send_file_in_thread", ROOM, "a.txt", root)

    perform(scene, session())


def menu_of(stage: Stage, conversation: Conversation, row: int) -> dict[str, QAction]:
    """The entries of the menu of a message, by their text."""
    shown: list[QMenu] = []
    stage.window.menus.popup = lambda menu, at: shown.append(menu)  # type: ignore[method-assign]
    conversation.message_menu.emit(conversation.model.item(row).key, "", QPoint())
    return {action.text().partition("\t")[0]: action for action in shown[-1].actions() if action.text()}


def test_the_menu_in_a_thread_is_that_of_the_room_but_for_threads() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.window.threads.open(root)
        await stage.settle()
        in_room = menu_of(stage, stage.window.chat.conversation, 0)
        in_thread = menu_of(stage, thread(stage), 0)
        assert set(in_room) - set(in_thread) == {"Thread öffnen"}
        assert set(in_thread) <= set(in_room)
        mine = menu_of(stage, thread(stage), 2)
        theirs = menu_of(stage, thread(stage), 1)
        shared = {"Nachricht kopieren", "Link zur Nachricht kopieren", "Antworten", "Weiterleiten …", "Details"}
        shared |= {"Reagieren", "Anheften", "Wer hat es gelesen", "Mit der Tastatur lesen", "Löschen …"}
        assert shared <= set(mine), shared - set(mine)
        assert shared <= set(theirs), shared - set(theirs)
        assert "Bearbeiten" in set(mine) - set(theirs)
        assert "Melden …" in set(theirs) - set(mine)

        mine["Bearbeiten"].trigger()
        assert thread(stage).composer.text() == "Ich auch"
        assert stage.window.chat.composer.text() == ""
        theirs["Antworten"].trigger()
        assert "Anna" in thread(stage).composer.intent.full()
        assert stage.window.chat.composer.intent.full() == ""
        stage.window.chat.composer.set_text("")

        theirs["Weiterleiten …"].trigger()
        await stage.settle()
        forward = stage.window.findChild(ForwardDialog)
        assert forward is not None
        assert any(label.text() == "Ich" for label in forward.findChildren(Label))
        forward.reject()
        theirs["Details"].trigger()
        await stage.settle()
        details = stage.window.findChild(DetailsDialog)
        assert details is not None
        details.accept()

    perform(scene, session())


def test_hidden_parts_of_an_answer_are_shown_from_its_menu() -> None:
    secret = message(ANNA, "Der Täter war X", today_at(9, 4), html="Der Täter war <span data-mx-spoiler>X</span>")

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.account.threads.answers[root].append(secret)
        stage.window.threads.open(root)
        await stage.settle()
        assert thread(stage).view.hides(secret.key)
        menu_of(stage, thread(stage), 3)["Verdeckte Teile anzeigen"].trigger()
        assert not thread(stage).view.hides(secret.key)

    perform(scene, session())


def test_an_answer_that_was_not_sent_is_sent_again_or_discarded_from_its_menu() -> None:
    failed = message(ME, "Weg", today_at(9, 5), event_id=None, send_state="failed", send_error="no_network")

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.account.threads.answers[root].append(failed)
        stage.window.threads.open(root)
        await stage.settle()
        entries = menu_of(stage, thread(stage), 3)
        assert "Antworten" not in entries
        for text, call in (("Erneut senden", "resend"), ("Verwerfen", "discard")):
            entries[text].trigger()
            await stage.settle()
            assert stage.account.calls[-1] == (call, ROOM, failed.key)

    perform(scene, session())


def test_what_an_answer_answers_is_shown_in_the_thread_itself() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        first = stage.account.threads.answers[root][0]
        quoted = ReplyTo(first.event_id or "", "Anna", "Ich")
        reply = replace(message(ME, "Gut", today_at(9, 6)), in_reply_to=quoted)
        stage.account.threads.answers[root].append(reply)
        stage.window.threads.open(root)
        await stage.settle()
        page = stage.window.threads.page
        thread(stage).message_action.emit(reply.key, "reply")
        await stage.settle()
        assert stage.window.threads.page is page, "not opened anew"
        assert thread(stage).view.marked == first.key

    perform(scene, session())


def test_a_change_of_an_answer_that_was_refused_comes_back_into_the_thread() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        root = root_of(stage).event_id or ""
        stage.window.threads.open(root)
        await stage.settle()
        answer = stage.account.threads.answers[root][1].event_id or ""
        stage.window.messages.refused(Refused(ROOM, "edit", "forbidden", answer, "neuer Text"))
        assert thread(stage).composer.text() == "neuer Text"
        assert stage.window.chat.composer.text() == ""

    perform(scene, session())


def test_reactions_open_beside_the_message_they_are_for() -> None:
    """The first message of a thread is on screen twice."""

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.threads.open(root_of(stage).event_id or "")
        await stage.settle()
        places: list[QRect] = []
        stage.window.messages.show_readers = lambda event_id, anchor: places.append(anchor)  # type: ignore[method-assign]
        for conversation in (stage.window.chat.conversation, thread(stage)):
            menu_of(stage, conversation, 0)["Wer hat es gelesen"].trigger()
            view = conversation.view.viewport()
            area = QRect(view.mapToGlobal(QPoint()), view.size())
            assert area.contains(places[-1].center())

    perform(scene, session())
