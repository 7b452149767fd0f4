# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Megolm sessions of others (and the receiving half of our own): who owns them, where they begin, how they merge.

A session is named by room, session id, and owner. Somebody who got a key and sends it on as his own therefore makes
another row: he can neither take the place of the owner nor change what the owner's row holds.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import vodozemac

from crypto.devices import Device
from crypto.exported_session import ExportedSession
from crypto.store.database import Database
from crypto.store.pickles import PICKLE_KEY
from crypto.trust import Verdict, Vouched
from crypto.types import SessionRef

_log = logging.getLogger(__name__)

CACHED = 2000
OWNERS_PER_SESSION = 8


@dataclass(frozen=True, slots=True)
class Owner:
    """The device a key came from. ``curve25519`` is proven by Olm; the rest is worth what ``vouched`` says."""

    user_id: str
    curve25519: str
    ed25519: str
    device_id: str | None
    vouched: Vouched
    master: str | None = None


@dataclass(slots=True)
class InboundSession:
    """One row of ``inbound_sessions``, with the ratchet once it was needed."""

    row_id: int
    user_id: str  # empty: an imported key, which does not say whose it is
    curve25519: str
    device_id: str | None
    first_index: int
    vouched: int
    master: str | None
    imported: bool
    forwarder: str | None
    pickle: str
    ratchet: vodozemac.InboundGroupSession | None = None
    verdict: Verdict | None = None

    def load(self) -> vodozemac.InboundGroupSession:
        if self.ratchet is None:
            self.ratchet = vodozemac.InboundGroupSession.from_pickle(self.pickle, PICKLE_KEY)
            self.pickle = ""
        return self.ratchet


