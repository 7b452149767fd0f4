# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Devices of users and their keys (specification, "Device keys").

The keys of a device are pinned when it is first seen. An answer in which a known device has another Ed25519 or
Curve25519 key is refused, whoever signed it, and a device that vanished is only marked so: it may come back with the
same keys and with no others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from crypto.canonical_json import NotCanonical
from crypto.signatures import is_curve25519, is_ed25519, signable, signature_of, verify
from crypto.store.database import Database
from crypto.types import DeviceInfo, Json

_log = logging.getLogger(__name__)

MAX_ID = 255
_COLUMNS = "user_id, device_id, ed25519, curve25519, display_name, signed, deleted, dehydrated"


@dataclass(frozen=True, slots=True)
class Device:
    """Keys in unpadded base64. ``signed``: by the self-signing key of its owner's present identity."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    display_name: str | None = None
    signed: bool = False
    deleted: bool = False
    dehydrated: bool = False

    def info(self, verified: bool) -> DeviceInfo:
        return DeviceInfo(
            self.user_id,
            self.device_id,
            self.ed25519,
            self.curve25519,
            self.display_name,
            self.signed,
            verified and self.signed,
            self.deleted,
            self.dehydrated,
        )


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """A device-keys object whose own signature was checked."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    display_name: str | None
    dehydrated: bool
    canonical: bytes
    signatures: Any

    def signed_by(self, key: str | None) -> bool:
        """Whether the object carries a valid signature of its owner's key ``key`` (a self-signing key)."""
        if key is None:
            return False
        signature = signature_of({"signatures": self.signatures}, self.user_id, f"ed25519:{key}")
        return signature is not None and verify(self.canonical, key, signature)


def read_device_keys(obj: Any, user_id: str, device_id: str | None = None) -> DeviceKeys | None:
    """Check a device-keys object: the owner, the id (if given), the form of the keys, its own signature."""
    if not isinstance(obj, dict) or obj.get("user_id") != user_id:
        return None
    name, keys = obj.get("device_id"), obj.get("keys")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_ID or (device_id is not None and name != device_id):
        return None
    if not isinstance(keys, dict):
        return None
    ed25519, curve25519 = keys.get(f"ed25519:{name}"), keys.get(f"curve25519:{name}")
    if not is_ed25519(ed25519) or not is_curve25519(curve25519):
        return None
    try:
        canonical = signable(obj)
    except NotCanonical:
        return None
    signature = signature_of(obj, user_id, f"ed25519:{name}")
    if signature is None or not verify(canonical, ed25519, signature):
        return None
    unsigned = obj.get("unsigned")
    display_name = unsigned.get("device_display_name") if isinstance(unsigned, dict) else None
    return DeviceKeys(
        user_id,
        name,
        ed25519,
        curve25519,
        display_name[:MAX_ID] if isinstance(display_name, str) else None,
        obj.get("dehydrated") is True,
        canonical,
        obj.get("signatures"),
    )


class Stored(Enum):
    """What became of an answer about one device."""

    SAME = 0
    NEW = 1
    CHANGED = 2
    REFUSED = 3


class Devices:
    """The ``devices`` table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, user_id: str, device_id: str) -> Device | None:
        return self._one("user_id=? AND device_id=?", user_id, device_id)

    def by_curve25519(self, user_id: str, curve25519: str) -> Device | None:
        """A user's device with this identity key; one that is not deleted if there is a choice."""
        return self._one("user_id=? AND curve25519=? ORDER BY deleted, device_id", user_id, curve25519)

    def of_user(self, user_id: str, *, deleted: bool = False) -> Iterator[Device]:
        sql = f"SELECT {_COLUMNS} FROM devices WHERE user_id=?" + ("" if deleted else " AND deleted=0")  # noqa: S608
        return map(_device, self._db.execute(sql, (user_id,)))

    def owners_of(self, curve25519: str) -> list[str]:
        """The users who have, or had, a device with this identity key."""
        return [
            str(user)
            for (user,) in self._db.execute("SELECT DISTINCT user_id FROM devices WHERE curve25519=?", (curve25519,))
        ]

    def object(self, user_id: str, device_id: str) -> Json | None:
        """The device-keys object as its owner signed it, without signatures."""
        row = self._db.execute(
            "SELECT keys FROM devices WHERE user_id=? AND device_id=?", (user_id, device_id)
        ).fetchone()
        return dict(orjson.loads(row[0])) if row else None

    def _one(self, where: str, *params: str) -> Device | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM devices WHERE {where}", params).fetchone()  # noqa: S608
        return _device(row) if row else None

    def put(self, keys: DeviceKeys, signed: bool) -> Stored:
        """Add or update a device; refuses other keys for a known one."""
        old = self.get(keys.user_id, keys.device_id)
        if old is None:
            self._db.execute(
                "INSERT INTO devices(user_id, device_id, ed25519, curve25519, display_name, signed, dehydrated, keys)"
                " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    keys.user_id,
                    keys.device_id,
                    keys.ed25519,
                    keys.curve25519,
                    keys.display_name,
                    signed,
                    keys.dehydrated,
                    keys.canonical,
                ),
            )
            return Stored.NEW
        if (old.ed25519, old.curve25519) != (keys.ed25519, keys.curve25519):
            _log.error("a known device came with other keys; the old ones stay")
            return Stored.REFUSED
        if (old.display_name, old.signed, old.deleted, old.dehydrated) == (
            keys.display_name,
            signed,
            False,
            keys.dehydrated,
        ):
            return Stored.SAME
        self._db.execute(
            "UPDATE devices SET display_name=?, signed=?, deleted=0, dehydrated=?, keys=?"
            " WHERE user_id=? AND device_id=?",
            (keys.display_name, signed, keys.dehydrated, keys.canonical, keys.user_id, keys.device_id),
        )
        renamed_only = (old.signed, old.deleted, old.dehydrated) == (signed, False, keys.dehydrated)
        return Stored.SAME if renamed_only else Stored.CHANGED

    def mark_deleted(self, user_id: str, device_id: str) -> None:
        self._db.execute("UPDATE devices SET deleted=1 WHERE user_id=? AND device_id=?", (user_id, device_id))


def _device(row: tuple[Any, ...]) -> Device:
    user_id, device_id, ed25519, curve25519, display_name, signed, deleted, dehydrated = row
    return Device(user_id, device_id, ed25519, curve25519, display_name, bool(signed), bool(deleted), bool(dehydrated))
