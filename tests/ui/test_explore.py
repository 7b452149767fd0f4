# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding rooms: the public ones and those of spaces, with scripted answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import ErrorCode, UserError
from app.found import FoundRoom
from app.types import Membership
from tests.support.sample_account import SampleSession
from tests.support.sample_list import DEPARTMENT, listed_account
from tests.ui.stage import Stage, perform
from ui.dialogs.explore import ExploreDialog
from ui.explorer import address_in

pytestmark = pytest.mark.window


def listed() -> SampleSession:
    return SampleSession(listed_account())


async def opened(stage: Stage, *, space: bool = False) -> ExploreDialog:
    window = stage.window
    if space:
        department = window.rooms.find(DEPARTMENT)
        assert department is not None
        window.spaces.look(department)
    else:
        assert window.commands.run("rooms.find")
    dialog = window.findChild(ExploreDialog)
    assert isinstance(dialog, ExploreDialog)
    await stage.until(lambda: dialog.model.rowCount() > 0)
    await stage.settle(2)
    return dialog


def shown(dialog: ExploreDialog) -> list[str]:
    rooms = [dialog.model.room(row) for row in range(dialog.model.rowCount())]
    return [found.name for found in rooms if found is not None]


def test_a_public_room_is_found_and_joined() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        assert dialog.search.hasFocus()
        assert not dialog.server.isVisible()
        assert len(shown(dialog)) == 20  # a page
        QTest.keyClicks(dialog.search, "gesundheit")
        await stage.until(lambda: shown(dialog) == ["Betriebliches Gesundheitsmanagement"])
        calls = [call for call in stage.account.calls if call[0] == "public_rooms"]
        assert len(calls) <= 4  # not one for each key
        assert dialog.topic.text() == "Angebote, Termine, Rückenschule"
        assert dialog.facts.text() == "88 Mitglieder · Offen für alle"
        assert dialog.submit_button.text() == "Beitreten"
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Return)
        await stage.until(lambda: stage.window.chat.title() == "!bgm:behoerde.example")
        assert ("join", "!bgm:behoerde.example") in stage.account.calls
        assert stage.window.findChild(ExploreDialog) is None

    perform(scene, listed())


def test_further_pages_come_when_one_gets_there() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        assert len(shown(dialog)) == 20
        bar = dialog.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        await stage.until(lambda: len(shown(dialog)) == 40)
        await stage.settle()
        dialog.view.setCurrentIndex(dialog.model.index(39))
        await stage.until(lambda: len(shown(dialog)) == 43)
        bar.setValue(0)
        bar.setValue(bar.maximum())
        await stage.settle()
        assert len(shown(dialog)) == len(set(shown(dialog))) == 43

    perform(scene, listed())


def test_knocking_with_a_reason_and_taking_it_back() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        assert not dialog.reason.isVisible()
        dialog.view.setCurrentIndex(dialog.model.index(2))
        assert dialog.reason.isVisible()
        assert dialog.submit_button.text() == "Um Einlass bitten"
        dialog.reason.setText("Referat Z 21, wegen der Anfrage vom Montag")
        dialog.submit_button.click()
        await stage.until(lambda: dialog.submit_button.text() == "Anfrage zurückziehen")
        call = ("knock", "!presse:behoerde.example", "Referat Z 21, wegen der Anfrage vom Montag")
        assert call in stage.account.calls
        assert "Sie haben um Einlass gebeten" in dialog.facts.text()
        assert dialog.isVisible()

    perform(scene, listed())


def test_a_room_that_does_not_let_us_in_offers_to_knock() -> None:
    async def scene(stage: Stage) -> None:
        room = FoundRoom("!beides:behoerde.example", "Beides", join_rule="knock_restricted")
        stage.account.directory.rooms.insert(0, room)
        dialog = await opened(stage)
        await stage.settle()
        assert dialog.submit_button.text() == "Beitreten"
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        dialog.submit_button.click()
        await stage.until(lambda: dialog.submit_button.text() == "Um Einlass bitten")
        assert dialog.error.isVisible()

    perform(scene, listed())


def test_an_address_leads_to_its_room() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        dialog.search.setText("#kantine:behoerde.example")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        await stage.until(lambda: shown(dialog) == ["Kantine"])
        dialog.search.setText("#gibtesnicht:behoerde.example")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        await stage.until(lambda: dialog.empty.isVisible() and "gibt es nicht" in dialog.empty.text())
        assert not dialog.submit_button.isEnabled()
        assert dialog.isVisible()

    perform(scene, listed())


