# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secret storage on the server (specification, module "Secrets"): ``m.secret_storage.v1.aes-hmac-sha2``.

Everything read here is account data, which the server can change at will. A key is therefore checked against its
description and a secret against its authentication code, and the two failures are told apart: a wrong key is the
person's typing error, a broken secret is not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import unpadded_base64 as base64
from crypto.recovery_key import BadRecoveryKey, RecoveryKeyProblem, decode_recovery_key, encode_recovery_key
from crypto.types import Json

ALGORITHM: Final = "m.secret_storage.v1.aes-hmac-sha2"
DEFAULT_KEY: Final = "m.secret_storage.default_key"
KEY_PREFIX: Final = "m.secret_storage.key."

#: Names of the secrets this program keeps.
MASTER: Final = "m.cross_signing.master"
SELF_SIGNING: Final = "m.cross_signing.self_signing"
USER_SIGNING: Final = "m.cross_signing.user_signing"
BACKUP: Final = "m.megolm_backup.v1"

#: New passphrases; the figure Element uses, so that recovery is equally slow everywhere.
ITERATIONS: Final = 500_000
#: The largest iteration count of a description that is followed: two seconds of work on an office machine.
MAX_ITERATIONS: Final = 5_000_000

_KEY_BYTES: Final = 32
_MAX_SECRET_BYTES: Final = 64 * 1024
_LETTERS: Final = string.ascii_letters + string.digits


class SecretProblem(StrEnum):
    """Why a key or a secret cannot be used."""

    NO_DEFAULT_KEY = "no_default_key"  # secret storage was never set up, or its default key has no description
    BAD_DESCRIPTION = "bad_description"  # the description of the key is malformed: not the person's fault
    UNSUPPORTED = "unsupported"  # an algorithm we do not know
    TOO_EXPENSIVE = "too_expensive"  # the iteration count is out of bounds
    NO_PASSPHRASE = "no_passphrase"  # noqa: S105  # the key was not made from a passphrase
    WRONG_KEY = "wrong_key"  # well-formed, but not the key that was asked for
    MISTYPED = "mistyped"  # not a recovery key: letters wrong or missing
    NO_SECRET = "no_secret"  # noqa: S105  # the secret is not stored, or not for this key
    BAD_SECRET = "bad_secret"  # noqa: S105  # the stored secret is malformed
    TAMPERED = "tampered"  # the stored secret was changed, or belongs to another key


