# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets, backup, key files and verification, against what Element Web runs on."""

from __future__ import annotations

import asyncio
import base64
import io
import json

import pytest
import vodozemac

from crypto import secret_storage
from crypto.exported_session import ExportedSession
from crypto.key_backup import BackupKey, BackupReader, BackupWriter, check_trust, parse_version, version_body
from crypto.key_export import export_sessions, import_sessions
from crypto.own_identity import SECRET_NAMES, Usage, create_identity
from crypto.verification.emoji import EMOJI
from crypto.verification.flow import Phase
from tests.interop.identity_device import IdentityDevice
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, User, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]

PASSPHRASE = "Grüße aus dem Bundeshaus"


def new_session(room_id: str) -> ExportedSession:
    group = vodozemac.GroupSession()
    inbound = vodozemac.InboundGroupSession(group.session_key)
    key = inbound.export_at(0)
    assert key is not None
    sender = vodozemac.Account()
    return ExportedSession(
        room_id, inbound.session_id, key.to_base64(), sender.curve25519_key.to_base64(), sender.ed25519_key.to_base64()
    )


def take_secrets(device: IdentityDevice, key: secret_storage.StorageKey) -> None:
    """What a new device does with the recovery key."""
    public = device.known[device.user_id]["keys"]
    for name in SECRET_NAMES.values():
        secret = key.decrypt(name, device.account_data(name))
        device.identity = device.identity.with_secret(name, secret, public)
    device.trusted = True
    body = device.identity.sign_device(device.device_keys, device.ed25519)
    answer = device.request("POST", "keys/signatures/upload", body)
    assert not answer.get("failures"), answer


def open_storage(device: IdentityDevice, text: str) -> secret_storage.StorageKey:
    names = [secret_storage.DEFAULT_KEY]
    key_id = secret_storage.default_key_id(device.account_data(names[0]))
    names.append(secret_storage.KEY_PREFIX + key_id)
    account_data = {name: device.account_data(name) for name in names}
    return secret_storage.key_from_input(secret_storage.default_key(account_data.get), text)


async def with_identity(homeserver: Homeserver, user: User) -> tuple[IdentityDevice, str]:
    """A device of ours that sets everything up; gives the recovery key, too."""
    device = await asyncio.to_thread(IdentityDevice, homeserver, user)
    identity = device.identity = create_identity(user.user_id)
    device.request("POST", "keys/device_signing/upload", identity.publish_body(device.device_id, device.sign))
    device.request("POST", "keys/signatures/upload", identity.sign_device(device.device_keys, device.ed25519))
    key, description = secret_storage.create_key()
    device.put_account_data(secret_storage.KEY_PREFIX + key.key_id, description)
    for name, content in key.account_data(identity.secrets()).items():
        device.put_account_data(name, content)
    device.put_account_data(secret_storage.DEFAULT_KEY, {"key": key.key_id})
    device.trusted = True
    device.query(user.user_id)
    return device, key.recovery_key


async def wait_trust(peer: Peer, user_id: str, device_id: str) -> None:
    """Until the peer takes this device for one that its owner signed and that it trusts."""
    async with asyncio.timeout(30):
        while True:
            listed = await peer.call("device_list", user=user_id)
            if any(one["device"] == device_id and one["verified"] for one in listed["devices"]):
                return
            await asyncio.sleep(0.1)


async def test_their_recovery_key_and_passphrase_open_everything(
    homeserver: Homeserver, launch_peer: LaunchPeer
) -> None:
    user = new_user(homeserver, "jonas")
    peer = await launch_peer(user)
    recovery_key = (await peer.call("bootstrap", password=user.password, passphrase=PASSPHRASE))["recoveryKey"]
    room = await peer.create_room()
    await peer.send(room, "für später")
    await peer.call("backup_wait", timeout=40, call_timeout=60)

    device = await asyncio.to_thread(IdentityDevice, homeserver, user)
    key = open_storage(device, recovery_key)
    assert open_storage(device, PASSPHRASE) == key
    with pytest.raises(secret_storage.SecretStorageError):
        open_storage(device, PASSPHRASE + "?")
    take_secrets(device, key)
    assert device.identity.complete
    await wait_trust(peer, user.user_id, device.device_id)

    backup_key = BackupKey.from_secret(key.decrypt(secret_storage.BACKUP, device.account_data(secret_storage.BACKUP)))
    version = parse_version(device.request("GET", "room_keys/version"))
    trust = check_trust(
        version,
        user.user_id,
        key=backup_key,
        master_key=device.identity.public_key(Usage.MASTER),
        devices={
            peer.device_id: device.known[user.user_id]["devices"][peer.device_id]["keys"][f"ed25519:{peer.device_id}"]
        },
    )
    assert (trust.key, trust.master, trust.devices) == (True, True, frozenset({peer.device_id}))
    reader = BackupReader(backup_key)
    answer = json.dumps(device.request("GET", f"room_keys/keys?version={version.version}")).encode()
    (session,) = reader.feed(answer)
    reader.finish()
    assert isinstance(session, ExportedSession)
    assert session.room_id == room
    event = device.request("GET", f"rooms/{room}/messages?dir=b&limit=1")["chunk"][0]
    message = vodozemac.MegolmMessage.from_base64(event["content"]["ciphertext"])
    assert json.loads(session.open().decrypt(message).plaintext)["content"]["body"] == "für später"


