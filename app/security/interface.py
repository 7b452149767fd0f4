# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window may ask and do about identity, recovery, devices and verification.

``AccountView.security`` is a ``Security``. All methods are called, and all signals emitted, on the event loop's
thread. Coroutines raise ``UserError`` only (and CancelledError).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.signal import Signal


class Identity(StrEnum):
    """Our own digital identity, seen from this device."""

    UNKNOWN = "unknown"  # not asked the server yet: show nothing, ask nothing
    MISSING = "missing"  # the account has none: offer to set up
    UNVERIFIED = "unverified"  # it exists, but this device is not part of it: verify, recover or reset
    READY = "ready"  # this device is verified by it
    REPLACED = "replaced"  # the server shows another identity than the one we know: alarm


class Recovery(StrEnum):
    """The recovery key and what is kept under it."""

    UNKNOWN = "unknown"
    MISSING = "missing"  # none: losing all devices loses the messages
    INCOMPLETE = "incomplete"  # there is one, but not all secrets are under it (repair: ``repair``)
    READY = "ready"


class Backup(StrEnum):
    """The key storage on the server."""

    UNKNOWN = "unknown"
    OFF = "off"
    DECLINED = "declined"  # the person switched it off (m.key_backup, MSC4287)
    UNTRUSTED = "untrusted"  # there is one that we have no reason to trust: nothing is put there
    NO_KEY = "no_key"  # trusted, but this device cannot read it
    ON = "on"


@dataclass(frozen=True, slots=True)
class SecurityState:
    """``remaining``: keys not yet in the key storage. ``required``: the organisation demands a key storage, by policy
    or by its server (io.element.e2ee.secure_backup_required). ``setup_interrupted``: a set-up or reset was begun and
    did not end."""

    identity: Identity = Identity.UNKNOWN
    recovery: Recovery = Recovery.UNKNOWN
    backup: Backup = Backup.UNKNOWN
    remaining: int = 0
    total: int = 0
    required: bool = False
    has_passphrase: bool = False  # the recovery key can be had from a passphrase too
    setup_interrupted: bool = False


class Phase(StrEnum):
    """Where a verification stands, for the person in front of this device (as ``crypto.verification.flow.Phase``)."""

    REQUESTED = "requested"
    INCOMING = "incoming"
    READY = "ready"
    STARTED = "started"
    COMPARE = "compare"
    SCANNED = "scanned"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Verification:
    """One verification. ``emoji``: seven (symbol, German name, English name). ``deadline``: Unix time in seconds."""

    key: str
    user_id: str
    display_name: str
    own: bool  # between our own devices
    device_id: str | None
    device_name: str | None
    room_id: str | None
    phase: Phase
    we_requested: bool
    can_sas: bool
    can_show_qr: bool
    can_scan_qr: bool
    emoji: tuple[tuple[str, str, str], ...] | None
    decimals: tuple[int, int, int] | None
    cancel_code: str | None
    cancelled_by_us: bool
    deadline: float


class Trust(StrEnum):
    """What we know of another person."""

    UNKNOWN = "unknown"  # no identity, nothing to verify
    UNVERIFIED = "unverified"
    CHANGED = "changed"  # not verified, and the identity is not the one seen first: ``accept_identity``
    VERIFIED = "verified"
    VIOLATION = "violation"  # was verified, is another one now: blocks sending until verified again or withdrawn


@dataclass(frozen=True, slots=True)
class Device:
    """``last_seen``: Unix time in seconds, None if unknown; ``last_ip`` only of own devices."""

    device_id: str
    name: str
    this: bool
    verified: bool
    last_seen: float | None = None
    last_ip: str | None = None
    ed25519: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """``total`` None: not known yet. ``done``/``total`` in keys."""

    done: int
    total: int | None
    imported: int = 0


OnProgress = Callable[[Progress], None]


class Security(Protocol):
    state: SecurityState
    changed: Signal[SecurityState]
    verification_changed: Signal[Verification]  # new, moved on, or ended
    trust_changed: Signal[str]  # a user id

    @property
    def verifications(self) -> Sequence[Verification]:
        """Those under way, and those that ended a moment ago, oldest first."""
        ...

    # -- identity and recovery
    async def set_up(self, password: str | None, passphrase: str | None = None) -> str:
        """Create what is missing of identity, recovery key and key storage; gives the recovery key to be shown once.

        ``password`` None: try without; UserError PASSWORD_NEEDED if the server wants it, BROWSER_NEEDED (url) if it has
        to be confirmed there: call it again then. May be called again after an interruption: goes on where it was, with
        the same result.
        """
        ...

    async def confirm_recovery_key(self, text: str) -> bool:
        """The person typed it in again: does it open the secret storage?"""
        ...

    async def recover(self, text: str, on_progress: OnProgress | None = None) -> None:
        """Recovery key or passphrase: verify this device, switch key storage on, and restore keys in the background.

        UserError WRONG_RECOVERY_KEY (details: problem), NOT_SET_UP. Cancelling the restore keeps what has come.
        """
        ...

    async def repair(self, text: str | None = None) -> None:
        """Make recovery and key storage complete again with the secrets this device has (and the key, if needed)."""
        ...

    async def reset(self, password: str | None, passphrase: str | None = None) -> str:
        """A new identity, recovery key and key storage; everybody has to verify us again. Gives the recovery key.

        ``password`` as for ``set_up``.
        """
        ...

    async def new_recovery_key(self, passphrase: str | None = None) -> str: ...

    async def set_backup(self, on: bool) -> None: ...

    # -- verification
    async def verify_user(self, user_id: str) -> Verification:
        """In the direct chat with this person (made if there is none)."""
        ...

    async def verify_device(self, device_id: str | None = None) -> Verification:
        """Of an own device: a certain one, or whichever answers first."""
        ...

    async def accept(self, key: str) -> None: ...

    async def start_sas(self, key: str) -> None: ...

    async def show_qr(self, key: str) -> bytes | None: ...

    async def scan_qr(self, key: str, data: bytes) -> None: ...

    async def confirm(self, key: str) -> None:
        """The emoji are the same, or the other device says that it has scanned our code."""
        ...

    async def mismatch(self, key: str) -> None: ...

    async def cancel(self, key: str) -> None: ...

    # -- people and devices
    async def trust(self, user_id: str) -> Trust: ...

    async def withdraw_verification(self, user_id: str) -> None: ...

    async def accept_identity(self, user_id: str) -> None:
        """Pin the identity the person has now (P-22: one of two ways out)."""
        ...

    async def own_devices(self) -> Sequence[Device]: ...

    async def devices_of(self, user_id: str) -> Sequence[Device]: ...

    async def rename_device(self, device_id: str, name: str) -> None: ...

    async def sign_out_devices(self, device_ids: Sequence[str], password: str | None) -> None:
        """UserError PASSWORD_NEEDED if the server wants it, BROWSER_NEEDED as ``set_up``."""
        ...

    # -- key files
    async def export_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int: ...

    async def import_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int: ...

    # -- rooms
    async def changed_members(self, room_id: str) -> Sequence[tuple[str, Trust]]:
        """Members of a room whose trust is CHANGED or VIOLATION; ``trust_changed`` says when to ask again."""
        ...

    async def verified_only(self, room_id: str | None) -> bool:
        """Strict mode: only verified people get keys (None: everywhere)."""
        ...

    async def set_verified_only(self, room_id: str | None, on: bool) -> None: ...
