# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Olm sessions with other devices (specification, "m.olm.v1.curve25519-aes-sha2").

They are kept in the database only: loading one costs 8 microseconds, and there is nothing in memory that could run
ahead of what is committed. A session belongs to a user and an identity key, so a device that claims somebody else's
identity key cannot push itself between two others.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import vodozemac

from crypto.account import OwnAccount
from crypto.store.database import Database
from crypto.store.pickles import PICKLE_KEY
from crypto.types import Json

SESSIONS_PER_DEVICE = 8
SEEN_FOR_MS = 60 * 24 * 3_600_000
PRE_KEY = 0
NORMAL = 1


class OlmFailure(ValueError):
    """No session could decrypt the message."""


class OlmSessions:
    """The ``olm_sessions`` and ``olm_seen`` tables. Changes run in the caller's transaction."""

    def __init__(self, db: Database, own: OwnAccount, clock: Callable[[], float]) -> None:
        self._db = db
        self._own = own
        self._clock = clock
        self.version = 0
        """Grows when a device gets its first session: keys may be shared that could not be before."""

    def exists(self, user_id: str, curve25519: str) -> bool:
        return self._newest(user_id, curve25519) is not None

    def _newest(self, user_id: str, curve25519: str) -> tuple[Any, ...] | None:
        return self._db.execute(
            "SELECT session_id, pickle FROM olm_sessions WHERE user_id=? AND curve25519=? ORDER BY rank DESC LIMIT 1",
            (user_id, curve25519),
        ).fetchone()

    def begin(self, user_id: str, curve25519: str, one_time_key: str) -> None:
        """Make a session from a claimed key; it is the one used from now on. Raises ValueError for a bad key."""
        self._insert(user_id, curve25519, self._own.new_session(curve25519, one_time_key))

    def encrypt(self, user_id: str, curve25519: str, plaintext: bytes) -> Json | None:
        """One ciphertext object ``{type, body}``; None if there is no session."""
        row = self._newest(user_id, curve25519)
        if row is None:
            return None
        session = vodozemac.Session.from_pickle(row[1], PICKLE_KEY)
        kind, ciphertext = session.encrypt(plaintext).to_parts()
        self._db.execute("UPDATE olm_sessions SET pickle=? WHERE session_id=?", (session.pickle(PICKLE_KEY), row[0]))
        return {"type": kind, "body": _base64(ciphertext)}

    def decrypt(self, user_id: str, curve25519: str, kind: int, body: str) -> bytes:
        """The plaintext; the session that decrypted is then the one to send with. Raises OlmFailure, ValueError."""
        if kind == PRE_KEY:
            message = vodozemac.PreKeyMessage.from_base64(body)
            row = self._db.execute(
                "SELECT session_id, pickle, user_id, curve25519 FROM olm_sessions WHERE session_id=?",
                (message.session_id(),),
            ).fetchone()
            if row is None:
                session, plaintext = self._own.open_session(curve25519, message)
                self._insert(user_id, curve25519, session)
                return plaintext
            if (row[2], row[3]) != (user_id, curve25519):
                raise OlmFailure("the session belongs to another user")
            return self._decrypt_with(row[0], row[1], message.to_any())
        ciphertext = vodozemac.AnyOlmMessage.from_parts(NORMAL, _bytes(body))
        rows = self._db.execute(
            "SELECT session_id, pickle FROM olm_sessions WHERE user_id=? AND curve25519=? ORDER BY rank DESC",
            (user_id, curve25519),
        ).fetchall()
        for session_id, pickle in rows:
            try:
                return self._decrypt_with(session_id, pickle, ciphertext)
            except vodozemac.OlmDecryptionException:
                continue
        raise OlmFailure(f"none of {len(rows)} sessions fits")

    def _decrypt_with(self, session_id: str, pickle: str, message: vodozemac.AnyOlmMessage) -> bytes:
        session = vodozemac.Session.from_pickle(pickle, PICKLE_KEY)
        plaintext = session.decrypt(message)
        self._db.execute(
            "UPDATE olm_sessions SET pickle=?, rank=? WHERE session_id=?",
            (session.pickle(PICKLE_KEY), self._next_rank(), session_id),
        )
        return plaintext

    def _insert(self, user_id: str, curve25519: str, session: vodozemac.Session) -> None:
        self._db.execute(
            "INSERT INTO olm_sessions VALUES(?, ?, ?, ?, ?, ?)",
            (
                session.session_id,
                user_id,
                curve25519,
                session.pickle(PICKLE_KEY),
                int(self._clock() * 1000),
                self._next_rank(),
            ),
        )
        self._db.execute(
            "DELETE FROM olm_sessions WHERE session_id IN (SELECT session_id FROM olm_sessions"
            " WHERE user_id=? AND curve25519=? ORDER BY rank DESC LIMIT -1 OFFSET ?)",
            (user_id, curve25519, SESSIONS_PER_DEVICE),
        )
        self.version += 1

    def _next_rank(self) -> int:
        row = self._db.execute("SELECT max(rank) FROM olm_sessions").fetchone()
        return (row[0] or 0) + 1 if row else 1

    # -- messages that came twice ------------------------------------------------------------------------------------

    def seen(self, fingerprint: bytes) -> bool:
        return self._db.execute("SELECT 1 FROM olm_seen WHERE hash=?", (fingerprint,)).fetchone() is not None

    def remember(self, fingerprint: bytes) -> None:
        """Note that a message was decrypted: after a restart with an older sync token it comes once more."""
        self._db.execute(
            "INSERT OR IGNORE INTO olm_seen(hash, received_ms) VALUES(?, ?)", (fingerprint, int(self._clock() * 1000))
        )

    def prune(self) -> None:
        """Forget fingerprints of messages that no server sends again."""
        self._db.execute("DELETE FROM olm_seen WHERE received_ms < ?", (int(self._clock() * 1000) - SEEN_FOR_MS,))


def fingerprint(curve25519: str, kind: int, body: str) -> bytes:
    return hashlib.sha256(f"{curve25519}|{kind}|{body}".encode()).digest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
