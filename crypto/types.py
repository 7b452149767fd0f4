# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the encryption engine exchanges with its surroundings. Plain data, no behaviour.

JSON objects of the Matrix specification are ``dict[str, Any]``; they come from the network and are
checked field by field where they are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class ShieldColor(StrEnum):
    """How loud a mark on a message is."""

    NONE = "none"
    GREY = "grey"
    RED = "red"


class ShieldCode(StrEnum):
    """Why a message carries a mark; the codes are those of matrix-rust-sdk's ``ShieldStateCode``."""

    MISMATCHED_SENDER = "MismatchedSender"
    SENT_IN_CLEAR = "SentInClear"
    UNKNOWN_DEVICE = "UnknownDevice"
    UNSIGNED_DEVICE = "UnsignedDevice"
    UNVERIFIED_IDENTITY = "UnverifiedIdentity"
    VERIFICATION_VIOLATION = "VerificationViolation"
    AUTHENTICITY_NOT_GUARANTEED = "AuthenticityNotGuaranteed"


@dataclass(frozen=True, slots=True)
class Shield:
    """The mark of one message; ``code`` is None exactly when ``color`` is NONE."""

    color: ShieldColor = ShieldColor.NONE
    code: ShieldCode | None = None


class UtdCause(StrEnum):
    """Why an event cannot be decrypted (or must not be shown); names follow rust's ``UtdCause`` where one exists."""

    UNKNOWN = "Unknown"  # the key has not come (yet)
    UNKNOWN_INDEX = "UnknownIndex"  # the key starts after this message
    SENT_BEFORE_JOIN = "SentBeforeWeJoined"
    HISTORICAL = "HistoricalMessageAndBackupIsDisabled"  # sent before this device existed
    WITHHELD_UNVERIFIED = "WithheldForUnverifiedOrInsecureDevice"
    WITHHELD_BY_SENDER = "WithheldBySender"
    UNSIGNED_DEVICE = "UnsignedDevice"  # hidden: the sender has an identity and this device is not signed by it
    UNKNOWN_DEVICE = "UnknownDevice"  # hidden: the sender has an identity and this device is not known
    MISMATCHED_SENDER = "MismatchedSender"  # hidden: the key belongs to another user than the event says
    VERIFICATION_VIOLATION = "VerificationViolation"
    REPLAY = "Replay"  # this ciphertext was already shown as another event
    BAD_EVENT = "BadEvent"  # not a well-formed encrypted event, or corrupt ciphertext
    UNSUPPORTED_ALGORITHM = "UnsupportedAlgorithm"


@dataclass(frozen=True, slots=True)
class SessionRef:
    """One inbound Megolm session."""

    room_id: str
    session_id: str


@dataclass(slots=True)  # not frozen: that doubles the cost of our part of a decryption
class DecryptedEvent:
    """A room event after decryption. ``type`` and ``content`` come from the plaintext; the rest from our records.

    A relation in the plaintext (``m.relates_to``) is authentic and stays; the one in clear is taken over only where the
    plaintext has none.
    """

    type: str
    content: Json
    session_id: str
    message_index: int
    sender_device: str | None
    shield: Shield
    shared_by: str | None = None  # who gave us the key as part of the room's history (MSC4268)


@dataclass(frozen=True, slots=True)
class Undecryptable:
    """Why not. ``session_id`` is what to wait for (None: waiting is useless); ``detail`` is for the log only."""

    cause: UtdCause
    session_id: str | None = None
    detail: str = ""


DecryptionResult = DecryptedEvent | Undecryptable


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """One HTTP request the engine needs. Requests of one ``lane`` are sent one after the other, in the given order.

    ``path`` starts with ``/_matrix/client/`` and is already percent-encoded. Feed the JSON answer of status 200 to
    ``CryptoMachine.mark_sent`` and everything else to ``CryptoMachine.mark_failed``. The same ``id`` comes again
    until it is marked; sending it twice is harmless (same body, same transaction id).
    """

    id: str
    lane: str  # "upload", "query", "claim" or "to_device"
    method: str  # "POST" or "PUT"
    path: str
    body: Json


@dataclass(frozen=True, slots=True)
class EncryptionSync:
    """The encryption part of one sync answer, of either transport.

    ``otk_counts``: None if the answer had no such field at all in a transport where absent means unchanged
    (sliding sync sends it always with the e2ee extension; classic sync: absent means zero).
    ``tokens``: names and values stored in the same transaction as the effects.
    ``lists_gap``: changes of device lists before this answer may have been missed (first sync, position lost): every
    tracked user is outdated, as after ``CryptoMachine.forget_device_lists``.
    """

    to_device: Sequence[Any] = ()
    changed_users: Sequence[Any] = ()
    left_users: Sequence[Any] = ()
    otk_counts: Mapping[str, Any] | None = None
    unused_fallback_keys: Sequence[Any] | None = None
    tokens: Mapping[str, str] = field(default_factory=dict)
    lists_gap: bool = False


@dataclass(slots=True)
class CryptoChanges:
    """What a step of the engine changed for others. Empty fields mean: nothing."""

    new_keys: set[SessionRef] = field(default_factory=set)  # new or better: retry undecryptable events
    withheld: set[SessionRef] = field(default_factory=set)  # a reason came: recompute the cause
    trust: set[SessionRef] = field(default_factory=set)  # the shield of events of this session may have changed
    users: set[str] = field(default_factory=set)  # devices or identity of these users changed
    alarms: set[str] = field(default_factory=set)  # what the server did to our own keys: codes for the log and the user
    verifications: set[str] = field(default_factory=set)  # keys of verifications that began, moved on or ended
    bundles: set[tuple[str, str]] = field(default_factory=set)  # (room, user): history that may be fetched now
    own: bool = False  # something about our own identity or its secrets

    def __bool__(self) -> bool:
        return bool(
            self.new_keys
            or self.withheld
            or self.trust
            or self.users
            or self.alarms
            or self.verifications
            or self.bundles
            or self.own
        )

    def add(self, more: CryptoChanges) -> None:
        """Take over what another step changed."""
        self.new_keys |= more.new_keys
        self.withheld |= more.withheld
        self.trust |= more.trust
        self.users |= more.users
        self.alarms |= more.alarms
        self.verifications |= more.verifications
        self.bundles |= more.bundles
        self.own |= more.own


@dataclass(frozen=True, slots=True)
class RoomEncryption:
    """Settings of an encrypted room, clamped: 1 hour..1 year, 1..10,000 messages."""

    algorithm: str
    rotation_period_ms: int
    rotation_period_msgs: int


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device of a user, as the engine knows it."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    display_name: str | None
    signed_by_owner: bool  # cross-signed by its owner's identity
    verified: bool  # signed by an identity that we verified (or our own)
    deleted: bool = False
    dehydrated: bool = False


@dataclass(frozen=True, slots=True)
class SenderDevice:
    """The device that a message came from. ``known``: its owner has a device with these keys, and the key of the
    message came from it; otherwise that is what somebody claimed."""

    device_id: str | None
    display_name: str | None
    known: bool


class SendBlocked(Exception):
    """The engine refuses to encrypt; ``code`` says why, ``users`` whom it concerns. Nothing was sent."""

    def __init__(self, code: str, users: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.users = tuple(users)


class RoomNotReady(Exception):
    """The room has no key that everyone entitled has got. Call ``prepare_room`` until it gives nothing, then again."""
