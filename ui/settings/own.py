# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages that need no feature of their own; each is built when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.i18n import tr
from ui.settings.page import SettingsPage

if TYPE_CHECKING:
    from ui.window import MainWindow


def _appearance(window: MainWindow) -> QWidget:
    from ui.settings.appearance import AppearancePage

    return AppearancePage(window)


def _account(window: MainWindow) -> QWidget:
    from ui.settings.account import AccountPage

    return AccountPage(window)


def _privacy(window: MainWindow) -> QWidget:
    from ui.settings.privacy import PrivacyPage

    return PrivacyPage(window)


def _security(window: MainWindow) -> QWidget:
    from ui.settings.security import SecurityPage

    return SecurityPage(window)


def _notifications(window: MainWindow) -> QWidget:
    from ui.settings.notifications import NotificationsPage

    return NotificationsPage(window)


def _writing(window: MainWindow) -> QWidget:
    from ui.settings.writing import WritingPage

    return WritingPage(window)


def _keyboard(window: MainWindow) -> QWidget:
    from ui.settings.keyboard import KeyboardPage

    return KeyboardPage(window)


def _about(window: MainWindow) -> QWidget:
    from ui.settings.about import AboutPage

    return AboutPage(window)


def _storage(window: MainWindow) -> QWidget:
    from ui.settings.storage import StoragePage

    return StoragePage(window)


def own_pages(window: MainWindow) -> list[SettingsPage]:
    """In the order of the list."""

    def signed_in() -> bool:
        return window.account is not None

    def secured() -> bool:
        return window.security.security is not None

    return [
        SettingsPage("account", tr("Account"), "person", _account, 10, signed_in),
        SettingsPage("appearance", tr("Appearance"), "sun", _appearance, 20),
        SettingsPage("privacy", tr("Privacy"), "eye-off", _privacy, 40),
        SettingsPage("security", tr("Security and devices"), "shield", _security, 50, secured),
        SettingsPage("storage", tr("Storage"), "folder", _storage, 70, signed_in),
        SettingsPage("notifications", tr("Notifications"), "bell", _notifications, 30, signed_in),
        SettingsPage("writing", tr("Writing"), "format", _writing, 60),
        SettingsPage("keyboard", tr("Keyboard"), "keyboard", _keyboard, 80),
        SettingsPage("about", tr("About"), "info", _about, 90),
    ]
