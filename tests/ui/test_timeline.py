# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conversation on screen, with scripted messages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from app.types import Reaction, ReplyTo, SendState
from tests.support.sample_account import (
    ANNA,
    ME,
    MEHMET,
    SampleAccount,
    SampleSession,
    budget_room,
    many_messages,
    message,
    notice,
    room,
    states_room,
    today_at,
)
from tests.ui.stage import Stage, perform
from ui.dialogs.rooms import LinkDialog
from ui.overlays import Popover
from ui.timeline.selection import Place
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window
ROOM = "!room:x.example"


def session(items: list, shown: int = 60, **fields: object) -> SampleSession:  # type: ignore[type-arg]
    account = SampleAccount([room(ROOM, "Raum", today_at(9), **fields)], {ROOM: items})
    account.shown = shown
    return SampleSession(account)


def tops(stage: Stage) -> dict[str, int]:
    view = stage.window.chat.view
    return {stage.window.chat.model.item(row).key: top for row, top in view.geometry_of_rows.visible()}


def test_it_opens_at_the_newest_message() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        assert view.at_bottom()
        assert model.item(len(model) - 1).key in tops(stage)

    perform(scene, session(many_messages(500)))


def test_scrolling_back_loads_older_messages_without_a_jump() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        first = len(model)
        for _ in range(400):
            before = tops(stage)
            count = len(model)
            view.scroll_by(-40)
            after = tops(stage)
            for key in before.keys() & after.keys():
                assert after[key] - before[key] == 40 or count != len(model)
            before = tops(stage)
            await stage.settle(1)
            after = tops(stage)
            shared = before.keys() & after.keys()
            assert shared
            # a row above may lose its day or its name when older ones come; what is below must stay where it was
            moved = {after[key] - before[key] for key in shared}
            assert len(moved - {0}) == 0 or len(model) != count
            if len(model) != count:
                assert after[list(before)[-1]] == before[list(before)[-1]]
        assert len(model) > first

    perform(scene, session(many_messages(2000)))


def test_all_5000_messages_can_be_reached() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model, timeline = stage.window.chat.view, stage.window.chat.model, stage.account.timelines[0]
        while not timeline.at_start:
            view.scroll_by(-100_000)
            await stage.settle(1)
        await stage.settle()
        assert len(model) == 5000
        view.scroll_by(-10_000_000)
        assert view.geometry_of_rows.row == 0
        assert view.geometry_of_rows.offset == 0
        assert stage.window.chat.composer.isVisible()
        stage.window.chat.jump_to_newest()
        assert view.at_bottom()

    perform(scene, session(many_messages(5000)))


