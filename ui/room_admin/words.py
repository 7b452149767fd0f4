# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roles, rights and rules in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.power import ADMIN, CREATOR, MEMBER, MODERATOR, Role, role_of

if TYPE_CHECKING:
    from app.room_admin.settings import RoomSettings
from ui.i18n import tr

ROLES = (ADMIN, MODERATOR, MEMBER)
"""Levels that are offered by name."""


def role_name(level: int) -> str:
    """What somebody of this level is called; levels between the usual ones with their number."""
    match role_of(level):
        case Role.CREATOR:
            return tr("Owner")
        case Role.ADMIN:
            return tr("Administration") if level == ADMIN else tr("Administration ({n})").format(n=level)
        case Role.MODERATOR:
            return tr("Moderation") if level == MODERATOR else tr("Moderation ({n})").format(n=level)
        case Role.MUTED:
            return tr("Restricted ({n})").format(n=level)
        case _:
            return tr("Member") if level == MEMBER else tr("Member ({n})").format(n=level)


def who(level: int) -> str:
    """Who may do what needs this level."""
    if level >= CREATOR:
        return tr("Owners only")
    if level > ADMIN:
        return tr("Owners, and from level {n}").format(n=level)
    if level == ADMIN:
        return tr("Administration only")
    if level == MODERATOR:
        return tr("Moderation and above")
    if level <= MEMBER:
        return tr("All members") if level == MEMBER else tr("Everybody, also from level {n}").format(n=level)
    return tr("From level {n}").format(n=level)


def why_not(settings: RoomSettings, needed: int) -> str:
    """Why we may not change something that needs this level."""
    if not settings.joined:
        return tr("You are not a member of this room.")
    if needed > ADMIN:
        return tr("Only the owner of the room can change this.")
    return tr("You can look at this, but not change it. It needs the role: {role}.").format(role=role_name(needed))


def join_rule(rule: str) -> str:
    match rule:
        case "public":
            return tr("Everybody")
        case "invite" | "private":
            return tr("Only who is invited")
        case "knock":
            return tr("Who is invited, and who asks and is let in")
        case "restricted":
            return tr("Members of certain spaces, and who is invited")
        case "knock_restricted":
            return tr("Members of certain spaces, and who asks and is let in")
        case _:
            return tr("A rule that this program does not know")


def visibility(value: str) -> str:
    match value:
        case "world_readable":
            return tr("Everybody, even without joining")
        case "invited":
            return tr("Members, from their invitation on")
        case "joined":
            return tr("Members, from their joining on")
        case _:
            return tr("Members, everything")


def rights() -> list[tuple[str, str]]:
    """(key of ``Powers.with_rights``, who may ...), in the order of the editor."""
    return [
        ("events_default", tr("write messages")),
        ("invite", tr("invite people")),
        ("kick", tr("remove people")),
        ("ban", tr("ban people")),
        ("redact", tr("delete messages of others")),
        ("notifications.room", tr("notify everybody with @room")),
        ("events.m.room.pinned_events", tr("pin messages")),
        ("events.m.room.name", tr("change the name")),
        ("events.m.room.topic", tr("change the topic")),
        ("events.m.room.avatar", tr("change the picture")),
        ("events.m.room.canonical_alias", tr("change the addresses")),
        ("events.m.room.history_visibility", tr("change who reads earlier messages")),
        ("events.m.room.join_rules", tr("change who may join")),
        ("events.m.room.encryption", tr("turn on encryption")),
        ("events.m.room.power_levels", tr("change roles and rights")),
        ("events.m.room.tombstone", tr("replace the room by a new one")),
        ("state_default", tr("change other settings")),
    ]
