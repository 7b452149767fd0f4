# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification by comparing a short authentication string (``m.sas.v1``): seven emoji or three numbers.

Specification, section "Short Authentication String (SAS) verification". Only ``curve25519-hkdf-sha256`` and
``hkdf-hmac-sha256.v2`` are spoken. The older agreement ``curve25519`` does not bind the keys, and the older
``hkdf-hmac-sha256`` carries six bytes of its code; whoever offers nothing else is told ``m.unknown_method``.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import unpadded_base64 as base64
from crypto.canonical_json import NotCanonical, canonical_json
from crypto.types import Json
from crypto.verification import messages
from crypto.verification.messages import CancelCode, Refused, Side, text, texts

AGREEMENT: Final = "curve25519-hkdf-sha256"
HASH: Final = "sha256"
MAC: Final = "hkdf-hmac-sha256.v2"
STRINGS: Final = ("decimal", "emoji")

_MAX_MACS: Final = 64


class SasStep(StrEnum):
    """How far it has come."""

    START_SENT = "start_sent"
    START_RECEIVED = "start_received"
    ACCEPT_SENT = "accept_sent"
    KEY_SENT = "key_sent"
    COMPARE = "compare"  # both keys are known: the string can be shown


@dataclass(slots=True, repr=False)
class Sas:
    """One run. ``confirmed``: our person said that the strings match. ``proven``: their codes were right.

    ``start`` is the content of the start message to the last field: the commitment is made over it.
    """

    own: Side
    other: Side
    flow_id: str
    we_started: bool
    start: Json
    private_key: bytes
    step: SasStep
    strings: tuple[str, ...] = STRINGS
    commitment: bytes | None = None
    their_key: bytes | None = None
    confirmed: bool = False
    device_proven: bool = False
    master_proven: bool = False

    # -- beginning ----------------------------------------------------------------------------------------------------

    @classmethod
    def begin(cls, own: Side, other: Side, flow_id: str, relation: Json) -> Sas:
        """Begin ourselves; ``start`` of the result is the content to send. ``relation`` ties it to the flow."""
        start: Json = {
            "from_device": own.device_id,
            "method": messages.SAS,
            "key_agreement_protocols": [AGREEMENT],
            "hashes": [HASH],
            "message_authentication_codes": [MAC],
            "short_authentication_string": list(STRINGS),
            **relation,
        }
        return cls(own, other, flow_id, True, start, _new_key(), SasStep.START_SENT)

    @classmethod
    def from_start(cls, own: Side, other: Side, flow_id: str, start: Json) -> Sas:
        """Take a start message of the other side.

        Raises:
            Refused: ``m.unknown_method`` if nothing we speak is offered, ``m.invalid_message`` if malformed.
        """
        offered = {
            name: texts(start.get(name))
            for name in (
                "key_agreement_protocols",
                "hashes",
                "message_authentication_codes",
                "short_authentication_string",
            )
        }
        strings = tuple(name for name in STRINGS if name in offered["short_authentication_string"])
        if (
            AGREEMENT not in offered["key_agreement_protocols"]
            or HASH not in offered["hashes"]
            or MAC not in offered["message_authentication_codes"]
            or not strings
        ):
            raise Refused(CancelCode.UNKNOWN_METHOD)
        sas = cls(own, other, flow_id, False, start, _new_key(), SasStep.START_RECEIVED, strings)
        sas._commitment_of(sas.public_key)  # has the start message a canonical form?
        return sas

    # -- key agreement ------------------------------------------------------------------------------------------------

    @property
    def public_key(self) -> str:
        """Our ephemeral key."""
        return base64.encode(X25519PrivateKey.from_private_bytes(self.private_key).public_key().public_bytes_raw())

    def accept(self) -> Json:
        """Return the content of our accept message."""
        self.step = SasStep.ACCEPT_SENT
        return {
            "method": messages.SAS,
            "key_agreement_protocol": AGREEMENT,
            "hash": HASH,
            "message_authentication_code": MAC,
            "short_authentication_string": list(self.strings),
            "commitment": base64.encode(self._commitment_of(self.public_key)),
        }

    def receive_accept(self, content: Json) -> Json:
        """Take their accept message; return the content of our key message.

        Raises:
            Refused: out of order, malformed, or something chosen that was not offered.
        """
        if self.step is not SasStep.START_SENT:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        chosen = (
            text(content.get("key_agreement_protocol")),
            text(content.get("hash")),
            text(content.get("message_authentication_code")),
        )
        given = texts(content.get("short_authentication_string"))
        strings = tuple(name for name in STRINGS if name in given)
        if chosen != (AGREEMENT, HASH, MAC) or not strings or content.get("method", messages.SAS) != messages.SAS:
            raise Refused(CancelCode.UNKNOWN_METHOD)
        self.commitment = _decode(content.get("commitment"), 32)
        self.strings = strings
        self.step = SasStep.KEY_SENT
        return {"key": self.public_key}

    def receive_key(self, content: Json) -> Json | None:
        """Take their ephemeral key; return the content of our key message if it is our turn.

        Raises:
            Refused: out of order, malformed or weak, or ``m.mismatched_commitment``.
        """
        if self.step not in (SasStep.KEY_SENT, SasStep.ACCEPT_SENT):
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        key = _decode(content.get("key"), 32)
        if base64.encode(key) == self.public_key:
            raise Refused(CancelCode.INVALID_MESSAGE)
        if self.we_started and self.commitment != self._commitment_of(base64.encode(key)):
            raise Refused(CancelCode.MISMATCHED_COMMITMENT)
        self.their_key = key
        self._shared_secret()
        self.step = SasStep.COMPARE
        return None if self.we_started else {"key": self.public_key}

    # -- comparing ----------------------------------------------------------------------------------------------------

    @property
    def emoji(self) -> tuple[int, ...] | None:
        """Seven indices into ``emoji.EMOJI``; None before they are known or if the other side cannot show them."""
        if self.step is not SasStep.COMPARE or "emoji" not in self.strings:
            return None
        return emoji_indices(self._sas_bytes())

    @property
    def decimals(self) -> tuple[int, int, int] | None:
        """Three numbers from 1000 to 9191; None before they are known."""
        return decimals(self._sas_bytes()) if self.step is SasStep.COMPARE else None

    def confirm(self) -> Json:
        """Note that the person saw equal strings; return the content of our mac message."""
        self.confirmed = True
        keys = {f"ed25519:{self.own.device_id}": self.own.ed25519}
        if self.own.master_key is not None and self.own.master_trusted:
            keys[f"ed25519:{self.own.master_key}"] = self.own.master_key
        values = {**keys, "KEY_IDS": ",".join(sorted(keys))}
        macs = {name: base64.encode(self._mac(self.own, self.other, name, value)) for name, value in values.items()}
        return {"keys": macs.pop("KEY_IDS"), "mac": macs}

    def receive_mac(self, content: Json) -> None:
        """Take their mac message and note which of the fixed keys it proves. Keys we do not know are passed over.

        Raises:
            Refused: out of order, malformed, or ``m.key_mismatch`` if a code is wrong or nothing useful was proven.
        """
        if self.step is not SasStep.COMPARE or self.device_proven or self.master_proven:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        macs = content.get("mac")
        if not isinstance(macs, dict) or not macs or len(macs) > _MAX_MACS:
            raise Refused(CancelCode.INVALID_MESSAGE)
        if not all(messages.is_id(key_id) for key_id in macs):
            raise Refused(CancelCode.INVALID_MESSAGE)
        self._check("KEY_IDS", ",".join(sorted(macs)), content.get("keys"))
        device = master = False
        for key_id, code in macs.items():
            if key_id == f"ed25519:{self.other.device_id}":
                self._check(key_id, self.other.ed25519, code)
                device = True
            elif self.other.master_key is not None and key_id == f"ed25519:{self.other.master_key}":
                self._check(key_id, self.other.master_key, code)
                master = True
        # Another person is verified by their master key; a device of theirs alone says nothing that we keep.
        if not (master or (device and self.other.user_id == self.own.user_id)):
            raise Refused(CancelCode.KEY_MISMATCH)
        self.device_proven, self.master_proven = device, master

    @property
    def proven(self) -> bool:
        """Their codes were received and right."""
        return self.device_proven or self.master_proven

    # -- storing ------------------------------------------------------------------------------------------------------

    def to_json(self) -> Json:
        """Return everything but the sides, for the encrypted store."""
        return {
            "we_started": self.we_started,
            "start": self.start,
            "private_key": base64.encode(self.private_key),
            "step": str(self.step),
            "strings": list(self.strings),
            "commitment": base64.encode(self.commitment) if self.commitment else None,
            "their_key": base64.encode(self.their_key) if self.their_key else None,
            "confirmed": self.confirmed,
            "device_proven": self.device_proven,
            "master_proven": self.master_proven,
        }

    @classmethod
    def from_json(cls, data: Json, own: Side, other: Side, flow_id: str) -> Sas:
        """Return what ``to_json`` gave."""
        return cls(
            own,
            other,
            flow_id,
            data["we_started"],
            data["start"],
            base64.decode(data["private_key"]),
            SasStep(data["step"]),
            tuple(data["strings"]),
            base64.decode(data["commitment"]) if data["commitment"] else None,
            base64.decode(data["their_key"]) if data["their_key"] else None,
            data["confirmed"],
            data["device_proven"],
            data["master_proven"],
        )

    # -- arithmetic ---------------------------------------------------------------------------------------------------

    def _commitment_of(self, public_key: str) -> bytes:
        return commitment(public_key, self.start)

    def _shared_secret(self) -> bytes:
        assert self.their_key is not None
        try:
            return X25519PrivateKey.from_private_bytes(self.private_key).exchange(
                X25519PublicKey.from_public_bytes(self.their_key)
            )
        except ValueError as error:  # the point is of small order: anybody could know the secret
            raise Refused(CancelCode.INVALID_MESSAGE) from error

    def _sas_bytes(self) -> bytes:
        assert self.their_key is not None
        sides = [(self.own, self.public_key), (self.other, base64.encode(self.their_key))]
        if not self.we_started:
            sides.reverse()
        parts = ["MATRIX_KEY_VERIFICATION_SAS"]
        for side, key in sides:
            parts += [side.user_id, side.device_id, key]
        return _hkdf(self._shared_secret(), "|".join([*parts, self.flow_id]), 6)

    def _mac(self, sender: Side, receiver: Side, key_id: str, value: str) -> bytes:
        info = "".join(
            (
                "MATRIX_KEY_VERIFICATION_MAC",
                sender.user_id,
                sender.device_id,
                receiver.user_id,
                receiver.device_id,
                self.flow_id,
                key_id,
            )
        )
        return hmac.new(_hkdf(self._shared_secret(), info, 32), value.encode(), hashlib.sha256).digest()

    def _check(self, key_id: str, value: str, code: Any) -> None:
        given = _decode(code, 32)
        if not hmac.compare_digest(given, self._mac(self.other, self.own, key_id, value)):
            raise Refused(CancelCode.KEY_MISMATCH)


