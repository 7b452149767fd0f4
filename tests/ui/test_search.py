# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search, the way to any message, and the quick switcher, in the real window."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.errors import ErrorCode, UserError
from app.finder.filling import Filling, FillingState
from app.finder.query import Kind
from app.finder.service import Coverage
from app.types import ItemKind, ReplyTo
from tests.support.sample_account import (
    ANNA,
    BERND,
    ME,
    SampleAccount,
    SampleSession,
    many_messages,
    many_rooms,
    message,
    room,
    today_at,
)
from tests.ui.stage import Stage, perform
from ui.search.panel import SearchPanel, statement
from ui.search.switcher import Switcher

pytestmark = pytest.mark.window
ONE, TWO = "!one:x.example", "!two:x.example"


def account() -> SampleAccount:
    items = many_messages(600)
    items[20] = message(ANNA, "Die Haushaltsausschusssitzung entfällt", items[20].ts)
    items[580] = message(ME, "Zum Ausschuss komme ich", items[580].ts, in_reply_to=ReplyTo(str(items[20].event_id)))
    other = [message(BERND, f"Ausschuss Nummer {n}", today_at(9) - n * 60_000) for n in range(80)][::-1]
    other[3] = message(BERND, "Ausschuss.pdf", today_at(7), kind=ItemKind.FILE)
    rooms = [
        room(ONE, "Haushalt 2027", today_at(9), topic="Vorlage"),
        room(TWO, "Personalrat", today_at(8)),
        room("!direct:x.example", None, today_at(7), heroes=("Anna Weber",), direct=True, people=(ANNA,)),
    ]
    return SampleAccount(rooms, {ONE: items, TWO: other})


def panel(stage: Stage) -> SearchPanel:
    page = stage.window.panel.page()
    assert isinstance(page, SearchPanel)
    return page


async def search(stage: Stage, text: str) -> SearchPanel:
    page = panel(stage)
    page.field.setText(text)
    page.look()
    await stage.settle()
    return page


def keys(stage: Stage, keys: str) -> None:
    assert stage.window.commands.run({"Ctrl+F": "room.search", "Ctrl+Shift+F": "search", "Ctrl+K": "switch"}[keys])


def test_a_message_far_back_is_found_shown_and_marked_and_the_way_back_is_short() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        window = stage.window
        view, timeline = window.chat.view, stage.account.timelines[0]
        target = stage.account.messages[ONE][20]
        keys(stage, "Ctrl+F")
        assert panel(stage).field.hasFocus()
        page = await search(stage, "haushaltsausschuss")
        assert page.model.rowCount() == 1
        assert page.model.hit(0).item is target
        QTest.keyClick(page.field, Qt.Key.Key_Down)
        QTest.keyClick(page.hits, Qt.Key.Key_Return)
        await stage.until(lambda: view.marked == target.key)
        await stage.settle()
        assert view.current == target.key
        assert view.row_rect(window.chat.model.row_of(target.key)) is not None
        assert not timeline.at_newest
        assert not view.at_bottom()
        assert window.chat.conversation.newest.isVisible()
        # nothing that comes on the way down is news, and the view stays where it is
        for _ in range(200):
            if timeline.at_newest:
                break
            view.scroll_by(400)
            await stage.settle(2)
        assert timeline.at_newest
        assert [window.chat.model.item(n) for n in range(len(window.chat.model))] == list(timeline.items)
        window.go_to(ONE, str(target.event_id))
        await stage.settle()
        window.chat.jump_to_newest()
        await stage.until(lambda: timeline.at_newest and view.at_bottom())

    perform(scene, SampleSession(account()))


def test_a_reply_leads_to_a_message_that_is_not_loaded() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        window = stage.window
        target = stage.account.messages[ONE][20]
        window.message_action(stage.account.messages[ONE][580].key, "reply")
        await stage.until(lambda: window.chat.view.marked == target.key)
        stage.account.timelines[0].absent = UserError(ErrorCode.FORBIDDEN)
        window.go_to(ONE, "$nowhere")
        await stage.until(lambda: window.toast.isVisible())
        assert "nicht zu finden" in window.toast.label.text()
        stage.account.timelines[0].absent = UserError(ErrorCode.NO_NETWORK)
        window.go_to(ONE, "$nowhere")
        await stage.until(lambda: "Verbindung" in window.toast.label.text())
        assert window.chat.view.marked == target.key  # it stays where it is

    perform(scene, SampleSession(account()))


