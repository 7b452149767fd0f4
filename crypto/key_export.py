# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The encrypted key file (specification, module "End-to-End Encryption", section "Key exports").

Both ways work piece by piece: a file of a million sessions never is in memory, and can be given up at any moment.
A file is read twice: once to check its authentication code, then to decrypt what has been found genuine.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, Protocol

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto.exported_session import BadSession, ExportedSession, parse_session
from crypto.json_stream import JsonStream, MalformedJson

HEADER: Final = b"-----BEGIN MEGOLM SESSION DATA-----"
FOOTER: Final = b"-----END MEGOLM SESSION DATA-----"

#: New files. The specification asks for at least 100,000.
ROUNDS: Final = 500_000
#: The largest count that is followed when reading: two seconds of work on an office machine.
MAX_ROUNDS: Final = 5_000_000
#: The largest file that is read, in bytes; room for more than a million sessions.
MAX_FILE_BYTES: Final = 1536 * 1024 * 1024

_VERSION: Final = 1
_HEAD_BYTES: Final = 1 + 16 + 16 + 4
_MAC_BYTES: Final = 32
_PIECE: Final = 192 * 1024  # read at a time; a multiple of 3 and 4
_LINE_BYTES: Final = 96  # before base64: lines of 128 letters
_SPACE: Final = b" \t\r\n"


class KeyFileProblem(StrEnum):
    """Why a key file cannot be read."""

    NOT_A_KEY_FILE = "not_a_key_file"  # no header
    TRUNCATED = "truncated"  # the end is missing
    MALFORMED = "malformed"  # damaged, or not what a key file contains
    UNSUPPORTED_VERSION = "unsupported_version"
    TOO_EXPENSIVE = "too_expensive"  # the number of rounds is out of bounds
    TOO_LARGE = "too_large"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105  # or damaged: the two look the same