def commitment(public_key: str, start: Json) -> bytes:
    """Return SHA-256 over the ephemeral key (unpadded base64) and the canonical JSON of the start message's content.

    Raises:
        Refused: the start message has no canonical form.
    """
    try:
        return hashlib.sha256(public_key.encode() + canonical_json(start)).digest()
    except NotCanonical as error:
        raise Refused(CancelCode.INVALID_MESSAGE) from error


def emoji_indices(data: bytes) -> tuple[int, ...]:
    """Return the first 42 bits of ``data`` (6 bytes) as seven numbers from 0 to 63."""
    number = int.from_bytes(data[:6], "big") >> 6
    return tuple((number >> (6 * place)) & 0x3F for place in range(6, -1, -1))


def decimals(data: bytes) -> tuple[int, int, int]:
    """Return the first 39 bits of ``data`` as three numbers from 1000 to 9191."""
    number = int.from_bytes(data[:5], "big") >> 1
    return (number >> 26) + 1000, (number >> 13 & 0x1FFF) + 1000, (number & 0x1FFF) + 1000


def _new_key() -> bytes:
    return X25519PrivateKey.generate().private_bytes_raw()


def _hkdf(secret: bytes, info: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(secret)


def _decode(value: Any, length: int) -> bytes:
    try:
        return base64.decode(value, length=length)
    except base64.BadBase64 as error:
        raise Refused(CancelCode.INVALID_MESSAGE) from error
