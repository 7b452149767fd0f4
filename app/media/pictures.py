# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks a decoder process about pictures. No picture of others is ever decoded in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.media import decoder
from app.media.process import DecoderFailed, DecoderProcess
from app.types import Animation, Picture

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a picture file that is decoded."""
TIME = 8.0
"""Seconds for one picture; a phone's photograph takes a few hundred milliseconds."""


class BadPicture(Exception):
    """Not a picture that we show: of another kind, too large, broken, or the decoder died of it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a picture file is, by its content. ``mimetype``: image/png, ...; ``animated``: it has several frames."""

    mimetype: str
    width: int
    height: int
    data: bytes = b""
    animated: bool = False


class Pictures:
    """One process, one picture at a time. All methods raise BadPicture. Close it when the account stops."""

    def __init__(self, *, time: float = TIME) -> None:
        self._process = DecoderProcess("pictures", time=time)

    async def look(self, data: bytes) -> Facts:
        """What it is."""
        head, _ = await self._ask("look", data)
        return _facts(head)

    async def show(self, data: bytes, width: int, height: int) -> Picture:
        """The first frame, turned upright, at most ``width`` x ``height`` pixels."""
        return _picture(*await self._ask("show", data, width=width, height=height))

    async def part(self, data: bytes, box: tuple[int, int, int, int], width: int, height: int) -> Picture:
        """A part of the first frame, turned upright, at most ``width`` x ``height`` pixels.

        ``box``: left, top, width, height in pixels of the whole upright picture.
        """
        left, top, wide, high = box
        return _picture(
            *await self._ask("part", data, left=left, top=top, wide=wide, high=high, width=width, height=height)
        )

    async def frames(self, data: bytes, width: int, height: int) -> Animation:
        """The frames of a moving picture, at most ``width`` x ``height`` pixels each, as many as fit the limits."""
        head, blobs = await self._ask("frames", data, width=width, height=height)
        wide, high, durations = int(head["width"]), int(head["height"]), head["durations"]
        if not blobs or not isinstance(durations, list) or len(durations) != len(blobs):
            raise BadPicture("odd frames")
        if any(len(blob) != wide * high * 4 for blob in blobs):
            raise BadPicture("pixels are missing")
        times = tuple(max(20, min(int(each), 60_000)) for each in durations)
        return Animation(tuple(Picture(wide, high, blob) for blob in blobs), times)

    async def thumbnail(self, data: bytes, width: int, height: int) -> Facts:
        """A smaller picture file in ``Facts.data``: PNG if parts of it are transparent, else JPEG."""
        head, blobs = await self._ask("thumbnail", data, width=width, height=height)
        return _facts(head, blobs[0])

    async def strip(self, data: bytes) -> Facts:
        """The same picture without metadata. Moving pictures are not written anew: BadPicture."""
        head, blobs = await self._ask("strip", data)
        return _facts(head, blobs[0])

    async def blurhash(self, data: bytes) -> str:
        """What stands for the picture until it is there (https://blurha.sh)."""
        head, _ = await self._ask("blurhash", data)
        return str(head["hash"])[:200]

    async def unblur(self, text: str, width: int, height: int) -> Picture:
        """The pixels that a blurhash of somebody stands for."""
        return _picture(*await self._ask("unblur", text.encode("utf-8", "replace")[:200], width=width, height=height))

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    async def _ask(self, op: str, data: bytes, **values: int) -> tuple[dict[str, Any], list[bytes]]:
        if len(data) > MAX_FILE:
            raise BadPicture("the file is too large")
        try:
            return await self._process.ask(op, data, None, **values)
        except DecoderFailed as error:
            raise BadPicture(str(error)) from error


def _picture(head: dict[str, Any], blobs: list[bytes]) -> Picture:
    picture = Picture(int(head["width"]), int(head["height"]), blobs[0])
    if len(picture.pixels) != picture.width * picture.height * 4:
        raise BadPicture("pixels are missing")
    return picture


def _facts(head: dict[str, Any], data: bytes = b"") -> Facts:
    kind = head.get("format")
    if kind not in decoder.FORMATS:
        raise BadPicture("odd answer")
    animated = head.get("animated") is True
    return Facts(f"image/{str(kind).lower()}", int(head["width"]), int(head["height"]), data, animated)
