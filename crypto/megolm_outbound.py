# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our own Megolm sessions for sending (specification, "m.megolm.v1.aes-sha2").

The advanced ratchet and the ciphertext are committed together before anything is handed out, so no index is ever used
for two texts, and a retry sends the bytes of the first try.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import vodozemac

from crypto.account import MEGOLM, OwnAccount
from crypto.megolm_inbound import InboundSessions, Owner
from crypto.store.database import Database
from crypto.store.pickles import PICKLE_KEY
from crypto.trust import Vouched
from crypto.types import Json, RoomEncryption

_RELATES_TO = "m.relates_to"


@dataclass(frozen=True, slots=True)
class OutboundSession:
    """One row of ``outbound_sessions``, without its ratchet. Times in ms."""

    room_id: str
    session_id: str
    created_ms: int
    messages: int
    period_ms: int
    period_msgs: int
    visibility: str
    retired: bool

    def fits(self, settings: RoomEncryption, now_ms: int) -> bool:
        """Whether it may be used for one more message. A clock that went backwards makes it too old."""
        return (
            not self.retired
            and (self.period_ms, self.period_msgs) == (settings.rotation_period_ms, settings.rotation_period_msgs)
            and self.messages < self.period_msgs
            and 0 <= now_ms - self.created_ms < self.period_ms
        )


class OutboundSessions:
    """The ``outbound_sessions`` and ``sends`` tables. Changes run in the caller's transaction.

    The session of a room is the same after a restart.
    """

    def __init__(self, db: Database, own: OwnAccount, inbound: InboundSessions, clock: Callable[[], float]) -> None:
        self._db = db
        self._own = own
        self._inbound = inbound
        self._clock = clock

    def get(self, room_id: str) -> OutboundSession | None:
        row = self._db.execute(
            "SELECT room_id, session_id, created_ms, messages, period_ms, period_msgs, visibility, retired"
            " FROM outbound_sessions WHERE room_id=?",
            (room_id,),
        ).fetchone()
        if row is None:
            return None
        name, session_id, created_ms, messages, period_ms, period_msgs, visibility, retired = row
        return OutboundSession(
            name, session_id, created_ms, messages, period_ms, period_msgs, visibility, bool(retired)
        )

    def usable(self, room_id: str, settings: RoomEncryption) -> OutboundSession | None:
        session = self.get(room_id)
        return session if session is not None and session.fits(settings, self._now_ms()) else None

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def retire(self, room_id: str) -> bool:
        """The next message needs a new session; gives whether there was one to retire."""
        return (
            self._db.execute(
                "UPDATE outbound_sessions SET retired=1 WHERE room_id=? AND NOT retired", (room_id,)
            ).rowcount
            > 0
        )

    def create(self, room_id: str, settings: RoomEncryption, visibility: str, shared_history: bool) -> OutboundSession:
        """Replace the room's session, and keep the receiving half so that we can read what we send."""
        old = self.get(room_id)
        if old is not None:
            self._db.execute("DELETE FROM shares WHERE session_id=?", (old.session_id,))
        ratchet = vodozemac.GroupSession()
        own = self._own
        self._inbound.add(
            room_id,
            vodozemac.InboundGroupSession(ratchet.session_key),
            Owner(own.user_id, own.curve25519, own.ed25519, own.device_id, Vouched.OWN),
            shared_history=shared_history,
        )
        session = OutboundSession(
            room_id,
            ratchet.session_id,
            self._now_ms(),
            0,
            settings.rotation_period_ms,
            settings.rotation_period_msgs,
            visibility,
            False,
        )
        self._db.execute(
            "INSERT OR REPLACE INTO outbound_sessions(room_id, session_id, pickle, created_ms, period_ms, period_msgs,"
            " visibility) VALUES(?, ?, ?, ?, ?, ?, ?)",
            (
                room_id,
                session.session_id,
                ratchet.pickle(PICKLE_KEY),
                session.created_ms,
                session.period_ms,
                session.period_msgs,
                visibility,
            ),
        )
        return session

    def _ratchet(self, room_id: str) -> vodozemac.GroupSession:
        row = self._db.execute("SELECT pickle FROM outbound_sessions WHERE room_id=?", (room_id,)).fetchone()
        assert row is not None
        return vodozemac.GroupSession.from_pickle(row[0], PICKLE_KEY)

    def key(self, room_id: str) -> tuple[str, int]:
        """The session key from its present position on, and that position."""
        ratchet = self._ratchet(room_id)
        return ratchet.session_key.to_base64(), ratchet.message_index

    # -- messages ----------------------------------------------------------------------------------------------------

    def stored(self, room_id: str, txn_id: str) -> Json | None:
        """The ciphertext that was made for this room under this transaction id."""
        row = self._db.execute("SELECT content FROM sends WHERE txn_id=? AND room_id=?", (txn_id, room_id)).fetchone()
        return orjson.loads(row[0]) if row else None

    def encrypt(self, session: OutboundSession, event_type: str, content: Json, txn_id: str) -> Json:
        """Advance the ratchet by one message and keep the result under ``txn_id``."""
        payload = orjson.dumps({"room_id": session.room_id, "type": event_type, "content": content})
        ratchet = self._ratchet(session.room_id)
        encrypted: Json = {
            "algorithm": MEGOLM,
            "ciphertext": ratchet.encrypt(payload).to_base64(),
            "session_id": session.session_id,
            # Deprecated, and no one may rely on them; some clients of today cannot do without (MSC4381).
            "sender_key": self._own.curve25519,
            "device_id": self._own.device_id,
        }
        relation: Any = content.get(_RELATES_TO)
        if relation is not None:
            encrypted[_RELATES_TO] = relation
        self._db.execute(
            "UPDATE outbound_sessions SET pickle=?, messages=messages+1 WHERE room_id=?",
            (ratchet.pickle(PICKLE_KEY), session.room_id),
        )
        self._db.execute(
            "INSERT INTO sends VALUES(?, ?, ?, ?)",
            (txn_id, session.room_id, orjson.dumps(encrypted), self._now_ms()),
        )
        return encrypted

    def sent(self, txn_id: str) -> None:
        self._db.execute("DELETE FROM sends WHERE txn_id=?", (txn_id,))
