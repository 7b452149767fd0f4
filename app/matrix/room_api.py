# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The calls of the Client-Server API about a room's settings and people; as those of ``app.matrix.api``."""

from __future__ import annotations

from app.errors import ErrorCode
from app.matrix.api import SMALL, path
from app.matrix.client import MatrixClient
from app.matrix.errors import NetworkError
from app.matrix.http import MIB, Timeouts
from app.matrix.retry import REPEATABLE
from app.matrix.wire import as_list, is_room_id, texts
from crypto.types import Json

_SLOW = Timeouts(read=120.0, total=300.0)  # over federation; making a room anew


def _room(room_id: str, *segments: str) -> str:
    return path("rooms", room_id, *segments)


async def _act(client: MatrixClient, room_id: str, action: str, user_id: str, reason: str) -> None:
    body: Json = {"user_id": user_id} | ({"reason": reason} if reason else {})
    await client.request("POST", _room(room_id, action), body=body, timeout=_SLOW, limit=SMALL)


async def kick(client: MatrixClient, room_id: str, user_id: str, reason: str = "") -> None:
    """Also withdraws an invitation, and refuses a request to join."""
    await _act(client, room_id, "kick", user_id, reason)


async def ban(client: MatrixClient, room_id: str, user_id: str, reason: str = "") -> None:
    await _act(client, room_id, "ban", user_id, reason)


async def unban(client: MatrixClient, room_id: str, user_id: str, reason: str = "") -> None:
    await _act(client, room_id, "unban", user_id, reason)


async def upgrade(client: MatrixClient, room_id: str, version: str) -> str:
    """Replace the room by one of another version; gives the new room. Not tried again: it might be made twice."""
    body: Json = {"new_version": version}
    answer = await client.request("POST", _room(room_id, "upgrade"), body=body, timeout=_SLOW, limit=SMALL)
    return _room_id(answer.get("replacement_room"))


# -- addresses ---------------------------------------------------------------------------------------------------------


async def aliases(client: MatrixClient, room_id: str) -> list[str]:
    """The addresses that our server keeps for the room."""
    answer = await client.request("GET", _room(room_id, "aliases"), limit=1 * MIB)
    return [alias for alias in texts(as_list(answer.get("aliases"))) if alias.startswith("#") and len(alias) <= 255]


async def put_alias(client: MatrixClient, alias: str, room_id: str) -> None:
    """Raises MatrixError REFUSED (M_UNKNOWN, status 409) if it is taken."""
    await client.request("PUT", path("directory", "room", alias), body={"room_id": room_id}, limit=SMALL)


async def delete_alias(client: MatrixClient, alias: str) -> None:
    await client.request("DELETE", path("directory", "room", alias), limit=SMALL)


async def published(client: MatrixClient, room_id: str) -> bool:
    """Whether the room stands in our server's list of public rooms."""
    answer = await client.request("GET", path("directory", "list", "room", room_id), limit=SMALL)
    return answer.get("visibility") == "public"


async def set_published(client: MatrixClient, room_id: str, on: bool) -> None:
    body: Json = {"visibility": "public" if on else "private"}
    await client.request("PUT", path("directory", "list", "room", room_id), body=body, limit=SMALL)


# -- telling the administration ----------------------------------------------------------------------------------------


async def report_event(client: MatrixClient, room_id: str, event_id: str, reason: str) -> None:
    body: Json = {"reason": reason}
    await client.request("POST", _room(room_id, "report", event_id), body=body, limit=SMALL, retry=REPEATABLE)


async def report_room(client: MatrixClient, room_id: str, reason: str) -> None:
    """MSC4151, in the specification since v1.13. Raises UNSUPPORTED_SERVER where there is no such thing."""
    await client.request("POST", _room(room_id, "report"), body={"reason": reason}, limit=SMALL, retry=REPEATABLE)


async def report_user(client: MatrixClient, user_id: str, reason: str) -> None:
    """MSC4260, in the specification since v1.14. Raises UNSUPPORTED_SERVER where there is no such thing."""
    where = path("users", user_id, "report")
    await client.request("POST", where, body={"reason": reason}, limit=SMALL, retry=REPEATABLE)


# -- the server --------------------------------------------------------------------------------------------------------


async def capabilities(client: MatrixClient) -> Json:
    """The ``capabilities`` object, unchecked."""
    answer = await client.request("GET", path("capabilities"), limit=1 * MIB)
    found = answer.get("capabilities")
    return found if isinstance(found, dict) else {}


def _room_id(value: object) -> str:
    if not is_room_id(value):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="room_id")
    return str(value)
