# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real videos and sound files, made by the encoders that the program brings, and what the decoders say of them.

Frame n is of one grey, ``grey(n)``; the sound is a tone of 440 Hz.
"""

from __future__ import annotations

import io
import math
from array import array
from typing import Any

_GREYS = 200


def grey(number: int) -> int:
    """Brightness (16 to 215) of a frame, as it is stored."""
    return 16 + number * 3 % _GREYS


def tone(seconds: float, hertz: float = 440.0, rate: int = 48_000) -> bytes:
    samples = (int(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(seconds * rate)))
    return array("h", samples).tobytes()


def film(
    seconds: float = 2.0,
    *,
    size: tuple[int, int] = (320, 180),
    rate: int = 30,
    kind: str = "mp4",
    codec: str = "libx264",
    sound: str | None = "aac",
    metadata: dict[str, str] | None = None,
    moving: bool = False,
) -> bytes:
    """A video file. ``sound``: the codec of its tone, None: silent; ``moving``: a picture that costs work."""
    import av

    memory = io.BytesIO()
    with av.open(memory, "w", format=kind) as made:
        made.metadata.update(metadata or {})
        video: Any = made.add_stream(codec, rate)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        if codec.startswith("libvpx"):
            video.options = {"deadline": "realtime", "cpu-used": "8"}
        elif codec == "libx264":
            video.options = {"preset": "ultrafast"}
        audio: Any = made.add_stream(sound, 48_000, layout="mono") if sound else None
        step = 48_000 // rate
        samples = tone(seconds) if sound else b""
        for number in range(round(seconds * rate)):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(frame.planes, (grey(number), 128, 128), strict=True):
                line = bytes([value]) * plane.buffer_size
                if moving and plane is frame.planes[0]:
                    line = bytes((number * 7 + k * 13) % 220 + 16 for k in range(251)) * (plane.buffer_size // 251 + 1)
                plane.update(line[: plane.buffer_size])
            frame.pts = number
            made.mux(video.encode(frame))
            if audio is not None:
                made.mux(audio.encode(_sound(samples[number * step * 2 : (number + 1) * step * 2], number * step)))
        made.mux(video.encode(None))
        if audio is not None:
            made.mux(audio.encode(None))
    return memory.getvalue()


def sound(seconds: float = 2.0, *, kind: str = "mp3", codec: str = "libmp3lame") -> bytes:
    """A sound file with the tone."""
    import av

    memory = io.BytesIO()
    with av.open(memory, "w", format=kind) as made:
        stream: Any = made.add_stream(codec, 48_000, layout="mono")
        made.mux(stream.encode(_sound(tone(seconds), 0)))
        made.mux(stream.encode(None))
    return memory.getvalue()


SOUNDS = {
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "aac": ("adts", "aac"),
    "ogg": ("ogg", "libopus"),
    "oga": ("ogg", "flac"),
    "flac": ("flac", "flac"),
    "wav": ("wav", "pcm_s16le"),
    "webm": ("webm", "libopus"),
}
"""By the ending: container and codec."""


def _sound(samples: bytes, first: int) -> Any:
    import av

    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
    frame.rate = 48_000
    frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.pts = first
    return frame


class Memory:
    """A file in memory, to be read in parts."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = len(data)
        self.asked = 0
        self.closed = False

    def read(self, offset: int, size: int) -> bytes:
        self.asked += size
        return self.data[offset : offset + size]

    def close(self) -> None:
        self.closed = True
