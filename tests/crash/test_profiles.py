# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The profile of a real account: one process at a time, nothing readable in it, damage and other versions of it."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from app.store.vault import Vault
from crypto.store.database import Migrations
from tests.driver.__main__ import TEST_PASSPHRASE
from tests.driver.commands import QUICK
from tests.support import damage
from tests.support.canaries import find_canaries
from tests.support.client import ClientError
from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import FaultProxy
from tests.support.raw_client import RawClient
from tests.support.synapse import Homeserver, User

pytestmark = pytest.mark.synapse

ROOM_NAME = "Kanarienzimmer-Überlandleitung"
OURS = "Kanarienvogel, von uns geschrieben"
THEIRS = "Kanarienvogel, von jemand anderem"
DISPLAY_NAME = "Kanaria Ärmelkanal"


def open_profile(folder: Path, *, crypto: Migrations | None = None, cache: Migrations | None = None) -> Profile:
    """The profile as the program opens it, in this process."""
    return Profile.open(
        folder,
        TEST_PASSPHRASE,
        crypto=crypto or crypto_migrations(),
        cache=cache or cache_migrations(),
        cost=QUICK,
    )


def fingerprints(folder: Path, *names: str) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


async def converse(homeserver: Homeserver, anna: CrashClient) -> tuple[RawClient, str]:
    """A room with two messages in it, one of each side."""
    await anna.call("sync_start")
    other = RawClient.new(homeserver, "kanarienhalter")
    room = await anna.create_room(name=ROOM_NAME, invite=[other.user_id])
    other.api.act(room, "join")
    await anna.wait_member(room, other.user_id)
    await anna.send(room, OURS)
    other.share(await anna.target(), room)
    other.say(room, THEIRS)
    await anna.wait_text(room, THEIRS)
    return other, room


async def bodies(anna: CrashClient, room: str) -> list[str]:
    return [row["body"] for row in await anna.messages(room) if row["utd"] is None]


async def test_s05_one_process_for_one_profile(anna: CrashClient) -> None:
    """A second one is refused, however it tries, and harms nothing; after kill -9 the next one takes over at once."""
    second = CrashClient(anna.profile)
    await second.launch()
    for command in ("restore", "wipe"):
        with pytest.raises(ClientError, match="profile_in_use"):
            await second.call(command)
    with pytest.raises(ClientError, match="profile_in_use"):
        await second.call("login", homeserver="http://127.0.0.1:9", user="anna", password="x")
    assert (await anna.call("whoami"))["device_id"] == anna.device_id
    await anna.call("sync_start")
    assert (anna.profile / "lock").exists()
    await anna.kill()
    await second.call("restore")
    assert (await second.call("whoami"))["device_id"] == anna.device_id
    with pytest.raises(ClientError, match="profile_in_use"):
        await anna.restore()
    await second.close()
    await anna.kill()
    await anna.restore()


