# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people are told of. How much of it is shown is for those to decide who show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.types import ItemKind, RoomSummary


class Occasion(StrEnum):
    """Why there is a notification."""

    MESSAGE = "message"
    INVITATION = "invitation"
    CATCH_UP = "catch_up"  # much has come while the program was not running; ``room`` is None
    TEST = "test"  # the user wants to see what it looks like


@dataclass(frozen=True, slots=True)
class Notification:
    """One for each room: a later one takes its place. All text is plain text from other people.

    ``key``: the room id (also where ``room`` is not to be shown), or a name of our own. ``count``: unread messages that
    it speaks of. ``sender_name`` and ``body`` are of the newest one, and empty where nobody should believe them (a
    message with a red mark).
    """

    key: str
    occasion: Occasion
    room: RoomSummary | None = None
    event_id: str | None = None
    sender: str = ""
    sender_name: str = ""
    body: str = ""
    kind: ItemKind = ItemKind.MESSAGE
    count: int = 1
    rooms: int = 1
    highlight: bool = False
    sound: bool = False
    thread_root: str | None = None

    def discreet(self, content: str) -> Notification:
        """With as much in it as the setting ``NotificationContent`` wants: what is not to be shown is not in it."""
        if content == "text":
            return self
        if content == "sender":
            return replace(self, body="")
        return replace(self, room=None, event_id=None, sender="", sender_name="", body="", kind=ItemKind.MESSAGE)
