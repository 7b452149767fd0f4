# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encrypted attachments, version 2: AES-256-CTR with a fresh key for each file, and the SHA-256 of the ciphertext.

https://spec.matrix.org/v1.16/client-server-api/#sending-encrypted-attachments

The counter block is 64 random bits followed by a 64-bit counter that begins at zero. Files are worked on in chunks of
constant memory. CTR alone would let anyone flip bits, so nothing is decrypted before the hash of the whole file fits.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto.types import Json

CHUNK = 1 << 18
"""Bytes in memory at a time."""

_KEY_BYTES = 32
_IV_BYTES = 16
_RANDOM_IV_BYTES = 8
_HASH_BYTES = 32


class BadAttachment(Exception):
    """The ``EncryptedFile`` object is not one, or the ciphertext does not fit it. Nothing of it may be shown."""


@dataclass(frozen=True, slots=True, repr=False)
class AttachmentKey:
    """What decrypts one file: everything of an ``EncryptedFile`` object except where it is."""

    key: bytes
    iv: bytes
    sha256: bytes

    @classmethod
    def parse(cls, file: Any) -> AttachmentKey:
        """Read the ``file`` object of an event. Raises BadAttachment unless every rule of version 2 is kept.

        A missing version, or another one, is refused: before version 2 the counter could wrap into the random part.
        """
        if not isinstance(file, Mapping):
            raise BadAttachment("not an object")
        if file.get("v") != "v2":
            raise BadAttachment("not version 2")
        jwk = file.get("key")
        hashes = file.get("hashes")
        if not isinstance(jwk, Mapping) or not isinstance(hashes, Mapping):
            raise BadAttachment("no key or no hashes")
        if jwk.get("kty") != "oct" or jwk.get("alg") != "A256CTR" or jwk.get("ext") is not True:
            raise BadAttachment("not a key for AES-256-CTR")
        operations = jwk.get("key_ops")
        if not isinstance(operations, list) or "decrypt" not in operations or "encrypt" not in operations:
            raise BadAttachment("the key is not for encrypting and decrypting")
        iv = _bytes(file.get("iv"), _IV_BYTES, "initialisation vector")
        if any(iv[_RANDOM_IV_BYTES:]):
            raise BadAttachment("the counter does not begin at zero")
        return cls(
            _bytes(jwk.get("k"), _KEY_BYTES, "key", url_safe=True),
            iv,
            _bytes(hashes.get("sha256"), _HASH_BYTES, "hash"),
        )

    def to_file(self, url: str) -> Json:
        """The ``EncryptedFile`` object to send, with the ``mxc://`` address of the ciphertext."""
        return {
            "v": "v2",
            "url": url,
            "key": {
                "kty": "oct",
                "alg": "A256CTR",
                "ext": True,
                "key_ops": ["encrypt", "decrypt"],
                "k": _text(self.key).replace("+", "-").replace("/", "_"),
            },
            "iv": _text(self.iv),
            "hashes": {"sha256": _text(self.sha256)},
        }


def encrypt(source: IO[bytes], target: IO[bytes]) -> AttachmentKey:
    """Write the ciphertext of ``source``, from where it stands to its end, to ``target``; gives the fresh key."""
    key = secrets.token_bytes(_KEY_BYTES)
    iv = secrets.token_bytes(_RANDOM_IV_BYTES) + bytes(_IV_BYTES - _RANDOM_IV_BYTES)
    encryptor = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        sealed = encryptor.update(chunk)
        digest.update(sealed)
        target.write(sealed)
    return AttachmentKey(key, iv, digest.digest())


def decrypt(ciphertext: IO[bytes], key: AttachmentKey) -> Iterator[bytes]:
    """The plaintext in chunks. ``ciphertext`` is seekable, read twice, and must not change meanwhile.

    All of it is hashed before this returns. Raises BadAttachment then; an iterator means that the file is the one
    that was sent. The second reading is hashed again, and fails at its end if the file was changed between: so give
    a file that nobody else can write.
    """
    start = ciphertext.tell()
    digest = hashlib.sha256()
    while chunk := ciphertext.read(CHUNK):
        digest.update(chunk)
    if not hmac.compare_digest(digest.digest(), key.sha256):
        raise BadAttachment("the file is not the one that was sent")
    ciphertext.seek(start)
    return _plain_chunks(ciphertext, key)


