# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opening a file with sound or moving pictures in the decoder's process, by FFmpeg, as narrowly as it can be done.

Imports nothing of the program. The kind of file is told by its first bytes and only that one reader of FFmpeg is used;
nothing is read but the file itself; only codecs of the list below are ever opened, each on one thread.
"""

from __future__ import annotations

import io
import math
from array import array
from collections import OrderedDict
from collections.abc import Callable
from typing import IO, Any, ClassVar

VIDEO_CODECS = frozenset(("h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4"))
SOUND_CODECS = frozenset(
    (
        *("aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac"),
        *("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8", "pcm_alaw", "pcm_mulaw"),
    )
)
MAX_STREAMS = 32
MAX_RATE = 192_000
MAX_CHANNELS = 8
LONGEST = 24 * 3600
"""Seconds."""
_BLOCK = 256 * 1024
_BLOCKS = 32
_KEPT = 2  # seconds of decoded sound that are kept for going back a little
_MOST_AT_ONCE = 30  # seconds of sound in memory


class Link:
    """How a file is read that is on the other side of the pipe: ``fetch(offset, size)``."""

    fetch: ClassVar[Callable[[int, int], bytes]]


class Remote(io.RawIOBase):
    """A file on the other side of the pipe; a few blocks of it are kept here."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def read(self, size: int = -1) -> bytes:
        """At most what is left of a block."""
        if self._at >= self._size:
            return b""
        number, inside = divmod(self._at, _BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = Link.fetch(number * _BLOCK, min(_BLOCK, self._size - number * _BLOCK))
            self._blocks[number] = block
            while len(self._blocks) > _BLOCKS:
                self._blocks.popitem(last=False)
        piece = block[inside:] if size < 0 else block[inside : inside + size]
        self._at += len(piece)
        return piece


def kind_of(head: bytes) -> str:
    """The one reader of FFmpeg for it. Raises ValueError for a kind that is not played."""
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
        return "mov"
    if head[:3] == b"ID3":
        return "mp3"
    if len(head) > 2 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        if head[1] & 0xE6 in (0xE2, 0xE4, 0xE6):  # a frame of MPEG audio
            return "mp3"
    raise ValueError("another kind of file")


def opened(file: IO[bytes] | io.RawIOBase) -> Any:
    """The container; its streams are not decoded yet. Raises ValueError, or what FFmpeg raises."""
    import av

    head = file.read(16) or b""
    file.seek(0)
    container = av.open(
        file,
        mode="r",
        format=kind_of(head),
        container_options={
            "protocol_whitelist": "none",
            "codec_whitelist": ",".join(sorted(VIDEO_CODECS | SOUND_CODECS)),
            "max_streams": str(MAX_STREAMS),
            "probesize": "5000000",
            "analyzeduration": "5000000",
        },
        buffer_size=64 * 1024,
        metadata_errors="replace",
    )
    if len(container.streams) > MAX_STREAMS:
        raise ValueError("too many streams")
    return container


def stream_of(container: Any, kind: str) -> Any:
    """The first stream of that kind ("video" or "audio") that can be decoded; None."""
    import av

    allowed = VIDEO_CODECS if kind == "video" else SOUND_CODECS
    for stream in getattr(container.streams, kind):
        codec = stream.codec_context
        if codec is None or codec.name not in allowed or stream.time_base is None:
            continue
        if stream.disposition & av.stream.Disposition.attached_pic:
            continue  # the picture on the cover of a record
        codec.thread_type = "NONE"
        codec.thread_count = 1
        return stream
    return None


def duration_of(container: Any, *streams: Any) -> int:
    """Milliseconds; 0: it does not say. Raises ValueError if it is longer than anybody's day."""
    length = container.duration / 1_000_000 if container.duration else 0.0
    for stream in streams:
        if not length and stream is not None and stream.duration:
            length = float(stream.duration * stream.time_base)
    if not math.isfinite(length) or length < 0 or length > LONGEST:
        raise ValueError("out of bounds")
    return int(length * 1000)


class Sound:
    """The sound of a file as samples: 16 bits, of one or two channels that alternate."""

    def __init__(self, stream: Any) -> None:
        """Raises ValueError."""
        codec = stream.codec_context
        self.rate, channels = int(codec.rate or 0), int(codec.channels or 0)
        if not (8_000 <= self.rate <= MAX_RATE and 1 <= channels <= MAX_CHANNELS):
            raise ValueError("out of bounds")
        self.channels = min(channels, 2)
        self.stream = stream
        self._given = (self.rate, channels)
        self.restart()

    def restart(self) -> None:
        """What comes next does not continue what came before."""
        import av

        layout = "mono" if self.channels == 1 else "stereo"
        self._resampler = av.AudioResampler(format="s16", layout=layout, rate=self.rate)

    def samples(self, frame: Any) -> array[int]:
        """Of one decoded frame, or of None: what is left at the end."""
        result = array("h")
        if frame is not None and frame.rate and (frame.rate < 8_000 or frame.rate > MAX_RATE):
            raise ValueError("out of bounds")
        for piece in self._resampler.resample(frame):
            result.frombytes(bytes(piece.planes[0])[: piece.samples * self.channels * 2])
        return result

    def frame_at(self, frame: Any, beginning: float) -> int | None:
        """With which sample a decoded frame begins, counted from second ``beginning``; None: nobody knows."""
        if frame.pts is None or frame.time_base is None:
            return None
        return round((float(frame.pts * frame.time_base) - beginning) * self.rate)


class SoundFile:
    """A file whose sound is read from any place on. Raises ValueError and what FFmpeg raises."""

    def __init__(self, file: IO[bytes] | io.RawIOBase) -> None:
        self._container = opened(file)
        stream = stream_of(self._container, "audio")
        if stream is None:
            raise ValueError("no sound")
        self.sound = Sound(stream)
        self.rate, self.channels = self.sound.rate, self.sound.channels
        self.duration = duration_of(self._container, stream)
        self._beginning = float(stream.start_time * stream.time_base) if stream.start_time else 0.0
        self._restart(0)
        if not self.duration:
            self.duration = self._measured()

    def close(self) -> None:
        self._container.close()

    def _restart(self, frame: int) -> None:
        self._buffer, self._first = array("h"), frame
        self._placed = False  # whether ``_first`` is known to be right
        self._ended = False
        self.sound.restart()
        self._packets = self._container.demux(self.sound.stream)

    def _measured(self) -> int:
        """How long it is, by decoding it; as far as it can be afforded."""
        count = 0
        while not self._ended and count <= LONGEST * self.rate:
            count += self._more()
            self._forget(count)
        self._seek(0)
        return count * 1000 // self.rate

    def _forget(self, frame: int) -> None:
        """Everything before it but a moment."""
        unneeded = frame - self._first - _KEPT * self.rate
        if unneeded > self.rate:
            del self._buffer[: unneeded * self.channels]
            self._first += unneeded

    def _end(self) -> int:
        return self._first + len(self._buffer) // self.channels

    def _seek(self, frame: int) -> None:
        at = max(0.0, frame / self.rate - 0.2) + self._beginning  # codecs need a moment to find in
        self._container.seek(int(at * 1_000_000), backward=True)
        self._restart(0)

    def _more(self) -> int:
        """Decode one packet; how many frames came."""
        import av

        try:
            packet = next(self._packets, None)
            frames = packet.decode() if packet is not None else []
        except av.error.EOFError:
            packet, frames = None, []
        except av.error.InvalidDataError:
            return 0  # a broken packet; the next one may be right
        count = 0
        for frame in frames:
            if not self._placed:
                at = self.sound.frame_at(frame, self._beginning)
                self._first, self._placed = max(0, at or 0), True
            samples = self.sound.samples(frame)
            self._buffer += samples
            count += len(samples) // self.channels
        if packet is None or (packet.dts is None and packet.size == 0):
            self._ended = True
            rest = self.sound.samples(None)
            self._buffer += rest
            count += len(rest) // self.channels
        return count

    def read(self, first: int, count: int) -> array[int]:
        """As many frames from ``first`` on as there are, at most ``count``."""
        count = min(count, _MOST_AT_ONCE * self.rate)
        if first < self._first or first > self._end() + 2 * self.rate:
            self._seek(first)
        while not self._ended and self._end() < first + count:
            self._more()
            self._forget(first)
        if not self._placed:
            return array("h")
        begin = max(0, first - self._first) * self.channels
        return self._buffer[begin : begin + count * self.channels]
