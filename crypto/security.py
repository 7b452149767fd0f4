# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The engine's side of digital identity, verification, secrets, key storage and shared history.

``CryptoMachine.security`` is one. As with the machine, every public method is one transaction and what it returns has
been committed; methods that change something for others give ``CryptoChanges``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from crypto.account import OwnAccount
from crypto.backup_uploads import BackupUploads, Upload, exported_after
from crypto.device_lists import DeviceLists
from crypto.devices import Devices
from crypto.exported_session import BadSession, ExportedSession
from crypto.history import BUNDLE_TYPES, History
from crypto.identities import Identities
from crypto.key_backup import BackupKey, BackupTrust, BackupVersion, BackupWriter, BadBackup, check_trust, version_body
from crypto.key_requests import FORWARDED, KeyRequests
from crypto.key_requests import REQUEST as KEY_REQUEST
from crypto.megolm_inbound import InboundSessions
from crypto.olm_messages import OlmMessage
from crypto.olm_queue import OlmQueue
from crypto.outbox import Outbox
from crypto.own_keys import SIGNATURES, OwnKeys
from crypto.room_sends import ROOM_SEND, RoomSends
from crypto.secret_sharing import NAMES, SEND, SecretMessage, SecretSharing
from crypto.secret_sharing import REQUEST as SECRET_REQUEST
from crypto.secret_storage import BACKUP as BACKUP_SECRET
from crypto.store.database import Database
from crypto.store.identity_tables import BACKUP, SECRET_SHARING, SETTINGS, SETUP, IdentityTables
from crypto.trust import PolicyInForce, TrustPolicy
from crypto.types import CryptoChanges, Json, OutgoingRequest, SessionRef
from crypto.verification.flows import FlowView, Verifications
from crypto.verification.messages import PREFIX, Verified
from crypto.verifying import Verifying

T = TypeVar("T")
_log = logging.getLogger(__name__)
_EARLY_S = 600.0  # as long as a verification may take
_MAX_EARLY = 20
Atomic = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class OwnView:
    """What this device knows of our own digital identity.

    ``known``: the server was asked at least once. ``master``: public key of the identity, None if there is none.
    ``missing``: secrets that are not on this device. ``publishing``: one was made here and perhaps not published.
    """

    known: bool
    master: str | None
    verified: bool
    device_signed: bool
    replaced: bool
    publishing: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackupView:
    """The key storage as noted here. ``readable``: this device has its key. ``trusted``: keys may be put there."""

    version: str | None
    public_key: str | None
    trusted: bool
    readable: bool
    remaining: int
    total: int


