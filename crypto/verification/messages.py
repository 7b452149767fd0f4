# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the two sides of a verification are, and what they send each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol, TypeGuard

from crypto.types import Json

PREFIX: Final = "m.key.verification."
REQUEST: Final = "m.key.verification.request"
READY: Final = "m.key.verification.ready"
START: Final = "m.key.verification.start"
ACCEPT: Final = "m.key.verification.accept"
KEY: Final = "m.key.verification.key"
MAC: Final = "m.key.verification.mac"
DONE: Final = "m.key.verification.done"
CANCEL: Final = "m.key.verification.cancel"

SAS: Final = "m.sas.v1"
QR_SHOW: Final = "m.qr_code.show.v1"
QR_SCAN: Final = "m.qr_code.scan.v1"
RECIPROCATE: Final = "m.reciprocate.v1"
#: What this program can do.
METHODS: Final = (SAS, QR_SHOW, QR_SCAN, RECIPROCATE)

_MAX_ID: Final = 255  # bytes
_MAX_METHODS: Final = 50


class CancelCode(StrEnum):
    """Why a verification ended early. Other codes may come from other programs and are kept as text."""

    USER = "m.user"
    TIMEOUT = "m.timeout"
    UNKNOWN_TRANSACTION = "m.unknown_transaction"
    UNKNOWN_METHOD = "m.unknown_method"
    UNEXPECTED_MESSAGE = "m.unexpected_message"
    KEY_MISMATCH = "m.key_mismatch"
    USER_MISMATCH = "m.user_mismatch"
    INVALID_MESSAGE = "m.invalid_message"
    ACCEPTED = "m.accepted"
    MISMATCHED_COMMITMENT = "m.mismatched_commitment"
    MISMATCHED_SAS = "m.mismatched_sas"


#: The ``reason`` that goes with a code: English, for programs that do not know the code.
REASONS: Final = {
    CancelCode.USER: "The user cancelled the verification",
    CancelCode.TIMEOUT: "The verification timed out",
    CancelCode.UNKNOWN_TRANSACTION: "Unknown verification",
    CancelCode.UNKNOWN_METHOD: "No common method",
    CancelCode.UNEXPECTED_MESSAGE: "Unexpected message",
    CancelCode.KEY_MISMATCH: "The keys do not match",
    CancelCode.USER_MISMATCH: "Not the expected user",
    CancelCode.INVALID_MESSAGE: "Invalid message",
    CancelCode.ACCEPTED: "Accepted on another device",
    CancelCode.MISMATCHED_COMMITMENT: "The hash commitment does not match",
    CancelCode.MISMATCHED_SAS: "The short authentication strings do not match",
}


class Refused(Exception):
    """A message that ends the verification; ``code`` is what the other side is told."""

    def __init__(self, code: CancelCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Side:
    """Who takes part, with the keys fixed when it began. All keys are unpadded base64.

    ``master_key`` is the user's master key as we know it; ``master_trusted`` (own side only): it is verified here.
    ``names``: the ids of all devices of the user; ``signing_keys``: all their cross-signing keys.
    """

    user_id: str
    device_id: str
    ed25519: str
    master_key: str | None = None
    master_trusted: bool = False
    names: frozenset[str] = field(default=frozenset())
    signing_keys: frozenset[str] = field(default=frozenset())

    def same_keys(self, other: Side | None) -> bool:
        """Tell whether the other snapshot has the same keys."""
        return (
            other is not None
            and (self.user_id, self.device_id) == (other.user_id, other.device_id)
            and (self.ed25519, self.master_key) == (other.ed25519, other.master_key)
        )

    def to_json(self) -> Json:
        return {
            "user_id": self.user_id,
            "device_id": self.device_id,
            "ed25519": self.ed25519,
            "master_key": self.master_key,
            "master_trusted": self.master_trusted,
        }

    @classmethod
    def from_json(cls, data: Json) -> Side:
        return cls(**data)


def has_key_named_device(own: Side, other: Side) -> bool:
    """Tell whether a device of either user is named like a cross-signing key (specification: MUST be refused)."""
    return bool((own.names | other.names | {other.device_id}) & (own.signing_keys | other.signing_keys))


class Directory(Protocol):
    """What verification has to know about keys; answered from the store."""

    def own(self) -> Side:
        """Return this device."""
        ...

    def other(self, user_id: str, device_id: str) -> Side | None:
        """Return a device, or None if it is not known (yet) or deleted."""
        ...


@dataclass(frozen=True, slots=True)
class OutgoingVerification:
    """A message to send. In a room: ``room_id`` is set and ``devices`` empty. To devices: the other way round.

    ``devices`` may be ``("*",)``. ``txn_id`` is for the HTTP request and stays the same when it is sent again.
    To-device messages go unencrypted, as with every other program; nothing in them is secret.
    """

    event_type: str
    content: Json
    user_id: str
    txn_id: str
    devices: tuple[str, ...] = ()
    room_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome of a verification: exactly these keys belong to ``user_id``, and nothing else was proven.

    ``device_id`` and ``device_key`` only between own devices; ``master_key`` where the other side vouched for it.
    """

    flow: str
    user_id: str
    device_id: str | None
    device_key: str | None
    master_key: str | None


def is_id(value: Any) -> TypeGuard[str]:
    """Tell whether this can be an event id, transaction id, device id: text with UTF-8, not empty, not endless."""
    if not isinstance(value, str) or not value:
        return False
    try:
        return len(value.encode()) <= _MAX_ID
    except UnicodeEncodeError:
        return False


def texts(value: Any, limit: int = _MAX_METHODS) -> list[str]:
    """Return a list of text from outside.

    Raises:
        Refused: ``m.invalid_message``.
    """
    if not isinstance(value, list) or len(value) > limit or not all(isinstance(item, str) for item in value):
        raise Refused(CancelCode.INVALID_MESSAGE)
    return value


def text(value: Any) -> str:
    """Return text from outside.

    Raises:
        Refused: ``m.invalid_message``.
    """
    if not isinstance(value, str):
        raise Refused(CancelCode.INVALID_MESSAGE)
    return value
