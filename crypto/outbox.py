# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""To-device messages on their way out: persisted, first in first out, many to a request."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import orjson

from crypto.store.database import Database
from crypto.types import Json, OutgoingRequest

TO_DEVICE = "todevice-"
MESSAGES_PER_REQUEST = 250
HEAD = 16
"""How many requests are handed out at once; the rest waits its turn on the disk."""

Message = tuple[str, str, Json]
"""User id, device id, content."""


class Outbox:
    """The ``outbox`` table. A row is one request: its body and transaction id never change."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._built: dict[int, OutgoingRequest] = {}

    def forget(self) -> None:
        self._built.clear()

    def put(self, event_type: str, messages: Sequence[Message], room_id: str | None = None) -> None:
        """Queue messages, in the caller's transaction. ``room_id``: they must be out before the room can be used."""
        batch: dict[str, dict[str, Json]] = {}
        size = 0
        for user_id, device_id, content in messages:
            if size >= MESSAGES_PER_REQUEST or device_id in batch.get(user_id, ()):
                self._insert(event_type, batch, room_id)
                batch, size = {}, 0
            batch.setdefault(user_id, {})[device_id] = content
            size += 1
        if batch:
            self._insert(event_type, batch, room_id)

    def _insert(self, event_type: str, batch: dict[str, Any], room_id: str | None) -> None:
        self._db.execute(
            "INSERT INTO outbox(event_type, txn_id, room_id, body) VALUES(?, ?, ?, ?)",
            (event_type, uuid.uuid4().hex, room_id, orjson.dumps({"messages": batch})),
        )

    def requests(self) -> list[OutgoingRequest]:
        """The oldest requests, in order."""
        return [
            self._request(row_id)
            for (row_id,) in self._db.execute("SELECT id FROM outbox ORDER BY id LIMIT ?", (HEAD,))
        ]

    def requests_of_room(self, room_id: str) -> list[OutgoingRequest]:
        """Everything that has to go out until the last request of this room has; empty if it has none."""
        row = self._db.execute("SELECT max(id) FROM outbox WHERE room_id=?", (room_id,)).fetchone()
        if row is None or row[0] is None:
            return []
        ids = self._db.execute("SELECT id FROM outbox WHERE id<=? ORDER BY id LIMIT ?", (row[0], HEAD)).fetchall()
        return [self._request(row_id) for (row_id,) in ids]

    def holds(self, room_id: str) -> bool:
        """Whether something of this room has not gone out yet."""
        return self._db.execute("SELECT 1 FROM outbox WHERE room_id=? LIMIT 1", (room_id,)).fetchone() is not None

    def _request(self, row_id: int) -> OutgoingRequest:
        if row_id not in self._built:
            row = self._db.execute("SELECT event_type, txn_id, body FROM outbox WHERE id=?", (row_id,)).fetchone()
            assert row is not None
            event_type, txn_id, body = row
            path = f"/_matrix/client/v3/sendToDevice/{event_type}/{txn_id}"
            self._built[row_id] = OutgoingRequest(
                f"{TO_DEVICE}{row_id}-{txn_id}", "to_device", "PUT", path, orjson.loads(body)
            )
        return self._built[row_id]

    def done(self, request_id: str) -> None:
        """The server has it, or will never take it."""
        number, _, txn_id = request_id.removeprefix(TO_DEVICE).partition("-")
        if number.isdecimal():
            self._db.execute("DELETE FROM outbox WHERE id=? AND txn_id=?", (int(number), txn_id))
            self._built.pop(int(number), None)
