# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile as a whole: what is damaged, newer, full or someone else's, and what becomes of it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.profile.profile import Profile, as_user_error
from crypto.store.database import Database, Migrations
from crypto.store.errors import StoreCorrupt
from tests.support import damage, processes
from tests.support.canaries import find_canaries
from tests.support.small_disk import small_disk
from tests.unit.profile.conftest import CACHE, CRYPTO, FAST, PASSPHRASE, OpenProfile

CRASH = """
    import os, sys
    from pathlib import Path
    from app.profile.profile import Profile
    from tests.unit.profile.conftest import CACHE, CRYPTO, FAST, PASSPHRASE
    profile = Profile.open(Path(sys.argv[1]), PASSPHRASE, crypto=CRYPTO, cache=CACHE, stores=(), cost=FAST)
    for _ in range(10):
        profile.crypto.execute("INSERT INTO keys(text) VALUES(?)", ("precious" * 100,))
        profile.cache.execute("INSERT INTO messages(text) VALUES(?)", ("message" * 100,))
    os.kill(os.getpid(), 9)
"""
ROWS = 50


@contextmanager
def raises(code: ErrorCode, file: str | None = None) -> Iterator[None]:
    with pytest.raises(UserError) as caught:
        yield
    assert caught.value.code is code, caught.value.details
    if file is not None:
        assert caught.value.details["file"] == file


@pytest.fixture
def filled(folder: Path, open_profile: OpenProfile) -> Path:
    """A closed profile with something in both databases."""
    profile = open_profile()
    for _ in range(ROWS):
        profile.crypto.execute("INSERT INTO keys(text) VALUES(?)", ("precious" * 100,))
        profile.cache.execute("INSERT INTO messages(text) VALUES(?)", ("message" * 100,))
    profile.close()
    return folder


@pytest.fixture
def crashed(filled: Path) -> Path:
    """The same, with 10 more rows each in the journals of a process that was killed."""
    assert processes.run(CRASH, filled)[0] == processes.KILLED
    return filled


