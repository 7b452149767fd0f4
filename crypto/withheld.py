# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reasons for not getting a room key (specification, "Reporting that decryption keys are withheld").

Anybody can send such a message, so it counts only for events of the user who sent it, and never against a key we have.
"""

from __future__ import annotations

from collections.abc import Callable

from crypto.account import MEGOLM
from crypto.megolm_inbound import InboundSessions
from crypto.store.database import Database
from crypto.types import CryptoChanges, Json, SessionRef, UtdCause

UNVERIFIED = "m.unverified"
NO_OLM = "m.no_olm"
MAX_TEXT = 255
MAX_ROWS = 20_000
EVENT_TYPES = ("m.room_key.withheld", "org.matrix.room_key.withheld")

_TEXTS = {
    "m.unverified": "The sender only gives keys to verified devices.",
    "m.no_olm": "No secure channel to the device could be opened.",
}


class Withheld:
    """The ``withheld`` table. Changes run in the caller's transaction."""

    def __init__(self, db: Database, sessions: InboundSessions, clock: Callable[[], float]) -> None:
        self._db = db
        self._sessions = sessions
        self._clock = clock

    def receive(self, sender: str, content: Json, changes: CryptoChanges) -> str | None:
        """Note a reason; gives its code, None if the message is not sound."""
        code, reason = content.get("code"), content.get("reason")
        if content.get("algorithm") != MEGOLM or not _is_text(code):
            return None
        if code == NO_OLM:
            return NO_OLM  # concerns the channel, names no session
        room_id, session_id = content.get("room_id"), content.get("session_id")
        if not isinstance(room_id, str) or not isinstance(session_id, str):
            return None
        if not (0 < len(room_id) <= MAX_TEXT and 0 < len(session_id) <= MAX_TEXT):
            return None
        if any(session.user_id == sender for session in self._sessions.get(room_id, session_id)):
            return str(code)
        self._db.execute(
            "INSERT OR REPLACE INTO withheld VALUES(?, ?, ?, ?, ?, ?)",
            (
                room_id,
                session_id,
                sender,
                code,
                reason[:MAX_TEXT] if isinstance(reason, str) else "",
                int(self._clock() * 1000),
            ),
        )
        changes.withheld.add(SessionRef(room_id, session_id))
        return str(code)

    def get(self, room_id: str, session_id: str, sender: str) -> tuple[UtdCause, str] | None:
        """The cause for the window and the code for the log, if this user gave one."""
        row = self._db.execute(
            "SELECT code FROM withheld WHERE room_id=? AND session_id=? AND user_id=?", (room_id, session_id, sender)
        ).fetchone()
        if row is None:
            return None
        code = str(row[0])
        return (UtdCause.WITHHELD_UNVERIFIED if code == UNVERIFIED else UtdCause.WITHHELD_BY_SENDER), code

    def arrived(self, room_id: str, session_id: str, sender: str) -> None:
        """The key came after all."""
        self._db.execute(
            "DELETE FROM withheld WHERE room_id=? AND session_id=? AND user_id=?", (room_id, session_id, sender)
        )

    def prune(self) -> None:
        """Keep the newest: whoever floods us only pushes out what is old."""
        self._db.execute(
            "DELETE FROM withheld WHERE received_ms < (SELECT received_ms FROM withheld"
            " ORDER BY received_ms DESC LIMIT 1 OFFSET ?)",
            (MAX_ROWS,),
        )


def withheld_content(code: str, sender_key: str, room_id: str, session_id: str) -> Json:
    """Content of the message that we send; without room and session for ``m.no_olm``, as the specification wants."""
    content: Json = {
        "algorithm": MEGOLM,
        "code": code,
        "reason": _TEXTS.get(code, ""),
        "sender_key": sender_key,
    }
    if code != NO_OLM:
        content["room_id"] = room_id
        content["session_id"] = session_id
    return content


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT
