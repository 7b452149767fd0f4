# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``AccountView.security``: puts identity, recovery, key storage, verification, people and key files together."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.encryption import Encryption
from app.errors import UserError
from app.policy.categories.security import REQUIRE_SECURE_BACKUP
from app.security import key_files
from app.security.backup import OLD_PREFERENCE, KeyStorage
from app.security.desk import Desk
from app.security.history import SharedHistory
from app.security.interface import (
    Backup,
    Device,
    Identity,
    OnProgress,
    Recovery,
    SecurityState,
    Trust,
    Verification,
)
from app.security.people import People
from app.security.recovery import SecretStore
from app.security.setup import SetUp
from app.security.verifications import VerificationList
from app.signal import Signal
from app.storage import Storage
from app.store.changes import CacheChanges, EventKey
from app.store.events import as_dict
from app.told import told
from crypto import secret_storage
from crypto.key_backup import PREFERENCE
from crypto.security import OwnView
from crypto.trust import TrustPolicy
from crypto.types import CryptoChanges, DecryptedEvent, DecryptionResult, Json
from crypto.verification.flows import Verifications
from crypto.verifying import is_verification

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from app.matrix.sync.types import RoomsSync

_log = logging.getLogger(__name__)
_SECRETS_WITHIN = 20.0  # seconds after a verification
_SOON = 0.05  # seconds in which changes of the state are gathered
_INTERESTING = (PREFERENCE, OLD_PREFERENCE, secret_storage.DEFAULT_KEY)
_PREFIXES = ("m.secret_storage.", "m.cross_signing.", secret_storage.BACKUP)


