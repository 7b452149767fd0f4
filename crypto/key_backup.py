# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key backup on the server, ``m.megolm_backup.v1.curve25519-aes-sha2``.

Specification, module "End-to-End Encryption", section "Server-side key backups". The encryption does not prove who
wrote a backup (its authentication code covers the empty string), so nothing restored counts as authentic, and
nothing is uploaded to a backup that neither our own key nor our own identity vouches for.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from vodozemac import Curve25519PublicKey, Curve25519SecretKey, Message, PkDecryption, PkEncryption

from crypto import unpadded_base64 as base64
from crypto.exported_session import BadSession, ExportedSession, parse_session
from crypto.json_stream import JsonStream, MalformedJson
from crypto.own_identity import OwnIdentity, Usage
from crypto.recovery_key import encode_recovery_key
from crypto.signatures import is_curve25519, sign_json, verify_json
from crypto.types import Json

ALGORITHM: Final = "m.megolm_backup.v1.curve25519-aes-sha2"
#: Account data with the person's wish (MSC4287).
PREFERENCE: Final = "m.key_backup"
#: Sessions of one upload.
BATCH: Final = 100

_MAC_BYTES: Final = 8
_MAX_CIPHERTEXT: Final = 64 * 1024


class BadBackup(ValueError):
    """The description of the backup is malformed, or of an algorithm we do not know."""


@dataclass(frozen=True, slots=True)
class BackupVersion:
    """A checked answer of ``GET /room_keys/version``. ``auth_data`` is kept whole: signatures are made over it."""

    version: str
    public_key: str
    auth_data: Json
    count: int = 0
    etag: str = ""


@dataclass(frozen=True, slots=True)
class BackupTrust:
    """Why a backup may be written to. ``key``: we hold its private key; ``master``: our verified identity signed it;

    ``devices``: verified devices of ours that signed it. ``bad_signature``: it carries a wrong signature of our own.
    """

    key: bool = False
    master: bool = False
    devices: frozenset[str] = frozenset()
    bad_signature: bool = False

    @property
    def trusted(self) -> bool:
        """Keys may be uploaded."""
        return self.key or self.master or bool(self.devices)


@dataclass(frozen=True, slots=True)
class BackupBatch:
    """One upload: the body of ``PUT /room_keys/keys?version=...`` and what is in it, as (room id, session id)."""

    body: Json
    sessions: tuple[tuple[str, str], ...] = field(default=())