def decrypt_to(ciphertext: IO[bytes], key: AttachmentKey, target: IO[bytes]) -> int:
    """Write the plaintext to ``target``; gives its length in bytes. Raises BadAttachment before anything is written."""
    return sum(target.write(chunk) for chunk in decrypt(ciphertext, key))


class Ranges:
    """Any part of an encrypted file, decrypted. The whole file was hashed before the first byte is given, and each
    chunk is hashed again when it is read: nothing is shown that was not part of the file that was sent.

    Keeps 32 bytes in memory for each chunk of the file. Not for several threads at once. Closing it closes the file.
    """

    def __init__(self, ciphertext: IO[bytes], key: AttachmentKey) -> None:
        """Reads the whole file. Raises BadAttachment, OSError."""
        self._file, self._key = ciphertext, key
        self._digests: list[bytes] = []
        whole = hashlib.sha256()
        self.size = 0
        ciphertext.seek(0)
        while chunk := ciphertext.read(CHUNK):
            whole.update(chunk)
            self._digests.append(hashlib.sha256(chunk).digest())
            self.size += len(chunk)
        if not hmac.compare_digest(whole.digest(), key.sha256):
            raise BadAttachment("the file is not the one that was sent")

    def read(self, offset: int, size: int) -> bytes:
        """At most ``size`` bytes from ``offset`` on. Raises BadAttachment if the file was changed, OSError."""
        if offset < 0 or size <= 0 or offset >= self.size:
            return b""
        end = min(offset + size, self.size)
        first = offset // CHUNK
        pieces = []
        for number in range(first, (end - 1) // CHUNK + 1):
            self._file.seek(number * CHUNK)
            chunk = self._file.read(CHUNK)
            if not hmac.compare_digest(hashlib.sha256(chunk).digest(), self._digests[number]):
                raise BadAttachment("the file was changed while it was read")
            pieces.append(chunk)
        counter = int.from_bytes(self._key.iv[_RANDOM_IV_BYTES:], "big") + first * CHUNK // _IV_BYTES
        block = self._key.iv[:_RANDOM_IV_BYTES] + counter.to_bytes(_IV_BYTES - _RANDOM_IV_BYTES, "big")
        plain = Cipher(algorithms.AES(self._key.key), modes.CTR(block)).decryptor().update(b"".join(pieces))
        return plain[offset - first * CHUNK : end - first * CHUNK]

    def close(self) -> None:
        """The file, too."""
        self._file.close()


def _plain_chunks(ciphertext: IO[bytes], key: AttachmentKey) -> Iterator[bytes]:
    decryptor = Cipher(algorithms.AES(key.key), modes.CTR(key.iv)).decryptor()
    digest = hashlib.sha256()
    while chunk := ciphertext.read(CHUNK):
        digest.update(chunk)
        yield decryptor.update(chunk)
    if not hmac.compare_digest(digest.digest(), key.sha256):
        raise BadAttachment("the file was changed while it was read")


def _bytes(value: Any, length: int, what: str, *, url_safe: bool = False) -> bytes:
    """Base64, padded or not. Other clients send some keys in the ordinary and some in the URL-safe alphabet."""
    if not isinstance(value, str) or len(value) > 2 * length:
        raise BadAttachment(f"no {what}")
    text = value.rstrip("=")
    if url_safe:
        text = text.replace("-", "+").replace("_", "/")
    try:
        data = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError as error:
        raise BadAttachment(f"the {what} is not base64") from error
    if len(data) != length:
        raise BadAttachment(f"the {what} has {len(data)} bytes instead of {length}")
    return data


def _text(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode().rstrip("=")
