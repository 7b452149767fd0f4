# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How large and how long a video of ours is, from the boxes of its MP4 or QuickTime file (ISO/IEC 14496-12).

Nothing is decoded: a few numbers are read, at bounded cost.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_MAX_BOXES = 200
_MAX_HEAD = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """Pixels as it is shown, and milliseconds; 0: not known."""

    width: int = 0
    height: int = 0
    duration: int = 0


def video_facts(path: Path) -> VideoFacts:
    """What the file says of itself; nothing if it says nothing that can be read. Blocks."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            for kind, start, length in _boxes(file, 0, size):
                if kind == b"moov" and length <= _MAX_HEAD:
                    return _movie(file, start, length)
    except (OSError, struct.error, ValueError, ZeroDivisionError):
        pass
    return VideoFacts()


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, its length)."""
    for _ in range(_MAX_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            head = 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            return
        yield kind, start + head, length - head
        start += length


def _movie(file: IO[bytes], start: int, length: int) -> VideoFacts:
    duration = width = height = 0
    for kind, at, size in list(_boxes(file, start, start + length)):
        if kind == b"mvhd":
            file.seek(at)
            data = file.read(32)
            form = ">IQ" if data[0] == 1 else ">II"
            scale, units = struct.unpack_from(form, data, 20 if data[0] == 1 else 12)
            duration = units * 1000 // scale
        elif kind == b"trak":
            for inner, where, _size in list(_boxes(file, at, at + size)):
                if inner == b"tkhd":
                    file.seek(where)
                    wide, high = _track(file.read(96))
                    if wide * high > width * height:
                        width, height = wide, high
    if not 0 <= duration < 2**40:
        duration = 0
    return VideoFacts(width, height, duration)


def _track(data: bytes) -> tuple[int, int]:
    """Width and height, turned as the matrix says."""
    at = 52 if data[0] == 1 else 40
    matrix = struct.unpack_from(">9i", data, at)
    wide, high = (value >> 16 for value in struct.unpack_from(">2I", data, at + 36))
    return (high, wide) if matrix[0] == 0 and matrix[1] != 0 else (wide, high)