def test_trouble_is_told_in_the_dialog() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        stage.account.fail = UserError(ErrorCode.NO_NETWORK)
        dialog.search.setText("irgendwas")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        await stage.until(dialog.error.isVisible)
        assert "Verbindung" in dialog.error.text()
        dialog.search.setText("kantine")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        await stage.until(lambda: shown(dialog) == ["Kantine"])
        assert not dialog.error.isVisible()

    perform(scene, listed())


def test_looking_into_spaces_and_back() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage, space=True)
        assert not dialog.search.isVisible()
        assert not dialog.back_button.isVisible()
        assert dialog.where.full() == "Räume von Abteilung Z"
        assert shown(dialog) == ["Referat Z 21", "Haushalt 2027", "Statistik und Berichte"]
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Return)  # the first one is a space: look inside
        await stage.until(lambda: shown(dialog) == ["Referat Z 21 – Organisation"])
        assert dialog.back_button.isVisible()
        dialog.back_button.click()
        await stage.until(lambda: len(shown(dialog)) == 3)
        dialog.view.setCurrentIndex(dialog.model.index(2))
        assert dialog.facts.text().startswith("empfohlen · 23 Mitglieder · Verschlüsselt")
        dialog.take_out_button.click()
        await stage.until(lambda: shown(dialog) == ["Referat Z 21", "Haushalt 2027"])
        assert ("space_remove", DEPARTMENT, "!statistik:behoerde.example") in stage.account.calls
        dialog.view.setCurrentIndex(dialog.model.index(1))
        assert dialog.submit_button.text() == "Öffnen"
        dialog.submit_button.click()
        await stage.until(lambda: stage.window.chat.title() == "Haushalt 2027")

    perform(scene, listed())


def test_joining_from_a_space_uses_its_servers() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage, space=True)
        dialog.view.setCurrentIndex(dialog.model.index(2))
        dialog.submit_button.click()
        await stage.until(lambda: stage.window.findChild(ExploreDialog) is None)
        assert ("join", "!statistik:behoerde.example", "behoerde.example") in stage.account.calls

    perform(scene, listed())


def test_what_can_be_done_with_a_room() -> None:
    async def scene(stage: Stage) -> None:
        dialog = await opened(stage)
        plain = FoundRoom("!r:x.example")
        for rule, action in (
            ("public", "join"),
            ("restricted", "join"),
            ("knock", "knock"),
            ("knock_restricted", "join"),
            ("invite", ""),
            ("private", ""),
        ):
            assert dialog.action(replace(plain, join_rule=rule)) == action
        for membership, action in (
            (Membership.JOIN, "open"),
            (Membership.INVITE, "open"),
            (Membership.KNOCK, "withdraw"),
            (Membership.BAN, ""),
            (Membership.LEAVE, "join"),
        ):
            assert dialog.action(replace(plain, membership=membership)) == action

    perform(scene, listed())


def test_directories_of_other_servers_are_offered_where_the_organisation_names_them() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.directory.servers = ("behoerde.example", "land.example")
        dialog = await opened(stage)
        assert dialog.server.isVisible()
        dialog.server.setCurrentIndex(1)
        await stage.until(lambda: any(call[:3] == ("public_rooms", "", "land.example") for call in stage.account.calls))

    perform(scene, listed())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#kantine:behoerde.example", ("#kantine:behoerde.example", ())),
        (" !abc:behoerde.example:8448 ", ("!abc:behoerde.example:8448", ())),
        ("!noServer12", ("!noServer12", ())),
        (
            "https://matrix.to/#/%23kantine%3Ax.example?via=a.example&via=b.example",
            ("#kantine:x.example", ("a.example", "b.example")),
        ),
        ("#kantine", None),
        ("kantine", None),
        ("@anna:x.example", None),
        ("#zwei worte:x.example", None),
        ("https://anderswo.example/#/#kantine:x.example", None),
        ("https://matrix.to/#/@anna:x.example", None),
    ],
)
def test_addresses(text: str, found: tuple[str, tuple[str, ...]] | None) -> None:
    assert address_in(text) == found
