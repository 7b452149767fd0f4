# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sound in the decoder's process: Opus, Vorbis, FLAC, MP3, AAC and WAV to samples, and samples to Ogg/Opus.

Imports nothing of the program but ``container.py`` beside it. Everything happens on bytes in memory.
Samples are 16 bits, signed, of this machine's byte order; channels alternate.
"""

from __future__ import annotations

import io
import math
from array import array
from typing import Any

if __package__:
    from app.media import container
else:  # alone, in the decoder's process
    import container  # type: ignore[import-not-found, no-redef]

Answer = tuple[dict[str, Any], list[bytes]]

MAX_RATE = container.MAX_RATE
LONGEST = 6 * 3600  # seconds
MAX_PIECE = 5_000  # milliseconds in one answer
OPUS_RATE = 48_000
_OPUS_BITS = 24_000  # a second, what other clients use for speech


class _Playing:
    """The file that is being played, and how far it is (frames)."""

    file: container.SoundFile | None = None
    at: float = 0.0
    tail: array[int] = array("h")  # what would come next at the last speed, to go over smoothly


def _close() -> None:
    if _Playing.file is not None:
        _Playing.file.close()
    _Playing.file, _Playing.at, _Playing.tail = None, 0.0, array("h")


def open_(data: bytes, _request: dict[str, Any]) -> Answer:
    """Begin with a file: its rate, channels (one or two of them will come) and duration in milliseconds."""
    _close()
    file = container.SoundFile(io.BytesIO(data))
    if not 0 < file.duration <= LONGEST * 1000:
        file.close()
        raise ValueError("out of bounds")
    _Playing.file = file
    return {"rate": file.rate, "channels": file.channels, "duration": file.duration}, []


def _total(file: container.SoundFile) -> int:
    """Frames, by what the file says."""
    return file.duration * file.rate // 1000


def _frames(file: container.SoundFile, first: int, count: int) -> array[int]:
    """Silence before the beginning."""
    lead = max(0, -first)
    return array("h", bytes(2 * lead * file.channels)) + file.read(max(0, first), max(0, count - lead))


def next_(_data: bytes, request: dict[str, Any]) -> Answer:
    """The next ``ms`` milliseconds at ``speed``; ``position`` (milliseconds) jumps. Gives where it is afterwards."""
    file = _Playing.file
    if file is None:
        raise LookupError("nothing is open")
    rate, total = file.rate, _total(file)
    speed = max(0.5, min(3.0, float(request.get("speed", 1.0))))
    count = max(1, min(int(request["ms"]), MAX_PIECE)) * rate // 1000
    if "position" in request:
        _Playing.at, _Playing.tail = float(max(0, min(int(request["position"]) * rate // 1000, total))), array("h")
    ended = False
    if speed == 1.0:
        samples = _frames(file, int(_Playing.at), count)
        got = len(samples) // file.channels
        _Playing.at = max(float(total), _Playing.at + got) if got < count else _Playing.at + count
        ended = got < count or not file.read(int(_Playing.at), 1)
        _Playing.tail = array("h")
    else:
        samples = _stretched(file, count, speed)
        ended = _Playing.at >= total
    return {"position": int(_Playing.at * 1000 / rate), "ended": ended}, [samples.tobytes()]


def _mono(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    return array("h", ((left + right) >> 1 for left, right in zip(samples[0::2], samples[1::2], strict=False)))


def _stretched(file: container.SoundFile, count: int, speed: float) -> array[int]:
    """Faster or slower at the same pitch (overlap and add where the waves fit best), in mono on all channels."""
    rate, channels, total = file.rate, file.channels, _total(file)
    hop, overlap, search = rate * 30 // 1000, rate * 8 // 1000, rate * 8 // 1000
    pieces = max(1, count // hop)
    first = int(_Playing.at) - search
    need = math.ceil(pieces * hop * speed) + 2 * search + hop + overlap
    source = _mono(_frames(file, first, need), channels)
    result = array("h")
    for number in range(pieces):
        ideal = search + int(number * hop * speed)
        if first + ideal >= total or ideal + hop + overlap > len(source):
            rest = source[ideal : ideal + hop] if ideal < len(source) else array("h")
            result += rest
            _Playing.at, _Playing.tail = float(total), array("h")
            break
        begin = _best(source, ideal, _Playing.tail, search)
        piece = source[begin : begin + hop]
        for at, before in enumerate(_Playing.tail[:overlap]):
            piece[at] = (before * (overlap - at) + piece[at] * at) // overlap
        result += piece
        _Playing.tail = source[begin + hop : begin + hop + overlap]
    else:
        _Playing.at = min(float(total), _Playing.at + pieces * hop * speed)
    if channels == 2:
        both = array("h", bytes(4 * len(result)))
        both[0::2], both[1::2] = result, result
        return both
    return result


def _best(source: array[int], ideal: int, tail: array[int], search: int) -> int:
    """Where near ``ideal`` the wave goes on most like ``tail``."""
    if not tail:
        return ideal
    step, size = 8, len(tail)
    wanted = tail[::step]
    best, found = -math.inf, ideal
    for begin in range(max(0, ideal - search), min(ideal + search, len(source) - size), 2 * step):
        there = source[begin : begin + size : step]
        energy = sum(value * value for value in there) + 1
        likeness = sum(a * b for a, b in zip(wanted, there, strict=False)) / math.sqrt(energy)
        if likeness > best:
            best, found = likeness, begin
    return found


class _Recording:
    """What is being written."""

    container: Any = None
    stream: Any = None
    memory = io.BytesIO()


def begin(_data: bytes, _request: dict[str, Any]) -> Answer:
    """Begin an Ogg/Opus file of one channel at ``OPUS_RATE``."""
    import av

    _Recording.memory = io.BytesIO()
    _Recording.container = av.open(_Recording.memory, "w", format="ogg")
    options = {"application": "voip", "vbr": "on"}
    _Recording.stream = _Recording.container.add_stream("libopus", OPUS_RATE, options=options, layout="mono")
    _Recording.stream.bit_rate = _OPUS_BITS
    return {}, []


def write(data: bytes, _request: dict[str, Any]) -> Answer:
    """The next samples."""
    import av

    if _Recording.container is None:
        raise LookupError("nothing is begun")
    if data:
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(data) // 2)
        frame.rate = OPUS_RATE
        frame.planes[0].update(data.ljust(frame.planes[0].buffer_size, b"\0"))
        _Recording.container.mux(_Recording.stream.encode(frame))
    return {}, []


def finish(_data: bytes, _request: dict[str, Any]) -> Answer:
    """The whole file."""
    if _Recording.container is None:
        raise LookupError("nothing is begun")
    _Recording.container.mux(_Recording.stream.encode(None))
    _Recording.container.close()
    _Recording.container = _Recording.stream = None
    data, _Recording.memory = _Recording.memory.getvalue(), io.BytesIO()
    return {}, [data]


OPERATIONS = {"open": open_, "next": next_, "begin": begin, "write": write, "finish": finish}


def warm_up() -> None:
    """Load the library and what it loads itself."""
    begin(b"", {})
    write(bytes(9600), {})
    _, (data,) = finish(b"", {})
    open_(data, {})
    next_(b"", {"ms": 20, "speed": 1.5})
    _close()
