# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sound in the decoder's process: Ogg/Opus, Ogg/Vorbis, FLAC, MP3 and WAV to samples, and samples to Ogg/Opus.

Imports nothing of the program. libsndfile comes with the ``soundfile`` package and is called here directly, on bytes in
memory. Samples are 16 bits, signed, of this machine's byte order; channels alternate.
"""

from __future__ import annotations

import ctypes
import importlib.util
import io
import math
import platform
import sys
from array import array
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], list[bytes]]

MAX_RATE = 192_000
LONGEST = 6 * 3600  # seconds
MAX_PIECE = 5_000  # milliseconds in one answer
OPUS_RATE = 48_000
_OPUS_BITS = 24_000  # a second, what other clients use for speech

_READ, _WRITE = 0x10, 0x20
_OGG, _OPUS, _WAV, _FLAC, _MPEG, _WAVEX = 0x200000, 0x0064, 0x010000, 0x170000, 0x230000, 0x130000
_TYPE_MASK = 0x0FFF0000
_SUPPORTED = (_OGG, _WAV, _WAVEX, _FLAC, _MPEG)
_SET_BITRATE_MODE, _SET_COMPRESSION_LEVEL = 0x1305, 0x1301
_count = ctypes.c_int64


class _Info(ctypes.Structure):
    _fields_ = (
        ("frames", _count),
        ("samplerate", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("format", ctypes.c_int),
        ("sections", ctypes.c_int),
        ("seekable", ctypes.c_int),
    )


_Length = ctypes.CFUNCTYPE(_count, ctypes.c_void_p)
_Seek = ctypes.CFUNCTYPE(_count, _count, ctypes.c_int, ctypes.c_void_p)
_Transfer = ctypes.CFUNCTYPE(_count, ctypes.c_void_p, _count, ctypes.c_void_p)


class _Virtual(ctypes.Structure):
    _fields_ = (("length", _Length), ("seek", _Seek), ("read", _Transfer), ("write", _Transfer), ("tell", _Length))


def _load() -> Any:
    """The library. Raises OSError."""
    system = {"win32": "libsndfile_x64.dll", "darwin": "libsndfile.dylib"}.get(sys.platform)
    if system is None:
        machine = platform.machine()
        system = f"libsndfile_{'arm64' if machine == 'aarch64' else machine}.so"
    found = importlib.util.find_spec("_soundfile_data")
    places = list(found.submodule_search_locations or ()) if found is not None else []
    for folder in places:
        file = Path(folder) / system
        if file.is_file():
            return ctypes.CDLL(str(file))
    return ctypes.CDLL("libsndfile.so.1")


class _Library:
    """Loaded once, before the process gives up opening files."""

    functions: Any = None

    @classmethod
    def get(cls) -> Any:
        if cls.functions is None:
            lib = _load()
            lib.sf_open_virtual.restype = ctypes.c_void_p
            lib.sf_open_virtual.argtypes = (
                ctypes.POINTER(_Virtual), ctypes.c_int, ctypes.POINTER(_Info), ctypes.c_void_p,
            )  # fmt: skip
            lib.sf_close.argtypes = (ctypes.c_void_p,)
            lib.sf_seek.restype = _count
            lib.sf_seek.argtypes = (ctypes.c_void_p, _count, ctypes.c_int)
            for name in ("sf_readf_short", "sf_writef_short"):
                getattr(lib, name).restype = _count
                getattr(lib, name).argtypes = (ctypes.c_void_p, ctypes.c_void_p, _count)
            lib.sf_command.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
            cls.functions = lib
        return cls.functions


class _File:
    """One file of libsndfile on bytes in memory."""

    def __init__(self, memory: io.BytesIO, info: _Info, mode: int) -> None:
        """Raises ValueError."""
        self._memory = memory
        self.info = info
        self._calls = _Virtual(
            _Length(lambda _user: memory.getbuffer().nbytes),
            _Seek(self._seek),
            _Transfer(self._read),
            _Transfer(self._write),
            _Length(lambda _user: memory.tell()),
        )
        self._lib = _Library.get()
        self._handle = self._lib.sf_open_virtual(ctypes.byref(self._calls), mode, ctypes.byref(info), None)
        if not self._handle:
            raise ValueError("not sound")

    def _seek(self, offset: int, whence: int, _user: Any) -> int:
        try:
            return self._memory.seek(offset, whence)
        except (ValueError, OSError):
            return -1

    def _read(self, target: int, size: int, _user: Any) -> int:
        data = self._memory.read(max(0, size))
        ctypes.memmove(target, data, len(data))
        return len(data)

    def _write(self, source: int, size: int, _user: Any) -> int:
        return self._memory.write(ctypes.string_at(source, size))

    def seek(self, frame: int) -> None:
        self._lib.sf_seek(self._handle, frame, 0)

    def read(self, frames: int) -> array[int]:
        """As many frames as there are, at most ``frames``."""
        buffer = (ctypes.c_int16 * (frames * self.info.channels))()
        got = self._lib.sf_readf_short(self._handle, buffer, frames)
        samples = array("h")
        samples.frombytes(ctypes.string_at(buffer, max(0, got) * self.info.channels * 2))
        return samples

    def write(self, samples: array[int]) -> None:
        address, length = samples.buffer_info()
        self._lib.sf_writef_short(self._handle, address, length // self.info.channels)

    def command(self, command: int, value: Any) -> None:
        self._lib.sf_command(self._handle, command, ctypes.byref(value), ctypes.sizeof(value))

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle:
            self._lib.sf_close(handle)


def _kind_is_known(data: bytes) -> bool:
    """By the first bytes: libsndfile reads many old formats that nobody sends."""
    if data[:4] in (b"OggS", b"fLaC") or data[:3] == b"ID3":
        return True
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return True
    return len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 in (0xE2, 0xE4, 0xE6)  # an MPEG audio frame


class _Playing:
    """The file that is being played, and how far it is (frames)."""

    file: _File | None = None
    at: float = 0.0
    tail: array[int] = array("h")  # what would come next at the last speed, to go over smoothly


def _close() -> None:
    if _Playing.file is not None:
        _Playing.file.close()
    _Playing.file, _Playing.at, _Playing.tail = None, 0.0, array("h")


def open_(data: bytes, _request: dict[str, Any]) -> Answer:
    """Begin with a file: its rate, channels (one or two of them will come) and duration in milliseconds."""
    _close()
    if not _kind_is_known(data):
        raise ValueError("another kind of file")
    info = _Info()
    file = _File(io.BytesIO(data), info, _READ)
    frames, rate, channels = int(info.frames), int(info.samplerate), int(info.channels)
    if (
        info.format & _TYPE_MASK not in _SUPPORTED
        or not 8_000 <= rate <= MAX_RATE
        or not 1 <= channels <= 8
        or not 0 < frames <= LONGEST * rate
    ):
        file.close()
        raise ValueError("out of bounds")
    _Playing.file = file
    return {"rate": rate, "channels": min(channels, 2), "duration": frames * 1000 // rate}, []


def _frames(file: _File, first: int, count: int) -> array[int]:
    """Frames of one or two channels; silence before the beginning."""
    lead = max(0, -first)
    file.seek(min(max(0, first), int(file.info.frames)))
    samples = file.read(max(0, count - lead))
    channels = file.info.channels
    if channels > 2:
        kept = array("h", bytes(4 * (len(samples) // channels)))
        kept[0::2], kept[1::2] = samples[0::channels], samples[1::channels]
        samples, channels = kept, 2
    return array("h", bytes(2 * lead * channels)) + samples


def next_(_data: bytes, request: dict[str, Any]) -> Answer:
    """The next ``ms`` milliseconds at ``speed``; ``position`` (milliseconds) jumps. Gives where it is afterwards."""
    file = _Playing.file
    if file is None:
        raise LookupError("nothing is open")
    rate, total = int(file.info.samplerate), int(file.info.frames)
    speed = max(0.5, min(3.0, float(request.get("speed", 1.0))))
    count = max(1, min(int(request["ms"]), MAX_PIECE)) * rate // 1000
    if "position" in request:
        _Playing.at, _Playing.tail = float(max(0, min(int(request["position"]) * rate // 1000, total))), array("h")
    if speed == 1.0:
        samples = _frames(file, int(_Playing.at), count)
        channels = min(int(file.info.channels), 2)
        _Playing.at = total if len(samples) < count * channels else _Playing.at + count
        _Playing.tail = array("h")
    else:
        samples = _stretched(file, count, speed)
    ended = _Playing.at >= total
    return {"position": int(_Playing.at * 1000 / rate), "ended": ended}, [samples.tobytes()]


def _mono(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    return array("h", ((left + right) >> 1 for left, right in zip(samples[0::2], samples[1::2], strict=False)))


def _stretched(file: _File, count: int, speed: float) -> array[int]:
    """Faster or slower at the same pitch (overlap and add where the waves fit best), in mono on all channels."""
    rate, channels, total = int(file.info.samplerate), min(int(file.info.channels), 2), int(file.info.frames)
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

    file: _File | None = None
    memory = io.BytesIO()


def begin(_data: bytes, _request: dict[str, Any]) -> Answer:
    """Begin an Ogg/Opus file of one channel at ``OPUS_RATE``."""
    if _Recording.file is not None:
        _Recording.file.close()
    _Recording.memory = io.BytesIO()
    info = _Info(samplerate=OPUS_RATE, channels=1, format=_OGG | _OPUS)
    file = _Recording.file = _File(_Recording.memory, info, _WRITE)
    file.command(_SET_BITRATE_MODE, ctypes.c_int(2))  # variable
    # The library maps 0..1 to 256..6 kbit/s for each channel.
    file.command(_SET_COMPRESSION_LEVEL, ctypes.c_double((256_000 - _OPUS_BITS) / 250_000))
    return {}, []


def write(data: bytes, _request: dict[str, Any]) -> Answer:
    """The next samples."""
    if _Recording.file is None:
        raise LookupError("nothing is begun")
    _Recording.file.write(array("h", data))
    return {}, []


def finish(_data: bytes, _request: dict[str, Any]) -> Answer:
    """The whole file."""
    file, _Recording.file = _Recording.file, None
    if file is None:
        raise LookupError("nothing is begun")
    file.close()
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
