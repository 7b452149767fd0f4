# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files from the server: kept encrypted, and shown or saved only after the hash of the whole file was found right."""

from __future__ import annotations

import asyncio
import io
import logging
import queue
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from app.errors import ErrorCode, UserError
from app.media import saving
from app.media.content import Source
from app.media.folder import MediaFolder
from app.profile.files import unwritable
from app.store.media_files import Kept, MediaFiles
from app.worker import Worker
from crypto import attachments
from crypto.attachments import CHUNK, AttachmentKey, BadAttachment, Ranges

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

_log = logging.getLogger(__name__)

SLACK = 64 * 1024
"""Bytes that a file may be longer than its sender said."""
MOST = 2 * 1024 * 1024 * 1024
"""Bytes of a file whose sender did not say."""
_AT_ONCE = 4
_PROGRESS_STEP = 0.1  # seconds between two reports
_PIECES = 64  # in the queue between network and disk


class Guard(Protocol):
    """Decides whether a file may be used (``app.scanner.service.Scanner``)."""

    @property
    def required(self) -> bool: ...

    async def admit(self, source: Source) -> None:
        """Raises UserError if it may not."""
        ...

    async def download(self, source: Source, write: Callable[[bytes], Awaitable[None]], *, limit: int) -> int:
        """Fetch it through the scanner."""
        ...

    async def own(self, source: Source) -> None:
        """It was sent from here."""
        ...