class AccountSecurity:
    """See ``app.security.interface.Security``."""

    def __init__(
        self,
        storage: Storage,
        encryption: Encryption,
        changed: Callable[[CacheChanges], Awaitable[None]],
        direct_room: Callable[[str], Awaitable[str]],
    ) -> None:
        self.state = SecurityState()
        self.changed: Signal[SecurityState] = Signal()
        self.trust_changed: Signal[str] = Signal()
        self._desk = Desk(storage, encryption, changed)
        self._store = SecretStore(self._desk)
        self._storage = KeyStorage(self._desk, self._touch)
        self._set_up = SetUp(self._desk, self._store, self._storage)
        self._people = People(self._desk)
        self._list = VerificationList(self._desk, direct_room)
        self.history = SharedHistory(self._desk)
        self.verification_changed: Signal[Verification] = self._list.changed
        self._dirty = asyncio.Event()
        self._touched: set[str] = set()
        self._list_dirty = asyncio.Event()
        self._was: OwnView | None = None
        self._synced = False
        self._grace = 0.0  # until then the secrets of our other devices may still come
        self._required: bool | None = None  # not known yet
        self._shown = False  # in this run the recovery key was given to the window

    # -- life --------------------------------------------------------------------------------------------------------

    def start(self, client: MatrixClient) -> None:
        """The account connects."""
        self._desk.client = client
        encryption = self._desk.encryption
        encryption.listener = self._heard
        encryption.unreadable = self._unreadable
        encryption.keys_made = self._storage.poke
        self._storage.start()
        self._list.start()
        self.history.start()
        self._desk.always(self._follow_state)
        self._desk.always(self._follow_list)
        self._touch()

    async def stop(self) -> None:
        """Nothing of it runs afterwards; what was begun goes on next time."""
        await self._desk.stop()
        self._desk.client = None

    def online(self) -> None:
        """The first answers of the server are stored."""
        self._storage.poke()
        self._touch()
        if self._required is None:
            self._desk.beside(self._ask_requirement())

    async def _ask_requirement(self) -> None:
        """Does the organisation want every account to have a key storage? Unanswered, it is asked again next time."""
        from app.matrix.discovery import demands_key_storage

        session = self._desk.storage.session
        server_name = session.user_id.partition(":")[2]
        self._required = await demands_key_storage(self._desk.online().http, server_name, session.homeserver)
        self._touch()

    # -- what others tell --------------------------------------------------------------------------------------------

    def _heard(self, changes: CryptoChanges) -> None:
        if changes.verifications:
            self._touched |= changes.verifications
            self._list_dirty.set()
        if changes.own or changes.alarms:
            self._storage.ask_again()
            self._touch()
        if changes.new_keys:
            self._storage.poke()
        if changes.bundles:
            self.history.poke()
        for user_id in changes.users:
            self.trust_changed.emit(user_id)

    def _unreadable(self, sessions: Collection[EventKey]) -> None:
        for room_id, session_id in sessions:
            self._storage.want(room_id, session_id)

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """Events of rooms came and are not stored yet: those of verifications go to the engine."""
        found: list[tuple[str, str, Json, Json]] = []
        for update in sync.rooms:
            for event in update.timeline:
                event_type, content = event.get("type"), event.get("content")
                result = decrypted.get((update.room_id, str(event.get("event_id"))))
                if isinstance(result, DecryptedEvent):
                    event_type, content = result.type, result.content
                if "state_key" not in event and is_verification(event_type, content):
                    found.append((update.room_id, str(event_type), event, as_dict(content)))
        if found:
            await self._desk.step(self._desk.engine.receive_room_events, found)

    def stored(self, sync: RoomsSync) -> None:
        """The same events are stored now: account data may have changed."""
        if not self._synced:
            self._touch()
        kinds = {str(event.get("type")) for event in sync.account_data}
        if any(kind in _INTERESTING or kind.startswith(_PREFIXES) for kind in kinds):
            if secret_storage.BACKUP in kinds or PREFERENCE in kinds or OLD_PREFERENCE in kinds:
                self._desk.beside(self._check_storage())
            self._touch()

    async def _check_storage(self) -> None:
        await self._storage.check()

    def _touch(self) -> None:
        self._dirty.set()

    async def _follow_list(self) -> None:
        while True:
            await self._list_dirty.wait()
            self._list_dirty.clear()
            touched, self._touched = self._touched, set()
            try:
                await self._list.refresh(touched)
            except BaseException:
                self._touched |= touched
                self._list_dirty.set()
                raise

    async def _follow_state(self) -> None:
        while True:
            await self._dirty.wait()
            await asyncio.sleep(_SOON)
            self._dirty.clear()
            if self._set_up.busy:
                continue  # half of a set-up looks like trouble; its end is looked at in any case
            try:
                await self._look()
            except UserError as error:
                _log.info("the state of security is not known: %s", error.code.value)
            except BaseException:
                self._dirty.set()
                raise

    async def _look(self) -> SecurityState:
        own: OwnView = await self._desk.call(self._desk.engine.own)
        if self._was is not None and not self._was.verified and own.verified:
            self._desk.beside(self._check_storage())
            self._grace = time.monotonic() + _SECRETS_WITHIN
        self._was = own
        backup, remaining, total = await self._storage.state()
        recovery, has_passphrase = await self._store.state(backup=backup in (Backup.ON, Backup.NO_KEY))
        if backup is Backup.NO_KEY and time.monotonic() < self._grace:
            backup = Backup.UNKNOWN
            self._desk.beside(self._look_later())
        if not own.known or not await self._data_known():
            recovery = Recovery.UNKNOWN
        state = SecurityState(
            identity=_identity(own),
            recovery=recovery,
            backup=backup,
            remaining=remaining,
            total=total,
            required=bool(self._required) or self._desk.storage.profile.policy.value(REQUIRE_SECURE_BACKUP),
            has_passphrase=has_passphrase,
            setup_interrupted=await self._set_up.interrupted() and own.known and await self._unfinished(),
        )
        if state != self.state:
            self.state = state
            self.changed.emit(state)
        return state

    async def _look_later(self) -> None:
        await asyncio.sleep(_SECRETS_WITHIN)
        self._touch()

    async def _data_known(self) -> bool:
        """Whether account data was synchronised at least once: before that, everything seems to be missing."""
        if not self._synced:
            storage = self._desk.storage
            self._synced = bool(await storage.writing.call(storage.cache.tokens))
        return self._synced

    async def _unfinished(self) -> bool:
        noted = await self._desk.call(self._desk.engine.setup)
        return noted is not None and (not noted.get("finished") or not self._shown)

    # -- identity and recovery ---------------------------------------------------------------------------------------

    @told
    async def set_up(self, password: str | None, passphrase: str | None = None) -> str:
        return await self._give(self._set_up.run(password, passphrase))

    @told
    async def reset(self, password: str | None, passphrase: str | None = None) -> str:
        return await self._give(self._set_up.run(password, passphrase, "reset"))

    @told
    async def new_recovery_key(self, passphrase: str | None = None) -> str:
        return await self._give(self._set_up.run(None, passphrase, "key"))

    async def _give(self, work: Awaitable[str]) -> str:
        try:
            key = await work
            self._shown = True
            return key
        finally:
            await self._look()

    @told
    async def confirm_recovery_key(self, text: str) -> bool:
        confirmed = await self._set_up.confirm(text)
        await self._look()
        return confirmed

    @told
    async def recover(self, text: str, on_progress: OnProgress | None = None) -> None:
        try:
            await self._set_up.recover(text, on_progress)
        finally:
            self._touch()
        await self._look()

    @told
    async def repair(self, text: str | None = None) -> None:
        try:
            await self._set_up.repair(text)
        finally:
            self._touch()
        await self._look()

    @told
    async def set_backup(self, on: bool) -> None:
        """On: a new key storage; its key goes under the recovery key with ``repair``."""
        await self._storage.prefer(on)
        if on:
            await self._storage.check()
        else:
            await self._storage.delete()
            await self._desk.put_data(secret_storage.BACKUP, {})
        await self._look()

    @told
    async def look(self) -> SecurityState:
        """The state, looked at now."""
        return await self._look()

    @told
    async def own(self) -> OwnView:
        """What the engine knows of our own identity."""
        view: OwnView = await self._desk.call(self._desk.engine.own)
        return view

    # -- verification ------------------------------------------------------------------------------------------------

    @property
    def verifications(self) -> Sequence[Verification]:
        return self._list.items

    @told
    async def verify_user(self, user_id: str) -> Verification:
        return await self._list.request_user(user_id)

    @told
    async def verify_in_room(self, user_id: str, room_id: str) -> Verification:
        """In a certain room, which should have no other members."""
        return await self._list.request_in_room(user_id, room_id)

    @told
    async def verify_device(self, device_id: str | None = None, user_id: str | None = None) -> Verification:
        return await self._list.request_device(device_id, user_id)

    @told
    async def accept(self, key: str) -> None:
        await self._act(key, lambda flows: flows.accept(key))

    @told
    async def start_sas(self, key: str) -> None:
        await self._act(key, lambda flows: flows.start_sas(key))

    @told
    async def show_qr(self, key: str) -> bytes | None:
        data = await self._act(key, lambda flows: flows.show_qr(key))
        return data if isinstance(data, bytes) else None

    @told
    async def scan_qr(self, key: str, data: bytes) -> None:
        await self._act(key, lambda flows: flows.scan_qr(key, data))

    @told
    async def confirm(self, key: str) -> None:
        await self._act(key, lambda flows: flows.confirm(key))

    @told
    async def mismatch(self, key: str) -> None:
        await self._act(key, lambda flows: flows.mismatch(key))

    @told
    async def cancel(self, key: str) -> None:
        await self._act(key, lambda flows: flows.cancel(key))

    async def _act(self, key: str, action: Callable[[Verifications], object]) -> object:
        if key not in {item.key for item in self._list.items}:
            await self._list.refresh(())
        self._list.get(key)
        return await self._list.act(action)

    # -- people and devices ------------------------------------------------------------------------------------------

    @told
    async def trust(self, user_id: str) -> Trust:
        return await self._people.trust(user_id)

    @told
    async def changed_members(self, room_id: str) -> Sequence[tuple[str, Trust]]:
        return await self._people.changed_members(room_id)

    @told
    async def withdraw_verification(self, user_id: str) -> None:
        await self._people.withdraw(user_id)

    @told
    async def accept_identity(self, user_id: str) -> None:
        await self._people.accept(user_id)

    @told
    async def own_devices(self) -> Sequence[Device]:
        return await self._people.own_devices()

    @told
    async def devices_of(self, user_id: str) -> Sequence[Device]:
        return await self._people.devices_of(user_id)

    @told
    async def rename_device(self, device_id: str, name: str) -> None:
        await self._people.rename(device_id, name)

    @told
    async def sign_out_devices(self, device_ids: Sequence[str], password: str | None) -> None:
        await self._people.sign_out(device_ids, password)

    # -- key files ---------------------------------------------------------------------------------------------------

    @told
    async def export_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int:
        return await key_files.export_keys(self._desk, path, passphrase, on_progress)

    @told
    async def import_keys(self, path: Path, passphrase: str, on_progress: OnProgress | None = None) -> int:
        return await key_files.import_keys(self._desk, path, passphrase, on_progress)

    # -- rooms -------------------------------------------------------------------------------------------------------

    @told
    async def verified_only(self, room_id: str | None) -> bool:
        return bool(await self._desk.call(self._desk.engine.verified_only, room_id))

    @told
    async def set_verified_only(self, room_id: str | None, on: bool) -> None:
        await self._desk.call(self._desk.engine.set_verified_only, room_id, on)

    @told
    async def policy(self) -> TrustPolicy:
        """The policy in force."""
        policy: TrustPolicy = await self._desk.call(self._desk.engine.policy)
        return policy

    @told
    async def fix_policy(self, policy: TrustPolicy | None) -> None:
        """Settle the policy; None: as our own identity asks for."""
        await self._desk.step(self._desk.engine.fix_policy, policy)


def _identity(own: OwnView) -> Identity:
    if own.replaced:
        return Identity.REPLACED
    if own.master is None:
        return Identity.MISSING if own.known else Identity.UNKNOWN
    return Identity.READY if own.device_signed else Identity.UNVERIFIED
