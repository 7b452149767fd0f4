# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events of verifications in rooms on their way out: in clear, in order, persisted with their transaction ids."""

from __future__ import annotations

from urllib.parse import quote

import orjson

from crypto.store.database import Database
from crypto.types import OutgoingRequest
from crypto.verification.messages import OutgoingVerification

ROOM_SEND = "roomsend-"


class RoomSends:
    """The ``room_sends`` table. Runs in the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, message: OutgoingVerification) -> None:
        assert message.room_id is not None
        self._db.execute(
            "INSERT OR IGNORE INTO room_sends(room_id, event_type, txn_id, flow, body) VALUES(?, ?, ?, ?, ?)",
            (message.room_id, message.event_type, message.txn_id, message.txn_id, orjson.dumps(message.content)),
        )

    def requests(self) -> list[OutgoingRequest]:
        """The oldest event of each room: the next one comes when it is answered."""
        rows = self._db.execute(
            "SELECT id, room_id, event_type, txn_id, body FROM room_sends"
            " WHERE id IN (SELECT min(id) FROM room_sends GROUP BY room_id) ORDER BY id"
        ).fetchall()
        return [
            OutgoingRequest(
                f"{ROOM_SEND}{row_id}",
                "room_sends",
                "PUT",
                f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/send/{event_type}/{txn_id}",
                orjson.loads(body),
            )
            for row_id, room_id, event_type, txn_id, body in rows
        ]

    def done(self, request_id: str) -> tuple[str, str] | None:
        """The server answered: (event type, transaction id) of what was sent; None if it was not waiting."""
        number = request_id.removeprefix(ROOM_SEND)
        row = self._db.execute("SELECT event_type, txn_id FROM room_sends WHERE id=?", (number,)).fetchone()
        self._db.execute("DELETE FROM room_sends WHERE id=?", (number,))
        return (str(row[0]), str(row[1])) if row else None
