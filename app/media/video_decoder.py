# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos in the decoder's process: frames as large as they are shown, and the sound that belongs to them.

Imports nothing of the program but ``container.py`` beside it. The file is read in parts from the other side
of the pipe. Frames are rows of blue, green, red and an unused byte, top to bottom; sound is as ``container.Sound``
gives it.
"""

from __future__ import annotations

import io
import math
import time
from array import array
from typing import Any

if __package__:
    from app.media import container
else:  # alone, in the decoder's process
    import container  # type: ignore[import-not-found, no-redef]

Answer = tuple[dict[str, Any], list[bytes]]

MAX_PIXELS = 8192 * 4352
"""Of a frame in the file."""
MAX_SHOWN = 1920 * 1200
"""Of a frame that is given away."""
MAX_PIECE = 1_000  # milliseconds in one answer
_MAX_FRAMES = 24  # in one answer, and at most so many bytes of them:
_MAX_BYTES = 64 * 1024 * 1024
_TURN = 0.25  # seconds of work after which an answer is given, whatever there is
_APART = 3_000  # milliseconds that sound may lag behind the picture before it is taken for silent
_MAX_GAP = 5_000  # milliseconds of silence that are filled in at once
_POSTER_AT = 1_000  # milliseconds; the very first frame is often black


class Film:
    """An open file. ``position``: milliseconds up to which frames were decoded."""

    def __init__(self, file: io.RawIOBase) -> None:
        """Raises ValueError for what is not played, and what FFmpeg raises."""
        self._container = container.opened(file)
        video = self._video = container.stream_of(self._container, "video")
        if video is None:
            raise ValueError("no video")
        codec = video.codec_context
        width, height = int(codec.width or 0), int(codec.height or 0)
        if not (width > 0 and height > 0 and width * height <= MAX_PIXELS):
            raise ValueError("too large")
        aspect = codec.sample_aspect_ratio
        self.width = round(width * float(aspect)) if aspect and 0.1 < float(aspect) < 10 else width
        self.height = height
        audio = container.stream_of(self._container, "audio")
        self.sound: container.Sound | None = None
        if audio is not None:
            try:
                self.sound = container.Sound(audio)
            except ValueError:
                self.sound = None
        self.duration = container.duration_of(self._container, video, audio)
        start = self._container.start_time
        self._beginning = start / 1_000_000 if start is not None else 0.0
        ends = float(audio.duration * audio.time_base) if audio is not None and audio.duration else math.inf
        self._sound_ends = ends * 1000
        self.turned = 0  # degrees, clockwise
        self._restart(0)
        self._look()

    def _restart(self, target: int) -> None:
        self.position = self._target = target
        self._heard = float(target)
        """Milliseconds up to which there was sound."""
        self._ended = False
        if self.sound is not None:
            self.sound.restart()
        streams = [self._video] + ([self.sound.stream] if self.sound is not None else [])
        self._packets = self._container.demux(*streams)

    def _look(self) -> None:
        """Decode until the first frame: it says how the picture is turned."""
        begun = time.monotonic()
        while not self._ended and time.monotonic() - begun < 20 * _TURN:
            for kind, frame in self._next():
                if kind == "video":
                    self.turned = int(-frame.rotation) % 360
                    if self.turned in (90, 270):
                        self.width, self.height = self.height, self.width
                    self.seek(0)
                    return
        raise ValueError("no frames")

    def close(self) -> None:
        self._container.close()

    def seek(self, position: int) -> None:
        """The next frame is the one that is seen at ``position``."""
        at = int((max(0, position) / 1000 + self._beginning) * 1_000_000)
        self._container.seek(at, backward=True)
        self._restart(max(0, position))

    def _next(self) -> list[tuple[str, Any]]:
        """What one packet gives: kind and decoded frame."""
        import av

        try:
            packet = next(self._packets, None)
            if packet is None:
                self._ended = True
                return []
            frames = packet.decode()
        except av.error.EOFError:
            self._ended = True
            return []
        except av.error.InvalidDataError:
            return []  # a broken packet; the next one may be right
        return [(packet.stream.type, frame) for frame in frames]

    def _at(self, frame: Any) -> float:
        if frame.pts is None:
            return float(self.position)
        at = (float(frame.pts * frame.time_base) - self._beginning) * 1000
        return at if math.isfinite(at) and abs(at) < 2**40 else float(self.position)

    def next(self, ms: int, late: int, box: tuple[int, int], apart: int) -> tuple[list[tuple[int, Any]], bytes]:
        """About ``ms`` milliseconds of it: frames with their times, made to fit ``box``, and samples.

        Frames before ``late`` are not worth to be made; nor are those nearer than ``apart`` milliseconds to another.
        """
        begun, size = time.monotonic(), 0
        frames: list[tuple[int, Any]] = []
        samples, until, waiting = array("h"), self.position + ms, None
        heard_until, last = self._heard + ms, -1e9
        while not self._ended and time.monotonic() - begun < _TURN and size < _MAX_BYTES and len(frames) < _MAX_FRAMES:
            if self.position >= until and (self.sound is None or self._heard >= heard_until):
                break
            for kind, frame in self._next():
                if kind == "audio":
                    samples += self._listen(frame)
                    continue
                at = self._at(frame)
                self.position = max(self.position, round(at))
                length = float(frame.duration * frame.time_base) * 1000 if frame.duration else 40.0
                if at + min(length, 1000.0) <= self._target:
                    waiting = (round(at), frame)  # the last one there is may have to do
                elif at < late or at - last < apart:
                    waiting = (round(at), frame)
                else:
                    waiting, last = None, at
                    frames.append((round(at), self.made(frame, *box)))
                    size += frames[-1][1][0] * frames[-1][1][1] * 4
            if self.sound is not None and self.position > min(self._heard + _APART, self._sound_ends):
                samples += self._silence(self.position - self._heard)
        if waiting is not None and not frames and (self._ended or waiting[0] >= self._target):
            frames.append((waiting[0], self.made(waiting[1], *box)))
        return frames, samples.tobytes()

    def _listen(self, frame: Any) -> array[int]:
        sound = self.sound
        if sound is None:
            return array("h")
        at = self._at(frame)
        samples = sound.samples(frame)
        missing = at - self._heard
        if missing < -60:  # heard already, or before the place that was sought
            skipped = round(-missing * sound.rate / 1000) * sound.channels
            del samples[:skipped]
        elif missing > 60:
            samples = self._silence(round(missing)) + samples
        self._heard += len(samples) * 1000 / sound.channels / sound.rate
        return samples

    def _silence(self, ms: float) -> array[int]:
        assert self.sound is not None
        ms = max(0.0, min(ms, _MAX_GAP))
        return array("h", bytes(2 * self.sound.channels * int(ms * self.sound.rate / 1000)))

    def made(self, frame: Any, width: int, height: int) -> tuple[int, int, bytes]:
        """As it is shown: width, height, pixels."""
        if frame.width * frame.height > MAX_PIXELS:
            raise ValueError("too large")
        scale = min(1.0, width / self.width, height / self.height, math.sqrt(MAX_SHOWN / (self.width * self.height)))
        wide, high = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        if self.turned in (90, 270):
            wide, high = high, wide
        made = frame.reformat(width=wide, height=high, format="bgra", interpolation="FAST_BILINEAR", threads=1)
        plane = made.planes[0]
        pixels, line = bytes(plane), wide * 4
        if plane.line_size != line:
            stride = plane.line_size
            pixels = b"".join(pixels[n * stride : n * stride + line] for n in range(high))
        if self.turned:
            wide, high, pixels = _turned(wide, high, pixels, self.turned)
        return wide, high, pixels[: wide * high * 4]

    @property
    def ended(self) -> bool:
        return self._ended

    @property
    def heard(self) -> int:
        return round(self._heard)


def _turned(width: int, height: int, pixels: bytes, degrees: int) -> tuple[int, int, bytes]:
    from PIL import Image

    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    if degrees not in turns:
        return width, height, pixels
    image = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).transpose(turns[degrees])
    return image.width, image.height, image.tobytes()


class _Playing:
    """The film that is open."""

    film: Film | None = None


def _film() -> Film:
    if _Playing.film is None:
        raise LookupError("nothing is open")
    return _Playing.film


def connect(_data: bytes, request: dict[str, Any]) -> Answer:
    """How parts of the file are asked for. Only the process itself can say that: JSON has no functions."""
    container.Link.fetch = request["fetch"]
    return {}, []


def open_(_data: bytes, request: dict[str, Any]) -> Answer:
    """Begin with a file of ``bytes`` bytes: how it is shown (pixels), how long it is (milliseconds), its sound."""
    close(b"", {})
    film = _Playing.film = Film(container.Remote(int(request["bytes"])))
    rate, channels = (film.sound.rate, film.sound.channels) if film.sound is not None else (0, 0)
    facts = {"width": film.width, "height": film.height, "duration": film.duration}
    return facts | {"rate": rate, "channels": channels}, []


def close(_data: bytes, _request: dict[str, Any]) -> Answer:
    """Nobody looks any more."""
    film, _Playing.film = _Playing.film, None
    if film is not None:
        film.close()
    return {}, []


def seek(_data: bytes, request: dict[str, Any]) -> Answer:
    """Go on from ``position`` milliseconds."""
    _film().seek(int(request["position"]))
    return {}, []


def next_(_data: bytes, request: dict[str, Any]) -> Answer:
    """The next frames and samples; the first of the blobs is the sound."""
    film = _film()
    ms, box = (
        max(1, min(int(request["ms"]), MAX_PIECE)),
        (max(16, int(request["width"])), max(16, int(request["height"]))),
    )
    frames, samples = film.next(ms, int(request["late"]), box, max(0, int(request["apart"])))
    head = {
        "frames": [[at, wide, high] for at, (wide, high, _pixels) in frames],
        "position": film.position,
        "heard": film.heard,
        "ended": film.ended,
    }
    return head, [samples] + [pixels for _at, (_wide, _high, pixels) in frames]


def poster(_data: bytes, request: dict[str, Any]) -> Answer:
    """A picture of it as a JPEG file that fits ``width`` x ``height``."""
    from PIL import Image

    film, target = _film(), io.BytesIO()
    film.seek(min(_POSTER_AT, film.duration // 2))
    box = int(request["width"]), int(request["height"])
    frames: list[tuple[int, Any]] = []
    begun = time.monotonic()
    while not frames and not film.ended and time.monotonic() - begun < 20 * _TURN:
        frames, _samples = film.next(1, 0, box, 0)
    if not frames:
        raise ValueError("no frames")
    wide, high, pixels = frames[0][1]
    Image.frombuffer("RGB", (wide, high), pixels, "raw", "BGRX", 0, 1).save(target, "JPEG", quality=80)
    return {"width": wide, "height": high}, [target.getvalue()]


OPERATIONS = {"connect": connect, "open": open_, "close": close, "seek": seek, "next": next_, "poster": poster}


def warm_up() -> None:
    """Load every module, and every part of FFmpeg that a first use would load."""
    import av
    from PIL import Image

    memory = io.BytesIO()
    with av.open(memory, "w", format="mp4") as made:
        stream = made.add_stream("mpeg4", 10)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(2):
            made.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        made.mux(stream.encode(None))
    data = memory.getvalue()
    container.Link.fetch = lambda offset, size: data[offset : offset + size]
    open_(b"", {"bytes": len(data)})
    poster(b"", {"width": 16, "height": 16})
    close(b"", {})
    _turned(1, 1, bytes(4), 90)
    Image.init()
