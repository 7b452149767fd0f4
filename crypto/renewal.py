# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new device in place of one that must not go on, in the same database.

The server may have deleted the device, or the database may be an older copy whose one-time keys and ratchets were used
since. Whatever would be used again is given up: the device's own keys, its Olm sessions, the room keys it sends with,
what was encrypted and not yet sent. What was received stays: room keys, the people we know and verified, the secrets
of our digital identity, and the key of the key storage with the list of what is not in it yet.
"""

from __future__ import annotations

from typing import Final

from crypto.store.database import Database
from crypto.store.identity_tables import SECRET_SHARING, IdentityTables

GIVEN_UP: Final = (
    "account",
    "tokens",
    "olm_sessions",
    "olm_seen",
    "wedged",
    "outbound_sessions",
    "shares",
    "no_olm_told",
    "sends",
    "outbox",
    "verifications",
    "olm_queue",
    "room_sends",
    "key_requests",
    "signature_uploads",
)
"""Tables of the components "crypto" and "identity" that belong to one device. Signatures are made anew when they are
found to be missing."""

KEPT: Final = (
    "counters",
    "tracked_users",
    "devices",
    "identities",
    "inbound_sessions",
    "replay",
    "withheld",
    "room_encryption",
    "alarms",
    "identity_state",
    "backup_queue",
    "verification_seen",
    "key_bundles",
    "accepted_invites",
)
"""The other ones, which belong to the person."""


def was_published(db: Database) -> bool:
    """Whether the server ever had the keys of this device."""
    return db.execute("SELECT 1 FROM account WHERE published").fetchone() is not None


def give_up_device(db: Database) -> None:
    """Forget the device; the next ``CryptoMachine`` on ``db`` makes the one it is asked for. Raises StoreError.

    No machine may be using ``db``. What the server told of device lists meanwhile was missed: everybody is asked for.
    """
    with db.transaction():
        for table in GIVEN_UP:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - names are ours
        db.execute("INSERT INTO counters VALUES('device_lists', 1) ON CONFLICT(name) DO UPDATE SET value=value+1")
        db.execute("UPDATE tracked_users SET changed=(SELECT value FROM counters WHERE name='device_lists')")
        IdentityTables(db).put(SECRET_SHARING, None)
