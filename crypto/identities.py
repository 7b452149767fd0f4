# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public cross-signing identities of users (specification, "Cross-signing").

The master key seen first is pinned. A later one replaces it as the current key, but the pin stays until somebody
decides. Our own user's identity is never replaced by what the server says; a different one raises an alarm.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crypto.canonical_json import NotCanonical, canonical_json
from crypto.signatures import is_ed25519, verify_json
from crypto.store.database import Database
from crypto.types import CryptoChanges, Json

_log = logging.getLogger(__name__)

CACHED = 2000
OWN_IDENTITY_CHANGED = "own_identity_changed"


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """Public keys in unpadded base64."""

    user_id: str
    master: str
    self_signing: str | None
    user_signing: str | None
    pinned: str
    verified: bool
    was_verified: bool

    @property
    def violation(self) -> bool:
        """Once verified, now another identity, and the user has not decided what to do about it."""
        return self.was_verified and not self.verified

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for key in (self.master, self.self_signing, self.user_signing) if key)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a /keys/query answer says of one user, after its signatures were checked."""

    master: str
    master_json: bytes
    self_signing: str | None = None
    self_signing_json: bytes | None = None
    user_signing: str | None = None
    user_signing_json: bytes | None = None


class Identities:
    """The ``identities`` table, with a cache."""

    def __init__(self, db: Database, own_user_id: str) -> None:
        self._db = db
        self._own = own_user_id
        self._cache: dict[str, UserIdentity | None] = {}

    def forget(self) -> None:
        self._cache.clear()

    def get(self, user_id: str) -> UserIdentity | None:
        if user_id not in self._cache:
            row = self._db.execute(
                "SELECT user_id, master, self_signing, user_signing, pinned, verified, was_verified"
                " FROM identities WHERE user_id=?",
                (user_id,),
            ).fetchone()
            if len(self._cache) >= CACHED:
                self._cache.clear()
            self._cache[user_id] = _identity(row) if row else None
        return self._cache[user_id]

    def receive(self, user_id: str, response: Json, changes: CryptoChanges) -> bool:
        """Take over a user's identity from a /keys/query answer, if it is sound; gives whether anything changed.

        An answer without an identity changes nothing: the server cannot take one away.
        """
        answer = _read(user_id, response)
        if answer is None:
            return False
        old = self.get(user_id)
        if old is None:
            self._insert(user_id, answer)
        elif old.master != answer.master:
            if user_id == self._own:
                _log.error("the server shows another identity for our own user; it is not taken over")
                changes.alarms.add(OWN_IDENTITY_CHANGED)
                return False
            _log.warning("a user has a new identity")
            self._replace(user_id, answer)
        elif (old.self_signing, old.user_signing) == (
            answer.self_signing or old.self_signing,
            answer.user_signing or old.user_signing,
        ):
            return False
        else:
            self._update(user_id, answer)
        self._cache.pop(user_id, None)
        changes.users.add(user_id)
        return True

    def _insert(self, user_id: str, new: _Answer) -> None:
        self._db.execute(
            "INSERT INTO identities(user_id, master, master_json, self_signing, self_signing_json, user_signing,"
            " user_signing_json, pinned) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            (
                user_id,
                new.master,
                new.master_json,
                new.self_signing,
                new.self_signing_json,
                new.user_signing,
                new.user_signing_json,
                new.master,
            ),
        )

    def _replace(self, user_id: str, new: _Answer) -> None:
        self._db.execute(
            "UPDATE identities SET master=?, master_json=?, self_signing=?, self_signing_json=?, user_signing=?,"
            " user_signing_json=?, was_verified=max(verified, was_verified), verified=0 WHERE user_id=?",
            (
                new.master,
                new.master_json,
                new.self_signing,
                new.self_signing_json,
                new.user_signing,
                new.user_signing_json,
                user_id,
            ),
        )

    def _update(self, user_id: str, new: _Answer) -> None:
        if new.self_signing:
            self._db.execute(
                "UPDATE identities SET self_signing=?, self_signing_json=? WHERE user_id=?",
                (new.self_signing, new.self_signing_json, user_id),
            )
        if new.user_signing:
            self._db.execute(
                "UPDATE identities SET user_signing=?, user_signing_json=? WHERE user_id=?",
                (new.user_signing, new.user_signing_json, user_id),
            )


def _identity(row: tuple[Any, ...]) -> UserIdentity:
    user_id, master, self_signing, user_signing, pinned, verified, was_verified = row
    return UserIdentity(user_id, master, self_signing, user_signing, pinned, bool(verified), bool(was_verified))


def _read(user_id: str, response: Json) -> _Answer | None:
    """Master key and, each if the master key signed it, self-signing and user-signing key."""
    master = _key(_section(response, "master_keys", user_id), user_id, "master")
    if master is None:
        return None
    master_key, master_json = master
    parts: dict[str, tuple[str, bytes]] = {}
    for usage in ("self_signing", "user_signing"):
        obj = _section(response, f"{usage}_keys", user_id)
        part = _key(obj, user_id, usage)
        if part is None or obj is None:
            continue
        if part[0] == master_key or not verify_json(obj, user_id, f"ed25519:{master_key}", master_key):
            _log.warning("a %s key is not signed by its master key", usage)
            continue
        parts[usage] = part
    self_signing = parts.get("self_signing", (None, None))
    user_signing = parts.get("user_signing", (None, None))
    return _Answer(master_key, master_json, *self_signing, *user_signing)


def _section(response: Json, name: str, user_id: str) -> Json | None:
    section = response.get(name)
    obj = section.get(user_id) if isinstance(section, Mapping) else None
    return obj if isinstance(obj, dict) else None


def _key(obj: Any, user_id: str, usage: str) -> tuple[str, bytes] | None:
    """The one public key of a cross-signing object, and its canonical JSON; None if the object is not sound."""
    if not isinstance(obj, dict) or obj.get("user_id") != user_id:
        return None
    uses, keys = obj.get("usage"), obj.get("keys")
    if not isinstance(uses, list) or usage not in uses or not isinstance(keys, dict) or len(keys) != 1:
        return None
    ((name, key),) = keys.items()
    if not is_ed25519(key) or name != f"ed25519:{key}":
        return None
    try:
        return key, canonical_json(obj)
    except NotCanonical:
        return None
