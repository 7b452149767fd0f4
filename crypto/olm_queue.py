# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages to single devices that go through Olm only: secrets, forwarded keys, shared history.

They wait on the disk until there is a session with the device, and are given up after a while.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson

from crypto.claims import Claims
from crypto.devices import Device, Devices
from crypto.olm_messages import OlmWriter
from crypto.olm_sessions import OlmSessions
from crypto.outbox import Outbox
from crypto.store.database import Database
from crypto.types import Json, OutgoingRequest

KEEP_MS = 24 * 3_600_000
SLICE = 100
MAX_WAITING = 5000


class OlmQueue:
    """The ``olm_queue`` table. Runs in the caller's transaction."""

    def __init__(
        self,
        db: Database,
        devices: Devices,
        sessions: OlmSessions,
        claims: Claims,
        writer: OlmWriter,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._devices = devices
        self._sessions = sessions
        self._claims = claims
        self._writer = writer
        self._outbox = outbox
        self._clock = clock

    def put(self, user_id: str, device_id: str, event_type: str, content: Json) -> None:
        """Queue one message; with thousands waiting already, nothing is taken any more."""
        row = self._db.execute("SELECT count(*) FROM olm_queue").fetchone()
        if row is not None and row[0] < MAX_WAITING:
            self._db.execute(
                "INSERT INTO olm_queue(user_id, device_id, event_type, content, queued_ms) VALUES(?, ?, ?, ?, ?)",
                (user_id, device_id, event_type, orjson.dumps(content), int(self._clock() * 1000)),
            )

    def requests(self) -> list[OutgoingRequest]:
        """Hand over what can be sealed to the outbox; gives the claims for the rest."""
        rows = self._db.execute(
            "SELECT id, user_id, device_id, event_type, content FROM olm_queue ORDER BY id LIMIT ?", (SLICE,)
        ).fetchall()
        if not rows:
            return []
        self._db.execute("DELETE FROM olm_queue WHERE queued_ms<?", (int(self._clock() * 1000) - KEEP_MS,))
        seal = self._writer.sealer()
        without: list[Device] = []
        for row_id, user_id, device_id, event_type, content in rows:
            device = self._devices.get(user_id, device_id)
            if device is not None and not device.deleted:
                sealed = seal(device, event_type, orjson.loads(content))
                if sealed is None:
                    without.append(device)
                    continue
                self._outbox.put("m.room.encrypted", [(user_id, device_id, sealed)])
            self._db.execute("DELETE FROM olm_queue WHERE id=?", (row_id,))
        return self._claims.requests({(d.user_id, d.device_id): d for d in without}.values())
