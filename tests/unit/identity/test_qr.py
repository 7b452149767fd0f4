# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""QR codes: the bytes of the specification, the keys of the three modes, and what is no code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import unpadded_base64 as base64
from crypto.verification import qr
from crypto.verification.messages import CancelCode, Refused, Side
from crypto.verification.qr import BadQrCode, QrCode, QrMode
from tests.unit.identity.people import key

A, B, C, D = bytes(range(32)), bytes(range(16, 48)), bytes(32), bytes([255]) * 32


def b64(data: bytes) -> str:
    return base64.encode(data)


def test_the_bytes_are_those_of_the_specification() -> None:
    event_id = "$ABCD" + "e" * 40
    code = QrCode(QrMode.OTHER_USER, event_id, A, B, bytes(range(0x20, 0x28)))
    data = code.encode()
    assert data[:10] == bytes.fromhex("4d41545249580200002d")
    assert data[10:55] == event_id.encode()
    assert data[55:87].hex().startswith("0001020304050607")
    assert data[87:119].hex().startswith("1011121314151617")
    assert data[119:].hex() == "2021222324252627"
    assert QrCode.parse(data) == code


@given(
    st.sampled_from(QrMode),
    st.text(min_size=1, max_size=60).filter(str.isprintable),
    st.binary(min_size=8, max_size=40),
)
def test_what_is_encoded_parses(mode: QrMode, flow_id: str, secret: bytes) -> None:
    code = QrCode(mode, flow_id, A, B, secret)
    assert QrCode.parse(code.encode()) == code


@given(st.binary(max_size=300))
def test_any_bytes_are_a_code_or_named_bad(data: bytes) -> None:
    for text in (data, b"MATRIX\x02" + data):
        try:
            QrCode.parse(text)
        except BadQrCode:
            continue


@pytest.mark.parametrize("cut", [0, 5, 6, 7, 8, 9, 10, 20, 60, 100, 122])
def test_a_code_that_is_cut_off_is_refused(cut: int) -> None:
    data = QrCode(QrMode.OTHER_USER, "$event", A, B, bytes(8)).encode()
    with pytest.raises(BadQrCode):
        QrCode.parse(data[: min(cut, len(data) - 1)])


@pytest.mark.parametrize(
    ("place", "value"), [(0, b"N"), (6, b"\x01"), (6, b"\x03"), (7, b"\x03"), (8, b"\xff"), (10, b"\xff")]
)
def test_other_versions_and_modes_are_refused(place: int, value: bytes) -> None:
    data = bytearray(QrCode(QrMode.OTHER_USER, "$event", A, B, bytes(8)).encode())
    data[place : place + 1] = value
    with pytest.raises(BadQrCode):
        QrCode.parse(bytes(data))


def test_keys_of_the_three_modes() -> None:
    alice = Side("@alice:x", "A1", b64(C), b64(A), master_trusted=True)
    new = Side("@alice:x", "A2", b64(D), b64(A), master_trusted=False)
    bob = Side("@bob:x", "B1", b64(C), b64(B), master_trusted=True)
    other, trusted, untrusted = qr.create(alice, bob, "f"), qr.create(alice, new, "f"), qr.create(new, alice, "f")
    assert other is not None
    assert trusted is not None
    assert untrusted is not None
    assert (other.mode, other.first_key, other.second_key) == (QrMode.OTHER_USER, A, B)
    assert (trusted.mode, trusted.first_key, trusted.second_key) == (QrMode.SELF_TRUSTED, A, D)
    assert (untrusted.mode, untrusted.first_key, untrusted.second_key) == (QrMode.SELF_UNTRUSTED, D, A)
    assert len(other.secret) >= 8
    assert other.secret != trusted.secret
    # The other side agrees with each of them.
    qr.check(other, bob, alice, "f")
    qr.check(trusted, new, alice, "f")
    qr.check(untrusted, alice, new, "f")


def test_without_the_keys_there_is_no_code() -> None:
    alice = Side("@alice:x", "A1", key(), key(), master_trusted=True)
    assert qr.create(alice, Side("@bob:x", "B1", key()), "f") is None
    unverified = Side("@alice:x", "A1", key(), key(), master_trusted=False)
    assert qr.create(unverified, Side("@bob:x", "B1", key(), key()), "f") is None
    assert qr.create(Side("@alice:x", "A1", key()), Side("@alice:x", "A2", key()), "f") is None


def test_a_code_with_other_keys_is_a_mismatch() -> None:
    alice = Side("@alice:x", "A1", b64(C), b64(A), master_trusted=True)
    bob = Side("@bob:x", "B1", b64(C), b64(B), master_trusted=True)
    for first, second in ((D, A), (B, D), (A, B)):
        with pytest.raises(Refused) as caught:
            qr.check(QrCode(QrMode.OTHER_USER, "f", first, second, bytes(8)), alice, bob, "f")
        assert caught.value.code is CancelCode.KEY_MISMATCH
    qr.check(QrCode(QrMode.OTHER_USER, "f", B, A, bytes(8)), alice, bob, "f")


def test_a_code_of_something_else_can_be_scanned_again() -> None:
    alice = Side("@alice:x", "A1", b64(C), b64(A), master_trusted=True)
    bob = Side("@bob:x", "B1", b64(C), b64(B), master_trusted=True)
    new = Side("@alice:x", "A2", b64(D), b64(A))
    with pytest.raises(BadQrCode):
        qr.check(QrCode(QrMode.OTHER_USER, "other", B, A, bytes(8)), alice, bob, "f")
    with pytest.raises(BadQrCode):
        qr.check(QrCode(QrMode.SELF_TRUSTED, "f", A, C, bytes(8)), alice, bob, "f")
    with pytest.raises(BadQrCode):
        qr.check(QrCode(QrMode.OTHER_USER, "f", A, A, bytes(8)), alice, new, "f")
    with pytest.raises(BadQrCode):  # two new devices prove nothing to each other
        qr.check(QrCode(QrMode.SELF_UNTRUSTED, "f", C, A, bytes(8)), new, alice, "f")
