# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a sync answer says, whichever transport brought it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from crypto.types import EncryptionSync, Json


@dataclass(slots=True)
class RoomUpdate:
    """News of one room. None means: unchanged. Events are raw JSON objects, at least a dict each, otherwise unchecked.

    ``state`` is to be applied before ``timeline``; if ``state_is_after`` it already is the state after the timeline
    (MSC4222, sliding sync's required_state) and timeline state events must not be applied to the room state again.
    ``limited``: there may be events missing between what we have and ``timeline[0]``; ``prev_batch`` fetches them.
    The timeline may overlap with what we have; if one of its events is known, nothing is missing before it.
    ``initial``: forget what was known of the members and required state of this room, this replaces it.
    ``name``, ``avatar``: empty if there is none (any more).
    """

    room_id: str
    membership: str | None = None  # join, invite, knock, leave, ban
    initial: bool = False
    name: str | None = None
    avatar: str | None = None
    heroes: Sequence[Json] | None = None  # {user_id, name?/displayname?, avatar?/avatar_url?}
    joined_count: int | None = None
    invited_count: int | None = None
    is_direct: bool | None = None
    unread: int | None = None
    highlight: int | None = None
    bump_stamp: int | None = None
    state: Sequence[Json] = ()
    state_is_after: bool = False
    timeline: Sequence[Json] = ()
    limited: bool = False
    prev_batch: str | None = None
    stripped_state: Sequence[Json] = ()  # of an invitation or knock
    receipts: Json | None = None
    typing: Sequence[str] | None = None
    account_data: Sequence[Json] = ()


@dataclass(slots=True)
class RoomsSync:
    rooms: Sequence[RoomUpdate] = ()
    account_data: Sequence[Json] = ()  # global
    total_rooms: int | None = None  # how many there will be once all are here
    tokens: Mapping[str, str] = field(default_factory=dict)
    # After starting over without a stored position, once: all rooms there are. Others that we know were left meanwhile.
    complete: Sequence[str] | None = None


@dataclass(slots=True)
class SyncBatch:
    """One answer. ``size``: bytes on the wire after decompression."""

    encryption: EncryptionSync | None = None
    rooms: RoomsSync | None = None
    size: int = 0


class SyncConnection(Protocol):
    """One long poll after the other. Not re-entrant."""

    name: str

    async def poll(self, timeout_ms: int) -> SyncBatch:
        """Ask once. Raises UserError (network trouble, signed out), asyncio.CancelledError.

        An expired position is handled inside: the connection starts over and the next rooms come as ``initial``.
        """
        ...

    def commit(self, batch: SyncBatch) -> None:
        """The batch is on disk: the next poll acknowledges it. Without this call the next poll repeats it."""
        ...


class SyncTransport(Protocol):
    """``connections`` are polled side by side, each by its own task."""

    connections: Sequence[SyncConnection]

    def open_room(self, room_id: str | None) -> None:
        """The room on screen: its updates come first and with a longer timeline. Takes effect with the next poll."""
        ...
