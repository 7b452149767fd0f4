# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding messages, as the window sees it."""

from __future__ import annotations

from typing import Protocol

from app.finder.filling import FillingState
from app.finder.query import Cursor, Hits, Query
from app.finder.service import Coverage
from app.signal import Signal


class FinderView(Protocol):
    """``app.finder.service.Finder``."""

    @property
    def state(self) -> FillingState: ...

    @property
    def state_changed(self) -> Signal[FillingState]: ...

    async def find(self, query: Query, after: Cursor | None = None, *, limit: int = ...) -> Hits: ...

    async def coverage(self, room_id: str | None = None) -> Coverage: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...
