# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our own digital identity: the published vectors, and that nothing is signed which was not verified."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import vodozemac

from crypto.own_identity import SECRET_NAMES, CannotSign, OwnIdentity, Usage, create_identity
from crypto.signatures import verify_json
from tests.unit.identity.vectors import JS_SDK

USER = JS_SDK["TEST_USER_ID"]
PUBLIC = {
    Usage.MASTER: JS_SDK["MASTER_CROSS_SIGNING_PUBLIC_KEY_BASE64"],
    Usage.SELF_SIGNING: JS_SDK["SELF_CROSS_SIGNING_PUBLIC_KEY_BASE64"],
    Usage.USER_SIGNING: JS_SDK["USER_CROSS_SIGNING_PUBLIC_KEY_BASE64"],
}
SECRETS = {
    SECRET_NAMES[Usage.MASTER]: JS_SDK["MASTER_CROSS_SIGNING_PRIVATE_KEY_BASE64"],
    SECRET_NAMES[Usage.SELF_SIGNING]: JS_SDK["SELF_CROSS_SIGNING_PRIVATE_KEY_BASE64"],
    SECRET_NAMES[Usage.USER_SIGNING]: JS_SDK["USER_CROSS_SIGNING_PRIVATE_KEY_BASE64"],
}
DEVICE = JS_SDK["SIGNED_TEST_DEVICE_DATA"]
DEVICE_KEY = JS_SDK["TEST_DEVICE_PUBLIC_ED25519_KEY_BASE64"]


def published() -> OwnIdentity:
    identity = OwnIdentity(USER)
    for name, secret in SECRETS.items():
        identity = identity.with_secret(name, secret, PUBLIC)
    return identity


def test_v03_seeds_give_the_published_objects_and_signatures() -> None:
    identity, expected = published(), JS_SDK["SIGNED_CROSS_SIGNING_KEYS_DATA"]
    assert identity.public_object(Usage.MASTER) == expected["master_keys"][USER]
    assert identity.public_object(Usage.SELF_SIGNING) == expected["self_signing_keys"][USER]
    assert identity.public_object(Usage.USER_SIGNING) == expected["user_signing_keys"][USER]


def test_a_new_identity_is_complete_and_signed_by_its_master_key() -> None:
    account, identity = vodozemac.Account(), create_identity(USER)
    body = identity.publish_body("DEV", lambda data: account.sign(data).to_base64())
    master = identity.public_key(Usage.MASTER)
    assert master is not None
    assert identity.complete
    assert len({identity.public_key(usage) for usage in Usage}) == 3
    assert verify_json(body["master_key"], USER, "ed25519:DEV", account.ed25519_key.to_base64())
    for name in ("self_signing_key", "user_signing_key"):
        assert verify_json(body[name], USER, f"ed25519:{master}", master)
    # The server asks for no authentication if exactly the same keys come again after a crash.
    assert identity.publish_body("DEV", lambda data: account.sign(data).to_base64()) == body


def test_it_survives_being_stored_and_hides_its_seeds() -> None:
    identity = create_identity(USER)
    again = OwnIdentity.from_json(identity.to_json())
    assert again == identity
    for secret in identity.secrets().values():
        assert secret not in repr(identity)
    restored = OwnIdentity(USER)
    public = {usage: str(identity.public_key(usage)) for usage in Usage}
    for name, secret in identity.secrets().items():
        restored = restored.with_secret(name, secret, public)
    assert restored.seeds == identity.seeds


@pytest.mark.parametrize("secret", ["", "AAAA", "ü", JS_SDK["SELF_CROSS_SIGNING_PRIVATE_KEY_BASE64"], "A" * 43])
def test_p23_a_secret_of_another_identity_is_not_taken(secret: str) -> None:
    with pytest.raises(CannotSign):
        OwnIdentity(USER).with_secret(SECRET_NAMES[Usage.MASTER], secret, PUBLIC)
    with pytest.raises(CannotSign):
        OwnIdentity(USER).with_secret("m.megolm_backup.v1", secret, PUBLIC)


