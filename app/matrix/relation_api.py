# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests for what belongs to a message (client-server API, "Aggregations of child events", "Threading")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import ErrorCode
from app.matrix.api import path
from app.matrix.client import MatrixClient
from app.matrix.errors import NetworkError
from app.matrix.http import MIB
from app.matrix.sync.parse import as_position, room_events
from crypto.types import Json

V1 = "/_matrix/client/v1"
LIMIT = 16 * MIB  # of one page
PAGE = 50  # events that are asked for at once
MOST = 200  # events of a page that are looked at, whatever was asked for


@dataclass(frozen=True, slots=True)
class Related:
    """Events, the newest first. ``next`` None: there is nothing further."""

    events: Sequence[Json]
    next: str | None


async def event(client: MatrixClient, room_id: str, event_id: str) -> Json:
    """One event of a room. Raises MatrixError NOT_FOUND, FORBIDDEN; BAD_ANSWER if it is another one."""
    answer = await client.request("GET", path("rooms", room_id, "event", event_id), limit=1 * MIB)
    found = room_events([answer])
    if not found or found[0].get("event_id") != event_id:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="event")
    return found[0]


async def relations(
    client: MatrixClient,
    room_id: str,
    event_id: str,
    *,
    start: str | None = None,
    rel_type: str | None = None,
    recurse: bool = False,
    limit: int = PAGE,
) -> Related:
    """What refers to an event. ``recurse``: and what refers to that (MSC3981), where the server does so."""
    where = path("rooms", room_id, "relations", event_id, *([rel_type] if rel_type else []), base=V1)
    query: dict[str, str | int | None] = {"from": start, "dir": "b", "limit": limit}
    if recurse:
        query["recurse"] = "true"
    answer = await client.request("GET", where, query=query, limit=LIMIT)
    return _related(answer, start)


async def threads(client: MatrixClient, room_id: str, *, start: str | None = None, limit: int = 20) -> Related:
    """The roots of the threads of a room, those with the newest answers first."""
    where = path("rooms", room_id, "threads", base=V1)
    answer = await client.request("GET", where, query={"include": "all", "from": start, "limit": limit}, limit=LIMIT)
    return _related(answer, start)


def _related(answer: Json, start: str | None) -> Related:
    after = as_position(answer.get("next_batch"))
    # The same place again would be an endless walk.
    return Related(room_events(answer.get("chunk"))[:MOST], after if after != start else None)
