# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our own digital identity on this device: made and published, taken over, and the signatures that follow from it.

What is to be signed is derived from the tables again and again, so that a signature is never lost: a device of ours
that was verified, this device, people who were verified. Nothing is signed with a key that is not the published one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

import orjson

from crypto.account import OwnAccount
from crypto.device_lists import DeviceLists
from crypto.devices import Devices
from crypto.identities import Identities, as_answer
from crypto.own_identity import SECRET_NAMES, CannotSign, OwnIdentity, Usage, create_identity
from crypto.signatures import signature_of
from crypto.store.database import Database
from crypto.store.identity_tables import NEW_IDENTITY, OTHER_IDENTITY, OWN_IDENTITY, IdentityTables
from crypto.types import CryptoChanges, Json, OutgoingRequest

_log = logging.getLogger(__name__)

SIGNATURES = "signatures-"
_TRIES = 5  # uploads of one signature in one run, if the server keeps taking it without showing it
_PATH = "/_matrix/client/v3/keys/signatures/upload"


class OwnKeys:
    """Runs in the caller's transaction."""

    def __init__(
        self, db: Database, own: OwnAccount, devices: Devices, identities: Identities, lists: DeviceLists
    ) -> None:
        self._db = db
        self._tables = IdentityTables(db)
        self._own = own
        self._devices = devices
        self._identities = identities
        self._lists = lists
        self._loaded: OwnIdentity | None = None
        self._tries: dict[str, int] = {}  # subject -> uploads of this run

    def forget(self) -> None:
        self._loaded = None

    # -- what there is -----------------------------------------------------------------------------------------------

    @property
    def identity(self) -> OwnIdentity:
        """The private keys of the identity in force; empty if there are none here, or if they are of another one."""
        if self._loaded is None:
            stored = self._tables.get(OWN_IDENTITY)
            self._loaded = OwnIdentity.from_json(stored) if stored else OwnIdentity(self._own.user_id)
        return self._loaded if self._loaded.fits(self._public()) else OwnIdentity(self._own.user_id)

    def _public(self) -> dict[Usage, str]:
        identity = self._identities.get(self._own.user_id)
        if identity is None:
            return {}
        keys = {
            Usage.MASTER: identity.master,
            Usage.SELF_SIGNING: identity.self_signing,
            Usage.USER_SIGNING: identity.user_signing,
        }
        return {usage: key for usage, key in keys.items() if key}

    @property
    def verified(self) -> bool:
        """This device has reason to believe in the identity that the server shows for our own user."""
        identity = self._identities.get(self._own.user_id)
        return identity is not None and identity.verified

    @property
    def device_signed(self) -> bool:
        """This device is part of our verified identity, as others see it."""
        device = self._devices.get(self._own.user_id, self._own.device_id)
        return self.verified and device is not None and device.signed and device.ed25519 == self._own.ed25519

    @property
    def replaced(self) -> bool:
        """The server shows another identity than the one we know."""
        return self._tables.get(OTHER_IDENTITY) is not None

    @property
    def publishing(self) -> bool:
        """An identity was made here that is not known to be published."""
        return self._tables.get(NEW_IDENTITY) is not None

    def missing(self) -> list[str]:
        """Names of the secrets of our identity that this device does not have."""
        return [name for usage, name in SECRET_NAMES.items() if usage not in self.identity.seeds]

    def verified_devices(self) -> dict[str, str]:
        """Our own devices, this one included, that our verified identity signed: id -> Ed25519 key."""
        if not self.verified:
            return {self._own.device_id: self._own.ed25519}
        found = {d.device_id: d.ed25519 for d in self._devices.of_user(self._own.user_id) if d.signed}
        return found | {self._own.device_id: self._own.ed25519}

    # -- making one --------------------------------------------------------------------------------------------------

    def create(self) -> Json:
        """Body of ``POST /keys/device_signing/upload`` for a new identity; the same one until it is published."""
        stored = self._tables.get(NEW_IDENTITY)
        if stored is None:
            fresh = create_identity(self._own.user_id)
            public = {usage: str(fresh.public_key(usage)) for usage in Usage}
            stored = OwnIdentity(fresh.user_id, fresh.seeds, public).to_json()
            self._tables.put(NEW_IDENTITY, stored)
        return OwnIdentity.from_json(stored).publish_body(self._own.device_id, self._own.sign)

    def drop(self) -> None:
        """Give up an identity that was not published."""
        self._tables.put(NEW_IDENTITY, None)

    def published(self, changes: CryptoChanges) -> None:
        """The server took the new identity, or shows it: it is ours and verified from now on."""
        stored = self._tables.get(NEW_IDENTITY)
        if stored is None:
            return
        new = OwnIdentity.from_json(stored)
        body = new.publish_body(self._own.device_id, self._own.sign)
        parts = {str(usage): body[f"{usage}_key"] for usage in Usage}
        self._identities.take_own(as_answer(self._own.user_id, parts), verified=True)
        self._tables.put(OWN_IDENTITY, stored)
        self._tables.put(NEW_IDENTITY, None)
        self._loaded = None
        self._lists.changed([self._own.user_id])
        changes.own = True
        changes.users.add(self._own.user_id)

    def published_if(self, master: str, changes: CryptoChanges) -> None:
        """The server shows an identity: is it the one made here, whose publishing was cut short?"""
        stored = self._tables.get(NEW_IDENTITY)
        if stored is not None and stored["public"]["master"] == master:
            self.published(changes)

    def take_other(self, changes: CryptoChanges) -> bool:
        """The person says that the other identity which the server shows is theirs; it is still to be verified."""
        parts = self._tables.get(OTHER_IDENTITY)
        if parts is None or not self._identities.take_own(as_answer(self._own.user_id, parts), verified=False):
            return False
        self._loaded = None
        self._lists.changed([self._own.user_id])
        changes.own = True
        changes.users.add(self._own.user_id)
        return True

    # -- taking one over ---------------------------------------------------------------------------------------------

    def fits(self, name: str, secret: str) -> bool:
        """Whether a secret is a key of the published identity."""
        try:
            self.identity.with_secret(name, secret, self._public())
        except CannotSign:
            return False
        return True

    def take(self, secrets: Mapping[str, str], changes: CryptoChanges) -> list[str]:
        """Take over the secrets that fit the published identity; gives their names.

        That somebody who is us had them proves the identity, so it counts as verified.
        """
        identity, public, taken = self.identity, self._public(), []
        for name, secret in secrets.items():
            try:
                identity = identity.with_secret(name, secret, public)
            except CannotSign:
                continue
            taken.append(name)
        if taken:
            self._tables.put(OWN_IDENTITY, identity.to_json())
            self._loaded = None
            self.trust(changes)
        return taken

    def trust(self, changes: CryptoChanges) -> None:
        """Our own identity is verified on this device."""
        user = self._own.user_id
        if self._identities.get(user) is None:
            return
        self._identities.set_verified(user)
        changes.own = True
        changes.users.add(user)
        changes.users.update(self._identities.recognise_all())

    def secrets(self) -> dict[str, str]:
        """The private keys by the names they have in secret storage."""
        return self.identity.secrets()

    # -- signing -----------------------------------------------------------------------------------------------------

    def sign_what_is_due(self) -> None:
        """Put into the queue what our identity vouches for and the server does not show yet."""
        if not self.verified:
            return
        identity = self.identity
        if identity.can_sign_devices and not self.device_signed:
            self.sign_device(self._own.device_id, self._own.ed25519)
        if identity.can_sign_users:
            key_id = f"ed25519:{identity.public_key(Usage.USER_SIGNING)}"
            for user_id, master in self._identities.verified_users():
                if signature_of(master, self._own.user_id, key_id) is None:
                    self._sign_user(user_id, master)

    def sign_device(self, device_id: str, ed25519: str) -> None:
        """Vouch for a device of ours whose key was verified."""
        obj = self._devices.object(self._own.user_id, device_id)
        if obj is None or self._waits(f"{self._own.user_id}/{device_id}"):
            return
        try:
            body = self.identity.sign_device(obj, ed25519, from_store=True)
        except CannotSign as error:
            _log.warning("a device was not signed: %s", error)
            return
        self._queue(f"{self._own.user_id}/{device_id}", body)

    def _sign_user(self, user_id: str, master: Json) -> None:
        known = self._identities.get(user_id)
        if known is None or self._waits(user_id):
            return
        try:
            body = self.identity.sign_user(user_id, master, known.master)
        except CannotSign as error:
            _log.warning("a person was not signed: %s", error)
            return
        self._queue(user_id, body)

    def _waits(self, subject: str) -> bool:
        return self._db.execute("SELECT 1 FROM signature_uploads WHERE user_id=?", (subject,)).fetchone() is not None

    def _queue(self, subject: str, body: Json) -> None:
        self._tries[subject] = self._tries.get(subject, 0) + 1
        if self._tries[subject] > _TRIES:
            return
        self._db.execute("INSERT INTO signature_uploads(user_id, body) VALUES(?, ?)", (subject, orjson.dumps(body)))

    def requests(self) -> list[OutgoingRequest]:
        """Uploads of signatures, one for each subject."""
        return [
            OutgoingRequest(f"{SIGNATURES}{row_id}", "signatures", "POST", _PATH, orjson.loads(body))
            for row_id, body in self._db.execute("SELECT id, body FROM signature_uploads ORDER BY id LIMIT 16")
        ]

    def done(self, request_id: str) -> None:
        """The server answered (or will never take it): whoever is concerned is asked for anew, which shows whether it
        took the signature. What it refuses is not repeated before the next query."""
        number = request_id.removeprefix(SIGNATURES)
        row = self._db.execute("SELECT user_id FROM signature_uploads WHERE id=?", (number,)).fetchone()
        if row is not None:
            self._db.execute("DELETE FROM signature_uploads WHERE id=?", (number,))
            self._lists.changed([str(row[0]).partition("/")[0]])

    def refused(self, request_id: str) -> None:
        """The server will never take it; not tried again before the keys change."""
        self._db.execute("DELETE FROM signature_uploads WHERE id=?", (request_id.removeprefix(SIGNATURES),))
