# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others add to messages, in the real window: reactions, readers, mentions, hidden parts, code, polls, typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.types import ItemKind, Poll, Reaction, ReadBy, Refused, Seen, TimelineItem
from tests.support.sample_account import (
    ANNA,
    ME,
    MEHMET,
    SampleAccount,
    SampleSession,
    many_messages,
    message,
    room,
    today_at,
)
from tests.support.sample_lively import (
    ASKED,
    CODE,
    HIDDEN_POLL,
    POLL,
    ROOM,
    SECRET,
    formatted,
    lively_account,
    lively_room,
    seen,
)
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.details import DetailsDialog
from ui.emoji_picker import EmojiPicker
from ui.overlays import Popover
from ui.text import Label
from ui.timeline.layout import RowLayout
from ui.timeline.spoken import spoken
from ui.typing_line import typing_sentence

pytestmark = pytest.mark.window


def lively() -> SampleSession:
    return SampleSession(lively_account())


def only(*items: TimelineItem) -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: list(items)}))


def row_of(stage: Stage, key: str) -> int:
    row = stage.window.chat.model.row_of(key)
    assert row >= 0
    return row


def lay_of(stage: Stage, key: str) -> RowLayout:
    return stage.window.chat.view.layout_of(row_of(stage, key))


def click(stage: Stage, key: str, at: Callable[[RowLayout], QPoint]) -> None:
    """On a place of a row, in its coordinates."""
    view, row = stage.window.chat.view, row_of(stage, key)
    view.show_row(row)
    rect = view.row_rect(row)
    assert rect is not None
    point = rect.topLeft() + at(view.layout_of(row))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def pill(action: str) -> Callable[[RowLayout], QPoint]:
    return lambda lay: next(each.rect.center() for each in lay.pills if each.action == action)


def calls(stage: Stage, *wanted: str) -> list[tuple[object, ...]]:
    return [call for call in stage.account.calls if call[0] in wanted]


# -- reactions ---------------------------------------------------------------------------------------------------------


def test_a_click_on_a_reaction_puts_ours_beside_it_or_takes_it_back() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        click(stage, ASKED, pill("react:🎉"))
        click(stage, ASKED, pill("react:👍"))
        await stage.settle()
        assert calls(stage, "toggle_reaction") == [
            ("toggle_reaction", ROOM, ASKED, "🎉"),
            ("toggle_reaction", ROOM, ASKED, "👍"),
        ]
        view = stage.window.chat.view
        assert "Bernd Krause" in view.layout_of(row_of(stage, ASKED)).hint("react:🎉")
        click(stage, ASKED, pill("react"))
        await stage.settle()
        picker = stage.window.findChild(EmojiPicker)
        assert picker is not None
        picker.chosen.emit("🦊")
        await stage.settle()
        assert calls(stage, "toggle_reaction")[-1] == ("toggle_reaction", ROOM, ASKED, "🦊")

    perform(scene, lively(), size=(1200, 1400))


def test_reactions_from_the_menu_and_who_they_are_from() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window = stage.window
        item = window.chat.model.item(row_of(stage, ASKED))
        menu = QMenu(window)
        window.messages.fill(menu, item)
        reacting = next(each for each in menu.actions() if each.objectName() == names.MENU_REACT).menu()
        assert isinstance(reacting, QMenu)
        ticks = {action.text(): action.isChecked() for action in reacting.actions() if action.isCheckable()}
        assert ticks == {"👍 3": True, "🎉 1": False}
        next(action for action in reacting.actions() if action.text() == "👍 3").trigger()
        next(each for each in menu.actions() if each.objectName() == names.MENU_REACTIONS).trigger()
        await stage.settle()
        assert calls(stage, "toggle_reaction") == [("toggle_reaction", ROOM, ASKED, "👍")]
        popover = window.findChild(Popover)
        assert popover is not None
        assert "Mehmet Öztürk" in popover.accessibleDescription()

    perform(scene, lively())


