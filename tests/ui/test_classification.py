# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The notice of the organisation, and windows that stay out of screenshots."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.policy.categories.security import BANNER_COLOUR
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.types import Attachment, ItemKind
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import capture
from ui.classification import COLOURS, ClassificationBanner
from ui.theme import ThemeChoice, contrast

pytestmark = pytest.mark.window
ROOM, TEXT = "!room:x.example", "Nicht für Verschlusssachen"
PLAN = Attachment("Plan.png", "m.image", "image/png", 1_234, 80, 60)


def session() -> SampleSession:
    row = replace(message(ANNA, "Plan.png", today_at(9), kind=ItemKind.FILE), attachment=PLAN)
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [row]}))


def banner_of(widget: QWidget) -> ClassificationBanner:
    found = [each for each in widget.findChildren(ClassificationBanner) if each.window() is widget]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.CONTRAST])
def test_it_stands_on_top_of_the_window_and_of_dialogs(choice: ThemeChoice) -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(ROOM)
        shown = banner_of(window)
        assert shown.isVisible()
        assert shown.label.text() == TEXT
        assert TEXT in shown.label.accessibleName()
        assert shown.mapTo(window, QPoint(0, 0)) == QPoint(0, 0)
        assert shown.width() == window.width()
        for page in (window.signin, window.splitter):
            window.show_page(page)
            await stage.settle()
            assert shown.isVisible()
        window.files.view(window.chat.model.item(len(window.chat.model) - 1))
        window.actions_of_rooms.create()
        window.commands.run("switch")
        await stage.settle()
        dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
        assert len(dialogs) >= 2
        for dialog in dialogs:
            assert banner_of(dialog).isVisible(), type(dialog)
            assert banner_of(dialog).mapTo(dialog, QPoint(0, 0)).y() < 40
        window.close_dialogs()

    policy = Policy([Entry(Source.MACHINE, "", "ClassificationBanner", TEXT)])
    perform(scene, session(), policy=policy, choice=choice)


def test_without_the_policy_there_is_none() -> None:
    async def scene(stage: Stage) -> None:
        assert not banner_of(stage.window).isVisible()
        stage.window.actions_of_rooms.create()
        dialog = stage.window.findChildren(QDialog)[-1]
        assert not dialog.findChildren(ClassificationBanner)
        dialog.reject()

    perform(scene, session())


def test_every_colour_can_be_read() -> None:
    assert set(COLOURS) == {choice.value for choice in BANNER_COLOUR.choices}
    for back, text in COLOURS.values():
        assert contrast(back, text) >= 4.5


def test_every_window_is_kept_out_of_screenshots() -> None:
    asked: list[int] = []

    async def scene(stage: Stage) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        guard = capture.CaptureGuard(app, lambda window: asked.append(window) or True)  # type: ignore[func-returns-value]
        stage.window.hide()
        stage.window.show()
        stage.window.actions_of_rooms.create()
        dialog = stage.window.findChildren(QDialog)[-1]
        await stage.settle()
        assert {int(stage.window.winId()), int(dialog.winId())} <= set(asked)
        app.removeEventFilter(guard)
        guard.deleteLater()
        dialog.reject()

    perform(scene, session())


def test_it_is_asked_for_only_by_policy_and_where_the_platform_can(monkeypatch: pytest.MonkeyPatch) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    forbidden = Preferences(Policy([Entry(Source.MACHINE, "", "AllowScreenshots", False)]))
    assert capture.guard(app, forbidden) is None  # Linux cannot
    assert not capture.exclude(1)
    monkeypatch.setattr(sys, "platform", "win32")
    assert capture.guard(app, Preferences()) is None
    made = capture.guard(app, forbidden)
    assert made is not None
    app.removeEventFilter(made)
    made.deleteLater()
