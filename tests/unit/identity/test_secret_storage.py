# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secret storage: keys are recognised, secrets authenticated, and the server's description is not trusted."""

from __future__ import annotations

import time
from typing import Any

import pytest

from crypto import unpadded_base64 as base64
from crypto.recovery_key import RecoveryKeyProblem
from crypto.secret_storage import (
    ALGORITHM,
    DEFAULT_KEY,
    KEY_PREFIX,
    MASTER,
    MAX_ITERATIONS,
    KeyDescription,
    SecretProblem,
    SecretStorageError,
    StorageKey,
    check_key,
    create_key,
    default_key,
    encrypt,
    key_from_bytes,
    key_from_input,
    key_from_passphrase,
    key_from_recovery_key,
    parse_description,
)
from tests.unit.identity.vectors import VECTORS

BASE58, PASSPHRASE = VECTORS["ssss_key_checks"]


def passphrase_content(**changes: Any) -> dict[str, Any]:
    info = {"algorithm": "m.pbkdf2", "salt": PASSPHRASE["salt"], "iterations": PASSPHRASE["iterations"], **changes}
    return {"algorithm": ALGORITHM, "iv": PASSPHRASE["iv"], "mac": PASSPHRASE["mac"], "passphrase": info}


def problem_of(action: Any, *args: Any) -> SecretProblem:
    with pytest.raises(SecretStorageError) as caught:
        action(*args)
    return caught.value.problem


# -- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("padded", [True, False])
def test_v08_recovery_key_is_recognised(padded: bool) -> None:
    iv, mac = (
        BASE58[name].rstrip("=") + ("=" * (-len(BASE58[name].rstrip("=")) % 4) if padded else "")
        for name in ("iv", "mac")
    )
    description = parse_description("k", {"algorithm": ALGORITHM, "iv": iv, "mac": mac})
    assert key_from_recovery_key(description, BASE58["base58"]).recovery_key == BASE58["base58"]
    wrong = key_from_recovery_key(KeyDescription("k", None, None, None), BASE58["base58"])
    assert not check_key(description, wrong.key[:-1] + bytes([wrong.key[-1] ^ 1]))


def test_v08_passphrase_is_recognised() -> None:
    description = parse_description("k", passphrase_content())
    key = key_from_passphrase(description, PASSPHRASE["passphrase"])
    assert key_from_input(description, PASSPHRASE["passphrase"]) == key
    assert key_from_input(description, key.recovery_key) == key
    assert problem_of(key_from_passphrase, description, PASSPHRASE["passphrase"] + " ") is SecretProblem.WRONG_KEY
    assert problem_of(key_from_input, description, BASE58["base58"]) is SecretProblem.WRONG_KEY


@pytest.mark.parametrize("missing", [("iv",), ("mac",), ("iv", "mac")])
def test_v08_a_description_without_check_takes_any_key(missing: tuple[str, ...]) -> None:
    content = {"algorithm": ALGORITHM, "iv": BASE58["iv"], "mac": BASE58["mac"]}
    for name in missing:
        del content[name]
    assert key_from_bytes(parse_description("k", content), bytes(32)) == StorageKey("k", bytes(32))


@pytest.mark.parametrize("passphrase", [None, "Grüße aus Köln", "a" * 1000])
def test_a_new_key_is_found_again(passphrase: str | None) -> None:
    key, content = create_key(passphrase, name="Schlüssel", iterations=1000)
    account_data = {DEFAULT_KEY: {"key": key.key_id}, KEY_PREFIX + key.key_id: content}
    description = default_key(account_data.get)
    assert description.name == "Schlüssel"
    assert key_from_input(description, key.recovery_key) == key
    if passphrase is not None:
        assert key_from_input(description, passphrase) == key
    assert "=" not in content["iv"] + content["mac"]
    assert base64.decode(content["iv"])[8] & 0x80 == 0


def test_the_key_is_not_in_its_representation() -> None:
    key, _ = create_key()
    assert base64.encode(key.key) not in repr(key)
    assert key.key.hex() not in repr(key)


def test_a_typing_error_is_named() -> None:
    description = KeyDescription("k", None, None, None)
    with pytest.raises(SecretStorageError) as caught:
        key_from_input(description, BASE58["base58"][:-1] + "e")
    assert (caught.value.problem, caught.value.mistyped) == (SecretProblem.MISTYPED, RecoveryKeyProblem.PARITY)


@pytest.mark.parametrize(
    ("account_data", "problem"),
    [
        ({}, SecretProblem.NO_DEFAULT_KEY),
        ({DEFAULT_KEY: {}}, SecretProblem.NO_DEFAULT_KEY),
        ({DEFAULT_KEY: {"key": 5}}, SecretProblem.NO_DEFAULT_KEY),
        ({DEFAULT_KEY: {"key": "a"}}, SecretProblem.NO_DEFAULT_KEY),
        ({DEFAULT_KEY: {"key": "a"}, KEY_PREFIX + "a": []}, SecretProblem.BAD_DESCRIPTION),
        ({DEFAULT_KEY: {"key": "a"}, KEY_PREFIX + "a": {"algorithm": "org.x"}}, SecretProblem.UNSUPPORTED),
    ],
)
def test_missing_or_foreign_storage_is_named(account_data: dict[str, Any], problem: SecretProblem) -> None:
    assert problem_of(default_key, account_data.get) is problem


