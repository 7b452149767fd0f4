# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Details and forwarding of the account with scripted rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.details import Details

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount


class SampleDetails:
    """``known``: by event id."""

    def __init__(self) -> None:
        self.known: dict[str, Details] = {}

    async def read(self, room_id: str, event_id: str) -> Details | None:
        return self.known.get(event_id)

    async def complete(self, room_id: str, event_id: str) -> Details | None:
        return self.known.get(event_id)


class SampleForwarding:
    def __init__(self, account: SampleAccount) -> None:
        self._account = account

    async def forward(self, room_id: str, event_id: str, targets: Sequence[str]) -> Sequence[str]:
        self._account._call("forward", room_id, event_id, tuple(targets))
        return ["k"] * len(targets)
