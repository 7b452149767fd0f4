# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plays one sound at a time: decoded piece by piece in another process, a moment before it is heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.errors import ErrorCode, UserError
from app.media.sounds import BadSound, OpenSound, Sounds
from app.signal import Signal
from app.voice.buffer import SampleBuffer
from app.voice.devices import Devices, OpenDevice
from app.voice.types import Playing

_log = logging.getLogger(__name__)
_PIECE = 300  # milliseconds decoded at once
_AHEAD = 4  # pieces before they are heard
_TICK = 0.1  # seconds between two positions that are told

Load = Callable[[], Awaitable[bytes]]


class Player:
    """``changed`` also ten times a second while it runs; ``finished``: the key of a sound that was heard to its end."""

    def __init__(self, sounds: Sounds, devices: Callable[[], Devices]) -> None:
        self.changed: Signal[Playing] = Signal()
        self.finished: Signal[str] = Signal()
        self.state = Playing()
        self._sounds = sounds
        self._devices = devices
        self._sound: OpenSound | None = None
        self._device: OpenDevice | None = None
        self._task: asyncio.Task[None] | None = None
        self._gate = asyncio.Lock()
        self._buffer = SampleBuffer()

    async def play(self, key: str, load: Load) -> None:
        """Play from the beginning; go on if it is the same and paused. Raises UserError NOT_PLAYABLE, NO_SPEAKERS, and
        what ``load`` raises, which gives the bytes of the file."""
        async with self._gate:
            if key == self.state.key and self._sound is not None:
                if not self.state.running:
                    await self._run()
                return
            await self._stop()
            self._tell(Playing(key, loading=True, speed=self.state.speed))
            try:
                self._sound = await self._sounds.open(await load())
                self._tell(replace(self.state, duration=self._sound.duration, loading=False))
                await self._run()
            except BaseException as error:
                self._sound = None
                self._tell(Playing(speed=self.state.speed))
                if isinstance(error, BadSound):
                    raise UserError(ErrorCode.NOT_PLAYABLE) from error
                raise

    async def pause(self) -> None:
        """Stop for a while, where it is."""
        async with self._gate:
            await self._halt()
            if self._sound is not None:
                self._sound.seek(self.state.position)
            self._tell(replace(self.state, running=False))

    async def seek(self, position: int) -> None:
        """Go on from there."""
        async with self._gate:
            if self._sound is None:
                return
            running = self.state.running
            await self._halt()
            position = max(0, min(position, self.state.duration))
            self._sound.seek(position)
            self._tell(replace(self.state, position=position, running=False))
            if running:
                await self._run()

    async def set_speed(self, speed: float) -> None:
        """For this sound and all that follow."""
        async with self._gate:
            running = self.state.running
            if running and self._sound is not None:
                await self._halt()
                self._sound.seek(self.state.position)
            self._tell(replace(self.state, speed=speed, running=False))
            if running:
                await self._run()

    async def stop(self) -> None:
        """Nothing is played any more."""
        async with self._gate:
            await self._stop()
            self._tell(Playing(speed=self.state.speed))

    # -- running -------------------------------------------------------------------------------------------------------

    def _tell(self, state: Playing) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    async def _run(self) -> None:
        sound = self._sound
        assert sound is not None
        if self.state.position >= self.state.duration:
            sound.seek(0)
            self._tell(replace(self.state, position=0))
        self._buffer = SampleBuffer()
        self._device = await self._devices().play(sound.rate, sound.channels, self._buffer.pull)
        self._tell(replace(self.state, running=True))
        self._task = asyncio.get_running_loop().create_task(self._follow(sound, self._buffer), name="player")

    async def _follow(self, sound: OpenSound, buffer: SampleBuffer) -> None:
        """Decode a little ahead, tell the position, end it."""
        key = self.state.key
        ended = False
        try:
            while not (ended and buffer.empty):
                while not ended and buffer.pieces < _AHEAD:
                    piece = await sound.next(_PIECE, self.state.speed)
                    buffer.add(piece.samples, piece.begin, piece.position)
                    ended = piece.ended
                await asyncio.sleep(_TICK)
                if buffer.position is not None:
                    self._tell(replace(self.state, position=min(buffer.position, self.state.duration)))
        except BadSound:
            _log.info("a sound broke off")
        self._task = None
        async with self._gate:
            if self._sound is not sound or self._buffer is not buffer:
                return
            await self._halt()
            sound.seek(0)
            self._tell(replace(self.state, position=0, running=False))
        self.finished.emit(key)

    async def _halt(self) -> None:
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        device, self._device = self._device, None
        if device is not None:
            await device.close()

    async def _stop(self) -> None:
        await self._halt()
        self._sound = None