def test_a_burst_of_500_messages_costs_no_stall() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        timeline = stage.account.timelines[0]
        late: list[float] = []
        running = True

        async def watch() -> None:
            while running:
                begin = time.perf_counter()
                await asyncio.sleep(0.005)
                late.append(time.perf_counter() - begin - 0.005)

        watcher = asyncio.ensure_future(watch())
        cpu = time.process_time()
        for item in many_messages(500):
            timeline.append([item])
            await asyncio.sleep(0.001)
        await stage.settle()
        running = False
        await watcher
        assert len(stage.window.chat.model) == 560
        assert stage.window.chat.view.at_bottom()
        late.sort()
        assert late[len(late) // 2] < 0.02
        assert time.process_time() - cpu < 10.0  # about 1 s on an idle machine

    perform(scene, session(many_messages(60)))


def test_new_messages_do_not_move_what_is_read_and_are_counted() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        chat = stage.window.chat
        chat.view.scroll_by(-900)
        before = tops(stage)
        stage.account.timelines[0].append([message(ANNA, "neu", today_at(9)), message(ANNA, "neu", today_at(9))])
        await stage.settle()
        assert tops(stage) == before
        assert chat.conversation.newest.isVisible()
        assert chat.conversation.newest.text() == "2 neue Nachrichten"
        QTest.mouseClick(chat.conversation.newest, Qt.MouseButton.LeftButton)
        assert chat.view.at_bottom()
        assert not chat.conversation.newest.isVisible()
        chat.view.scroll_by(-900)
        assert chat.conversation.newest.text() == "Neueste"
        stage.account.timelines[0].append([message(ME, "eigene", today_at(9))])
        await stage.settle()
        assert chat.view.at_bottom()

    perform(scene, session(many_messages(60)))


EVIL = (
    '<img src="file:///etc/hostname"><img src="https://evil.example/x.png"><b>fett</b><a href="https://e.example">k</a>'
)


def test_c01_hostile_names_and_bodies_are_shown_literally(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: opened.append(str(self)) or read(self))  # type: ignore[func-returns-value]
    item = message(
        "@evil:x",
        EVIL,
        today_at(9),
        sender_name=EVIL,
        in_reply_to=ReplyTo("$x", EVIL, EVIL),
        reactions=(Reaction(EVIL, 1, False),),
    )

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        lay = window.chat.view.layout_of(0)
        assert lay.doc.toPlainText() == EVIL
        assert lay.name.startswith('<img src="file')
        assert lay.reply_text.startswith("<img")
        assert EVIL in spoken(item)
        assert window.chat.header._name.full().startswith("<img")
        assert window.windowTitle().startswith("<img")
        window.message_action(item.key, "person")
        await stage.settle()
        popover = window.findChild(Popover)
        assert popover is not None
        assert popover.accessibleName().startswith("<img")
        popover.dismiss()
        window.message_action(item.key, "reader")
        assert window.chat.reader is not None
        assert window.chat.reader.toPlainText() == EVIL
        assert window.chat.reader.loadResource(2, QUrl("file:///etc/hostname")) is None
        window.grab()
        assert [path for path in opened if "hostname" in path] == []

    perform(scene, SampleSession(SampleAccount([room(ROOM, EVIL, 1, topic=EVIL, inviter=EVIL)], {ROOM: [item]})))


def test_c18_monstrous_bodies_stay_usable() -> None:
    bodies = [
        "Z" + "\u0301\u0320" * 5000 + " a",
        "x" * 1_000_000,
        "\n" * 100_000 + "Ende",
        "😀" * 5_000,
        "a\ud800b\udfffc",
        "\u202e" * 50 + "verkehrt" + "\u05d0" * 3_000,
        "\x00\x1b[31mrot\x07",
        "",
        " ",
    ]

    async def scene(stage: Stage) -> None:
        begin = time.perf_counter()
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        for row in range(len(model)):
            view.show_row(row)
            stage.window.grab()
            rect = view.row_rect(row)
            assert rect is not None
            assert 0 < rect.height() < 20_000
        assert time.perf_counter() - begin < 8
        assert view.layout_of(1).doc.toPlainText().endswith("Ganze Nachricht zeigen")
        stage.window.message_action(model.item(1).key, "reader")
        assert stage.window.chat.reader is not None
        assert len(stage.window.chat.reader.toPlainText()) == 66_000

    perform(scene, session([message(ANNA, body, today_at(9, n)) for n, body in enumerate(bodies)]))


def click(stage: Stage, row: int, point: QPoint) -> None:
    """Press and release at a position of a row."""
    view = stage.window.chat.view
    rect = view.row_rect(row)
    assert rect is not None
    at = QPointF(rect.topLeft() + point)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    everywhere = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    view.mousePressEvent(QMouseEvent(QEvent.Type.MouseButtonPress, at, everywhere, button, button, none))
    view.mouseReleaseEvent(
        QMouseEvent(QEvent.Type.MouseButtonRelease, at, everywhere, button, Qt.MouseButton.NoButton, none)
    )


def anchor_point(stage: Stage, row: int, target: str) -> QPoint:
    """Where a link of a row is."""
    lay = stage.window.chat.view.layout_of(row)
    for doc, at in ((lay.doc, lay.text_pos), (lay.foot, lay.foot_pos)):
        if doc is None:
            continue
        size = doc.size()
        for y in range(2, int(size.height()), 4):
            for x in range(0, int(size.width()), 3):
                if doc.documentLayout().anchorAt(QPointF(x, y)) == target:
                    return QPoint(round(at.x() + x), round(at.y() + y))
    raise AssertionError(target)


def test_a_link_is_opened_only_after_its_target_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda url: opened.append(url.toString())))
    address = "https://bank.de@evil.example/anmelden"

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        click(stage, 0, anchor_point(stage, 0, address))
        await stage.settle()
        dialog = stage.window.findChild(LinkDialog)
        assert dialog is not None
        assert opened == []
        field = dialog.findChild(QPlainTextEdit)
        assert field is not None
        assert field.toPlainText() == address
        texts = [label.text() for label in dialog.findChildren(type(dialog.error))]
        assert "evil.example" in texts
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert opened == [address]
        click(stage, 1, QPoint(100, 20))
        stage.window.actions_of_rooms.open_link("file:///etc/passwd")
        stage.window.open_address("file:///etc/passwd")
        assert opened == [address]

    perform(scene, session([message(ANNA, f"Bitte {address} prüfen", today_at(9)), message(ANNA, "x", today_at(9))]))


