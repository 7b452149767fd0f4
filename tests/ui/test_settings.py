# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings window, its rows and the marks of the organisation."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox

from app.policy.policy import Entry, Policy, Source
from app.policy.schema import LANGUAGE, THEME, ZOOM
from app.preferences import Preferences
from tests.support.sample_account import SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.settings.dialog import SettingsDialog
from ui.theme import ThemeChoice

pytestmark = pytest.mark.window


def dialog(stage: Stage) -> SettingsDialog:
    return next(each for each in stage.window.findChildren(SettingsDialog) if each.isVisible())


def combo(stage: Stage, name: str) -> QComboBox:
    found = dialog(stage).findChild(QComboBox, f"settings.{name}.combo")
    assert isinstance(found, QComboBox)
    return found


def test_what_is_chosen_holds_at_once_and_the_window_stays() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("appearance")
        await stage.settle()
        theme = combo(stage, "Theme")
        theme.setFocus()
        while theme.currentData() != "dark":
            QTest.keyClick(theme, Qt.Key.Key_Down)
            await stage.settle()
            theme = combo(stage, "Theme")
        assert stage.window.theme.choice is ThemeChoice.DARK
        assert stage.window.prefs.value(THEME) == "dark"
        spin = dialog(stage).findChild(QSpinBox, "settings.Zoom.spin")
        assert isinstance(spin, QSpinBox)
        spin.setFocus()
        spin.setValue(150)
        await stage.settle()
        assert stage.window.theme.zoom == stage.window.prefs.value(ZOOM) == 150
        again = dialog(stage).findChild(QSpinBox, "settings.Zoom.spin")
        assert again is not spin
        assert again is not None
        assert dialog(stage).focusWidget() is again
        stage.window.zoom(0)
        await stage.settle()
        shown = dialog(stage).findChild(QSpinBox, "settings.Zoom.spin")
        assert isinstance(shown, QSpinBox)
        assert shown.value() == 100

    perform(scene, SampleSession(usual_account()))


def test_the_language_can_be_left_to_the_system() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("appearance")
        await stage.settle()
        language = combo(stage, "Language")
        language.setCurrentIndex(language.findData("en"))
        language.activated.emit(language.currentIndex())
        assert stage.window.prefs.chosen(LANGUAGE) == "en"
        language.setCurrentIndex(0)
        language.activated.emit(0)
        assert stage.window.prefs.chosen(LANGUAGE) is None

    perform(scene, SampleSession(usual_account()))


def test_what_the_organisation_fixed_says_so_and_cannot_be_changed() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.prefs = Preferences(Policy([Entry(Source.MACHINE, "there", "Theme", "light")]))
        stage.window.open_settings("appearance")
        await stage.settle()
        theme = combo(stage, "Theme")
        assert not theme.isEnabled()
        assert "Von Ihrer Organisation verwaltet" in theme.accessibleDescription()
        assert combo(stage, "Language").isEnabled()

    perform(scene, SampleSession(usual_account()))


def test_enter_does_not_close_the_window_and_escape_does() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings()
        await stage.settle()
        shown = dialog(stage)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        assert shown.isVisible()
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        await stage.settle()
        assert not any(each.isVisible() for each in stage.window.findChildren(SettingsDialog))

    perform(scene, SampleSession(usual_account()))
