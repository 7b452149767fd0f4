# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starting with the session, and whom the organisation wants to be asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.demo.accounts import MemoryKeyStore
from app.errors import ErrorCode, UserError
from app.notifications.notification import Notification, Occasion
from app.policy.categories.files import DOWNLOAD_FOLDER
from app.policy.categories.support import AUTOSTART
from app.policy.policy import Entry, Policy, Source
from app.types import Place
from tests.support.sample_account import SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.autostart import Autostart
from ui.main import run
from ui.settings.about import AboutPage
from ui.settings.rows import TextRow
from ui.settings.storage import StoragePage
from ui.window import MainWindow

pytestmark = pytest.mark.window
_KEYS = MemoryKeyStore()


def machine(**values: Any) -> Policy:
    policy = Policy(Entry(Source.MACHINE, "", name, value) for name, value in values.items())
    assert policy.problems == []
    return policy


def test_the_settings_and_the_page_of_trouble_name_who_helps() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        page = AboutPage(window)
        told = {label.text() for label in page.findChildren(QLabel)}
        assert {"Servicedesk, Telefon 4711", "barriere@amt.example"} <= told
        buttons = [button for button in page.findChildren(QPushButton) if button.text() == "Hilfeseite"]
        assert len(buttons) == 1
        buttons[0].click()
        await stage.settle()
        from ui.dialogs.rooms import LinkDialog

        dialog = window.findChildren(LinkDialog)[-1]
        assert "hilfe.amt.example" in "".join(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()
        window.trouble.show_error(UserError(ErrorCode.STORE_CORRUPT))
        window.show_page(window.trouble)
        assert window.trouble.help.isVisible()
        assert window.trouble.help.text() == "Hilfe: Servicedesk, Telefon 4711"

    policy = machine(
        SupportText="Servicedesk, Telefon 4711",
        SupportUrl="https://hilfe.amt.example/messenger",
        AccessibilityContact="barriere@amt.example",
    )
    perform(scene, SampleSession(usual_account()), policy=policy)


@pytest.mark.parametrize("policy", [Policy(), machine(Autostart=True), machine(Autostart=False)])
def test_autostart_follows_organisation_and_setting(policy: Policy) -> None:
    async def scene(stage: Stage) -> None:
        made: list[bool] = []
        Autostart(stage.window, made.append)
        await asyncio.sleep(0.1)
        imposed = policy.effective(AUTOSTART)
        assert made == ([imposed.value] if imposed.locked else [])  # nobody decided: nothing is touched
        stage.window.prefs.choose(AUTOSTART, True)
        stage.window.prefs.choose(AUTOSTART, False)
        await asyncio.sleep(0.1)
        assert made == ([imposed.value] if imposed.locked else [True, False])

    perform(scene, SampleSession(usual_account()), policy=policy)


@pytest.mark.parametrize("map_link", ["https://karten.amt.example/?mitte={lat},{lon}", ""])
def test_the_map_is_that_of_the_organisation(map_link: str) -> None:
    async def scene(stage: Stage) -> None:
        from ui.dialogs.rooms import LinkDialog

        window = stage.window
        window.writing.show_map(Place(52.5, 13.4, "Amt"))
        await stage.settle()
        dialogs = window.findChildren(LinkDialog)
        if map_link:
            shown = "".join(label.text() for label in dialogs[-1].findChildren(QLabel))
            assert "karten.amt.example" in shown
            dialogs[-1].reject()
        else:
            assert not dialogs
            assert QGuiApplication.clipboard().text().startswith("geo:52.5,13.4")

    perform(scene, SampleSession(usual_account()), policy=machine(MapLink=map_link))


@pytest.mark.parametrize("sounds", [True, False])
def test_notifications_sound_only_if_the_organisation_lets_them(sounds: bool) -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.notifications.show(Notification("!r:x", Occasion.MESSAGE, sound=True))
        assert window.notifications.sounds.played == (1 if sounds else 0)

    perform(scene, SampleSession(usual_account()), policy=machine(NotificationSounds=sounds))


def test_the_folder_of_saved_files_is_chosen_in_the_settings_unless_the_organisation_did() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        page = StoragePage(window)
        (row,) = (row for row in page.findChildren(TextRow) if row.key is DOWNLOAD_FOLDER)
        row.edit.setText("Akten")
        row.edit.editingFinished.emit()
        assert "ein absoluter Pfad" in row.error.text()
        row.edit.setText("/srv/akten")
        row.edit.editingFinished.emit()
        assert window.files.rules.folder() == Path("/srv/akten")
        assert not window.files.rules.folder_fixed
        window.prefs.policy = machine(DownloadFolder="/srv/amt")
        (row,) = (row for row in StoragePage(window).findChildren(TextRow) if row.key is DOWNLOAD_FOLDER)
        assert (row.edit.text(), row.edit.isEnabled(), row._mark.isHidden()) == ("/srv/amt", False, False)

    perform(scene, SampleSession(usual_account()))


def test_it_starts_minimised(tmp_path: Path) -> None:
    seen: list[tuple[bool, bool]] = []

    async def beside(window: MainWindow) -> None:
        seen.append((window.isMinimized(), window.page() is window.signin))
        window.come_to_front()
        seen.append((window.isMinimized(), window.isVisible()))
        window.close()

    assert run(tmp_path / "p", stores=[_KEYS], beside=beside, minimized=True) == 0
    assert seen == [(True, True), (False, True)]
