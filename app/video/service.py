# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos of an account's messages: played in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.process import Readable
from app.service import Service
from app.signal import Signal
from app.told import told
from app.video.player import VideoPlayer
from app.video.types import Frame, Showing

if TYPE_CHECKING:
    from app.media.files import Files
    from app.voice.service import Voice


class VideoService(Service):
    """``showing_changed``: what is played, and where it is. ``frame``: what is to be seen now."""

    def __init__(self, context: Context, files: Files, voice: Voice) -> None:
        super().__init__(context)
        self.showing_changed: Signal[Showing] = Signal()
        self.frame: Signal[Frame] = Signal()
        self._files = files
        self._voice = voice
        self._player: VideoPlayer | None = None

    @property
    def showing(self) -> Showing:
        """What is played now."""
        return self._player.state if self._player is not None else Showing()

    @told
    async def play(self, room_id: str, key: str) -> None:
        """Play the video of a row; go on if it was paused. It is fetched before, and its hash checked.

        Raises UserError NOT_SHOWABLE, BAD_ANSWER (not the file that was sent), TOO_LARGE, network trouble.
        """

        async def load() -> Readable:
            source, attachment = await self._files.readable(room_id, key)
            if attachment.msgtype != "m.video":
                source.close()
                raise UserError(ErrorCode.NOT_SHOWABLE, reason="video")
            return source

        await self._voice.pause()
        await self._ready().play(key, load)

    @told
    async def pause(self) -> None:
        """Where it is."""
        await self._ready().pause()

    @told
    async def seek(self, position: int) -> None:
        """Milliseconds from the beginning."""
        await self._ready().seek(position)

    @told
    async def stop(self) -> None:
        """Nobody looks at it any more."""
        if self._player is not None:
            await self._player.stop()

    def set_volume(self, volume: int) -> None:
        """0 to 100."""
        self._ready().set_volume(volume)

    def set_muted(self, muted: bool) -> None:
        """Without sound."""
        self._ready().set_muted(muted)

    def fit(self, width: int, height: int, fastest: int) -> None:
        """There are so many pixels for it, and so many frames a second are worth to be shown."""
        player = self._ready()
        player.fit(width, height)
        player.fastest = max(1, fastest)

    async def close(self) -> None:
        """Nothing is seen or heard any more."""
        if self._player is not None:
            await self._player.stop()

    def _ready(self) -> VideoPlayer:
        if self._player is None:
            self._player = VideoPlayer(self._files.videos, lambda: self._voice.devices)
            self._player.changed.connect(self.showing_changed.emit)
            self._player.frame.connect(self.frame.emit)
        return self._player
