# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key of a profile, wrapped by a passphrase, where there is no key store or none is wanted.

Argon2id (RFC 9106) makes a wrapping key of the passphrase; AES-256-GCM wraps the random key of the profile with it.
So a new passphrase needs no new database.
"""

from __future__ import annotations

import base64
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from app.errors import ErrorCode, UserError

MIN_CHARACTERS = 12
_SALT_BYTES = 16
_NONCE_BYTES = 12
_MAX_MEMORY_KIB = 4 * 1024 * 1024
_MAX_PASSES = 100
_MAX_LANES = 64


class BrokenWrap(Exception):
    """What stands in profile.json is not what ``wrap`` makes."""


@dataclass(frozen=True, slots=True)
class Argon2:
    """Cost of one try. The defaults take about half a second and 256 MiB on a usual computer."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


def wrap(key: bytes, passphrase: str, profile: str, cost: Argon2, minimum: int = MIN_CHARACTERS) -> dict[str, Any]:
    """What to keep of ``key`` in profile.json. ``minimum``: characters; never less than MIN_CHARACTERS.

    Raises UserError WEAK_PASSPHRASE.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    minimum = max(minimum, MIN_CHARACTERS)
    if len(_normal(passphrase)) < minimum:
        raise UserError(ErrorCode.WEAK_PASSPHRASE, minimum=minimum)
    salt = secrets.token_bytes(_SALT_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(derive(passphrase, salt, cost)).encrypt(nonce, key, _bound(profile))
    return {
        "kdf": "argon2id",
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": base64.b64encode(salt).decode(),
        "cipher": "aes-256-gcm",
        "wrapped": base64.b64encode(nonce + sealed).decode(),
    }


def unwrap(kept: dict[str, Any], passphrase: str, profile: str) -> bytes | None:
    """The key, or None if the passphrase is wrong. Raises BrokenWrap."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        if kept["kdf"] != "argon2id" or kept["cipher"] != "aes-256-gcm":
            raise BrokenWrap("unknown method")
        cost = Argon2(int(kept["memory_kib"]), int(kept["passes"]), int(kept["lanes"]))
        salt = base64.b64decode(kept["salt"], validate=True)
        wrapped = base64.b64decode(kept["wrapped"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenWrap("missing or malformed fields") from error
    # An edited file must not make us ask for all memory there is.
    if not (
        8 * cost.lanes <= cost.memory_kib <= _MAX_MEMORY_KIB
        and 1 <= cost.passes <= _MAX_PASSES
        and 1 <= cost.lanes <= _MAX_LANES
        and len(salt) == _SALT_BYTES
    ):
        raise BrokenWrap("parameters out of bounds")
    if len(wrapped) != _NONCE_BYTES + 32 + 16:
        raise BrokenWrap("wrong length")
    try:
        return AESGCM(derive(passphrase, salt, cost)).decrypt(
            wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _bound(profile)
        )
    except InvalidTag:
        return None


def backoff_seconds(failures: int) -> float:
    """How long the next try has to wait: nothing for the first three slips, then 2, 4, 8, ... up to 60 seconds.

    It stops a curious colleague at the keyboard. Against a copy of the files only the cost of Argon2id helps.
    """
    return 0.0 if failures < 3 else float(min(60, 2 ** min(failures - 2, 6)))


def derive(passphrase: str, salt: bytes, cost: Argon2) -> bytes:
    """32 bytes of a passphrase by Argon2id."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        _normal(passphrase).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _normal(passphrase: str) -> str:
    """One spelling of what looks the same: keyboards differ in how they compose an umlaut (RFC 8265, NFC)."""
    return unicodedata.normalize("NFC", passphrase)


def _bound(profile: str) -> bytes:
    return b"bundesmessenger profile " + profile.encode()
