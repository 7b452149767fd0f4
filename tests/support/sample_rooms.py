# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms to administrate for ``SampleAccount``: settings, people and a server that says yes, or ``fail``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.capabilities import ServerCapabilities
from app.power import Powers
from app.room_admin.settings import RoomSettings
from app.room_admin.types import Invitation, Removal, Successor
from app.signal import Signal
from app.types import Member, Membership

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount

VERSIONS = {"9": True, "10": True, "11": True, "12": True, "org.example.next": False}


def room_settings(room_id: str, user_id: str, **fields: Any) -> RoomSettings:
    """A joined, encrypted room of version 12 whose administrator is ``user_id``; any field can be given."""
    levels = fields.pop("levels", {user_id: 100})
    create = fields.pop("create", {"sender": "@gone:behoerde.example", "content": {"room_version": "12"}})
    content = {"users": dict(levels), "events": {"m.room.power_levels": 100, "m.room.tombstone": 150}}
    content |= fields.pop("content", {})
    values: dict[str, Any] = {
        "membership": Membership.JOIN,
        "name": "Haushalt 2027",
        "topic": "Vorlage für den Haushaltsausschuss",
        "encrypted": True,
        "version": create["content"]["room_version"],
        "powers": Powers.of(content, create),
    }
    return RoomSettings(room_id=room_id, user_id=user_id, **(values | fields))


class SampleCapabilities:
    def __init__(self) -> None:
        self.known = ServerCapabilities("12", VERSIONS, asked=True)
        self.news: Signal[ServerCapabilities] = Signal()


class SampleIgnored:
    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.users: frozenset[str] = frozenset()
        self.news: Signal[frozenset[str]] = Signal()

    async def ignore(self, user_id: str) -> None:
        self._account.call("ignore", user_id)
        self.users |= {user_id}
        self.news.emit(self.users)

    async def unignore(self, user_id: str) -> None:
        self._account.call("unignore", user_id)
        self.users -= {user_id}
        self.news.emit(self.users)


