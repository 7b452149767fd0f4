# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Room keys between our own verified devices, and nobody else (specification, "Key requests").

Nothing is ever given to another person on request, and a forwarded key is taken only if it was asked for, from a device
that was asked.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from crypto.account import MEGOLM, OwnAccount
from crypto.exported_session import BadSession, parse_session
from crypto.megolm_inbound import InboundSessions
from crypto.olm_messages import OlmMessage
from crypto.olm_queue import OlmQueue
from crypto.outbox import Outbox
from crypto.store.database import Database
from crypto.types import CryptoChanges, Json, SessionRef

_log = logging.getLogger(__name__)

REQUEST = "m.room_key_request"
FORWARDED = "m.forwarded_room_key"
AGAIN_MS = 3_600_000
"""How long a key is not asked for once more."""
KEEP_MS = 7 * 24 * 3_600_000
_MAX_ANSWERED = 2000


class KeyRequests:
    """The ``key_requests`` table. ``own_devices`` gives the verified ones, id -> Ed25519 key."""

    def __init__(
        self,
        db: Database,
        own: OwnAccount,
        inbound: InboundSessions,
        outbox: Outbox,
        queue: OlmQueue,
        clock: Callable[[], float],
        own_devices: Callable[[], Mapping[str, str]],
    ) -> None:
        self._db = db
        self._own = own
        self._inbound = inbound
        self._outbox = outbox
        self._queue = queue
        self._clock = clock
        self._own_devices = own_devices
        self._answered: dict[tuple[str, str], None] = {}

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, room_id: str, session_id: str) -> bool:
        """Ask our other verified devices for a key; at most once an hour. Gives whether anybody was asked."""
        targets = sorted(set(self._own_devices()) - {self._own.device_id})
        now = int(self._clock() * 1000)
        row = self._db.execute(
            "SELECT asked_ms FROM key_requests WHERE room_id=? AND session_id=?", (room_id, session_id)
        ).fetchone()
        if not targets or (row is not None and 0 <= now - row[0] < AGAIN_MS):
            return False
        request_id = uuid.uuid4().hex
        self._db.execute("DELETE FROM key_requests WHERE asked_ms<?", (now - KEEP_MS,))
        self._db.execute(
            "INSERT OR REPLACE INTO key_requests VALUES(?, ?, ?, ?, ?)",
            (room_id, session_id, request_id, orjson.dumps(targets).decode(), now),
        )
        content: Json = {
            "action": "request",
            "request_id": request_id,
            "requesting_device_id": self._own.device_id,
            "body": {"algorithm": MEGOLM, "room_id": room_id, "session_id": session_id},
        }
        self._outbox.put(REQUEST, [(self._own.user_id, device, content) for device in targets])
        return True

    def receive(self, message: OlmMessage, changes: CryptoChanges) -> None:
        """Take an ``m.forwarded_room_key`` that came through Olm."""
        device = message.device
        if message.sender != self._own.user_id or device is None or device.deleted:
            return
        if self._own_devices().get(device.device_id) != device.ed25519:
            return
        content = message.content
        room_id, session_id = content.get("room_id"), content.get("session_id")
        if not isinstance(room_id, str) or not isinstance(session_id, str):
            return
        row = self._db.execute(
            "SELECT devices FROM key_requests WHERE room_id=? AND session_id=?", (room_id, session_id)
        ).fetchone()
        if row is None or device.device_id not in orjson.loads(row[0]):
            _log.warning("a key that was not asked for; ignored")
            return
        claimed = content.get("sender_claimed_ed25519_key")
        claimed_keys = {"ed25519": claimed} if isinstance(claimed, str) else {}
        try:
            session = parse_session(content | {"sender_claimed_keys": claimed_keys})
            better = self._inbound.add_imported(session)
        except BadSession as error:
            _log.warning("a forwarded key is not usable: %s", error)
            return
        if better:
            self._db.execute("DELETE FROM key_requests WHERE room_id=? AND session_id=?", (room_id, session_id))
            changes.new_keys.add(SessionRef(room_id, session_id))

    # -- answering ---------------------------------------------------------------------------------------------------

    def answer(self, sender: str, content: Any, message: OlmMessage | None = None) -> None:
        """Answer an ``m.room_key_request``; ``message`` if it came through Olm. Whoever gets no key gets no answer."""
        if sender != self._own.user_id or not isinstance(content, dict) or content.get("action") != "request":
            return
        device_id, request_id, body = (content.get(name) for name in ("requesting_device_id", "request_id", "body"))
        if not isinstance(device_id, str) or not isinstance(request_id, str) or not isinstance(body, dict):
            return
        known = self._own_devices()
        if device_id == self._own.device_id or device_id not in known or len(known) < 2:
            return
        if message is not None and (
            message.device is None or message.device.device_id != device_id or message.ed25519 != known[device_id]
        ):
            _log.warning("a key was asked for in the name of another device; ignored")
            return
        room_id, session_id = body.get("room_id"), body.get("session_id")
        if body.get("algorithm") != MEGOLM or not isinstance(room_id, str) or not isinstance(session_id, str):
            return
        if (device_id, request_id) in self._answered:
            return
        sessions = self._inbound.get(room_id, session_id)
        if not sessions:
            return
        best = max(sessions, key=lambda session: (session.vouched, -session.first_index))
        ratchet = best.load()
        key = ratchet.export_at(best.first_index)
        row = self._db.execute("SELECT ed25519 FROM inbound_sessions WHERE id=?", (best.row_id,)).fetchone()
        if key is None or row is None:
            return
        self._answered[device_id, request_id] = None
        if len(self._answered) > _MAX_ANSWERED:
            self._answered.pop(next(iter(self._answered)))
        self._queue.put(
            self._own.user_id,
            device_id,
            FORWARDED,
            {
                "algorithm": MEGOLM,
                "room_id": room_id,
                "session_id": session_id,
                "session_key": key.to_base64(),
                "sender_key": best.curve25519,
                "sender_claimed_ed25519_key": row[0],
                "forwarding_curve25519_key_chain": [],
            },
        )
