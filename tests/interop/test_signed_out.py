# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Back from a long leave: the server has deleted the device. And a profile that was set back to an older state."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from app.account import Account
from app.security.interface import Backup, Identity
from app.types import Link, SendState
from tests.support.account_world import People, Person, open_profile, people, until
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver, User, new_user

__all__ = ["people"]
pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def sign_in_again(person: Person, user: User) -> None:
    """What the window does after the password was typed."""
    for follower in person.timelines.values():
        follower.timeline.close()
    person.timelines.clear()
    await person.account.stop()
    person.account = await Account.sign_in(person.profile, user.homeserver, user.localpart, user.password)
    await person.start()


async def test_back_from_leave(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    user, other = new_user(homeserver, "anna"), new_user(homeserver, "jonas")
    anna = await people.sign_in(user)
    await until(lambda: anna.account.security.state.identity is Identity.MISSING, "to know there is no identity")
    await anna.account.security.set_up(None)
    await until(lambda: anna.account.security.state.backup is Backup.ON, "the key storage")
    jonas = await launch_peer(other)
    await jonas.call("bootstrap", password=other.password, passphrase="urlaub urlaub urlaub")
    room = await anna.account.create_room(name="Referat", invite=[other.user_id])
    await jonas.call("wait_room", room=room, membership="invite")
    await jonas.call("join", room=room)
    await until(lambda: anna.room(room) is not None, "the room")
    await jonas.send(room, "Gute Erholung")
    await anna.wait_text(room, "Gute Erholung")
    await anna.send(room, "Bis in drei Monaten")
    old, keys = anna.account.device_id, anna.account.keys

    # What Synapse does with delete_stale_devices_after, an administrator does here.
    path = f"/_synapse/admin/v2/users/{quote(user.user_id, safe='')}/devices/{old}"
    homeserver.request("DELETE", path, token=homeserver.admin_token)
    await until(lambda: anna.account.connection.link is Link.SIGNED_OUT, "to be signed out")
    assert not anna.account.connection.soft
    assert anna.account.connection.problem is None
    await anna.account.send_text(room, "nicht mehr gesendet")
    assert "Gute Erholung" in (await anna.timeline(room)).bodies

    await anna.reopen(online=False)  # the program was ended meanwhile
    await anna.account.start()
    await until(lambda: anna.account.connection.link is Link.SIGNED_OUT, "to be signed out still")
    await jonas.send(room, "Während der Abwesenheit")
    await sign_in_again(anna, user)
    new = anna.account.device_id
    assert new != old
    assert not set(anna.account.keys) & set(keys)

    follower = await anna.timeline(room)
    for text in ("Gute Erholung", "Bis in drei Monaten"):
        item = await anna.wait_text(room, text)
        assert item.encrypted
        assert item.utd is None
    # What was written and not sent waits for the person.
    waiting = await follower.wait(lambda item: item.body == "nicht mehr gesendet")
    assert waiting.send_state is SendState.FAILED

    # One new device, vouched for by the identity whose keys were still here; the old one is gone.
    async with asyncio.timeout(30):
        while True:
            listed = await jonas.call("device_list", user=user.user_id)
            if [(one["device"], one["signed_by_owner"]) for one in listed["devices"]] == [(new, True)]:
                break
            await asyncio.sleep(0.1)
    await jonas.send(room, "Willkommen zurück")
    await anna.wait_text(room, "Willkommen zurück")
    await anna.send(room, "Danke")
    assert (await jonas.wait_text(room, "Danke"))["encrypted"]
    await until(lambda: anna.account.security.state.identity is Identity.READY, "to be verified")
    await until(lambda: anna.account.security.state.backup is Backup.ON, "the key storage")
    await until(lambda: anna.account.security.state.remaining == 0, "all keys in the key storage")


async def test_s06_a_profile_that_was_set_back_does_not_go_on(
    people: People, homeserver: Homeserver, tmp_path: Path
) -> None:
    user = new_user(homeserver, "anna")
    anna, bert = await people.sign_in(user), await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    await anna.send(room, "vor der Sicherung")
    await bert.wait_text(room, "vor der Sicherung")
    await anna.stop()
    backup = tmp_path / "backup"
    shutil.copytree(anna.folder, backup)

    anna.profile = open_profile(anna.folder)
    account = await Account.open(anna.profile)
    assert account is not None
    anna.account = account
    await anna.start()
    await anna.send(room, "nach der Sicherung")
    await bert.wait_text(room, "nach der Sicherung")
    old = account.device_id
    await anna.stop()

    shutil.rmtree(anna.folder)
    shutil.copytree(backup, anna.folder)
    anna.profile = open_profile(anna.folder)
    again = await Account.open(anna.profile)
    assert again is not None
    anna.account = again
    await again.start()
    await until(lambda: again.connection.link is Link.SIGNED_OUT, "to notice")
    assert again.connection.problem == "profile_copied"
    await again.send_text(room, "mit alten Schlüsseln")
    assert "vor der Sicherung" in (await anna.timeline(room)).bodies
    await anna.reopen(online=False)
    await anna.account.start()
    assert anna.account.connection.problem == "profile_copied"  # at once, without asking anybody

    await sign_in_again(anna, user)
    new = anna.account.device_id
    assert new != old
    found = homeserver.request(
        "GET", f"/_synapse/admin/v2/users/{quote(user.user_id, safe='')}/devices", token=homeserver.admin_token
    )
    assert [device["device_id"] for device in found["devices"]] == [new]
    await anna.wait_text(room, "vor der Sicherung")
    await anna.send(room, "mit neuen Schlüsseln")
    await bert.wait_text(room, "mit neuen Schlüsseln")
    assert "mit alten Schlüsseln" not in (await bert.timeline(room)).bodies


async def test_s06_two_copies_at_once_notice_each_other(people: People, homeserver: Homeserver, tmp_path: Path) -> None:
    user = new_user(homeserver, "anna")
    anna = await people.sign_in(user)
    await anna.stop()
    copy = tmp_path / "copy"
    shutil.copytree(anna.folder, copy)
    anna.profile = open_profile(anna.folder)
    account = await Account.open(anna.profile)
    assert account is not None
    anna.account = account
    await anna.start()
    await until(lambda: account.connection.link is Link.ONLINE, "to be online")

    profile = open_profile(copy)
    twin = await Account.open(profile)
    assert twin is not None
    twin.classic = anna.classic
    try:
        await twin.start()
        # Whichever saw the other first gives up; it never is both that go on.
        await until(lambda: Link.SIGNED_OUT in (twin.connection.link, account.connection.link), "one to notice")
        assert "profile_copied" in (twin.connection.problem, account.connection.problem)
    finally:
        await twin.stop()
        profile.close()
