# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The driver's commands about identity, recovery, key storage and verification. No logic of the product here.

``flow`` names a verification; the newest one if it is left out. The password is the one of ``login`` in the same
process if it is left out.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.account import Account
from app.security.interface import Phase, Progress, Trust, Verification
from crypto.trust import TrustPolicy

Json = dict[str, Any]
POLICY = "BM_DRIVER_POLICY"
"""Environment: settles the policy of the account (a value of ``TrustPolicy``)."""
_SEEN_WITHIN = 30.0


class SecurityCommands:
    """What ``tests.driver.commands.Commands`` is, besides."""

    account: Account | None
    tell: Callable[[Json], None]
    _password: str | None = None

    def _here(self) -> Account:
        raise NotImplementedError

    def listen(self, account: Account) -> None:
        """Tell of verifications and of what becomes of people's identities."""
        security = account.security
        security.verification_changed.connect(
            lambda item: self.tell({"event": "verification"} | verification_json(item))
        )
        security.changed.connect(lambda state: self.tell({"event": "security"} | asdict(state)))
        security.trust_changed.connect(lambda user: self.tell({"event": "trust", "user": user}))

    async def settle_policy(self, account: Account) -> None:
        """The policy that the caller of the driver wants."""
        if wanted := os.environ.get(POLICY):
            await account.security.fix_policy(TrustPolicy(wanted))

    # -- identity and recovery ---------------------------------------------------------------------------------------

    async def cmd_identity(self, user: str) -> Json:
        account = self._here()
        trust = await account.security.trust(user)
        return {
            "trust": trust.value,
            "verified": trust is Trust.VERIFIED,
            "pinned": trust not in (Trust.UNKNOWN, Trust.CHANGED, Trust.VIOLATION),
            "violation": trust is Trust.VIOLATION,
            "exists": trust is not Trust.UNKNOWN,
        }

    async def cmd_key_status(self) -> Json:
        security = self._here().security
        state, own = await security.look(), await security.own()
        return {
            "identity": state.identity.value,
            "recovery": state.recovery.value,
            "backup_state": state.backup.value,
            "remaining": state.remaining,
            "total": state.total,
            "setup_interrupted": state.setup_interrupted,
            "has_passphrase": state.has_passphrase,
            "cross_signing": own.device_signed,
            "identity_verified": own.verified,
            "master_key": own.master,
            "missing_secrets": list(own.missing),
            "replaced": own.replaced,
            "secret_storage": state.recovery.value in ("ready", "incomplete"),
            "backup": state.backup.value == "on",
            "policy": (await security.policy()).value,
        }

    async def cmd_setup_recovery(
        self, passphrase: str | None = None, password: str | None = None, confirm: bool = True
    ) -> Json:
        security = self._here().security
        key = await security.set_up(password or self._password, passphrase)
        if confirm:
            await security.confirm_recovery_key(key)
        return {"recovery_key": key}

    async def cmd_confirm_recovery(self, recovery_key: str) -> bool:
        return await self._here().security.confirm_recovery_key(recovery_key)

    async def cmd_recover(self, recovery_key: str | None = None, passphrase: str | None = None) -> Json:
        seen: list[Progress] = []
        await self._here().security.recover(recovery_key or passphrase or "", seen.append)
        last = seen[-1] if seen else Progress(0, 0)
        return {"total": last.total, "done": last.done, "imported": last.imported}

    async def cmd_repair_recovery(self, recovery_key: str | None = None, passphrase: str | None = None) -> None:
        await self._here().security.repair(recovery_key or passphrase)

    async def cmd_new_recovery_key(self, passphrase: str | None = None) -> Json:
        security = self._here().security
        key = await security.new_recovery_key(passphrase)
        await security.confirm_recovery_key(key)
        return {"recovery_key": key}

    async def cmd_reset_identity(
        self, password: str | None = None, passphrase: str | None = None, confirm: bool = True
    ) -> Json:
        security = self._here().security
        key = await security.reset(password or self._password or "", passphrase)
        if confirm:
            await security.confirm_recovery_key(key)
        return {"recovery_key": key}

    async def cmd_set_backup(self, on: bool) -> None:
        await self._here().security.set_backup(on)

    async def cmd_backup_wait(self, timeout: float = 60.0) -> Json:
        """Until every key is in the key storage."""
        security = self._here().security
        async with asyncio.timeout(timeout):
            while (state := await security.look()).remaining or state.backup.value != "on":
                await asyncio.sleep(0.1)
        return {"total": state.total}

    async def cmd_set_policy(self, policy: str | None = None) -> None:
        await self._here().security.fix_policy(TrustPolicy(policy) if policy else None)

    async def cmd_verified_only(self, on: bool, room: str | None = None) -> None:
        await self._here().security.set_verified_only(room, on)

    async def cmd_withdraw_verification(self, user: str) -> None:
        await self._here().security.withdraw_verification(user)

    async def cmd_pin_identity(self, user: str) -> None:
        await self._here().security.accept_identity(user)

    async def cmd_own_devices(self) -> list[Json]:
        return [asdict(device) for device in await self._here().security.own_devices()]

    async def cmd_rename_device(self, device: str, name: str) -> None:
        await self._here().security.rename_device(device, name)

    async def cmd_sign_out_devices(self, devices: list[str], password: str | None = None) -> None:
        await self._here().security.sign_out_devices(devices, password or self._password)

    # -- key files ---------------------------------------------------------------------------------------------------

    async def cmd_export_keys(self, passphrase: str, path: str) -> Json:
        return {"count": await self._here().security.export_keys(Path(path), passphrase)}

    async def cmd_import_keys(self, passphrase: str, path: str) -> Json:
        return {"imported": await self._here().security.import_keys(Path(path), passphrase)}

    # -- verification ------------------------------------------------------------------------------------------------

    async def cmd_verify_request(self, user: str, device: str | None = None, room: str | None = None) -> Json:
        account = self._here()
        security = account.security
        if room is not None:
            item = await security.verify_in_room(user, room)
        elif user == account.user_id or device is not None:
            item = await security.verify_device(device, user)
        else:
            item = await security.verify_user(user)
        return {"flow": item.key}

    def _flow(self, flow: str | None) -> Verification:
        items = self._here().security.verifications
        for item in reversed(items):
            if flow is None or item.key == flow:
                return item
        raise LookupError("no such verification")

    async def _wait_for(self, flow: str | None, *phases: Phase, timeout: float = _SEEN_WITHIN) -> Verification:
        changed = asyncio.Event()
        disconnect = self._here().security.verification_changed.connect(lambda _item: changed.set())
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed.clear()
                    items = [i for i in self._here().security.verifications if flow is None or i.key == flow]
                    if items and items[-1].phase in phases:
                        return items[-1]
                    await changed.wait()
        finally:
            disconnect()

    async def cmd_verify_accept(self, flow: str | None = None, timeout: float = _SEEN_WITHIN) -> Json:
        item = await self._wait_for(flow, Phase.INCOMING, timeout=timeout)
        await self._here().security.accept(item.key)
        return {"flow": item.key}

    async def cmd_verify_start_sas(self, flow: str | None = None, timeout: float = _SEEN_WITHIN) -> None:
        item = await self._wait_for(flow, Phase.READY, timeout=timeout)
        await self._here().security.start_sas(item.key)

    async def cmd_verify_sas(self, flow: str | None = None, timeout: float = _SEEN_WITHIN) -> Json:
        item = await self._wait_for(flow, Phase.COMPARE, Phase.CANCELLED, timeout=timeout)
        shown = verification_json(item)
        return {"emoji": shown["emoji"], "decimal": shown["decimal"], "phase": shown["phase"]}

    async def cmd_verify_confirm(self, flow: str | None = None) -> None:
        await self._here().security.confirm(self._flow(flow).key)

    async def cmd_verify_mismatch(self, flow: str | None = None) -> None:
        await self._here().security.mismatch(self._flow(flow).key)

    async def cmd_verify_cancel(self, flow: str | None = None) -> None:
        await self._here().security.cancel(self._flow(flow).key)

    async def cmd_verify_qr_show(self, flow: str | None = None, timeout: float = _SEEN_WITHIN) -> Json:
        item = await self._wait_for(flow, Phase.READY, timeout=timeout)
        data = await self._here().security.show_qr(item.key)
        return {"data": None if data is None else base64.b64encode(data).decode()}

    async def cmd_verify_qr_scan(self, data: str, flow: str | None = None, timeout: float = _SEEN_WITHIN) -> None:
        item = await self._wait_for(flow, Phase.READY, timeout=timeout)
        await self._here().security.scan_qr(item.key, base64.b64decode(data))

    async def cmd_verify_state(
        self, flow: str | None = None, phase: str | None = None, timeout: float = _SEEN_WITHIN
    ) -> Json:
        """As it is now; with ``phase``, once it is there (or has ended otherwise)."""
        if phase is not None:
            item = await self._wait_for(flow, Phase(phase), Phase.DONE, Phase.CANCELLED, timeout=timeout)
            return verification_json(item)
        return verification_json(self._flow(flow))


def verification_json(item: Verification) -> Json:
    return {
        "flow": item.key,
        "user": item.user_id,
        "device": item.device_id,
        "room": item.room_id,
        "phase": item.phase.value,
        "we_requested": item.we_requested,
        "methods": {"sas": item.can_sas, "qr_show": item.can_show_qr, "qr_scan": item.can_scan_qr},
        "emoji": None if item.emoji is None else [[symbol, german] for symbol, german, _ in item.emoji],
        "decimal": list(item.decimals) if item.decimals is not None else None,
        "cancel_code": item.cancel_code,
        "cancelled_by_us": item.cancelled_by_us,
    }
