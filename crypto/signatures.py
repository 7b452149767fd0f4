# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ed25519 signatures of JSON objects (specification, appendices, "Signing JSON").

Verification is vodozemac's strict one: keys of small order and signatures with an unreduced scalar are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeGuard

import vodozemac

from crypto.canonical_json import NotCanonical, canonical_json
from crypto.types import Json

# 32 and 64 bytes in unpadded base64. Checked before the binding sees them: it panics on keys of other lengths.
_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{86}")


def signable(obj: Json) -> bytes:
    """What is signed: the object without ``signatures`` and ``unsigned``. Raises NotCanonical."""
    return canonical_json({key: value for key, value in obj.items() if key not in ("signatures", "unsigned")})


def sign_json(obj: Json, user_id: str, key_id: str, sign: Callable[[bytes], str]) -> None:
    """Add a signature to ``obj``. ``key_id`` includes ``ed25519:``; ``sign`` gives unpadded base64."""
    obj.setdefault("signatures", {}).setdefault(user_id, {})[key_id] = sign(signable(obj))


def signature_of(obj: Any, user_id: str, key_id: str) -> str | None:
    """The signature that an object carries from one key, if it is text at all."""
    value = obj
    for step in ("signatures", user_id, key_id):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value if isinstance(value, str) else None


def verify_json(obj: Json, user_id: str, key_id: str, ed25519: str) -> bool:
    """Whether ``obj`` carries a valid signature of the public key ``ed25519`` under this user and key id."""
    signature = signature_of(obj, user_id, key_id)
    if signature is None:
        return False
    try:
        return verify(signable(obj), ed25519, signature)
    except NotCanonical:
        return False


def verify(message: bytes, ed25519: str, signature: str) -> bool:
    """Whether ``signature`` (unpadded base64) of ``message`` is one of the public key ``ed25519``."""
    if not _KEY.fullmatch(ed25519) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        key = vodozemac.Ed25519PublicKey.from_base64(ed25519)
        key.verify_signature(message, vodozemac.Ed25519Signature.from_base64(signature))
    except ValueError:
        return False
    return True


def is_ed25519(text: Any) -> TypeGuard[str]:
    """Whether this is a public signing key in unpadded base64."""
    if not isinstance(text, str) or not _KEY.fullmatch(text):
        return False
    try:
        return vodozemac.Ed25519PublicKey.from_base64(text).to_base64() == text
    except ValueError:
        return False


def is_curve25519(text: Any) -> TypeGuard[str]:
    """Whether this is a public key for Diffie-Hellman in unpadded base64."""
    if not isinstance(text, str) or not _KEY.fullmatch(text):
        return False
    try:
        return vodozemac.Curve25519PublicKey.from_base64(text).to_base64() == text
    except ValueError:
        return False
