# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Polls are made and changed, places are sent and shown, from the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.drafts import Intent
from app.types import ItemKind, Place, Poll, PollAnswer
from tests.support.sample_account import ANNA, ME, SampleSession, message, today_at, usual_account
from tests.ui.stage import Stage, perform
from ui.dialogs.place import PlaceDialog
from ui.dialogs.poll import PollDialog
from ui.dialogs.rooms import LinkDialog
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
Key = Qt.Key


async def dialog_of(stage: Stage, kind: type[PollDialog]) -> PollDialog:
    await stage.settle()
    found = stage.window.findChild(kind)
    assert found is not None
    return found


def test_a_poll_is_asked() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        edit = stage.window.chat.composer.edit
        QTest.keyClicks(edit, "/poll Wann tagen wir?")
        QTest.keyClick(edit, Key.Key_Return)
        dialog = await dialog_of(stage, PollDialog)
        assert dialog.question.text() == "Wann tagen wir?"
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert "zwei Antworten" in dialog.error.text()
        QTest.keyClicks(dialog.answers[0], "Montag")
        QTest.keyClick(dialog.answers[0], Key.Key_Return)
        QTest.keyClicks(dialog.answers[1], "Montag")
        QTest.keyClick(dialog.answers[1], Key.Key_Return)
        assert len(dialog.answers) == 3
        QTest.keyClicks(dialog.answers[2], "Freitag")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert "gleich" in dialog.error.text()
        dialog.answers[1].setText("Mittwoch")
        dialog.closed.setChecked(True)
        dialog.most.setValue(2)
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        wanted = ("poll", BUDGET, "Wann tagen wir?", ("Montag", "Mittwoch", "Freitag"), False, 2, None)
        await stage.until(lambda: wanted in stage.account.calls)

    perform(scene, SampleSession(usual_account()))


def test_twenty_answers_at_most_and_two_at_least() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        stage.window.commands.run("writing.poll")
        dialog = await dialog_of(stage, PollDialog)
        assert not dialog._removers[0].isEnabled()
        for _ in range(30):
            dialog.more.click()
        assert len(dialog.answers) == 20
        assert not dialog.more.isVisible()
        assert dialog.answers[19].accessibleName() == "Antwort 20"
        assert dialog.height() < stage.window.height()
        for _ in range(30):
            dialog._removers[0].click()
        assert len(dialog.answers) == 2
        dialog.reject()

    perform(scene, SampleSession(usual_account()))


def test_an_own_poll_without_votes_can_be_changed() -> None:
    async def scene(stage: Stage) -> None:
        poll = Poll("Wann?", (PollAnswer("a", "Montag", 0), PollAnswer("b", "Freitag", 0)))
        mine = message(ME, "Wann?", today_at(9), kind=ItemKind.POLL, poll=poll)
        voted = message(ME, "Wann?", today_at(9, 1), kind=ItemKind.POLL, poll=Poll("Wann?", poll.answers, voters=1))
        await stage.open(BUDGET)
        stage.account.timelines[-1].append([mine, voted])
        await stage.settle()
        menu = QMenu()
        stage.window.messages.fill(menu, voted)
        assert "Umfrage ändern …" not in [action.text() for action in menu.actions()]
        menu.clear()
        stage.window.messages.fill(menu, mine)
        next(action for action in menu.actions() if action.text() == "Umfrage ändern …").trigger()
        dialog = await dialog_of(stage, PollDialog)
        assert [field.text() for field in dialog.answers] == ["Montag", "Freitag"]
        dialog.answers[1].setText("Dienstag")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert mine.event_id is not None
        wanted = ("poll", BUDGET, "Wann?", ("Montag", "Dienstag"), True, 1, Intent("edit", mine.event_id))
        await stage.until(lambda: wanted in stage.account.calls)

    perform(scene, SampleSession(usual_account()))


def test_a_place_is_sent() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        stage.window.commands.run("writing.place")
        await stage.settle()
        dialog = stage.window.findChild(PlaceDialog)
        assert dialog is not None
        QTest.keyClicks(dialog.where, "Am Tor")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert "kein Ort" in dialog.error.text()
        dialog.where.setText("https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777")
        assert dialog.found.text() == "Verstanden als 52,51630° N  13,37770° O"
        QTest.keyClicks(dialog.name, "Haupteingang")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        wanted = ("place", BUDGET, Place(52.5163, 13.3777, "Haupteingang"), None)
        await stage.until(lambda: wanted in stage.account.calls)

    perform(scene, SampleSession(usual_account()))


def test_a_place_that_came_is_shown_and_its_map_only_after_a_look_at_the_address() -> None:
    async def scene(stage: Stage) -> None:
        place = Place(52.5163, 13.3777, "Haupteingang <b>")
        item = message(ANNA, "geo", today_at(9), kind=ItemKind.LOCATION, place=place)
        await stage.open(BUDGET)
        stage.account.timelines[-1].append([item])
        await stage.settle()
        assert "Haupteingang <b>" in spoken(item)
        assert "52,51630° N" in spoken(item)
        stage.window.message_action(item.key, "map")
        await stage.settle()
        dialog = stage.window.findChild(LinkDialog)
        assert dialog is not None
        dialog.reject()

    perform(scene, SampleSession(usual_account()))
