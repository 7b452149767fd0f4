# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The written form of a key."""

from __future__ import annotations

import secrets

import pytest

from crypto.recovery_key import (
    BadRecoveryKey,
    RecoveryKeyProblem,
    base58_decode,
    base58_encode,
    decode_recovery_key,
    encode_recovery_key,
)
from tests.unit.identity.vectors import VECTORS

PROBLEM = {
    "parity": RecoveryKeyProblem.PARITY,
    "prefix": RecoveryKeyProblem.HEADER,
    "length": RecoveryKeyProblem.LENGTH,
    "alphabet": RecoveryKeyProblem.LETTER,
}


@pytest.mark.parametrize(("text", "key"), VECTORS["base58_key"]["good"])
def test_v07_good_keys(text: str, key: str) -> None:
    assert decode_recovery_key(text).hex() == key
    assert encode_recovery_key(bytes.fromhex(key)).replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize(("text", "problem"), VECTORS["base58_key"]["bad"])
def test_v07_bad_keys(text: str, problem: str) -> None:
    with pytest.raises(BadRecoveryKey) as caught:
        decode_recovery_key(text)
    assert caught.value.problem is PROBLEM[problem]


def test_what_is_written_can_be_read_and_comes_in_groups_of_four() -> None:
    for _ in range(50):
        key = secrets.token_bytes(32)
        text = encode_recovery_key(key)
        assert text.startswith("Es")
        assert {len(group) for group in text.split()} <= {1, 2, 3, 4}
        assert decode_recovery_key(text) == key


def test_every_single_mistyped_letter_is_noticed() -> None:
    letters = encode_recovery_key(bytes(range(32))).replace(" ", "")
    missed = 0
    for place in range(len(letters)):
        for other in "1AZaz9":
            if other != letters[place]:
                wrong = letters[:place] + other + letters[place + 1 :]
                try:
                    missed += decode_recovery_key(wrong) == bytes(range(32))
                except BadRecoveryKey:
                    continue
    assert missed == 0


@pytest.mark.parametrize("text", ["", " ", "\n", "E", "EsTc LW2K", "Es" * 5000, "Ü" * 48, "\ud800"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(BadRecoveryKey):
        decode_recovery_key(text)


def test_leading_zero_bytes_survive() -> None:
    assert base58_decode(base58_encode(b"\0\0\1\2")) == b"\0\0\1\2"
    assert base58_encode(b"") == ""


def test_only_a_key_of_32_bytes_is_written() -> None:
    with pytest.raises(ValueError):
        encode_recovery_key(b"short")
