# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the administration of rooms answers, beside the settings."""

from __future__ import annotations

from dataclasses import dataclass

from app.types import Membership


@dataclass(frozen=True, slots=True)
class Successor:
    """The room that took the place of another. ``membership`` None: we have nothing to do with it yet.

    ``agreed``: it says itself that it continues the old one; None while we are not in it and cannot know. Anybody who
    may replace a room can name any other: only both sides together are to be believed.
    """

    room_id: str
    of: str  # the room that names it
    via: tuple[str, ...]
    membership: Membership | None
    agreed: bool | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who asks us into a room, and what can be seen of it from outside. All texts are remote and plain.

    ``shared``: rooms that we are in with that person. ``members`` None: not known. ``external``: the person is of
    another server.
    """

    room_id: str
    user_id: str
    name: str
    avatar: str | None
    external: bool
    direct: bool
    reason: str = ""
    shared: tuple[str, ...] = ()
    topic: str = ""
    members: int | None = None
    encrypted: bool = False
    public: bool = False
    space: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """Somebody else took us out of a room."""

    room_id: str
    room: str
    banned: bool
    by: str  # display name or user id
    reason: str = ""
