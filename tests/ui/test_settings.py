# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings window, its rows and the marks of the organisation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox

from app.errors import ErrorCode, UserError
from app.policy.categories.privacy import SEND_TYPING
from app.policy.categories.window import LANGUAGE, THEME, ZOOM
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.security.interface import Identity, SecurityState
from tests.support.sample_account import SampleSession, usual_account
from tests.support.sample_security import SampleSecurity, SecuredAccount
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.devices import DevicesDialog
from ui.dialogs.password import PasswordDialog
from ui.dialogs.rooms import LinkDialog
from ui.room_list import row_height
from ui.settings.about import LicencesDialog
from ui.settings.account import AccountPage
from ui.settings.dialog import SettingsDialog
from ui.settings.keyboard import KeyboardPage
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


def test_a_compact_window_shows_more() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open("!budget:behoerde.example")
        usual = stage.window.sidebar.height(), row_height(stage.window.theme), total_height(stage)
        stage.window.open_settings("appearance")
        await stage.settle()
        density = combo(stage, "Density")
        density.setCurrentIndex(density.findData("compact"))
        density.activated.emit(density.currentIndex())
        await stage.settle()
        assert stage.window.theme.dense
        assert row_height(stage.window.theme) < usual[1]
        assert total_height(stage) < usual[2]

    perform(scene, SampleSession(usual_account()))


def total_height(stage: Stage) -> int:
    """Of the messages that are loaded."""
    bar = stage.window.chat.view.verticalScrollBar()
    return bar.maximum() + stage.window.chat.view.viewport().height()


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


def test_keys_are_those_of_the_commands_and_can_be_searched() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("keyboard")
        await stage.settle()
        page = dialog(stage).page()
        assert isinstance(page, KeyboardPage)
        table = page.table

        def cell(row: int, column: int) -> str:
            item = table.item(row, column)
            return item.text() if item is not None else ""

        shown = {cell(row, 0): cell(row, 1) for row in range(table.rowCount())}
        assert shown["Neue Unterhaltung"] == "Strg+N"
        assert shown["Einstellungen"] == "Strg+,"
        page.filter.setText("unterhaltung")
        assert [cell(row, 0) for row in range(table.rowCount()) if not table.isRowHidden(row)] == ["Neue Unterhaltung"]

    perform(scene, SampleSession(usual_account()))


def test_about_shows_whose_server_it_is_and_asks_before_it_opens_a_page() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("about")
        await stage.settle()
        page = dialog(stage).page()
        assert page is not None
        said = "\n".join(label.text() for label in page.findChildren(QLabel))
        assert "behoerde.example" in said
        assert "messenger@behoerde.example" in said
        buttons = {button.text(): button for button in page.findChildren(QPushButton)}
        buttons["Datenschutzerklärung"].click()
        await stage.settle()
        link = next(each for each in stage.window.findChildren(LinkDialog) if each.isVisible())
        assert "messenger.behoerde.example" in "\n".join(label.text() for label in link.findChildren(QLabel))
        link.reject()
        buttons["Lizenzen der Bestandteile"].click()
        licences = stage.window.findChildren(LicencesDialog)[0]
        await stage.until(lambda: "PySide6" in licences.text.toPlainText())

    perform(scene, SampleSession(usual_account()))


def test_name_and_picture_of_the_account() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("account")
        await stage.settle()
        page = dialog(stage).page()
        assert isinstance(page, AccountPage)
        assert page.name.text() == "Jana Sommer"
        assert not page.save.isEnabled()
        page.name.setFocus()
        page.name.clear()
        QTest.keyClicks(page.name, "Jana Sommer-Weiß")
        QTest.keyClick(page.name, Qt.Key.Key_Return)
        await stage.settle()
        assert stage.account.calls[-1] == ("set_name", "Jana Sommer-Weiß")
        assert stage.window.sidebar._who.full() == "Jana Sommer-Weiß"
        assert not page.save.isEnabled()
        stage.account.fail = UserError(ErrorCode.TOO_LARGE)
        page.use_picture("/tmp/face.png")
        await stage.settle()
        assert page.error.isVisible()
        assert not page.remove.isVisible()
        page.use_picture("/tmp/face.png")
        await stage.settle()
        assert not page.error.isVisible()
        assert page.remove.isVisible()
        page.remove.click()
        await stage.settle()
        assert list(stage.account.calls[-1]) == ["set_avatar", None]

    perform(scene, SampleSession(usual_account()))


