# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The calls of the Client-Server API for identity, devices and key storage. All raise UserError."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import aiohttp

from app.errors import ErrorCode, UserError
from app.matrix.api import SMALL, path
from app.matrix.client import MatrixClient
from app.matrix.confirmation import confirmed
from app.matrix.errors import MatrixError
from app.matrix.http import MIB, Timeouts, pieces
from app.matrix.retry import BACKGROUND, PATIENT, REPEATABLE, RetryPolicy
from crypto.types import Json

T = TypeVar("T")
_BULK = Timeouts(read=300.0, total=3600.0)  # the server collects a hundred thousand keys before it says a word
_RESTORE_LIMIT = 1024 * MIB
_ONE = RetryPolicy(attempts=1)
WRONG_VERSION = "M_WRONG_ROOM_KEYS_VERSION"


async def upload_identity(client: MatrixClient, body: Json, password: str | None) -> None:
    """POST /keys/device_signing/upload."""

    async def attempt(auth: Json | None) -> None:
        whole = body if auth is None else body | {"auth": auth}
        where = path("keys", "device_signing", "upload")
        await client.request("POST", where, body=whole, limit=SMALL, retry=REPEATABLE)

    await confirmed(client, password, attempt, name="identity")


# -- devices ----------------------------------------------------------------------------------------------------------


async def devices(client: MatrixClient) -> list[Json]:
    """GET /devices: {device_id, display_name?, last_seen_ts?, last_seen_ip?} each."""
    answer = await client.request("GET", path("devices"), limit=4 * MIB)
    found = answer.get("devices")
    return [
        device
        for device in (found if isinstance(found, list) else [])
        if isinstance(device, dict) and isinstance(device.get("device_id"), str)
    ]


async def rename_device(client: MatrixClient, device_id: str, name: str) -> None:
    await client.request("PUT", path("devices", device_id), body={"display_name": name}, limit=SMALL)


async def delete_devices(client: MatrixClient, device_ids: Sequence[str], password: str | None) -> None:
    """POST /delete_devices."""

    async def attempt(auth: Json | None) -> None:
        body: Json = {"devices": list(device_ids)} | ({"auth": auth} if auth is not None else {})
        await client.request("POST", path("delete_devices"), body=body, limit=SMALL, retry=REPEATABLE)

    await confirmed(client, password, attempt, name="devices " + " ".join(device_ids))


# -- key storage ------------------------------------------------------------------------------------------------------


async def backup_version(client: MatrixClient) -> Json | None:
    """GET /room_keys/version; None if there is none."""
    try:
        return await client.request("GET", path("room_keys", "version"), limit=SMALL, retry=PATIENT)
    except MatrixError as error:
        if error.code is ErrorCode.NOT_FOUND:
            return None
        raise


async def create_backup(client: MatrixClient, body: Json) -> str:
    """POST /room_keys/version; gives the version. Not tried again when nobody knows whether it was made."""
    answer = await client.request("POST", path("room_keys", "version"), body=body, limit=SMALL)
    version = answer.get("version")
    if not isinstance(version, str) or not version:
        raise UserError(ErrorCode.BAD_ANSWER, reason="version")
    return version


async def delete_backup(client: MatrixClient, version: str) -> None:
    """DELETE /room_keys/version/{version}; gone already is fine too."""
    try:
        await client.request("DELETE", path("room_keys", "version", version), limit=SMALL)
    except MatrixError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise


async def put_keys(client: MatrixClient, version: str, body: Json) -> None:
    """PUT /room_keys/keys. MatrixError with errcode ``WRONG_VERSION`` if there is another version now."""
    await client.request(
        "PUT", path("room_keys", "keys"), query={"version": version}, body=body, limit=SMALL, retry=BACKGROUND
    )


async def get_key(client: MatrixClient, version: str, room_id: str, session_id: str) -> Json | None:
    """One key; None if it is not there."""
    where = path("room_keys", "keys", room_id, session_id)
    try:
        return await client.request("GET", where, query={"version": version}, limit=1 * MIB)
    except MatrixError as error:
        if error.code is ErrorCode.NOT_FOUND:
            return None
        raise


async def stream_keys(client: MatrixClient, version: str, feed: Callable[[bytes], Awaitable[None]]) -> None:
    """GET /room_keys/keys, handed over piece by piece. Tried once: what was fed stays."""

    async def consume(response: aiohttp.ClientResponse) -> None:
        async for piece in pieces(response, _RESTORE_LIMIT):
            await feed(piece)

    where = path("room_keys", "keys") + "?version=" + path(version, base="").removeprefix("/")
    await client.exchange("GET", where, consume=consume, timeout=_BULK, retry=_ONE)
