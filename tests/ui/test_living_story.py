# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two people in an encrypted room, one of them at the real window: they type, read, react, vote."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.demo.accounts import DemoAccount, MemoryKeyStore
from app.types import ItemKind, Link, TimelineItem
from tests.support.synapse import Homeserver, new_user
from tests.ui.test_real_account import find, play, sign_in, until, write
from ui import names
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]


def row_of(window: MainWindow, text: str) -> tuple[int, TimelineItem]:
    model = window.chat.model
    for row in range(len(model)):
        if model.item(row).body == text:
            return row, model.item(row)
    return -1, model.item(len(model) - 1)


def click(window: MainWindow, row: int, point: QPoint) -> None:
    """In coordinates of the row."""
    view = window.chat.view
    view.show_row(row)
    rect = view.row_rect(row)
    assert rect is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + point)


def test_two_people_type_read_react_and_vote(homeserver: Homeserver, tmp_path: Path) -> None:
    anna, bert = new_user(homeserver, "anna"), new_user(homeserver, "bert")
    partner = DemoAccount(tmp_path / "bert", [MemoryKeyStore()], bert.localpart, bert.password)

    async def story(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        other = await partner.open(homeserver.url)
        try:
            await other.synced()
            room = await other.create_room(name="Runde", invite=[anna.user_id], encrypted=True)
            await until(lambda: window.rooms.invitations.rowCount() == 1, "an invitation")
            window.open_room(room)
            QTest.mouseClick(find(window, names.INVITATION_ACCEPT), Qt.MouseButton.LeftButton)
            await until(window.chat.composer.edit.isVisible, "the room")
            await until(lambda: window.chat.header.people.text() == "2", "two members")

            # Bert types; Anna's keys are heard at his side, and her sending ends it.
            other.live.wrote(room)
            line = window.chat.conversation.typing.label
            await until(lambda: "schreibt" in line.full(), "that Bert types")
            other.live.paused(room)
            await until(lambda: line.full() == "", "that he stopped")
            edit = window.chat.composer.edit
            QTest.keyClicks(edit, "Wer")
            await until(lambda: [each.user_id for each in other.live.typing(room)] == [anna.user_id], "that Anna types")
            await write(window, " kommt?")
            await until(lambda: not other.live.typing(room), "that she stopped")

            # Bert reads it: his picture stands beside the message.
            timeline = await other.open_timeline(room)
            await until(lambda: any(item.body == "Wer kommt?" for item in timeline.items), "the message at Bert")
            await timeline.mark_read()
            await until(lambda: row_of(window, "Wer kommt?")[1].read_by is not None, "that Bert has read it")
            row, item = row_of(window, "Wer kommt?")
            assert item.read_by is not None
            assert [seen.user_id for seen in item.read_by.people] == [bert.user_id]
            assert window.chat.view.layout_of(row).readers.pictures

            # He reacts; she clicks beside his, and takes it back.
            assert item.event_id is not None
            await other.live.toggle_reaction(room, item.event_id, "👍")
            await until(lambda: row_of(window, "Wer kommt?")[1].reactions, "his reaction")

            def counted() -> list[tuple[str, int, bool]]:
                return [(each.key, each.count, each.own) for each in row_of(window, "Wer kommt?")[1].reactions]

            def at_bert() -> list[tuple[str, int, bool]]:
                found = next(each for each in timeline.items if each.body == "Wer kommt?")
                return [(each.key, each.count, each.own) for each in found.reactions]

            async def press(shown: list[tuple[str, int, bool]], there: int) -> None:
                lay = window.chat.view.layout_of(row)
                click(window, row, next(pill.rect.center() for pill in lay.pills if pill.action == "react:👍"))
                await until(lambda: counted() == shown, "what is shown here")
                await until(lambda: at_bert() == [("👍", there, True)], "what arrives there")

            await press([("👍", 2, True)], 2)
            await press([("👍", 1, False)], 1)

            # A poll of his, answered with the keyboard.
            await other.poll_start(room, "Wann?", ["Montag", "Dienstag"])
            await until(lambda: row_of(window, "Wann?")[0] >= 0, "the poll")
            row, poll = row_of(window, "Wann?")
            assert poll.kind is ItemKind.POLL
            window.chat.view.setFocus()
            window.chat.view.select_row(row)
            QTest.keyClick(window.chat.view, Qt.Key.Key_2)

            def voted() -> bool:
                found = next((each for each in timeline.items if each.poll is not None), None)
                return found is not None and found.poll is not None and [a.votes for a in found.poll.answers] == [0, 1]

            await until(voted, "her answer at Bert")
            timeline.close()
        finally:
            await partner.close()

    play(tmp_path / "anna", MemoryKeyStore(), story)