async def test_s07_nothing_readable_is_left_on_the_disk(
    homeserver: Homeserver, proxy: FaultProxy, tmp_path: Path, anna_user: User, transport: str
) -> None:
    """While it runs, after kill -9 and after an orderly end: in databases, journals and temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {"TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary)}
    anna = CrashClient(tmp_path / "profile", classic=transport == "classic", environment=environment)
    await anna.launch()
    await anna.sign_in(replace(anna_user, homeserver=proxy.url), sync=False)
    other, room = await converse(homeserver, anna)
    other.api.request("PUT", f"/_matrix/client/v3/profile/{other.user_id}/displayname", {"displayname": DISPLAY_NAME})
    event = await anna.wait_text(room, THEIRS)
    await anna.call("edit", room=room, event=await anna.send(room, "Vorher"), text="Kanarische Inseln")
    await anna.call("react", room=room, event=event["event_id"], key="Kanarienreaktion")
    await anna.call("reply", room=room, event=event["event_id"], text="Kanarienantwort")
    await anna.wait_text(room, "Kanarienantwort")
    token = proxy.exchanges[-1].token
    target = await anna.target()
    canaries = [
        *(OURS, THEIRS, "Kanarische Inseln", "Kanarienreaktion", "Kanarienantwort"),
        *(ROOM_NAME, DISPLAY_NAME, room, event["event_id"]),
        *(anna.user_id, anna_user.localpart, other.user_id, anna.device_id, other.device_id),
        *(token, anna_user.password, TEST_PASSPHRASE, proxy.url),
        *(target.ed25519, target.curve25519, other.curve25519),
    ]
    assert len(token) > 20
    assert (anna.profile / "crypto.db-wal").stat().st_size > 0
    assert (anna.profile / "cache.db-wal").stat().st_size > 0
    assert find_canaries(tmp_path, canaries) == []
    await anna.kill()
    assert (anna.profile / "cache.db-wal").exists()
    assert find_canaries(tmp_path, canaries) == []
    await anna.restore()
    await anna.close()
    assert not (anna.profile / "crypto.db-wal").exists()
    assert find_canaries(tmp_path, canaries) == []
    (temporary / "probe").write_text(f"so würde es gefunden: {OURS}")
    assert find_canaries(tmp_path, canaries) == ["temporary/probe"]


@pytest.mark.parametrize("how", ["first page flipped", "cut by one page", "all zeros"])
async def test_s14_damaged_keys_are_reported_and_kept(homeserver: Homeserver, anna: CrashClient, how: str) -> None:
    await anna.close()
    whole = anna.profile.with_name("whole")
    shutil.copytree(anna.profile, whole)
    damage.OF_THE_HEAD[how](anna.profile / "crypto.db")
    before = fingerprints(anna.profile, "crypto.db", "cache.db", "profile.json")
    for _ in range(2):
        with pytest.raises(ClientError, match=r"store_corrupt .*crypto\.db"):
            await anna.restore()
        await anna.close()
        assert fingerprints(anna.profile, "crypto.db", "cache.db", "profile.json") == before
    shutil.copy(whole / "crypto.db", anna.profile / "crypto.db")
    await anna.restore()


async def test_s14_a_journal_that_is_gone_after_a_crash_is_reported(anna: CrashClient) -> None:
    """Without it the keys would silently be older ones, and be used twice."""
    await anna.call("sync_start")
    await anna.kill()
    journal = (anna.profile / "crypto.db-wal").read_bytes()
    (anna.profile / "crypto.db-wal").unlink()
    with pytest.raises(ClientError, match=r"store_corrupt .*crypto\.db"):
        await anna.restore()
    await anna.close()
    (anna.profile / "crypto.db-wal").write_bytes(journal)
    await anna.restore()


async def test_s14_damage_that_nobody_came_across_is_found_after_a_crash(anna: CrashClient) -> None:
    """In pages that are not needed for days: the check in the background finds it, and nothing more is written."""
    await anna.close()
    profile = open_profile(anna.profile)
    Vault(profile.crypto).save_draft("!woanders:test.local", secrets.token_hex(100_000))
    profile.close()
    await anna.restore(sync=False)
    await anna.kill()
    damage.flip(anna.profile / "crypto.db", -10 * damage.PAGE)
    await anna.launch()
    await anna.call("restore")
    await anna.call("sync_start", wait=False)
    await anna.link("offline", "store_corrupt")
    with pytest.raises(ClientError, match="store_corrupt"):
        await anna.call("sync_start")
    assert (anna.profile / "crypto.db").exists()


@pytest.mark.parametrize("how", ["first page flipped", "empty", "second half zeroed"])
async def test_s14_a_damaged_cache_comes_again_and_is_readable(
    homeserver: Homeserver, anna: CrashClient, how: str, transport: str
) -> None:
    """The keys of its messages are elsewhere."""
    other, room = await converse(homeserver, anna)
    await anna.close()
    cache = anna.profile / "cache.db"
    (damage.OF_THE_HEAD | damage.OF_THE_BODY)[how](cache)
    await anna.restore()
    other.say(room, "Nach dem Schaden")
    await anna.wait_text(room, "Nach dem Schaden")
    await anna.all_messages(room)
    assert await bodies(anna, room) == [OURS, THEIRS, "Nach dem Schaden"]
    assert (anna.profile / "cache.db.damaged-1").exists()
    await anna.send(room, "Es geht weiter")
    await anna.kill()
    await anna.restore(sync=False)
    assert await bodies(anna, room) == [OURS, THEIRS, "Nach dem Schaden", "Es geht weiter"]


@pytest.mark.parametrize("file", ["crypto.db", "cache.db"])
async def test_s16_a_profile_of_a_newer_program_is_not_touched(anna: CrashClient, file: str) -> None:
    await anna.close()
    newer = Migrations(tomorrow=["CREATE TABLE tomorrow(x)"])
    crypto, cache = crypto_migrations(), cache_migrations()
    changed = crypto if file == "crypto.db" else cache
    changed.components |= newer.components
    open_profile(anna.profile, crypto=crypto, cache=cache).close()
    before = fingerprints(anna.profile, "crypto.db", "cache.db", "profile.json")
    with pytest.raises(ClientError, match=f"store_newer .*{file}"):
        await anna.restore()
    await anna.close()
    assert fingerprints(anna.profile, "crypto.db", "cache.db", "profile.json") == before
    profile = open_profile(anna.profile, crypto=crypto, cache=cache)
    session = Vault(profile.crypto).session()
    profile.close()
    assert session is not None
    assert session.device_id == anna.device_id