def test_new_messages_begin_at_a_line_and_a_button_leads_there() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(TWO)
        window = stage.window
        timeline = stage.account.timelines[0]
        conversation = window.chat.conversation
        key = timeline.items[10].key
        timeline.unread_key = key
        timeline.update(0, replace(timeline.items[0], body="anders"))
        await stage.settle()
        assert window.chat.model.unread_key == key
        assert conversation.unread.isVisible()
        row = window.chat.model.row_of(key)
        assert window.chat.view.layout_of(row).new is not None
        conversation.unread.click()
        await stage.settle()
        assert window.chat.view.row_rect(window.chat.model.row_of(key)) is not None
        assert not conversation.unread.isVisible()

    perform(scene, SampleSession(account()))


def test_filters_pages_and_searching_everywhere() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        keys(stage, "Ctrl+Shift+F")
        page = await search(stage, "ausschuss")
        assert page.everywhere
        assert page.model.rowCount() == 30
        assert "30" in page.told.text()
        bar = page.hits.verticalScrollBar()
        for _ in range(20):
            bar.setValue(bar.maximum())
            await stage.settle(2)
        assert page.model.rowCount() == 82
        assert len({page.model.hit(n).item.event_id for n in range(82)}) == 82
        spoken = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Personalrat" in spoken
        assert "Ausschuss Nummer 0" in spoken
        page.kind.setCurrentIndex(page.kind.findData(Kind.FILE))
        await stage.settle()
        assert page.query().kind is Kind.FILE
        page.kind.setCurrentIndex(0)
        page.person.setText("Bernd")
        page.person.textEdited.emit("Bernd")
        page.person._look()
        await stage.settle()
        page.person.setText(ANNA)
        page.person.textEdited.emit(ANNA)
        await stage.settle()
        assert page.model.rowCount() == 1
        page.person.clear()
        page.period.setCurrentIndex(page.period.findData("dates"))
        await stage.settle()
        assert page.dates.isVisible()
        query = page.query()
        assert query.since is not None
        assert query.before is not None
        assert query.before - query.since > 29 * 86_400_000
        page.period.setCurrentIndex(0)
        page.where.setCurrentIndex(page.where.findData("room"))
        await stage.settle()
        assert page.model.rowCount() == 2
        await search(stage, "gibt es nicht")
        assert page.told.text() == "Nichts gefunden."

    perform(scene, SampleSession(account()))


def test_a_search_everywhere_stays_when_its_message_is_shown_in_another_room() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        keys(stage, "Ctrl+Shift+F")
        page = await search(stage, "Nummer 70")
        page.hits.chosen.emit(0)
        await stage.until(lambda: stage.window.chat.view.marked != "")
        room_now = stage.window.chat.room()
        assert room_now is not None
        assert room_now.room_id == TWO
        assert panel(stage) is page
        keys(stage, "Ctrl+F")
        assert not page.everywhere
        assert page.room_id == TWO
        stage.window.open_room(ONE)
        await stage.settle()
        assert stage.window.panel.page() is None  # that one belonged to the room

    perform(scene, SampleSession(account()))


def test_what_can_be_found_is_said() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        finder = stage.account.finder
        finder.covered = Coverage(41, 12, today_at(9, 0, 400), 3)
        finder.tell(FillingState(Filling.RUNNING, 12, 41))
        keys(stage, "Ctrl+Shift+F")
        await stage.settle()
        page = panel(stage)
        assert "41 Räumen" in page.statement.text()
        assert "12 von 41" in page.statement.text()
        page.filling.click()
        assert "angehalten" in page.statement.text()
        assert page.filling.text() == "Fortsetzen"
        page.filling.click()
        assert page.filling.text() == "Anhalten"
        finder.tell(FillingState(Filling.DONE, 41, 41))
        assert not page.filling.isVisible()
        assert statement(Coverage(1, 1, None, 0), one=True) == "Alle Nachrichten dieses Raums sind durchsuchbar."

    perform(scene, SampleSession(account()))


