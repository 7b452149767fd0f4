# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and people that a search or a preview found: what the homeserver tells of those we need not know."""

from __future__ import annotations

from dataclasses import dataclass

from app.types import Membership


@dataclass(frozen=True, slots=True)
class FoundRoom:
    """All text is plain text from other people. ``joined``: how many members it has.

    ``join_rule``: public, knock, restricted, knock_restricted, invite, private. ``membership``: our own, None if the
    server did not say. ``via``: servers that know the room. ``children``: how many rooms a space lists.
    """

    room_id: str
    name: str = ""
    alias: str = ""
    topic: str = ""
    avatar: str | None = None  # mxc URI, validated
    joined: int = 0
    join_rule: str = "public"
    is_space: bool = False
    world_readable: bool = False
    encrypted: bool | None = None  # None: not said
    membership: Membership | None = None
    via: tuple[str, ...] = ()
    suggested: bool = False
    children: int = 0

    @property
    def may_knock(self) -> bool:
        return self.join_rule in ("knock", "knock_restricted")


@dataclass(frozen=True, slots=True)
class FoundRooms:
    """One page. ``following``: what fetches the next one, None if this is the last. ``total``: the server's guess."""

    rooms: tuple[FoundRoom, ...] = ()
    following: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """``display_name`` is empty if there is none."""

    user_id: str
    display_name: str = ""
    avatar: str | None = None  # mxc URI, validated
