# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records a voice message: encoded while it is spoken, in another process, and only in memory."""

from __future__ import annotations

import asyncio
import logging
from array import array
from collections.abc import Sequence
from contextlib import suppress

from app.errors import ErrorCode, UserError
from app.media.content import LOUDEST
from app.media.sounds import OPUS_RATE, BadSound, Encoder, Sounds
from app.signal import Signal
from app.voice.devices import Devices, OpenDevice
from app.voice.types import LONGEST, Recorded

_log = logging.getLogger(__name__)
BARS = 100
"""Numbers of a waveform that is sent."""
_SHORTEST = 300  # milliseconds; anything shorter was a slip
_FULL = 32768


class Recording:
    """``changed`` a few times a second; ``full`` when it is as long as it may be (it stops by itself)."""

    def __init__(self, sounds: Sounds, devices: Devices, *, longest: float = LONGEST) -> None:
        self.changed: Signal[Recording] = Signal()
        self.full: Signal[Recording] = Signal()
        self.level = 0
        """How loud it is now, 0 to 1024."""
        self.duration = 0
        """Milliseconds so far."""
        self.running = False
        self.failed = False
        """The decoder gave up, or the microphone went away; what was spoken until then is kept."""
        self._longest = round(longest * 1000)
        self._sounds = sounds
        self._devices = devices
        self._device: OpenDevice | None = None
        self._encoder: Encoder | None = None
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._peaks: list[int] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def peaks(self) -> Sequence[int]:
        """Loudness of each piece so far, 0 to 1024."""
        return self._peaks

    async def start(self) -> None:
        """Raises UserError NO_MICROPHONE, INTERNAL."""
        loop = asyncio.get_running_loop()
        try:
            self._encoder = await self._sounds.encode()
        except BadSound as error:
            raise UserError(ErrorCode.INTERNAL) from error

        def push(samples: bytes) -> None:  # on the thread of the microphone
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._pieces.put_nowait, bytes(samples))

        self._device = await self._devices.record(OPUS_RATE, push)
        self.running = True
        self._task = loop.create_task(self._follow(), name="recording")

    async def _follow(self) -> None:
        encoder = self._encoder
        assert encoder is not None
        while (samples := await self._pieces.get()) is not None:
            if not samples or self.failed or self.duration >= self._longest:
                continue
            try:
                await encoder.write(samples)
            except BadSound:
                self.failed = True
                continue
            values = array("h", samples)
            self.level = min(LOUDEST, max(max(values), -min(values)) * LOUDEST // _FULL)
            self._peaks.append(self.level)
            self.duration += len(values) * 1000 // OPUS_RATE
            self.changed.emit(self)
            if self.duration >= self._longest:
                self.full.emit(self)

    async def stop(self) -> Recorded | None:
        """The end; None if there is nothing to send: it was too short, or it failed. Stopping twice gives None."""
        await self._close()
        encoder, self._encoder = self._encoder, None
        if encoder is None or self.failed or self.duration < _SHORTEST:
            return None
        try:
            data = await encoder.finish()
        except BadSound:
            return None
        return Recorded(data, self.duration, waveform(self._peaks))

    async def cancel(self) -> None:
        """Nothing of it is kept."""
        await self._close()
        self._encoder = None

    async def _close(self) -> None:
        self.running = False
        device, self._device = self._device, None
        if device is not None:
            await device.close()
        task, self._task = self._task, None
        if task is not None:
            await asyncio.sleep(0)  # what the microphone gave last
            self._pieces.put_nowait(None)
            await asyncio.gather(task, return_exceptions=True)


def waveform(peaks: Sequence[int], bars: int = BARS) -> tuple[int, ...]:
    """As many numbers as are sent, the loudest at full height."""
    if not peaks:
        return ()
    count = min(bars, len(peaks))
    parts = [
        max(peaks[len(peaks) * n // count : max(len(peaks) * n // count + 1, len(peaks) * (n + 1) // count)])
        for n in range(count)
    ]
    top = max(parts)
    return tuple(part * LOUDEST // top for part in parts) if top > 8 else tuple(0 for _ in parts)
