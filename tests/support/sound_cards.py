# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sound cards that are files: what they "hear" is a WAV file, and what they play is kept."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

from app.voice.devices import Devices, OpenDevice, Pull, Push

STEP = 0.1  # seconds


class _Running(OpenDevice):
    def __init__(self, task: asyncio.Task[None] | None) -> None:
        super().__init__(None)
        self._task = task

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class FileDevices(Devices):
    """Much faster than real time."""

    def __init__(self, spoken: Path | None = None) -> None:
        super().__init__()
        self._spoken = spoken
        self.heard = bytearray()
        self.spoken = asyncio.Event()

    async def play(self, rate: int, channels: int, pull: Pull) -> OpenDevice:
        async def run() -> None:
            while True:
                self.heard += pull(round(rate * STEP) * 2 * channels)
                await asyncio.sleep(0.005)

        return _Running(asyncio.get_running_loop().create_task(run()))

    async def record(self, rate: int, push: Push) -> OpenDevice:
        """The file has to be of one channel and of this rate."""
        assert self._spoken is not None
        with wave.open(str(self._spoken), "rb") as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (rate, 1, 2):
                raise ValueError(f"not a WAV file of one channel, {rate} samples a second and 16 bits")
            samples = file.readframes(file.getnframes())
        size = round(rate * STEP) * 2
        for at in range(0, len(samples), size):
            push(samples[at : at + size])
        self.spoken.set()
        return _Running(None)
