# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links to rooms, messages and people open inside the program; others are shown for what they are."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from tests.support.sample_account import ANNA, SampleAccount, SampleSession, many_messages, room, today_at
from tests.ui.stage import Stage, perform
from ui.dialogs.explore import ExploreDialog
from ui.dialogs.rooms import LinkDialog

pytestmark = pytest.mark.window
ONE, TWO = "!one:x.example", "!two:x.example"


def account() -> SampleAccount:
    made = SampleAccount(
        [room(ONE, "Haushalt", today_at(9)), room(TWO, "Personalrat", today_at(8))],
        {ONE: many_messages(300), TWO: many_messages(20)},
    )
    made.links.aliases["#rat:x.example"] = TWO
    return made


D = TypeVar("D", bound=QDialog)


def dialogs(stage: Stage, kind: type[D]) -> list[D]:
    return [each for each in stage.window.findChildren(kind) if each.isVisible()]


def test_a_link_to_a_message_leads_to_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(TWO)
        target = stage.account.messages[ONE][10]
        event = str(target.event_id).replace("$", "%24")
        stage.window.chat.link.emit(f"https://matrix.to/#/{ONE}/{event}?via=x.example")
        await stage.until(lambda: stage.window.chat.view.marked == target.key)
        now = stage.window.chat.room()
        assert now is not None
        assert now.room_id == ONE
        for address in ("matrix:r/rat:x.example", "https://chat.behoerde.example/#/room/%23rat%3Ax.example"):
            stage.window.open_room(ONE)
            stage.window.chat.link.emit(address)
            await stage.until(lambda: stage.window.chat.room().room_id == TWO)  # type: ignore[union-attr]
        assert not dialogs(stage, LinkDialog)

    perform(scene, SampleSession(account()))


def test_an_unknown_room_is_looked_at_before_it_is_entered() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(TWO)
        stage.window.chat.link.emit("https://matrix.to/#/!fremd:y.example/$e?via=y.example")
        await stage.until(lambda: bool(dialogs(stage, ExploreDialog)))
        await stage.settle()
        (dialog,) = dialogs(stage, ExploreDialog)
        assert "!fremd" in dialog.search.text() or "%21fremd" in dialog.search.text()
        assert not any(call[0] == "join" for call in stage.account.calls)
        dialog.reject()

    perform(scene, SampleSession(account()))


def test_other_addresses_are_shown_first() -> None:
    """C: a link that only looks like one of ours."""

    async def scene(stage: Stage) -> None:
        await stage.open(TWO)
        stage.window.chat.link.emit("https://matrix.to.evil.example/#/!one:x.example")
        await stage.settle()
        (dialog,) = dialogs(stage, LinkDialog)
        dialog.reject()
        now = stage.window.chat.room()
        assert now is not None
        assert now.room_id == TWO

    perform(scene, SampleSession(account()))


def test_links_are_copied_and_opened_from_outside() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(ONE)
        clipboard = QGuiApplication.clipboard()
        assert window.commands.run("room.copy-link")
        await stage.until(lambda: "one" in clipboard.text())
        window.links.copy_message("$ev")
        await stage.until(lambda: clipboard.text().endswith("/%24ev?via=behoerde.example"))
        assert window.links.open(f"https://matrix.to/#/{ANNA}")
        clipboard.clear()
        window.links.open_later("matrix:roomid/two:x.example")
        await stage.until(lambda: window.chat.room().room_id == TWO)  # type: ignore[union-attr]
        account = window.account
        window.show_account(None)
        window.links.open_later("matrix:roomid/one:x.example")  # nobody is signed in yet
        window.show_account(account)
        await stage.until(lambda: window.chat.room() is not None and window.chat.room().room_id == ONE)  # type: ignore[union-attr]

    perform(scene, SampleSession(account()))
