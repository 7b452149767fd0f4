# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plays one video at a time. The sound is the clock; frames that come too late for it are left out.

What is decoded is asked for, a moment before it is seen: whoever cannot keep up gets fewer frames, not a longer queue.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.errors import ErrorCode, UserError
from app.media.process import Readable
from app.media.videos import MOST, BadVideo, OpenVideo, Videos
from app.signal import Signal
from app.video.types import LOUDEST, Frame, Showing
from app.voice.buffer import SampleBuffer
from app.voice.devices import Devices, OpenDevice

_log = logging.getLogger(__name__)
_PIECE = 100  # milliseconds decoded at once
_AHEAD = 300  # milliseconds before they are seen and heard
_FRAMES = 24  # at most in memory
_TOLD = 0.1  # seconds between two positions that are told
_SILENT = 1.0  # seconds after which a device that asks for nothing is no clock any more
FASTEST = 30
"""Frames a second."""

Load = Callable[[], Awaitable[Readable]]


class _Clock:
    """Milliseconds of the video that it is now: by the sound, or by the time if there is none."""

    def __init__(self, position: int, buffer: SampleBuffer | None) -> None:
        self._buffer = buffer
        self._from = float(position)
        self._since = time.monotonic()

    @property
    def sound(self) -> bool:
        return self._buffer is not None

    def now(self) -> float:
        if self._buffer is None:
            return self._from + (time.monotonic() - self._since) * 1000
        heard, silent = self._buffer.clock()
        if heard is not None and heard > self._from:
            self._from = heard
        if silent > _SILENT:
            _log.info("the sound device stands still; the video goes on without it")
            self._buffer, self._since = None, time.monotonic()
        return self._from


