# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks a decoder process for the samples of sound files, and makes voice messages of samples.

Nothing of it touches the disk: bytes go in and out through pipes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from app.media.process import DecoderFailed, DecoderProcess
from app.media.sound_decoder import OPUS_RATE

MAX_FILE = 64 * 1024 * 1024
"""Bytes of a sound file that is played."""
TIME = 20.0
"""Seconds for one request; the longest file takes a few to be opened."""

__all__ = ["MAX_FILE", "OPUS_RATE", "BadSound", "Encoder", "OpenSound", "Piece", "Sounds"]


class BadSound(Exception):
    """Not sound that can be played: of another kind, broken, too long, or the decoder died of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples (16 bits, channels alternate), where they begin and end in milliseconds, and whether that is the end."""

    samples: bytes
    begin: int
    position: int
    ended: bool


class OpenSound:
    """A file that is being played. ``duration`` in milliseconds, ``channels`` one or two."""

    def __init__(self, process: DecoderProcess, data: bytes) -> None:
        """Use ``Sounds.open``."""
        self._process = process
        self._data = data
        self._position = 0
        self._jump = True
        self.rate = self.channels = self.duration = 0

    async def open(self) -> None:
        """Raises BadSound."""
        head, _ = await _ask(self._process, "open", self._data)
        self.rate, self.channels, self.duration = int(head["rate"]), int(head["channels"]), int(head["duration"])
        if not (8_000 <= self.rate <= 192_000 and self.channels in (1, 2) and 0 <= self.duration < 2**40):
            raise BadSound("odd answer")
        self._jump = True

    def seek(self, position: int) -> None:
        """The next piece begins there (milliseconds)."""
        self._position, self._jump = max(0, min(position, self.duration)), True

    async def next(self, ms: int, speed: float = 1.0) -> Piece:
        """The next ``ms`` milliseconds. Raises BadSound. A process that rested is started again."""
        try:
            return await self._next(ms, speed)
        except BadSound:
            await self.open()
            return await self._next(ms, speed)

    async def _next(self, ms: int, speed: float) -> Piece:
        values: dict[str, int | float] = {"ms": ms, "speed": speed}
        if self._jump:
            values["position"] = self._position
        head, blobs = await _ask(self._process, "next", b"", **values)
        begin = self._position
        self._jump, self._position = False, max(0, min(int(head["position"]), self.duration))
        return Piece(blobs[0], begin, self._position, head["ended"] is True)


class Encoder:
    """A voice message that is being recorded: 48,000 samples a second, one channel."""

    def __init__(self, process: DecoderProcess) -> None:
        """Use ``Sounds.encode``."""
        self._process = process

    async def write(self, samples: bytes) -> None:
        """Raises BadSound."""
        await _ask(self._process, "write", samples)

    async def finish(self) -> bytes:
        """The Ogg/Opus file. Raises BadSound."""
        _, blobs = await _ask(self._process, "finish", b"")
        return blobs[0]


class Sounds:
    """One process for playing and one for recording. Close it when the account stops."""

    def __init__(self, *, time: float = TIME) -> None:
        self._playing = DecoderProcess("sound", time=time)
        self._recording = DecoderProcess("sound", time=time, idle=3600.0)

    async def open(self, data: bytes) -> OpenSound:
        """Begin to play a file; another one that was open is closed. Raises BadSound."""
        if len(data) > MAX_FILE:
            raise BadSound("the file is too large")
        sound = OpenSound(self._playing, data)
        await sound.open()
        return sound

    async def length(self, data: bytes) -> int:
        """Milliseconds of a file of ours; what is played is not disturbed. Raises BadSound."""
        if len(data) > MAX_FILE:
            raise BadSound("the file is too large")
        head, _ = await _ask(self._recording, "open", data)
        return int(head["duration"])

    async def encode(self) -> Encoder:
        """Begin a voice message. Raises BadSound."""
        await _ask(self._recording, "begin", b"")
        return Encoder(self._recording)

    async def close(self) -> None:
        """End both processes."""
        await asyncio.gather(self._playing.close(), self._recording.close())


async def _ask(
    process: DecoderProcess, op: str, data: bytes, **values: int | float
) -> tuple[dict[str, Any], list[bytes]]:
    try:
        head, blobs = await process.ask(op, data, None, **values)
    except DecoderFailed as error:
        raise BadSound(str(error)) from error
    if op in ("next", "finish") and len(blobs) != 1:
        raise BadSound("odd answer")
    return head, blobs
