# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A video of ours without what it says beside picture and sound: place, time, camera, name.

Nothing is encoded anew and no place in the file moves: what is to go becomes free space of the same size (ISO/IEC
14496-12 "free", RFC 8794 "Void") and is overwritten with zeros while the file is read. Tracks that are neither picture
nor sound nor text go with all their samples: phones write the place of every second into one.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_MOST = 500_000  # patches; samples of a track
_BOXES = 20_000
_LARGEST = 64 * 1024 * 1024  # bytes of a table
_KEPT = (b"vide", b"soun", b"sbtl", b"subt", b"text", b"clcp")
_GONE = (b"udta", b"meta", b"uuid", b"XMP_", b"Xtra")
_VOID = (0x1254C367, 0x1941A469)  # Tags, Attachments
_INFO, _CLUSTER, _SEGMENT, _EBML = 0x1549A966, 0x1F43B675, 0x18538067, 0x1A45DFA3
_ABOUT = (0x4461, 0x7BA9, 0x7384, 0xBF)  # DateUTC, Title, SegmentFilename, and the checksum, which is wrong then


class CannotClean(Exception):
    """Of a kind, or built in a way, of which we do not know where it says more than it should."""


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """``length`` bytes at ``at``: ``data``, and zeros after it."""

    at: int
    length: int
    data: bytes = b""


