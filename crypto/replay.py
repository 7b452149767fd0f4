# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each message of a Megolm session is one event for ever (specification, "Replay attacks").

What was decrypted is written down with its event id and time. The same event may be decrypted again; another event
with the same ciphertext is refused, also after a restart.
"""

from __future__ import annotations

from collections.abc import Sequence

from crypto.store.database import Database

Entry = tuple[int, int, str, int]
"""Row id of the session, message index, event id, origin_server_ts in ms."""


class ReplayTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    def register(self, entries: Sequence[Entry]) -> set[int]:
        """Write entries down, in the caller's transaction; gives the positions of those that are replays.

        One statement settles the usual case that all are new; only otherwise they are looked at one by one.
        """
        if not entries:
            return set()
        inserted = self._db.executemany("INSERT OR IGNORE INTO replay VALUES(?, ?, ?, ?)", entries).rowcount
        if inserted == len(entries):
            return set()
        replays: set[int] = set()
        for position, (session, index, event_id, origin_ms) in enumerate(entries):
            row = self._db.execute(
                "SELECT event_id, origin_ms FROM replay WHERE session=? AND message_index=?", (session, index)
            ).fetchone()
            if row is None or tuple(row) != (event_id, origin_ms):
                replays.add(position)
        return replays