class _Pieces(io.RawIOBase):
    """Pieces of a file, to be read like one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


@dataclass(slots=True, eq=False)
class _Fetching:
    """A download, how many bytes it may bring, and how many wait for it."""

    task: asyncio.Future[Kept]
    limit: int
    waiting: int = 0


class Downloads:
    """``client`` is set while there is a connection."""

    def __init__(self, folder: MediaFolder, files: MediaFiles, worker: Worker) -> None:
        self.client: MatrixClient | None = None
        self.authenticated = True
        self.guard: Guard | None = None
        self._folder = folder
        self._files = files
        self._worker = worker
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._running: dict[Source, _Fetching] = {}
        self.progress: Callable[[str, int], None] = lambda _mxc, _size: None
        """Hears the address of a file and how many bytes of it are here, a few times a second."""

    async def save(self, source: Source, size: int | None, folder: Path, name: str) -> tuple[Path, str]:
        """Save the plain file; gives its path and SHA-256. Raises UserError: BAD_ANSWER if it is not the one that was
        sent, TOO_LARGE, GONE if the server does not have it any more, INFECTED, TYPE_FORBIDDEN, NOT_CHECKED, network
        trouble, and as ``app.media.saving.save``."""
        kept = await self._have(source, size)
        try:
            return await asyncio.to_thread(saving.save, self._plain(source, kept), folder, name)
        except BadAttachment as error:
            await self._refuse(source, kept, error)
            raise UserError(ErrorCode.BAD_ANSWER, reason="file") from error

    async def data(self, source: Source, size: int | None, limit: int) -> bytes:
        """The plain file in memory, at most ``limit`` bytes. Raises UserError as ``save``."""
        kept = await self._have(source, min(size, limit) if size is not None else limit)

        def read() -> bytes:
            if (self._folder.path / kept.name).stat().st_size > limit:
                raise UserError(ErrorCode.TOO_LARGE, limit=limit)
            return b"".join(self._plain(source, kept))

        try:
            return await asyncio.to_thread(read)
        except BadAttachment as error:
            await self._refuse(source, kept, error)
            raise UserError(ErrorCode.BAD_ANSWER, reason="file") from error

    async def readable(self, source: Source, size: int | None) -> Ranges:
        """Any part of the plain file. Close it. Raises UserError as ``save``."""
        kept = await self._have(source, size)
        key = kept.key if kept.key is not None else source.key

        def check() -> Ranges:
            if key is None:
                raise BadAttachment("no key")
            return self._folder.ranges(kept.name, key)

        try:
            return await asyncio.to_thread(check)
        except BadAttachment as error:
            await self._refuse(source, kept, error)
            raise UserError(ErrorCode.BAD_ANSWER, reason="file") from error

    async def restage(self, source: Source, size: int | None) -> tuple[str, AttachmentKey, int]:
        """A copy of a file for sending it again: (name in the folder, its new key, bytes). Raises UserError as
        ``save``."""
        kept = await self._have(source, size)

        def copy() -> tuple[str, AttachmentKey, int]:
            # The hash is only right at the end: nothing of it is sent before.
            return self._folder.stage(io.BufferedReader(_Pieces(self._plain(source, kept)), CHUNK))

        try:
            return await asyncio.to_thread(copy)
        except BadAttachment as error:
            await self._refuse(source, kept, error)
            raise UserError(ErrorCode.BAD_ANSWER, reason="file") from error

    async def has(self, source: Source) -> bool:
        """Whether it need not be fetched."""
        kept = await self._worker.call(self._files.get, source.mxc)
        return kept is not None and (self._folder.path / kept.name).is_file()

    async def adopt(self, mxc: str, name: str, size: int, key: AttachmentKey | None) -> None:
        """A file of ours that is on the server now need not be fetched. ``key``: None if the event has it."""
        self._folder.remove(*await self._worker.call(self._files.add, mxc, Kept(name, key), size))

    async def stop(self) -> None:
        """End all downloads."""
        self.client = None
        running = [fetching.task for fetching in self._running.values()]
        for download in running:
            download.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # -- getting it ----------------------------------------------------------------------------------------------------

    def _plain(self, source: Source, kept: Kept) -> Iterator[bytes]:
        key = kept.key if kept.key is not None else source.key
        if key is None:
            raise BadAttachment("no key")
        return self._folder.plain(kept.name, key)

    async def _refuse(self, source: Source, kept: Kept, error: BadAttachment) -> None:
        _log.warning("a file is not the one that was sent: %s", error)
        await self._worker.call(self._files.forget, source.mxc)
        self._folder.remove(kept.name)

    async def _have(self, source: Source, size: int | None) -> Kept:
        """All that uses a file passes here: it is checked before, be it on this disk already."""
        if self.guard is not None:
            await self.guard.admit(source)
        kept = await self._worker.call(self._files.get, source.mxc)
        if kept is not None and (kept.key is None) == (source.key is not None):
            if (self._folder.path / kept.name).is_file():
                return kept
            await self._worker.call(self._files.forget, source.mxc)
        limit = min(size + SLACK, MOST) if size is not None else MOST
        running = self._running.get(source)
        if running is None or running.limit < limit:
            task = asyncio.ensure_future(self._fetch(source, limit))
            running = self._running[source] = _Fetching(task, limit)
            task.add_done_callback(partial(self._ended, source, running))
        running.waiting += 1
        try:
            return await asyncio.shield(running.task)
        finally:
            running.waiting -= 1
            if not running.waiting:
                running.task.cancel()  # nobody wants it any more; nothing happens if it is done

    def _ended(self, source: Source, ended: _Fetching, _done: object) -> None:
        if self._running.get(source) is ended:
            del self._running[source]

    async def _get(
        self, client: MatrixClient, source: Source, take: Callable[[bytes], Awaitable[None]], limit: int
    ) -> int:
        """Where files are checked, one in clear comes through the scanner: the bytes that it has judged. An encrypted
        one is bound by its hash, and comes that way only if the server gives it no other way."""
        from app.matrix import media

        guard = self.guard if self.guard is not None and self.guard.required else None
        try:
            if guard is not None and source.key is None:
                return await guard.download(source, take, limit=limit)
            try:
                return await media.download(client, source.mxc, take, limit=limit, authenticated=self.authenticated)
            except UserError as error:
                if guard is None or error.code not in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN):
                    raise
            return await guard.download(source, take, limit=limit)
        except UserError as error:
            if error.code is ErrorCode.NOT_FOUND:
                raise UserError(ErrorCode.GONE) from error
            raise

    async def _fetch(self, source: Source, limit: int) -> Kept:
        async with self._gate:
            if self.client is None:
                raise UserError(ErrorCode.NO_NETWORK)
            name, target = await asyncio.to_thread(self._folder.create)
            feed = _Feed()
            writing = asyncio.ensure_future(asyncio.to_thread(_write, feed, target, seal=source.key is None))
            got, told = 0, 0.0

            async def take(piece: bytes) -> None:
                nonlocal got, told
                await feed.put(piece)
                got += len(piece)
                now = asyncio.get_running_loop().time()
                if now - told > _PROGRESS_STEP:
                    told = now
                    self.progress(source.mxc, got)

            try:
                size = await self._get(self.client, source, take, limit)
                await feed.end()
                key = await asyncio.shield(writing)
            except BaseException:
                feed.break_off()
                (lost,) = await asyncio.gather(writing, return_exceptions=True)
                self._folder.remove(name)
                if isinstance(lost, OSError) and not isinstance(lost, ConnectionError):
                    raise unwritable(lost, self._folder.path) from lost
                raise
        kept = Kept(name, key)
        await self.adopt(source.mxc, name, size, key)
        return kept


def _write(feed: _Feed, target: IO[bytes], *, seal: bool) -> AttachmentKey | None:
    """What lay in clear on the server is encrypted before it touches the disk."""
    try:
        with target:
            if seal:
                return attachments.encrypt(cast("IO[bytes]", feed), target)
            while piece := feed.read(0):
                target.write(piece)
            return None
    except BaseException:
        feed.break_off()
        raise


class _Feed:
    """From the event loop to a thread, a bounded number of pieces at a time."""

    def __init__(self) -> None:
        self._queue: queue.Queue[bytes | None] = queue.Queue(_PIECES)
        self._broken = False
        self._ended = False

    async def put(self, piece: bytes) -> None:
        if piece:
            await self._add(piece)

    async def end(self) -> None:
        await self._add(None)

    async def _add(self, piece: bytes | None) -> None:
        while not self._broken:
            try:
                self._queue.put_nowait(piece)
                return
            except queue.Full:
                await asyncio.sleep(0.005)
        raise UserError(ErrorCode.DISK_FULL)

    def break_off(self) -> None:
        """The reader gets an error, now or when it comes."""
        self._broken = True
        while True:
            try:
                self._queue.put_nowait(None)
                return
            except queue.Full:
                try:
                    self._queue.get_nowait()
                except queue.Empty:
                    continue

    def read(self, _size: int) -> bytes:
        """The next piece, whatever its length; empty at the end. On the thread."""
        if self._ended:
            return b""
        piece = self._queue.get()
        if self._broken:
            raise ConnectionError("the download was broken off")
        self._ended = piece is None
        return piece or b""
