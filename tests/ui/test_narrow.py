# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A window with little room, or with large text: list and conversation take turns, nothing covers anything."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtWidgets import QToolButton

from tests.support.sample_account import SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui import names

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"


def shown(stage: Stage) -> tuple[bool, bool, bool]:
    """Whether list, conversation and panel are on screen."""
    window = stage.window
    return window.sidebar.isVisible(), window.chat.isVisible(), window.panel.isVisible()


@pytest.mark.parametrize(("size", "zoom"), [((560, 640), 100), ((640, 700), 200)])
def test_list_and_conversation_take_turns(size: tuple[int, int], zoom: int) -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert shown(stage) == (True, False, False)
        await stage.open(BUDGET)
        assert shown(stage) == (False, True, False)
        assert window.chat.width() == window.width()
        window.commands.run("room.members")
        await stage.settle()
        assert shown(stage) == (False, False, True)
        window.panel.close_page()
        assert shown(stage) == (False, True, False)
        back = window.findChild(QToolButton, names.ROOM_BACK)
        assert back is not None
        assert back.isVisible()
        back.click()
        assert shown(stage) == (True, False, False)
        assert window.sidebar.filter.hasFocus()
        window.open_room(BUDGET)
        assert shown(stage) == (False, True, False)
        window.resize(1600, 900)
        await stage.settle()
        assert shown(stage) == (True, True, False)
        assert not back.isVisible()

    perform(scene, SampleSession(usual_account()), size=size, zoom=zoom)


def test_nothing_in_the_head_of_a_narrow_conversation_overlaps() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        header = stage.window.chat.header
        buttons = sorted(
            (button.geometry() for button in header.findChildren(QToolButton) if button.isVisible()),
            key=lambda rect: rect.left(),
        )
        assert len(buttons) >= 3
        for left, right in itertools.pairwise(buttons):
            assert left.right() < right.left()
        assert buttons[-1].right() <= header.width()

    perform(scene, SampleSession(usual_account()), size=(640, 700), zoom=200)
