# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that are checked for malware, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox

from app.errors import ErrorCode, UserError
from app.policy.categories.privacy import CONTENT_SCANNER
from app.policy.policy import Entry, Policy, Source
from app.scanner.types import Scan, Scanning
from tests.support.sample_account import SampleSession, usual_account
from tests.ui import scan_scenes
from tests.ui.scan_scenes import ROOM, STATES, account
from tests.ui.stage import Stage, perform
from ui import names
from ui.file_panel import FilePanel
from ui.picture_viewer import PictureViewer
from ui.scan_words import meaning, shown
from ui.security.offers import OfferRow
from ui.text import Label
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window


def event(stage: Stage, row: int) -> str:
    return str(stage.window.chat.model.item(row).event_id)


def explained(stage: Stage) -> list[str]:
    """What the bubble with an explanation says."""
    return [label.text() for label in stage.window.findChildren(Label) if label.isVisible()]


def offer(stage: Stage) -> OfferRow | None:
    rows = stage.window.scans.rows
    return rows.row(rows.keys()[0]) if rows.keys() else None


def test_every_state_stands_at_its_file_and_is_spoken() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        view = stage.window.chat.view
        for row, scan in enumerate(STATES):
            lay = view.layout_of(row)
            assert lay.scan is scan
            assert lay.scan_rect is not None
            assert lay.bubble is not None
            assert lay.bubble.contains(lay.scan_rect)
            assert not lay.scan_rect.intersects(lay.meta)
            assert shown(scan).text in spoken(lay.item, (), lay.scan)
        on_screen = {lay_event for _room, lay_event in stage.account.scanner.looked}
        assert event(stage, len(STATES) - 1) in on_screen
        assert event(stage, 0) not in on_screen  # it is above what one sees

    perform(scene, SampleSession(account()), size=(1000, 560))


def test_a_result_that_comes_is_shown_at_once_and_moves_nothing() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        view, last = stage.window.chat.view, len(STATES) - 1
        before = [view.row_rect(row) for row in range(2, last + 1)]
        stage.account.scanner.find(ROOM, event(stage, 2), Scan.CLEAN)
        await stage.settle()
        assert view.layout_of(2).scan is Scan.CLEAN
        assert [view.row_rect(row) for row in range(2, last + 1)] == before

    perform(scene, SampleSession(account()))


def test_what_was_refused_is_neither_opened_nor_saved_but_explained() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        window = stage.window
        for row, scan in ((3, Scan.INFECTED), (4, Scan.FORBIDDEN_TYPE)):
            for action in ("open", "save"):
                window.message_action(window.chat.model.item(row).key, action)
                await stage.settle()
                assert window.findChild(QObject, names.OPEN_FILE) is None
                assert any(shown(scan).why in text for text in explained(stage))
        assert [call for call in stage.account.calls if call[0] == "save_attachment"] == []

    perform(scene, SampleSession(account()))


def test_one_can_check_again_from_the_menu_and_from_the_explanation() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        item = stage.window.chat.model.item(5)
        conversation, messages = stage.window.chat.conversation, stage.window.messages
        choices = {choice.name: choice for choice in messages.choices(conversation, item)}
        choices[names.MENU_SCAN].run()
        await stage.settle()
        assert ("check_again", ROOM, item.event_id) in stage.account.calls
        assert stage.window.chat.view.layout_of(5).scan is Scan.CLEAN
        checking = stage.window.chat.model.item(2)
        assert names.MENU_SCAN not in {choice.name for choice in messages.choices(conversation, checking)}

    perform(scene, SampleSession(account()))


def test_a_picture_that_was_refused_is_not_shown_and_comes_when_it_is_clean() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.scanner.rows[ROOM, str(stage.account.messages[ROOM][1].event_id)] = Scan.INFECTED
        await scan_scenes.rows(stage)
        view = stage.window.chat.view
        view.scroll_by(-2000)
        await stage.settle(20)

        def sky() -> bool:
            rect, lay = view.row_rect(1), view.layout_of(1)
            assert rect is not None
            assert lay.picture is not None
            at = lay.picture.translated(rect.topLeft()).topLeft()
            color = view.viewport().grab().toImage().pixelColor(at.x() + 40, at.y() + 40)
            return color.blue() > color.red() + 30

        assert not sky()
        stage.account.scanner.find(ROOM, event(stage, 1), Scan.CLEAN)
        await stage.settle(20)
        assert sky()

    perform(scene, SampleSession(account()), size=(1100, 900))


def test_the_question_says_what_checking_means_and_is_asked_once() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.offer(stage)
        row = offer(stage)
        assert row is not None
        assert meaning() in row.offer.text
        assert "Schlüssel" in row.offer.text
        assert "Ende-zu-Ende-verschlüsselt" in row.offer.text
        assert stage.window.chat.view.layout_of(5).scan is None
        row.yes.click()
        await stage.settle()
        assert ("decide", True) in stage.account.calls
        assert offer(stage) is None
        assert stage.window.chat.view.layout_of(5).scan is Scan.FAILED

    perform(scene, SampleSession(account()))


