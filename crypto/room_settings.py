# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which rooms are encrypted, and how often their keys change (specification, "m.room.encryption").

Once encrypted, always encrypted: nothing the server says later takes that back or changes the algorithm.
"""

from __future__ import annotations

import logging
import math
from typing import Any

from crypto.account import MEGOLM
from crypto.store.database import Database
from crypto.types import RoomEncryption

_log = logging.getLogger(__name__)

HOUR_MS = 3_600_000
DEFAULT_PERIOD_MS = 7 * 24 * HOUR_MS
LONGEST_PERIOD_MS = 365 * 24 * HOUR_MS
DEFAULT_MESSAGES = 100
MOST_MESSAGES = 10_000


class RoomSettings:
    """The ``room_encryption`` table, with a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._cache: dict[str, RoomEncryption] = {}

    def forget(self) -> None:
        self._cache.clear()

    def get(self, room_id: str) -> RoomEncryption | None:
        if room_id not in self._cache:
            row = self._db.execute(
                "SELECT algorithm, period_ms, period_msgs FROM room_encryption WHERE room_id=?", (room_id,)
            ).fetchone()
            if row is None:
                return None
            self._cache[room_id] = RoomEncryption(*row)
        return self._cache[room_id]

    def set(self, room_id: str, content: Any) -> None:
        """Take over a state event's content, in the caller's transaction.

        Content that is not understood encrypts a room that was not, with default settings, and changes nothing in one
        that was: a room for which the server shows any ``m.room.encryption`` never gets plain text from us.
        """
        old = self.get(room_id)
        algorithm = content.get("algorithm") if isinstance(content, dict) else None
        if algorithm != MEGOLM:
            _log.warning("an encryption setting with no algorithm that we know")
            if old is not None:
                return
        fields = content if isinstance(content, dict) and algorithm == MEGOLM else {}
        new = RoomEncryption(
            MEGOLM,
            _clamped(fields.get("rotation_period_ms"), HOUR_MS, LONGEST_PERIOD_MS, DEFAULT_PERIOD_MS),
            _clamped(fields.get("rotation_period_msgs"), 1, MOST_MESSAGES, DEFAULT_MESSAGES),
        )
        if new != old:
            self._db.execute(
                "INSERT OR REPLACE INTO room_encryption VALUES(?, ?, ?, ?)",
                (room_id, new.algorithm, new.rotation_period_ms, new.rotation_period_msgs),
            )
            self._cache.pop(room_id, None)


def _clamped(value: Any, least: int, most: int, default: int) -> int:
    """A number is brought into the range, everything else gives the default."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    if isinstance(value, float) and not math.isfinite(value):
        return default
    return int(max(least, min(value, most)))
