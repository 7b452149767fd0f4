# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files on their way to the server: encrypted onto the disk first, so that a restart goes on with them.

What lies on the disk is encrypted whatever the room is. In an encrypted room exactly those bytes go up; in others they
are decrypted on the way.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from app.errors import ErrorCode, UserError
from app.media import content as contents
from app.media.clean_video import CannotClean, Patched, patches
from app.media.folder import MediaFolder
from app.media.pictures import MAX_FILE, BadPicture, Facts, Pictures
from app.media.videos import VideoFacts, Videos
from app.store.uploads import Upload, UploadRows
from app.store.vault import Queued
from app.types import Picture
from app.worker import Worker
from crypto.attachments import CHUNK, BadAttachment
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

THUMBNAIL = (800, 600)
"""Pixels; what other clients make."""
SCALED = (1600, 1600)
"""Pixels of a picture that is to be sent smaller."""
_WORTH_A_THUMBNAIL = 64 * 1024  # bytes; smaller pictures are their own thumbnail


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message that can be put into the send queue, and its files on disk."""

    content: Json
    uploads: Sequence[Upload]


class Uploads:
    """``progress`` hears (transaction id, bytes sent so far)."""

    def __init__(
        self,
        worker: Worker,
        rows: UploadRows,
        folder: MediaFolder,
        pictures: Pictures,
        videos: Videos,
        progress: Callable[[str, int], None],
    ) -> None:
        self._worker = worker
        self._rows = rows
        self._folder = folder
        self._pictures = pictures
        self._videos = videos
        self._progress = progress
        self._limits: dict[str, int | None] = {}  # homeserver -> bytes
        self.sound_length: Callable[[bytes], Awaitable[int]] | None = None
        """Milliseconds of a sound file; 0 if it is none."""

    # -- onto the disk -------------------------------------------------------------------------------------------------

    async def prepare(self, path: Path, caption: str, *, strip: bool, scale: bool = False) -> Prepared:
        """Read a file of the user. ``strip``: pictures and videos lose their metadata (place, camera,
        time). ``scale``: large pictures are made smaller, which removes the metadata as well; moving ones stay as they
        are.

        Raises UserError NOT_FOUND (no such file, or none that can be read), DISK_FULL, REFUSED (a picture or
        video whose metadata cannot be removed).
        """
        size = await asyncio.to_thread(_readable, path)
        name, mimetype = path.name, contents.guess(path.name)
        data, facts, thumbnail = None, None, None
        blurhash, video = "", VideoFacts()
        if mimetype.startswith("image/") and size <= MAX_FILE:
            data, facts, thumbnail = await self._picture(path, strip, scale)
            blurhash = await self._blurhash(thumbnail.data if thumbnail is not None else data) if facts else ""
        elif mimetype.startswith("video/"):
            video = await self._videos.look(path)
            if video.poster:
                thumbnail = Facts("image/jpeg", *video.poster_size, video.poster)
                blurhash = await self._blurhash(video.poster)
        elif mimetype.startswith("audio/") and size <= MAX_FILE and self.sound_length is not None:
            video = VideoFacts(duration=await self.sound_length(await asyncio.to_thread(_bytes, path)))
        if facts is not None:
            mimetype = facts.mimetype
        elif contents.msgtype_for(mimetype) == "m.image":
            mimetype = contents.UNKNOWN_TYPE  # only its name says that it is a picture
        if strip and facts is None and mimetype.startswith("image/"):
            raise UserError(ErrorCode.REFUSED, errcode="metadata")
        clean = strip and mimetype.startswith("video/")
        staged: list[Upload] = []
        try:
            staged.append(
                await asyncio.to_thread(self._stage, "file", data if data is not None else path, mimetype, clean)
            )
            width, height = (facts.width, facts.height) if facts is not None else (video.width, video.height)
            content = contents.message(
                name,
                mimetype,
                staged[0].size,
                msgtype=contents.msgtype_for(mimetype),
                caption=caption,
                width=width,
                height=height,
                duration=video.duration,
                blurhash=blurhash,
                animated=facts is not None and facts.animated,
            )
            if thumbnail is not None:
                staged.append(await asyncio.to_thread(self._stage, "thumbnail", thumbnail.data, thumbnail.mimetype))
                content["info"]["thumbnail_info"] = {
                    "mimetype": thumbnail.mimetype,
                    "size": staged[1].size,
                    "w": thumbnail.width,
                    "h": thumbnail.height,
                }
        except BaseException:
            self.remove(staged)
            raise
        return Prepared(content, staged)

    async def preview(self, path: Path, side: int) -> Picture | None:
        """A small picture of a picture or video of the user; None: there is none."""
        kind = contents.guess(path.name).partition("/")[0]
        try:
            if kind == "video":
                data = (await self._videos.look(path)).poster
            elif kind == "image" and await asyncio.to_thread(_readable, path) <= MAX_FILE:
                data = await asyncio.to_thread(_bytes, path)
            else:
                return None
            return await self._pictures.show(data, side, side) if data else None
        except (BadPicture, UserError):
            return None

    async def prepare_voice(
        self, data: bytes, name: str, text: str, duration: int, waveform: Sequence[int]
    ) -> Prepared:
        """A voice message: an Ogg/Opus file in memory. Raises UserError DISK_FULL."""
        upload = await asyncio.to_thread(self._stage, "file", data, "audio/ogg")
        return Prepared(contents.voice_message(name, text, upload.size, duration, waveform), [upload])

    async def _blurhash(self, data: bytes | None) -> str:
        try:
            return await self._pictures.blurhash(data) if data else ""
        except BadPicture:
            return ""

    async def _picture(self, path: Path, strip: bool, scale: bool) -> tuple[bytes | None, Facts | None, Facts | None]:
        """(bytes to send instead of the file, what it is, its thumbnail)."""
        original = await asyncio.to_thread(_bytes, path)
        try:
            facts = await self._pictures.look(original)
        except BadPicture:
            return None, None, None
        data = original
        if scale and not facts.animated and (facts.width > SCALED[0] or facts.height > SCALED[1]):
            try:
                smaller = await self._pictures.thumbnail(original, *SCALED)
            except BadPicture as error:
                raise UserError(ErrorCode.REFUSED, errcode="picture") from error
            data, facts = smaller.data, smaller
        elif strip and not (facts.animated and facts.mimetype == "image/gif"):
            try:
                stripped = await self._pictures.strip(original)
            except BadPicture as error:
                raise UserError(ErrorCode.REFUSED, errcode="metadata") from error
            data, facts = stripped.data, stripped
        thumbnail = None
        larger = facts.width > THUMBNAIL[0] or facts.height > THUMBNAIL[1]
        if larger or len(data) > _WORTH_A_THUMBNAIL:
            try:
                thumbnail = await self._pictures.thumbnail(data, *THUMBNAIL)
            except BadPicture:
                thumbnail = None
            if thumbnail is not None and len(thumbnail.data) >= len(data):
                thumbnail = None
        return data, facts, thumbnail

    def _stage(self, part: str, source: Path | bytes, mimetype: str, clean: bool = False) -> Upload:
        """``clean``: a video loses what it says beside picture and sound."""
        if isinstance(source, bytes):
            name, key, size = self._folder.stage(source)
        else:
            try:
                file = source.open("rb")
            except OSError as error:
                raise UserError(ErrorCode.NOT_FOUND) from error
            with file:
                reader: IO[bytes] = file
                if clean:
                    try:
                        reader = cast("IO[bytes]", Patched(file, patches(file)))
                    except CannotClean as error:
                        raise UserError(ErrorCode.REFUSED, errcode="video_metadata") from error
                name, key, size = self._folder.stage(reader)
        return Upload(part, name, key, size, mimetype)

    def remove(self, uploads: Sequence[Upload]) -> None:
        """They are not needed any more."""
        self._folder.remove(*(upload.name for upload in uploads))

    # -- to the server -------------------------------------------------------------------------------------------------

    async def deliver(self, client: MatrixClient, item: Queued, encrypted: bool) -> Json:
        """Bring the files of a message to the server; gives the content to send.

        What is there already is not sent again, unless it lies there in clear and the room is encrypted by now.
        Raises UserError: TOO_LARGE for this server, NOT_FOUND (a file is gone from the disk), network trouble.
        """
        uploads = await self._worker.call(self._rows.of, item.txn_id)
        if not uploads:
            raise UserError(ErrorCode.NOT_FOUND)
        limit = await self.limit(client)
        if limit is not None and max(upload.size for upload in uploads) > limit:
            raise UserError(ErrorCode.TOO_LARGE, limit=limit)
        content = dict(item.content)
        for upload in uploads:
            mxc = upload.mxc
            if mxc is None or upload.in_clear == encrypted:
                mxc = await self._send(client, item.txn_id, upload, encrypted)
            thumbnail = upload.part == "thumbnail"
            content = contents.placed(content, mxc, upload.key if encrypted else None, thumbnail=thumbnail)
        return content

    async def _send(self, client: MatrixClient, txn_id: str, upload: Upload, encrypted: bool) -> str:
        from app.matrix import media

        async def pieces() -> AsyncIterator[bytes]:
            sent = 0
            source = partial(self._folder.open, upload.name)
            if encrypted:
                file = await asyncio.to_thread(source)
                try:
                    while piece := await asyncio.to_thread(file.read, CHUNK):
                        yield piece
                        sent += len(piece)
                        self._tell(txn_id, upload, sent)
                finally:
                    file.close()
            else:
                plain = self._folder.plain(upload.name, upload.key)
                try:
                    while piece := await asyncio.to_thread(next, plain, b""):
                        yield piece
                        sent += len(piece)
                        self._tell(txn_id, upload, sent)
                finally:
                    plain.close()

        if not (self._folder.path / upload.name).is_file():
            raise UserError(ErrorCode.NOT_FOUND)
        kind = contents.UNKNOWN_TYPE if encrypted else upload.mimetype
        try:
            mxc = await media.upload(client, pieces(), size=upload.size, content_type=kind)
        except (BadAttachment, FileNotFoundError) as error:
            raise UserError(ErrorCode.NOT_FOUND) from error
        await self._worker.call(self._rows.done, txn_id, upload.part, mxc, in_clear=not encrypted)
        return mxc

    def _tell(self, txn_id: str, upload: Upload, sent: int) -> None:
        if upload.part == "file":
            self._progress(txn_id, sent)

    async def limit(self, client: MatrixClient) -> int | None:
        """Bytes of the largest file that the server takes; None if it does not say. Raises UserError."""
        from app.matrix import api

        key = client.homeserver
        if key not in self._limits:
            try:
                self._limits[key] = await api.upload_limit(client)
            except UserError as error:
                if error.code is not ErrorCode.NOT_FOUND:
                    raise
                self._limits[key] = None
        return self._limits[key]


def _readable(path: Path) -> int:
    """The size of an ordinary file. Raises UserError NOT_FOUND."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode) or not os.access(path, os.R_OK):
            raise UserError(ErrorCode.NOT_FOUND)
    except (OSError, ValueError) as error:
        raise UserError(ErrorCode.NOT_FOUND) from error
    return info.st_size


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(ErrorCode.NOT_FOUND) from error