def test_what_the_server_forbids_cannot_be_changed() -> None:
    async def scene(stage: Stage) -> None:
        known = stage.account.capabilities.known
        stage.account.capabilities.known = replace(
            known, set_display_name=False, set_avatar=False, change_password=False
        )
        stage.window.open_settings("account")
        await stage.settle()
        page = dialog(stage).page()
        assert isinstance(page, AccountPage)
        assert page.name.isReadOnly()
        assert not page.save.isVisible()
        assert not page.choose.isVisible()
        assert page.findChild(QPushButton, names.SETTINGS_CHANGE) is None
        said = "\n".join(label.text() for label in page.findChildren(QLabel))
        assert "Ihre Organisation legt Ihren Namen fest." in said

    perform(scene, SampleSession(usual_account()))


def test_the_password_is_changed_by_the_rules_of_the_server() -> None:
    async def scene(stage: Stage) -> None:
        stage.window.open_settings("account")
        await stage.settle()
        button = dialog(stage).findChild(QPushButton, names.SETTINGS_CHANGE)
        assert button is not None
        button.click()
        await stage.settle()
        form = next(each for each in stage.window.findChildren(PasswordDialog) if each.isVisible())
        assert form.rules.text() == "Der Server verlangt: mindestens 8 Zeichen, eine Ziffer, ein Großbuchstabe."
        form.submit_button.click()
        assert form.error.text() == "Geben Sie Ihr aktuelles Passwort ein."
        form.old.setText("alt")
        form.new.setText("kurz")
        form.submit_button.click()
        assert form.error.text() == "Es fehlt noch: mindestens 8 Zeichen, eine Ziffer, ein Großbuchstabe."
        form.new.setText("Lang-genug-1")
        form.again.setText("Lang-genug-2")
        form.submit_button.click()
        assert form.error.text() == "Die neuen Passwörter stimmen nicht überein."
        form.again.setText("Lang-genug-1")
        stage.account.fail = UserError(ErrorCode.WRONG_PASSWORD)
        form.submit_button.click()
        await stage.settle()
        assert form.error.text() == "Das aktuelle Passwort ist nicht richtig."
        form.others.setChecked(True)
        form.submit_button.click()
        await stage.settle()
        assert stage.account.calls[-1] == ("change_password", "alt", "Lang-genug-1", True)
        assert not any(each.isVisible() for each in stage.window.findChildren(PasswordDialog))

    perform(scene, SampleSession(usual_account()))


def test_privacy_page_lists_who_is_ignored() -> None:
    async def scene(stage: Stage) -> None:
        await stage.account.ignored.ignore("@laut:behoerde.example")
        stage.window.open_settings("privacy")
        await stage.settle()
        page = dialog(stage).page()
        assert page is not None
        box = page.findChild(QCheckBox, "settings.SendTyping.box")
        assert box is not None
        assert box.isChecked()
        box.click()
        assert stage.window.prefs.value(SEND_TYPING) is False
        button = next(each for each in page.findChildren(QPushButton) if "@laut" in each.accessibleName())
        button.click()
        await stage.settle()
        assert "Sie ignorieren niemanden." in [label.text() for label in page.findChildren(QLabel)]
        assert stage.account.ignored.users == frozenset()

    perform(scene, SampleSession(usual_account()))


def test_the_security_page_leads_to_what_is_needed() -> None:
    security = SampleSecurity(SecurityState(identity=Identity.UNVERIFIED))

    async def scene(stage: Stage) -> None:
        stage.window.open_settings("security")
        await stage.settle()
        page = dialog(stage).page()
        assert page is not None
        assert "Dieses Gerät ist nicht verifiziert." in "\n".join(label.text() for label in page.findChildren(QLabel))
        buttons = {button.text(): button for button in page.findChildren(QPushButton)}
        assert {"Was tun?", "Ihre Geräte", "Wiederherstellungsschlüssel und Schlüsselspeicher"} <= set(buttons)
        buttons["Ihre Geräte"].click()
        await stage.settle()
        assert any(each.isVisible() for each in stage.window.findChildren(DevicesDialog))

    perform(scene, SampleSession(SecuredAccount(usual_account(), security)))
