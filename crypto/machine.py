# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The encryption engine: requests come out, responses go in. No network, no threads, no window.

Every public method is one transaction. What it returns has been committed; if the transaction fails, everything in
memory is dropped and read again from the database, so memory never runs ahead of the disk.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from crypto.account import UPLOAD, OwnAccount
from crypto.claims import CLAIM, Claims
from crypto.decryption import Decryption
from crypto.device_lists import QUERY, DeviceChanges, DeviceLists
from crypto.devices import Devices
from crypto.identities import Identities, UserIdentity
from crypto.megolm_inbound import InboundSessions
from crypto.megolm_outbound import OutboundSessions
from crypto.olm_messages import OlmWriter
from crypto.olm_queue import OlmQueue
from crypto.olm_sessions import OlmSessions
from crypto.outbox import TO_DEVICE, Outbox
from crypto.replay import ReplayTable
from crypto.room_settings import RoomSettings
from crypto.security import Security
from crypto.sharing import Sharing
from crypto.store.database import Database
from crypto.store.errors import StoreError
from crypto.store.schema import MIGRATIONS
from crypto.to_device import ToDevice
from crypto.trust import PolicyInForce, TrustPolicy
from crypto.types import (
    CryptoChanges,
    DecryptionResult,
    DeviceInfo,
    EncryptionSync,
    Json,
    OutgoingRequest,
    RoomEncryption,
    RoomNotReady,
    SendBlocked,
    SenderDevice,
    SessionRef,
    Shield,
    Undecryptable,
)
from crypto.unwedging import Unwedging
from crypto.withheld import Withheld

_log = logging.getLogger(__name__)


