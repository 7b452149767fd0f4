# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our own name and picture as others see them, and the password of the account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.context import Context
from app.errors import ErrorCode, UserError
from app.service import Service
from app.signal import Signal
from app.store.members import valid_mxc
from app.told import told
from crypto.types import Json

if TYPE_CHECKING:
    from app.media.pictures import Pictures

MAX_NAME = 256  # characters
_KEPT = "own_profile"


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """What the server wants of a new password (MSC2000); nothing said is nothing wanted."""

    length: int = 0
    digit: bool = False
    symbol: bool = False
    lower: bool = False
    upper: bool = False

    def missing(self, password: str) -> tuple[str, ...]:
        """Names of the rules that are not met: length, digit, symbol, lower, upper."""
        met = {
            "length": len(password) >= self.length,
            "digit": not self.digit or any(char.isdigit() for char in password),
            "symbol": not self.symbol or any(not char.isalnum() for char in password),
            "lower": not self.lower or any(char.islower() for char in password),
            "upper": not self.upper or any(char.isupper() for char in password),
        }
        return tuple(name for name, fine in met.items() if not fine)


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """``name`` is never empty: without one it is the user id. ``avatar``: mxc URI, checked."""

    name: str
    avatar: str | None = None


class Profiles(Service):
    """``known`` is what the server said last; ``news`` when it is something else."""

    def __init__(self, context: Context, pictures: Pictures) -> None:
        super().__init__(context)
        self._pictures = pictures
        self.known = OwnProfile(context.storage.session.display_name or context.user_id)
        self.news: Signal[OwnProfile] = Signal()

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        name, avatar = await storage.reading.call(storage.reader.own_profile)
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        if kept is not None:
            name, avatar = _text(kept.get("name")) or name, _text(kept.get("avatar"))
        self.known = OwnProfile(name or self.known.name, valid_mxc(avatar) if avatar else None)

    def online(self) -> None:
        """See ``Service``."""
        self.context.errand(self.refresh())

    async def refresh(self) -> None:
        """Ask the server; another device may have changed it."""
        from app.matrix import api

        name, avatar = await api.profile(self.context.online(), self.context.user_id)
        await self._learn(OwnProfile((name or "")[:MAX_NAME] or self.context.user_id, valid_mxc(avatar or "")))

    async def _learn(self, found: OwnProfile) -> None:
        if found == self.known:
            return
        storage = self.context.storage
        self.known = found
        storage.session = await storage.crypto.call(partial(storage.vault.change_session, display_name=found.name))
        await storage.crypto.call(storage.vault.set_value, _KEPT, {"name": found.name, "avatar": found.avatar})
        self.news.emit(found)

    @told
    async def set_name(self, name: str) -> None:
        """Be called ``name``; empty: the user id. Raises UserError FORBIDDEN and others of the server."""
        from app.matrix import api

        name = " ".join(name.split())[:MAX_NAME]
        await api.set_display_name(self.context.online(), name)
        await self._learn(replace(self.known, name=name or self.context.user_id))

    @told
    async def set_name_in(self, room_id: str, name: str) -> None:
        """Be called ``name`` in one room only; empty: as everywhere. Raises UserError as ``set_name``."""
        from app.matrix import api

        client, own = self.context.online(), self.context.user_id
        content = dict(await api.get_state_event(client, room_id, "m.room.member", own))
        content["displayname"] = " ".join(name.split())[:MAX_NAME] or self.known.name
        await api.put_state(client, room_id, "m.room.member", content, own)

    @told
    async def set_avatar(self, path: Path | None) -> None:
        """Show this picture, or none. It is made smaller and loses its metadata before it leaves this machine.

        Raises UserError as ``app.media.portrait`` and those of the server.
        """
        from app.matrix import api

        client, uri = self.context.online(), ""
        if path is not None:
            from app.media.portrait import portrait, upload

            uri = await upload(client, await portrait(self._pictures, path))
        await api.set_avatar_url(client, uri)
        await self._learn(replace(self.known, avatar=valid_mxc(uri) if uri else None))

    @told
    async def password_rules(self) -> PasswordRules:
        """What a new password has to be like."""
        from app.matrix import api

        return rules_of(await api.password_policy(self.context.online()))

    @told
    async def change_password(self, old: str, new: str, *, sign_out_others: bool = False) -> None:
        """Raises UserError WRONG_PASSWORD (the old one), WEAK_PASSWORD (the server refuses the new one), REFUSED."""
        from app.matrix import api
        from app.matrix.confirmation import confirmed
        from app.matrix.errors import MatrixError

        client = self.context.online()

        async def attempt(auth: Json | None) -> None:
            await api.change_password(client, new, auth, sign_out_others=sign_out_others)

        try:
            await confirmed(client, old, attempt, name="password")
        except MatrixError as error:
            if error.errcode.startswith(("M_WEAK_PASSWORD", "M_PASSWORD_")):
                raise UserError(ErrorCode.WEAK_PASSWORD) from error
            raise


def rules_of(policy: Json) -> PasswordRules:
    """The answer of GET /password_policy."""
    length = policy.get("m.minimum_length")
    return PasswordRules(
        length=length if isinstance(length, int) and not isinstance(length, bool) and 0 < length < 1000 else 0,
        digit=policy.get("m.require_digit") is True,
        symbol=policy.get("m.require_symbol") is True,
        lower=policy.get("m.require_lowercase") is True,
        upper=policy.get("m.require_uppercase") is True,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