# -- hostile descriptions and secrets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("info", "problem"),
    [
        ({"iterations": 2**31}, SecretProblem.TOO_EXPENSIVE),
        ({"iterations": 10**400}, SecretProblem.TOO_EXPENSIVE),
        ({"iterations": MAX_ITERATIONS + 1}, SecretProblem.TOO_EXPENSIVE),
        ({"iterations": 0}, SecretProblem.BAD_DESCRIPTION),
        ({"iterations": -1}, SecretProblem.BAD_DESCRIPTION),
        ({"iterations": True}, SecretProblem.BAD_DESCRIPTION),
        ({"iterations": "10"}, SecretProblem.BAD_DESCRIPTION),
        ({"iterations": 1.5}, SecretProblem.BAD_DESCRIPTION),
        ({"salt": None}, SecretProblem.BAD_DESCRIPTION),
        ({"salt": "\ud800"}, SecretProblem.BAD_DESCRIPTION),
        ({"salt": "x" * 10**6}, SecretProblem.TOO_EXPENSIVE),
        ({"bits": 8}, SecretProblem.UNSUPPORTED),
        ({"algorithm": "m.scrypt"}, SecretProblem.UNSUPPORTED),
    ],
)
def test_p35_hostile_passphrase_settings(info: dict[str, Any], problem: SecretProblem) -> None:
    begin = time.monotonic()
    assert problem_of(parse_description, "k", passphrase_content(**info)) is problem
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("change", [{"iv": "AAAA"}, {"mac": "AAAA"}, {"iv": 5}, {"mac": "!" * 43}, {"passphrase": "x"}])
def test_p35_malformed_description(change: dict[str, Any]) -> None:
    assert problem_of(parse_description, "k", passphrase_content() | change) is SecretProblem.BAD_DESCRIPTION


def test_p35_changed_key_check_refuses_the_right_key() -> None:
    content = passphrase_content()
    content["mac"] = base64.encode(bytes(32))
    description = parse_description("k", content)
    assert problem_of(key_from_passphrase, description, PASSPHRASE["passphrase"]) is SecretProblem.WRONG_KEY


@pytest.mark.parametrize("padded", [True, False])
def test_a_secret_comes_back(padded: bool) -> None:
    key, _ = create_key()
    stored = key.account_data({MASTER: "geheim"})
    if padded:
        entry = stored[MASTER]["encrypted"][key.key_id]
        for name, value in entry.items():
            entry[name] = value + "=" * (-len(value) % 4)
    assert key.decrypt(MASTER, stored[MASTER]) == "geheim"


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("iv", SecretProblem.BAD_SECRET),  # the code does not cover it, but what comes out is no text
        ("mac", SecretProblem.TAMPERED),
        ("ciphertext", SecretProblem.TAMPERED),
    ],
)
def test_p35_a_changed_secret_is_noticed(field: str, problem: SecretProblem) -> None:
    key, _ = create_key()
    content = key.account_data({MASTER: base64.encode(bytes(range(32)))})[MASTER]
    entry = content["encrypted"][key.key_id]
    data = bytearray(base64.decode(entry[field]))
    data[0] ^= 1
    entry[field] = base64.encode(bytes(data))
    assert problem_of(key.decrypt, MASTER, content) is problem


@pytest.mark.parametrize(
    "change", [{"mac": None}, {"iv": None}, {"ciphertext": None}, {"mac": "AAAA"}, {"iv": "AA"}, {"ciphertext": "ö"}]
)
def test_p35_a_malformed_secret_is_named(change: dict[str, Any]) -> None:
    key, _ = create_key()
    content = key.account_data({MASTER: "geheim"})[MASTER]
    content["encrypted"][key.key_id] |= change
    assert problem_of(key.decrypt, MASTER, content) is SecretProblem.BAD_SECRET


def test_p35_a_secret_moved_to_another_name_is_noticed() -> None:
    key, _ = create_key()
    content = key.account_data({MASTER: "geheim"})[MASTER]
    assert problem_of(key.decrypt, "m.megolm_backup.v1", content) is SecretProblem.TAMPERED


@pytest.mark.parametrize("content", [None, [], {}, {"encrypted": 5}, {"encrypted": {}}, {"encrypted": {"other": {}}}])
def test_a_missing_secret_is_named(content: Any) -> None:
    key, _ = create_key()
    assert problem_of(key.decrypt, MASTER, content) is SecretProblem.NO_SECRET


def test_a_secret_that_is_no_text_is_named() -> None:
    key, _ = create_key()
    content = {"encrypted": {key.key_id: encrypt(key.key, MASTER, b"\xff\xfe")}}
    assert problem_of(key.decrypt, MASTER, content) is SecretProblem.BAD_SECRET


def test_p35_the_key_of_another_description_does_not_open() -> None:
    """The server makes a key of its own the default: what the person enters does not fit, nothing is decrypted."""
    mine, _ = create_key()
    _, theirs = create_key()
    account_data = {DEFAULT_KEY: {"key": "evil"}, KEY_PREFIX + "evil": theirs}
    assert problem_of(key_from_input, default_key(account_data.get), mine.recovery_key) is SecretProblem.WRONG_KEY