class InboundSessions:
    """The ``inbound_sessions`` table. Sessions are loaded when they are needed and the least used ones dropped."""

    def __init__(self, db: Database, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock
        self._cache: OrderedDict[tuple[str, str], list[InboundSession]] = OrderedDict()

    def forget(self) -> None:
        self._cache.clear()

    def forget_verdicts(self) -> None:
        """Devices or identities changed: judge again."""
        for sessions in self._cache.values():
            for session in sessions:
                session.verdict = None

    def get(self, room_id: str, session_id: str) -> list[InboundSession]:
        """All sessions of this name, oldest first; nearly always one or none."""
        key = (room_id, session_id)
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            return found
        rows = self._db.execute(
            "SELECT id, user_id, curve25519, device_id, first_index, trust, master, imported, forwarder, pickle"
            " FROM inbound_sessions"
            " WHERE room_id=? AND session_id=? ORDER BY id LIMIT ?",
            (room_id, session_id, 2 * OWNERS_PER_SESSION),
        ).fetchall()
        found = [_session(row) for row in rows]
        if found:
            self._cache[key] = found
            if len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return found

    def add(
        self,
        room_id: str,
        new: vodozemac.InboundGroupSession,
        owner: Owner,
        *,
        shared_history: bool = False,
        imported: bool = False,
        forwarder: str | None = None,
    ) -> bool:
        """Keep a session, or merge it with what is known of it; gives whether more can be read than before.

        The lower index wins, if both are the same ratchet: their exports at the higher index have to be equal.
        """
        session_id, first = new.session_id, new.first_known_index
        row = self._db.execute(
            "SELECT id, first_index, pickle FROM inbound_sessions"
            " WHERE room_id=? AND session_id=? AND user_id=? AND curve25519=?",
            (room_id, session_id, owner.user_id, owner.curve25519),
        ).fetchone()
        self._cache.pop((room_id, session_id), None)
        if row is None:
            return self._insert(room_id, new, owner, shared_history, imported, forwarder)
        row_id, known_first, pickle = row
        self._raise(room_id, session_id, owner)
        if first >= known_first:
            return False
        known = vodozemac.InboundGroupSession.from_pickle(pickle, PICKLE_KEY)
        ours, theirs = known.export_at(known_first), new.export_at(known_first)
        if ours is None or theirs is None or ours.to_base64() != theirs.to_base64():
            _log.warning("a room key with a known id is another session; ignored")
            return False
        self._db.execute(
            "UPDATE inbound_sessions SET pickle=?, first_index=? WHERE id=?", (new.pickle(PICKLE_KEY), first, row_id)
        )
        return True

    def _insert(
        self,
        room_id: str,
        new: vodozemac.InboundGroupSession,
        owner: Owner,
        shared_history: bool,
        imported: bool,
        forwarder: str | None,
    ) -> bool:
        count = self._db.execute(
            "SELECT count(*) FROM inbound_sessions WHERE room_id=? AND session_id=?", (room_id, new.session_id)
        ).fetchone()
        if not imported and count is not None and count[0] >= OWNERS_PER_SESSION:
            return False
        self._db.execute(
            "INSERT INTO inbound_sessions(room_id, session_id, user_id, curve25519, ed25519, device_id, first_index,"
            " pickle, trust, master, imported, shared_history, received_ms, forwarder)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                room_id,
                new.session_id,
                owner.user_id,
                owner.curve25519,
                owner.ed25519,
                owner.device_id,
                new.first_known_index,
                new.pickle(PICKLE_KEY),
                int(owner.vouched),
                owner.master,
                imported,
                shared_history,
                int(self._clock() * 1000),
                forwarder,
            ),
        )
        return True

    def add_imported(self, key: ExportedSession, forwarder: str | None = None) -> bool:
        """Keep a key from a backup, a file, another device or somebody's history (``forwarder``).

        Gives whether more can be read than before. Raises BadSession.
        """
        row = self._db.execute(
            "SELECT min(first_index) FROM inbound_sessions WHERE room_id=? AND session_id=? AND (user_id<>'' OR"
            " curve25519=?)",
            (key.room_id, key.session_id, key.sender_key),
        ).fetchone()
        if row is not None and row[0] is not None and row[0] <= key.first_index:
            return False
        owner = Owner("", key.sender_key, key.claimed_ed25519 or "", None, Vouched.UNKNOWN_DEVICE)
        shared = key.shared_history
        return self.add(key.room_id, key.open(), owner, shared_history=shared, imported=True, forwarder=forwarder)

    def _raise(self, room_id: str, session_id: str, owner: Owner) -> None:
        """What vouches for an owner is only ever raised."""
        self._db.execute(
            "UPDATE inbound_sessions SET trust=?, master=?, device_id=coalesce(?, device_id) WHERE room_id=?"
            " AND session_id=? AND user_id=? AND curve25519=? AND ed25519=? AND trust<?",
            (
                int(owner.vouched),
                owner.master,
                owner.device_id,
                room_id,
                session_id,
                owner.user_id,
                owner.curve25519,
                owner.ed25519,
                int(owner.vouched),
            ),
        )

    # -- trust -------------------------------------------------------------------------------------------------------

    def recognise(self, device: Device, master: str | None) -> list[SessionRef]:
        """A device became known or signed: raise its sessions; gives those that were."""
        vouched = Vouched.SIGNED if device.signed else Vouched.DEVICE
        raised = self._refs(
            self._db.execute(
                "UPDATE inbound_sessions SET trust=?, master=?, device_id=? WHERE user_id=? AND curve25519=?"
                " AND ed25519=? AND trust<? RETURNING room_id, session_id",
                (
                    int(vouched),
                    master if device.signed else None,
                    device.device_id,
                    device.user_id,
                    device.curve25519,
                    device.ed25519,
                    int(vouched),
                ),
            ).fetchall()
        )
        failed = self._refs(
            self._db.execute(
                "UPDATE inbound_sessions SET trust=? WHERE user_id=? AND curve25519=? AND ed25519<>? AND trust=?"
                " RETURNING room_id, session_id",
                (
                    int(Vouched.OWNER_CHECK_FAILED),
                    device.user_id,
                    device.curve25519,
                    device.ed25519,
                    int(Vouched.UNKNOWN_DEVICE),
                ),
            ).fetchall()
        )
        return raised + failed

    def doubtful(self) -> list[SessionRef]:
        """Sessions received from devices that nobody vouches for: what is shown of them depends on the policy."""
        return self._refs(
            self._db.execute(
                "SELECT room_id, session_id FROM inbound_sessions WHERE trust<? AND NOT imported",
                (int(Vouched.SIGNED),),
            ).fetchall()
        )

    def of_user(self, user_id: str) -> list[SessionRef]:
        """Sessions of a user whose messages look different when his identity changes."""
        return self._refs(
            self._db.execute("SELECT room_id, session_id FROM inbound_sessions WHERE user_id=?", (user_id,)).fetchall()
        )

    def _refs(self, rows: Iterable[tuple[Any, ...]]) -> list[SessionRef]:
        refs = [SessionRef(room_id, session_id) for room_id, session_id in rows]
        for ref in refs:
            self._cache.pop((ref.room_id, ref.session_id), None)
        return refs


def _session(row: tuple[Any, ...]) -> InboundSession:
    row_id, user_id, curve25519, device_id, first_index, vouched, master, imported, forwarder, pickle = row
    return InboundSession(
        row_id, user_id, curve25519, device_id, first_index, vouched, master, bool(imported), forwarder, pickle
    )
