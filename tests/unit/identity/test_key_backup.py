# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key backup: the published vectors, who may be written to, and what survives a hostile answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import vodozemac

from crypto import unpadded_base64 as base64
from crypto.exported_session import BadSession, ExportedSession, parse_session
from crypto.key_backup import (
    ALGORITHM,
    BackupKey,
    BackupReader,
    BackupWriter,
    BadBackup,
    check_trust,
    parse_preference,
    parse_version,
    version_body,
)
from crypto.own_identity import Usage, create_identity
from tests.unit.identity.vectors import JS_SDK, VECTORS

USER, DEVICE, ROOM = JS_SDK["TEST_USER_ID"], JS_SDK["TEST_DEVICE_ID"], JS_SDK["TEST_ROOM_ID"]
DEVICE_KEY = JS_SDK["TEST_DEVICE_PUBLIC_ED25519_KEY_BASE64"]
SESSION = JS_SDK["MEGOLM_SESSION_DATA"]


def own_key() -> BackupKey:
    return BackupKey.from_secret(JS_SDK["BACKUP_DECRYPTION_KEY_BASE64"])


def new_session(room_id: str = "!r:x") -> ExportedSession:
    group = vodozemac.GroupSession()
    inbound = vodozemac.InboundGroupSession(group.session_key)
    key = inbound.export_at(0)
    assert key is not None
    return ExportedSession(room_id, inbound.session_id, key.to_base64(), base64.encode(bytes(32)), shared_history=True)


def test_v09_private_key_gives_public_key() -> None:
    key = own_key()
    assert key.public_key == JS_SDK["SIGNED_BACKUP_DATA"]["auth_data"]["public_key"]
    assert key.written == JS_SDK["BACKUP_DECRYPTION_KEY_BASE58"]
    assert BackupKey.from_secret(key.secret).raw == key.raw
    assert key.secret not in repr(key)


def test_v09_published_session_decrypts_and_reads_the_published_event() -> None:
    session = own_key().decrypt(ROOM, SESSION["session_id"], JS_SDK["CURVE25519_KEY_BACKUP_DATA"])
    assert session.session_key == SESSION["session_key"]
    assert session.first_index == 0
    message = vodozemac.MegolmMessage.from_base64(JS_SDK["ENCRYPTED_EVENT"]["content"]["ciphertext"])
    plaintext = json.loads(session.open().decrypt(message).plaintext)
    assert plaintext["content"] == JS_SDK["CLEAR_EVENT"]["content"]


def test_v09_a_code_over_the_ciphertext_is_refused() -> None:
    """Every client writes the code of the empty string; anything else is not this algorithm."""
    data = copy.deepcopy(JS_SDK["CURVE25519_KEY_BACKUP_DATA"])
    assert data["session_data"]["mac"] == "OibmACbORhI"
    for mac in ("AAAAAAAAAAA", "OibmACa", "", None, "OibmACbORhIAAAA"):
        data["session_data"]["mac"] = mac
        with pytest.raises(BadSession):
            own_key().decrypt(ROOM, SESSION["session_id"], data)


def test_what_is_written_reads_back_and_claims_nothing() -> None:
    key, session = BackupKey.create(), new_session()
    data = BackupWriter(key.public_key).encrypt(session)
    assert (data["is_verified"], data["first_message_index"], data["forwarded_count"]) == (False, 0, 0)
    assert key.decrypt(session.room_id, session.session_id, data) == session
    with pytest.raises(BadSession):
        BackupKey.create().decrypt(session.room_id, session.session_id, data)


def test_a_session_under_a_foreign_name_does_not_open() -> None:
    key, session = BackupKey.create(), new_session()
    data = BackupWriter(key.public_key).encrypt(session)
    with pytest.raises(BadSession):
        key.decrypt(session.room_id, "another", data).open()


@pytest.mark.parametrize("point", VECTORS["x25519_low_order_points_hex"])
def test_weak_keys_are_refused(point: str) -> None:
    public = base64.encode(bytes.fromhex(point))
    with pytest.raises(BadBackup):
        BackupWriter(public)
    data = copy.deepcopy(JS_SDK["CURVE25519_KEY_BACKUP_DATA"])
    data["session_data"]["ephemeral"] = public
    with pytest.raises(BadSession):
        own_key().decrypt(ROOM, SESSION["session_id"], data)


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "org.x"},
        {"session_key": "AAAA"},
        {"session_key": None},
        {"sender_key": "AAAA"},
        {"sender_key": 5},
        {"sender_claimed_keys": []},
        {"sender_claimed_keys": {"ed25519": 5}},
        {"forwarding_curve25519_key_chain": {}},
        {"forwarding_curve25519_key_chain": ["x"]},
        {"forwarding_curve25519_key_chain": [SESSION["sender_key"]] * 1000},
        {"room_id": ""},
        {"room_id": 5},
        {"session_id": "x" * 300},
        {"session_key": "Ag" + SESSION["session_key"][2:]},
    ],
)
def test_malformed_sessions_are_refused(change: dict[str, Any]) -> None:
    assert parse_session(SESSION)
    with pytest.raises(BadSession):
        parse_session(SESSION | change)


@pytest.mark.parametrize(
    ("value", "shared"), [(True, True), (False, False), ("true", False), (1, False), (None, False)]
)
def test_p37_only_a_true_flag_makes_history_shareable(value: Any, shared: bool) -> None:
    content = {k: v for k, v in SESSION.items() if "shared_history" not in k}
    for name in ("shared_history", "m.shared_history", "org.matrix.msc3061.shared_history"):
        assert parse_session({**content, name: value}).shared_history is shared


# -- whom to trust ----------------------------------------------------------------------------------------------------


def published() -> Any:
    return copy.deepcopy(JS_SDK["SIGNED_BACKUP_DATA"])


