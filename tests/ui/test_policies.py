# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation manages is shown, marked and not changeable; what it recommends is the user's to change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu

from app.demo.accounts import MemoryKeyStore
from app.policy.categories.window import ZOOM
from app.policy.policy import Entry, Policy, Source
from app.policy.schema import KEYS
from app.profile.settings import SettingsFile
from ui import names
from ui.dialogs.policies import PoliciesDialog
from ui.main import run
from ui.theme import ThemeChoice
from ui.window import MainWindow

pytestmark = pytest.mark.window


def policy(source: Source, **values: Any) -> Policy:
    return Policy(Entry(source, "/etc/policies.json", name, value) for name, value in values.items())


_KEYS = MemoryKeyStore()  # stands for the key store of the computer; each profile has its own entry


def show(folder: Path, settled: Policy, look: Callable[[MainWindow], None], **options: Any) -> None:
    """Start the real window on a real profile, look at it, and close it."""
    failures: list[BaseException] = []

    async def beside(window: MainWindow) -> None:
        import asyncio

        try:
            async with asyncio.timeout(30):
                while window.page() is not window.signin:
                    await asyncio.sleep(0.01)
            look(window)
        except BaseException as error:
            failures.append(error)
        finally:
            window.close()

    assert run(folder, stores=[_KEYS], beside=beside, policy=settled, **options) == 0
    if failures:
        raise failures[0]


def server_field(window: MainWindow) -> QLineEdit:
    field = window.findChild(QLineEdit, names.SIGNIN_SERVER)
    assert isinstance(field, QLineEdit)
    return field


def entries(menu: QMenu) -> dict[str, bool]:
    """Text of each entry, also of the menus below, and whether it can be chosen."""
    found: dict[str, bool] = {}
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found |= entries(below)
        elif action.text():
            found[action.text().split("\t")[0]] = action.isEnabled()
    return found


def menu_of(window: MainWindow) -> dict[str, bool]:
    window.menus.main(window.rect().center())
    menu = window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    found = entries(menu)
    menu.close()
    return found


def test_the_server_of_the_policy_is_there_and_fixed(tmp_path: Path) -> None:
    def look(window: MainWindow) -> None:
        field = server_field(window)
        assert field.text() == "amt.example"
        assert field.isReadOnly()
        assert window.signin._managed.isVisible()
        assert "verwaltet" in field.accessibleDescription()

    settled = policy(Source.MACHINE, Homeserver="amt.example")
    show(tmp_path / "p", settled, look, homeserver="other.example", language="de")


def test_a_recommended_server_can_be_changed(tmp_path: Path) -> None:
    def look(window: MainWindow) -> None:
        field = server_field(window)
        assert (field.text(), field.isReadOnly()) == ("amt.example", False)
        assert not window.signin._managed.isVisible()

    show(tmp_path / "p", policy(Source.RECOMMENDED, Homeserver="amt.example"), look)


def test_language_theme_and_size_of_the_policy(tmp_path: Path) -> None:
    def look(window: MainWindow) -> None:
        assert QLocale().language() == QLocale.Language.German
        assert window.signin.head.text() == "Anmelden"
        assert (window.theme.choice, window.theme.zoom) == (ThemeChoice.DARK, 125)
        window.zoom(1)
        assert window.theme.zoom == 125
        menu = menu_of(window)
        assert menu["Hell"] is menu["Größer"] is menu["Von Ihrer Organisation verwaltet"] is False
        assert menu["Richtlinien Ihrer Organisation"] is True

    settled = policy(Source.MACHINE, Language="de", Theme="dark", Zoom=125)
    show(tmp_path / "p", settled, look, language="en")


def test_what_was_imposed_does_not_become_the_users_choice(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    show(folder, policy(Source.MACHINE, Theme="dark", Zoom=150), lambda _window: None)
    saved = json.loads((folder / "settings.json").read_text("utf-8"))
    assert not {"Theme", "Zoom"} & set(saved)

    def own(window: MainWindow) -> None:
        assert (window.theme.choice, window.theme.zoom) == (ThemeChoice.LIGHT, 110)
        window.choose_theme(ThemeChoice.SYSTEM)

    show(folder, policy(Source.RECOMMENDED, Theme="light", Zoom=110), own)
    saved = SettingsFile(folder).load()
    assert saved["Theme"] == "system"
    assert "Zoom" not in saved

    def kept(window: MainWindow) -> None:
        assert (window.theme.choice, window.theme.zoom) == (ThemeChoice.SYSTEM, 110)

    show(folder, policy(Source.RECOMMENDED, Theme="light", Zoom=110), kept)


def test_without_policies_nothing_is_marked(tmp_path: Path) -> None:
    def look(window: MainWindow) -> None:
        menu = menu_of(window)
        assert "Richtlinien Ihrer Organisation" not in menu
        assert "Von Ihrer Organisation verwaltet" not in menu
        assert menu["Hell"] is menu["Größer"] is True

    show(tmp_path / "p", Policy(), look, language="de")


def test_the_page_of_active_policies_tells_sources_and_errors(tmp_path: Path) -> None:
    def look(window: MainWindow) -> None:
        window.menus.show_policies()
        dialog = window.findChildren(PoliciesDialog)[-1]
        table = dialog.table

        def rows() -> list[tuple[str, ...]]:
            return [tuple(item(row, column) for column in range(3)) for row in range(table.rowCount())]

        def item(row: int, column: int) -> str:
            found = table.item(row, column)
            return found.text() if found is not None else ""

        imposed = ("Homeserver", "amt.example", "Richtlinie des Rechners, /etc/policies.json")
        assert rows() == [imposed]
        assert "/etc/policies.json: Bogus: diesen Schlüssel gibt es nicht" in dialog.problems.text()
        window.prefs.choose(ZOOM, 120)
        dialog.reject()
        window.menus.show_policies()
        dialog = window.findChildren(PoliciesDialog)[-1]
        table = dialog.table
        assert set(rows()) == {imposed, ("Zoom", "120", "Einstellung")}
        dialog.all.click()
        assert len(rows()) == len(KEYS)
        dialog.search.setText("tls mindest")
        assert [row[0] for row in rows()] == ["MinimumTls"]
        dialog.search.setText("gibt es nicht")
        assert rows() == []
        assert dialog.told.text() == "Keine Richtlinie passt."
        dialog.cancel_button.click()
        copied = QGuiApplication.clipboard().text()
        assert "Homeserver = amt.example  [Richtlinie des Rechners, /etc/policies.json]" in copied
        assert "Bogus" in copied
        assert "MinimumTls = 1.2" in copied
        assert dialog.isVisible()

    show(tmp_path / "p", policy(Source.MACHINE, Homeserver="amt.example", Bogus=1), look, language="de")
