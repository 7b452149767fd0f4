# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity, recovery and verification as a script, for dialogs and their pictures. No network, no store, no encryption.

It does what it is asked and remembers it; tests move verifications on with ``move`` and states with ``set_state``.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.security.interface import (
    Backup,
    Device,
    Identity,
    OnProgress,
    Phase,
    Progress,
    Recovery,
    SecurityState,
    Trust,
    Verification,
)
from app.signal import Signal
from crypto.recovery_key import encode_recovery_key
from crypto.verification.emoji import EMOJI
from tests.support.sample_account import ANNA, ME, PEOPLE, SampleAccount

KEY = encode_recovery_key(bytes(range(1, 33)))
NEW_KEY = encode_recovery_key(bytes(range(33, 65)))
PASSWORD = "correct horse battery"
READY = SecurityState(Identity.READY, Recovery.READY, Backup.ON, 0, 1240)
FRESH = SecurityState(Identity.MISSING, Recovery.MISSING, Backup.OFF)
NEW_DEVICE = SecurityState(Identity.UNVERIFIED, Recovery.READY, Backup.NO_KEY)
SEVEN = tuple((EMOJI[n].symbol, EMOJI[n].german, EMOJI[n].english) for n in (34, 19, 41, 4, 12, 58, 27))
CODE = b"MATRIX\x02\x00\x00\x2c" + b"$iYxUQmZ5t1zmD2fAVCSlb8ccBnv1nDGk1Jd7b2TqnVk" + bytes(range(80))

_numbers = itertools.count(1)


def verification(user_id: str, phase: Phase, **fields: object) -> Verification:
    """One verification; any field can be given."""
    own = user_id == ME
    values: dict[str, object] = {
        "key": f"flow{next(_numbers)}",
        "user_id": user_id,
        "display_name": "Jana Sommer" if own else PEOPLE.get(user_id, user_id),
        "own": own,
        "device_id": "DIENSTHANDY" if own else "ANNASPC",
        "device_name": "Element auf dem Diensthandy" if own else "Element (Windows)",
        "room_id": None if own else "!anna:behoerde.example",
        "phase": phase,
        "we_requested": phase is not Phase.INCOMING,
        "can_sas": True,
        "can_show_qr": True,
        "can_scan_qr": True,
        "emoji": None,
        "decimals": None,
        "cancel_code": None,
        "cancelled_by_us": False,
        "deadline": time.time() + 600,
    }
    values.update(fields)
    return Verification(**values)  # type: ignore[arg-type]


def own_devices() -> list[Device]:
    """A usual list: this one, a telephone, an old browser that nobody verified."""
    day = 86_400
    now = 1_795_420_000.0
    return [
        Device("KQZWJXLRTA", "BundesMessenger Desktop (Linux)", True, True, now, "10.20.30.40", "k1"),
        Device("DIENSTHANDY", "Element auf dem Diensthandy", False, True, now - 3_600, "10.20.31.7", "k2"),
        Device("ALTERBROWSER", "Firefox auf dem Laptop im Besprechungsraum", False, False, now - 40 * day, "10.9.8.7"),
        Device("OHNENAMEN", "", False, False),
    ]


