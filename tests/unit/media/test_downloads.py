# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Downloads that several wait for, that nobody waits for any more, and how far they are."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import media
from app.matrix.client import MatrixClient
from app.media.content import Source
from app.media.downloads import Downloads
from app.media.folder import MediaFolder
from app.migrations import cache_migrations
from app.store.media_files import MediaFiles
from app.worker import Worker
from crypto.store.database import Database

SOURCE = Source("mxc://x.example/a", None)


class Server:
    """Gives the file piece by piece, each when it is let."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.go = asyncio.Event()
        self.asked = 0
        self.broken_off = 0

    async def download(
        self, _client: object, _uri: str, write: Callable[[bytes], Awaitable[None]], *, limit: int, authenticated: bool
    ) -> int:
        self.asked += 1
        try:
            half = len(self.data) // 2
            await write(self.data[:half])
            await self.go.wait()
            if len(self.data) > limit:
                raise UserError(ErrorCode.TOO_LARGE, limit=limit)
            await write(self.data[half:])
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return len(self.data)


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Downloads, Server, Path]]:
    worker = Worker("cache")
    database = await worker.call(Database.open, tmp_path / "cache.db", bytes(32), cache_migrations())
    server = Server(os.urandom(300_000))
    monkeypatch.setattr(media, "download", server.download)
    downloads = Downloads(MediaFolder(tmp_path), MediaFiles(database), worker)
    downloads.client = cast(MatrixClient, object())
    yield downloads, server, tmp_path
    await downloads.stop()
    await worker.call(database.close)
    await worker.finish()


async def begun(server: Server) -> None:
    while not server.asked:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def test_one_download_serves_all_who_wait(scene: tuple[Downloads, Server, Path]) -> None:
    downloads, server, folder = scene
    told: list[int] = []
    downloads.progress = lambda _mxc, size: told.append(size)
    first = asyncio.ensure_future(downloads.save(SOURCE, None, folder, "a.bin"))
    second = asyncio.ensure_future(downloads.data(SOURCE, None, 2**31))
    await begun(server)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    server.go.set()
    assert hashlib.sha256(await second).digest() == hashlib.sha256(server.data).digest()
    assert (server.asked, server.broken_off) == (1, 0)
    assert told[0] == 150_000
    assert not (folder / "a.bin").exists()


async def test_what_nobody_waits_for_is_broken_off_and_leaves_nothing(scene: tuple[Downloads, Server, Path]) -> None:
    downloads, server, folder = scene
    only = asyncio.ensure_future(downloads.save(SOURCE, None, folder, "a.bin"))
    await begun(server)
    only.cancel()
    await asyncio.gather(only, return_exceptions=True)
    while not server.broken_off:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert list((folder / "media").iterdir()) == []
    server.go.set()
    _, digest = await downloads.save(SOURCE, None, folder, "a.bin")
    assert digest == hashlib.sha256(server.data).hexdigest()
    assert server.asked == 2


async def test_a_small_limit_of_one_is_not_that_of_another(scene: tuple[Downloads, Server, Path]) -> None:
    """A picture fetched by itself has a limit; who asks for the file gets it nevertheless."""
    downloads, server, folder = scene
    small = asyncio.ensure_future(downloads.data(SOURCE, None, 1_000))
    await begun(server)
    whole = asyncio.ensure_future(downloads.save(SOURCE, 300_000, folder, "a.bin"))
    await asyncio.sleep(0.05)
    server.go.set()
    with pytest.raises(UserError) as told:
        await small
    assert told.value.code is ErrorCode.TOO_LARGE
    assert (await whole)[1] == hashlib.sha256(server.data).hexdigest()
