# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sound of a notification, where nobody else plays it."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import time
import wave
from pathlib import Path

from app.errors import UserError
from app.voice.devices import Devices

_log = logging.getLogger(__name__)
FILE = Path(__file__).resolve().parents[2] / "resources" / "sounds" / "message.wav"
PAUSE = 2.0  # seconds in which one sound is enough


class Sounds:
    """A sound that cannot be played is not played. ``played``: how many were asked for."""

    def __init__(self, devices: Devices | None = None) -> None:
        self._devices = devices or Devices()
        self._last = 0.0
        self.played = 0

    def due(self) -> bool:
        """Whether it is time for a sound; if so, the next one is not for a moment."""
        now = time.monotonic()
        if self._last and now - self._last < PAUSE:
            return False
        self._last = now
        self.played += 1
        return True

    async def play(self) -> None:
        """Until it has been heard."""
        try:
            await self._play()
        except (UserError, OSError, RuntimeError, wave.Error):
            _log.info("a sound was not played", exc_info=True)

    if sys.platform == "win32":

        async def _play(self) -> None:
            import winsound

            winsound.PlaySound(str(FILE), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)

    else:

        async def _play(self) -> None:
            rate, channels, samples = await asyncio.to_thread(_read)
            left = io.BytesIO(samples)
            device = await self._devices.play(rate, channels, left.read)
            try:
                await asyncio.sleep(len(samples) / (2 * channels * rate) + 0.3)
            finally:
                await device.close()


def _read() -> tuple[int, int, bytes]:
    with wave.open(str(FILE), "rb") as sound:
        return sound.getframerate(), sound.getnchannels(), sound.readframes(sound.getnframes())
