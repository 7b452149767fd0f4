# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A Megolm session outside the store: in a key backup, a key file, or on its way there.

Specification, module "End-to-End Encryption": ``BackedUpSessionData`` and ``ExportedSessionData``. Where such a session
comes from nobody has vouched for its sender: whoever imports it must keep it apart from sessions received over Olm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from vodozemac import ExportedSessionKey, InboundGroupSession

from crypto import unpadded_base64 as base64
from crypto.types import Json

MEGOLM: Final = "m.megolm.v1.aes-sha2"

_EXPORT_VERSION: Final = 1
_SESSION_KEY_BYTES: Final = 165  # version, index, 128 bytes of ratchet, 32 bytes of public key
_MAX_ID: Final = 255  # bytes of a room id or session id
_SHARED_HISTORY: Final = ("shared_history", "m.shared_history", "org.matrix.msc3061.shared_history")


class BadSession(ValueError):
    """The data is no Megolm session that can be used."""


@dataclass(frozen=True, slots=True, repr=False)
class ExportedSession:
    """One session. All keys are unpadded base64; ``session_key`` is secret and in the session-export format.

    ``sender_key`` is the Curve25519 key of the device that is said to have made it, ``claimed_ed25519`` its signing
    key; neither is proven. ``shared_history``: the key may be given to people invited later (MSC3061).
    """

    room_id: str
    session_id: str
    session_key: str
    sender_key: str
    claimed_ed25519: str | None = None
    forwarding_chain: tuple[str, ...] = field(default=())
    shared_history: bool = False

    def __repr__(self) -> str:
        return f"ExportedSession({self.room_id!r}, {self.session_id!r})"

    @property
    def first_index(self) -> int:
        """The index of the first message the key can decrypt."""
        return int.from_bytes(base64.decode(self.session_key)[1:5], "big")

    def open(self) -> InboundGroupSession:
        """Return the session, ready to decrypt.

        Raises:
            BadSession: the key is malformed, or it is the key of another session than ``session_id`` says.
        """
        try:
            session = InboundGroupSession.import_session(ExportedSessionKey(self.session_key))
        except ValueError as error:
            raise BadSession("malformed session key") from error
        if session.session_id != self.session_id:
            raise BadSession("the key of another session")
        return session

    def backup_data(self) -> Json:
        """Return the ``BackedUpSessionData`` of this session."""
        return {
            "algorithm": MEGOLM,
            "forwarding_curve25519_key_chain": list(self.forwarding_chain),
            "sender_key": self.sender_key,
            "sender_claimed_keys": {"ed25519": self.claimed_ed25519} if self.claimed_ed25519 else {},
            "session_key": self.session_key,
            # Specification 1.19 has the first name, matrix-rust-sdk reads the second.
            "shared_history": self.shared_history,
            "m.shared_history": self.shared_history,
        }

    def export_data(self) -> Json:
        """Return the ``ExportedSessionData`` of this session, as it stands in a key file."""
        return self.backup_data() | {"room_id": self.room_id, "session_id": self.session_id}


def parse_session(content: Any, *, room_id: str | None = None, session_id: str | None = None) -> ExportedSession:
    """Check ``content`` field by field; ``room_id`` and ``session_id`` come from outside it where it has none (backup).

    Raises:
        BadSession: anything is missing, of the wrong type, or not as long as it has to be.
    """
    if not isinstance(content, dict):
        raise BadSession("not an object")
    if content.get("algorithm") != MEGOLM:
        raise BadSession("unknown algorithm")
    try:
        session_key = base64.decode(content.get("session_key"), length=_SESSION_KEY_BYTES)
        sender_key = base64.encode(base64.decode(content.get("sender_key"), length=32))
        chain = tuple(_keys(content.get("forwarding_curve25519_key_chain", [])))
        claimed = _claimed_key(content.get("sender_claimed_keys", {}))
    except base64.BadBase64 as error:
        raise BadSession("malformed key") from error
    if session_key[0] != _EXPORT_VERSION:
        raise BadSession("unknown version of the session key")
    return ExportedSession(
        room_id=_identifier(content.get("room_id") if room_id is None else room_id),
        session_id=_identifier(content.get("session_id") if session_id is None else session_id),
        session_key=base64.encode(session_key),
        sender_key=sender_key,
        claimed_ed25519=claimed,
        forwarding_chain=chain,
        shared_history=any(content.get(name) is True for name in _SHARED_HISTORY),
    )


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value.encode(errors="replace")) > _MAX_ID:
        raise BadSession("bad identifier")
    return value


def _keys(values: Any) -> list[str]:
    if not isinstance(values, list) or len(values) > 100:
        raise BadSession("bad forwarding chain")
    return [base64.encode(base64.decode(value, length=32)) for value in values]


def _claimed_key(value: Any) -> str | None:
    if not isinstance(value, dict):
        raise BadSession("bad claimed keys")
    key = value.get("ed25519")
    return None if key is None else base64.encode(base64.decode(key, length=32))
