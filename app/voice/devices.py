# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Microphone and speakers, through miniaudio: WASAPI on Windows; PulseAudio (PipeWire), ALSA or JACK on Linux.

Opening and closing a device may take a second and happens on a thread. The callbacks run on the thread of the device.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator, Sequence
from typing import Any

from app.errors import ErrorCode, UserError

_log = logging.getLogger(__name__)
_BUFFER = 100  # milliseconds

Pull = Callable[[int], bytes]
"""Gives at most so many bytes of samples; what is missing becomes silence."""
Push = Callable[[bytes], None]


class OpenDevice:
    """A device that is running."""

    def __init__(self, device: Any) -> None:
        """Use ``Devices``."""
        self._device = device

    async def close(self) -> None:
        """Stop it; no callback runs afterwards."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        try:
            self._device.close()
        except Exception:
            _log.exception("a sound device did not close")


class Devices:
    """``backends``: names of miniaudio's; None: those of the system. The one called NULL needs no sound card."""

    def __init__(self, backends: Sequence[str] | None = None) -> None:
        self._names = backends

    async def play(self, rate: int, channels: int, pull: Pull) -> OpenDevice:
        """Play 16-bit samples. Raises UserError NO_SPEAKERS."""
        return await asyncio.to_thread(self._play, rate, channels, pull)

    async def record(self, rate: int, push: Push) -> OpenDevice:
        """Record 16-bit samples of one channel. Raises UserError NO_MICROPHONE."""
        return await asyncio.to_thread(self._record, rate, push)

    def _play(self, rate: int, channels: int, pull: Pull) -> OpenDevice:
        try:
            import miniaudio

            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=channels,
                sample_rate=rate,
                buffersize_msec=_BUFFER,
                backends=self._backends(),
                app_name="BundesMessenger",
            )
        except Exception as error:
            _log.info("no speakers: %s", error)
            raise UserError(ErrorCode.NO_SPEAKERS) from error
        feed = _feed(pull, 2 * channels)
        next(feed)
        self._run(device, feed, ErrorCode.NO_SPEAKERS)
        return OpenDevice(device)

    def _record(self, rate: int, push: Push) -> OpenDevice:
        try:
            import miniaudio

            device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=rate,
                buffersize_msec=_BUFFER,
                backends=self._backends(),
                app_name="BundesMessenger",
            )
        except Exception as error:
            _log.info("no microphone: %s", error)
            raise UserError(ErrorCode.NO_MICROPHONE) from error
        drain = _drain(push)
        next(drain)
        self._run(device, drain, ErrorCode.NO_MICROPHONE)
        return OpenDevice(device)

    @staticmethod
    def _run(device: Any, work: Generator[Any, Any, None], failed: ErrorCode) -> None:
        try:
            device.start(work)
        except Exception as error:
            device.close()
            raise UserError(failed) from error

    def _backends(self) -> list[Any]:
        import miniaudio

        if self._names is not None:
            return [miniaudio.Backend[name] for name in self._names]
        # The silent one would let people speak into nothing.
        return [backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL]


def _feed(pull: Pull, width: int) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        wanted = frames * width
        data = pull(wanted)
        frames = yield data + bytes(wanted - len(data))


def _drain(push: Push) -> Generator[None, bytes, None]:
    while True:
        push((yield))
