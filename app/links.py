# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links to rooms, messages and people: understood, and made so that others can follow them."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from app.context import Context
from app.policy.categories.server import PERMALINK_PREFIX
from app.service import Service
from app.store.members import list_members, state_content
from app.text.permalinks import MatrixLink, link_to, parse
from app.told import told
from app.types import Member, Membership
from crypto.store.database import Database

_MOST = 3  # servers in a link
_MIGHTY = 50  # power level of people who stay


class Links(Service):
    """``account.links``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.told: Callable[[], str] = lambda: ""
        """What the server says of its web client; the policy counts more."""

    @property
    def prefix(self) -> str:
        """Of our organisation's web client; empty: links are made with matrix.to."""
        return self.context.prefs.value(PERMALINK_PREFIX) or self.told()

    def understand(self, address: str) -> MatrixLink | None:
        """What an address leads to; None if it is no such link."""
        known = (self.context.prefs.value(PERMALINK_PREFIX), self.told())
        return parse(address, tuple(prefix for prefix in known if prefix))

    def to_person(self, user_id: str) -> str:
        return link_to(user_id, prefix=self.prefix)

    @told
    async def to_room(self, room_id: str) -> str:
        """A link to a room: its main address if it has one, else its id with servers that know it."""
        alias, via = await self._read(room_id)
        return link_to(alias, prefix=self.prefix) if alias else link_to(room_id, "", via, self.prefix)

    @told
    async def to_message(self, room_id: str, event_id: str) -> str:
        """A link to a message, which only members of the room can follow."""
        _, via = await self._read(room_id)
        return link_to(room_id, event_id, via, self.prefix)

    @told
    async def room_of(self, link: MatrixLink) -> str | None:
        """The id of the room that a link names, if it is one of ours, from the store alone."""
        if link.target.startswith("!"):
            return link.target if self.context.rooms.get(link.target) is not None else None
        storage = self.context.storage
        aliases = await storage.reading.call(storage.reader.aliases)
        for room_id, alias in aliases.items():
            if alias.casefold() == link.target.casefold() and self.context.rooms.get(room_id) is not None:
                return room_id
        return None

    async def _read(self, room_id: str) -> tuple[str, Sequence[str]]:
        storage = self.context.storage
        return await storage.reading.call(storage.reader.read, partial(_address, room_id=room_id))


def _address(db: Database, room_id: str) -> tuple[str, Sequence[str]]:
    """(the main alias or nothing, servers that know the room)."""
    alias = (state_content(db, room_id, "m.room.canonical_alias") or {}).get("alias")
    sound = isinstance(alias, str) and parse(link_to(alias)) == MatrixLink(alias)
    return (str(alias) if sound else ""), via_servers(list_members(db, room_id))


def via_servers(members: Sequence[Member]) -> list[str]:
    """Servers to name in a link (appendices, "Routing"): that of who has most to say, then those with most members."""
    joined = [member for member in members if member.membership is Membership.JOIN]
    counts = Counter(server for member in joined if _lasts(server := member.user_id.partition(":")[2]))
    servers: list[str] = []
    staying = [member for member in joined if member.power >= _MIGHTY]
    mighty = max(staying, key=lambda member: member.power, default=None)
    if mighty is not None and (first := mighty.user_id.partition(":")[2]) in counts:
        servers.append(first)
    servers += [server for server, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return list(dict.fromkeys(servers))[:_MOST]


def _lasts(server: str) -> bool:
    """Addresses change; names stay."""
    host = server.rpartition(":")[0] if server.rpartition(":")[2].isdigit() else server
    try:
        ipaddress.ip_address((host or server).strip("[]"))
    except ValueError:
        return bool(server)
    return False