def test_who_does_not_want_it_says_so() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.offer(stage)
        row = offer(stage)
        assert row is not None
        assert row.offer.on_no is not None
        row.offer.on_no()
        await stage.settle()
        assert ("decide", False) in stage.account.calls
        assert offer(stage) is None

    perform(scene, SampleSession(account()))


def test_nothing_is_said_where_files_are_not_checked() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.scanner.known = Scanning()
        await scan_scenes.rows(stage)
        scans = [stage.window.chat.view.layout_of(row).scan for row in range(len(STATES))]
        assert scans == [None] * (len(STATES) - 1) + [Scan.GONE]  # which is no result of a check
        assert offer(stage) is None

    perform(scene, SampleSession(account()))


def test_own_files_that_were_sent_from_here_bear_no_mark() -> None:
    async def scene(stage: Stage) -> None:
        items = stage.account.messages[ROOM]
        items[6] = replace(items[6], own=True)
        for scan, wanted in (
            (Scan.OWN, None),
            (Scan.UNCHECKED, None),
            (Scan.CHECKING, None),
            (Scan.CLEAN, Scan.CLEAN),
            (Scan.INFECTED, Scan.INFECTED),
        ):
            stage.account.scanner.rows[ROOM, str(items[6].event_id)] = scan
            await scan_scenes.rows(stage)
            assert stage.window.chat.view.layout_of(6).scan is wanted
        assert (ROOM, str(items[6].event_id)) in stage.account.scanner.looked

    perform(scene, SampleSession(account()))


def test_the_list_of_files_says_it_too_and_looks_only_at_what_is_on_screen() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.panel(stage)
        panel = stage.window.panel.page()
        assert isinstance(panel, FilePanel)
        spoken_rows = [
            str(panel.list.item(n).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(panel.list.count())
        ]
        assert ["Nicht mehr auf dem Server" in spoken_rows[0], "Schadsoftware gefunden" in spoken_rows[3]] == [True] * 2
        stage.account.scanner.find(ROOM, event(stage, 5), Scan.CLEAN)
        await stage.settle()
        assert "Auf Schadsoftware geprüft" in panel.list.item(1).text()
        many = [replace(panel.items()[0], key=f"k{n}", event_id=f"${n}") for n in range(200)]
        stage.account.messages[ROOM][:] = many
        stage.account.scanner.looked.clear()
        stage.account.gallery.files_changed.emit(ROOM)
        await stage.settle(30)
        seen = {key for _room, key in stage.account.scanner.looked}
        assert 3 < len(seen) < 40

    perform(scene, SampleSession(account()))


def test_the_viewer_says_that_a_picture_is_checked_or_why_it_is_not_shown() -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        stage.window.files.view(stage.window.chat.model.item(1))
        await stage.settle(20)
        (viewer,) = stage.window.findChildren(PictureViewer)
        assert "Auf Schadsoftware geprüft" in viewer.about.text()
        stage.account.gallery.fail = UserError(ErrorCode.GONE)
        viewer._show()
        await stage.settle(20)
        assert viewer.told.text().startswith("Der Server hat diese Datei nicht mehr")
        viewer.close()

    perform(scene, SampleSession(account()))


def test_the_setting_says_what_it_means_and_who_decides() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("privacy")
        await stage.settle()
        texts = [label.text() for label in stage.window.findChildren(Label)]
        assert meaning() in texts
        row = stage.window.findChild(QComboBox, "settings.RequireContentScanner.combo")
        assert row is not None
        assert row.isEnabled() is not bool(stage.window.prefs.locked(CONTENT_SCANNER))

    perform(scene, SampleSession(usual_account()))
    imposed = Policy([Entry(Source.MACHINE, "here", CONTENT_SCANNER.name, "always")])
    perform(scene, SampleSession(usual_account()), policy=imposed)


@pytest.mark.parametrize("zoom", [100, 175])
def test_long_words_are_cut_and_not_painted_over_the_edge(zoom: int, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await scan_scenes.rows(stage)
        for row in range(len(STATES)):
            lay = stage.window.chat.view.layout_of(row)
            assert lay.bubble is not None
            assert lay.scan_rect is not None
            assert lay.bubble.contains(lay.scan_rect)
            assert lay.bubble.contains(lay.meta)
            assert not lay.scan_rect.intersects(lay.meta)

    perform(scene, SampleSession(account()), zoom=zoom, size=(480, 900))


def test_what_the_server_no_longer_has_is_said_where_nothing_is_checked_too() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.scanner.known = Scanning()
        await scan_scenes.rows(stage)
        assert stage.window.chat.view.layout_of(5).scan is None
        assert stage.window.chat.view.layout_of(6).scan is Scan.GONE
        stage.account.scanner.find(ROOM, event(stage, 5), Scan.GONE)
        await stage.settle()
        assert stage.window.chat.view.layout_of(5).scan is Scan.GONE
        window = stage.window
        window.message_action(window.chat.model.item(5).key, "scan")
        await stage.settle()
        assert any("Der Server hat diese Datei nicht mehr" in text for text in explained(stage))
        assert not any("Erneut pr" in text for text in explained(stage))
        await scan_scenes.panel(stage)
        panel = stage.window.panel.page()
        assert isinstance(panel, FilePanel)
        assert "Nicht mehr auf dem Server" in panel.list.item(0).text()

    perform(scene, SampleSession(account()))