async def test_they_recover_with_our_recovery_key(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    user = new_user(homeserver, "anna")
    device, recovery_key = await with_identity(homeserver, user)
    key = open_storage(device, recovery_key)
    backup_key = BackupKey.create()
    body = version_body(backup_key, device.identity, device.device_id, device.sign)
    version = str(device.request("POST", "room_keys/version", body)["version"])
    for name, content in key.account_data({secret_storage.BACKUP: backup_key.secret}).items():
        device.put_account_data(name, content)
    sessions = [new_session(f"!{number % 7}:test.local") for number in range(250)]
    for batch in BackupWriter(backup_key.public_key).batches(sessions):
        device.request("PUT", f"room_keys/keys?version={version}", batch.body)

    peer = await launch_peer(user)
    restored = await peer.call("recover", recoveryKey=recovery_key)
    assert (restored["backup"], restored["total"], restored["imported"]) == (version, 250, 250)
    await wait_trust(peer, user.user_id, device.device_id)


async def test_key_files_go_both_ways(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    peer = await launch_peer(new_user(homeserver, "jonas"))
    room = await peer.create_room()
    await peer.send(room, "eins")
    theirs = await peer.call("export_keys", passphrase=PASSPHRASE)
    (session,) = import_sessions(io.BytesIO(theirs["text"].encode()), PASSPHRASE)
    assert isinstance(session, ExportedSession)
    assert session.room_id == room
    ours = b"".join(export_sessions([new_session(room) for _ in range(20)], PASSPHRASE)).decode()
    assert (await peer.call("import_keys", text=ours, passphrase=PASSPHRASE))["count"] == 20
    assert (await peer.call("export_keys"))["count"] == 21


@pytest.mark.parametrize("we_ask", [True, False])
@pytest.mark.parametrize("we_start", [True, False])
async def test_own_devices_compare_emoji(
    homeserver: Homeserver, launch_peer: LaunchPeer, we_ask: bool, we_start: bool
) -> None:
    user = new_user(homeserver, "anna")
    device, _ = await with_identity(homeserver, user)
    peer = await launch_peer(user)  # a new device of theirs, verified by ours
    await peer.wait_device(user.user_id, device.device_id)
    await compare(device, peer, we_ask, we_start, room=None)
    assert device.verified[0].device_id == peer.device_id
    # Theirs now trusts the identity that we made, and is signed by it.
    await wait_trust(peer, user.user_id, device.device_id)
    device.query(user.user_id)
    signatures = device.known[user.user_id]["devices"][peer.device_id]["signatures"][user.user_id]
    assert f"ed25519:{device.identity.public_key(Usage.SELF_SIGNING)}" in signatures


async def test_a_new_device_of_ours_is_verified_by_theirs(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    user = new_user(homeserver, "jonas")
    peer = await launch_peer(user)
    await peer.call("bootstrap", password=user.password)
    device = await asyncio.to_thread(IdentityDevice, homeserver, user)
    await peer.wait_device(user.user_id, device.device_id)
    await compare(device, peer, True, False, room=None)
    assert device.trusted
    assert device.verified[0].master_key == device.known[user.user_id]["keys"][Usage.MASTER]
    await wait_trust(peer, user.user_id, device.device_id)


@pytest.mark.parametrize("we_ask", [True, False])
@pytest.mark.parametrize("we_start", [True, False])
async def test_two_people_compare_emoji_in_a_room(
    homeserver: Homeserver, launch_peer: LaunchPeer, we_ask: bool, we_start: bool
) -> None:
    device, peer, room = await two_people(homeserver, launch_peer)
    await compare(device, peer, we_ask, we_start, room=room)
    assert device.verified[0].master_key == device.known[peer.user_id]["keys"][Usage.MASTER]
    await wait_trust(peer, device.user_id, device.device_id)


@pytest.mark.parametrize("we_show", [True, False])
async def test_two_people_scan_a_code(homeserver: Homeserver, launch_peer: LaunchPeer, we_show: bool) -> None:
    device, peer, room = await two_people(homeserver, launch_peer)
    await ask(device, peer, True, room)
    await scan(device, peer, we_show)
    assert device.verified[0].master_key == device.known[peer.user_id]["keys"][Usage.MASTER]
    await wait_trust(peer, device.user_id, device.device_id)


@pytest.mark.parametrize("we_show", [True, False])
@pytest.mark.parametrize("we_are_new", [True, False])
async def test_own_devices_scan_a_code(
    homeserver: Homeserver, launch_peer: LaunchPeer, we_show: bool, we_are_new: bool
) -> None:
    user = new_user(homeserver, "anna")
    if we_are_new:
        peer = await launch_peer(user)
        await peer.call("bootstrap", password=user.password)
        device = await asyncio.to_thread(IdentityDevice, homeserver, user)
    else:
        device, _ = await with_identity(homeserver, user)
        peer = await launch_peer(user)
    await peer.wait_device(user.user_id, device.device_id)
    await ask(device, peer, True, None)
    await scan(device, peer, we_show)
    assert device.trusted
    await wait_trust(peer, user.user_id, device.device_id)
    if not we_are_new:
        device.query(user.user_id)
        signatures = device.known[user.user_id]["devices"][peer.device_id]["signatures"][user.user_id]
        assert f"ed25519:{device.identity.public_key(Usage.SELF_SIGNING)}" in signatures


@pytest.mark.parametrize("we_say_so", [True, False])
async def test_different_emoji_end_it(homeserver: Homeserver, launch_peer: LaunchPeer, we_say_so: bool) -> None:
    device, peer, room = await two_people(homeserver, launch_peer)
    await ask(device, peer, True, room)
    device.flows.start_sas(device.flow.key)
    await device.until(Phase.COMPARE)
    if we_say_so:
        device.flows.mismatch(device.flow.key)
        device.flush()
        await peer.call("wait_verification", phase="Cancelled")
    else:
        await peer.call("mismatch")
        view = await device.until(Phase.CANCELLED)
        assert (view.cancel_code, view.cancelled_by_us) == ("m.mismatched_sas", False)
    assert device.verified == []


async def test_they_decline(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    device, peer, room = await two_people(homeserver, launch_peer)
    device.flows.request_in_room(room, peer.user_id, "Verify?")
    device.flush()
    await peer.call("wait_verification", phase="Requested")
    await peer.call("cancel")
    view = await device.until(Phase.CANCELLED)
    assert (view.cancel_code, view.cancelled_by_us) == ("m.user", False)


# -- steps ------------------------------------------------------------------------------------------------------------


async def two_people(homeserver: Homeserver, launch_peer: LaunchPeer) -> tuple[IdentityDevice, Peer, str]:
    jonas = new_user(homeserver, "jonas")
    peer = await launch_peer(jonas)
    await peer.call("bootstrap", password=jonas.password)
    device, _ = await with_identity(homeserver, new_user(homeserver, "anna"))
    room = await peer.create_room(invite=[device.user_id], direct=True)
    device.request("POST", f"join/{room}", {})
    await peer.wait_member(room, device.user_id)
    device.query(peer.user_id)
    device.sync(timeout=0)
    await peer.wait_device(device.user_id, device.device_id)
    return device, peer, room


async def ask(device: IdentityDevice, peer: Peer, we_ask: bool, room: str | None) -> None:
    """Until both are ready."""
    if we_ask and room is not None:
        device.flows.request_in_room(room, peer.user_id, "Verify?")
    elif we_ask:
        device.query(device.user_id)
        device.flows.request(device.user_id, list(device.known[device.user_id]["devices"]))
    elif room is not None:
        await peer.call("request_verification", user=device.user_id, room=room)
    else:
        await peer.call("request_verification", device=device.device_id)
    device.flush()
    if we_ask:
        await peer.call("wait_verification", phase="Requested")
        await peer.call("accept")
    else:
        await device.until(Phase.INCOMING)
        device.flows.accept(device.flow.key)
    await device.until(Phase.READY)
    await peer.call("wait_verification", phase="Ready")


async def compare(device: IdentityDevice, peer: Peer, we_ask: bool, we_start: bool, *, room: str | None) -> None:
    """The whole way by emoji."""
    await ask(device, peer, we_ask, room)
    if we_start:
        device.flows.start_sas(device.flow.key)
        device.flush()
    else:
        await peer.call("start_sas")
    view = await device.until(Phase.COMPARE)
    theirs = await peer.call("sas")
    assert view.emoji is not None
    assert [EMOJI[index].symbol for index in view.emoji] == [symbol for symbol, _ in theirs["emoji"]]
    assert list(view.decimals or ()) == theirs["decimal"]
    device.flows.confirm(device.flow.key)
    device.flush()
    await peer.call("confirm")
    await device.until(Phase.DONE)
    await device.pump(lambda: device.verified)
    await peer.call("wait_verification", phase="Done")


async def scan(device: IdentityDevice, peer: Peer, we_show: bool) -> None:
    """The whole way by QR code."""
    if we_show:
        code = device.flows.show_qr(device.flow.key)
        assert code is not None
        await peer.call("scan_qr", bytes=base64.b64encode(code).decode())
        await device.until(Phase.SCANNED)
        device.flows.confirm(device.flow.key)
    else:
        device.flows.scan_qr(device.flow.key, base64.b64decode(await peer.call("qr")))
        device.flush()
        await peer.call("qr_confirm")
    await device.until(Phase.DONE)
    await device.pump(lambda: device.verified)
    await peer.call("wait_verification", phase="Done")
