# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads in the window: the line below a message, the list, a thread with a field of its own, the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QToolButton, QWidget

from app.types import TimelineItem
from tests.support.sample_account import ANNA, KATHARINA, ME, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import names
from ui.conversation import Conversation
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