def patches(file: IO[bytes]) -> list[Patch]:
    """What to change, in order and without overlaps. Raises CannotClean, OSError. Blocks."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    try:
        if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
            found = sorted(_movie_file(file, size))
        elif head[:4] == b"\x1a\x45\xdf\xa3":
            found = sorted(_matroska(file, size))
        else:
            raise CannotClean("another kind of file")
    except (struct.error, ValueError, IndexError) as error:
        raise CannotClean("broken") from error
    if len(found) > _MOST:
        raise CannotClean("too much")
    return found


class Patched:
    """The file as it is to be sent, to be read from its beginning to its end."""

    def __init__(self, file: IO[bytes], changes: list[Patch]) -> None:
        self._file, self._changes = file, changes
        self._starts = [change.at for change in changes]
        file.seek(0)

    def read(self, size: int) -> bytes:
        start = self._file.tell()
        data = bytearray(self._file.read(size))
        end = start + len(data)
        at = max(0, bisect_right(self._starts, start) - 1)
        for change in self._changes[at:]:
            if change.at >= end:
                break
            first, last = max(start, change.at), min(end, change.at + change.length)
            if first < last:
                piece = change.data[first - change.at : last - change.at]
                data[first - start : last - start] = piece.ljust(last - first, b"\0")
        return bytes(data)


# -- MP4 and QuickTime


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(kind, where the box begins, where its content does, where it ends)."""
    for _ in range(_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        content = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            content = start + 16
        elif length == 0:
            length = end - start
        if length < content - start or start + length > end:
            raise CannotClean("broken")
        yield kind, start, content, start + length
        start += length
    raise CannotClean("too many boxes")


def _free(box: tuple[bytes, int, int, int]) -> list[Patch]:
    _kind, start, content, end = box
    return [Patch(start + 4, 4, b"free"), Patch(content, end - content)]


def _movie_file(file: IO[bytes], size: int) -> Iterator[Patch]:
    boxes = list(_boxes(file, 0, size))
    pieces = any(kind == b"moof" for kind, *_ in boxes)
    if not any(kind == b"moov" for kind, *_ in boxes):
        raise CannotClean("no movie")
    for box in boxes:
        if box[0] in _GONE:
            yield from _free(box)
        elif box[0] == b"moov":
            yield from _movie(file, box, size, pieces)
        elif box[0] == b"moof":
            for inner in _boxes(file, box[2], box[3]):
                if inner[0] in _GONE:
                    yield from _free(inner)


def _movie(file: IO[bytes], moov: tuple[bytes, int, int, int], size: int, pieces: bool) -> Iterator[Patch]:
    for box in list(_boxes(file, moov[2], moov[3])):
        if box[0] in _GONE:
            yield from _free(box)
        elif box[0] == b"mvhd":
            yield _times(file, box)
        elif box[0] == b"trak":
            if _handler(file, box) in _KEPT:
                yield from _track(file, box)
            elif pieces:
                raise CannotClean("samples of a track in pieces")
            else:
                yield from _samples(file, box, size)
                yield from _free(box)
        elif box[0] == b"cmov":
            raise CannotClean("compressed")


def _times(file: IO[bytes], box: tuple[bytes, int, int, int]) -> Patch:
    """When it was made and changed: both follow version and flags."""
    file.seek(box[2])
    return Patch(box[2] + 4, 16 if file.read(1) == b"\x01" else 8)


def _track(file: IO[bytes], trak: tuple[bytes, int, int, int]) -> Iterator[Patch]:
    for box in list(_boxes(file, trak[2], trak[3])):
        if box[0] in _GONE:
            yield from _free(box)
        elif box[0] == b"tkhd":
            yield _times(file, box)
        elif box[0] == b"mdia":
            for inner in list(_boxes(file, box[2], box[3])):
                if inner[0] in _GONE:
                    yield from _free(inner)
                elif inner[0] == b"mdhd":
                    yield _times(file, inner)


def _inside(file: IO[bytes], box: tuple[bytes, int, int, int], *path: bytes) -> tuple[bytes, int, int, int] | None:
    for kind in path:
        found = next((inner for inner in _boxes(file, box[2], box[3]) if inner[0] == kind), None)
        if found is None:
            return None
        box = found
    return box


def _handler(file: IO[bytes], trak: tuple[bytes, int, int, int]) -> bytes:
    box = _inside(file, trak, b"mdia", b"hdlr")
    if box is None:
        return b""
    file.seek(box[2] + 8)
    return file.read(4)


def _table(file: IO[bytes], box: tuple[bytes, int, int, int] | None, form: str, skip: int = 4) -> list[tuple[int, ...]]:
    """The rows of a table; ``skip``: bytes before their number."""
    if box is None:
        return []
    file.seek(box[2] + skip)
    (count,) = struct.unpack(">I", file.read(4))
    length = count * struct.calcsize(form)
    if count > _MOST or length > _LARGEST or box[2] + skip + 4 + length > box[3]:
        raise CannotClean("odd table")
    return list(struct.iter_unpack(form, file.read(length)))


def _samples(file: IO[bytes], trak: tuple[bytes, int, int, int], size: int) -> Iterator[Patch]:
    """Where the samples of a track are (ISO/IEC 14496-12, 8.7)."""
    stbl = _inside(file, trak, b"mdia", b"minf", b"stbl")
    if stbl is None:
        return
    offsets = _table(file, _inside(file, stbl, b"stco"), ">I") or _table(file, _inside(file, stbl, b"co64"), ">Q")
    chunks = _table(file, _inside(file, stbl, b"stsc"), ">III")
    stsz = _inside(file, stbl, b"stsz")
    if not offsets:
        return
    if stsz is None or not chunks:
        raise CannotClean("odd table")
    file.seek(stsz[2] + 4)
    (same,) = struct.unpack(">I", file.read(4))
    sizes = [] if same else [row[0] for row in _table(file, stsz, ">I", 8)]
    sample, entry = 0, 0
    for number, (offset,) in enumerate(offsets, 1):
        while entry + 1 < len(chunks) and chunks[entry + 1][0] <= number:
            entry += 1
        count = chunks[entry][1]
        if count > _MOST:
            raise CannotClean("odd table")
        length = same * count if same else sum(sizes[sample : sample + count])
        sample += count
        if offset + length > size:
            raise CannotClean("odd table")
        yield Patch(offset, length)


# -- Matroska and WebM


def _number(file: IO[bytes], *, identifier: bool) -> tuple[int | None, int]:
    """A number of variable length and how many bytes it took; None: unknown."""
    first = file.read(1)[0]
    length = 9 - first.bit_length()
    if length > (4 if identifier else 8):
        raise CannotClean("broken")
    raw = bytes((first,)) + file.read(length - 1)
    value = int.from_bytes(raw, "big")
    if identifier:
        return value, length
    value &= (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), length


def _elements(file: IO[bytes], start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(identifier, where the element begins, where its content does, where it ends)."""
    for _ in range(_BOXES * 10):
        if start >= end:
            return
        file.seek(start)
        name, first = _number(file, identifier=True)
        length, second = _number(file, identifier=False)
        assert name is not None
        content = start + first + second
        if length is None:
            if name != _SEGMENT:
                raise CannotClean("no length")  # as recorded live: what follows cannot be found
            length = end - content
        if content + length > end:
            raise CannotClean("broken")
        yield name, start, content, content + length
        start = content + length
    raise CannotClean("too many elements")


def _void(start: int, end: int) -> Patch:
    length = end - start
    head = b"\xec" + (b"\x01" + (length - 9).to_bytes(7, "big") if length >= 9 else bytes((0x80 | (length - 2),)))
    return Patch(start, length, head)


def _matroska(file: IO[bytes], size: int) -> Iterator[Patch]:
    for name, _start, content, end in _elements(file, 0, size):
        if name != _SEGMENT:
            continue
        for inner, begin, inside, last in list(_elements(file, content, end)):
            if inner in _VOID:
                yield _void(begin, last)
            elif inner == _INFO:
                for about, first, _content, after in list(_elements(file, inside, last)):
                    if about in _ABOUT:
                        yield _void(first, after)
