# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The signs of rooms of which one is told less than of others."""

from __future__ import annotations

from app.types import RoomLevel

ICONS = {RoomLevel.MUTE: "bell-off", RoomLevel.MENTIONS: "at"}