def test_text_is_selected_across_messages_and_copied() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        view.selection.start, view.selection.end = Place(model.item(2).key, 5), Place(model.item(0).key, 4)
        stage.account.timelines[0].append([message(ANNA, "später", today_at(9, 5))])
        await stage.settle()
        view.copy()
        text = QGuiApplication.clipboard().text()
        lines = text.split("\n")
        assert lines[0].endswith("Anna Weber: e Nachricht 😀")
        assert lines[1].endswith("Mehmet Öztürk: Zweite")
        assert lines[2].endswith("Jana Sommer: Dritt")
        view.selection.start = Place(model.item(0).key, 0)
        view.selection.end = Place(model.item(0).key, 5)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "Erste"

    perform(
        scene,
        session(
            [
                message(ANNA, "Erste Nachricht 😀", today_at(9)),
                message(MEHMET, "Zweite", today_at(9, 1)),
                message(ME, "Dritte", today_at(9, 2)),
            ]
        ),
    )


def test_the_mouse_selects_what_it_is_dragged_over() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        lay, rect = view.layout_of(0), view.row_rect(0)
        assert rect is not None
        start = rect.topLeft() + QPoint(round(lay.text_pos.x()) + 1, round(lay.text_pos.y()) + 8)
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        moved = start + QPoint(2000, 0)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(moved),
            QPointF(view.viewport().mapToGlobal(moved)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view.viewport(), event)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=moved)
        assert view.selection.text() == "Erste Nachricht"
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        assert view.selection.text() == "Erste"

    perform(scene, session([message(ANNA, "Erste Nachricht", today_at(9))]))


def test_marks_are_explained_on_a_click() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        seen = []
        for row in range(len(model)):
            lay = view.layout_of(row)
            for rect, action in lay.hits:
                if action not in ("shield", "why", "failed"):
                    continue
                if action != "why":
                    assert min(rect.width(), rect.height()) >= 24
                view.show_row(row)
                click(stage, row, rect.center())
                popover = stage.window.findChild(Popover)
                assert popover is not None, (row, action)
                seen.append(popover.accessibleName())
                assert len(popover.accessibleDescription()) > 20
                QTest.keyClick(popover, Qt.Key.Key_Escape)
                await stage.settle(2)
                assert stage.window.findChild(Popover) is None
        assert seen == [
            "Absender nicht verifiziert",
            "Unverschlüsselt",
            "Digitale Identität geändert",
            "Nachricht noch nicht lesbar, Schlüssel fehlt",
            "Nachricht verborgen, Absender nicht gesichert",
            "Nicht gesendet.",
        ]

    perform(scene, session(states_room()))


def test_a_message_that_failed_is_sent_again_or_discarded() -> None:
    failed = message(ME, "Hallo", today_at(9), send_state=SendState.FAILED, send_error="timeout", event_id=None)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        click(stage, 0, anchor_point(stage, 0, "bm:resend"))
        await stage.settle()
        assert stage.account.calls[-1] == ("resend", ROOM, failed.key)
        stage.account.timelines[0].update(0, replace(failed, send_state=SendState.SENDING, send_error=None))
        await stage.settle()
        assert stage.window.chat.view.layout_of(0).foot is None
        stage.account.timelines[0].update(0, failed)
        await stage.settle()
        click(stage, 0, anchor_point(stage, 0, "bm:discard"))
        await stage.settle()
        assert stage.account.calls[-1] == ("discard", ROOM, failed.key)

    perform(scene, session([failed]))