def test_p33_signed_by_a_verified_device_of_ours() -> None:
    version = parse_version(published())
    trust = check_trust(version, USER, key=None, master_key=None, devices={DEVICE: DEVICE_KEY})
    assert (trust.trusted, trust.devices, trust.bad_signature) == (True, frozenset({DEVICE}), False)


def test_p33_unsigned_or_unknown_signer_is_not_trusted() -> None:
    answer = published()
    assert not check_trust(parse_version(answer), USER, key=None, master_key=None, devices={}).trusted
    del answer["auth_data"]["signatures"]
    version = parse_version(answer)
    assert not check_trust(version, USER, key=None, master_key=None, devices={DEVICE: DEVICE_KEY}).trusted


def test_p33_a_bad_signature_is_not_trusted_and_reported() -> None:
    answer = published()
    answer["auth_data"]["public_key"] = BackupKey.create().public_key
    trust = check_trust(parse_version(answer), USER, key=own_key(), master_key=None, devices={DEVICE: DEVICE_KEY})
    assert (trust.trusted, trust.bad_signature) == (False, True)


def test_p33_the_private_key_is_reason_enough() -> None:
    answer = published()
    answer["auth_data"].pop("signatures")
    trust = check_trust(parse_version(answer), USER, key=own_key(), master_key=None, devices={})
    assert trust.trusted
    assert trust.key


def test_p33_another_algorithm_with_our_key_is_refused() -> None:
    answer = published()
    answer["algorithm"] = "m.megolm_backup.v2.test"
    with pytest.raises(BadBackup):
        parse_version(answer)


def test_p33_our_signature_by_another_user_name_counts_nothing() -> None:
    answer = published()
    answer["auth_data"]["signatures"] = {"@mallory:localhost": answer["auth_data"]["signatures"][USER]}
    trust = check_trust(parse_version(answer), USER, key=None, master_key=None, devices={DEVICE: DEVICE_KEY})
    assert not trust.trusted


def test_a_new_backup_is_trusted_by_identity_and_device() -> None:
    account, identity, key = vodozemac.Account(), create_identity(USER), BackupKey.create()
    body = version_body(key, identity, "DEV", lambda data: account.sign(data).to_base64())
    version = parse_version({**body, "version": "7"})
    master = identity.public_key(Usage.MASTER)
    trust = check_trust(version, USER, key=None, master_key=master, devices={"DEV": account.ed25519_key.to_base64()})
    assert (trust.master, trust.devices) == (True, frozenset({"DEV"}))


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"algorithm": ALGORITHM},
        {"algorithm": ALGORITHM, "version": 1, "auth_data": {"public_key": "x"}},
        {"algorithm": ALGORITHM, "version": "1", "auth_data": []},
        {"algorithm": ALGORITHM, "version": "1", "auth_data": {"public_key": 5}},
        {"algorithm": ALGORITHM, "version": "1", "auth_data": {"public_key": "A" * 42}},
    ],
)
def test_malformed_versions_are_refused(answer: Any) -> None:
    with pytest.raises(BadBackup):
        parse_version(answer)


@pytest.mark.parametrize(
    ("content", "wish"),
    [({"enabled": True}, True), ({"enabled": False}, False), ({"enabled": "no"}, None), ({}, None), (None, None)],
)
def test_the_wish_of_the_person_is_read(content: Any, wish: bool | None) -> None:
    assert parse_preference(content) is wish


# -- many keys --------------------------------------------------------------------------------------------------------


def test_uploads_come_in_batches_and_take_sessions_one_by_one() -> None:
    taken = 0

    def sessions() -> Iterator[ExportedSession]:
        nonlocal taken
        for number in range(25):
            taken += 1
            yield new_session(f"!{number % 2}:x")

    batches = BackupWriter(BackupKey.create().public_key).batches(sessions(), size=10)
    first = next(batches)
    assert taken == 10
    assert len(first.sessions) == 10
    assert set(first.body["rooms"]) == {"!0:x", "!1:x"}
    rest = list(batches)
    assert [len(batch.sessions) for batch in rest] == [10, 5]


def test_an_upload_can_be_restored_from_small_pieces() -> None:
    key = BackupKey.create()
    sessions = [new_session(f"!{number % 3}:x") for number in range(20)]
    (batch,) = BackupWriter(key.public_key).batches(sessions)
    batch.body["rooms"]["!0:x"]["sessions"]["bad"] = {"session_data": {"mac": "x"}}
    text = json.dumps(batch.body).encode()
    reader, found = BackupReader(key), []
    for begin in range(0, len(text), 97):
        found += list(reader.feed(text[begin : begin + 97]))
    reader.finish()
    good = [session for session in found if isinstance(session, ExportedSession)]
    assert sorted(s.session_id for s in good) == sorted(s.session_id for s in sessions)
    assert len(found) == 21
    assert {s.room_id for s in good} == {"!0:x", "!1:x", "!2:x"}


def test_the_answer_for_one_room_is_read() -> None:
    key, session = BackupKey.create(), new_session("!a:x")
    (batch,) = BackupWriter(key.public_key).batches([session])
    reader = BackupReader(key, room_id="!a:x")
    assert list(reader.feed(json.dumps(batch.body["rooms"]["!a:x"]).encode())) == [session]
    reader.finish()


@pytest.mark.parametrize("text", [b"", b"{", b'{"rooms": {', b"}", b"[" * 1000, b'{"rooms": "' + b"x" * 10**6])
def test_an_answer_that_is_none_is_refused(text: bytes) -> None:
    reader = BackupReader(BackupKey.create())

    def read() -> None:
        list(reader.feed(text))
        reader.finish()

    with pytest.raises(BadBackup):
        read()
