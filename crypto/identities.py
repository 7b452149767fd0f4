# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public cross-signing identities of users (specification, "Cross-signing").

The master key seen first is pinned. A later one replaces it as the current key, but the pin stays until somebody
decides. Our own user's identity is never replaced by what the server says; a different one raises an alarm.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from crypto.canonical_json import NotCanonical, canonical_json
from crypto.signatures import is_ed25519, verify_json
from crypto.store.database import Database
from crypto.store.identity_tables import NEW_IDENTITY, OTHER_IDENTITY, IdentityTables
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
    def changed(self) -> bool:
        """Not the identity seen first, and nobody has decided what to do about it."""
        return self.pinned != self.master

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

    def to_json(self) -> Json:
        """The key objects, for the table of parts."""
        parts = {"master": self.master_json, "self_signing": self.self_signing_json}
        parts["user_signing"] = self.user_signing_json
        return {name: orjson.loads(part) for name, part in parts.items() if part is not None}


def as_answer(user_id: str, parts: Mapping[str, Json]) -> Json:
    """Key objects by usage as the sections of a /keys/query answer."""
    return {f"{usage}_keys": {user_id: obj} for usage, obj in parts.items()}


class Identities:
    """The ``identities`` table, with a cache."""

    def __init__(self, db: Database, own_user_id: str) -> None:
        self._db = db
        self._tables = IdentityTables(db)
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
        changed = True
        if old is None:
            self._insert(user_id, answer)
        elif old.master != answer.master:
            if user_id == self._own and not self._is_ours(answer.master):
                self._other_own(answer, changes)
                return False
            _log.warning("a user has a new identity")
            self._replace(user_id, answer)
        else:
            changed = self._update(user_id, old, answer)
            if user_id == self._own and self._tables.get(OTHER_IDENTITY) is not None:
                self._tables.put(OTHER_IDENTITY, None)
                changes.own = True
        self._cache.pop(user_id, None)
        changed |= self._recognise(user_id)
        if changed:
            changes.users.add(user_id)
        return changed

    def _is_ours(self, master: str) -> bool:
        """Whether this is the identity that this device is just publishing."""
        new = self._tables.get(NEW_IDENTITY)
        return new is not None and new["public"]["master"] == master

    def _other_own(self, answer: _Answer, changes: CryptoChanges) -> None:
        _log.error("the server shows another identity for our own user; it is not taken over")
        known = self._tables.get(OTHER_IDENTITY)
        if known is None or known["master"]["keys"] != orjson.loads(answer.master_json)["keys"]:
            changes.own = True
        self._tables.put(OTHER_IDENTITY, answer.to_json())
        changes.alarms.add(OWN_IDENTITY_CHANGED)

    # -- verifying ---------------------------------------------------------------------------------------------------

    def _recognise(self, user_id: str) -> bool:
        """Take over a verification that our own verified identity once signed; gives whether it is new."""
        own, identity = self.get(self._own), self.get(user_id)
        if user_id == self._own or identity is None or identity.verified:
            return False
        if own is None or not own.verified or own.user_signing is None:
            return False
        row = self._db.execute("SELECT master_json, withdrawn FROM identities WHERE user_id=?", (user_id,)).fetchone()
        if row is None or row[1] == identity.master:
            return False
        key_id = f"ed25519:{own.user_signing}"
        if not verify_json(orjson.loads(row[0]), self._own, key_id, own.user_signing):
            return False
        self.set_verified(user_id)
        return True

    def recognise_all(self) -> list[str]:
        """Our own identity became verified: look for everybody it signed. Gives the users that are verified now."""
        users = [str(user) for (user,) in self._db.execute("SELECT user_id FROM identities WHERE verified=0")]
        return [user for user in users if self._recognise(user)]

    def set_verified(self, user_id: str) -> None:
        """The person has verified the present identity of this user."""
        self._db.execute(
            "UPDATE identities SET verified=1, was_verified=1, pinned=master, withdrawn=NULL WHERE user_id=?",
            (user_id,),
        )
        self._cache.pop(user_id, None)

    def withdraw(self, user_id: str) -> None:
        """The person does not hold on to a verification; the present identity is pinned."""
        self._db.execute(
            "UPDATE identities SET verified=0, was_verified=0, pinned=master, withdrawn=master WHERE user_id=?",
            (user_id,),
        )
        self._cache.pop(user_id, None)

    def pin(self, user_id: str) -> None:
        """The person accepts the present identity without verifying it."""
        self._db.execute("UPDATE identities SET was_verified=verified, pinned=master WHERE user_id=?", (user_id,))
        self._cache.pop(user_id, None)

    def verified_users(self) -> Iterator[tuple[str, Json]]:
        """Verified users other than our own, with their master key objects."""
        rows = self._db.execute(
            "SELECT user_id, master_json FROM identities WHERE verified=1 AND user_id<>?", (self._own,)
        ).fetchall()
        return ((str(user_id), orjson.loads(master)) for user_id, master in rows)

    def master_object(self, user_id: str) -> Json | None:
        """The master key object of a user as the server has it."""
        row = self._db.execute("SELECT master_json FROM identities WHERE user_id=?", (user_id,)).fetchone()
        return dict(orjson.loads(row[0])) if row else None

    # -- our own -----------------------------------------------------------------------------------------------------

    def take_own(self, response: Json, *, verified: bool) -> bool:
        """Put another identity in the place of ours, deliberately; nobody counts as verified by the old one any more.

        ``response`` has the sections of a /keys/query answer. People stay pinned to what they have now.
        """
        answer = _read(self._own, response)
        if answer is None:
            return False
        old = self.get(self._own)
        if old is None:
            self._insert(self._own, answer)
        else:
            self._replace(self._own, answer)
        self._db.execute(
            "UPDATE identities SET pinned=master, verified=?, was_verified=?, withdrawn=NULL WHERE user_id=?",
            (verified, verified, self._own),
        )
        if old is not None and old.master != answer.master:
            self._db.execute(
                "UPDATE identities SET verified=0, was_verified=0, pinned=master WHERE user_id<>? AND verified=1",
                (self._own,),
            )
        self._tables.put(OTHER_IDENTITY, None)
        self._cache.clear()
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

    def _update(self, user_id: str, old: UserIdentity, new: _Answer) -> bool:
        """The same master key: take over new signatures on it and new other keys; gives whether a key is new."""
        self._db.execute(
            "UPDATE identities SET master_json=? WHERE user_id=? AND master_json<>?",
            (new.master_json, user_id, new.master_json),
        )
        changed = False
        if new.self_signing and new.self_signing != old.self_signing:
            changed = True
            self._db.execute(
                "UPDATE identities SET self_signing=?, self_signing_json=? WHERE user_id=?",
                (new.self_signing, new.self_signing_json, user_id),
            )
        if new.user_signing and new.user_signing != old.user_signing:
            changed = True
            self._db.execute(
                "UPDATE identities SET user_signing=?, user_signing_json=? WHERE user_id=?",
                (new.user_signing, new.user_signing_json, user_id),
            )
        return changed


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