class SampleRoomAdmin:
    """``rooms``: settings by room id; a room without them gets ``room_settings``. ``members``: by room id."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.rooms: dict[str, RoomSettings] = {}
        self.members: dict[str, list[Member]] = {}
        self.invitations: dict[str, Invitation] = {}
        self.successors: dict[str, Successor] = {}
        self.aliases: list[str] = []
        self.public = False
        self.agrees = True
        self._followed: Counter[str] = Counter()
        self.settings_changed: Signal[str] = Signal()
        self.people_changed: Signal[str] = Signal()
        self.removed: Signal[Removal] = Signal()

    def set(self, room_id: str, settings: RoomSettings) -> None:
        """Somebody has changed the room."""
        self.rooms[room_id] = settings
        self.settings_changed.emit(room_id)

    # -- reading

    async def settings(self, room_id: str) -> RoomSettings | None:
        return self.rooms.setdefault(room_id, room_settings(room_id, self._account.user_id))

    async def follow(self, room_id: str) -> RoomSettings | None:
        self._followed[room_id] += 1
        found = await self.settings(room_id)
        self.settings_changed.emit(room_id)
        return found

    def unfollow(self, room_id: str) -> None:
        self._followed[room_id] -= 1

    def known(self, room_id: str) -> RoomSettings | None:
        return self.rooms.get(room_id) if self._followed[room_id] > 0 else None

    def may_redact(self, room_id: str) -> bool:
        settings = self.known(room_id)
        return settings is not None and settings.may_redact

    async def people(self, room_id: str, *, refresh: bool = True) -> Sequence[Member]:
        if room_id not in self.members:
            self.members[room_id] = list(await self._account.members(room_id))
        return list(self.members[room_id])

    async def invitation(self, room_id: str) -> Invitation | None:
        return self.invitations.get(room_id)

    async def conversation_with(self, user_id: str) -> str:
        self._account.call("conversation_with", user_id)
        return next(room.room_id for room in self._account.rooms.items if room.direct)

    # -- changing

    def _change(self, room_id: str, **fields: Any) -> None:
        known = self.rooms.get(room_id) or room_settings(room_id, self._account.user_id)
        self.set(room_id, replace(known, **fields))

    async def set_name(self, room_id: str, name: str) -> None:
        self._account.call("set_name", room_id, name)
        self._change(room_id, name=name)

    async def set_topic(self, room_id: str, topic: str) -> None:
        self._account.call("set_topic", room_id, topic)
        self._change(room_id, topic=topic)

    async def set_avatar(self, room_id: str, path: Path | None) -> None:
        self._account.call("set_avatar", room_id, path)
        self._change(room_id, avatar=None if path is None else "mxc://behoerde.example/new")

    async def set_join_rule(self, room_id: str, rule: str, allowed: Sequence[str] = ()) -> None:
        self._account.call("set_join_rule", room_id, rule, tuple(allowed))
        self._change(room_id, join_rule=rule, allowed_rooms=tuple(allowed))

    async def set_history_visibility(self, room_id: str, visibility: str) -> None:
        self._account.call("set_history_visibility", room_id, visibility)
        self._change(room_id, history_visibility=visibility)

    async def set_guests(self, room_id: str, on: bool) -> None:
        self._account.call("set_guests", room_id, on)
        self._change(room_id, guests=on)

    async def enable_encryption(self, room_id: str) -> None:
        self._account.call("enable_encryption", room_id)
        self._change(room_id, encrypted=True)

    async def set_role(self, room_id: str, user_id: str, level: int) -> None:
        self._account.call("set_role", room_id, user_id, level)
        known = await self.settings(room_id)
        assert known is not None
        powers = replace(known.powers, users={**known.powers.users, user_id: level})
        self.members[room_id] = [
            replace(one, power=level) if one.user_id == user_id else one for one in await self.people(room_id)
        ]
        self._change(room_id, powers=powers)
        self.people_changed.emit(room_id)

    async def set_rights(self, room_id: str, rights: Mapping[str, int]) -> None:
        self._account.call("set_rights", room_id, dict(rights))
        known = await self.settings(room_id)
        assert known is not None
        self._change(room_id, powers=replace(known.powers, named={**known.powers.named, **rights}))

    async def local_aliases(self, room_id: str) -> Sequence[str]:
        return list(self.aliases)

    async def add_alias(self, room_id: str, alias: str) -> None:
        self._account.call("add_alias", room_id, alias)
        self.aliases.append(alias)

    async def remove_alias(self, room_id: str, alias: str) -> None:
        self._account.call("remove_alias", room_id, alias)
        self.aliases.remove(alias)

    async def set_aliases(self, room_id: str, main: str | None, others: Sequence[str] = ()) -> None:
        self._account.call("set_aliases", room_id, main, tuple(others))
        self._change(room_id, alias=main, alternatives=tuple(others))

    async def published(self, room_id: str) -> bool:
        return self.public

    async def set_published(self, room_id: str, on: bool) -> None:
        self._account.call("set_published", room_id, on)
        self.public = on

    async def upgrade(self, room_id: str, version: str) -> str:
        self._account.call("upgrade", room_id, version)
        return "!newer"

    async def successor(self, room_id: str) -> Successor | None:
        return self.successors.get(room_id)

    async def enter_successor(self, successor: Successor) -> bool:
        self._account.call("enter_successor", successor.room_id)
        return self.agrees

    # -- people

    def _member(self, room_id: str, user_id: str, membership: Membership) -> None:
        self.members[room_id] = [
            replace(one, membership=membership) if one.user_id == user_id else one
            for one in self.members.get(room_id, [])
            if one.user_id != user_id or membership is not Membership.LEAVE
        ]
        self.people_changed.emit(room_id)

    async def kick(self, room_id: str, user_id: str, reason: str = "") -> None:
        self._account.call("kick", room_id, user_id, reason)
        self._member(room_id, user_id, Membership.LEAVE)

    async def ban(self, room_id: str, user_id: str, reason: str = "") -> None:
        self._account.call("ban", room_id, user_id, reason)
        self._member(room_id, user_id, Membership.BAN)

    async def unban(self, room_id: str, user_id: str) -> None:
        self._account.call("unban", room_id, user_id)
        self._member(room_id, user_id, Membership.LEAVE)

    async def accept_knock(self, room_id: str, user_id: str) -> None:
        self._account.call("accept_knock", room_id, user_id)
        self._member(room_id, user_id, Membership.INVITE)

    async def leave_and_forget(self, room_id: str) -> None:
        self._account.call("leave_and_forget", room_id)
        await self._account.leave(room_id)

    async def report_message(self, room_id: str, event_id: str, reason: str) -> None:
        self._account.call("report_message", room_id, event_id, reason)

    async def report_room(self, room_id: str, reason: str) -> None:
        self._account.call("report_room", room_id, reason)

    async def report_user(self, user_id: str, reason: str) -> None:
        self._account.call("report_user", user_id, reason)
