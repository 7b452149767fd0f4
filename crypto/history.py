# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of a room's history for somebody who is invited (MSC4268).

The keys travel in an encrypted file that the invited person's signed devices are told of through Olm. Only keys whose
maker allowed it (``shared_history``) leave us. What comes from an inviter is imported, never counts as authentic, and
names who shared it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson

from crypto.account import MEGOLM, OwnAccount
from crypto.attachments import AttachmentKey, BadAttachment
from crypto.backup_uploads import exported_rows
from crypto.devices import Devices
from crypto.exported_session import BadSession, parse_session
from crypto.identities import Identities
from crypto.megolm_inbound import InboundSessions
from crypto.olm_messages import OlmMessage
from crypto.olm_queue import OlmQueue
from crypto.store.database import Database
from crypto.types import CryptoChanges, Json, SessionRef

_log = logging.getLogger(__name__)

BUNDLE: Final = "m.room_key_bundle"
BUNDLE_TYPES: Final = (BUNDLE, "io.element.msc4268.room_key_bundle")
WITHHELD: Final = "m.history_not_shared"
WINDOW_MS: Final = 24 * 3_600_000
"""How long after joining an inviter's history is taken (MSC4268)."""
MAX_BUNDLE: Final = 64 * 1024 * 1024
"""Bytes of a file that is fetched; room for 100,000 keys."""
SLICE: Final = 500


class History:
    """The tables ``key_bundles`` and ``accepted_invites``. Runs in the caller's transaction."""

    def __init__(
        self,
        db: Database,
        own: OwnAccount,
        devices: Devices,
        identities: Identities,
        inbound: InboundSessions,
        queue: OlmQueue,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._own = own
        self._devices = devices
        self._identities = identities
        self._inbound = inbound
        self._queue = queue
        self._clock = clock

    # -- giving ------------------------------------------------------------------------------------------------------

    def bundle(self, room_id: str, after: int = 0) -> tuple[list[Json], list[Json], int | None]:
        """A slice of a bundle: room keys, keys that are not shared, and where to go on (None: this was the end)."""
        last, rows = exported_rows(self._db, room_id, after, SLICE)
        keys: list[Json] = []
        withheld: list[Json] = []
        for session in rows:
            if session.shared_history:
                keys.append(
                    {
                        "algorithm": MEGOLM,
                        "room_id": room_id,
                        "session_id": session.session_id,
                        "session_key": session.session_key,
                        "sender_key": session.sender_key,
                        "sender_claimed_keys": {"ed25519": session.claimed_ed25519} if session.claimed_ed25519 else {},
                    }
                )
            else:
                withheld.append(
                    {
                        "algorithm": MEGOLM,
                        "code": WITHHELD,
                        "reason": "The sender disabled sharing message history.",
                        "room_id": room_id,
                        "session_id": session.session_id,
                        "sender_key": session.sender_key,
                    }
                )
        return keys, withheld, last

    def readers(self, user_id: str) -> list[str]:
        """The devices of a person that may be given history: those signed by their identity."""
        identity = self._identities.get(user_id)
        if identity is None or identity.violation:
            return []
        return [device.device_id for device in self._devices.of_user(user_id) if device.signed]

    def offer(self, room_id: str, user_id: str, file: Json) -> int:
        """Tell a person's signed devices of the uploaded file; gives how many there are."""
        devices = self.readers(user_id)
        for device_id in devices:
            self._queue.put(user_id, device_id, BUNDLE, {"room_id": room_id, "file": file})
        return len(devices)

    # -- taking ------------------------------------------------------------------------------------------------------

    def receive(self, message: OlmMessage, changes: CryptoChanges) -> None:
        """Note that somebody offers the history of a room; nothing is fetched before we know that they invited us."""
        identity = self._identities.get(message.sender)
        self_signing = identity.self_signing if identity else None
        signed = message.device is not None and message.device.signed and not message.device.deleted
        if not signed and (message.keys is None or not message.keys.signed_by(self_signing)):
            _log.warning("history from a device that its owner did not sign; ignored")
            return
        room_id, file = message.content.get("room_id"), message.content.get("file")
        if not isinstance(room_id, str) or not room_id.startswith("!") or len(room_id) > 255:
            return
        try:
            AttachmentKey.parse(file)
        except BadAttachment:
            return
        if not isinstance(file, dict) or not isinstance(file.get("url"), str):
            return
        self._db.execute("DELETE FROM key_bundles WHERE received_ms<?", (int(self._clock() * 1000) - 30 * WINDOW_MS,))
        self._db.execute(
            "INSERT OR REPLACE INTO key_bundles VALUES(?, ?, ?, ?)",
            (room_id, message.sender, orjson.dumps(file), int(self._clock() * 1000)),
        )
        if self._inviter(room_id) == message.sender:
            changes.bundles.add((room_id, message.sender))

    def joined(self, room_id: str, inviter: str, changes: CryptoChanges) -> None:
        """We accepted an invitation: what this person shares of the room is taken for a day."""
        self._db.execute(
            "INSERT OR REPLACE INTO accepted_invites VALUES(?, ?, ?)", (room_id, inviter, int(self._clock() * 1000))
        )
        row = self._db.execute("SELECT 1 FROM key_bundles WHERE room_id=? AND user_id=?", (room_id, inviter)).fetchone()
        if row is not None:
            changes.bundles.add((room_id, inviter))

    def _inviter(self, room_id: str) -> str | None:
        row = self._db.execute(
            "SELECT user_id FROM accepted_invites WHERE room_id=? AND joined_ms>?",
            (room_id, int(self._clock() * 1000) - WINDOW_MS),
        ).fetchone()
        return str(row[0]) if row else None

    def due(self) -> list[tuple[str, str, Json]]:
        """(room, user, file) of history that may be fetched now."""
        return [
            (str(room_id), str(user_id), orjson.loads(file))
            for room_id, user_id, file in self._db.execute(
                "SELECT b.room_id, b.user_id, b.file FROM key_bundles b JOIN accepted_invites i"
                " ON i.room_id=b.room_id AND i.user_id=b.user_id WHERE i.joined_ms>?",
                (int(self._clock() * 1000) - WINDOW_MS,),
            ).fetchall()
        ]

    def done(self, room_id: str, user_id: str) -> None:
        """The file was taken in, or is of no use."""
        self._db.execute("DELETE FROM key_bundles WHERE room_id=? AND user_id=?", (room_id, user_id))

    def take(self, room_id: str, user_id: str, keys: Sequence[Any], changes: CryptoChanges) -> int:
        """Import a slice of a bundle; keys of other rooms are left out. Gives how many were of use."""
        count = 0
        for entry in keys:
            if not isinstance(entry, dict) or entry.get("room_id") != room_id:
                continue
            try:
                session = parse_session({**entry, "shared_history": True})
                better = self._inbound.add_imported(session, user_id)
            except BadSession:
                continue
            if better:
                count += 1
                changes.new_keys.add(SessionRef(room_id, session.session_id))
        return count


def read_bundle(data: bytes) -> list[Any]:
    """The room keys of a decrypted bundle that are not at the same time said to be withheld. Raises ValueError."""
    bundle = orjson.loads(data)
    keys = bundle.get("room_keys") if isinstance(bundle, dict) else None
    if not isinstance(keys, list):
        raise ValueError("no bundle")
    withheld = bundle.get("withheld", [])
    kept_back = {
        entry.get("session_id") for entry in (withheld if isinstance(withheld, list) else []) if isinstance(entry, dict)
    }
    return [entry for entry in keys if isinstance(entry, dict) and entry.get("session_id") not in kept_back]
