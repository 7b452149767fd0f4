# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mending Olm sessions that no longer fit together (specification, "Recovering from undecryptable messages").

When a message of a device cannot be decrypted, a new session with it is begun and an ``m.dummy`` sent through it, so
that the other side uses it too: at most once an hour for each device, however many messages fail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from crypto.claims import Claims
from crypto.devices import Device, Devices
from crypto.olm_messages import OlmWriter
from crypto.outbox import Outbox
from crypto.store.database import Database
from crypto.types import OutgoingRequest

_log = logging.getLogger(__name__)

RENEW_AFTER_MS = 3_600_000


class Unwedging:
    """The ``wedged`` table. Changes run in the caller's transaction."""

    def __init__(
        self,
        db: Database,
        devices: Devices,
        claims: Claims,
        writer: OlmWriter,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._devices = devices
        self._claims = claims
        self._writer = writer
        self._outbox = outbox
        self._clock = clock
        self._recent: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        self._recent.clear()

    def failure(self, user_id: str, curve25519: str) -> None:
        """A message that claims to be of this device could not be decrypted."""
        now = int(self._clock() * 1000)
        if 0 <= now - self._renewed(user_id, curve25519) < RENEW_AFTER_MS:
            return  # nothing is written: a flood of broken messages costs no disk
        if self._devices.by_curve25519(user_id, curve25519) is None:
            return
        _log.warning("an Olm session is broken; a new one will be made")
        self._db.execute(
            "INSERT INTO wedged(user_id, curve25519, failures, renewed_ms, pending) VALUES(?, ?, 1, ?, 1)"
            " ON CONFLICT DO UPDATE SET failures=failures+1, renewed_ms=excluded.renewed_ms, pending=1",
            (user_id, curve25519, now),
        )
        self._recent[(user_id, curve25519)] = now

    def _renewed(self, user_id: str, curve25519: str) -> int:
        key = (user_id, curve25519)
        if key not in self._recent:
            row = self._db.execute(
                "SELECT renewed_ms FROM wedged WHERE user_id=? AND curve25519=?", (user_id, curve25519)
            ).fetchone()
            if row is None:
                return -RENEW_AFTER_MS
            self._recent[key] = int(row[0])
        return self._recent[key]

    def requests(self) -> list[OutgoingRequest]:
        """Claims for devices that need a new session."""
        rows = self._db.execute("SELECT user_id, curve25519 FROM wedged WHERE pending").fetchall()
        devices = [self._devices.by_curve25519(user_id, curve25519) for user_id, curve25519 in rows]
        return self._claims.requests([device for device in devices if device is not None and not device.deleted])

    def begun(self, devices: Iterable[Device]) -> None:
        """These devices have a new session: tell those that need to know."""
        pending = {
            (user_id, curve25519)
            for user_id, curve25519 in self._db.execute("SELECT user_id, curve25519 FROM wedged WHERE pending")
        }
        mended = [device for device in devices if (device.user_id, device.curve25519) in pending]
        if not mended:
            return
        seal = self._writer.sealer()
        sealed = [(device, seal(device, "m.dummy", {})) for device in mended]
        self._outbox.put(
            "m.room.encrypted",
            [(device.user_id, device.device_id, item) for device, item in sealed if item is not None],
        )
        self._db.executemany(
            "UPDATE wedged SET pending=0, failures=0 WHERE user_id=? AND curve25519=?",
            [(device.user_id, device.curve25519) for device in mended],
        )
