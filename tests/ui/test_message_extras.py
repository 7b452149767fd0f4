# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forwarding a message and looking at its details, with the pointer and with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.details import Details, Version
from app.policy.categories.support import TECHNICAL_DETAILS
from app.types import Reaction, TimelineItem
from crypto.types import SenderDevice, Shield, ShieldCode, ShieldColor
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui.dialogs.details import DetailsDialog
from ui.dialogs.forward import ForwardDialog
from ui.text import Label

pytestmark = pytest.mark.window
ROOM, SAFE, CLEAR = "!room:x.example", "!safe:x.example", "!clear:x.example"


def session(*items: TimelineItem) -> SampleSession:
    rooms = [
        room(ROOM, "Raum", today_at(9)),
        room(SAFE, "Referat Haushalt", today_at(8)),
        room(CLEAR, "Schwarzes Brett", today_at(7), encrypted=False),
    ]
    return SampleSession(SampleAccount(rooms, {ROOM: list(items)}))


def forwarded(stage: Stage) -> list[tuple[object, ...]]:
    return [call for call in stage.account.calls if call[0] == "forward"]


async def open_forward(stage: Stage) -> ForwardDialog:
    await stage.open(ROOM)
    view = stage.window.chat.view
    view.setFocus()
    view.select_row(0)
    QTest.keyClick(view, Qt.Key.Key_F)
    await stage.settle()
    dialog = stage.window.findChild(ForwardDialog)
    assert dialog is not None
    return dialog


def test_forward_with_the_keyboard() -> None:
    item = message(ANNA, "Bitte lesen", today_at(9))

    async def scene(stage: Stage) -> None:
        dialog = await open_forward(stage)
        assert not dialog.submit_button.isEnabled()
        QTest.keyClicks(dialog.search, "haush")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        assert [each.room_id for each in dialog.targets()] == [SAFE]
        dialog.submit_button.click()
        await stage.settle()
        assert forwarded(stage) == [("forward", ROOM, item.event_id, (SAFE,))]
        assert stage.window.toast.isVisible()

    perform(scene, session(item))


def test_what_was_encrypted_goes_into_a_room_in_clear_only_when_asked_twice() -> None:
    item = message(ANNA, "Vertraulich", today_at(9))

    async def scene(stage: Stage) -> None:
        dialog = await open_forward(stage)
        QTest.keyClicks(dialog.search, "brett")
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        dialog.submit_button.click()
        await stage.settle()
        assert forwarded(stage) == []
        assert "Schwarzes Brett" in dialog.error.text()
        assert dialog.submit_button.text() == "Trotzdem weiterleiten"
        dialog.submit_button.click()
        await stage.settle()
        assert forwarded(stage) == [("forward", ROOM, item.event_id, (CLEAR,))]

    perform(scene, session(item))


def texts(dialog: DetailsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(Label))


def test_details_tell_of_encryption_changes_and_reactions() -> None:
    shield = Shield(ShieldColor.GREY, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
    reactions = (Reaction("👍", 2, False, None, ("Mehmet Öztürk", "Thảo Nguyễn")),)
    item = message(ANNA, "zweite Fassung", today_at(9), edited=True, shield=shield, reactions=reactions)

    async def scene(stage: Stage) -> None:
        versions = (Version(today_at(9), "erste <b>Fassung</b>"), Version(today_at(9, 5), "zweite Fassung"))
        stage.account.details.known[item.event_id or ""] = Details(versions, '{"type": "m.room.message"}')
        await stage.open(ROOM)
        stage.window.extras.details(stage.window.chat.model.item(0))
        await stage.settle()
        dialog = stage.window.findChild(DetailsDialog)
        assert dialog is not None
        shown = texts(dialog)
        for part in ("Anna Weber", ANNA, "Ende-zu-Ende", "erste <b>Fassung</b>", "Einmal geändert", "Mehmet Öztürk"):
            assert part in shown, part
        assert dialog.source is None, "the source is for experts"
        dialog.submit_button.click()
        await stage.settle()
        stage.window.prefs.choose(TECHNICAL_DETAILS, True)
        stage.window.extras.details(stage.window.chat.model.item(0))
        await stage.settle()
        dialog = next(each for each in stage.window.findChildren(DetailsDialog) if each.isVisible())
        assert dialog.source is not None
        assert dialog.source.isReadOnly()
        assert dialog.source.toPlainText() == '{"type": "m.room.message"}'

    perform(scene, session(item))


@pytest.mark.parametrize(
    ("device", "wanted", "unwanted"),
    [
        (SenderDevice("ABCDEFG", "Dienst-Laptop", known=True), ("Dienst-Laptop", "Geräte-ID: "), "nicht sicher"),
        (SenderDevice("ABCDEFG", "Dienst-Laptop", known=False), ("Dienst-Laptop", "nicht sicher"), "nicht bekannt"),
        (SenderDevice(None, None, known=False), ("nicht bekannt, welches Gerät",), "Geräte-ID"),
    ],
)
def test_experts_see_which_device_sent_a_message(device: SenderDevice, wanted: tuple[str, ...], unwanted: str) -> None:
    item = message(ANNA, "Hallo", today_at(9))

    async def scene(stage: Stage) -> None:
        stage.account.details.known[item.event_id or ""] = Details((Version(0, "Hallo"),), "{}", device)
        await stage.open(ROOM)
        for expert in (False, True):
            stage.window.prefs.choose(TECHNICAL_DETAILS, expert)
            stage.window.extras.details(stage.window.chat.model.item(0))
            await stage.settle()
            dialog = next(each for each in stage.window.findChildren(DetailsDialog) if each.isVisible())
            assert (dialog.device is not None) is expert
            if dialog.device is not None:
                assert all(part in dialog.device.text() for part in wanted)
                assert unwanted not in dialog.device.text()
                assert wanted[0] in dialog.device.accessibleName()
            dialog.submit_button.click()
            await stage.settle()

    perform(scene, session(item))


def test_a_message_in_clear_says_so() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.window.extras.details(stage.window.chat.model.item(0))
        await stage.settle()
        dialog = stage.window.findChild(DetailsDialog)
        assert dialog is not None
        assert "nicht verschlüsselt" in texts(dialog)

    perform(scene, session(message(ANNA, "offen", today_at(9), encrypted=False)))
