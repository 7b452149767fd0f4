# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from identities: who is shown, who gets keys, who may read what was before, with matrix-js-sdk."""

from __future__ import annotations

import pytest

from tests.interop.security_steps import ready, until_status, until_trust
from tests.interop.test_security_verification import compare, two_people
from tests.support.client import ClientError, StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


@pytest.mark.parametrize("way_out", ["withdraw_verification", "pin_identity"])
async def test_p22_a_verified_person_resets_their_identity(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, way_out: str
) -> None:
    anna, jonas, room, people = await two_people(homeserver, start_client, launch_peer)
    await compare(anna, jonas, True, True, room=room)
    await until_trust(anna, jonas.user_id, "verified")
    await anna.send(room, "An den echten Jonas")
    await jonas.wait_text(room, "An den echten Jonas")
    await jonas.call("reset_identity", password=people.peer_password)
    await until_trust(anna, jonas.user_id, "violation")
    with pytest.raises(ClientError, match="send_blocked"):
        await anna.send(room, "Geht nicht hinaus")
    await anna.kill()
    await anna.restore()
    await until_trust(anna, jonas.user_id, "violation")
    await jonas.call("discard_session", room=room)
    hidden = await jonas.send(room, "Wer bin ich?")
    await anna.wait_row(room, lambda row: row["event_id"] == hidden and row["utd"] is not None, what="a hidden message")
    await anna.call(way_out, user=jonas.user_id)
    await until_trust(anna, jonas.user_id, "unverified")
    await anna.send(room, "Weiter geht es")
    await jonas.wait_text(room, "Weiter geht es")
    row = await anna.wait_text(room, "Wer bin ich?")  # hidden before, shown after the decision
    assert row["shield"]["color"] == "none"


async def test_verifying_again_is_the_other_way_out(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, room, people = await two_people(homeserver, start_client, launch_peer)
    await compare(anna, jonas, True, True, room=room)
    await jonas.call("reset_identity", password=people.peer_password)
    await until_trust(anna, jonas.user_id, "violation")
    await compare(anna, jonas, True, True, room=room)
    await until_trust(anna, jonas.user_id, "verified")
    await anna.send(room, "Wieder der echte")
    await jonas.wait_text(room, "Wieder der echte")


async def test_a_changed_identity_of_an_unverified_person_is_shown(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, room, people = await two_people(homeserver, start_client, launch_peer)
    await anna.send(room, "Hallo")
    await until_trust(anna, jonas.user_id, "unverified")
    await jonas.call("reset_identity", password=people.peer_password)
    await until_trust(anna, jonas.user_id, "changed")
    await anna.send(room, "Das geht weiter")
    await jonas.wait_text(room, "Das geht weiter")
    await anna.call("pin_identity", user=jonas.user_id)
    await until_trust(anna, jonas.user_id, "unverified")


async def test_their_signed_only_mode_accepts_us(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, room, _ = await two_people(homeserver, start_client, launch_peer)
    await jonas.call("set", isolation="signed")
    await anna.send(room, "Von einem Gerät, das dazugehört")
    got = await jonas.wait_text(room, "das dazugehört")
    assert got["shield"]["color"] == "none"
    await jonas.send(room, "Und zurück")
    assert (await anna.wait_text(room, "Und zurück"))["shield"]["color"] == "none"


async def test_only_signed_devices_are_read_and_get_keys_once_we_are_set_up(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """Somebody without identity is hidden, with the reason, until they set one up: then all of it is readable."""
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    anna = await start_client(new_user(homeserver, "anna"))
    await anna.call("setup_recovery")
    assert (await ready(anna))["policy"] == "signed_only"
    room = await anna.create_room(invite=[jonas.user_id])
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await jonas.wait_member(room, anna.user_id)
    hidden = await jonas.send(room, "Ohne Identität")
    await anna.wait_row(
        room,
        lambda row: row["event_id"] == hidden and row["utd"] == {"code": "UnsignedDevice"},
        what="the reason why it is hidden",
    )
    sent = await anna.send(room, "Noch nicht für dich")
    code = "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    await jonas.call("wait_for", room=room, event=sent, failure=code)
    await jonas.call("bootstrap", password=user.password)
    assert (await anna.wait_text(room, "Ohne Identität"))["shield"]["color"] == "none"
    await anna.send(room, "Jetzt auch für dich")
    await jonas.wait_text(room, "Jetzt auch für dich")


async def test_history_is_shared_with_whom_we_invite(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, _, _ = await two_people(homeserver, start_client, launch_peer)
    room = await anna.create_room(name="Projekt", history_visibility="shared")
    await anna.send(room, "Was bisher geschah")
    await anna.call("invite", room=room, user=jonas.user_id)
    await jonas.join(room)
    page = await jonas.call("messages", room=room)
    event = next(one for one in page if one["type"] == "m.room.message" or one.get("failure"))
    got = await jonas.call("wait_for", room=room, event=event["event_id"], text="Was bisher geschah")
    assert got["key_forwarder"]


async def test_history_is_not_shared_where_the_room_forbids_it(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, _, _ = await two_people(homeserver, start_client, launch_peer)
    room = await anna.create_room(name="Vertraulich", history_visibility="joined")
    await anna.send(room, "Unter uns")
    mark = len(jonas.events)
    await anna.call("invite", room=room, user=jonas.user_id)
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await anna.send(room, "Willkommen")
    await jonas.wait_text(room, "Willkommen")
    assert not [e for e in jonas.events[mark:] if e["event"] == "to_device" and e["type"] == "m.room_key_bundle"]


async def test_history_that_an_inviter_shares_is_read_and_says_who_shared_it(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, _, _ = await two_people(homeserver, start_client, launch_peer)
    room = await jonas.create_room(name="Projekt", history_visibility="shared")
    await jonas.send(room, "Was bisher geschah")
    await jonas.call("invite", room=room, user=anna.user_id)
    await anna.join(room)
    await anna.call("timeline", room=room)
    await anna.all_messages(room)
    row = await anna.wait_text(room, "Was bisher geschah")
    assert row["shared_by"] == jonas.user_id
    assert row["shield"] == {"color": "grey", "code": "AuthenticityNotGuaranteed"}


async def test_our_identity_is_reset_on_another_device(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """P-23 on a real server: an alarm, nothing signed for it, and the new recovery key makes us part of it again."""
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    old = (await anna.call("setup_recovery"))["recovery_key"]
    before = await ready(anna)
    browser = await launch_peer(user)
    await browser.call("recover", recoveryKey=old)
    new = await browser.call("reset_identity", password=user.password, newRecovery=True)
    seen = await until_status(anna, identity="replaced")
    assert seen["master_key"] == before["master_key"]
    await anna.call("recover", recovery_key=new["recoveryKey"])
    after = await until_status(anna, identity="ready", cross_signing=True)
    assert after["master_key"] != before["master_key"]
