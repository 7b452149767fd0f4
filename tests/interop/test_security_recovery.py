# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Digital identity, recovery key and key storage: what one side sets up, the other one uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.security_steps import PASSPHRASE, ready, status, until_status, wait_trust
from tests.support.client import ClientError, StartClient
from tests.support.peer import LaunchPeer, PeerError
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def test_they_recover_what_we_set_up(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    assert (await status(anna))["identity"] == "missing"
    key = (await anna.call("setup_recovery"))["recovery_key"]
    await ready(anna)
    room = await anna.create_room(name="Notizen")
    await anna.send(room, "Nicht vergessen")
    await anna.call("backup_wait")

    browser = await launch_peer(user)
    restored = await browser.call("recover", recoveryKey=key)
    assert restored["imported"] == restored["total"] >= 1
    assert (await browser.wait_text(room, "Nicht vergessen"))["encrypted"]
    await wait_trust(browser, user.user_id, anna.device_id)
    # Their new device is signed by our identity, and what it writes carries no mark.
    await anna.call("sync_status")
    await browser.send(room, "Aus dem Browser")
    row = await anna.wait_text(room, "Aus dem Browser")
    assert row["shield"]["color"] == "none"


async def test_they_recover_with_our_passphrase(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    await anna.call("setup_recovery", passphrase=PASSPHRASE)
    assert (await ready(anna))["has_passphrase"]
    browser = await launch_peer(user)
    await browser.call("recover", passphrase=PASSPHRASE)
    await wait_trust(browser, user.user_id, anna.device_id)


@pytest.mark.parametrize("with_key", [True, False])
async def test_we_recover_what_they_set_up(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, with_key: bool
) -> None:
    user = new_user(homeserver, "jonas")
    browser = await launch_peer(user)
    key = (await browser.call("bootstrap", password=user.password, passphrase=PASSPHRASE))["recoveryKey"]
    room = await browser.create_room()
    await browser.send(room, "Vor dem neuen Gerät")
    await browser.call("backup_wait", timeout=40, call_timeout=60)

    desktop = await start_client(user)
    seen = await until_status(desktop, identity="unverified", recovery="ready")
    assert seen["has_passphrase"]
    with pytest.raises(ClientError, match="wrong_recovery_key"):
        await desktop.call("recover", passphrase=PASSPHRASE + "?")
    if with_key:
        await desktop.call("recover", recovery_key=key)
    else:
        await desktop.call("recover", passphrase=PASSPHRASE)
    await ready(desktop)
    row = await desktop.wait_text(room, "Vor dem neuen Gerät")
    assert row["shield"] == {"color": "grey", "code": "AuthenticityNotGuaranteed"}
    await wait_trust(browser, user.user_id, desktop.device_id)
    # The same storage goes on: what we write is there for a third device.
    await browser.wait_device(user.user_id, desktop.device_id)
    await desktop.send(room, "Vom Schreibtisch")
    await browser.wait_text(room, "Vom Schreibtisch")
    await desktop.call("backup_wait")
    third = await launch_peer(user)
    await third.call("recover", recoveryKey=key)
    assert (await third.wait_text(room, "Vom Schreibtisch"))["encrypted"]


async def test_key_files_go_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    user = new_user(homeserver, "jonas")
    browser = await launch_peer(user)
    room = await browser.create_room()
    await browser.send(room, "Aus der Datei")
    desktop = await start_client(user)
    theirs = tmp_path / "theirs.txt"
    theirs.write_text((await browser.call("export_keys", passphrase=PASSPHRASE))["text"])
    await desktop.wait_row(room, lambda row: row["utd"] is not None, what="an unreadable message")
    with pytest.raises(ClientError, match="key_file"):
        await desktop.call("import_keys", passphrase="falsch", path=str(theirs))
    assert (await desktop.call("import_keys", passphrase=PASSPHRASE, path=str(theirs)))["imported"] == 1
    assert (await desktop.wait_text(room, "Aus der Datei"))["shield"]["color"] == "grey"

    await browser.wait_device(user.user_id, desktop.device_id)
    own = await desktop.create_room(name="Eigener Raum")
    sent = await desktop.send(own, "Nur hier")
    ours = tmp_path / "ours.txt"
    assert (await desktop.call("export_keys", passphrase=PASSPHRASE, path=str(ours)))["count"] >= 2
    other = await launch_peer(user)
    with pytest.raises(PeerError):
        await other.call("import_keys", text=ours.read_text("utf-8"), passphrase="falsch")
    assert (await other.call("import_keys", text=ours.read_text("utf-8"), passphrase=PASSPHRASE))["count"] >= 2
    assert (await other.call("event", room=own, event=sent))["content"]["body"] == "Nur hier"


async def test_a_missing_key_is_fetched_when_it_is_needed(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    """A key comes into the storage after we restored it: the message that needs it finds it there."""
    user = new_user(homeserver, "anna")
    browser = await launch_peer(user)
    room = await browser.create_room()
    await browser.send(room, "Von einem alten Gerät")
    file = tmp_path / "keys.txt"
    file.write_text((await browser.call("export_keys", passphrase=PASSPHRASE))["text"])
    await browser.call("logout")

    anna = await start_client(user)
    key = (await anna.call("setup_recovery"))["recovery_key"]
    await ready(anna)
    await anna.wait_row(room, lambda row: row["utd"] is not None, what="an unreadable message")
    await anna.call("sync_stop")
    other = await start_client(user)
    await other.call("recover", recovery_key=key)
    assert (await other.call("import_keys", passphrase=PASSPHRASE, path=str(file)))["imported"] == 1
    await other.call("backup_wait")
    await other.close()
    await anna.call("sync_start")
    assert (await anna.wait_text(room, "Von einem alten Gerät"))["shield"]["color"] == "grey"


async def test_a_verified_device_gives_a_missing_key(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    """Without a key storage, our other verified device is asked, and answers."""
    user = new_user(homeserver, "anna")
    browser = await launch_peer(user)
    room = await browser.create_room()
    await browser.send(room, "Von einem alten Gerät")
    file = tmp_path / "keys.txt"
    file.write_text((await browser.call("export_keys", passphrase=PASSPHRASE))["text"])
    await browser.call("logout")

    first = await start_client(user)
    key = (await first.call("setup_recovery"))["recovery_key"]
    await ready(first)
    await first.call("set_backup", on=False)
    await first.call("import_keys", passphrase=PASSPHRASE, path=str(file))
    second = await start_client(user)
    await second.call("recover", recovery_key=key)
    assert (await second.call("key_status"))["backup_state"] == "declined"
    assert (await second.wait_text(room, "Von einem alten Gerät"))["shield"]["color"] == "grey"