class SampleSecurity:
    """``app.security.interface.Security``. ``fail``: raised by the next call; ``password``: whether it is asked for."""

    def __init__(self, state: SecurityState = READY, *, password: bool = True) -> None:
        self.state = state
        self.changed: Signal[SecurityState] = Signal()
        self.flows: dict[str, Verification] = {}
        self.verification_changed: Signal[Verification] = Signal()
        self.trust_changed: Signal[str] = Signal()
        self.trusts: dict[str, Trust] = {}
        self.devices = own_devices()
        self.people: dict[str, list[Device]] = {
            ANNA: [
                Device("ANNASPC", "Element (Windows)", False, True),
                Device("ANNASHANDY", "Element X", False, True),
                Device("UNBEKANNT", "Firefox", False, False),
            ]
        }
        self.needs_password = password
        self.confirm_at = ""  # what needs a confirmation is confirmed at this address, until ``confirmed``
        self.confirmed = False
        self.key = KEY
        self.calls: list[tuple[object, ...]] = []
        self.fail: UserError | None = None
        self.gate: asyncio.Event | None = None  # calls wait for it
        self.progress: Sequence[Progress] = ()
        self.repairs = True
        self.code: bytes | None = CODE
        self.strict: set[str | None] = set()

    # -- the script

    def set_state(self, state: SecurityState) -> None:
        self.state = state
        self.changed.emit(state)

    def put(self, flow: Verification) -> Verification:
        """A verification appears or moves on."""
        self.flows[flow.key] = flow
        self.verification_changed.emit(flow)
        return flow

    def move(self, key: str, phase: Phase, **fields: object) -> Verification:
        return self.put(replace(self.flows[key], phase=phase, **fields))  # type: ignore[arg-type]

    def set_trust(self, user_id: str, trust: Trust) -> None:
        self.trusts[user_id] = trust
        self.trust_changed.emit(user_id)

    async def _call(self, *what: object) -> None:
        self.calls.append(what)
        if self.gate is not None:
            await self.gate.wait()
        else:
            await asyncio.sleep(0)
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error

    def _password(self, password: str | None) -> None:
        if self.confirm_at and not self.confirmed:
            raise UserError(ErrorCode.BROWSER_NEEDED, url=self.confirm_at)
        if self.confirm_at:
            return
        if self.needs_password and password is None:
            raise UserError(ErrorCode.PASSWORD_NEEDED)
        if password is not None and password != PASSWORD:
            raise UserError(ErrorCode.WRONG_PASSWORD)

    # -- identity and recovery

    @property
    def verifications(self) -> Sequence[Verification]:
        return list(self.flows.values())

    async def set_up(self, password: str | None, passphrase: str | None = None) -> str:
        await self._call("set_up", password)
        self._password(password)
        self.set_state(replace(READY, total=0, required=self.state.required))
        return self.key

    async def confirm_recovery_key(self, text: str) -> bool:
        await self._call("confirm_recovery_key", text)
        return "".join(text.split()) == "".join(self.key.split())

    async def recover(self, text: str, on_progress: OnProgress | None = None) -> None:
        await self._call("recover", text)
        if "".join(text.split()) != "".join(self.key.split()):
            raise UserError(ErrorCode.WRONG_RECOVERY_KEY, problem="wrong_key")
        self.set_state(READY)
        await self._tell(on_progress)

    async def _tell(self, on_progress: OnProgress | None) -> None:
        for progress in self.progress:
            if on_progress is not None:
                on_progress(progress)
            if self.gate is not None:
                await self.gate.wait()
            await asyncio.sleep(0)

    async def repair(self, text: str | None = None) -> None:
        await self._call("repair", text)
        if text is None and self.state.recovery is Recovery.INCOMPLETE:
            raise UserError(ErrorCode.WRONG_RECOVERY_KEY)
        if text is not None and "".join(text.split()) != "".join(self.key.split()):
            raise UserError(ErrorCode.WRONG_RECOVERY_KEY, problem="wrong_key")
        if self.repairs:
            self.set_state(READY)

    async def reset(self, password: str | None, passphrase: str | None = None) -> str:
        await self._call("reset", password)
        self._password(password)
        self.key = NEW_KEY
        self.set_state(READY)
        return self.key

    async def new_recovery_key(self, passphrase: str | None = None) -> str:
        await self._call("new_recovery_key")
        self.key = NEW_KEY
        self.set_state(replace(self.state, recovery=Recovery.READY, backup=Backup.ON))
        return self.key

    async def set_backup(self, on: bool) -> None:
        await self._call("set_backup", on)
        self.set_state(replace(self.state, backup=Backup.ON if on else Backup.DECLINED))

    # -- verification

    async def verify_user(self, user_id: str) -> Verification:
        await self._call("verify_user", user_id)
        return self.put(verification(user_id, Phase.REQUESTED))

    async def verify_device(self, device_id: str | None = None) -> Verification:
        await self._call("verify_device", device_id)
        return self.put(verification(ME, Phase.REQUESTED, device_id=device_id, device_name=None))

    async def accept(self, key: str) -> None:
        await self._call("accept", key)
        self.move(key, Phase.READY)

    async def start_sas(self, key: str) -> None:
        await self._call("start_sas", key)
        self.move(key, Phase.STARTED)

    async def show_qr(self, key: str) -> bytes | None:
        await self._call("show_qr", key)
        return self.code

    async def scan_qr(self, key: str, data: bytes) -> None:
        await self._call("scan_qr", key, data)
        if data != CODE:
            raise UserError(ErrorCode.CANNOT_VERIFY, reason="bad_code")
        self.move(key, Phase.WAITING)

    async def confirm(self, key: str) -> None:
        await self._call("confirm", key)
        self.move(key, Phase.WAITING)

    async def mismatch(self, key: str) -> None:
        await self._call("mismatch", key)
        self.move(key, Phase.CANCELLED, cancel_code="m.mismatched_sas", cancelled_by_us=True)

    async def cancel(self, key: str) -> None:
        await self._call("cancel", key)
        self.move(key, Phase.CANCELLED, cancel_code="m.user", cancelled_by_us=True)

    # -- people and devices

    async def trust(self, user_id: str) -> Trust:
        await self._call("trust", user_id)
        return self.trusts.get(user_id, Trust.UNVERIFIED)

    async def withdraw_verification(self, user_id: str) -> None:
        await self._call("withdraw_verification", user_id)
        self.set_trust(user_id, Trust.UNVERIFIED)

    async def accept_identity(self, user_id: str) -> None:
        await self._call("accept_identity", user_id)
        self.set_trust(user_id, Trust.UNVERIFIED)

    async def own_devices(self) -> Sequence[Device]:
        await self._call("own_devices")
        return list(self.devices)

    async def devices_of(self, user_id: str) -> Sequence[Device]:
        await self._call("devices_of", user_id)
        return self.people.get(user_id, [])

    async def rename_device(self, device_id: str, name: str) -> None:
        await self._call("rename_device", device_id, name)
        self.devices = [replace(d, name=name) if d.device_id == device_id else d for d in self.devices]

    async def sign_out_devices(self, device_ids: Sequence[str], password: str | None) -> None:
        await self._call("sign_out_devices", tuple(device_ids), password)
        self._password(password)
        self.devices = [device for device in self.devices if device.device_id not in device_ids]

    # -- key files and rooms

    async def export_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int:
        await self._call("export_keys", path, passphrase)
        await self._tell(on_progress)
        return 1240

    async def import_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int:
        await self._call("import_keys", path, passphrase)
        await self._tell(on_progress)
        return 812

    async def changed_members(self, room_id: str) -> Sequence[tuple[str, Trust]]:
        await self._call("changed_members", room_id)
        return [(user, trust) for user, trust in self.trusts.items() if trust in (Trust.CHANGED, Trust.VIOLATION)]

    async def verified_only(self, room_id: str | None) -> bool:
        return room_id in self.strict

    async def set_verified_only(self, room_id: str | None, on: bool) -> None:
        await self._call("set_verified_only", room_id, on)
        (self.strict.add if on else self.strict.discard)(room_id)


class SecuredAccount(SampleAccount):
    """A scripted account with scripted security."""

    def __init__(self, account: SampleAccount, security: SampleSecurity) -> None:
        super().__init__(account.rooms.items, account.messages)
        self.account_pages = account.account_pages
        self.security = security


def waits(security: SampleSecurity) -> Callable[[], None]:
    """Calls of ``security`` stand still until the returned function is called."""
    gate = security.gate = asyncio.Event()

    def go_on() -> None:
        security.gate = None
        gate.set()

    return go_on
