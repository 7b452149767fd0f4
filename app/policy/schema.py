# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""All policies. This is the one place: validation, JSON schema, ADMX/ADML and the handbook's table are made from it.

What each of them is stands in ``app.policy.categories``, a file for each category.
"""

from __future__ import annotations

from typing import Any

from app.policy.categories import (
    files,
    network,
    notifications,
    privacy,
    rooms,
    security,
    server,
    storage,
    support,
    window,
    writing,
)
from app.policy.keys import Key, Words

VENDOR = "BundesMessenger"
PRODUCT = "Desktop"
KEYS: tuple[Key[Any], ...] = (
    *server.KEYS,
    *network.KEYS,
    *security.KEYS,
    *storage.KEYS,
    *files.KEYS,
    *rooms.KEYS,
    *window.KEYS,
    *privacy.KEYS,
    *notifications.KEYS,
    *writing.KEYS,
    *support.KEYS,
)
BY_NAME = {key.name: key for key in KEYS}
CATEGORIES = {
    "server": Words("Server", "Server"),
    "network": Words("Netz", "Network"),
    "security": Words("Sicherheit", "Security"),
    "storage": Words("Ablage", "Storage"),
    "files": Words("Dateien", "Files"),
    "rooms": Words("Räume", "Rooms"),
    "window": Words("Fenster", "Window"),
    "privacy": Words("Privatsphäre", "Privacy"),
    "notifications": Words("Benachrichtigungen", "Notifications"),
    "writing": Words("Schreiben", "Writing"),
    "support": Words("Betrieb", "Operation"),
}
