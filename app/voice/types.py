# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window is shown of sounds; loads nothing that plays them."""

from __future__ import annotations

from dataclasses import dataclass

SPEEDS = (1.0, 1.5, 2.0)
LONGEST = 15 * 60
"""Seconds of a voice message."""
DRAFT = "draft"
"""The key under which a recording that is not sent yet is played."""


@dataclass(frozen=True, slots=True)
class Playing:
    """What is played. ``key``: what was given to ``play``, empty: nothing. Milliseconds."""

    key: str = ""
    position: int = 0
    duration: int = 0
    running: bool = False
    loading: bool = False
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """An Ogg/Opus file. ``duration`` in milliseconds, ``waveform`` 0 to 1024."""

    data: bytes
    duration: int
    waveform: tuple[int, ...]
