# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The content scanner of the own homeserver: ``/_matrix/media_proxy/unstable`` (matrix-content-scanner, docs/api.md).

Only ever asked at the homeserver's own origin. The access token goes along where the homeserver has authenticated media
(MSC3916), because the scanner needs it then to fetch the file; older scanners ignore it. Scanners pass the homeserver's
``Content-Encoding`` on with a body that they have unpacked: files are asked for unpacked, and that header does not
count.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import orjson

from app.errors import ErrorCode, UserError
from app.matrix import media
from app.matrix.api import path
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError
from app.matrix.http import KIB, Timeouts
from app.matrix.mxc import Mxc
from app.matrix.retry import ONCE, RetryPolicy
from crypto.types import Json

BASE = "/_matrix/media_proxy/unstable"
NOT_CLEAN = "MCS_MEDIA_NOT_CLEAN"
MIME_FORBIDDEN = "MCS_MIME_TYPE_FORBIDDEN"
BAD_DECRYPTION = "MCS_BAD_DECRYPTION"
FAILED_TO_DECRYPT = "MCS_MEDIA_FAILED_TO_DECRYPT"
REQUEST_FAILED = "MCS_MEDIA_REQUEST_FAILED"
_ANSWER = 16 * KIB
_TIMEOUTS = Timeouts(connect=15.0, read=180.0, total=300.0)  # it fetches the whole file first
_RETRY = RetryPolicy(attempts=2, idempotent=True, rate_limit_wait=60.0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason``: one of the constants, "clean", "not found" or "trouble"."""

    clean: bool
    reason: str


async def public_key(client: MatrixClient) -> str | None:
    """The scanner's key (base64, not checked); None if the server has no scanner. Raises UserError: not to be found
    out now."""
    try:
        answer = await client.request("GET", f"{BASE}/public_key", limit=_ANSWER, retry=ONCE, authenticated=False)
    except MatrixError as error:
        if error.status in (400, 401, 403, 404, 405):
            return None
        raise
    except UserError as error:
        if error.code is ErrorCode.BAD_ANSWER:  # a web server that answers everything
            return None
        raise
    key = answer.get("public_key")
    return key if isinstance(key, str) else None


async def scan(client: MatrixClient, uri: str, *, authenticated: bool) -> Verdict:
    """What the scanner says of a file that lies on the server in clear. Raises UserError for trouble on the way."""
    return await _ask(client, "GET", _where("scan", uri), None, authenticated)


async def scan_encrypted(client: MatrixClient, body: Json, *, authenticated: bool) -> Verdict:
    """The same of an encrypted file; ``body``: ``crypto.scan_request``."""
    return await _ask(client, "POST", f"{BASE}/scan_encrypted", body, authenticated)


async def download(
    client: MatrixClient, uri: str, write: Callable[[bytes], Awaitable[None]], *, limit: int, authenticated: bool
) -> int:
    """A file that lies there in clear: the very bytes that the scanner has judged. As ``app.matrix.media.download``.

    Raises UserError INFECTED, TYPE_FORBIDDEN too.
    """
    try:
        return await media.fetch(
            client, "GET", _where("download", uri), write, limit=limit, authenticated=authenticated, packed=False
        )
    except MatrixError as error:
        raise as_user_error(verdict_of(error)) from error


async def download_encrypted(
    client: MatrixClient, body: Json, write: Callable[[bytes], Awaitable[None]], *, limit: int, authenticated: bool
) -> int:
    """The ciphertext of an encrypted file, where the server gives files through the scanner only."""
    data = orjson.dumps(body)
    where = f"{BASE}/download_encrypted"
    try:
        return await media.fetch(
            client, "POST", where, write, limit=limit, authenticated=authenticated, data=data, packed=False
        )
    except MatrixError as error:
        raise as_user_error(verdict_of(error)) from error


def thumbnail_path(uri: str, width: int, height: int) -> str:
    """Where the scanner gives a picture made smaller by the server. Raises UserError NOT_FOUND if ``uri`` is none."""
    return _where("thumbnail", uri) + f"?width={int(width)}&height={int(height)}&method=crop&animated=false"


async def exists(client: MatrixClient, uri: str, *, authenticated: bool) -> bool:
    """Whether the homeserver still has a file; nothing of it is read. Raises UserError."""
    mxc = Mxc.parse(uri)
    if mxc is None:
        return False

    async def consume(_response: aiohttp.ClientResponse) -> bool:
        return True

    where = path("download", mxc.server, mxc.media_id, base=media.AUTHENTICATED if authenticated else media.LEGACY)
    try:
        return await client.exchange("GET", where, consume=consume, headers={"Accept": "*/*"}, retry=ONCE)
    except MatrixError as error:
        if error.status == 404:
            return False
        raise


def verdict_of(error: MatrixError) -> Verdict:
    """What an answer that is not 2xx says; the scanner has its own error object (``reason``)."""
    reason = error.body.get("reason")
    if reason in (NOT_CLEAN, MIME_FORBIDDEN, BAD_DECRYPTION, FAILED_TO_DECRYPT, REQUEST_FAILED):
        return Verdict(False, str(reason))
    if error.status == 404:
        return Verdict(False, "not found")
    return Verdict(False, "trouble")


def as_user_error(verdict: Verdict) -> UserError:
    """Why a file is not given."""
    match verdict.reason:
        case "MCS_MEDIA_NOT_CLEAN":
            return UserError(ErrorCode.INFECTED)
        case "MCS_MIME_TYPE_FORBIDDEN":
            return UserError(ErrorCode.TYPE_FORBIDDEN)
        case "not found":
            return UserError(ErrorCode.GONE)
    return UserError(ErrorCode.NOT_CHECKED, reason=verdict.reason)


async def _ask(client: MatrixClient, method: str, where: str, body: Json | None, authenticated: bool) -> Verdict:
    try:
        answer = await client.request(
            method, where, body=body, limit=_ANSWER, timeout=_TIMEOUTS, retry=_RETRY, authenticated=authenticated
        )
    except MatrixError as error:
        return verdict_of(error)
    if answer.get("clean") is True:
        return Verdict(True, "clean")
    if answer.get("clean") is False:
        # Scanners before 1.1 say in words only that a kind of file is not allowed.
        info = answer.get("info")
        kind = isinstance(info, str) and info.lower().startswith(("file type", "mime type"))
        return Verdict(False, MIME_FORBIDDEN if kind else NOT_CLEAN)
    return Verdict(False, "trouble")


def _where(what: str, uri: str) -> str:
    mxc = Mxc.parse(uri)
    if mxc is None:
        raise UserError(ErrorCode.NOT_FOUND)
    return path(what, mxc.server, mxc.media_id, base=BASE)
