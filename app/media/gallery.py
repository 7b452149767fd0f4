# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files to look at: those of a room as a list, pictures large and in parts, moving ones, and what is kept on disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.files import Files
from app.media.pictures import MAX_FILE, BadPicture, Facts
from app.policy.categories.storage import MEDIA_CACHE
from app.policy.keys import Key
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges
from app.store.reader import Gap
from app.told import told
from app.types import Animation, Picture, TimelineItem

_ROUNDS = 5  # answers of the server in one go
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class RoomFiles:
    """Rows with files, the newest first. ``complete``: the room has no others, as far as can be known."""

    items: tuple[TimelineItem, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """So many bytes are here of a file that is being saved."""

    room_id: str
    event_id: str
    size: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What downloaded files take on the disk, in bytes, and how much they may."""

    files: int
    size: int
    limit: int


class Gallery(Service):
    """``files_changed``: a room has other files than before. ``fetched``: how far a file is that is being saved."""

    def __init__(self, context: Context, files: Files, fill_gap: Callable[[str, Gap], Awaitable[None]]) -> None:
        super().__init__(context)
        self.files_changed: Signal[str] = Signal()
        self.fetched: Signal[Fetched] = Signal()
        files.watch_downloads(lambda *what: self.fetched.emit(Fetched(*what)))
        self._files = files
        self._fill_gap = fill_gap
        self._seen: tuple[str, str, bytes] | None = None  # the picture that is looked at, decrypted
        context.storage.media_files.limit = self._limit()
        self._forget = context.prefs.changed.connect(self._chosen)

    # -- the files of a room ------------------------------------------------------------------------------------------

    @told
    async def files(self, room_id: str, limit: int = 500) -> RoomFiles:
        """What is on this device."""
        storage = self.context.storage
        items, complete = await storage.reading.call(storage.reader.files, room_id, limit)
        return RoomFiles(tuple(items), complete)

    @told
    async def back_fill(self, room_id: str) -> bool:
        """Fetch more of the room's past; False if there is no more. Raises UserError NO_NETWORK."""
        storage = self.context.storage
        for _ in range(_ROUNDS):
            gap = await storage.reading.call(storage.reader.newest_gap, room_id)
            if gap is None:
                return False
            before = await storage.reading.call(storage.reader.count_files, room_id)
            await self._fill_gap(room_id, gap)
            if await storage.reading.call(storage.reader.count_files, room_id) > before:
                break
        return await storage.reading.call(storage.reader.newest_gap, room_id) is not None

    def changed(self, changes: CacheChanges) -> None:
        for room_id, change in changes.rooms.items():
            if change.events or change.moved:
                self.files_changed.emit(room_id)

    # -- pictures -----------------------------------------------------------------------------------------------------

    @told
    async def look(self, room_id: str, key: str) -> Facts:
        """What a picture really is. Raises UserError NOT_PLAYABLE if it cannot be shown, and as ``save_attachment``."""
        data = await self._data(room_id, key)
        try:
            return await self._files.pictures.look(data)
        except BadPicture as error:
            raise UserError(ErrorCode.NOT_SHOWABLE) from error

    @told
    async def show(self, room_id: str, key: str, width: int, height: int) -> Picture:
        """The whole picture, at most that large; fetched whatever its size. Raises as ``look``."""
        return await self._shown(self._files.pictures.show(await self._data(room_id, key), width, height))

    @told
    async def part(self, room_id: str, key: str, box: tuple[int, int, int, int], width: int, height: int) -> Picture:
        """A part of it: left, top, width, height in its own pixels; at most ``width`` x ``height`` pixels come."""
        return await self._shown(self._files.pictures.part(await self._data(room_id, key), box, width, height))

    @told
    async def animation(self, room_id: str, key: str, width: int, height: int) -> Animation:
        """The frames of a moving picture."""
        try:
            return await self._files.pictures.frames(await self._data(room_id, key), width, height)
        except BadPicture as error:
            raise UserError(ErrorCode.NOT_SHOWABLE) from error

    @told
    async def blur(self, text: str) -> Picture | None:
        """A few colours in the place of a picture; None if they are described wrongly."""
        try:
            return await self._files.pictures.unblur(text, 32, 32)
        except BadPicture:
            return None

    @told
    async def preview(self, path: Path, side: int) -> Picture | None:
        """A small picture of a file of the user, before it is sent; None if it is neither picture nor video."""
        return await self._files.preview(path, side)

    def release(self) -> None:
        """Nobody looks at a picture any more."""
        self._seen = None

    async def _data(self, room_id: str, key: str) -> bytes:
        if self._seen is None or self._seen[:2] != (room_id, key):
            self._seen = None
            data, attachment = await self._files.data(room_id, key, MAX_FILE)
            if attachment.msgtype != "m.image":
                raise UserError(ErrorCode.NOT_SHOWABLE)
            self._seen = (room_id, key, data)
        return self._seen[2]

    @staticmethod
    async def _shown(work: Awaitable[Picture]) -> Picture:
        try:
            return await work
        except BadPicture as error:
            raise UserError(ErrorCode.NOT_SHOWABLE) from error

    # -- limits -------------------------------------------------------------------------------------------------------

    @told
    async def upload_limit(self) -> int | None:
        """Bytes of the largest file that the server takes; None: it does not say, or cannot be asked now."""
        return await self._files.limit()

    @told
    async def usage(self) -> Usage:
        """What the downloaded files take."""
        storage = self.context.storage
        files, size = await storage.writing.call(storage.media_files.usage)
        return Usage(files, size, self._limit())

    @told
    async def clear(self) -> None:
        """Remove all downloaded files from the disk. They can be fetched again as long as the server has them."""
        self.release()
        await self._files.drop(0)

    def _limit(self) -> int:
        return self.context.prefs.value(MEDIA_CACHE) * MEGABYTE

    def _chosen(self, key: Key[object]) -> None:
        if key.name == MEDIA_CACHE.name:
            self.context.storage.media_files.limit = self._limit()
            self.context.errand(self._files.drop(self._limit()))

    async def close(self) -> None:
        self._forget()
        self.release()
