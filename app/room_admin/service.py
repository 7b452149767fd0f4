# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.room_admin``: read a room's settings from the store, change them on the server.

What was changed comes back with the sync, as everybody's changes do; nothing is shown before the server has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.pictures import Pictures
from app.media.portrait import portrait, upload
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS, ALLOW_ROOM_CREATION
from app.policy.permission import require
from app.power import Powers
from app.room_actions import RoomActions
from app.room_admin import settings as plain
from app.room_admin.people import RoomPeople
from app.room_admin.settings import RoomSettings, as_alias
from app.room_admin.types import Successor
from app.send_queue import is_transient
from app.signal import Signal
from app.store.changes import CacheChanges
from app.store.events import as_dict
from app.told import told
from app.types import Membership
from crypto.types import Json

_ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
_LONGEST_CHAIN = 20  # rooms that were replaced one after the other


class RoomAdmin(RoomPeople):
    """Settings and powers. All coroutines raise UserError; FORBIDDEN if the server does not let us."""

    def __init__(self, context: Context, actions: RoomActions, pictures: Pictures) -> None:
        super().__init__(context, actions)
        self._pictures = pictures
        self._known: dict[str, RoomSettings] = {}
        self._followed: Counter[str] = Counter()
        self.settings_changed: Signal[str] = Signal()
        """The settings of a followed room may be others now."""
        self.people_changed: Signal[str] = Signal()
        """Somebody came, went, or got another name or role in this room."""

    # -- reading -------------------------------------------------------------------------------------------------------

    @told
    async def settings(self, room_id: str) -> RoomSettings | None:
        """From the store; None if it does not know the room."""
        return await self._read(room_id)

    async def _read(self, room_id: str) -> RoomSettings | None:
        storage, user = self.context.storage, self.context.user_id
        reader = storage.reader

        def read() -> RoomSettings | None:
            known = reader.membership(room_id)
            if known is None:
                return None
            events = reader.state_events(room_id, plain.STATES)
            return plain.build(room_id, user, known[0], events, encrypted=reader.encrypted(room_id))

        return await storage.reading.call(read)

    @told
    async def follow(self, room_id: str) -> RoomSettings | None:
        """Keep the settings of this room at hand (``known``), and tell of changes, until as many ``unfollow``."""
        self._followed[room_id] += 1
        return await self._refresh(room_id)

    def unfollow(self, room_id: str) -> None:
        self._followed[room_id] -= 1
        if self._followed[room_id] <= 0:
            del self._followed[room_id]
            self._known.pop(room_id, None)

    def known(self, room_id: str) -> RoomSettings | None:
        """The settings of a followed room, at once; None while they are not read yet."""
        return self._known.get(room_id)

    def may_redact(self, room_id: str) -> bool:
        """Whether we may remove messages of others in a followed room."""
        settings = self._known.get(room_id)
        return settings is not None and settings.may_redact

    async def _refresh(self, room_id: str) -> RoomSettings | None:
        settings = await self._read(room_id)
        if settings is not None and room_id in self._followed and settings != self._known.get(room_id):
            self._known[room_id] = settings
            self.settings_changed.emit(room_id)
        return settings

    def changed(self, changes: CacheChanges) -> None:
        """See ``Service``."""
        for room_id, change in changes.rooms.items():
            if room_id in self._followed and change.state:
                self.context.errand(self._follow_change(room_id))
            if change.members or "m.room.power_levels" in change.state:
                self.people_changed.emit(room_id)

    async def _follow_change(self, room_id: str) -> None:
        await self._refresh(room_id)

    # -- changing ------------------------------------------------------------------------------------------------------

    async def _put(self, room_id: str, type_: str, content: Json) -> None:
        from app.matrix import api

        await api.put_state(self.context.online(), room_id, type_, content)

    @told
    async def set_name(self, room_id: str, name: str) -> None:
        await self._put(room_id, "m.room.name", {"name": name.strip()})

    @told
    async def set_topic(self, room_id: str, topic: str) -> None:
        """In plain text, and in the form of MSC3765 that newer programs read first."""
        topic = topic.strip()
        content: Json = {"topic": topic}
        if topic:
            content["m.topic"] = {"m.text": [{"body": topic}]}
        await self._put(room_id, "m.room.topic", content)

    @told
    async def set_avatar(self, room_id: str, path: Path | None) -> None:
        """The picture of the room, drawn anew from a file; None removes it. See ``app.media.portrait``."""
        content: Json = {}
        if path is not None:
            facts = await portrait(self._pictures, path)
            info = {"mimetype": facts.mimetype, "size": len(facts.data), "w": facts.width, "h": facts.height}
            content = {"url": await upload(self.context.online(), facts), "info": info}
        await self._put(room_id, "m.room.avatar", content)

    @told
    async def set_join_rule(self, room_id: str, rule: str, allowed: Sequence[str] = ()) -> None:
        """``rule``: one of JOIN_RULES; ``allowed``: rooms whose members may join (restricted rooms)."""
        if rule == "public":
            require(self.context.prefs, ALLOW_PUBLIC_ROOMS)
        content: Json = {"join_rule": rule}
        if rule in ("restricted", "knock_restricted"):
            content["allow"] = [{"type": "m.room_membership", "room_id": room} for room in allowed]
        await self._put(room_id, "m.room.join_rules", content)

    @told
    async def set_history_visibility(self, room_id: str, visibility: str) -> None:
        await self._put(room_id, "m.room.history_visibility", {"history_visibility": visibility})

    @told
    async def set_guests(self, room_id: str, on: bool) -> None:
        await self._put(room_id, "m.room.guest_access", {"guest_access": "can_join" if on else "forbidden"})

    @told
    async def enable_encryption(self, room_id: str) -> None:
        """For good: no room goes back to clear text."""
        await self._put(room_id, "m.room.encryption", _ENCRYPTION)
        await self.context.encryption.room_encryption(room_id, _ENCRYPTION)
        storage = self.context.storage
        await self.context.changed(await storage.writing.call(storage.cache.latch_encrypted, room_id))

    # -- roles and rights ----------------------------------------------------------------------------------------------

    @told
    async def set_role(self, room_id: str, user_id: str, level: int) -> None:
        """Raises FORBIDDEN without asking the server if we cannot give this level to this person."""
        settings = await self._newest(room_id)
        if not settings.powers.may_assign(self.context.user_id, user_id, level):
            raise UserError(ErrorCode.FORBIDDEN)
        await self._put(room_id, "m.room.power_levels", settings.powers.with_user(user_id, level))

    @told
    async def set_rights(self, room_id: str, rights: Mapping[str, int]) -> None:
        """What actions need, by the keys of ``Powers.with_rights``. Raises FORBIDDEN as ``set_role``."""
        powers = (await self._newest(room_id)).powers
        for key, level in rights.items():
            if not powers.may_change(self.context.user_id, powers.right(key), level):
                raise UserError(ErrorCode.FORBIDDEN)
        await self._put(room_id, "m.room.power_levels", powers.with_rights(rights))

    async def _newest(self, room_id: str) -> RoomSettings:
        """With the levels that the server has this moment: the event is replaced as a whole."""
        from app.matrix import api

        settings = await self._read(room_id)
        if settings is None:
            raise UserError(ErrorCode.NOT_FOUND)
        storage = self.context.storage
        create = await storage.reading.call(storage.reader.state_events, room_id, ("m.room.create",))
        try:
            content = await api.get_state_event(self.context.online(), room_id, "m.room.power_levels")
        except UserError as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise
            return settings
        return replace(settings, powers=Powers.of(content, create.get("m.room.create")))

    # -- addresses -----------------------------------------------------------------------------------------------------

    @told
    async def local_aliases(self, room_id: str) -> Sequence[str]:
        """The addresses that our server keeps for the room, used by it or not."""
        from app.matrix import room_api

        return await room_api.aliases(self.context.online(), room_id)

    @told
    async def add_alias(self, room_id: str, alias: str) -> None:
        """``alias``: #name:our-server. Raises REFUSED (errcode ``taken``) if another room has it."""
        from app.matrix import room_api
        from app.matrix.errors import MatrixError

        if as_alias(alias) is None:
            raise UserError(ErrorCode.REFUSED, errcode="alias")
        try:
            await room_api.put_alias(self.context.online(), alias, room_id)
        except MatrixError as error:
            if error.status == 409:
                raise UserError(ErrorCode.REFUSED, errcode="taken") from error
            raise

    @told
    async def remove_alias(self, room_id: str, alias: str) -> None:
        """Also from the addresses that the room names, if we may."""
        from app.matrix import room_api

        await room_api.delete_alias(self.context.online(), alias)
        settings = await self._read(room_id)
        if settings is not None and settings.may_set("m.room.canonical_alias"):
            main = settings.alias if settings.alias != alias else None
            others = [each for each in settings.alternatives if each != alias]
            if (main, tuple(others)) != (settings.alias, settings.alternatives):
                await self._set_aliases(room_id, main, others)

    @told
    async def set_aliases(self, room_id: str, main: str | None, others: Sequence[str] = ()) -> None:
        """Which addresses the room names; all of them have to lead to it."""
        await self._set_aliases(room_id, main, others)

    async def _set_aliases(self, room_id: str, main: str | None, others: Sequence[str]) -> None:
        content: Json = {"alias": main} if main else {}
        if others:
            content["alt_aliases"] = list(others)
        await self._put(room_id, "m.room.canonical_alias", content)

    @told
    async def published(self, room_id: str) -> bool:
        """Whether the room stands in our server's list of public rooms."""
        from app.matrix import room_api

        return await room_api.published(self.context.online(), room_id)

    @told
    async def set_published(self, room_id: str, on: bool) -> None:
        from app.matrix import room_api

        if on:
            require(self.context.prefs, ALLOW_PUBLIC_ROOMS)
        await room_api.set_published(self.context.online(), room_id, on)

    # -- replacing a room ----------------------------------------------------------------------------------------------

    @told
    async def upgrade(self, room_id: str, version: str) -> str:
        """Make a new room of this version in the place of the old one; gives the new room.

        The server takes settings and bans along; people have to join it themselves, so joined and invited ones are
        invited if the room is by invitation only.
        """
        from app.matrix import room_api

        require(self.context.prefs, ALLOW_ROOM_CREATION)
        settings = await self._read(room_id)
        people = await self.people(room_id)
        replacement = await room_api.upgrade(self.context.online(), room_id, version)
        if settings is not None and settings.join_rule not in ("public",):
            for person in people:
                if person.membership in (Membership.JOIN, Membership.INVITE) and person.user_id != self.context.user_id:
                    await self._invite_again(replacement, person.user_id)
        return replacement

    async def _invite_again(self, room_id: str, user_id: str) -> None:
        try:
            await self._actions.invite(room_id, user_id)
        except UserError as error:
            if is_transient(error):
                raise

    @told
    async def successor(self, room_id: str) -> Successor | None:
        """Where the conversation of a replaced room goes on, over several replacements; None if it was not replaced.

        Goes on only through rooms that we are in and that agree (P-45); loops end where they began.
        """
        seen = {room_id}
        settings = await self._read(room_id)
        found: Successor | None = None
        while settings is not None and settings.replaced is not None and len(seen) <= _LONGEST_CHAIN:
            target = settings.replaced
            if target.room_id in seen:
                return None if found is None else found
            seen.add(target.room_id)
            following = await self._read(target.room_id)
            membership = following.membership if following is not None else None
            inside = following is not None and membership is Membership.JOIN
            agreed = following.predecessor == settings.room_id if inside and following is not None else None
            found = Successor(target.room_id, settings.room_id, target.via, membership, agreed, target.text)
            if not agreed:
                return found
            settings = following
        return found

    @told
    async def enter_successor(self, successor: Successor) -> bool:
        """Join the room that took another's place. Gives whether it says so too; only the person decides to go on."""
        from app.matrix import api

        joined = await self._actions.join(successor.room_id, successor.via)
        create = await api.get_state_event(self.context.online(), joined, "m.room.create")
        return as_dict(create.get("predecessor")).get("room_id") == successor.of
