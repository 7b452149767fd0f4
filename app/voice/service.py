# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages of an account: record, listen, send; play those of others, and sound files."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app import messages
from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.sounds import MAX_FILE, BadSound, Sounds
from app.policy.categories.rooms import ALLOW_VOICE_MESSAGES
from app.policy.permission import require
from app.service import Service
from app.signal import Signal
from app.told import told
from app.voice.devices import Devices
from app.voice.player import Player
from app.voice.recorder import Recording
from app.voice.types import DRAFT, SPEEDS, Playing, Recorded

if TYPE_CHECKING:
    from app.media.files import Files

_log = logging.getLogger(__name__)


class Voice(Service):
    """``playing_changed``: what is played, and where it is. ``finished``: key of what was heard to its end."""

    def __init__(self, context: Context, files: Files, *, devices: Devices | None = None) -> None:
        super().__init__(context)
        self.playing_changed: Signal[Playing] = Signal()
        self.finished: Signal[str] = Signal()
        self.devices = devices or Devices()
        self._files = files
        self._sounds = Sounds()
        self._player: Player | None = None
        self._recording: Recording | None = None
        files.measure_sounds(self._length)

    async def _length(self, data: bytes) -> int:
        try:
            return await self._sounds.length(data)
        except BadSound:
            return 0

    @property
    def playing(self) -> Playing:
        """What is played now."""
        return self._player.state if self._player is not None else Playing()

    @told
    async def play(self, room_id: str, key: str) -> None:
        """Play the voice message or sound file of a row; go on if it was paused.

        Raises UserError NOT_PLAYABLE, NO_SPEAKERS, BAD_ANSWER (not the file that was sent), TOO_LARGE, network trouble.
        """

        async def load() -> bytes:
            data, attachment = await self._files.data(room_id, key, MAX_FILE)
            if attachment.msgtype != "m.audio":
                raise UserError(ErrorCode.NOT_PLAYABLE)
            return data

        await self._ready().play(key, load)

    @told
    async def listen(self, recorded: Recorded) -> None:
        """Play what was recorded, before it is sent."""

        async def load() -> bytes:
            return recorded.data

        player = self._ready()
        if player.state.key == DRAFT and not player.state.running and player.state.position == 0:
            await player.stop()
        await player.play(DRAFT, load)

    @told
    async def pause(self) -> None:
        """Where it is."""
        await self._ready().pause()

    @told
    async def seek(self, position: int) -> None:
        """Milliseconds from the beginning."""
        await self._ready().seek(position)

    @told
    async def set_speed(self, speed: float) -> None:
        """One of ``SPEEDS``; holds until it is changed."""
        await self._ready().set_speed(speed if speed in SPEEDS else 1.0)

    @told
    async def stop(self) -> None:
        """Silence."""
        if self._player is not None:
            await self._player.stop()

    @told
    async def record(self) -> Recording:
        """Begin to record; one at a time. What was played stops. Raises UserError NO_MICROPHONE, BY_POLICY."""
        require(self.context.prefs, ALLOW_VOICE_MESSAGES)
        await self.stop()
        if self._recording is not None:
            await self._recording.cancel()
        recording = self._recording = Recording(self._sounds, self.devices)
        try:
            await recording.start()
        except BaseException:
            self._recording = None
            raise
        return recording

    @told
    async def send(self, room_id: str, recorded: Recorded, text: str, *, thread: str = "") -> str:
        """Into the send queue; gives the key of the row. ``text``: "Voice message" in the user's language.

        ``thread``: the message in whose thread it is sent.
        """
        require(self.context.prefs, ALLOW_VOICE_MESSAGES)
        prepared = await self._files.prepare_voice(
            recorded.data, f"{text}.ogg", text, recorded.duration, recorded.waveform
        )
        content = prepared.content
        if thread:
            storage = self.context.storage
            root, newest = await storage.reading.call(storage.reader.thread, room_id, thread)
            content = messages.in_thread(content, root, newest)
        try:
            item = await self.context.queue.add(
                room_id, "m.room.message", content, action="file", uploads=prepared.uploads
            )
        except BaseException:
            self._files.discard(prepared)
            raise
        return item.txn_id

    async def close(self) -> None:
        """Nothing is heard or recorded any more."""
        if self._recording is not None:
            await self._recording.cancel()
        if self._player is not None:
            await self._player.stop()
        await self._sounds.close()

    def _ready(self) -> Player:
        if self._player is None:
            self._player = Player(self._sounds, lambda: self.devices)
            self._player.changed.connect(self.playing_changed.emit)
            self._player.finished.connect(self.finished.emit)
        return self._player