def count(database: Database, table: str) -> int:
    row = database.execute(f"SELECT count(*), sum(length(text)) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def contents(folder: Path) -> dict[str, bytes]:
    """What must not change. The index of a journal is rebuilt by every first reader; the lock is empty."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith(("-shm", "lock"))}


# -- as it should be -------------------------------------------------------------------------------------------------


def test_opened_again_everything_is_there(filled: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    assert (count(profile.crypto, "keys"), count(profile.cache, "messages")) == (ROWS, ROWS)
    assert not profile.unclean
    reader = profile.reader()
    assert count(reader, "messages") == ROWS
    profile.close()
    profile.close()
    assert {file.name for file in filled.iterdir()} == {"lock", "profile.json", "crypto.db", "cache.db"}


def test_s05_a_second_opening_is_refused_before_anything_is_touched(filled: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    before = contents(filled)
    with raises(ErrorCode.PROFILE_IN_USE):
        open_profile()
    assert contents(filled) == before
    profile.close()
    open_profile()


def test_s05_a_profile_whose_opening_failed_is_free_again(filled: Path, open_profile: OpenProfile) -> None:
    with raises(ErrorCode.PASSPHRASE_NEEDED):
        open_profile(None)
    open_profile()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_s20_folder_0700_and_all_files_0600(folder: Path, open_profile: OpenProfile, umask: int) -> None:
    before = os.umask(umask)
    try:
        profile = open_profile()
        profile.crypto.execute("INSERT INTO keys(text) VALUES('x')")
        profile.cache.execute("INSERT INTO messages(text) VALUES('x')")
        profile.prefs.remember("splitter", "x")
        profile.prefs.save()
        with raises(ErrorCode.PROFILE_IN_USE):
            open_profile()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert len(modes) == 10
    assert set(modes.values()) == {0o600}, modes


def test_s20_memory_of_both_databases_is_wiped_and_locked(folder: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from app.profile.profile import Profile
        from tests.unit.profile.conftest import CACHE, CRYPTO, FAST, PASSPHRASE
        profile = Profile.open(Path(sys.argv[1]), PASSPHRASE, crypto=CRYPTO, cache=CACHE, stores=(), cost=FAST)
        for database in (profile.crypto, profile.cache, profile.reader()):
            print(database.execute("PRAGMA cipher_memory_security").fetchone()[0], end=" ")
        profile.close()
    """
    assert processes.run(program, folder) == (0, "1 1 1 ")


def test_s07_nothing_readable_in_the_whole_profile(folder: Path, open_profile: OpenProfile) -> None:
    canaries = ["Kanarienvogel", "@erika.musterfrau:behoerde.example", "!geheimerraum:behoerde.example", "syt_zugang"]
    profile = open_profile()
    for canary in canaries:
        profile.crypto.execute("INSERT INTO keys(text) VALUES(?)", (canary * 50,))
        profile.cache.execute("INSERT INTO messages(text) VALUES(?)", (canary * 50,))
    secrets: list[str | bytes] = [*canaries, PASSPHRASE, profile._key, profile._key.hex()]
    profile.prefs.remember("splitter", "x")
    profile.prefs.save()
    assert find_canaries(folder, secrets) == []
    profile.close()
    assert find_canaries(folder, secrets) == []


def test_s09_destroying_removes_all_that_is_ours(filled: Path, open_profile: OpenProfile) -> None:
    damage.cut(filled / "cache.db", 5000)
    profile = open_profile()
    profile.prefs.remember("splitter", "x")
    profile.prefs.save()
    profile.reader()
    (filled / "log").mkdir()
    (filled / "log" / "log.txt").touch()
    assert profile.destroy()
    assert not filled.exists()
    assert open_profile().crypto.execute("SELECT * FROM keys").fetchall() == []


def test_s09_destroying_leaves_what_is_not_ours(filled: Path, open_profile: OpenProfile) -> None:
    (filled / "thesis.odt").touch()
    assert open_profile().destroy()
    assert [file.name for file in filled.iterdir()] == ["thesis.odt"]


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", damage.OF_THE_HEAD)
def test_s14_a_damaged_crypto_db_is_reported_and_kept(filled: Path, open_profile: OpenProfile, name: str) -> None:
    damage.OF_THE_HEAD[name](filled / "crypto.db")
    before = contents(filled)
    for _ in range(2):
        with raises(ErrorCode.STORE_CORRUPT, "crypto.db"):
            open_profile()
    assert contents(filled) == before


@pytest.mark.parametrize("name", damage.OF_THE_HEAD)
def test_s14_a_damaged_cache_is_begun_anew_and_costs_no_key(filled: Path, open_profile: OpenProfile, name: str) -> None:
    damage.OF_THE_HEAD[name](filled / "cache.db")
    broken = (filled / "cache.db").read_bytes()
    profile = open_profile()
    assert (count(profile.crypto, "keys"), profile.cache.execute("SELECT * FROM messages").fetchall()) == (ROWS, [])
    assert (filled / "cache.db.damaged-1").read_bytes() == broken
    profile.cache.execute("INSERT INTO messages(text) VALUES('again')")
    profile.close()
    assert count(open_profile().cache, "messages") == 1


@pytest.mark.parametrize("name", damage.OF_THE_BODY)
def test_s14_damage_deep_in_crypto_db_is_found_in_use_and_by_verifying(
    filled: Path, open_profile: OpenProfile, name: str
) -> None:
    damage.OF_THE_BODY[name](filled / "crypto.db")
    before = (filled / "crypto.db").read_bytes()
    profile = open_profile()
    assert profile.verify() != []
    with pytest.raises(StoreCorrupt) as caught:
        count(profile.crypto, "keys")
    assert as_user_error(caught.value).code is ErrorCode.STORE_CORRUPT
    assert as_user_error(caught.value).details["file"] == "crypto.db"
    profile.close()
    assert (filled / "crypto.db").read_bytes() == before


@pytest.mark.parametrize("name", damage.OF_THE_BODY)
def test_s14_damage_deep_in_the_cache_is_repaired_in_use(filled: Path, open_profile: OpenProfile, name: str) -> None:
    damage.OF_THE_BODY[name](filled / "cache.db")
    profile = open_profile()
    reader = profile.reader()
    with pytest.raises(StoreCorrupt):
        count(reader, "messages")
    new = profile.rebuild_cache()
    assert new is profile.cache
    new.execute("INSERT INTO messages(text) VALUES('again')")
    assert (count(profile.reader(), "messages"), count(profile.crypto, "keys")) == (1, ROWS)


def test_s14_only_so_many_damaged_caches_are_kept(filled: Path, open_profile: OpenProfile) -> None:
    for size in (5000, 6000, 7000):
        damage.cut(filled / "cache.db", size)
        profile = open_profile()
        for _ in range(ROWS):
            profile.cache.execute("INSERT INTO messages(text) VALUES(?)", ("message" * 100,))
        profile.close()
    kept = {file.name: file.stat().st_size for file in filled.glob("*damaged*")}
    assert kept == {"cache.db.damaged-1": 7000, "cache.db.damaged-2": 6000}


def test_s14_a_missing_cache_is_made_and_a_missing_crypto_db_is_not(filled: Path, open_profile: OpenProfile) -> None:
    (filled / "cache.db").unlink()
    profile = open_profile()
    assert count(profile.crypto, "keys") == ROWS
    profile.close()
    (filled / "crypto.db").unlink()
    for _ in range(2):
        with raises(ErrorCode.STORE_CORRUPT, "crypto.db"):
            open_profile()
    assert not (filled / "crypto.db").exists()


def test_after_a_crash_the_journals_are_taken_in(crashed: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    assert profile.unclean
    assert (count(profile.crypto, "keys"), count(profile.cache, "messages")) == (ROWS + 10, ROWS + 10)
    assert profile.verify() == []


def test_s14_a_journal_of_crypto_db_that_was_taken_away_is_not_a_silent_step_back(
    crashed: Path, open_profile: OpenProfile
) -> None:
    (crashed / "crypto.db-wal").unlink()
    before = contents(crashed)
    for _ in range(2):
        with raises(ErrorCode.STORE_CORRUPT, "crypto.db"):
            open_profile()
    assert contents(crashed) == before


def test_s14_a_journal_of_the_cache_that_was_taken_away_costs_only_the_last_messages(
    crashed: Path, open_profile: OpenProfile
) -> None:
    (crashed / "cache.db-wal").unlink()
    profile = open_profile()
    assert (count(profile.crypto, "keys"), count(profile.cache, "messages")) == (ROWS + 10, ROWS)


@pytest.mark.parametrize("offset", [3, 32 + 24 + 500])
def test_s14_a_damaged_journal(crashed: Path, open_profile: OpenProfile, offset: int) -> None:
    damage.flip(crashed / "cache.db-wal", offset)
    profile = open_profile()
    assert (count(profile.crypto, "keys"), profile.cache.execute("SELECT * FROM messages").fetchall()) == (
        ROWS + 10,
        [],
    )
    assert (crashed / "cache.db.damaged-1-wal").exists()
    profile.close()
    assert processes.run(CRASH, crashed)[0] == processes.KILLED
    damage.flip(crashed / "crypto.db-wal", offset)
    before = contents(crashed)
    with raises(ErrorCode.STORE_CORRUPT, "crypto.db"):
        open_profile()
    assert contents(crashed) == before


def test_s14_an_opening_that_failed_does_not_look_like_a_crash(crashed: Path, open_profile: OpenProfile) -> None:
    with raises(ErrorCode.STORE_NEWER, "cache.db"):
        open_profile(cache=Migrations())
    assert count(open_profile().crypto, "keys") == ROWS + 10


def test_s15_a_cache_of_another_profile_is_put_aside(filled: Path, open_profile: OpenProfile, tmp_path: Path) -> None:
    other = open_profile(where=tmp_path / "other")
    other.cache.execute("INSERT INTO messages(text) VALUES('theirs')")
    other.close()
    (tmp_path / "other" / "cache.db").replace(filled / "cache.db")
    profile = open_profile()
    assert (count(profile.crypto, "keys"), profile.cache.execute("SELECT * FROM messages").fetchall()) == (ROWS, [])


def test_s15_crypto_db_of_another_profile_is_not_opened_and_kept(
    filled: Path, open_profile: OpenProfile, tmp_path: Path
) -> None:
    open_profile(where=tmp_path / "other").close()
    (tmp_path / "other" / "crypto.db").replace(filled / "crypto.db")
    before = contents(filled)
    with raises(ErrorCode.STORE_CORRUPT, "crypto.db"):
        open_profile()
    assert contents(filled) == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"schema": 1}', b'{"schema": "1"}', b"[" * 60_000])
def test_s15_a_broken_record_is_reported_and_kept(filled: Path, open_profile: OpenProfile, content: bytes) -> None:
    (filled / "profile.json").write_bytes(content)
    before = contents(filled)
    with raises(ErrorCode.STORE_CORRUPT, "profile.json"):
        open_profile()
    assert contents(filled) == before


def test_a_lost_record_does_not_lead_to_a_new_key(filled: Path, open_profile: OpenProfile) -> None:
    (filled / "profile.json").unlink()
    before = contents(filled)
    with raises(ErrorCode.KEY_LOST):
        open_profile()
    assert contents(filled) == before


# -- newer, full, read-only ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["crypto.db", "cache.db", "profile.json"])
def test_s16_of_a_newer_program_nothing_is_touched(filled: Path, open_profile: OpenProfile, file: str) -> None:
    if file == "crypto.db":
        open_profile(crypto=Migrations(keys=[*CRYPTO.components["keys"], "CREATE TABLE more(x)"])).close()
    elif file == "cache.db":
        open_profile(cache=Migrations(messages=[*CACHE.components["messages"], "CREATE TABLE more(x)"])).close()
    else:
        values = json.loads((filled / file).read_bytes())
        (filled / file).write_text(json.dumps(values | {"schema": 2, "new": 1}))
    before = contents(filled)
    with raises(ErrorCode.STORE_NEWER, file):
        open_profile()
    assert contents(filled) == before


def test_fields_of_the_record_that_we_do_not_know_are_kept(filled: Path, open_profile: OpenProfile) -> None:
    values = json.loads((filled / "profile.json").read_bytes())
    (filled / "profile.json").write_text(json.dumps(values | {"generation": 7}))
    open_profile().set_passphrase("eine andere Passphrase", PASSPHRASE)
    assert json.loads((filled / "profile.json").read_bytes())["generation"] == 7


def test_s18_a_full_disk(open_profile: OpenProfile) -> None:
    with small_disk(1 << 20) as disk:
        if disk is None:
            pytest.skip("may not mount a small disk here; the test of file size limits covers the store")
        other = disk / "other files"
        with other.open("wb", buffering=0) as file, pytest.raises(OSError):  # noqa: PT012
            while True:
                file.write(bytes(4096))
        with raises(ErrorCode.DISK_FULL):
            open_profile(where=disk / "profile")
        other.write_bytes(b"")
        profile = open_profile(where=disk / "profile")
        profile.crypto.execute("INSERT INTO keys(text) VALUES('precious')")
        with other.open("wb", buffering=0) as file, pytest.raises(OSError):  # noqa: PT012
            while True:
                file.write(bytes(4096))
        with pytest.raises(UserError) as caught:
            profile.set_passphrase("eine andere Passphrase", PASSPHRASE)
        assert caught.value.code is ErrorCode.DISK_FULL
        other.unlink()
        profile.close()
        profile = open_profile(where=disk / "profile")  # with the old passphrase
        assert count(profile.crypto, "keys") == 1
        profile.close()


@pytest.mark.skipif(os.name != "posix", reason="mounts")
def test_s18_a_disk_that_is_read_only(open_profile: OpenProfile) -> None:
    from tests.unit.store.test_unwritable import read_only_mount

    with small_disk(1 << 20) as disk:
        if disk is None:
            pytest.skip("may not mount a small disk here")
        open_profile(where=disk / "profile").close()
        before = contents(disk / "profile")
        read_only_mount(disk, read_only=True)
        for name in ("profile", "new"):
            with raises(ErrorCode.PROFILE_UNWRITABLE):
                open_profile(where=disk / name)
        read_only_mount(disk, read_only=False)
        assert contents(disk / "profile") == before
        open_profile(where=disk / "profile").close()


# -- killed at any moment --------------------------------------------------------------------------------------------

STEPWISE = """
    import os, sys
    from pathlib import Path
    from app.profile.profile import Profile
    from tests.unit.profile.conftest import CACHE, CRYPTO, FAST, PASSPHRASE
    # Dies at the n-th call into the operating system that changes something.
    left = int(sys.argv[2])
    def audit(event, arguments):
        global left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.chmod", "sqlite3.connect", "shutil.rmtree"):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), 9)
    sys.addaudithook(audit)
    profile = Profile.open(Path(sys.argv[1]), PASSPHRASE, crypto=CRYPTO, cache=CACHE, stores=(), cost=FAST)
    if sys.argv[3] == "destroy":
        profile.destroy()
    else:
        profile.close()
"""


def test_a_first_start_that_is_killed_anywhere_can_be_repeated(folder: Path, open_profile: OpenProfile) -> None:
    kills = 0
    while processes.run(STEPWISE, folder.with_name(f"profile{kills}"), kills, "close")[0] == processes.KILLED:
        profile = open_profile(where=folder.with_name(f"profile{kills}"))
        profile.crypto.execute("INSERT INTO keys(text) VALUES('x')")
        profile.close()
        kills += 1
    assert kills > 5


def test_s09_a_removal_that_is_killed_anywhere_can_be_repeated(filled: Path) -> None:
    from app.profile.profile import destroy

    kills = 0
    while processes.run(STEPWISE, filled, kills, "destroy")[0] == processes.KILLED:
        kills += 1
        assert kills < 100
        if not (filled / "crypto.db").exists():  # from here on it is the removal of a profile that does not open
            assert destroy(filled, ())
            break
    assert kills > 3
    assert not filled.exists()
    Profile.open(filled, PASSPHRASE, crypto=CRYPTO, cache=CACHE, stores=(), cost=FAST).close()
