# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Devices, security and the strict mode of a room are found in the menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tests.ui.security_play import Play, play
from ui.dialogs.devices import DevicesDialog
from ui.dialogs.key_storage import KeyStorageDialog

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"


def menu(p: Play) -> QMenu:
    return p.window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]


def entry(p: Play, text: str) -> QAction:
    return next(action for action in menu(p).actions() if action.text() == text)


@pytest.mark.parametrize(("text", "dialog"), [("Ihre Geräte", DevicesDialog), ("Sicherheit", KeyStorageDialog)])
def test_the_main_menu_leads_to_them(text: str, dialog: type) -> None:
    async def scene(p: Play) -> None:
        p.window.menus.main(QPoint(10, 10))
        entry(p, text).trigger()
        menu(p).close()
        await p.stage.until(p.open)
        assert isinstance(p.dialog, dialog)

    play(scene)


def test_the_strict_mode_of_a_room_is_switched_in_its_menu() -> None:
    async def scene(p: Play) -> None:
        p.window.open_room(BUDGET)
        await p.stage.until(lambda: p.window.chat.room() is not None)
        for strict in (True, False):
            p.window.menus.room(QPoint(10, 10))
            only = entry(p, "Nur an verifizierte Personen senden")
            await p.stage.until(only.isEnabled)
            assert only.isChecked() is not strict
            only.trigger()
            menu(p).close()
            await p.stage.until(lambda strict=strict: (BUDGET in p.security.strict) is strict)  # type: ignore[misc]
            await p.settle()

    play(scene)