class BackupKey:
    """The private key of a backup (32 bytes): opens what was written for its public key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("a key has 32 bytes")
        self._key = key
        secret = Curve25519SecretKey.from_bytes(key)
        self._decryption = PkDecryption.from_key(secret)
        self.public_key = secret.public_key().to_base64()

    def __repr__(self) -> str:
        return f"BackupKey(public_key={self.public_key!r})"

    @classmethod
    def create(cls) -> BackupKey:
        """Return a new random key."""
        return cls(secrets.token_bytes(32))

    @classmethod
    def from_secret(cls, secret: str) -> BackupKey:
        """Return the key kept in secret storage as ``m.megolm_backup.v1``: base64, with padding or without.

        Raises:
            BadBackup: it is no key.
        """
        try:
            return cls(base64.decode(secret, length=32))
        except base64.BadBase64 as error:
            raise BadBackup("malformed key") from error

    @property
    def raw(self) -> bytes:
        """The key itself, for the encrypted store."""
        return self._key

    @property
    def secret(self) -> str:
        """The key as it stands in secret storage: unpadded base64."""
        return base64.encode(self._key)

    @property
    def written(self) -> str:
        """The key in the form for people (specification: not to be called a recovery key)."""
        return encode_recovery_key(self._key)

    def decrypt(self, room_id: str, session_id: str, data: Any) -> ExportedSession:
        """Return the session in a ``KeyBackupData`` object of the server.

        Raises:
            BadSession: it cannot be decrypted with this key, or is no session.
        """
        session_data = data.get("session_data") if isinstance(data, dict) else None
        if not isinstance(session_data, dict):
            raise BadSession("no session data")
        try:
            message = Message(
                base64.decode(session_data.get("ciphertext"), max_length=_MAX_CIPHERTEXT),
                base64.decode(session_data.get("mac"), length=_MAC_BYTES),
                base64.decode(session_data.get("ephemeral"), length=32),
            )
            content = orjson.loads(self._decryption.decrypt(message))
        except ValueError as error:
            raise BadSession("cannot be decrypted") from error
        return parse_session(content, room_id=room_id, session_id=session_id)


class BackupWriter:
    """Encrypts sessions for a public key; needs no secret.

    Raises:
        BadBackup: the public key cannot be used.
    """

    def __init__(self, public_key: str) -> None:
        try:
            self._encryption = PkEncryption.from_key(Curve25519PublicKey.from_base64(public_key))
            self._encryption.encrypt(b"")  # a key of small order only fails here
        except ValueError as error:
            raise BadBackup("unusable public key") from error

    def encrypt(self, session: ExportedSession) -> Json:
        """Return the ``KeyBackupData`` of one session. It never claims to be verified: nobody could check it."""
        message = self._encryption.encrypt(orjson.dumps(session.backup_data()))
        return {
            "first_message_index": session.first_index,
            "forwarded_count": len(session.forwarding_chain),
            "is_verified": False,
            "session_data": {
                "ciphertext": base64.encode(message.ciphertext),
                "mac": base64.encode(message.mac),
                "ephemeral": base64.encode(message.ephemeral_key),
            },
        }

    def batches(self, sessions: Iterable[ExportedSession], size: int = BATCH) -> Iterator[BackupBatch]:
        """Yield uploads of up to ``size`` sessions, taking them one by one: no more than one upload is in memory."""
        rooms: dict[str, Json] = {}
        done: list[tuple[str, str]] = []
        for session in sessions:
            room = rooms.setdefault(session.room_id, {"sessions": {}})
            room["sessions"][session.session_id] = self.encrypt(session)
            done.append((session.room_id, session.session_id))
            if len(done) >= size:
                yield BackupBatch({"rooms": rooms}, tuple(done))
                rooms, done = {}, []
        if done:
            yield BackupBatch({"rooms": rooms}, tuple(done))


class BackupReader:
    """Decrypts an answer of ``GET /room_keys/keys`` while it comes in.

    ``room_id`` is set if the answer is that of one room (``/room_keys/keys/{roomId}``).
    """

    def __init__(self, key: BackupKey, room_id: str | None = None) -> None:
        self._key = key
        self._room_id = room_id
        self._stream = JsonStream(5 if room_id is None else 3)

    def feed(self, data: bytes) -> Iterator[ExportedSession | BadSession]:
        """Take a piece of the answer; yield its sessions, and for each bad one the reason.

        Raises:
            BadBackup: the answer is no backup; nothing more comes.
        """
        try:
            for keys, value in self._stream.feed(data):
                yield self._session(keys, value)
        except MalformedJson as error:
            raise BadBackup(str(error)) from error

    def finish(self) -> None:
        """Tell that the answer has ended.

        Raises:
            BadBackup: it is cut off.
        """
        try:
            self._stream.finish()
        except MalformedJson as error:
            raise BadBackup(str(error)) from error

    def _session(self, keys: tuple[str | None, ...], value: Any) -> ExportedSession | BadSession:
        if self._room_id is not None:
            keys = ("rooms", self._room_id, *keys)
        match keys:
            case ("rooms", str(room_id), "sessions", str(session_id)):
                try:
                    return self._key.decrypt(room_id, session_id, value)
                except BadSession as error:
                    return error
        return BadSession("not where a session stands")


def parse_version(answer: Any) -> BackupVersion:
    """Check an answer of ``GET /room_keys/version``.

    Raises:
        BadBackup: malformed, or another algorithm, even if its key were ours.
    """
    if not isinstance(answer, dict):
        raise BadBackup("not an object")
    if answer.get("algorithm") != ALGORITHM:
        raise BadBackup("unknown algorithm")
    version, auth_data = answer.get("version"), answer.get("auth_data")
    if not isinstance(version, str) or not version or not isinstance(auth_data, dict):
        raise BadBackup("malformed")
    given = auth_data.get("public_key")
    public_key = given.rstrip("=") if isinstance(given, str) else ""
    if not is_curve25519(public_key):
        raise BadBackup("malformed public key")
    count, etag = answer.get("count"), answer.get("etag")
    return BackupVersion(
        version,
        public_key,
        auth_data,
        count if isinstance(count, int) else 0,
        etag if isinstance(etag, str) else "",
    )


def version_body(key: BackupKey, identity: OwnIdentity, device_id: str, sign: Callable[[bytes], str]) -> Json:
    """Return the body of ``POST /room_keys/version`` for a new backup, signed by this device and our identity.

    ``sign`` is the device's Ed25519 signature in unpadded base64.
    """
    auth_data: Json = {"public_key": key.public_key}
    sign_json(auth_data, identity.user_id, f"ed25519:{device_id}", sign)
    if Usage.MASTER in identity.seeds:
        identity.sign_object(auth_data)
    return {"algorithm": ALGORITHM, "auth_data": auth_data}


def check_trust(
    version: BackupVersion,
    user_id: str,
    *,
    key: BackupKey | None,
    master_key: str | None,
    devices: Mapping[str, str],
) -> BackupTrust:
    """Find the reasons to trust a backup.

    ``key`` is the private key we hold, if any; ``master_key`` our own master key, only if it is verified here;
    ``devices`` maps the ids of our own verified devices (this one included) to their Ed25519 keys.
    """
    signers = set()
    bad = False
    candidates = dict(devices)
    if master_key is not None:
        candidates[master_key] = master_key
    for name, public in candidates.items():
        key_id = f"ed25519:{name}"
        if verify_json(version.auth_data, user_id, key_id, public):
            signers.add(name)
        elif _has_signature(version.auth_data, user_id, key_id):
            bad = True
    return BackupTrust(
        key=key is not None and key.public_key == version.public_key,
        master=master_key is not None and master_key in signers,
        devices=frozenset(name for name in signers if name in devices and devices[name] != master_key),
        bad_signature=bad,
    )


def _has_signature(auth_data: Json, user_id: str, key_id: str) -> bool:
    signatures = auth_data.get("signatures")
    own = signatures.get(user_id) if isinstance(signatures, dict) else None
    return isinstance(own, dict) and key_id in own


def parse_preference(content: Any) -> bool | None:
    """Return whether the person wants a backup, from the account data ``m.key_backup``; None if it does not say."""
    enabled = content.get("enabled") if isinstance(content, dict) else None
    return enabled if isinstance(enabled, bool) else None
