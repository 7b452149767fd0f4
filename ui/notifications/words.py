# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a notification says: two plain texts of bounded length."""

from __future__ import annotations

from app.notifications.notification import Notification, Occasion
from app.types import ItemKind, Preview
from ui.i18n import plural, tr
from ui.sentences import preview_line, room_name
from ui.text import one_line

MAX_TITLE, MAX_TEXT = 120, 300


def texts(notification: Notification) -> tuple[str, str]:
    """(title, text). Remote text in it is on one line, without controls and direction overrides."""
    match notification.occasion:
        case Occasion.TEST:
            return tr("Test notification"), tr("This is how BundesMessenger tells you of new messages.")
        case Occasion.CATCH_UP:
            return tr("While you were away"), _many(notification)
        case Occasion.INVITATION:
            return _invitation(notification)
    if notification.room is None:
        return "BundesMessenger", plural(notification.count, tr("New message"), tr("{n} new messages"))
    name = one_line(notification.sender_name, 60)
    title = one_line(room_name(notification.room), MAX_TITLE)
    if notification.body or notification.kind not in (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE):
        line = preview_line(
            Preview(notification.sender_name, own=False, kind=notification.kind, body=notification.body),
            direct=notification.room.direct,
        )
        return title, one_line(line, MAX_TEXT)
    if notification.count > 1 or not name:
        return title, plural(notification.count, tr("New message"), tr("{n} new messages"))
    return title, tr("New message from {name}").format(name=name)


def _many(notification: Notification) -> str:
    if notification.rooms == 1:
        return plural(notification.count, tr("New message"), tr("{n} new messages"))
    return tr("{n} new messages in {rooms} rooms").format(n=notification.count, rooms=notification.rooms)


def _invitation(notification: Notification) -> tuple[str, str]:
    if notification.room is None:
        return "BundesMessenger", plural(notification.count, tr("New invitation"), tr("{n} new invitations"))
    name = one_line(notification.sender_name, 80)
    title = one_line(room_name(notification.room), MAX_TITLE)
    return title, tr("{name} invites you").format(name=name) if name else tr("You are invited")
