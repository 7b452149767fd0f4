# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the homeserver allows this account (client-server API, "Capabilities negotiation"): asked once for each
connection and kept, so that the window offers nothing that the server forbids, offline too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.context import Context
from app.service import Service
from app.signal import Signal
from app.store.events import as_dict
from crypto.types import Json

_KEPT = "capabilities"
_MAX_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class ServerCapabilities:
    """What a server that says nothing allows is what the specification says it does."""

    default_room_version: str = "1"
    room_versions: Mapping[str, bool] = field(default_factory=lambda: {"1": True})  # version -> whether it is stable
    change_password: bool = True
    set_display_name: bool = True
    set_avatar: bool = True
    change_third_party_ids: bool = True
    profile_fields: bool = False  # fields of one's own in the profile
    asked: bool = False  # the server has answered at least once

    def newer_versions(self, version: str) -> list[str]:
        """Stable versions that a room of ``version`` can be replaced with, the best first."""
        stable = [name for name, is_stable in self.room_versions.items() if is_stable and name != version]
        newer = [name for name in stable if _order(name) > _order(version)]
        return sorted(newer, key=lambda name: (name != self.default_room_version, _reversed(name)))

    def outdated(self, version: str) -> bool:
        """The server makes new rooms with a newer version, or calls this one unstable."""
        if not self.asked:
            return False
        return not self.room_versions.get(version, False) or _order(version) < _order(self.default_room_version)


def parse(capabilities: Json) -> ServerCapabilities:
    """The ``capabilities`` object of GET /capabilities; what is odd in it counts as not said."""
    versions = as_dict(capabilities.get("m.room_versions"))
    available = as_dict(versions.get("available"))
    known = {
        name: stability == "stable" for name, stability in list(available.items())[:_MAX_VERSIONS] if 0 < len(name) < 64
    }
    default = versions.get("default")
    fields = capabilities.get("m.profile_fields")
    return ServerCapabilities(
        default_room_version=default if isinstance(default, str) and default in known else "1",
        room_versions=known or {"1": True},
        change_password=_enabled(capabilities, "m.change_password"),
        set_display_name=_may_set(fields, "displayname", _enabled(capabilities, "m.set_displayname")),
        set_avatar=_may_set(fields, "avatar_url", _enabled(capabilities, "m.set_avatar_url")),
        change_third_party_ids=_enabled(capabilities, "m.3pid_changes"),
        profile_fields=as_dict(fields).get("enabled") is True,
        asked=True,
    )


def _enabled(capabilities: Json, name: str) -> bool:
    return as_dict(capabilities.get(name)).get("enabled") is not False


def _may_set(fields: Any, name: str, otherwise: bool) -> bool:
    """m.profile_fields takes the place of the older capabilities where a server has it (since v1.16)."""
    if not isinstance(fields, dict) or not isinstance(fields.get("enabled"), bool):
        return otherwise
    if not fields["enabled"]:
        return False
    allowed, disallowed = fields.get("allowed"), fields.get("disallowed")
    if isinstance(allowed, list):
        return name in allowed
    return otherwise and not (isinstance(disallowed, list) and name in disallowed)


def _order(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isascii() and version.isdigit() and len(version) < 9 else (-1, version)


def _reversed(version: str) -> int:
    return -_order(version)[0]


class Capabilities(Service):
    """``known`` is what the server said last; ``news`` when that becomes something else."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.known = ServerCapabilities()
        self.news: Signal[ServerCapabilities] = Signal()

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        if kept is not None:
            self.known = parse(kept)

    def connected(self) -> None:
        """See ``Service``."""
        self.context.errand(self._ask())

    async def _ask(self) -> None:
        from app.matrix import room_api

        found = await room_api.capabilities(self.context.online())
        storage = self.context.storage
        await storage.crypto.call(storage.vault.set_value, _KEPT, found)
        known = parse(found)
        if known != self.known:
            self.known = known
            self.news.emit(known)
