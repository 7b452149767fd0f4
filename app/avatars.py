# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Avatar files, from the encrypted cache or the server. They are not decoded here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.errors import UserError
from app.store.media import Media
from app.store.members import valid_mxc
from app.worker import Worker

if TYPE_CHECKING:
    import aiohttp

    from app.matrix.client import MatrixClient

_log = logging.getLogger(__name__)

_SIZES = (32, 96, 256)  # pixels; a few, so that screens of all kinds share the files
_MAX_BYTES = 2 * 1024 * 1024
_AT_ONCE = 4
_AGAIN_AFTER = 600.0  # seconds after a failure


class Avatars:
    """``client`` is set while there is a connection."""

    def __init__(self, media: Media, worker: Worker) -> None:
        self.client: MatrixClient | None = None
        self.authenticated = True
        self.scanned: Callable[[], bool] = lambda: False
        """Whether pictures come through the content scanner."""
        self._media = media
        self._worker = worker
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._running: dict[tuple[str, int], asyncio.Future[bytes | None]] = {}
        self._failed: dict[tuple[str, int], float] = {}

    async def get(self, mxc: str, size: int) -> bytes | None:
        """The file for ``size`` pixels (the next larger size we keep); None if there is none to have."""
        uri = valid_mxc(mxc)
        if uri is None:
            return None
        bucket = next((known for known in _SIZES if known >= size), _SIZES[-1])
        stored = await self._worker.call(self._media.get, uri, bucket)
        if stored is not None:
            return stored
        if self.client is None or self._failed.get((uri, bucket), 0.0) > time.monotonic():
            return None
        running = self._running.get((uri, bucket))
        if running is None:
            running = asyncio.ensure_future(self._fetch(uri, bucket))
            self._running[(uri, bucket)] = running
            running.add_done_callback(lambda _done: self._running.pop((uri, bucket), None))
        return await asyncio.shield(running)

    async def stop(self) -> None:
        """End all downloads."""
        self.client = None
        running = list(self._running.values())
        for download in running:
            download.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _fetch(self, uri: str, size: int) -> bytes | None:
        from app.matrix import scanner_api
        from app.matrix.http import read

        scanned = self.scanned()

        async def consume(response: aiohttp.ClientResponse) -> bytes:
            return await read(response, _MAX_BYTES, packed=not scanned)

        if scanned:
            path = scanner_api.thumbnail_path(uri, size, size)
        else:
            server, _, media = uri.removeprefix("mxc://").partition("/")
            root = "/_matrix/client/v1/media" if self.authenticated else "/_matrix/media/v3"
            path = (
                f"{root}/thumbnail/{quote(server, safe='')}/{quote(media, safe='')}"
                f"?width={size}&height={size}&method=crop&animated=false"
            )
        try:
            async with self._gate:
                if self.client is None:
                    return None
                data = await self.client.exchange(
                    "GET",
                    path,
                    consume=consume,
                    headers={"Accept-Encoding": "identity"} if scanned else {},
                    authenticated=self.authenticated or not scanned,
                )
        except UserError as error:
            _log.info("an avatar could not be fetched: %s", error.code.value)
            if len(self._failed) > 2000:
                self._failed.clear()
            self._failed[(uri, size)] = time.monotonic() + _AGAIN_AFTER
            return None
        await self._worker.call(self._media.keep, uri, size, data)
        return data
