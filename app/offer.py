# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a server offers to somebody who wants in. No network here: the window knows these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.matrix.discovery import Homeserver


class WayKind(StrEnum):
    """As in the policy AllowedSignIn."""

    OAUTH = "oauth"
    SSO = "sso"
    PASSWORD = "password"  # noqa: S105 - the name of a way


@dataclass(frozen=True, slots=True)
class Way:
    """``id``, ``name``: of the provider of single sign-on; ``name`` is remote text, empty if there is only one."""

    kind: WayKind
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """``server`` as it was asked for; ``host``: where one signs in, for people to see. ``code``: one may also sign in
    with the browser of another device. ``user``: if a whole user id was typed."""

    server: str
    host: str
    ways: tuple[Way, ...]
    homeserver: Homeserver
    code: bool = False
    user: str = ""

    @property
    def password(self) -> bool:
        return any(way.kind is WayKind.PASSWORD for way in self.ways)

    @property
    def browser_ways(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.kind is not WayKind.PASSWORD)
