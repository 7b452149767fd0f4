# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What verification has to know about keys, from the tables of the engine."""

from __future__ import annotations

from crypto.account import OwnAccount
from crypto.devices import Devices
from crypto.identities import Identities
from crypto.verification.messages import Side


class StoredDirectory:
    """The ``Directory`` of a device, read anew each time: who keeps a ``Side`` keeps the keys of that moment."""

    def __init__(self, own: OwnAccount, devices: Devices, identities: Identities) -> None:
        self._own = own
        self._devices = devices
        self._identities = identities

    def own(self) -> Side:
        """Return this device, with our master key as pinned, trusted if our identity is verified here."""
        return self._side(self._own.user_id, self._own.device_id, self._own.ed25519, own=True)

    def other(self, user_id: str, device_id: str) -> Side | None:
        """Return a device that is on the server's list."""
        device = self._devices.get(user_id, device_id)
        if device is None or device.deleted:
            return None
        return self._side(user_id, device_id, device.ed25519, own=False)

    def _side(self, user_id: str, device_id: str, ed25519: str, *, own: bool) -> Side:
        identity = self._identities.get(user_id)
        return Side(
            user_id,
            device_id,
            ed25519,
            identity.master if identity else None,
            own and identity is not None and identity.verified,
            frozenset(device.device_id for device in self._devices.of_user(user_id)) | {device_id},
            identity.keys if identity else frozenset(),
        )
