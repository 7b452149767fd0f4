# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all ways to show a notification have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

OPEN, READ, REPLY = "default", "read", "inline-reply"


@dataclass(frozen=True, slots=True)
class Card:
    """A notification as it is shown; one with the ``key`` of an earlier one takes its place.

    ``title`` and ``text`` are plain text. ``read``: it can be marked as read; ``reply``: it can be answered.
    """

    key: str
    title: str
    text: str
    sound: bool = False
    read: bool = False
    reply: bool = False


Chosen = Callable[[str, str, str], None]
"""Called with the key of a card, OPEN, READ or REPLY, and the text of a reply."""


class Desktop(Protocol):
    """Somewhere to show cards. Nothing of it raises; what cannot be shown is not shown."""

    @property
    def plays_sounds(self) -> bool:
        """Whether it plays the sound of a card itself."""
        ...

    def show(self, card: Card) -> None: ...

    def close(self, key: str) -> None: ...

    def badge(self, count: int) -> None:
        """How much is unread, for the taskbar."""
        ...

    async def stop(self) -> None: ...