def test_c_reactions_of_any_length_and_number_stay_small() -> None:
    evil = "\u202e" + "x" * 5000 + "\n"
    many = tuple(Reaction(f"{evil}{n}", n + 1, False, None, (f"Name {n}",) * 12) for n in range(100))
    item = message(ANNA, "kurz", today_at(9), reactions=many)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = stage.window.chat.view.layout_of(0)
        assert len(lay.pills) == 22  # twenty, how many more, and the one that adds
        assert lay.height < 800
        for each in lay.pills:
            assert each.rect.left() >= 0
            assert each.rect.right() <= stage.window.chat.view.viewport().width()
            assert len(each.text) < 40
            assert "\n" not in each.hint
            assert "\u202e" not in each.hint
        assert len(spoken(item)) < 2000

    perform(scene, only(item), size=(700, 800))


def test_nothing_moves_when_receipts_come_and_pills_keep_the_reading_position() -> None:
    items = many_messages(60)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, timeline = stage.window.chat.view, stage.account.timelines[-1]
        view.scroll_by(-900)
        await stage.settle()
        visible = view.geometry_of_rows.visible()
        row, top = visible[len(visible) // 2]
        made = view.layout_of(row)
        heights = [view.layout_of(number).height for number, _ in visible]
        for number in range(len(items)):
            item = timeline.items[number]
            timeline.update(number, replace(item, read_by=seen(ANNA, MEHMET, more=number)))
        await stage.settle()
        assert view.geometry_of_rows.visible() == visible
        assert [view.layout_of(number).height for number, _ in visible] == heights
        assert view.layout_of(row) is made  # nothing was laid out anew
        assert made.readers.pictures
        # A reaction above what is read moves nothing on screen.
        first = visible[0][0]
        for number in range(first):
            timeline.update(number, replace(timeline.items[number], reactions=(Reaction("👍", 1, False),)))
        await stage.settle()
        assert view.geometry_of_rows.top_of(row) == top

    perform(scene, only(*items))


# -- reading -----------------------------------------------------------------------------------------------------------


def test_who_has_read_it_is_shown_beside_the_bubble_and_listed_on_a_click() -> None:
    mine = message(ME, "Gelesen?", today_at(9), read_by=seen(ANNA, MEHMET, more=12))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = stage.window.chat.view.layout_of(0)
        assert lay.readers.more_text == "+12"
        assert lay.bubble is not None
        assert lay.readers.area.right() <= lay.bubble.left()
        assert "Anna Weber" in lay.readers.hint
        assert "12" in lay.readers.hint
        assert "gelesen von" in spoken(mine).lower()
        stage.account.live.seen[mine.event_id or ""] = [Seen(ANNA, "Anna <b>Weber</b>", None, today_at(9, 5))]
        click(stage, mine.key, lambda lay: lay.readers.area.center())
        await stage.settle()
        popover = stage.window.findChild(Popover)
        assert popover is not None
        assert "Anna <b>Weber</b>" in popover.accessibleDescription()

    perform(scene, only(mine))


@pytest.mark.parametrize("width", [480, 700, 1600])
def test_readers_find_room_at_every_width(width: int) -> None:
    words = "Ein langer Text, der seine Blase ganz ausfüllt. " * 8
    items = [
        message(sender, words, today_at(9, n), read_by=ReadBy(5000, seen(ANNA, MEHMET).people))
        for n, sender in enumerate((ME, ANNA))
    ]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        for row in range(2):
            lay = view.layout_of(row)
            assert lay.bubble is not None
            for rect in (*lay.readers.pictures, lay.readers.more):
                assert not rect.intersects(lay.bubble)
                assert rect.right() <= view.viewport().width()

    perform(scene, only(*items), size=(width, 700))


# -- typing ------------------------------------------------------------------------------------------------------------


def test_who_types_stands_over_the_field_and_moves_nothing() -> None:
    async def scene(stage: Stage) -> None:
        account = stage.account
        await stage.open(ROOM)
        line = stage.window.chat.conversation.typing
        assert line.label.full().startswith("\u2068Anna Weber\u2069 und") or "Anna Weber" in line.label.full()
        height, view_height = line.height(), stage.window.chat.view.height()
        account.live.type(ROOM)
        await stage.settle(2)
        assert line.label.full() == ""
        assert (line.height(), stage.window.chat.view.height()) == (height, view_height)
        account.live.type("!other:x.example", "Bernd")
        assert line.label.full() == ""

    perform(scene, lively())


def test_sentences_of_typing_are_isolated_and_short() -> None:
    async def scene(stage: Stage) -> None:
        live = stage.account.live

        def sentence(*people: str) -> str:
            live.type(ROOM, *people)
            return typing_sentence(live.typing(ROOM)).replace("\u2068", "").replace("\u2069", "")

        assert sentence() == ""
        assert sentence("Jana Sommer") == "Jana Sommer schreibt …"
        assert sentence("Jana", "Anna") == "Jana und Anna schreiben …"
        assert sentence("A", "B", "C") == "A, B und eine weitere Person schreiben …"
        assert sentence(*(f"P{n}" for n in range(50))) == "P0, P1 und 48 weitere schreiben …"
        assert len(sentence("x" * 5000)) < 100
        await stage.settle(1)

    perform(scene, lively())


def test_typing_is_told_while_writing_and_ended_by_sending_and_leaving() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        live, edit = stage.account.live, stage.window.chat.composer.edit
        live.told.clear()
        QTest.keyClicks(edit, "ja")
        assert set(live.told) == {(ROOM, True)}
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.settle(2)
        assert live.told[-1] == (ROOM, False)
        QTest.keyClicks(edit, "x")
        QTest.keyClick(edit, Qt.Key.Key_Backspace)
        assert live.told[-1] == (ROOM, False)
        QTest.keyClicks(edit, "y")
        stage.window.chat.close_room()
        assert live.told[-1] == (ROOM, False)

    perform(scene, lively())


# -- mentions ----------------------------------------------------------------------------------------------------------


def test_people_are_named_as_the_room_knows_them_and_open_on_a_click() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = lay_of(stage, ASKED)
        text = " ".join(lay.doc.toPlainText().replace("\u2060", "").split())
        assert text == "@Jana Sommer und @Mehmet Öztürk , könnt ihr die Vorlage ansehen?"
        assert "Chef" not in text  # whatever the link calls them
        assert [ground.kind for ground in lay.decorations] == ["own_pill", "pill"]
        view = stage.window.chat.view
        seen_actions: list[tuple[str, str]] = []
        view.activated.connect(lambda key, action: seen_actions.append((key, action)))
        click(stage, ASKED, lambda lay: (lay.decorations[1].rect.center() + lay.text_pos).toPoint())
        assert seen_actions == [(ASKED, f"person:{MEHMET}")]
        assert MEHMET in view._hint_of(ASKED, f"person:{MEHMET}")
        assert "erwähnt Sie" in spoken(stage.window.chat.model.item(row_of(stage, ASKED)))

    perform(scene, lively(), size=(1200, 1400))


def test_c_a_link_to_nobody_we_know_stays_a_link_and_no_html_makes_a_pill() -> None:
    html = (
        '<a href="https://matrix.to/#/@fremd:x.example">Chef</a> <a href="bm:person:@x:y">x</a>'
        f'<a href="https://matrix.to/#/{ANNA}\u202e">y</a> <span data-mx-spoiler="bm:">z</span>'
    )
    item = formatted(ANNA, html, "reiner Text", today_at(9))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = stage.window.chat.view.layout_of(0)
        assert lay.doc.find("Chef").charFormat().anchorHref() == "https://matrix.to/#/@fremd:x.example"
        assert "bm:person" not in lay.doc.toHtml()
        assert [ground.kind for ground in lay.decorations] == ["spoiler"]

    perform(scene, only(item))


# -- hidden parts ------------------------------------------------------------------------------------------------------


def test_hidden_parts_are_shown_on_a_click_or_with_enter_and_spoken_as_such() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        window, view = stage.window, stage.window.chat.view
        item = window.chat.model.item(row_of(stage, SECRET))
        assert "Gärtner" not in lay_of(stage, SECRET).doc.toPlainText()
        assert "Gärtner" not in spoken(item)
        assert "Spoiler: Ende des Films" in spoken(item)
        view.current = SECRET
        view.copy()
        assert "Gärtner" not in QGuiApplication.clipboard().text()
        click(stage, SECRET, lambda lay: (lay.decorations[0].rect.center() + lay.text_pos).toPoint())
        await stage.settle(2)
        assert lay_of(stage, SECRET).doc.toPlainText() == "Der Täter ist der Gärtner."
        assert "Gärtner" in spoken(item, view.layouts.revealed(SECRET))
        await stage.settle(2)
        view.copy()
        assert "Gärtner" in QGuiApplication.clipboard().text()
        window.chat.close_room()  # another time it is hidden again
        await stage.open(ROOM)
        assert "Gärtner" not in lay_of(stage, SECRET).doc.toPlainText()
        view.select_row(row_of(stage, SECRET))
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert "Gärtner" in lay_of(stage, SECRET).doc.toPlainText()
        assert window.chat.reader is None
        QTest.keyClick(view, Qt.Key.Key_Return)  # nothing is hidden any more: now it reads
        assert window.chat.reader is not None

    perform(scene, lively())


def test_the_reader_hides_what_is_hidden() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.message_action(SECRET, "reader")
        await stage.settle(2)
        reader = stage.window.chat.reader
        assert reader is not None
        assert "Gärtner" not in reader.toPlainText()

    perform(scene, lively())


# -- code --------------------------------------------------------------------------------------------------------------


def test_code_has_a_ground_colours_and_a_button_that_copies_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = lay_of(stage, CODE)
        grounds = [ground for ground in lay.decorations if ground.kind == "code"]
        assert len(grounds) == 1
        word, plain = lay.doc.find("def").charFormat(), lay.doc.find("summe(zahlen").charFormat()
        assert word.foreground().color() != plain.foreground().color()
        assert word.fontWeight() > plain.fontWeight()
        click(stage, CODE, lambda lay: lay.copies[0][0].center())
        await stage.settle(2)
        text = QGuiApplication.clipboard().text()
        assert text.startswith("def summe(zahlen: list[int]) -> int:\n    # ohne die Nachträge\n")
        assert text.endswith('print("Summe:", summe([1, 2, 3]))')

    perform(scene, lively())


@pytest.mark.parametrize("zoom", [80, 100, 200])
def test_long_lines_of_code_break_inside_their_bubble(zoom: int) -> None:
    html = '<pre><code class="language-sql">select ' + ", ".join(f"spalte_{n}" for n in range(60)) + "</code></pre>"

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        lay = stage.window.chat.view.layout_of(0)
        assert lay.bubble is not None
        assert lay.doc.size().width() <= lay.bubble.width()
        assert lay.doc.begin().layout().lineCount() > 3

    perform(scene, only(formatted(ANNA, html, "select …", today_at(9))), zoom=zoom)


# -- polls -------------------------------------------------------------------------------------------------------------


def test_polls_are_answered_by_click_number_and_menu() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        click(stage, POLL, lambda lay: lay.poll.answers[1].rect.center() if lay.poll else QPoint())
        view.setFocus()
        view.select_row(row_of(stage, POLL))
        QTest.keyClick(view, Qt.Key.Key_3)
        QTest.keyClick(view, Qt.Key.Key_9)  # there is no ninth
        QTest.keyClick(view, Qt.Key.Key_Return)
        await stage.settle(2)
        menu = stage.window.findChild(QMenu, names.POLL_MENU)
        assert menu is not None
        assert [action.isChecked() for action in menu.actions()] == [True, False, False]
        menu.actions()[0].trigger()
        menu.close()
        await stage.settle()
        voted = [call[3] for call in calls(stage, "poll_vote")]
        assert voted == [("b",), ("c",), ()]

    perform(scene, lively(), size=(1200, 1000))


def test_a_poll_says_how_it_stands() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        model = stage.window.chat.model
        open_one, hidden = model.item(row_of(stage, POLL)), model.item(row_of(stage, HIDDEN_POLL))
        assert "1. Montag" in spoken(open_one)
        assert "(3 Stimmen) gewählt" in spoken(open_one)
        lay = lay_of(stage, POLL)
        assert lay.poll is not None
        assert [box.share for box in lay.poll.answers] == [0.75, 0.25, 0.0]
        shown = lay_of(stage, HIDDEN_POLL).poll
        assert shown is not None
        assert [box.share for box in shown.answers] == [None, None]
        assert "wenn die Umfrage beendet ist" in shown.foot_text
        assert "bis zu 2 Antworten" in spoken(hidden)
        assert isinstance(open_one.poll, Poll)
        ended = replace(open_one, poll=replace(open_one.poll, ended=True))
        stage.account.timelines[-1].update(row_of(stage, POLL), ended)
        await stage.settle()
        lay = lay_of(stage, POLL)
        assert lay.poll is not None
        assert [box.winner for box in lay.poll.answers] == [True, False, False]
        assert lay.poll.foot_text.startswith("Endergebnis")
        assert not any(action.startswith("vote:") for _rect, action in lay.hits)

    perform(scene, lively())


# -- and the rest ------------------------------------------------------------------------------------------------------


def test_a_few_emoji_are_large() -> None:
    big, two, text = (message(ANNA, body, today_at(9, n)) for n, body in enumerate(("🎉", "👩‍👩‍👧 🇩🇪", "gut 🎉")))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        sizes = [view.layout_of(row).doc.defaultFont().pixelSize() for row in range(3)]
        assert sizes[0] == sizes[1] > 2 * sizes[2]

    perform(scene, only(big, two, text))


def test_what_was_refused_is_said() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.account.live.refused.emit(Refused(ROOM, "reaction", "forbidden", ASKED))
        await stage.settle(2)
        stage.account.live.refused.emit(Refused("!other:x.example", "edit", "forbidden", ASKED, "woanders"))
        assert stage.window.chat.composer.text() == ""
        stage.account.live.refused.emit(Refused(ROOM, "edit", "forbidden", ASKED, "mühsam geändert"))
        assert stage.window.chat.composer.text() == "mühsam geändert"
        stage.account.live.refused.emit(Refused(ROOM, "reaction", "forbidden", ASKED))
        await stage.settle(2)
        assert "Reaktion wurde nicht gesendet" in stage.window.toast.findChildren(Label)[0].text()

    perform(scene, lively())


def test_a_click_on_edited_shows_how_it_was_changed() -> None:
    item = message(ANNA, "behoben", today_at(9), edited=True)

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        click(stage, item.key, lambda lay: next(rect.center() for rect, action in lay.hits if action == "edited"))
        await stage.settle()
        assert stage.window.findChild(DetailsDialog) is not None
        stage.window.close_dialogs()
        await stage.settle(2)

    perform(scene, only(item))


def test_the_row_under_the_pointer_is_known() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        heard: list[str] = []
        view.hovered.connect(heard.append)
        row, top = view.geometry_of_rows.visible()[2]
        view._point(*view.target_at(QPoint(400, top + 30)))
        assert view.hovered_key() == stage.window.chat.model.item(row).key
        view._point("", "")
        assert heard == [stage.window.chat.model.item(row).key, ""]

    perform(scene, lively())


def test_every_row_is_spoken() -> None:
    async def scene(stage: Stage) -> None:
        await stage.settle(1)
        for item in lively_room():
            text = spoken(item)
            assert text
            assert "<" not in text.replace("<b>", "")
            assert item.kind is not ItemKind.POLL or "Umfrage: " in text

    perform(scene, lively())


def test_panels_that_are_closed_at_once_leave_nothing_behind() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        for command in ("room.files", "room.threads", "room.pins", "room.search", "room.members"):
            stage.window.commands.run(command)
            stage.window.panel.close_page()
            await stage.settle(3)

    perform(scene, lively())
