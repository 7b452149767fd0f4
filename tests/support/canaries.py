# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks for words that must not be readable anywhere on the disk."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path


def find_canaries(folder: Path, canaries: Iterable[str | bytes]) -> list[str]:
    """Where any of the canaries stands below ``folder``: in names or contents, as UTF-8, UTF-16, base64 or hex."""
    spellings = {spelling for canary in canaries for spelling in _spellings(canary)}
    found = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        name = path.name.encode()
        if any(spelling in content or spelling in name for spelling in spellings):
            found.append(str(path.relative_to(folder)))
    return found


def _spellings(canary: str | bytes) -> Iterable[bytes]:
    data = canary.encode() if isinstance(canary, str) else canary
    yield data
    yield data.hex().encode()
    if isinstance(canary, str):
        yield canary.encode("utf-16-le")
        yield canary.encode("utf-16-be")
    for shift in range(3):  # base64 of a longer text that contains it, at any offset
        yield base64.b64encode(bytes(shift) + data)[4:-4]
