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


_TRAFFIC = """
CREATE TABLE signature_uploads(id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL, body BLOB NOT NULL);
-- Messages that go through Olm only; they wait here until there is a session with the device.
CREATE TABLE olm_queue(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    content BLOB NOT NULL,
    queued_ms INTEGER NOT NULL
);
-- Events of verifications in rooms: in clear, in order, each under one transaction id.
CREATE TABLE room_sends(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    txn_id TEXT NOT NULL UNIQUE,
    flow TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE verification_seen(event_id TEXT PRIMARY KEY, seen_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX verification_seen_when ON verification_seen(seen_ms);
CREATE TABLE key_requests(
    room_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    devices TEXT NOT NULL,                     -- JSON: ids of our own devices that were asked
    asked_ms INTEGER NOT NULL,
    PRIMARY KEY(room_id, session_id)
) WITHOUT ROWID;
-- History that somebody offered (MSC4268), and who invited us where.
CREATE TABLE key_bundles(
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    file BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY(room_id, user_id)
) WITHOUT ROWID;
CREATE TABLE accepted_invites(
    room_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    joined_ms INTEGER NOT NULL
) WITHOUT ROWID;
"""

IDENTITY_MIGRATIONS: Final = (
    _FIRST,
    _queue_triggers,
    "INSERT INTO backup_queue(session) SELECT id FROM inbound_sessions ORDER BY id",
    _TRAFFIC,
)

OWN_IDENTITY: Final = "own_identity"
NEW_IDENTITY: Final = "new_identity"
"""Made here and not yet known to be published."""
OTHER_IDENTITY: Final = "other_identity"
"""Another identity of our own user that the server shows; nothing follows from it until the person decides."""
BACKUP: Final = "backup"
SECRET_SHARING: Final = "secret_sharing"  # noqa: S105
SETUP: Final = "setup"
"""A set-up or reset under way."""
SETTINGS: Final = "security_settings"


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
