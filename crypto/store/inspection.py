# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the bytes of a database file and its journal where SQLite's answer says too little.

Whatever opens a file here must not run while this process has a connection to it: closing any descriptor of a file
ends all POSIX locks that the process holds on it, SQLite's among them.

Formats: https://www.zetetic.net/sqlcipher/design/ (pages of 4096 bytes that end with a 16-byte initialisation vector
and an HMAC-SHA512) and https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from pathlib import Path

PAGE = 4096
_SALT = 16
_IV = 16
_MAC = 64
_SAMPLES = 64  # pages tried before a key is called wrong
_WAL_HEADER = 32
_FRAME_HEADER = 24
_SHM_VERSION = 3007000
_WAL_MAGIC = (0x377F0682, 0x377F0683)


def size_problem(path: Path) -> str | None:
    """What can be said against the file without opening it."""
    size = path.stat().st_size
    if size == 0:
        return "the file is empty"
    if size < PAGE or (size % PAGE and not has_journal(path)):  # a crash while folding the journal in may leave that
        return "the file is cut off"
    return None


def header_problem(path: Path) -> str | None:
    """What can be said against the file without a key."""
    with path.open("rb") as file:
        head = file.read(_SALT)
    if head == bytes(_SALT):
        return "the file begins with zeros"
    if head == b"SQLite format 3\0":
        return "the file is not encrypted"
    return None


def has_journal(path: Path) -> bool:
    """Whether there is a write-ahead log with something in it."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def authentic_page(path: Path, key: bytes) -> bool:
    """Whether any of some pages spread over the file was written with ``key``.

    Tells a damaged file from one of another key, unless the first 16 bytes (the salt) are what is damaged.
    """
    pages = path.stat().st_size // PAGE
    with path.open("rb") as file:
        salt = file.read(_SALT)
        mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
        for number in range(1, pages + 1, max(1, pages // _SAMPLES)):
            file.seek((number - 1) * PAGE)
            page = file.read(PAGE)
            start = _SALT if number == 1 else 0
            mac = hmac.new(mac_key, page[start : PAGE - _MAC] + struct.pack("<I", number), "sha512").digest()
            if hmac.compare_digest(mac, page[PAGE - _MAC :]):
                return True
    return False


def journal_problem(path: Path) -> str | None:
    """Whether committed transactions in the log were passed over. Call it while the only connection of
    this process, which is going to be closed, is reading the file.

    SQLite stops at the first frame that does not fit, which is right after a power cut: at most one transaction was
    being written then, and it was not acknowledged. More than that behind the bad frame is damage.
    """
    wal = path.with_name(path.name + "-wal")
    with wal.open("rb") as file:
        header = file.read(_WAL_HEADER)
        if len(header) < _WAL_HEADER:
            return None
        # The header is flushed before any frame is written, so it is whole if there are frames.
        (magic, _, page_size) = struct.unpack(">III", header[:12])
        frames = (wal.stat().st_size - _WAL_HEADER) // (_FRAME_HEADER + PAGE)
        if frames and (magic not in _WAL_MAGIC or page_size != PAGE or not _header_is_whole(header, magic)):
            return "its header is damaged"
        lost = 0
        for index in range(_recovered_frames(path), frames):
            file.seek(_WAL_HEADER + index * (_FRAME_HEADER + PAGE))
            frame = file.read(_FRAME_HEADER)
            (size_after_commit,) = struct.unpack(">I", frame[4:8])
            lost += frame[8:16] == header[16:24] and size_after_commit != 0
    return "committed transactions cannot be read" if lost > 1 else None


def _recovered_frames(path: Path) -> int:
    """How many frames of the log SQLite took: mxFrame of https://www.sqlite.org/walformat.html."""
    with path.with_name(path.name + "-shm").open("rb") as file:
        (version, frames) = struct.unpack("=I12xI", file.read(20))
    return int(frames) if version == _SHM_VERSION else 0


def _header_is_whole(header: bytes, magic: int) -> bool:
    order = ">" if magic & 1 else "<"
    first = second = 0
    words = struct.unpack(f"{order}6I", header[:24])
    for left, right in zip(words[::2], words[1::2], strict=True):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return (first, second) == struct.unpack(">II", header[24:32])
