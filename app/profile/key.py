# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one key of a profile: 32 random bytes, in a key store or wrapped by a passphrase, never in a file as they are.

How it is kept stands under ``key`` in profile.json and does not change by itself: if the key store of then is not
there now, we stop and say so instead of making another key.
"""

from __future__ import annotations

import base64
import hmac
import logging
import secrets
from collections.abc import Sequence
from typing import Any

from app.errors import ErrorCode, UserError
from app.profile.attempts import Attempts
from app.profile.keystore import KeyStore, KeyStoreError, KeyStoreLocked, within
from app.profile.passphrase import MIN_CHARACTERS, Argon2, BrokenWrap, unwrap, wrap

_log = logging.getLogger(__name__)

KEY_BYTES = 32
STORE_TIMEOUT = 130.0  # seconds, with the user's prompt in it

IN_STORE = "key-store"
WRAPPED = "passphrase"

_FORMAT = "1"  # of the text in the key store; a later one may carry more than the key


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def check_value(key: bytes) -> str:
    """Tells in profile.json whether a key is the right one, without the database. Gives nothing away about it."""
    return hmac.new(key, b"bundesmessenger profile key", "sha256").hexdigest()[:32]


def keep_in_store(
    key: bytes, profile: str, stores: Sequence[KeyStore], timeout: float = STORE_TIMEOUT
) -> dict[str, Any]:
    """Put the key into the first store that gives it back; what to write under ``key``.

    Raises UserError KEYRING_LOCKED if there is a store, but it was not unlocked; KEYRING_MISSING if there is none.
    """
    secret = _encode(key)
    locked = False
    for store in stores:

        def round_trip(store: KeyStore = store) -> bool:
            store.set(profile, secret)
            return store.get(profile) == secret

        try:
            if within(timeout, round_trip):
                return {"kept": IN_STORE, "store": store.id, "check": check_value(key)}
            _log.warning("the key store %s does not keep what it is given", store.id)
        except KeyStoreLocked:
            locked = True
            _log.warning("the key store %s was not unlocked", store.id)
        except KeyStoreError as error:
            _log.info("no key store: %s", error)
    raise UserError(ErrorCode.KEYRING_LOCKED if locked else ErrorCode.KEYRING_MISSING)


def keep_with_passphrase(
    key: bytes, passphrase: str, profile: str, cost: Argon2, minimum: int = MIN_CHARACTERS
) -> dict[str, Any]:
    """What to write under ``key``. ``minimum``: characters. Raises UserError WEAK_PASSPHRASE."""
    return {"kept": WRAPPED, "check": check_value(key)} | wrap(key, passphrase, profile, cost, minimum)


def find(
    kept: dict[str, Any],
    profile: str,
    passphrase: str | None,
    stores: Sequence[KeyStore],
    attempts: Attempts,
    timeout: float = STORE_TIMEOUT,
) -> bytes:
    """The key. Raises UserError KEYRING_CHANGED, KEYRING_LOCKED, KEY_LOST, PASSPHRASE_NEEDED, WRONG_PASSPHRASE."""
    if kept.get("kept") == WRAPPED:
        key = _from_passphrase(kept, profile, passphrase, attempts)
    elif kept.get("kept") == IN_STORE:
        key = _from_store(kept, profile, stores, timeout)
    else:
        raise UserError(ErrorCode.KEY_LOST, reason="unknown way of keeping it")
    if not hmac.compare_digest(check_value(key), str(kept.get("check"))):
        raise UserError(ErrorCode.KEY_LOST, reason="another key")
    return key


def forget(kept: dict[str, Any], profile: str, stores: Sequence[KeyStore], timeout: float = STORE_TIMEOUT) -> bool:
    """Remove the key from its store. False if that was not possible: then the files alone have to go."""
    if kept.get("kept") != IN_STORE:
        return True
    for store in stores:
        if store.id == kept.get("store"):
            try:
                within(timeout, lambda store=store: store.delete(profile))  # type: ignore[misc]
            except KeyStoreError as error:
                _log.warning("the key stays in the key store: %s", error)
                return False
            return True
    return False


def _from_store(kept: dict[str, Any], profile: str, stores: Sequence[KeyStore], timeout: float) -> bytes:
    name = str(kept.get("store"))
    store = next((store for store in stores if store.id == name), None)
    if store is None:
        raise UserError(ErrorCode.KEYRING_CHANGED, store=name)
    try:
        secret = within(timeout, lambda: store.get(profile))
    except KeyStoreLocked as error:
        raise UserError(ErrorCode.KEYRING_LOCKED, store=name) from error
    except KeyStoreError as error:
        raise UserError(ErrorCode.KEYRING_CHANGED, store=name) from error
    key = _decode(secret) if secret is not None else None
    if key is None:
        raise UserError(ErrorCode.KEY_LOST, store=name, reason="no entry" if secret is None else "unreadable entry")
    return key


def _from_passphrase(kept: dict[str, Any], profile: str, passphrase: str | None, attempts: Attempts) -> bytes:
    if passphrase is None:
        raise UserError(ErrorCode.PASSPHRASE_NEEDED)
    wait = attempts.wait()
    if wait > 0:
        raise UserError(ErrorCode.WRONG_PASSPHRASE, wait=wait)
    try:
        key = unwrap(kept, passphrase, profile)
    except BrokenWrap as error:
        raise UserError(ErrorCode.KEY_LOST, reason=str(error)) from error
    if key is None:
        raise attempts.wrong()
    attempts.right()
    return key


def _encode(key: bytes) -> str:
    return f"{_FORMAT}:{base64.b64encode(key).decode()}"


def _decode(secret: str) -> bytes | None:
    version, _, text = secret.partition(":")
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return key if version == _FORMAT and len(key) == KEY_BYTES else None
