# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages and pictures of the sample account: scripted, without sound card and decoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import UserError
from app.media.gallery import Fetched, RoomFiles, Usage
from app.media.pictures import Facts
from app.signal import Signal
from app.types import Animation, ItemKind, Picture, TimelineItem
from app.video.types import Frame, Showing
from app.voice.types import Playing, Recorded


class SampleRecording:
    def __init__(self) -> None:
        self.changed: Signal[SampleRecording] = Signal()
        self.full: Signal[SampleRecording] = Signal()
        self.level, self.duration, self.running, self.failed = 0, 0, True, False
        self.peaks: Sequence[int] = ()
        self.cancelled = False

    def speak(self, *levels: int) -> None:
        """100 milliseconds for each."""
        for level in levels:
            self.level, self.duration, self.peaks = level, self.duration + 100, (*self.peaks, level)
            self.changed.emit(self)

    async def stop(self) -> Recorded | None:
        self.running = False
        return Recorded(b"OggS", self.duration, tuple(self.peaks)) if self.duration >= 300 else None

    async def cancel(self) -> None:
        self.running, self.cancelled = False, True


class SampleVoice:
    """``app.voice.service.Voice``. ``fail``: raised by the next call."""

    def __init__(self, calls: list[tuple[object, ...]]) -> None:
        self.playing_changed: Signal[Playing] = Signal()
        self.finished: Signal[str] = Signal()
        self.playing = Playing()
        self.calls = calls
        self.fail: UserError | None = None
        self.recording: SampleRecording | None = None

    def tell(self, playing: Playing) -> None:
        self.playing = playing
        self.playing_changed.emit(playing)

    def _call(self, *what: object) -> None:
        self.calls.append(what)
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error

    async def play(self, room_id: str, key: str) -> None:
        self._call("play", room_id, key)
        position = self.playing.position if self.playing.key == key else 0
        self.tell(Playing(key, position, 10_000, running=True, speed=self.playing.speed))

    async def listen(self, recorded: Recorded) -> None:
        self._call("listen", recorded.duration)
        self.tell(Playing("draft", 0, recorded.duration, running=True))

    async def pause(self) -> None:
        self._call("pause")
        self.tell(replace(self.playing, running=False))

    async def seek(self, position: int) -> None:
        self._call("seek", position)
        self.tell(replace(self.playing, position=position))

    async def set_speed(self, speed: float) -> None:
        self._call("set_speed", speed)
        self.tell(replace(self.playing, speed=speed))

    async def stop(self) -> None:
        self.tell(Playing(speed=self.playing.speed))

    async def record(self) -> SampleRecording:
        self._call("record")
        self.recording = SampleRecording()
        return self.recording

    async def send(self, room_id: str, recorded: Recorded, text: str, *, thread: str = "") -> str:
        self._call("send_voice", room_id, recorded.duration, text, *((thread,) if thread else ()))
        return "k"


class SampleVideos:
    """``app.video.service.VideoService``. ``fail``: raised by the next call of ``play``."""

    def __init__(self, calls: list[tuple[object, ...]]) -> None:
        self.showing_changed: Signal[Showing] = Signal()
        self.frame: Signal[Frame] = Signal()
        self.showing = Showing()
        self.calls = calls
        self.fail: UserError | None = None
        self.picture: Callable[[int, int], Picture] = _colours

    def tell(self, showing: Showing) -> None:
        self.showing = showing
        self.showing_changed.emit(showing)

    async def play(self, room_id: str, key: str) -> None:
        self.calls.append(("play_video", room_id, key))
        if self.fail is not None:
            error, self.fail = self.fail, None
            self.tell(replace(self.showing, key=key, loading=True))
            self.tell(Showing())
            raise error
        position = self.showing.position if self.showing.key == key else 0
        self.tell(replace(self.showing, key=key, position=position, duration=83_000, running=True, sound=True))
        picture = self.picture(640, 360)
        self.frame.emit(Frame(picture.width, picture.height, picture.pixels, position))

    async def pause(self) -> None:
        self.calls.append(("pause_video",))
        self.tell(replace(self.showing, running=False))

    async def seek(self, position: int) -> None:
        self.calls.append(("seek_video", position))
        self.tell(replace(self.showing, position=position))

    async def stop(self) -> None:
        self.calls.append(("stop_video",))
        self.tell(Showing(volume=self.showing.volume, muted=self.showing.muted))

    def set_volume(self, volume: int) -> None:
        self.tell(replace(self.showing, volume=volume, muted=False))

    def set_muted(self, muted: bool) -> None:
        self.tell(replace(self.showing, muted=muted))

    def fit(self, width: int, height: int, fastest: int) -> None:
        self.calls.append(("fit", width, height, fastest))


class SampleGallery:
    """``app.media.gallery.Gallery``: a picture of 1600 x 1200 pixels for every row."""

    def __init__(self, timelines: dict[str, list[TimelineItem]], calls: list[tuple[object, ...]]) -> None:
        self.files_changed: Signal[str] = Signal()
        self.fetched: Signal[Fetched] = Signal()
        self.calls = calls
        self.limit: int | None = 50 * 1024 * 1024
        self.used = Usage(12, 340 * 1024 * 1024, 1024 * 1024 * 1024)
        self.animated = False
        self.fail: UserError | None = None
        self._timelines = timelines
        self.scale = 1.0  # of the pictures that come
        self.picture: Callable[[int, int], Picture] = _colours

    def _call(self, *what: object) -> None:
        self.calls.append(what)
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error

    async def files(self, room_id: str, limit: int = 500) -> RoomFiles:
        rows = [item for item in self._timelines.get(room_id, []) if item.kind is ItemKind.FILE and item.attachment]
        return RoomFiles(tuple(reversed(rows)), False)

    async def back_fill(self, room_id: str) -> bool:
        self._call("back_fill", room_id)
        return False

    async def look(self, room_id: str, key: str) -> Facts:
        self._call("look", room_id, key)
        return Facts("image/gif" if self.animated else "image/png", 1600, 1200, animated=self.animated)

    async def show(self, room_id: str, key: str, width: int, height: int) -> Picture:
        self._call("show", room_id, key)
        scale = min(self.scale, width / 1600, height / 1200)
        return self.picture(max(1, round(1600 * scale)), max(1, round(1200 * scale)))

    async def part(self, room_id: str, key: str, box: tuple[int, int, int, int], width: int, height: int) -> Picture:
        self._call("part", room_id, key, box)
        return self.picture(min(width, box[2]), min(height, box[3]))

    async def animation(self, room_id: str, key: str, width: int, height: int) -> Animation:
        self._call("animation", room_id, key)
        return Animation((self.picture(40, 30), self.picture(40, 30)), (100, 100))

    async def blur(self, text: str) -> Picture | None:
        self._call("blur", text)
        return self.picture(8, 8)

    async def preview(self, path: Path, side: int) -> Picture | None:
        self._call("preview", path.name, side)
        return self.picture(side, side) if path.suffix in (".png", ".jpg", ".mp4") else None

    def release(self) -> None:
        self._call("release")

    async def upload_limit(self) -> int | None:
        return self.limit

    async def usage(self) -> Usage:
        return self.used

    async def clear(self) -> None:
        self._call("clear")
        self.used = replace(self.used, files=0, size=0)


def _colours(width: int, height: int) -> Picture:
    row = b"".join(bytes((x * 255 // max(1, width), 90, 160, 255)) for x in range(width))
    return Picture(width, height, row * height)