class VideoPlayer:
    """``changed`` also ten times a second while it runs; ``frame``: what is to be seen now."""

    def __init__(self, videos: Videos, devices: Callable[[], Devices]) -> None:
        self.changed: Signal[Showing] = Signal()
        self.frame: Signal[Frame] = Signal()
        self.state = Showing()
        self.fastest = FASTEST
        self._videos = videos
        self._devices = devices
        self._video: OpenVideo | None = None
        self._device: OpenDevice | None = None
        self._buffer: SampleBuffer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._frames: deque[Frame] = deque()
        self._gate = asyncio.Lock()
        self._box = (1280, 720)
        self._finished = False
        self._at_end = False

    # -- what one does with it -----------------------------------------------------------------------------------------

    async def play(self, key: str, load: Load) -> None:
        """Play from the beginning; go on if it is the same and paused. Raises UserError NOT_SHOWABLE, and what
        ``load`` raises, which gives the file."""
        async with self._gate:
            if key == self.state.key and self._video is not None:
                if not self.state.running:
                    await self._run()
                return
            await self._stop()
            self._tell(Showing(key, loading=True, volume=self.state.volume, muted=self.state.muted))
            try:
                video = self._video = await self._videos.open(await load())
                self._tell(
                    replace(
                        self.state,
                        duration=video.duration,
                        width=video.width,
                        height=video.height,
                        sound=bool(video.rate),
                        loading=False,
                    )
                )
                await self._run()
            except BaseException as error:
                self._video = None
                self._tell(Showing(volume=self.state.volume, muted=self.state.muted))
                if isinstance(error, BadVideo):
                    _log.info("a video is not played: %s", error)
                    raise UserError(ErrorCode.NOT_SHOWABLE, reason="video") from error
                raise

    async def pause(self) -> None:
        """Stop for a while, where it is."""
        async with self._gate:
            if self._video is not None and self.state.running:
                await self._halt()
                await self._sought(self.state.position)
                self._tell(replace(self.state, running=False))

    async def seek(self, position: int) -> None:
        """Go on from there (milliseconds); if it is paused, show what is there."""
        async with self._gate:
            if self._video is None:
                return
            running = self.state.running
            await self._halt()
            most = max(0, self.state.duration - 50) if self.state.duration else 2**40
            position = max(0, min(position, most))
            self._at_end = False
            if await self._sought(position):
                self._tell(replace(self.state, position=position, running=False))
                if running:
                    await self._run()
                else:
                    await self._still(position)

    async def stop(self) -> None:
        """Nothing is played any more; the file is closed."""
        async with self._gate:
            await self._stop()
            self._tell(Showing(volume=self.state.volume, muted=self.state.muted))

    def set_volume(self, volume: int) -> None:
        """0 to 100, for this video and all that follow."""
        self._tell(replace(self.state, volume=max(0, min(LOUDEST, volume)), muted=False))
        self._louder()

    def set_muted(self, muted: bool) -> None:
        self._tell(replace(self.state, muted=muted))
        self._louder()

    def fit(self, width: int, height: int) -> None:
        """Pixels of the screen that there are for it."""
        self._box = max(16, min(width, MOST[0])), max(16, min(height, MOST[1]))

    # -- running -------------------------------------------------------------------------------------------------------

    def _tell(self, state: Showing) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _louder(self) -> None:
        if self._buffer is not None:
            share = self.state.volume / LOUDEST
            self._buffer.volume = 0.0 if self.state.muted else share * share  # as ears hear it

    async def _run(self) -> None:
        video = self._video
        assert video is not None
        if self._at_end:
            self._at_end = False
            self._tell(replace(self.state, position=0))
            await video.seek(0)
        self._frames.clear()
        self._finished = False
        self._buffer = None
        if video.rate:
            buffer = self._buffer = SampleBuffer()
            self._louder()
            try:
                self._device = await self._devices().play(video.rate, video.channels, buffer.pull)
            except UserError:
                _log.info("a video is played without sound")
                self._buffer = None
        clock = _Clock(self.state.position, self._buffer)
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._fetch(video, clock, self._buffer), name="video: decode"),
            loop.create_task(self._follow(video, clock, self._buffer), name="video: show"),
        ]
        self._tell(replace(self.state, running=True, error=None))

    async def _fetch(self, video: OpenVideo, clock: _Clock, buffer: SampleBuffer | None) -> None:
        """Decode a little ahead."""
        try:
            while True:
                sound = clock.sound and buffer is not None
                if (sound and buffer is not None and buffer.ahead > _AHEAD) or (
                    not sound and self._frames and self._frames[-1].at - clock.now() > _AHEAD
                ):
                    await asyncio.sleep(0.02)
                    continue
                scene = await video.next(_PIECE, int(clock.now()), *self._box, 1000 // self.fastest - 8)
                self._frames.extend(scene.frames)
                while len(self._frames) > _FRAMES:
                    self._frames.popleft()
                if sound and buffer is not None and scene.samples:
                    buffer.add(scene.samples, scene.begin, scene.end)
                if scene.ended:
                    break
        except BadVideo as error:
            _log.info("a video broke off: %s", error)
            self._tell(replace(self.state, error=ErrorCode.NOT_SHOWABLE))
        finally:
            self._finished = True

    async def _follow(self, video: OpenVideo, clock: _Clock, buffer: SampleBuffer | None) -> None:
        """Show what is due, tell the position, end it."""
        told = 0.0
        while True:
            now, due = clock.now(), None
            while self._frames and self._frames[0].at <= now:
                due = self._frames.popleft()
            if due is not None:
                self.frame.emit(due)
            if time.monotonic() - told > _TOLD:
                told = time.monotonic()
                position = round(now)
                self._tell(replace(self.state, position=min(position, self.state.duration or position)))
            if self._finished and not self._frames and (not clock.sound or buffer is None or buffer.empty):
                break
            wait = (self._frames[0].at - now) / 1000 if self._frames else 0.02
            await asyncio.sleep(max(0.004, min(wait, 0.04)))
        current = asyncio.current_task()
        self._tasks = [task for task in self._tasks if task is not current]
        async with self._gate:
            if self._video is not video or current is None or current.cancelling():
                return
            await self._halt()
            self._at_end = True
            self._tell(replace(self.state, position=self.state.duration or self.state.position, running=False))

    async def _sought(self, position: int) -> bool:
        """Whether the decoder stands there now."""
        assert self._video is not None
        try:
            await self._video.seek(position)
        except BadVideo:
            self._tell(replace(self.state, running=False, error=ErrorCode.NOT_SHOWABLE))
            return False
        return True

    async def _still(self, position: int) -> None:
        """The one frame that is seen there."""
        assert self._video is not None
        try:
            for _ in range(20):
                scene = await self._video.next(1, 0, *self._box, 0)
                if scene.frames:
                    self.frame.emit(scene.frames[0])
                if scene.frames or scene.ended:
                    break
            await self._video.seek(position)
        except BadVideo:
            self._tell(replace(self.state, error=ErrorCode.NOT_SHOWABLE))

    async def _halt(self) -> None:
        tasks, self._tasks = self._tasks, []
        current = asyncio.current_task()
        for task in tasks:
            if task is not current:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not current), return_exceptions=True)
        self._frames.clear()
        self._buffer = None
        device, self._device = self._device, None
        if device is not None:
            await device.close()

    async def _stop(self) -> None:
        await self._halt()
        video, self._video = self._video, None
        self._at_end = False
        if video is not None:
            await video.close()