def switcher(stage: Stage) -> Switcher:
    found = [each for each in stage.window.findChildren(Switcher) if each.isVisible()]
    return found[0]


def test_the_switcher_opens_rooms_people_and_commands_from_the_keyboard() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        keys(stage, "Ctrl+K")
        await stage.settle()
        dialog = switcher(stage)
        assert dialog.field.hasFocus()
        assert [dialog.list.item(n).text() for n in range(dialog.list.count())][:2] == ["Haushalt 2027", "Personalrat"]
        QTest.keyClicks(dialog.field, "prat")
        choice = dialog.current()
        assert choice is not None
        assert choice.title == "Personalrat"
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await stage.settle()
        now = stage.window.chat.room()
        assert now is not None
        assert now.room_id == TWO
        keys(stage, "Ctrl+K")
        await stage.settle()
        dialog = switcher(stage)
        dialog.field.setText("allen Räumen")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await stage.settle()
        assert stage.window.panel.page_name() == "search"
        keys(stage, "Ctrl+K")
        await stage.settle()
        dialog = switcher(stage)
        QTest.keyClicks(dialog.field, "zzzzzz")
        assert dialog.current() is None
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await stage.settle()

    perform(scene, SampleSession(account()))


def test_two_thousand_rooms_are_ranked_at_once() -> None:
    async def scene(stage: Stage) -> None:
        keys(stage, "Ctrl+K")
        await stage.settle()
        dialog = switcher(stage)
        begun = time.perf_counter()
        for sign in "haushalt 1999":
            QTest.keyClicks(dialog.field, sign)
        spent = (time.perf_counter() - begun) / 13
        choice = dialog.current()
        assert choice is not None
        assert "1999" in choice.title
        assert spent < 0.5  # generous; the benchmark has the number
        assert isinstance(QApplication.focusWidget(), QLineEdit)
        dialog.reject()
        await stage.settle()

    rooms = list(many_rooms(2000))
    rooms[1998] = room("!last:x.example", "Referat Haushalt 1999", 5)
    perform(scene, SampleSession(SampleAccount(rooms)))


def test_c04_what_is_found_and_marked_stays_text(tmp_path: Path) -> None:
    """Bodies of others are laid out without a document that could read markup, marked parts as well."""
    secret = tmp_path / "x.png"
    hostile = (
        f'</b><img src="{secret.as_uri()}"><script>x</script> Ausschuss <a href="https://evil.example">Ausschuss</a>'
        "\u202etxt.exe \u2066<mark>Ausschuss</mark>"
    )
    items = [message(ANNA, hostile, today_at(9)), message("<b>@x:evil.test</b>", "Ausschuss & <i>", today_at(9))]
    items[1] = replace(items[1], sender_name="<b>Chef</b>")
    made = SampleAccount([room(ONE, "<h1>Haushalt</h1>", today_at(9))], {ONE: items})

    async def scene(stage: Stage) -> None:
        await stage.open(ONE)
        keys(stage, "Ctrl+F")
        page = await search(stage, "ausschuss")
        assert page.model.rowCount() == 2
        spoken = [str(page.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(2)]
        assert any("<img src=" in text and "<script>x</script>" in text for text in spoken)
        assert any("<b>Chef</b>" in text and "Ausschuss & <i>" in text for text in spoken)
        assert not any("\u202e" in text for text in spoken)
        for row in range(2):
            hit = page.model.hit(row)
            assert hit.parts
            for begin, end in hit.parts:
                assert hit.excerpt[begin:end].casefold() == "ausschuss"
        assert not page.hits.grab().isNull()  # painted, with nothing asked of the disk
        assert page.hits.findChildren(QTextDocument) == []

    perform(scene, SampleSession(made))