class CryptoMachine:
    """One device of one user. To be used from one thread."""

    MIGRATIONS: ClassVar[tuple[str, ...]] = MIGRATIONS
    """Component "crypto" of the database."""

    def __init__(
        self,
        db: Database,
        user_id: str,
        device_id: str,
        *,
        clock: Callable[[], float] = time.time,
        policy: TrustPolicy | None = None,
    ) -> None:
        """Open the device kept in ``db``, or make it there. ``clock`` gives Unix time in seconds.

        ``policy`` None: as kept in the settings, else strict as soon as this device is part of our own identity.

        Raises WrongAccount if the database belongs to another device, and StoreError.
        """
        self._db = db
        self._clock = clock
        in_force = PolicyInForce(policy)
        with db.transaction():
            self._own = OwnAccount(db, user_id, device_id, clock)
            self._identities = Identities(db, user_id)
            self._devices = Devices(db)
            self._lists = DeviceLists(db, self._own, self._devices, self._identities, clock)
            self._olm = OlmSessions(db, self._own, clock)
            self._outbox = Outbox(db)
            self._claims = Claims(self._olm, clock)
            writer = OlmWriter(self._own, self._olm)
            self._unwedging = Unwedging(db, self._devices, self._claims, writer, self._outbox, clock)
            self._inbound = InboundSessions(db, clock)
            self._withheld = Withheld(db, self._inbound, clock)
            self._settings = RoomSettings(db)
            self._outbound = OutboundSessions(db, self._own, self._inbound, clock)
            self._sharing = Sharing(
                db,
                self._own,
                self._devices,
                self._lists,
                self._identities,
                self._olm,
                writer,
                self._claims,
                self._outbound,
                self._outbox,
                in_force,
                clock,
            )
            self.security = Security(
                db,
                self._own,
                self._devices,
                self._identities,
                self._lists,
                self._inbound,
                self._outbox,
                OlmQueue(db, self._devices, self._olm, self._claims, writer, self._outbox, clock),
                in_force,
                clock,
                self._atomic,
                self._rejudge,
            )
            self._sharing.verified_only = self.security.verified_only
            self._to_device = ToDevice(
                self._own,
                self._olm,
                self._devices,
                self._lists,
                self._identities,
                self._inbound,
                self._withheld,
                self._unwedging,
                self._sharing.lost,
                self.security,
            )
            self._decryption = Decryption(
                self._own, self._inbound, ReplayTable(db), self._withheld, self._identities, self._devices, in_force
            )
            self._lists.track([user_id])
            self._olm.prune()
            self._withheld.prune()
        self.user_id = user_id
        self.device_id = device_id
        self.ed25519 = self._own.ed25519
        self.curve25519 = self._own.curve25519

    @contextmanager
    def _atomic(self) -> Iterator[None]:
        try:
            with self._db.transaction():
                yield
        except (SendBlocked, RoomNotReady):
            raise
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        self._own.forget()
        self._identities.forget()
        self._outbox.forget()
        self._inbound.forget()
        self._settings.forget()
        self._sharing.forget()
        self._unwedging.forget()
        self.security.forget()

    def _rejudge(self, _changes: CryptoChanges) -> None:
        """Who gets keys, or what is shown, may have changed."""
        self._sharing.version += 1
        self._inbound.forget_verdicts()

    # -- sync --------------------------------------------------------------------------------------------------------

    def receive_sync(self, sync: EncryptionSync) -> CryptoChanges:
        """Take in the encryption part of a sync answer, in one transaction with its tokens. Raises StoreError."""
        changes = CryptoChanges()
        with self._atomic():
            self._lists.changed(sync.changed_users)
            self._lists.untrack(sync.left_users)
            for event in sync.to_device:
                self._to_device.receive(event, changes)
            self._own.update_counts(sync.otk_counts, sync.unused_fallback_keys, drained=not sync.to_device)
            for name, value in sync.tokens.items():
                self._set_token(name, value)
        return changes

    def token(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM tokens WHERE name=?", (name,)).fetchone()
        return str(row[0]) if row else None

    def _set_token(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO tokens VALUES(?, ?)", (name, value))

    def forget_device_lists(self) -> None:
        """There was a gap in what the server told us: every user we follow is outdated."""
        with self._atomic():
            self._lists.all_changed()

    # -- requests ----------------------------------------------------------------------------------------------------

    def outgoing_requests(self) -> list[OutgoingRequest]:
        """What is to be sent, whether rooms are prepared or not. The same requests come again until they are marked."""
        with self._atomic():
            upload = self._own.upload_request()
            return [
                *([upload] if upload else []),
                *self._lists.requests(),
                *self._unwedging.requests(),
                *self.security.requests(),
                *self._outbox.requests(),
            ]

    def mark_sent(self, request_id: str, response: Json) -> CryptoChanges:
        """The server answered with status 200. An id that is not known (any more) changes nothing."""
        changes = CryptoChanges()
        answer = response if isinstance(response, dict) else {}
        with self._atomic():
            if request_id.startswith(UPLOAD):
                self._own.uploaded(request_id, answer)
            elif request_id.startswith(QUERY):
                found = self._lists.answered(request_id, answer, changes)
                self._apply(found, changes)
                self.security.queried(found.users, changes)
            elif request_id.startswith(CLAIM):
                begun = self._claims.answered(request_id, answer)
                self._sharing.reachable(begun)
                self._unwedging.begun(begun)
            elif request_id.startswith(TO_DEVICE):
                self._outbox.done(request_id)
            else:
                self.security.sent(request_id, answer, changes)
        return changes

    def mark_failed(self, request_id: str, *, permanent: bool = False) -> CryptoChanges:
        """The request failed for now, or (``permanent``) will fail whenever it is sent."""
        changes = CryptoChanges()
        with self._atomic():
            if request_id.startswith(QUERY):
                self._lists.failed(request_id)
            elif request_id.startswith(CLAIM):
                self._claims.failed(request_id)
            elif permanent and request_id.startswith(UPLOAD):
                self._own.upload_refused(request_id)
            elif permanent and request_id.startswith(TO_DEVICE):
                _log.error("the server refused a to-device request; dropped")
                self._outbox.done(request_id)
            elif permanent:
                self.security.refused(request_id, changes)
        return changes

    def _apply(self, found: DeviceChanges, changes: CryptoChanges) -> None:
        """Let sessions and rooms know what a query brought; write down what the server did to our own keys."""
        now = int(self._clock() * 1000)
        self._db.executemany(
            "INSERT INTO alarms VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET last_ms=excluded.last_ms",
            [(code, now, now) for code in changes.alarms],
        )
        if not (found.devices or found.identities or found.removed):
            return
        self._sharing.version += 1
        self._inbound.forget_verdicts()
        for device in found.devices:
            identity = self._identities.get(device.user_id)
            changes.trust.update(self._inbound.recognise(device, identity.master if identity else None))
        for user_id in found.identities:
            changes.trust.update(self._inbound.of_user(user_id))

    # -- rooms -------------------------------------------------------------------------------------------------------

    def set_room_encryption(self, room_id: str, content: Any) -> None:
        """Take over the content of an ``m.room.encryption`` state event; never takes encryption away."""
        with self._atomic():
            self._settings.set(room_id, content)

    def set_rooms_encryption(self, contents: Sequence[tuple[str, Any]]) -> None:
        """``set_room_encryption`` for many rooms, (room id, content) each, in one transaction."""
        with self._atomic():
            for room_id, content in contents:
                self._settings.set(room_id, content)

    def room_encryption(self, room_id: str) -> RoomEncryption | None:
        """The settings of a room; None if it is not encrypted as far as we know."""
        return self._settings.get(room_id)

    def track_users(self, users: Collection[str]) -> None:
        """Follow the devices of these users."""
        with self._atomic():
            self._lists.track(users)

    def members_changed(self, room_id: str, left: Collection[str]) -> None:
        """Somebody left the room (or left and came back): its next message gets a new key."""
        if left:
            with self._atomic():
                self._outbound.retire(room_id)
                self._sharing.forget_room(room_id)

    def prepare_room(self, room_id: str, recipients: Collection[str], history_visibility: str) -> list[OutgoingRequest]:
        """What has to be answered before a message can be encrypted; call again until it gives nothing.

        One call does a slice of the work. ``recipients``: everybody who may read, we ourselves or not. Raises
        SendBlocked ("not_encrypted", or "verification_violation" with the users concerned).
        """
        with self._atomic():
            settings = self._settings.get(room_id)
            if settings is None:
                raise SendBlocked("not_encrypted")
            return self._sharing.prepare(room_id, recipients, history_visibility, settings)

    def encrypt(self, room_id: str, event_type: str, content: Json, txn_id: str) -> Json:
        """Content of the ``m.room.encrypted`` event. The same ``txn_id`` gives the same bytes until ``sent``.

        Raises SendBlocked, RoomNotReady (prepare the room, then try again).
        """
        with self._atomic():
            stored = self._outbound.stored(room_id, txn_id)
            if stored is not None:
                return stored
            settings = self._settings.get(room_id)
            if settings is None:
                raise SendBlocked("not_encrypted")
            session = self._sharing.ready(room_id, settings)
            if session is None:
                raise RoomNotReady(room_id)
            return self._outbound.encrypt(session, event_type, content, txn_id)

    def sent(self, txn_id: str) -> None:
        """The event is on the server; its ciphertext is no longer needed."""
        with self._atomic():
            self._outbound.sent(txn_id)

    def decrypt(self, events: Sequence[tuple[str, Json]]) -> list[DecryptionResult]:
        """(room id, raw event) -> result, in order; never raises for what an event holds. Raises StoreError."""
        with self._atomic():
            return self._decryption.decrypt(events)

    def shield(self, ref: SessionRef, sender: str) -> Shield | Undecryptable:
        """The mark of ``sender``'s messages of a session as of now. Ask again when ``CryptoChanges.trust`` says so."""
        return self._decryption.shield(ref, sender)

    def sender_device(self, room_id: str, event: Json) -> SenderDevice | None:
        """The device an encrypted event came from, by the record of its session; None if there is no such session."""
        return self._decryption.sender(room_id, event)

    # -- people ------------------------------------------------------------------------------------------------------

    def devices(self, user_id: str) -> list[DeviceInfo]:
        """The devices of a user that are not deleted, this one included once the server listed it."""
        identity = self._identities.get(user_id)
        verified = identity is not None and identity.verified
        return [device.info(verified) for device in self._devices.of_user(user_id)]

    def alarms(self) -> list[str]:
        """What the server did to our own keys at any time (``OWN_DEVICE_CHANGED``, ``OWN_IDENTITY_CHANGED``)."""
        return [code for (code,) in self._db.execute("SELECT code FROM alarms ORDER BY code")]

    def identity(self, user_id: str) -> UserIdentity | None:
        """The public cross-signing identity of a user, if he has one."""
        return self._identities.get(user_id)


__all__ = ["CryptoMachine", "StoreError", "TrustPolicy"]
