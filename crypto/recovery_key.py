# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The written form of a 32-byte key (specification, appendices, "Cryptographic key representation").

This is what a person keeps as their recovery key: base58 with a header and a parity byte, in groups of four.
"""

from __future__ import annotations

from enum import StrEnum

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_HEADER = b"\x8b\x01"
_KEY_BYTES = 32
_MAX_LETTERS = 256


class RecoveryKeyProblem(StrEnum):
    """What is wrong with a typed key, so that a person can be told where to look."""

    LETTER = "letter"  # a letter that never occurs in such a key (0, O, I, l, punctuation)
    LENGTH = "length"  # letters are missing or too many
    HEADER = "header"  # not a recovery key at all
    PARITY = "parity"  # looks right, but a letter was mistyped


class BadRecoveryKey(ValueError):
    """The text is no recovery key."""

    def __init__(self, problem: RecoveryKeyProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def base58_encode(data: bytes) -> str:
    """Return ``data`` in base58 with the Bitcoin alphabet; a leading zero byte becomes a leading ``1``."""
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + "".join(reversed(letters))


def base58_decode(text: str) -> bytes:
    """Return the bytes of base58 ``text``.

    Raises:
        BadRecoveryKey: with ``LETTER`` for a foreign letter, ``LENGTH`` for a text far longer than any key.
    """
    if len(text) > _MAX_LETTERS:
        raise BadRecoveryKey(RecoveryKeyProblem.LENGTH)
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            raise BadRecoveryKey(RecoveryKeyProblem.LETTER)
        number = number * 58 + value
    ones = len(text) - len(text.lstrip(_ALPHABET[0]))
    return b"\0" * ones + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_recovery_key(key: bytes) -> str:
    """Return the 32-byte ``key`` as a person sees it, with a space after every fourth letter."""
    if len(key) != _KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    data = _HEADER + key
    letters = base58_encode(data + bytes([_parity(data)]))
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def decode_recovery_key(text: str) -> bytes:
    """Return the 32-byte key written as ``text``; white space anywhere is ignored.

    Raises:
        BadRecoveryKey: with the first problem found, in the order of ``RecoveryKeyProblem``.
    """
    data = base58_decode("".join(text.split()))
    if len(data) != len(_HEADER) + _KEY_BYTES + 1:
        raise BadRecoveryKey(RecoveryKeyProblem.LENGTH)
    if data[:2] != _HEADER:
        raise BadRecoveryKey(RecoveryKeyProblem.HEADER)
    if _parity(data) != 0:
        raise BadRecoveryKey(RecoveryKeyProblem.PARITY)
    return data[2:-1]


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity
