# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bytes of a verification QR code (specification, section "QR code format"), and which keys belong in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from crypto import unpadded_base64 as base64
from crypto.verification.messages import CancelCode, Refused, Side

_MAGIC: Final = b"MATRIX"
_VERSION: Final = 2
_KEY_BYTES: Final = 32
_SECRET_BYTES: Final = 16
_MIN_SECRET: Final = 8
_MAX_BYTES: Final = 2953  # the largest QR code there is


class QrMode(IntEnum):
    """Who shows the code."""

    OTHER_USER = 0  # one person to another
    SELF_TRUSTED = 1  # a device that trusts the identity, to a new one
    SELF_UNTRUSTED = 2  # a new device, to one that trusts the identity


class BadQrCode(ValueError):
    """What was scanned is no code of this verification; the person can scan again."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """``first_key`` and ``second_key`` are 32 raw bytes each; their meaning depends on ``mode``."""

    mode: QrMode
    flow_id: str
    first_key: bytes
    second_key: bytes
    secret: bytes

    def encode(self) -> bytes:
        """Return the bytes to put into one segment of byte mode."""
        flow_id = self.flow_id.encode()
        return (
            _MAGIC
            + bytes([_VERSION, self.mode])
            + len(flow_id).to_bytes(2, "big")
            + flow_id
            + self.first_key
            + self.second_key
            + self.secret
        )

    @classmethod
    def parse(cls, data: bytes) -> QrCode:
        """Return the code in scanned bytes.

        Raises:
            BadQrCode: not a verification code, or one of an unknown kind.
        """
        if len(data) > _MAX_BYTES or not data.startswith(_MAGIC):
            raise BadQrCode("not a verification code")
        if len(data) < 10 or data[6] != _VERSION:
            raise BadQrCode("unknown version")
        try:
            mode = QrMode(data[7])
        except ValueError as error:
            raise BadQrCode("unknown mode") from error
        end = 10 + int.from_bytes(data[8:10], "big")
        first, second, secret = data[end : end + 32], data[end + 32 : end + 64], data[end + 64 :]
        if len(second) != _KEY_BYTES or len(secret) < _MIN_SECRET:
            raise BadQrCode("cut off")
        try:
            flow_id = data[10:end].decode()
        except UnicodeDecodeError as error:
            raise BadQrCode("bad identifier") from error
        return cls(mode, flow_id, first, second, secret)


def create(own: Side, other: Side, flow_id: str) -> QrCode | None:
    """Return the code to show, or None if a key for it is missing (then emoji are the way)."""
    if own.user_id != other.user_id:
        if own.master_key is None or not own.master_trusted or other.master_key is None:
            return None
        mode, first, second = QrMode.OTHER_USER, own.master_key, other.master_key
    elif own.master_key is None:
        return None
    elif own.master_trusted:
        mode, first, second = QrMode.SELF_TRUSTED, own.master_key, other.ed25519
    else:
        mode, first, second = QrMode.SELF_UNTRUSTED, own.ed25519, own.master_key
    secret = secrets.token_bytes(_SECRET_BYTES)
    return QrCode(mode, flow_id, base64.decode(first), base64.decode(second), secret)


def check(code: QrCode, own: Side, other: Side, flow_id: str) -> None:
    """Compare a scanned code with the keys fixed for this verification.

    Raises:
        BadQrCode: the code of another verification, or of another kind than this one.
        Refused: ``m.key_mismatch``: somebody sees other keys than we do.
    """
    if code.flow_id != flow_id:
        raise BadQrCode("the code of another verification")
    if (code.mode is QrMode.OTHER_USER) != (own.user_id != other.user_id):
        raise BadQrCode("the code of another kind of verification")
    match code.mode:
        case QrMode.OTHER_USER:
            if not own.master_trusted:
                raise BadQrCode("our own identity is not verified")
            expected = (other.master_key, own.master_key)
        case QrMode.SELF_TRUSTED:
            expected = (other.master_key, own.ed25519)
        case QrMode.SELF_UNTRUSTED:
            if not own.master_trusted:
                raise BadQrCode("neither device is verified")
            expected = (other.ed25519, own.master_key)
    if expected != (base64.encode(code.first_key), base64.encode(code.second_key)):
        raise Refused(CancelCode.KEY_MISMATCH)


def proves(code: QrCode, we_scanned: bool) -> tuple[bool, bool]:
    """Return whether the other side's device key and whether its master key is verified once both are done."""
    match code.mode:
        case QrMode.OTHER_USER:
            return False, True
        case QrMode.SELF_TRUSTED:  # the one who shows signs the new device; the new device learns the identity
            return (False, True) if we_scanned else (True, False)
        case QrMode.SELF_UNTRUSTED:
            return (True, False) if we_scanned else (False, True)
