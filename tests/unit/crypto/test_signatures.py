# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ed25519 signatures of JSON: the vectors of the specification and of matrix-js-sdk, and what has to be refused."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.devices import read_device_keys
from crypto.identities import Identities
from crypto.signatures import is_curve25519, is_ed25519, sign_json, verify_json
from crypto.types import CryptoChanges
from tests.support.engine import World

VECTORS = json.loads((Path(__file__).parents[2] / "data/vectors.json").read_text("utf-8"))
JS = VECTORS["js_sdk"]
ORDER = 2**252 + 27742317777372353535851937790883648493


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def padded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("case", VECTORS["spec_signing"]["cases"])
def test_v02_signatures_of_the_specification(case: dict[str, Any]) -> None:
    spec = VECTORS["spec_signing"]
    private = Ed25519PrivateKey.from_private_bytes(padded(spec["seed"]))
    obj = copy.deepcopy(case["json"])
    sign_json(obj, spec["entity"], spec["key_id"], lambda message: unpadded(private.sign(message)))
    assert obj["signatures"] == {spec["entity"]: {spec["key_id"]: case["sig"]}}
    assert verify_json(obj, spec["entity"], spec["key_id"], spec["public"])


def signed_objects() -> list[Any]:
    """(name, object, user, key id, public key) of everything signed in the vectors."""
    found = []
    for prefix in ("", "BOB_"):
        device = JS[f"{prefix}SIGNED_TEST_DEVICE_DATA"]
        user, name = device["user_id"], device["device_id"]
        ed25519 = device["keys"][f"ed25519:{name}"]
        found.append(pytest.param(device, user, f"ed25519:{name}", ed25519, id=f"{prefix}device"))
        for devices in JS[f"{prefix}ONE_TIME_KEYS"].values():
            for key_id, key in devices[name].items():
                found.append(pytest.param(key, user, f"ed25519:{name}", ed25519, id=f"{prefix}{key_id}"))
        keys = JS[f"{prefix}SIGNED_CROSS_SIGNING_KEYS_DATA"]
        (master,) = keys["master_keys"][user]["keys"].values()
        for section in ("self_signing_keys", "user_signing_keys"):
            obj = keys[section][user]
            found.append(pytest.param(obj, user, f"ed25519:{master}", master, id=f"{prefix}{section}"))
    return found


@pytest.mark.parametrize(("obj", "user", "key_id", "key"), signed_objects())
def test_v03_js_sdk_signatures(obj: Any, user: str, key_id: str, key: str) -> None:
    assert verify_json(obj, user, key_id, key)


@pytest.mark.parametrize(("obj", "user", "key_id", "key"), signed_objects())
def test_v03_one_flipped_bit_is_refused(obj: Any, user: str, key_id: str, key: str) -> None:
    signature = padded(obj["signatures"][user][key_id])
    for position in range(0, len(signature) * 8, 37):
        flipped = bytearray(signature)
        flipped[position // 8] ^= 1 << position % 8
        bad = copy.deepcopy(obj)
        bad["signatures"][user][key_id] = unpadded(bytes(flipped))
        assert not verify_json(bad, user, key_id, key)
    changed = {**copy.deepcopy(obj), "user_id": "@mallory:localhost"}
    assert not verify_json(changed, user, key_id, key)


@pytest.mark.parametrize(("obj", "user", "key_id", "key"), signed_objects())
def test_v03_unreduced_scalar_is_refused(obj: Any, user: str, key_id: str, key: str) -> None:
    """S + L verifies under a lax check: two signatures of one message."""
    signature = padded(obj["signatures"][user][key_id])
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    bad = copy.deepcopy(obj)
    bad["signatures"][user][key_id] = unpadded(signature[:32] + scalar.to_bytes(32, "little"))
    assert not verify_json(bad, user, key_id, key)


def test_v03_key_of_small_order_is_refused() -> None:
    """With the neutral point as key, R = neutral and S = 0 "verify" every message under a lax check."""
    neutral = bytes([1]) + bytes(31)
    obj = {"a": 1, "signatures": {"@u:x": {"ed25519:K": unpadded(neutral + bytes(32))}}}
    assert not verify_json(obj, "@u:x", "ed25519:K", unpadded(neutral))


@pytest.mark.parametrize("signatures", [None, 5, [], {}, {"@u:x": None}, {"@u:x": {"ed25519:K": 5}}, {"@u:x": []}])
def test_missing_and_malformed_signatures(signatures: Any) -> None:
    assert not verify_json({"a": 1, "signatures": signatures}, "@u:x", "ed25519:K", "A" * 43)


@pytest.mark.parametrize("text", [None, 5, "", "A" * 42, "A" * 44, "ä" * 43, "A" * 42 + "=", b"A" * 43])
def test_what_is_no_key(text: Any) -> None:
    assert not is_ed25519(text)
    assert not is_curve25519(text)


def test_v03_device_and_identity_of_the_vectors_are_accepted(world: World) -> None:
    client = world.client("@me:localhost")
    user = JS["SIGNED_TEST_DEVICE_DATA"]["user_id"]
    keys = read_device_keys(JS["SIGNED_TEST_DEVICE_DATA"], user)
    assert keys is not None
    assert keys.ed25519 == "YI/7vbGVLpGdYtuceQR8MSsKB/QjgfMXM1xqnn+0NWU"
    identities = Identities(client.db, "@me:localhost")
    assert identities.receive(user, JS["SIGNED_CROSS_SIGNING_KEYS_DATA"], CryptoChanges())
    identity = identities.get(user)
    assert identity is not None
    assert identity.master == JS["MASTER_CROSS_SIGNING_PUBLIC_KEY_BASE64"]
    assert identity.self_signing == JS["SELF_CROSS_SIGNING_PUBLIC_KEY_BASE64"]