class SecretStorageError(Exception):
    """Secret storage cannot be opened; ``problem`` says why, ``mistyped`` what is wrong with a typed recovery key."""

    def __init__(self, problem: SecretProblem, mistyped: RecoveryKeyProblem | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.mistyped = mistyped


@dataclass(frozen=True, slots=True)
class PassphraseInfo:
    """How the key is made from a passphrase: PBKDF2 with SHA-512. ``salt`` is used as UTF-8 text."""

    salt: str
    iterations: int


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """A checked ``m.secret_storage.key.<id>``. ``iv`` (16 bytes) and ``mac`` (32 bytes) are both there or both None."""

    key_id: str
    iv: bytes | None
    mac: bytes | None
    passphrase: PassphraseInfo | None
    name: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class StorageKey:
    """A key that opens secret storage. The 32 bytes never appear in a representation or a log."""

    key_id: str
    key: bytes

    def __repr__(self) -> str:
        return f"StorageKey({self.key_id!r})"

    @property
    def recovery_key(self) -> str:
        """The key as a person keeps it."""
        return encode_recovery_key(self.key)

    def encrypt(self, name: str, secret: str) -> Json:
        """Return the object to store under ``encrypted``/``key_id`` of the account data ``name``."""
        return encrypt(self.key, name, secret.encode())

    def decrypt(self, name: str, content: Any) -> str:
        """Return the secret ``name`` from its account data ``content``.

        Raises:
            SecretStorageError: ``NO_SECRET``, ``BAD_SECRET`` or ``TAMPERED``.
        """
        encrypted = content.get("encrypted") if isinstance(content, dict) else None
        entry = encrypted.get(self.key_id) if isinstance(encrypted, dict) else None
        if entry is None:
            raise SecretStorageError(SecretProblem.NO_SECRET)
        try:
            return decrypt(self.key, name, entry).decode()
        except UnicodeDecodeError as error:
            raise SecretStorageError(SecretProblem.BAD_SECRET) from error

    def account_data(self, secrets_by_name: dict[str, str]) -> dict[str, Json]:
        """Return account data events (type -> content) that store each of the secrets for this key alone."""
        return {
            name: {"encrypted": {self.key_id: self.encrypt(name, secret)}} for name, secret in secrets_by_name.items()
        }


def create_key(
    passphrase: str | None = None, *, name: str = "", iterations: int = ITERATIONS
) -> tuple[StorageKey, Json]:
    """Return a new key and the content of its ``m.secret_storage.key.<key_id>``, random or made from ``passphrase``."""
    content: Json = {"algorithm": ALGORITHM}
    if name:
        content["name"] = name
    if passphrase is None:
        key = secrets.token_bytes(_KEY_BYTES)
    else:
        salt = _random_text()
        key = _derive(passphrase, PassphraseInfo(salt, iterations))
        content["passphrase"] = {"algorithm": "m.pbkdf2", "salt": salt, "iterations": iterations, "bits": 256}
    check = encrypt(key, "", b"\0" * 32)
    content["iv"], content["mac"] = check["iv"], check["mac"]
    return StorageKey(_random_text(), key), content


def default_key_id(content: Any) -> str:
    """Return the key id in the account data ``m.secret_storage.default_key``.

    Raises:
        SecretStorageError: ``NO_DEFAULT_KEY``.
    """
    key_id = content.get("key") if isinstance(content, dict) else None
    if not isinstance(key_id, str) or not key_id:
        raise SecretStorageError(SecretProblem.NO_DEFAULT_KEY)
    return key_id


def default_key(account_data: Callable[[str], Any]) -> KeyDescription:
    """Return the description of the default key; ``account_data`` maps an event type to its content or None.

    Raises:
        SecretStorageError: ``NO_DEFAULT_KEY``, ``BAD_DESCRIPTION``, ``UNSUPPORTED`` or ``TOO_EXPENSIVE``.
    """
    key_id = default_key_id(account_data(DEFAULT_KEY))
    content = account_data(KEY_PREFIX + key_id)
    if content is None or content == {}:
        raise SecretStorageError(SecretProblem.NO_DEFAULT_KEY)
    return parse_description(key_id, content)


def parse_description(key_id: str, content: Any) -> KeyDescription:
    """Check the content of ``m.secret_storage.key.<key_id>``.

    Raises:
        SecretStorageError: ``BAD_DESCRIPTION``, ``UNSUPPORTED`` or ``TOO_EXPENSIVE``.
    """
    if not isinstance(content, dict):
        raise SecretStorageError(SecretProblem.BAD_DESCRIPTION)
    if content.get("algorithm") != ALGORITHM:
        raise SecretStorageError(SecretProblem.UNSUPPORTED)
    iv = mac = None
    if content.get("iv") is not None and content.get("mac") is not None:
        try:
            iv = base64.decode(content["iv"], length=16)
            mac = base64.decode(content["mac"], length=32)
        except base64.BadBase64 as error:
            raise SecretStorageError(SecretProblem.BAD_DESCRIPTION) from error
    passphrase = content.get("passphrase")
    name = content.get("name")
    return KeyDescription(
        key_id,
        iv,
        mac,
        _parse_passphrase(passphrase) if passphrase is not None else None,
        name if isinstance(name, str) else "",
    )


def _parse_passphrase(info: Any) -> PassphraseInfo:
    if not isinstance(info, dict):
        raise SecretStorageError(SecretProblem.BAD_DESCRIPTION)
    if info.get("algorithm") != "m.pbkdf2" or info.get("bits", 256) != 256:
        raise SecretStorageError(SecretProblem.UNSUPPORTED)
    salt, iterations = info.get("salt"), info.get("iterations")
    if not isinstance(salt, str) or not isinstance(iterations, int) or isinstance(iterations, bool):
        raise SecretStorageError(SecretProblem.BAD_DESCRIPTION)
    if len(salt) > 1024 or iterations > MAX_ITERATIONS:
        raise SecretStorageError(SecretProblem.TOO_EXPENSIVE)
    if iterations < 1 or not _is_text(salt):
        raise SecretStorageError(SecretProblem.BAD_DESCRIPTION)
    return PassphraseInfo(salt, iterations)


def key_from_recovery_key(description: KeyDescription, text: str) -> StorageKey:
    """Return the key written as ``text``, if it is the one described.

    Raises:
        SecretStorageError: ``MISTYPED`` or ``WRONG_KEY``.
    """
    try:
        key = decode_recovery_key(text)
    except BadRecoveryKey as error:
        raise SecretStorageError(SecretProblem.MISTYPED, error.problem) from error
    return key_from_bytes(description, key)


def key_from_passphrase(description: KeyDescription, passphrase: str) -> StorageKey:
    """Return the key made from ``passphrase``, if it is the one described. Takes up to two seconds: not on the loop.

    Raises:
        SecretStorageError: ``NO_PASSPHRASE`` or ``WRONG_KEY``.
    """
    if description.passphrase is None:
        raise SecretStorageError(SecretProblem.NO_PASSPHRASE)
    return key_from_bytes(description, _derive(passphrase, description.passphrase))


def key_from_input(description: KeyDescription, text: str) -> StorageKey:
    """Return the key from what a person typed into one field, be it the recovery key or the passphrase.

    Raises:
        SecretStorageError: ``MISTYPED`` if there is no passphrase to try, else ``WRONG_KEY``.
    """
    try:
        return key_from_recovery_key(description, text)
    except SecretStorageError:
        if description.passphrase is None:
            raise
    return key_from_passphrase(description, text)


def key_from_bytes(description: KeyDescription, key: bytes) -> StorageKey:
    """Return ``key`` as the key described.

    A description without ``iv`` or ``mac`` fits every key (the specification says so); then only the secrets tell.

    Raises:
        SecretStorageError: ``WRONG_KEY``.
    """
    if len(key) != _KEY_BYTES or not check_key(description, key):
        raise SecretStorageError(SecretProblem.WRONG_KEY)
    return StorageKey(description.key_id, key)


def check_key(description: KeyDescription, key: bytes) -> bool:
    """Tell whether ``key`` is the one described; always true if the description has nothing to check against."""
    if description.iv is None or description.mac is None:
        return True
    aes_key, mac_key = _derive_pair(key, "")
    return hmac.compare_digest(_mac(mac_key, _aes_ctr(aes_key, description.iv, b"\0" * 32)), description.mac)


def encrypt(key: bytes, name: str, plaintext: bytes) -> Json:
    """Encrypt with AES-CTR-256 and HMAC-SHA-256; ``name`` is the name of the secret, and binds it to its place."""
    iv = bytearray(secrets.token_bytes(16))
    iv[8] &= 0x7F  # bit 63: implementations differ in how the counter overflows
    aes_key, mac_key = _derive_pair(key, name)
    ciphertext = _aes_ctr(aes_key, bytes(iv), plaintext)
    return {
        "iv": base64.encode(bytes(iv)),
        "ciphertext": base64.encode(ciphertext),
        "mac": base64.encode(_mac(mac_key, ciphertext)),
    }


def decrypt(key: bytes, name: str, content: Any) -> bytes:
    """Return the plaintext of one encrypted object.

    Raises:
        SecretStorageError: ``BAD_SECRET`` (malformed) or ``TAMPERED`` (the authentication code does not fit).
    """
    if not isinstance(content, dict):
        raise SecretStorageError(SecretProblem.BAD_SECRET)
    try:
        iv = base64.decode(content.get("iv"), length=16)
        mac = base64.decode(content.get("mac"), length=32)
        ciphertext = base64.decode(content.get("ciphertext"), max_length=_MAX_SECRET_BYTES)
    except base64.BadBase64 as error:
        raise SecretStorageError(SecretProblem.BAD_SECRET) from error
    aes_key, mac_key = _derive_pair(key, name)
    if not hmac.compare_digest(_mac(mac_key, ciphertext), mac):
        raise SecretStorageError(SecretProblem.TAMPERED)
    return _aes_ctr(aes_key, iv, ciphertext)


def _derive(passphrase: str, info: PassphraseInfo) -> bytes:
    password = passphrase.encode(errors="surrogatepass")
    return hashlib.pbkdf2_hmac("sha512", password, info.salt.encode(), info.iterations, _KEY_BYTES)


def _is_text(text: str) -> bool:
    """JSON can carry half a surrogate pair, which has no UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _derive_pair(key: bytes, name: str) -> tuple[bytes, bytes]:
    pair = HKDF(algorithm=SHA256(), length=64, salt=b"\0" * 32, info=name.encode()).derive(key)
    return pair[:32], pair[32:]


def _aes_ctr(key: bytes, iv: bytes, data: bytes) -> bytes:
    context = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
    return context.update(data) + context.finalize()


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def _random_text() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(32))
