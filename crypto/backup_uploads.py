# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which sessions still have to go to the key backup, and the next upload of them.

The queue is a table that follows ``inbound_sessions`` by itself, so nothing is forgotten by a crash, and a session that
got a better key during an upload is uploaded again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import vodozemac

from crypto.exported_session import ExportedSession
from crypto.key_backup import BATCH, BackupWriter
from crypto.store.database import Database
from crypto.store.pickles import PICKLE_KEY
from crypto.types import Json

_COLUMNS = "s.id, s.room_id, s.session_id, s.curve25519, s.ed25519, s.shared_history, s.pickle"
_READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """The body of one ``PUT /room_keys/keys?version=...`` and the stamps to report when the server has it."""

    body: Json
    stamps: tuple[int, ...]


class BackupUploads:
    """The queue. Runs in the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def remaining(self) -> int:
        """How many sessions wait."""
        row = self._db.execute("SELECT count(*) FROM backup_queue").fetchone()
        return int(row[0]) if row else 0

    @property
    def total(self) -> int:
        """How many sessions there are."""
        row = self._db.execute("SELECT count(*) FROM inbound_sessions").fetchone()
        return int(row[0]) if row else 0

    def start_over(self) -> None:
        """A new backup version: everything has to go into it."""
        self._db.execute("DELETE FROM backup_queue")
        self._db.execute("INSERT INTO backup_queue(session) SELECT id FROM inbound_sessions ORDER BY id")

    def next(self, writer: BackupWriter, size: int = BATCH) -> Upload | None:
        """Return the next upload, the same sessions again until they are done; None if there is nothing to do.

        Of two sessions with one name (somebody used a foreign name) only the older one goes into the backup.
        """
        while True:
            rows = self._db.execute(
                f"SELECT q.stamp, {_COLUMNS} FROM backup_queue q JOIN inbound_sessions s ON s.id=q.session"  # noqa: S608
                " ORDER BY q.stamp LIMIT ?",
                (size,),
            ).fetchall()
            if not rows:
                return None
            stamps = tuple(int(row[0]) for row in rows)
            sessions = [_exported(columns) for _, row_id, *columns in rows if self._is_oldest(row_id, columns)]
            batch = next(writer.batches((session for session in sessions if session), size), None)
            if batch is not None:
                return Upload(batch.body, stamps)
            self.done(stamps)

    def done(self, stamps: Sequence[int]) -> None:
        """The server has these, or has them from where we have them (a restore of the same version)."""
        self._db.executemany("DELETE FROM backup_queue WHERE stamp=?", [(stamp,) for stamp in stamps])

    def restored(self, room_id: str, session_id: str) -> None:
        """A session came out of this very backup: it need not go there again."""
        self._db.execute(
            "DELETE FROM backup_queue WHERE session IN"
            " (SELECT id FROM inbound_sessions WHERE room_id=? AND session_id=?)",
            (room_id, session_id),
        )

    def _is_oldest(self, row_id: object, columns: Sequence[object]) -> bool:
        row = self._db.execute(
            "SELECT min(id) FROM inbound_sessions WHERE room_id=? AND session_id=?", tuple(columns[:2])
        ).fetchone()
        return row is not None and row[0] == row_id


def all_sessions(db: Database) -> Iterator[ExportedSession]:
    """Yield every session there is, for a key file. Reads a few at a time; may be left at any moment."""
    last: int | None = 0
    while last is not None:
        sessions, last = exported_after(db, last)
        yield from sessions


def exported_after(db: Database, after: int) -> tuple[list[ExportedSession], int | None]:
    """Some sessions from behind row ``after`` on, and the row to go on behind; None: that was all."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM inbound_sessions s WHERE s.id>? ORDER BY s.id LIMIT ?",  # noqa: S608
        (after, _READ_AT_ONCE),
    ).fetchall()
    sessions = [session for _, *columns in rows if (session := _exported(columns)) is not None]
    return sessions, int(rows[-1][0]) if len(rows) == _READ_AT_ONCE else None


def exported_rows(db: Database, room_id: str, after: int, count: int) -> tuple[int | None, list[ExportedSession]]:
    """Some sessions of one room, from behind row ``after`` on, and the row to go on behind; None: that was all."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM inbound_sessions s WHERE s.room_id=? AND s.id>? ORDER BY s.id LIMIT ?",  # noqa: S608
        (room_id, after, count),
    ).fetchall()
    sessions = [session for _, *columns in rows if (session := _exported(columns)) is not None]
    return int(rows[-1][0]) if len(rows) == count else None, sessions


def _exported(columns: Sequence[object]) -> ExportedSession | None:
    room_id, session_id, curve25519, ed25519, shared_history, pickle = columns
    session = vodozemac.InboundGroupSession.from_pickle(str(pickle), PICKLE_KEY)
    key = session.export_at(session.first_known_index)
    if key is None:
        return None
    return ExportedSession(
        str(room_id),
        str(session_id),
        key.to_base64(),
        str(curve25519),
        str(ed25519) or None,
        shared_history=bool(shared_history),
    )
