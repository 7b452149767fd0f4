# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files on the homeserver: up and down in pieces, with limits. What they hold is encrypted and checked elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal

import aiohttp

from app.errors import ErrorCode, UserError
from app.matrix.api import path
from app.matrix.client import MatrixClient
from app.matrix.errors import NetworkError
from app.matrix.http import KIB, MIB, Timeouts, TooLarge, pieces, read, read_json
from app.matrix.mxc import Mxc
from app.matrix.wire import parse_object

AUTHENTICATED = "/_matrix/client/v1/media"  # MSC3916, since v1.11
LEGACY = "/_matrix/media/v3"  # servers before v1.11; the token goes along all the same
THUMBNAIL_LIMIT = 2 * MIB
_TRANSFER = Timeouts(connect=15.0, read=60.0, total=6 * 3600.0)  # as long as something keeps coming


def _checked(uri: str) -> Mxc:
    mxc = Mxc.parse(uri)
    if mxc is None:
        raise UserError(ErrorCode.NOT_FOUND)
    return mxc


async def download(
    client: MatrixClient,
    uri: str,
    write: Callable[[bytes], Awaitable[None]],
    *,
    limit: int,
    authenticated: bool = True,
) -> int:
    """Hand the file to ``write`` piece by piece; gives its length in bytes.

    Raises UserError: NOT_FOUND (also for a malformed ``uri``, which is not asked for), TOO_LARGE as soon as more than
    ``limit`` bytes came, network trouble. After an error the pieces written so far are worthless. Not tried again
    here once a piece was written.
    """
    mxc = _checked(uri)
    base = AUTHENTICATED if authenticated else LEGACY
    where = path("download", mxc.server, mxc.media_id, base=base)
    return await fetch(client, "GET", where, write, limit=limit)


async def fetch(
    client: MatrixClient,
    method: str,
    where: str,
    write: Callable[[bytes], Awaitable[None]],
    *,
    limit: int,
    authenticated: bool = True,
    data: bytes | None = None,
    packed: bool = True,
) -> int:
    """A file from any path of the homeserver, as ``download``; ``authenticated``: with the access token; ``packed``
    False: ask for it unpacked, and believe nothing else."""
    begun = False

    async def consume(response: aiohttp.ClientResponse) -> int:
        nonlocal begun
        size = 0
        async for piece in pieces(response, limit, packed=packed):
            begun = True
            size += len(piece)
            await write(piece)
        declared = response.content_length
        if declared is not None and "Content-Encoding" not in response.headers and size != declared:
            raise NetworkError(ErrorCode.NO_NETWORK, reason="truncated")
        return size

    async def once(response: aiohttp.ClientResponse) -> int:
        try:
            return await consume(response)
        except TooLarge:
            raise UserError(ErrorCode.TOO_LARGE, limit=limit) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if begun:
                raise UserError(ErrorCode.NO_NETWORK) from error
            raise

    headers = {"Accept": "*/*"} | ({"Content-Type": "application/json"} if data is not None else {})
    if not packed:
        headers["Accept-Encoding"] = "identity"
    return await client.exchange(
        method, where, consume=once, headers=headers, data=data, timeout=_TRANSFER, authenticated=authenticated
    )


async def thumbnail(
    client: MatrixClient,
    uri: str,
    *,
    width: int,
    height: int,
    method: Literal["crop", "scale"] = "crop",
    limit: int = THUMBNAIL_LIMIT,
    authenticated: bool = True,
) -> bytes:
    """The image file that the server makes, not decoded. Raises as ``download``."""
    mxc = _checked(uri)

    async def consume(response: aiohttp.ClientResponse) -> bytes:
        try:
            return await read(response, limit)
        except TooLarge:
            raise UserError(ErrorCode.TOO_LARGE, limit=limit) from None

    base = AUTHENTICATED if authenticated else LEGACY
    where = path("thumbnail", mxc.server, mxc.media_id, base=base)
    query = f"?width={int(width)}&height={int(height)}&method={method}&animated=false"
    return await client.exchange("GET", where + query, consume=consume, headers={"Accept": "*/*"})


async def upload(
    client: MatrixClient, source: AsyncIterator[bytes], *, size: int, content_type: str = "application/octet-stream"
) -> str:
    """Send ``size`` bytes from ``source``; gives the mxc URI. Tried once: ``source`` cannot be read twice.

    The file name is not told to the server. Raises TOO_LARGE if the server takes no file of this size.
    """

    async def consume(response: aiohttp.ClientResponse) -> str:
        answer, _ = await read_json(response, 64 * KIB, parse_object)
        mxc = Mxc.parse(answer.get("content_uri"))
        if mxc is None:
            raise NetworkError(ErrorCode.BAD_ANSWER, reason="content_uri")
        return str(mxc)

    headers = {"Content-Type": content_type, "Content-Length": str(size)}
    return await client.exchange(
        "POST", "/_matrix/media/v3/upload", consume=consume, data=source, headers=headers, timeout=_TRANSFER
    )
