# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways in which a file gets damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

PAGE = 4096


def flip(path: Path, offset: int) -> None:
    """Change one bit. A negative offset counts from the end."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x10
    path.write_bytes(data)


def cut(path: Path, size: int) -> None:
    """Keep only the first bytes; a negative size takes so many off the end."""
    data = path.read_bytes()
    path.write_bytes(data[:size])


def zero(path: Path, start: int, end: int | None = None) -> None:
    """Overwrite with zeros."""
    data = bytearray(path.read_bytes())
    end = len(data) if end is None else end
    data[start:end] = bytes(end - start)
    path.write_bytes(data)


def replace(path: Path) -> None:
    """Another file under the same name."""
    path.write_bytes(bytes(range(256)) * 64)


Damage = Callable[[Path], None]

OF_THE_HEAD: dict[str, Damage] = {
    "empty": lambda path: cut(path, 0),
    "cut within the first page": lambda path: cut(path, 100),
    "cut to one page": lambda path: cut(path, PAGE),
    "cut by one page": lambda path: cut(path, -PAGE),
    "cut by one byte": lambda path: cut(path, -1),
    "all zeros": lambda path: zero(path, 0),
    "salt zeroed": lambda path: zero(path, 0, 16),
    "salt flipped": lambda path: flip(path, 3),
    "first page flipped": lambda path: flip(path, 200),
    "first page zeroed": lambda path: zero(path, 0, PAGE),
    "another file": replace,
}
"""Noticed when the file is opened."""

OF_THE_BODY: dict[str, Damage] = {
    "page flipped": lambda path: flip(path, 5 * PAGE + 77),
    "page zeroed": lambda path: zero(path, 5 * PAGE, 6 * PAGE),
    "authentication code flipped": lambda path: flip(path, 6 * PAGE - 1),
    "second half zeroed": lambda path: zero(path, 4 * PAGE),
}
"""Noticed when the damaged page is read."""
