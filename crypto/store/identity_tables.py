# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of our digital identity in ``crypto.db`` (component "identity"): own keys, backup, verifications under way.

They come after those of component "crypto", whose sessions the backup queue follows by itself.
"""

from __future__ import annotations

from typing import Final

import orjson

from crypto.store.database import Connection, Database
from crypto.types import Json

_FIRST = """
-- One JSON object per part, secrets included: own identity, backup, secret sharing.
CREATE TABLE identity_state(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE verifications(
    key TEXT PRIMARY KEY,
    position INTEGER NOT NULL,                 -- oldest first
    value BLOB NOT NULL
) WITHOUT ROWID;
-- Sessions that are not in the backup, or only with a higher index. A session that gets better gets a new stamp.
CREATE TABLE backup_queue(
    stamp INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL UNIQUE            -- inbound_sessions.id
);
"""


def _queue_triggers(connection: Connection) -> None:
    connection.execute(
        "CREATE TRIGGER backup_queue_new AFTER INSERT ON inbound_sessions"
        " BEGIN INSERT OR REPLACE INTO backup_queue(session) VALUES(new.id); END"
    )
    connection.execute(
        "CREATE TRIGGER backup_queue_better AFTER UPDATE OF first_index ON inbound_sessions"
        " BEGIN INSERT OR REPLACE INTO backup_queue(session) VALUES(new.id); END"
    )
    connection.execute(
        "CREATE TRIGGER backup_queue_gone AFTER DELETE ON inbound_sessions"
        " BEGIN DELETE FROM backup_queue WHERE session=old.id; END"
    )


IDENTITY_MIGRATIONS: Final = (
    _FIRST,
    _queue_triggers,
    "INSERT INTO backup_queue(session) SELECT id FROM inbound_sessions ORDER BY id",
)

OWN_IDENTITY: Final = "own_identity"
BACKUP: Final = "backup"
SECRET_SHARING: Final = "secret_sharing"  # noqa: S105


class IdentityTables:
    """Reads and writes parts as JSON. Runs in the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> Json | None:
        """Return a part, None if it was never put."""
        row = self._db.execute("SELECT value FROM identity_state WHERE name=?", (name,)).fetchone()
        return dict(orjson.loads(row[0])) if row else None

    def put(self, name: str, value: Json | None) -> None:
        """Keep a part; None: forget it."""
        if value is None:
            self._db.execute("DELETE FROM identity_state WHERE name=?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO identity_state VALUES(?, ?)", (name, orjson.dumps(value)))

    def verifications(self) -> list[Json]:
        """Return what ``Verifications`` is to be made with."""
        return [
            orjson.loads(value)
            for (value,) in self._db.execute("SELECT value FROM verifications ORDER BY position, key")
        ]

    def put_verifications(self, changes: dict[str, Json | None]) -> None:
        """Keep what ``Verifications.take_changes`` gave."""
        for key, value in changes.items():
            if value is None:
                self._db.execute("DELETE FROM verifications WHERE key=?", (key,))
            else:
                self._db.execute(
                    "INSERT INTO verifications VALUES(?, (SELECT coalesce(max(position), 0) + 1 FROM verifications), ?)"
                    " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                    (key, orjson.dumps(value)),
                )
