# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What we know of people and devices, and what the person decides about them."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.security.interface import Device, Trust
from crypto.identities import UserIdentity


class People:
    """Raises UserError."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def trust(self, user_id: str) -> Trust:
        """What we know of a person."""
        return _trust(await self._desk.call(self._desk.storage.machine.identity, user_id))

    async def changed_members(self, room_id: str) -> list[tuple[str, Trust]]:
        """Members of a room about whom the person has something to decide."""
        storage = self._desk.storage
        members, _, _ = await storage.writing.call(storage.cache.recipients, room_id)
        machine = storage.machine
        identities = await self._desk.call(lambda: [(user, machine.identity(user)) for user in members])
        found = [(user, _trust(identity)) for user, identity in identities if user != self._desk.user_id]
        return [(user, trust) for user, trust in found if trust in (Trust.CHANGED, Trust.VIOLATION)]

    async def withdraw(self, user_id: str) -> None:
        await self._desk.step(self._desk.engine.withdraw_verification, user_id)

    async def accept(self, user_id: str) -> None:
        await self._desk.step(self._desk.engine.pin_identity, user_id)

    async def own_devices(self) -> list[Device]:
        """From the server, where it can be reached: names and when they were last seen."""
        from app.matrix import security_api

        known = await self._devices(self._desk.user_id)
        try:
            listed = await security_api.devices(self._desk.online())
        except UserError as error:
            if error.code is not ErrorCode.NO_NETWORK:
                raise
            return list(known.values())
        found = []
        for entry in listed:
            device_id, name = str(entry["device_id"]), entry.get("display_name")
            seen, address = entry.get("last_seen_ts"), entry.get("last_seen_ip")
            engine = known.get(device_id)
            found.append(
                Device(
                    device_id,
                    name[:255] if isinstance(name, str) else "",
                    device_id == self._desk.device_id,
                    engine is not None and engine.verified,
                    seen / 1000 if isinstance(seen, int) and 0 < seen < 2**53 else None,
                    address[:64] if isinstance(address, str) else None,
                    engine.ed25519 if engine is not None else "",
                )
            )
        return sorted(found, key=lambda device: (not device.this, -(device.last_seen or 0.0), device.device_id))

    async def devices_of(self, user_id: str) -> list[Device]:
        """The devices of another person; ``verified``: signed by an identity that we verified."""
        return list((await self._devices(user_id)).values())

    async def _devices(self, user_id: str) -> dict[str, Device]:
        devices = await self._desk.call(self._desk.storage.machine.devices, user_id)
        return {
            device.device_id: Device(
                device.device_id,
                device.display_name or "",
                (user_id, device.device_id) == (self._desk.user_id, self._desk.device_id),
                device.verified,
                ed25519=device.ed25519,
            )
            for device in devices
            if not device.dehydrated
        }

    async def rename(self, device_id: str, name: str) -> None:
        from app.matrix import security_api

        await security_api.rename_device(self._desk.online(), device_id, name)

    async def sign_out(self, device_ids: Sequence[str], password: str | None) -> None:
        from app.matrix import security_api

        if self._desk.device_id in device_ids:
            raise UserError(ErrorCode.REFUSED, errcode="this device")
        if device_ids:
            await security_api.delete_devices(self._desk.online(), device_ids, password)


def _trust(identity: UserIdentity | None) -> Trust:
    if identity is None:
        return Trust.UNKNOWN
    if identity.verified:
        return Trust.VERIFIED
    if identity.violation:
        return Trust.VIOLATION
    return Trust.CHANGED if identity.changed else Trust.UNVERIFIED
