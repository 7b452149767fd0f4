# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything about files that the window may ask: send, save, show."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.media import saving
from app.media.content import Source, attachment_of, message, mimetype_of, source_of
from app.media.downloads import Downloads, Guard
from app.media.folder import MediaFolder
from app.media.pictures import MAX_FILE, BadPicture, Pictures
from app.media.process import Readable
from app.media.rules import FileRules
from app.media.uploads import THUMBNAIL, Prepared, Uploads
from app.media.videos import Videos
from app.storage import Storage
from app.store.uploads import Upload
from app.store.vault import Queued
from app.types import Attachment, Picture
from crypto.attachments import BadAttachment
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

_log = logging.getLogger(__name__)


class Files:
    """One account's files. All methods raise UserError only. Close it when the account stops."""

    def __init__(
        self,
        storage: Storage,
        progress: Callable[[str, int], None],
        queued: Callable[[str, str], Queued | None],
    ) -> None:
        """``progress`` hears (transaction id, bytes) of uploads; ``queued`` finds a message on its way (room, key)."""
        self._storage = storage
        self._queued = queued
        self._saving: dict[str, list[tuple[str, str]]] = {}  # address -> (room, event) of what is being saved
        self.found: Callable[[str, str, bool], None] = lambda _room, _key, _there: None
        """Hears of rows whether the server still has their file, as soon as that is known."""
        self.automatic: Callable[[], int] = lambda: MAX_FILE
        """Bytes of a picture that is fetched without being asked for."""
        self._rules = FileRules(storage.profile.prefs)
        self._folder = MediaFolder(storage.profile.cache_folder)
        self.pictures = Pictures()
        self.videos = Videos()
        self._uploads = Uploads(
            storage.crypto, storage.vault.uploads, self._folder, self.pictures, self.videos, progress
        )
        self._downloads = Downloads(self._folder, storage.media_files, storage.writing)

    @property
    def guard(self) -> Guard | None:
        """Decides whether files may be used."""
        return self._downloads.guard

    @guard.setter
    def guard(self, guard: Guard) -> None:
        self._downloads.guard = guard

    def connect(self, client: MatrixClient, *, authenticated: bool) -> None:
        """There is a server. ``authenticated``: it offers authenticated media (MSC3916)."""
        self._downloads.client = client
        self._downloads.authenticated = authenticated

    async def disconnect(self) -> None:
        """End all downloads."""
        await self._downloads.stop()

    async def close(self) -> None:
        """End all work."""
        await self.disconnect()
        await self.pictures.close()
        await self.videos.close()

    async def tidy(self) -> None:
        """At the start, before anything is sent: remove files that nothing refers to."""
        needed = await self._storage.crypto.call(self._storage.vault.uploads.names)
        needed |= await self._storage.writing.call(self._storage.media_files.names)
        await asyncio.to_thread(self._folder.tidy, needed)

    # -- out ----------------------------------------------------------------------------------------------------------

    async def prepare(self, path: Path, caption: str, *, strip: bool, scale: bool = False) -> Prepared:
        """See ``Uploads.prepare``. Raises UserError BY_POLICY, too."""
        self._rules.require_sending(path.name, await asyncio.to_thread(_size, path))
        return await self._uploads.prepare(path, caption, strip=strip, scale=scale)

    async def preview(self, path: Path, side: int) -> Picture | None:
        """See ``Uploads.preview``."""
        return await self._uploads.preview(path, side)

    async def prepare_voice(
        self, data: bytes, name: str, text: str, duration: int, waveform: Sequence[int]
    ) -> Prepared:
        """See ``Uploads.prepare_voice``."""
        return await self._uploads.prepare_voice(data, name, text, duration, waveform)

    async def prepare_copy(self, content: Json, type_: str) -> Prepared:
        """The file of a message once more, encrypted with a new key. Raises UserError as ``Downloads.save``; REFUSED if
        the message has no file that can be had."""
        attachment, source = attachment_of(content, type_), source_of(content)
        if attachment is None or source is None:
            raise UserError(ErrorCode.REFUSED, errcode="forward")
        self._rules.require_sending(attachment.name, attachment.size or 0)
        staged = [Upload("file", *await self._downloads.restage(source, attachment.size), attachment.mimetype)]
        made = message(
            attachment.name,
            attachment.mimetype,
            staged[0].size,
            msgtype=attachment.msgtype,
            caption=attachment.caption,
            width=attachment.width or 0,
            height=attachment.height or 0,
            duration=attachment.duration or 0,
        )
        for voice in ("org.matrix.msc3245.voice", "org.matrix.msc1767.audio"):
            if isinstance(content.get(voice), dict):
                made[voice] = content[voice]
        small = source_of(content, thumbnail=True)
        if small is not None:
            try:
                size = _thumbnail_size(content)
                copy = Upload("thumbnail", *await self._downloads.restage(small, size), _thumbnail_type(content))
                staged.append(copy)
                made["info"]["thumbnail_info"] = {"mimetype": copy.mimetype, "size": copy.size}
            except UserError as error:
                _log.info("a thumbnail is not forwarded: %s", error.code.value)
        return Prepared(made, staged)

    def watch_downloads(self, told: Callable[[str, str, int], None]) -> None:
        """``told`` hears (room, event, bytes that are here) of files that are being saved."""

        def progress(mxc: str, size: int) -> None:
            for room_id, event_id in self._saving.get(mxc, ()):
                told(room_id, event_id, size)

        self._downloads.progress = progress

    def measure_sounds(self, length: Callable[[bytes], Awaitable[int]]) -> None:
        """How to find out how long a sound file of ours is, in milliseconds."""
        self._uploads.sound_length = length

    async def limit(self) -> int | None:
        """Bytes of the largest file that server and organisation take; None: nobody says, or can be asked now."""
        client, known = self._downloads.client, None
        if client is not None:
            with suppress(UserError):
                known = await self._uploads.limit(client)
        return self._rules.limit(known)

    def discard(self, prepared: Prepared) -> None:
        """It did not come into the queue."""
        self._uploads.remove(prepared.uploads)

    async def deliver(self, client: MatrixClient, item: Queued, encrypted: bool) -> Json:
        """See ``Uploads.deliver``."""
        return await self._uploads.deliver(client, item, encrypted)

    async def let_go(self, uploads: Sequence[Upload]) -> None:
        """A message is in the timeline or discarded: what is on the server goes into the cache, the rest away."""
        for upload in uploads:
            if upload.mxc is None:
                self._folder.remove(upload.name)
            else:
                key = upload.key if upload.in_clear else None
                if self.guard is not None:
                    await self.guard.own(Source(upload.mxc, None if upload.in_clear else upload.key))
                await self._downloads.adopt(upload.mxc, upload.name, upload.size, key)

    # -- in -----------------------------------------------------------------------------------------------------------

    async def save(self, room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
        """Save the file of a message; gives its path and SHA-256 (hexadecimal). Raises UserError BY_POLICY, too."""
        self._rules.require_saving()
        own = await self._staged(room_id, event_id)
        if own:
            pieces = self._folder.plain(own[0].name, own[0].key)
            return await asyncio.to_thread(saving.save, pieces, folder, self._name(room_id, event_id))
        content, type_ = await self._content(room_id, event_id)
        attachment, source = attachment_of(content, type_), source_of(content)
        if attachment is None or source is None:
            raise UserError(ErrorCode.NOT_FOUND)
        with self._told(source, room_id, event_id):
            return await self._downloads.save(source, attachment.size, folder, attachment.name)

    @contextmanager
    def _told(self, source: Source, room_id: str, event_id: str) -> Iterator[None]:
        """Meanwhile it is told how much of the file is here."""
        places = self._saving.setdefault(source.mxc, [])
        places.append((room_id, event_id))
        try:
            with self._noted(room_id, event_id):
                yield
        finally:
            places.remove((room_id, event_id))
            if not places:
                self._saving.pop(source.mxc, None)

    @contextmanager
    def _noted(self, room_id: str, key: str) -> Iterator[None]:
        """Somebody is told if the server does not have the file any more."""
        try:
            yield
        except UserError as error:
            if error.code is ErrorCode.GONE:
                self.found(room_id, key, False)
            raise
        self.found(room_id, key, True)

    async def readable(self, room_id: str, key: str) -> tuple[Readable, Attachment]:
        """The decrypted file of a row, to be read in parts, and what its sender says of it. Close it.

        Nothing of it comes before all of it is here and its hash was found right.
        """
        own = await self._staged(room_id, key)
        if own:
            item = self._queued(room_id, key)
            attachment = attachment_of(item.content) if item is not None else None
            if attachment is None:
                raise UserError(ErrorCode.NOT_FOUND)
            try:
                return await asyncio.to_thread(self._folder.ranges, own[0].name, own[0].key), attachment
            except (BadAttachment, OSError) as error:
                raise UserError(ErrorCode.NOT_FOUND) from error
        content, type_ = await self._content(room_id, key)
        attachment, source = attachment_of(content, type_), source_of(content)
        if attachment is None or source is None:
            raise UserError(ErrorCode.NOT_FOUND)
        with self._told(source, room_id, key):
            return await self._downloads.readable(source, attachment.size), attachment

    async def drop(self, limit: int) -> None:
        """Keep at most ``limit`` bytes of what was downloaded."""
        gone = await self._storage.writing.call(self._storage.media_files.shrink, limit)
        await asyncio.to_thread(self._folder.remove, *gone)

    async def data(self, room_id: str, key: str, limit: int) -> tuple[bytes, Attachment]:
        """The decrypted file of a row in memory, and what its sender says of it; at most ``limit`` bytes."""
        own = await self._staged(room_id, key)
        if own:
            item = self._queued(room_id, key)
            attachment = attachment_of(item.content) if item is not None else None
            if attachment is None or own[0].size > limit:
                raise UserError(ErrorCode.NOT_FOUND if attachment is None else ErrorCode.TOO_LARGE)
            return await asyncio.to_thread(lambda: b"".join(self._folder.plain(own[0].name, own[0].key))), attachment
        content, type_ = await self._content(room_id, key)
        attachment, source = attachment_of(content, type_), source_of(content)
        if attachment is None or source is None:
            raise UserError(ErrorCode.NOT_FOUND)
        with self._noted(room_id, key):
            return await self._downloads.data(source, attachment.size, limit), attachment

    async def sources(self, room_id: str, key: str) -> list[Source]:
        """The files of a row on the server, its thumbnail last; none for what is on its way."""
        if self._queued(room_id, key) is not None:
            return []
        content, _ = await self._content(room_id, key)
        found = (source_of(content), source_of(content, thumbnail=True))
        return [source for source in found if source is not None]

    async def picture(self, room_id: str, key: str, width: int, height: int) -> Picture | None:
        """The picture of a row (``TimelineItem.key`` or event id), at most that large; None if there is none to show.

        It is decoded in a process of its own. Of the thumbnail, if that is large enough. What is larger than
        ``automatic`` is not fetched for this.
        """
        try:
            data = await self._staged_picture(room_id, key) or await self._file_of_picture(room_id, key, width, height)
            return await self.pictures.show(data, width, height) if data else None
        except (BadPicture, BadAttachment, OSError) as error:
            _log.info("a picture is not shown: %s", type(error).__name__)
            return None

    async def _file_of_picture(self, room_id: str, event_id: str, width: int, height: int) -> bytes | None:
        content, type_ = await self._content(room_id, event_id)
        attachment = attachment_of(content, type_)
        if attachment is None or attachment.msgtype not in ("m.image", "m.video"):
            return None
        small = source_of(content, thumbnail=True)
        whole = source_of(content) if attachment.msgtype == "m.image" else None
        source: Source | None = small or whole
        if whole is not None and (width > THUMBNAIL[0] or height > THUMBNAIL[1]):
            source = whole
        if source is None:
            return None
        size = attachment.size if source is whole else _thumbnail_size(content)
        automatic = self.automatic()
        if (size if size is not None else automatic) > automatic or automatic == 0:
            if not await self._downloads.has(source):
                return None
            automatic = MAX_FILE
        with self._noted(room_id, event_id):
            return await self._downloads.data(source, size, max(automatic, 1))

    async def _staged(self, room_id: str, key: str) -> list[Upload]:
        """The files of a message that is on its way."""
        item = self._queued(room_id, key)
        if item is None or item.action != "file":
            return []
        return await self._storage.crypto.call(self._storage.vault.uploads.of, item.txn_id)

    async def _staged_picture(self, room_id: str, key: str) -> bytes | None:
        uploads = await self._staged(room_id, key)
        if not uploads:
            return None
        upload = uploads[-1]  # the thumbnail, if there is one
        if not upload.mimetype.startswith("image/") or upload.size > MAX_FILE:
            return None
        return await asyncio.to_thread(lambda: b"".join(self._folder.plain(upload.name, upload.key)))

    def _name(self, room_id: str, key: str) -> str:
        item = self._queued(room_id, key)
        attachment = attachment_of(item.content) if item is not None else None
        return attachment.name if attachment is not None else ""

    async def _content(self, room_id: str, event_id: str) -> tuple[Json, str]:
        found = await self._storage.reading.call(self._storage.reader.message, room_id, event_id)
        if found is None:
            raise UserError(ErrorCode.NOT_FOUND)
        event, content = found
        return content, event.shown_type


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # what is wrong with it is told later


def _thumbnail_type(content: Json) -> str:
    info = content.get("info")
    about = info.get("thumbnail_info") if isinstance(info, dict) else None
    return mimetype_of(about.get("mimetype") if isinstance(about, dict) else None)


def _thumbnail_size(content: Json) -> int | None:
    info = content.get("info")
    about = info.get("thumbnail_info") if isinstance(info, dict) else None
    size = about.get("size") if isinstance(about, dict) else None
    return size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None
