# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window is shown of videos; loads nothing that plays them."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ErrorCode

LOUDEST = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a video: rows of blue, green, red and an unused byte. ``at``: milliseconds."""

    width: int
    height: int
    pixels: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Showing:
    """What is played. ``key``: what was given to ``play``, empty: nothing. Milliseconds.

    ``duration`` is 0 if the file does not say; ``volume`` 0 to 100; ``error``: why it ended before its end.
    """

    key: str = ""
    position: int = 0
    duration: int = 0
    width: int = 0
    height: int = 0
    running: bool = False
    loading: bool = False
    sound: bool = False
    volume: int = LOUDEST
    muted: bool = False
    error: ErrorCode | None = None
