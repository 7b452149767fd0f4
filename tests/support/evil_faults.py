# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways in which ``EvilHomeserver`` answers badly. Each is a plain object given to ``hs.fail``."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


class Fault:
    async def answer(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError


@dataclass(frozen=True)
class Status(Fault):
    """``body``: a JSON value, or bytes as they are (an HTML page, nonsense)."""

    status: int = 500
    body: Any = field(default_factory=lambda: {"errcode": "M_UNKNOWN", "error": "scripted"})
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        data = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return web.Response(status=self.status, body=data, headers=self.headers, content_type=self.content_type)


def Html(status: int = 502) -> Status:  # noqa: N802 - reads like the other faults
    """What a broken proxy or (with 200) a captive portal says."""
    return Status(status, b"<!doctype html><title>Anmeldung im WLAN</title><img src='/etc/hostname'>", {}, "text/html")


def RateLimit(retry_after_ms: Any = None, header: str | None = None) -> Status:  # noqa: N802
    body: dict[str, Any] = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too many requests"}
    if retry_after_ms is not None:
        body["retry_after_ms"] = retry_after_ms
    return Status(429, body, {} if header is None else {"Retry-After": header})


def Redirect(target: str, status: int = 307) -> Status:  # noqa: N802
    return Status(status, b"", {"Location": target})


def LoggedOut(*, soft: bool = False) -> Status:  # noqa: N802
    return Status(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Unknown access token", "soft_logout": soft})


class Reset(Fault):
    """The connection breaks before a single byte of an answer."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


@dataclass(frozen=True)
class Hang(Fault):
    """Silence. Ends with the connection or after ``seconds``, then with status 504."""

    seconds: float = 3600.0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(self.seconds)
        return web.Response(status=504)


@dataclass(frozen=True)
class Drip(Fault):
    """One byte of valid JSON from time to time, for ever."""

    seconds: float = 0.05

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"a":"')
        while True:
            await response.write(b"a")
            await asyncio.sleep(self.seconds)


@dataclass(frozen=True)
class Endless(Fault):
    """As many bytes of JSON as the other side takes. ``compressed``: gzip, so that few bytes become many."""

    compressed: bool = False
    declared: int | None = None  # a Content-Length that is not true

    async def answer(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "application/json"}
        if self.compressed:
            headers["Content-Encoding"] = "gzip"
        if self.declared is not None:
            headers["Content-Length"] = str(self.declared)
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        if self.compressed:
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            await response.write(packer.compress(b'{"a":"') + packer.flush(zlib.Z_FULL_FLUSH))
            piece = packer.compress(b" " * (8 * 1024**2)) + packer.flush(
                zlib.Z_FULL_FLUSH
            )  # some KiB that grow to 8 MiB
        else:
            await response.write(b'{"a":"')
            piece = b"a" * 65536
        while True:
            await response.write(piece)
            await asyncio.sleep(0)


@dataclass(frozen=True)
class Truncated(Fault):
    """Promises more bytes than it sends."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"versions":["v1.11"]')
        if request.transport is not None:
            await asyncio.sleep(0.01)
            request.transport.abort()
        return response