class KeyFileError(Exception):
    """The key file cannot be read; ``problem`` says why."""

    def __init__(self, problem: KeyFileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Cancelled(Exception):
    """The caller gave up; what was yielded before is valid."""


class Source(Protocol):
    """A file opened for reading in binary mode."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, /) -> int: ...


def export_sessions(
    sessions: Iterable[ExportedSession],
    passphrase: str,
    *,
    rounds: int = ROUNDS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[bytes]:
    """Yield the pieces of a key file with ``sessions``, which are taken one by one. Takes time before the first piece.

    Raises:
        Cancelled: ``cancelled()`` became true; the pieces so far are no key file and must be thrown away.
    """
    salt = secrets.token_bytes(16)
    iv = bytearray(secrets.token_bytes(16))
    iv[8] &= 0x7F  # bit 63: implementations differ in how the counter overflows
    aes_key, mac_key = _derive(passphrase, salt, rounds)
    encryptor = Cipher(algorithms.AES(aes_key), modes.CTR(bytes(iv))).encryptor()
    head = bytes([_VERSION]) + salt + bytes(iv) + rounds.to_bytes(4, "big")
    mac = hmac.new(mac_key, head, hashlib.sha256)
    lines = _Lines()
    yield HEADER + b"\n" + lines.add(head)
    for piece in _json_pieces(sessions, cancelled):
        ciphertext = encryptor.update(piece)
        mac.update(ciphertext)
        yield lines.add(ciphertext)
    yield lines.add(mac.digest()) + lines.rest() + FOOTER + b"\n"


def import_sessions(
    source: Source,
    passphrase: str,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    max_bytes: int = MAX_FILE_BYTES,
) -> Iterator[ExportedSession | BadSession]:
    """Yield the sessions of a key file one by one; a bad one comes as the reason why, and does not spoil the others.

    The whole file is checked before the first session comes. Takes time: not on the loop.

    Raises:
        KeyFileError: the file cannot be read (before the first session, except MALFORMED).
        Cancelled: ``cancelled()`` became true.
    """
    aes_key, iv, size = _check(source, passphrase, cancelled, max_bytes)
    decryptor = Cipher(algorithms.AES(aes_key), modes.CTR(iv)).decryptor()
    stream = JsonStream(2)
    left = size - _HEAD_BYTES - _MAC_BYTES
    skip = _HEAD_BYTES
    try:
        for piece in _pieces(source, cancelled, max_bytes):
            ciphertext = piece[skip:][:left]
            skip = max(0, skip - len(piece))
            left -= len(ciphertext)
            for keys, value in stream.feed(decryptor.update(ciphertext)):
                if keys != (None,):
                    raise KeyFileError(KeyFileProblem.MALFORMED)
                yield _session(value)
        stream.finish()
    except MalformedJson as error:
        raise KeyFileError(KeyFileProblem.MALFORMED) from error


def _session(value: object) -> ExportedSession | BadSession:
    try:
        return parse_session(value)
    except BadSession as error:
        return error


def _check(source: Source, passphrase: str, cancelled: Callable[[], bool], max_bytes: int) -> tuple[bytes, bytes, int]:
    """Check the authentication code of the whole file; return AES key, IV and the number of binary bytes."""
    aes_key, iv, tail, size = b"", b"", b"", 0
    mac: hmac.HMAC | None = None
    for piece in _pieces(source, cancelled, max_bytes):
        size += len(piece)
        data = tail + piece
        if mac is None:
            if len(data) < _HEAD_BYTES:
                tail = data
                continue
            head, data = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
            iv = head[17:33]
            aes_key, mac_key = _keys(head, passphrase)
            mac = hmac.new(mac_key, head, hashlib.sha256)
        split = max(0, len(data) - _MAC_BYTES)
        mac.update(data[:split])
        tail = data[split:]
    if mac is None or size < _HEAD_BYTES + _MAC_BYTES:
        raise KeyFileError(KeyFileProblem.TRUNCATED)
    if not hmac.compare_digest(mac.digest(), tail):
        raise KeyFileError(KeyFileProblem.WRONG_PASSPHRASE)
    return aes_key, iv, size


def _keys(head: bytes, passphrase: str) -> tuple[bytes, bytes]:
    if head[0] != _VERSION:
        raise KeyFileError(KeyFileProblem.UNSUPPORTED_VERSION)
    rounds = int.from_bytes(head[33:37], "big")
    if rounds > MAX_ROUNDS:
        raise KeyFileError(KeyFileProblem.TOO_EXPENSIVE)
    if rounds < 1:
        raise KeyFileError(KeyFileProblem.MALFORMED)
    return _derive(passphrase, head[1:17], rounds)


def _derive(passphrase: str, salt: bytes, rounds: int) -> tuple[bytes, bytes]:
    password = passphrase.encode(errors="surrogatepass")
    pair = hashlib.pbkdf2_hmac("sha512", password, salt, rounds, 64)
    return pair[:32], pair[32:]


def _pieces(source: Source, cancelled: Callable[[], bool], max_bytes: int) -> Iterator[bytes]:
    """Yield the binary content between header and footer, from the beginning of the file."""
    source.seek(0)
    text = source.read(_PIECE).removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)
    total = len(text)
    if not text.startswith(HEADER):
        raise KeyFileError(KeyFileProblem.NOT_A_KEY_FILE)
    text = text[len(HEADER) :]
    rest = b""
    while True:
        if cancelled():
            raise Cancelled
        rest += text.translate(None, _SPACE)
        end = rest.find(b"-")
        usable = (end if end >= 0 else len(rest)) // 4 * 4
        if end >= 0:
            _check_footer(source, rest[end:])
            yield _decode(rest[:end])
            return
        yield _decode(rest[:usable])
        rest = rest[usable:]
        text = source.read(_PIECE)
        total += len(text)
        if not text:
            raise KeyFileError(KeyFileProblem.TRUNCATED)
        if total > max_bytes:
            raise KeyFileError(KeyFileProblem.TOO_LARGE)


def _check_footer(source: Source, seen: bytes) -> None:
    footer = FOOTER.translate(None, _SPACE)
    text = seen + source.read(2 * len(FOOTER)).translate(None, _SPACE)
    if not text.startswith(footer):
        raise KeyFileError(KeyFileProblem.TRUNCATED if footer.startswith(text) else KeyFileProblem.MALFORMED)


def _decode(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.rstrip(b"=") + b"=" * (-len(text.rstrip(b"=")) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFileError(KeyFileProblem.MALFORMED) from error


def _json_pieces(sessions: Iterable[ExportedSession], cancelled: Callable[[], bool]) -> Iterator[bytes]:
    pending = bytearray(b"[")
    separator = b""
    for session in sessions:
        if cancelled():
            raise Cancelled
        pending += separator + orjson.dumps(session.export_data())
        separator = b","
        if len(pending) >= _PIECE:
            yield bytes(pending)
            pending.clear()
    yield bytes(pending + b"]")


class _Lines:
    """Base64 in lines of equal length, from pieces of any length."""

    def __init__(self) -> None:
        self._pending = b""

    def add(self, data: bytes) -> bytes:
        self._pending += data
        full = len(self._pending) // _LINE_BYTES * _LINE_BYTES
        block, self._pending = self._pending[:full], self._pending[full:]
        return b"".join(base64.b64encode(block[i : i + _LINE_BYTES]) + b"\n" for i in range(0, len(block), _LINE_BYTES))

    def rest(self) -> bytes:
        return base64.b64encode(self._pending) + b"\n" if self._pending else b""
