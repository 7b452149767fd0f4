# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Short authentication strings: the published vectors, and two independent implementations as witnesses."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import vodozemac

from crypto import unpadded_base64 as base64
from crypto.verification.emoji import EMOJI
from crypto.verification.messages import CancelCode, Refused, Side
from crypto.verification.sas import Sas, SasStep, commitment, decimals, emoji_indices
from tests.unit.identity.vectors import VECTORS

RFC = VECTORS["sas_rfc7748"]
ALICE = Side("@alice:example.org", "AAAAAA", RFC["ed25519_key"])
BOB = Side("@bob:example.org", "BBBBBB", base64.encode(bytes(32)))


def established(*, alice_started: bool = True) -> tuple[Sas, Sas]:
    """Both ends with the keys of RFC 7748."""
    start: dict[str, Any] = {}
    alice = Sas(ALICE, BOB, "txn1", alice_started, start, bytes.fromhex(RFC["alice_priv_hex"]), SasStep.COMPARE)
    bob = Sas(BOB, ALICE, "txn1", not alice_started, start, bytes.fromhex(RFC["bob_priv_hex"]), SasStep.COMPARE)
    alice.their_key, bob.their_key = base64.decode(RFC["bob_pub"]), base64.decode(RFC["alice_pub"])
    return alice, bob


def test_v10_commitment() -> None:
    vector = VECTORS["sas_commitment"]
    assert base64.encode(commitment(vector["public_key"], vector["start_content"])) == vector["commitment"]


def test_v10_both_see_the_calculated_string() -> None:
    for sas in established():
        assert sas.emoji == tuple(RFC["emoji_indices"])
        assert sas.decimals == tuple(RFC["decimals"])
    assert established(alice_started=False)[0].emoji != tuple(RFC["emoji_indices"])


def test_v10_mac() -> None:
    alice, bob = established()
    content = alice.confirm()
    assert content["mac"] == {"ed25519:AAAAAA": RFC["mac_v2_of_ed25519:AAAAAA"]}
    assert content["keys"] == RFC["mac_v2_KEY_IDS"]
    assert bob.own.user_id != bob.other.user_id
    with pytest.raises(Refused):  # another person without a master key: nothing that we keep was proven
        bob.receive_mac(content)


@pytest.mark.parametrize(("byte", "index", "number"), [(0x00, 0, 1000), (0xFF, 63, 9191)])
def test_v10_extremes(byte: int, index: int, number: int) -> None:
    data = bytes([byte]) * 6
    assert emoji_indices(data) == (index,) * 7
    assert decimals(data) == (number,) * 3


def test_v10_strings_agree_with_vodozemac() -> None:
    for _ in range(20):
        theirs = vodozemac.Sas()
        _, bob = established()
        bob.their_key = base64.decode(theirs.public_key.to_base64())
        sas_bytes = theirs.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(bob.public_key)).bytes(
            f"MATRIX_KEY_VERIFICATION_SAS|{ALICE.user_id}|AAAAAA|{theirs.public_key.to_base64()}"
            f"|{BOB.user_id}|BBBBBB|{bob.public_key}|txn1"
        )
        assert bob.emoji == tuple(sas_bytes.emoji_indices)
        assert bob.decimals == tuple(sas_bytes.decimals)


def test_v10_codes_and_strings_agree_with_libolm() -> None:
    theirs = pytest.importorskip("olm.sas", reason="libolm is for Linux only").Sas()
    _, bob = established()
    bob.their_key = base64.decode(theirs.pubkey)
    theirs.set_their_pubkey(bob.public_key)
    info = (
        f"MATRIX_KEY_VERIFICATION_SAS|{ALICE.user_id}|AAAAAA|{theirs.pubkey}|{BOB.user_id}|BBBBBB|{bob.public_key}|txn1"
    )
    assert bob.emoji == emoji_indices(theirs.generate_bytes(info, 6))
    content = bob.confirm()
    info = f"MATRIX_KEY_VERIFICATION_MAC{BOB.user_id}BBBBBB{ALICE.user_id}AAAAAAtxn1"
    assert content["mac"]["ed25519:BBBBBB"] == theirs.calculate_mac_fixed_base64(BOB.ed25519, info + "ed25519:BBBBBB")
    assert content["keys"] == theirs.calculate_mac_fixed_base64("ed25519:BBBBBB", info + "KEY_IDS")


def test_v10_emoji_table() -> None:
    assert [[n, e.symbol, e.english, e.german] for n, e in enumerate(EMOJI)] == VECTORS["sas_emoji"]
    assert len(set(EMOJI)) == 64
    assert (EMOJI[34].german, EMOJI[53].german) == ("Schraubenschlüssel", "Flugzeug")


def test_the_commitment_covers_every_field() -> None:
    start = {"from_device": "A", "m.relates_to": {"event_id": "$a"}, "extra": [1, None, "ü"]}
    expected = hashlib.sha256(
        ("k" + '{"extra":[1,null,"ü"],"from_device":"A","m.relates_to":{"event_id":"$a"}}').encode()
    ).digest()
    assert commitment("k", start) == expected


@pytest.mark.parametrize("extra", [1.5, 2**53, float("nan"), "\ud800"])
def test_a_start_without_canonical_form_is_refused(extra: Any) -> None:
    start = Sas.begin(ALICE, BOB, "txn1", {"transaction_id": "txn1"}).start | {"extra": extra}
    with pytest.raises(Refused) as caught:
        Sas.from_start(BOB, ALICE, "txn1", start)
    assert caught.value.code is CancelCode.INVALID_MESSAGE


@pytest.mark.parametrize("point", VECTORS["x25519_low_order_points_hex"])
def test_p19_weak_keys_are_refused(point: str) -> None:
    start = Sas.begin(ALICE, BOB, "txn1", {"transaction_id": "txn1"}).start
    bob = Sas.from_start(BOB, ALICE, "txn1", start)
    bob.accept()
    with pytest.raises(Refused) as caught:
        bob.receive_key({"key": base64.encode(bytes.fromhex(point))})
    assert caught.value.code is CancelCode.INVALID_MESSAGE


def test_p19_our_own_key_thrown_back_is_refused() -> None:
    bob = Sas.from_start(BOB, ALICE, "txn1", Sas.begin(ALICE, BOB, "txn1", {}).start)
    bob.accept()
    with pytest.raises(Refused):
        bob.receive_key({"key": bob.public_key})


def test_it_survives_being_stored_at_every_step() -> None:
    def again(sas: Sas) -> Sas:
        return Sas.from_json(sas.to_json(), sas.own, sas.other, sas.flow_id)

    alice = again(Sas.begin(ALICE, BOB, "txn1", {"transaction_id": "txn1"}))
    bob = again(Sas.from_start(BOB, ALICE, "txn1", alice.start))
    accepted = bob.accept()
    alice_key = again(alice).receive_accept(accepted)
    alice.receive_accept(accepted)
    alice, bob = again(alice), again(bob)
    bob_key = bob.receive_key(alice_key)
    assert bob_key is not None
    assert alice.receive_key(bob_key) is None
    alice, bob = again(alice), again(bob)
    assert alice.emoji == bob.emoji
    assert alice.emoji is not None
