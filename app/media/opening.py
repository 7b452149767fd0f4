# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which saved files may be handed to the program that the system has for them.

A list of what may, not of what must not: by the ending, which decides what the system does, and by the first bytes,
which have to fit it (C-09). Whatever is or may contain a program is only saved.
"""

from __future__ import annotations

from pathlib import Path

_STARTS: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".pdf": ((0, b"%PDF-"),),
    ".png": ((0, b"\x89PNG\r\n\x1a\n"),),
    ".jpg": ((0, b"\xff\xd8\xff"),),
    ".jpeg": ((0, b"\xff\xd8\xff"),),
    ".gif": ((0, b"GIF8"),),
    ".webp": ((8, b"WEBP"),),
    ".mp4": ((4, b"ftyp"),),
    ".m4v": ((4, b"ftyp"),),
    ".m4a": ((4, b"ftyp"),),
    ".mov": ((4, b"ftyp"), (4, b"moov"), (4, b"wide"), (4, b"mdat")),
    ".webm": ((0, b"\x1a\x45\xdf\xa3"),),
    ".mkv": ((0, b"\x1a\x45\xdf\xa3"),),
    ".avi": ((8, b"AVI "),),
    ".ogg": ((0, b"OggS"),),
    ".oga": ((0, b"OggS"),),
    ".ogv": ((0, b"OggS"),),
    ".opus": ((0, b"OggS"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    ".flac": ((0, b"fLaC"),),
    ".wav": ((8, b"WAVE"),),
    # Documents without macros; the programs for them ask before they run what is in those with.
    ".docx": ((0, b"PK\x03\x04"),),
    ".xlsx": ((0, b"PK\x03\x04"),),
    ".pptx": ((0, b"PK\x03\x04"),),
    ".odt": ((0, b"PK\x03\x04"),),
    ".ods": ((0, b"PK\x03\x04"),),
    ".odp": ((0, b"PK\x03\x04"),),
}


def opens_safely(path: Path) -> bool:
    """Whether the saved file is of a kind that may be opened, and really is of that kind. Reads a few bytes."""
    if path.suffix.lower() == ".txt":
        return True
    starts = _STARTS.get(path.suffix.lower())
    if starts is None:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    return any(head[at : at + len(wanted)] == wanted for at, wanted in starts)
