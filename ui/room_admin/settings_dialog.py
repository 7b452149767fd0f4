# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of a room: general, access, roles and rights, addresses, advanced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.interface import AccountView
from app.room_admin.settings import RoomSettings
from ui import names
from ui.i18n import tr
from ui.room_admin.page_access import AccessPage
from ui.room_admin.page_addresses import AddressesPage
from ui.room_admin.page_advanced import AdvancedPage
from ui.room_admin.page_general import GeneralPage
from ui.room_admin.page_rights import RightsPage
from ui.settings.dialog import SettingsDialog
from ui.settings.page import SettingsPage
from ui.text import one_line

if TYPE_CHECKING:
    from ui.window import MainWindow


def make(window: MainWindow, account: AccountView, settings: RoomSettings, first: str = "") -> SettingsDialog:
    """The dialog, not yet opened. It follows changes of the room for as long as the room is open in the window."""
    room = settings.room_id
    pages = [
        SettingsPage("general", tr("General"), "info", lambda _: GeneralPage(window, account, room), 10),
        SettingsPage("access", tr("Access"), "lock", lambda _: AccessPage(window, account, room), 20),
        SettingsPage("rights", tr("Roles and rights"), "people", lambda _: RightsPage(window, account, room), 30),
        SettingsPage("addresses", tr("Addresses"), "link", lambda _: AddressesPage(window, account, room), 40),
        SettingsPage("advanced", tr("Advanced"), "settings", lambda _: AdvancedPage(window, account, room), 50),
    ]
    dialog = SettingsDialog(window, pages, first)
    dialog.setObjectName(names.ROOM_SETTINGS)
    dialog.setWindowTitle(tr("Room settings") + (f" – {one_line(settings.name, 60)}" if settings.name.strip() else ""))
    return dialog
