# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks a decoder process for the frames and the sound of videos. The file is never whole in memory anywhere.

Nothing of it touches the disk: the process asks for parts of the file, which are decrypted here for it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media.process import DecoderFailed, DecoderProcess, Readable
from app.video.types import Frame

_log = logging.getLogger(__name__)
TIME = 20.0
"""Seconds for one request; a hostile file ends with its process then."""
POSTER = (800, 600)
"""Pixels of the picture that stands for a video of ours; what other clients make."""
MOST = (1920, 1200)
"""Pixels of a frame that is shown."""


class BadVideo(Exception):
    """Not a video that can be played: of another kind, broken, too large, or the decoder died of it."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """Pixels as it is shown, and milliseconds; 0: not known. ``poster``: a JPEG file of ``poster_size``."""

    width: int = 0
    height: int = 0
    duration: int = 0
    poster: bytes = b""
    poster_size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Scene:
    """The next part of a video. ``begin`` and ``end``: milliseconds of its sound."""

    frames: tuple[Frame, ...]
    samples: bytes
    begin: int
    end: int
    position: int
    ended: bool


class OpenVideo:
    """A video that is being played: pixels and milliseconds; ``rate`` 0: it has no sound. Close it."""

    def __init__(self, process: DecoderProcess, source: Readable) -> None:
        """Use ``Videos.open``."""
        self._process = process
        self._source = source
        self._position = self._heard = 0
        self.width = self.height = self.duration = self.rate = self.channels = 0

    async def open(self) -> None:
        """Raises BadVideo."""
        head, _ = await self._ask("open", bytes=self._source.size)
        numbers = (head.get(name) for name in ("width", "height", "duration", "rate", "channels"))
        self.width, self.height, self.duration, self.rate, self.channels = (_number(each) for each in numbers)
        if not (0 < self.width < 2**20 and 0 < self.height < 2**20):
            raise BadVideo("odd answer")
        if self.rate and not (8_000 <= self.rate <= 192_000 and self.channels in (1, 2)):
            raise BadVideo("odd answer")
        self._position = self._heard = 0

    async def seek(self, position: int) -> None:
        """What comes next is from there on (milliseconds). Raises BadVideo."""
        self._position = self._heard = max(0, position)
        try:
            await self._ask("seek", position=self._position)
        except BadVideo:
            await self._again()

    async def next(self, ms: int, late: int, width: int, height: int, apart: int) -> Scene:
        """About ``ms`` milliseconds of it, fitting ``width`` x ``height``; see ``video_decoder.Film.next``.

        A process that rested is started again. Raises BadVideo.
        """
        values = {"ms": ms, "late": late, "width": width, "height": height, "apart": apart}
        try:
            head, blobs = await self._ask("next", **values)
        except BadVideo:
            await self._again()
            head, blobs = await self._ask("next", **values)
        frames = head.get("frames")
        if not isinstance(frames, list) or len(blobs) != len(frames) + 1:
            raise BadVideo("odd answer")
        shown = tuple(_frame(about, pixels) for about, pixels in zip(frames, blobs[1:], strict=True))
        begin, self._heard = self._heard, max(self._heard, min(_number(head.get("heard")), 2**40))
        self._position = max(self._position, min(_number(head.get("position")), 2**40))
        return Scene(shown, blobs[0], begin, self._heard, self._position, head.get("ended") is True)

    async def _again(self) -> None:
        position = self._position
        await self.open()
        await self._ask("seek", position=position)
        self._position = self._heard = position

    async def poster(self, width: int, height: int) -> tuple[bytes, tuple[int, int]]:
        """A JPEG file of one of its frames, and its size. Raises BadVideo."""
        head, blobs = await self._ask("poster", width=width, height=height)
        if len(blobs) != 1:
            raise BadVideo("odd answer")
        return blobs[0], (_number(head.get("width")), _number(head.get("height")))

    async def close(self) -> None:
        """It is not needed any more."""
        try:
            await self._ask("close")
        except BadVideo:
            _log.info("a decoder is gone already")
        await asyncio.to_thread(self._source.close)

    async def _ask(self, op: str, **values: int) -> tuple[dict[str, Any], list[bytes]]:
        try:
            return await self._process.ask(op, b"", self._source, **values)
        except DecoderFailed as error:
            raise BadVideo(str(error)) from error


class FileOnDisk:
    """A file of ours that is not encrypted yet."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._file = path.open("rb")
        self.size = self._file.seek(0, 2)

    def read(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()


class Videos:
    """One process for playing, another for what is sent. Close it when the account stops."""

    def __init__(self, *, time: float = TIME) -> None:
        self._playing = DecoderProcess("video", time=time)
        self._sending = DecoderProcess("video", time=time)
        self._gate = asyncio.Lock()

    async def open(self, source: Readable) -> OpenVideo:
        """Begin to play a file, which is closed with the video; another one must be closed before. Raises BadVideo."""
        video = OpenVideo(self._playing, source)
        try:
            await video.open()
        except BaseException:
            source.close()
            raise
        return video

    async def look(self, path: Path) -> VideoFacts:
        """What a file of ours is, and a picture of it; nothing if it cannot be decoded."""
        async with self._gate:
            try:
                source = await asyncio.to_thread(FileOnDisk, path)
            except OSError:
                return VideoFacts()
            video = OpenVideo(self._sending, source)
            try:
                await video.open()
                poster, size = await video.poster(*POSTER)
                return VideoFacts(video.width, video.height, video.duration, poster, size)
            except BadVideo as error:
                _log.info("a video has no picture: %s", error)
                return VideoFacts(video.width, video.height, video.duration)
            finally:
                await video.close()

    async def close(self) -> None:
        """End both processes."""
        await asyncio.gather(self._playing.close(), self._sending.close())


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise BadVideo("odd answer")
    return value


def _frame(about: object, pixels: bytes) -> Frame:
    if not isinstance(about, list) or len(about) != 3 or any(type(number) is not int for number in about):
        raise BadVideo("odd answer")
    at, width, height = about
    if width <= 0 or height <= 0 or width * height > MOST[0] * MOST[1] or len(pixels) != width * height * 4:
        raise BadVideo("pixels are missing")
    return Frame(width, height, pixels, at)
