# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification through the whole client: emoji and QR codes, own devices and people, with matrix-js-sdk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.interop.security_steps import ready, until_status, until_trust, wait_trust
from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, User, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


@pytest.mark.parametrize("we_ask", [True, False])
@pytest.mark.parametrize("we_start", [True, False])
async def test_own_devices_compare_emoji(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, we_ask: bool, we_start: bool
) -> None:
    """Their new device is verified by ours, and gets every secret from it."""
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    await anna.call("setup_recovery")
    await ready(anna)
    browser = await launch_peer(user)
    await browser.wait_device(user.user_id, anna.device_id)
    await compare(anna, browser, we_ask, we_start, room=None)
    await wait_trust(browser, user.user_id, anna.device_id)
    await gossiped(browser)
    async with asyncio.timeout(20):
        while not any(
            device["device_id"] == browser.device_id and device["verified"] for device in await anna.call("own_devices")
        ):
            await asyncio.sleep(0.1)


async def test_a_new_device_of_ours_gets_everything_from_theirs(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    user = new_user(homeserver, "jonas")
    browser = await launch_peer(user)
    await browser.call("bootstrap", password=user.password)
    room = await browser.create_room()
    await browser.send(room, "Vor dem neuen Gerät")
    await browser.call("backup_wait", timeout=40, call_timeout=60)
    desktop = await start_client(user)
    await until_status(desktop, identity="unverified")
    await browser.wait_device(user.user_id, desktop.device_id)
    await compare(desktop, browser, True, True, room=None)
    await ready(desktop)
    # The key storage is open now: old messages are read from it one by one, as they are needed.
    assert (await desktop.wait_text(room, "Vor dem neuen Gerät"))["shield"]["color"] == "grey"


@pytest.mark.parametrize("we_ask", [True, False])
@pytest.mark.parametrize("we_start", [True, False])
async def test_two_people_compare_emoji(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, we_ask: bool, we_start: bool
) -> None:
    anna, jonas, room, people = await two_people(homeserver, start_client, launch_peer)
    await compare(anna, jonas, we_ask, we_start, room=room)
    await until_trust(anna, jonas.user_id, "verified")
    await wait_trust(jonas, anna.user_id, anna.device_id)
    # It is kept, and not only here: the signature is on the server.
    await anna.kill()
    await anna.restore()
    await until_trust(anna, jonas.user_id, "verified")
    again = await start_client(people.user)
    await again.call("recover", recovery_key=people.recovery_key)
    await until_trust(again, jonas.user_id, "verified")


@pytest.mark.parametrize("we_show", [True, False])
async def test_two_people_scan_a_code(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, we_show: bool
) -> None:
    anna, jonas, room, _ = await two_people(homeserver, start_client, launch_peer)
    await ask(anna, jonas, True, room)
    await scan(anna, jonas, we_show)
    await until_trust(anna, jonas.user_id, "verified")
    await wait_trust(jonas, anna.user_id, anna.device_id)


@pytest.mark.parametrize("we_show", [True, False])
@pytest.mark.parametrize("we_are_new", [True, False])
async def test_own_devices_scan_a_code(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, we_show: bool, we_are_new: bool
) -> None:
    user = new_user(homeserver, "anna")
    if we_are_new:
        browser = await launch_peer(user)
        await browser.call("bootstrap", password=user.password)
        anna = await start_client(user)
        await until_status(anna, identity="unverified")
    else:
        anna = await start_client(user)
        await anna.call("setup_recovery")
        await ready(anna)
        browser = await launch_peer(user)
    await browser.wait_device(user.user_id, anna.device_id)
    await ask(anna, browser, True, None)
    await scan(anna, browser, we_show)
    await ready(anna)
    await wait_trust(browser, user.user_id, anna.device_id)


@pytest.mark.parametrize("we_say_so", [True, False])
async def test_different_emoji_end_it(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, we_say_so: bool
) -> None:
    anna, jonas, room, _ = await two_people(homeserver, start_client, launch_peer)
    await ask(anna, jonas, True, room)
    await anna.call("verify_start_sas")
    await anna.call("verify_sas")
    await jonas.call("sas")
    if we_say_so:
        await anna.call("verify_mismatch")
        await jonas.call("wait_verification", phase="Cancelled")
    else:
        await jonas.call("mismatch")
    state = await anna.call("verify_state", phase="cancelled")
    assert (state["phase"], state["cancel_code"]) == ("cancelled", "m.mismatched_sas")
    assert state["cancelled_by_us"] is we_say_so
    assert (await anna.call("identity", user=jonas.user_id))["trust"] == "unverified"


async def test_they_decline(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> None:
    anna, jonas, _room, _ = await two_people(homeserver, start_client, launch_peer)
    await anna.call("verify_request", user=jonas.user_id)  # finds the direct chat by itself
    await jonas.call("wait_verification", phase="Requested")
    await jonas.call("cancel")
    state = await anna.call("verify_state", phase="cancelled")
    assert (state["cancel_code"], state["cancelled_by_us"]) == ("m.user", False)


async def test_a_verification_goes_on_after_a_crash(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """kill -9 while the emoji are on screen, and again after confirming: the same emoji come back, and it succeeds."""
    anna, jonas, room, _ = await two_people(homeserver, start_client, launch_peer)
    await ask(anna, jonas, True, room)
    await anna.call("verify_start_sas")
    before = await anna.call("verify_sas")
    await anna.kill()
    await anna.restore()
    after = await anna.call("verify_sas")
    assert after == before
    theirs = await jonas.call("sas")
    assert after["decimal"] == theirs["decimal"]
    await anna.call("verify_confirm")
    await anna.kill()
    await jonas.call("confirm")
    await anna.restore()
    assert (await anna.call("verify_state", phase="done"))["phase"] == "done"
    await until_trust(anna, jonas.user_id, "verified")
    await wait_trust(jonas, anna.user_id, anna.device_id)


@dataclass
class People:
    """What Anna keeps in her head and in her safe."""

    user: User
    recovery_key: str
    peer_password: str


# -- steps ------------------------------------------------------------------------------------------------------------


async def two_people(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> tuple[Client, Peer, str, People]:
    """Both with an identity, in a direct chat."""
    jonas_user = new_user(homeserver, "jonas")
    jonas = await launch_peer(jonas_user)
    await jonas.call("bootstrap", password=jonas_user.password)
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    people = People(user, (await anna.call("setup_recovery"))["recovery_key"], jonas_user.password)
    await ready(anna)
    room = await anna.create_room(invite=[jonas.user_id], direct=True)
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await jonas.wait_member(room, anna.user_id)
    await jonas.wait_device(anna.user_id, anna.device_id)
    return anna, jonas, room, people


async def ask(anna: Client, peer: Peer, we_ask: bool, room: str | None) -> None:
    """Until both are ready."""
    user = anna.user_id if room is None else peer.user_id
    if we_ask and room is not None:
        await anna.call("verify_request", user=user, room=room)
    elif we_ask:
        await anna.call("verify_request", user=user)
    elif room is not None:
        await peer.call("request_verification", user=anna.user_id, room=room)
    else:
        await peer.call("request_verification", device=anna.device_id)
    if we_ask:
        await peer.call("wait_verification", phase="Requested")
        await peer.call("accept")
    else:
        await anna.call("verify_accept")
    assert (await anna.call("verify_state", phase="ready"))["phase"] == "ready"
    await peer.call("wait_verification", phase="Ready")


async def compare(anna: Client, peer: Peer, we_ask: bool, we_start: bool, *, room: str | None) -> None:
    """The whole way by emoji."""
    await ask(anna, peer, we_ask, room)
    if we_start:
        await anna.call("verify_start_sas")
    else:
        await peer.call("start_sas")
    ours = await anna.call("verify_sas")
    theirs = await peer.call("sas")
    assert [symbol for symbol, _ in ours["emoji"]] == [symbol for symbol, _ in theirs["emoji"]]
    assert ours["decimal"] == theirs["decimal"]
    await anna.call("verify_confirm")
    await peer.call("confirm")
    assert (await anna.call("verify_state", phase="done"))["phase"] == "done"
    await peer.call("wait_verification", phase="Done")


async def scan(anna: Client, peer: Peer, we_show: bool) -> None:
    """The whole way by QR code."""
    if we_show:
        code = (await anna.call("verify_qr_show"))["data"]
        await peer.call("scan_qr", bytes=code)
        assert (await anna.call("verify_state", phase="scanned"))["phase"] == "scanned"
        await anna.call("verify_confirm")
    else:
        await anna.call("verify_qr_scan", data=await peer.call("qr"))
        await peer.call("wait_verification", qr_scanned=True)
        await peer.call("qr_confirm")
    assert (await anna.call("verify_state", phase="done"))["phase"] == "done"
    await peer.call("wait_verification", phase="Done")


async def gossiped(peer: Peer) -> None:
    """Until the peer has every secret."""
    seen: Any = {}
    try:
        async with asyncio.timeout(30):
            while True:
                seen = await peer.call("status")
                keys = seen["cross_signing"]["privateKeysCachedLocally"]
                if all(keys.values()) and seen["backup"]["has_key"]:
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"secrets are missing: {seen['cross_signing']} {seen['backup']}") from None