def test_p23_a_replaced_identity_does_not_fit() -> None:
    assert published().fits(PUBLIC)
    assert not published().fits({**PUBLIC, Usage.MASTER: str(create_identity(USER).public_key(Usage.MASTER))})
    assert not published().fits({})


def test_own_device_is_signed() -> None:
    body = published().sign_device(DEVICE, DEVICE_KEY)
    signed = body[USER][JS_SDK["TEST_DEVICE_ID"]]
    key = PUBLIC[Usage.SELF_SIGNING]
    assert verify_json(signed, USER, f"ed25519:{key}", key)
    assert list(signed["signatures"][USER]) == [f"ed25519:{key}"]


def test_a_device_that_was_not_verified_is_not_signed() -> None:
    identity = published()
    other_key = vodozemac.Account().ed25519_key.to_base64()
    changes: list[dict[str, Any]] = [
        {"user_id": "@mallory:x"},
        {"device_id": "other"},
        {"device_id": 5},
        {"keys": {}},
        {"keys": {**DEVICE["keys"], "ed25519:test_device": other_key}},
        {"signatures": {}},
        {"algorithms": ["changed after signing"]},
    ]
    for change in changes:
        with pytest.raises(CannotSign):
            identity.sign_device(DEVICE | change, DEVICE_KEY)
    malformed: list[Any] = [None, [], "x"]
    for broken in malformed:
        with pytest.raises(CannotSign):
            identity.sign_device(broken, DEVICE_KEY)
    with pytest.raises(CannotSign):
        identity.sign_device(DEVICE, other_key)
    with pytest.raises(CannotSign):
        OwnIdentity(USER).sign_device(DEVICE, DEVICE_KEY)


def test_p16_a_device_named_like_a_key_is_not_signed() -> None:
    device = copy.deepcopy(DEVICE)
    name = PUBLIC[Usage.MASTER]
    device["device_id"] = name
    device["keys"] = {f"ed25519:{name}": DEVICE_KEY}
    with pytest.raises(CannotSign):
        published().sign_device(device, DEVICE_KEY, from_store=True)


def test_a_stored_device_is_signed_if_its_key_is_the_verified_one() -> None:
    stored = {name: value for name, value in DEVICE.items() if name != "signatures"}
    assert published().sign_device(stored, DEVICE_KEY, from_store=True) == published().sign_device(DEVICE, DEVICE_KEY)
    with pytest.raises(CannotSign):
        published().sign_device(stored, DEVICE_KEY)
    with pytest.raises(CannotSign):
        published().sign_device(stored, vodozemac.Account().ed25519_key.to_base64(), from_store=True)


def test_another_person_is_signed_with_the_user_signing_key() -> None:
    bob = create_identity("@bob:x")
    master = str(bob.public_key(Usage.MASTER))
    body = published().sign_user("@bob:x", bob.public_object(Usage.MASTER), master)
    key = PUBLIC[Usage.USER_SIGNING]
    assert verify_json(body["@bob:x"][master], USER, f"ed25519:{key}", key)


def test_a_person_who_was_not_verified_is_not_signed() -> None:
    identity, bob, eve = published(), create_identity("@bob:x"), create_identity("@bob:x")
    good, verified = bob.public_object(Usage.MASTER), str(bob.public_key(Usage.MASTER))
    wrong: list[Any] = [
        None,
        {},
        eve.public_object(Usage.MASTER),
        bob.public_object(Usage.SELF_SIGNING),
        good | {"usage": ["master", "self_signing"]},
        good | {"user_id": "@eve:x"},
        good | {"keys": {**good["keys"], **eve.public_object(Usage.MASTER)["keys"]}},
    ]
    for obj in wrong:
        with pytest.raises(CannotSign):
            identity.sign_user("@bob:x", obj, verified)
    with pytest.raises(CannotSign):
        identity.sign_user(USER, identity.public_object(Usage.MASTER), PUBLIC[Usage.MASTER])
    with pytest.raises(CannotSign):
        OwnIdentity(USER).sign_user("@bob:x", good, verified)