class Security:
    """Use it through ``CryptoMachine.security``."""

    def __init__(
        self,
        db: Database,
        own: OwnAccount,
        devices: Devices,
        identities: Identities,
        lists: DeviceLists,
        inbound: InboundSessions,
        outbox: Outbox,
        olm_queue: OlmQueue,
        policy: PolicyInForce,
        clock: Callable[[], float],
        atomic: Atomic,
        rejudge: Callable[[CryptoChanges], None],
    ) -> None:
        """``rejudge`` is called when what is shown, or who gets keys, may have changed."""
        self._db = db
        self._own = own
        self._devices = devices
        self._identities = identities
        self._lists = lists
        self._inbound = inbound
        self._outbox = outbox
        self._queue = olm_queue
        self._policy = policy
        self._clock = clock
        self._atomic = atomic
        self._rejudge = rejudge
        self._tables = IdentityTables(db)
        self._keys = OwnKeys(db, own, devices, identities, lists)
        self._sends = RoomSends(db)
        self._verifying = Verifying(db, own, devices, identities, lists, outbox, clock, self._proven)
        self._requests = KeyRequests(db, own, inbound, outbox, olm_queue, clock, self._keys.verified_devices)
        self._history = History(db, own, devices, identities, inbound, olm_queue, clock)
        self._uploads = BackupUploads(db)
        self._sharing: SecretSharing | None = None
        self._writer: BackupWriter | None = None
        self._asked: frozenset[str] = frozenset()
        self._early: list[tuple[float, Json]] = []  # requests of secrets that may be answered soon, and until when
        policy.own_device_signed = self._keys.device_signed
        policy.fixed = self._fixed_policy(policy.fixed)

    def forget(self) -> None:
        """Drop what is in memory; the database has the truth."""
        self._keys.forget()
        self._verifying.forget()
        self._sharing = None
        self._writer = None
        self._asked = frozenset()
        self._policy.own_device_signed = self._keys.device_signed

    # -- what the machine tells --------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[OlmMessage, CryptoChanges], None]]:
        """For messages that came through Olm, by type."""
        return {
            SEND: self._secret,
            FORWARDED: self._requests.receive,
            KEY_REQUEST: lambda message, _: self._requests.answer(message.sender, message.content, message),
            **dict.fromkeys(BUNDLE_TYPES, self._history.receive),
        }

    def through_olm(self, message: OlmMessage, changes: CryptoChanges) -> bool:
        """A message of a type without handler: a verification?"""
        if not message.type.startswith(PREFIX):
            return False
        device = message.device.device_id if message.device is not None else None
        if device is not None:
            self._receive_verification(message.sender, message.type, message.content, device, changes)
        return True

    def in_clear(self, sender: str, event_type: str, content: Any, changes: CryptoChanges) -> None:
        """A to-device message that came in clear."""
        if event_type.startswith(PREFIX):
            self._receive_verification(sender, event_type, content, None, changes)
        elif event_type == SECRET_REQUEST:
            self._secret_request(sender, content)
        elif event_type == KEY_REQUEST:
            self._requests.answer(sender, content)

    def _receive_verification(
        self, sender: str, event_type: str, content: Any, device: str | None, changes: CryptoChanges
    ) -> None:
        self._verifying.run(lambda flows: flows.receive_to_device(sender, event_type, content, device), changes)

    def queried(self, users: Iterable[str], changes: CryptoChanges) -> None:
        """The keys of these users are as the server has them now."""
        for user_id in users:
            self._verifying.run(lambda flows, user=user_id: flows.devices_updated(user), changes)  # type: ignore[misc]
            if user_id == self._own.user_id:
                self._own_queried(changes)
        self._keys.sign_what_is_due()

    def _own_queried(self, changes: CryptoChanges) -> None:
        changes.own = True
        identity = self._identities.get(self._own.user_id)
        if self._keys.publishing and identity is not None and not identity.verified:
            self._keys.published_if(identity.master, changes)
        self._follow_policy(changes)
        self._ask_for_secrets()
        self._answer_early()

    def _follow_policy(self, changes: CryptoChanges) -> None:
        before = self._policy.current
        self._policy.own_device_signed = self._keys.device_signed
        if self._policy.current is not before:
            changes.trust.update(self._inbound.doubtful())
            self._rejudge(changes)

    def requests(self) -> list[OutgoingRequest]:
        """Signatures, events of verifications, claims for messages that wait for a session."""
        return [*self._keys.requests(), *self._sends.requests(), *self._queue.requests()]

    def sent(self, request_id: str, answer: Json, changes: CryptoChanges) -> None:
        """The server answered one of ``requests``."""
        if request_id.startswith(SIGNATURES):
            if answer.get("failures"):
                _log.error("the server refused a signature")
            self._keys.done(request_id)
        elif request_id.startswith(ROOM_SEND):
            self._verifying.sent(request_id, answer, changes)

    def refused(self, request_id: str, changes: CryptoChanges) -> None:
        """One of ``requests`` will never be taken."""
        if request_id.startswith(SIGNATURES):
            self._keys.refused(request_id)
        elif request_id.startswith(ROOM_SEND):
            self._verifying.refused(request_id, changes)

    # -- our own identity --------------------------------------------------------------------------------------------

    def own(self) -> OwnView:
        """Our own identity as it stands."""
        identity = self._identities.get(self._own.user_id)
        return OwnView(
            known=identity is not None or self._lists.was_fetched(self._own.user_id),
            master=identity.master if identity else None,
            verified=self._keys.verified,
            device_signed=self._keys.device_signed,
            replaced=self._keys.replaced,
            publishing=self._keys.publishing,
            missing=tuple(self._keys.missing()),
        )

    def create_identity(self) -> Json:
        """Body of ``POST /keys/device_signing/upload``, kept before it leaves; the same one until it is published."""
        with self._atomic():
            return self._keys.create()

    def begin_identity(self, made: str | None) -> Json | None:
        """``create_identity`` for a set-up that may have been interrupted; ``made``: the master key it began with.

        None if that identity has been published meanwhile. Decided in one step: the server may show it at any moment.
        """
        with self._atomic():
            identity = self._identities.get(self._own.user_id)
            if made is not None and not self._keys.publishing and identity is not None and identity.master == made:
                return None
            return self._keys.create()

    def drop_new_identity(self) -> None:
        """The server refused it: it is not to be tried again."""
        with self._atomic():
            self._keys.drop()

    def identity_published(self) -> CryptoChanges:
        """The server took it."""
        return self._step(self._publish)

    def _publish(self, changes: CryptoChanges) -> None:
        self._keys.published(changes)
        self._keys.sign_what_is_due()
        self._follow_policy(changes)
        self._rejudge(changes)

    def take_other_identity(self) -> CryptoChanges:
        """The person wants to go on with the identity the server shows instead of the one we knew; unverified yet."""

        def act(changes: CryptoChanges) -> None:
            self._keys.take_other(changes)
            self._follow_policy(changes)
            self._rejudge(changes)

        return self._step(act)

    def take_secrets(self, secrets: Mapping[str, str]) -> tuple[list[str], CryptoChanges]:
        """Take over secrets from secret storage; gives the names of those that fit what is published."""
        changes = CryptoChanges()
        with self._atomic():
            taken = self._take(secrets, changes)
        return taken, changes

    def _take(self, secrets: Mapping[str, str], changes: CryptoChanges) -> list[str]:
        taken = self._keys.take(secrets, changes)
        if BACKUP_SECRET in secrets and self._take_backup_key(secrets[BACKUP_SECRET]):
            taken.append(BACKUP_SECRET)
            changes.own = True
        sharing = self._secret_sharing()
        self._send_secrets(sharing.withdraw(taken))
        self._keys.sign_what_is_due()
        self._follow_policy(changes)
        self._rejudge(changes)
        return taken

    def secrets(self) -> dict[str, str]:
        """Every secret this device has, by the name it has in secret storage."""
        found = self._keys.secrets()
        key = self._backup_key()
        return found | ({BACKUP_SECRET: key.secret} if key is not None else {})

    def own_verified_devices(self) -> dict[str, str]:
        """Our own devices that our verified identity signed, this one included: id -> Ed25519 key."""
        return self._keys.verified_devices()

    # -- secrets of other devices ------------------------------------------------------------------------------------

    def _secret_sharing(self) -> SecretSharing:
        if self._sharing is None:
            stored = self._tables.get(SECRET_SHARING)
            self._sharing = SecretSharing(self._own.user_id, self._own.device_id, self._clock, stored)
        return self._sharing

    def _send_secrets(self, messages: Iterable[SecretMessage]) -> None:
        user = self._own.user_id
        for message in messages:
            for device in message.devices:
                if message.encrypted:
                    self._queue.put(user, device, message.event_type, message.content)
                else:
                    self._outbox.put(message.event_type, [(user, device, message.content)])
        self._tables.put(SECRET_SHARING, self._secret_sharing().to_json())

    def _ask_for_secrets(self, names: Iterable[str] | None = None) -> None:
        """Ask our other verified devices for what is missing here; again when there is one more of them."""
        if not self._keys.verified:
            return
        others = frozenset(self._keys.verified_devices()) - {self._own.device_id}
        wanted = self._wanted() if names is None else list(names)
        if not wanted or not others or (names is None and others <= self._asked):
            return
        self._asked = others
        self._send_secrets(self._secret_sharing().ask(wanted, others))

    def _wanted(self) -> list[str]:
        backup = [] if self._backup_key() is not None else [BACKUP_SECRET]
        return [name for name in NAMES if name in (*self._keys.missing(), *backup)]

    def _secret(self, message: OlmMessage, changes: CryptoChanges) -> None:
        device = message.device
        verified = (
            device is not None
            and not device.deleted
            and self._keys.verified
            and self._keys.verified_devices().get(device.device_id) == message.ed25519
        )
        sharing = self._secret_sharing()
        received = sharing.receive(
            message.sender, device.device_id if device else "", verified, message.content, self._fits
        )
        if received is None:
            _log.warning("a secret that was not asked for, or does not fit; ignored")
            return
        self._send_secrets(received.outgoing)
        self._take({received.name: received.secret}, changes)

    def _fits(self, name: str, secret: str) -> bool:
        if name != BACKUP_SECRET:
            return self._keys.fits(name, secret)
        try:
            return BackupKey.from_secret(secret).public_key == (self._tables.get(BACKUP) or {}).get("public_key")
        except BadBackup:
            return False

    def _secret_request(self, sender: str, content: Any) -> None:
        """Answer; a device that is just being verified asks a moment before its signature is seen here."""
        if sender != self._own.user_id or not isinstance(content, dict):
            return
        if content.get("action") != "request":
            request_id = content.get("request_id")
            self._early = [(until, one) for until, one in self._early if one.get("request_id") != request_id]
        elif not self._answer_secret(content):
            self._early = [*self._early[1 - _MAX_EARLY :], (self._clock() + _EARLY_S, content)]

    def _answer_secret(self, content: Json) -> bool:
        if not self._keys.verified:
            return False
        sharing, devices = self._secret_sharing(), self._keys.verified_devices()
        answer = sharing.answer(self._own.user_id, content, devices, self.secrets())
        if answer is not None:
            self._send_secrets([answer])
        return answer is not None

    def _answer_early(self) -> None:
        now = self._clock()
        self._early = [(until, one) for until, one in self._early if until > now and not self._answer_secret(one)]

    # -- people ------------------------------------------------------------------------------------------------------

    def withdraw_verification(self, user_id: str) -> CryptoChanges:
        """The person does not hold on to the verification of this user, and accepts the present identity."""
        return self._decide(self._identities.withdraw, user_id)

    def pin_identity(self, user_id: str) -> CryptoChanges:
        """The person accepts the present identity of this user, unverified."""
        return self._decide(self._identities.pin, user_id)

    def _decide(self, decision: Callable[[str], None], user_id: str) -> CryptoChanges:
        def act(changes: CryptoChanges) -> None:
            decision(user_id)
            self._people_changed([user_id], changes)

        return self._step(act)

    def _people_changed(self, users: Iterable[str], changes: CryptoChanges) -> None:
        for user_id in users:
            changes.users.add(user_id)
            changes.trust.update(self._inbound.of_user(user_id))
        self._rejudge(changes)

    def policy(self) -> TrustPolicy:
        """The policy in force."""
        return self._policy.current

    def fix_policy(self, policy: TrustPolicy | None) -> CryptoChanges:
        """Set the policy whatever our own state is; None: as our own state asks for. Kept."""

        def act(changes: CryptoChanges) -> None:
            self._save_setting("policy", policy.value if policy is not None else None)
            before = self._policy.current
            self._policy.fixed = policy
            if self._policy.current is not before:
                changes.trust.update(self._inbound.doubtful())
                self._rejudge(changes)

        return self._step(act)

    def _fixed_policy(self, given: TrustPolicy | None) -> TrustPolicy | None:
        stored = (self._tables.get(SETTINGS) or {}).get("policy")
        return given if given is not None or stored is None else TrustPolicy(stored)

    def verified_only(self, room_id: str | None) -> bool:
        """Whether only verified people get keys of this room; None: of any room. The setting for all rooms counts."""
        settings = self._tables.get(SETTINGS) or {}
        return bool(settings.get("verified_only") or (room_id and room_id in settings.get("verified_rooms", ())))

    def set_verified_only(self, room_id: str | None, on: bool) -> None:
        """Change that; takes effect with the next message."""
        with self._atomic():
            if room_id is None:
                self._save_setting("verified_only", on)
            else:
                rooms = set((self._tables.get(SETTINGS) or {}).get("verified_rooms", ())) - {room_id}
                self._save_setting("verified_rooms", sorted(rooms | ({room_id} if on else set())))
            self._rejudge(CryptoChanges())

    def _save_setting(self, name: str, value: Any) -> None:
        self._tables.put(SETTINGS, (self._tables.get(SETTINGS) or {}) | {name: value})

    # -- verification ------------------------------------------------------------------------------------------------

    def verifications(self) -> list[FlowView]:
        """All verifications, those that ended a moment ago included, oldest first."""
        return self._verifying.flows.views()

    def next_deadline(self) -> float | None:
        """When ``verify(Verifications.tick)`` has something to do, in Unix seconds."""
        return self._verifying.flows.next_deadline()

    def verify(self, action: Callable[[Verifications], T]) -> tuple[T, CryptoChanges]:
        """Do something with the verifications, for instance ``lambda flows: flows.accept(key)``.

        Raises CannotVerify, BadQrCode.
        """
        changes = CryptoChanges()
        with self._atomic():
            result = self._verifying.run(action, changes)
        return result, changes

    def receive_room_events(self, events: Sequence[tuple[str, str, Json, Json]]) -> CryptoChanges:
        """(room, type, raw event, content after decryption) of live events of verifications, own ones included."""
        return self._step(lambda changes: self._verifying.receive_room_events(events, changes))

    def _proven(self, verified: Verified, changes: CryptoChanges) -> None:
        identity = self._identities.get(verified.user_id)
        own = verified.user_id == self._own.user_id
        if verified.master_key is not None and identity is not None and identity.master == verified.master_key:
            if own:
                self._keys.trust(changes)
            else:
                self._identities.set_verified(verified.user_id)
            self._people_changed([verified.user_id], changes)
        if own and verified.device_id is not None and verified.device_key is not None:
            self._keys.sign_device(verified.device_id, verified.device_key)
        self._keys.sign_what_is_due()
        if own:
            self._follow_policy(changes)
            if verified.master_key is not None:
                self._ask_for_secrets(self._wanted())

    # -- key storage -------------------------------------------------------------------------------------------------

    def backup(self) -> BackupView:
        """The key storage as it stands."""
        stored = self._tables.get(BACKUP) or {}
        return BackupView(
            stored.get("version"),
            stored.get("public_key"),
            bool(stored.get("trusted")),
            self._backup_key() is not None,
            self._uploads.remaining,
            self._uploads.total,
        )

    def _backup_key(self) -> BackupKey | None:
        """The private key of the version in force."""
        stored = self._tables.get(BACKUP) or {}
        try:
            key = BackupKey.from_secret(stored["secret"]) if stored.get("secret") else None
        except BadBackup:
            return None
        return key if key is not None and key.public_key == stored.get("public_key") else None

    def _take_backup_key(self, secret: str) -> bool:
        stored = self._tables.get(BACKUP) or {}
        try:
            key = BackupKey.from_secret(secret)
        except BadBackup:
            return False
        if key.public_key != stored.get("public_key"):
            return False
        self._tables.put(BACKUP, stored | {"secret": key.secret, "trusted": True})
        return True

    def backup_body(self, key: BackupKey) -> Json:
        """Body of ``POST /room_keys/version`` for a new key storage."""
        return version_body(key, self._keys.identity, self._own.device_id, self._own.sign)

    def judge_backup(self, version: BackupVersion | None, key: BackupKey | None = None) -> BackupTrust:
        """Note what the server has (None: nothing), and whether there is reason to put keys there.

        ``key``: its private key, if it is newly known. A version other than the one before gets all keys.
        """
        with self._atomic():
            stored = self._tables.get(BACKUP) or {}
            if version is None:
                self._tables.put(BACKUP, {"secret": stored.get("secret")})
                return BackupTrust()
            known = key or self._backup_key_for(stored, version)
            identity = self._identities.get(self._own.user_id)
            trust = check_trust(
                version,
                self._own.user_id,
                key=known,
                master_key=identity.master if identity is not None and identity.verified else None,
                devices=self._keys.verified_devices(),
            )
            if stored.get("version") != version.version or stored.get("public_key") != version.public_key:
                self._uploads.start_over()
            readable = known is not None and trust.key
            self._tables.put(
                BACKUP,
                {
                    "version": version.version,
                    "public_key": version.public_key,
                    "trusted": trust.trusted,
                    # The key of another version is kept: the server may show that one again.
                    "secret": known.secret if known is not None and readable else stored.get("secret"),
                },
            )
            self._writer = None
            if not readable:
                self._ask_for_secrets([BACKUP_SECRET] if BACKUP_SECRET not in self._secret_sharing().missing else None)
            return trust

    @staticmethod
    def _backup_key_for(stored: Json, version: BackupVersion) -> BackupKey | None:
        try:
            key = BackupKey.from_secret(stored["secret"]) if stored.get("secret") else None
        except BadBackup:
            return None
        return key if key is not None and key.public_key == version.public_key else None

    def next_upload(self) -> tuple[str, Upload] | None:
        """The version and the next keys for it; None: nothing to do, or no storage that is trusted."""
        with self._atomic():
            stored = self._tables.get(BACKUP) or {}
            if not stored.get("trusted"):
                return None
            if self._writer is None:
                try:
                    self._writer = BackupWriter(stored["public_key"])
                except BadBackup:
                    return None
            upload = self._uploads.next(self._writer)
            return (stored["version"], upload) if upload is not None else None

    def uploaded(self, stamps: Sequence[int]) -> None:
        """The server has these keys."""
        with self._atomic():
            self._uploads.done(stamps)

    def backup_key(self) -> BackupKey | None:
        """To open what the key storage has; None if this device cannot."""
        return self._backup_key()

    def import_keys(self, keys: Sequence[ExportedSession], *, from_backup: bool = False) -> tuple[int, CryptoChanges]:
        """Take in a slice of keys from the key storage, a file or another device; gives how many were of use.

        ``from_backup``: they come from the version in force and need not go there again.
        """
        changes = CryptoChanges()
        count = 0
        with self._atomic():
            for key in keys:
                try:
                    better = self._inbound.add_imported(key)
                except BadSession:
                    continue
                if from_backup and better:
                    self._uploads.restored(key.room_id, key.session_id)
                if better:
                    count += 1
                    changes.new_keys.add(SessionRef(key.room_id, key.session_id))
        return count, changes

    def export_slice(self, after: int) -> tuple[list[ExportedSession], int | None]:
        """Some sessions for a key file, from behind row ``after`` on, and where to go on; None: that was all."""
        return exported_after(self._db, after)

    def ask_devices_for(self, room_id: str, session_id: str) -> bool:
        """Ask our other verified devices for a key; gives whether anybody was asked."""
        with self._atomic():
            return self._keys.verified and self._requests.ask(room_id, session_id)

    # -- shared history ----------------------------------------------------------------------------------------------

    def history_readers(self, user_id: str) -> list[str]:
        """Devices that may be given the history of a room."""
        return self._history.readers(user_id)

    def history_bundle(self, room_id: str, after: int) -> tuple[list[Json], list[Json], int | None]:
        """A slice of the keys of a room for somebody invited: keys, keys that are not shared, where to go on."""
        return self._history.bundle(room_id, after)

    def offer_history(self, room_id: str, user_id: str, file: Json) -> int:
        """Tell the person's signed devices of an uploaded bundle; gives how many."""
        with self._atomic():
            return self._history.offer(room_id, user_id, file)

    def joined_on_invitation(self, room_id: str, inviter: str) -> CryptoChanges:
        """We accepted this person's invitation."""
        return self._step(lambda changes: self._history.joined(room_id, inviter, changes))

    def history_due(self) -> list[tuple[str, str, Json]]:
        """(room, user, encrypted file) of history to be fetched."""
        return self._history.due()

    def history_done(self, room_id: str, user_id: str) -> None:
        with self._atomic():
            self._history.done(room_id, user_id)

    def take_history(self, room_id: str, user_id: str, keys: Sequence[Any]) -> tuple[int, CryptoChanges]:
        """Import a slice of a bundle; gives how many keys were of use."""
        changes = CryptoChanges()
        with self._atomic():
            return self._history.take(room_id, user_id, keys, changes), changes

    # -- a set-up under way ------------------------------------------------------------------------------------------

    def setup(self) -> Json | None:
        """What was noted of a set-up or reset that has not ended."""
        return self._tables.get(SETUP)

    def save_setup(self, state: Json | None) -> None:
        """Note how far it has come; None: it has ended."""
        with self._atomic():
            self._tables.put(SETUP, state)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _step(self, act: Callable[[CryptoChanges], None]) -> CryptoChanges:
        changes = CryptoChanges()
        with self._atomic():
            act(changes)
        return changes