def test_the_keyboard_reaches_every_message() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        view.setFocus(Qt.FocusReason.TabFocusReason)
        assert model.row_of(view.current) == len(model) - 1
        for _ in range(20):
            QTest.keyClick(view, Qt.Key.Key_Up)
        row = model.row_of(view.current)
        assert row == len(model) - 21
        rect = view.row_rect(row)
        assert rect is not None
        assert view.viewport().rect().intersects(rect)
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert stage.window.chat.reader is not None
        assert stage.window.chat.reader.hasFocus()
        assert stage.window.chat.reader.toPlainText() == model.item(row).body
        QTest.keyClick(stage.window.chat.reader, Qt.Key.Key_Escape)
        assert view.hasFocus()
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.at_bottom()
        QTest.keyClick(view, Qt.Key.Key_Home)
        assert model.row_of(view.current) == 0
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        QTest.keyClick(view, Qt.Key.Key_Tab)
        assert stage.window.chat.composer.edit.hasFocus()

    perform(scene, session(many_messages(60)))


def test_zoom_and_theme_keep_the_place() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, model = stage.window.chat.view, stage.window.chat.model
        view.scroll_by(-1500)
        await stage.settle()
        key = model.item(view.geometry_of_rows.row).key
        for _ in range(5):
            stage.window.zoom(1)
            await stage.settle(2)
        assert model.item(view.geometry_of_rows.row).key == key
        assert stage.window.theme.zoom == 200
        assert stage.window.chat.composer.edit.height() >= stage.window.theme.px(40)
        for direction in (0, -1, -1):
            stage.window.zoom(direction)
        assert stage.window.theme.zoom == 80
        await stage.settle(2)
        assert model.item(view.geometry_of_rows.row).key == key

    perform(scene, session(many_messages(60)))


def test_a_reply_leads_to_what_it_answers() -> None:
    items = many_messages(40)
    items.append(message(ANNA, "Antwort", today_at(10), in_reply_to=ReplyTo(items[5].event_id or "", "B", "c")))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        lay = view.layout_of(40)
        assert lay.reply is not None
        click(stage, 40, lay.reply.center())
        assert view.current == items[5].key
        assert view.row_rect(5) is not None

    perform(scene, session(items))


def test_every_sample_is_spoken() -> None:
    async def scene(stage: Stage) -> None:
        await stage.settle(1)
        texts = [spoken(item) for item in (*budget_room(), *states_room(), notice("room_topic", ANNA, 1, what="neu"))]
        assert all(texts)
        assert any("bearbeitet" in text for text in texts)
        assert any("Unverschlüsselt" in text for text in texts)
        assert any("als Antwort an Dr. Katharina Lindner" in text for text in texts)

    perform(scene, session([]))


def test_hovering_a_link_shows_where_it_leads() -> None:
    address = "https://bank.de@evil.example/<b>x"

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        rect = view.row_rect(0)
        assert rect is not None
        point = rect.topLeft() + anchor_point(stage, 0, "https://bank.de@evil.example/")

        def move(to: QPoint) -> None:
            nothing = Qt.MouseButton.NoButton
            everywhere = QPointF(view.viewport().mapToGlobal(to))
            keys = Qt.KeyboardModifier.NoModifier
            event = QMouseEvent(QEvent.Type.MouseMove, QPointF(to), everywhere, nothing, nothing, keys)
            QApplication.sendEvent(view.viewport(), event)

        move(point)
        assert "evil.example/" in view.viewport().toolTip()
        move(QPoint(3, 3))
        assert view.viewport().toolTip() == ""

    perform(scene, session([message(ANNA, f"Siehe {address}", today_at(9))]))


def test_a_popover_opened_from_the_reader_outlives_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window, model = stage.window, stage.window.chat.model
        window.message_action(model.item(0).key, "reader")
        await stage.settle(2)
        window.message_action(model.item(0).key, "shield")
        await stage.settle(4)
        popover = window.findChild(Popover)
        assert popover is not None
        QTest.keyClick(popover, Qt.Key.Key_Escape)
        await stage.settle(2)
        assert window.findChild(Popover) is None

    perform(scene, session(states_room()))


@pytest.mark.parametrize("zoom", [80, 100, 175])
def test_buttons_of_a_popover_show_their_whole_text(zoom: int) -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.message_action(stage.window.chat.model.item(12).key, "failed")
        await stage.settle(2)
        popover = stage.window.findChild(Popover)
        assert popover is not None
        buttons = popover.findChildren(QPushButton)
        assert [button.text() for button in buttons] == ["Verwerfen", "Erneut senden", "Schließen"]
        for button in buttons:
            assert button.width() >= button.sizeHint().width()
        assert stage.window.rect().contains(popover.geometry())

    perform(scene, session(states_room()), zoom=zoom)
