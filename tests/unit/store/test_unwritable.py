# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-18: a full or read-only disk stops us cleanly; what was acknowledged stays, and it goes on when there is room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.store.database import Database, Migrations
from crypto.store.errors import StoreError, StoreUnwritable
from tests.support import processes
from tests.support.failing_sync import can_fail_syncs
from tests.support.small_disk import small_disk

KEY = bytes(range(32))
TABLES = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk(1 << 20) as folder:
        if folder is None:
            pytest.skip("may not mount a small disk here; test_s18_a_limit_on_file_sizes covers the same")
        yield folder


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    path = disk / "other files"
    with path.open("wb", buffering=0) as file, pytest.raises(OSError):  # noqa: PT012
        while True:
            file.write(bytes(4096))
    return path


def test_s18_a_full_disk_stops_cleanly_and_goes_on_when_there_is_room(disk: Path) -> None:
    other = disk / "other files"
    other.write_bytes(bytes(500_000))
    database = Database.open(disk / "letters.db", KEY, TABLES)
    acknowledged = 0
    with pytest.raises(StoreUnwritable) as caught:  # noqa: PT012
        for _ in range(1000):
            with database.transaction() as transaction:
                transaction.execute("INSERT INTO letters(text) VALUES(?)", (os.urandom(2000),))
                transaction.execute("INSERT INTO letters(text) VALUES(?)", (os.urandom(2000),))
            acknowledged += 2
    assert caught.value.disk_full
    assert acknowledged > 20
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (acknowledged,)
    other.unlink()
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO letters(text) VALUES(?)", (b"again",))
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (acknowledged + 1,)
    assert database.check() == []
    database.close()


def test_s18_whoever_swallows_the_error_cannot_go_on_outside_of_the_transaction(disk: Path) -> None:
    database = Database.open(disk / "letters.db", KEY, TABLES)
    other = fill(disk)
    with pytest.raises(StoreUnwritable), database.transaction() as transaction:  # noqa: PT012
        for number in range(2000):
            try:
                # Larger than the page cache, so that pages have to be written before the commit.
                transaction.execute("INSERT INTO letters(text) VALUES(?)", (bytes(100_000),))
            except StoreUnwritable:
                if number > 500:
                    raise
    other.unlink()
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (0,)
    database.close()


def test_s18_opening_on_a_full_disk(disk: Path) -> None:
    Database.open(disk / "letters.db", KEY, TABLES).close()
    other = fill(disk)
    with pytest.raises(StoreUnwritable) as caught:
        Database.open(disk / "new.db", KEY, TABLES)
    assert caught.value.disk_full
    assert not (disk / "new.db").exists()
    other.unlink()
    Database.open(disk / "letters.db", KEY, TABLES).close()
    Database.open(disk / "new.db", KEY, TABLES).close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
def test_s18_a_limit_on_file_sizes(tmp_path: Path) -> None:
    """Where nothing can be mounted: the same through RLIMIT_FSIZE, which the kernel reports as EFBIG."""
    status, output = processes.run(
        """
        import resource, sys
        from pathlib import Path
        from crypto.store.database import Database, Migrations
        from crypto.store.errors import StoreUnwritable
        tables = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])
        database = Database.open(Path(sys.argv[1]) / "letters.db", bytes(range(32)), tables)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
        acknowledged = 0
        try:
            while True:
                database.execute("INSERT INTO letters(text) VALUES(?)", (bytes(2000),))
                acknowledged += 1
        except StoreUnwritable:
            print("unwritable", acknowledged, database.execute("SELECT count(*) FROM letters").fetchone()[0])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        database.execute("INSERT INTO letters(text) VALUES('again')")
        print(database.execute("SELECT count(*) FROM letters").fetchone()[0], database.check())
        """,
        tmp_path,
    )
    assert status == 0
    first, second = output.splitlines()
    name, acknowledged, counted = first.split()
    assert name == "unwritable"
    assert int(acknowledged) == int(counted) > 20
    assert second == f"{int(counted) + 1} []"


def read_only_mount(folder: Path, *, read_only: bool) -> None:
    import ctypes

    remount, bind_read_only = 32, 1
    flags = remount | (bind_read_only if read_only else 0)
    assert ctypes.CDLL(None).mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, b"") == 0


def test_s18_a_disk_that_became_read_only(disk: Path) -> None:
    database = Database.open(disk / "letters.db", KEY, TABLES)
    database.execute("INSERT INTO letters(text) VALUES('one')")
    database.close()
    read_only_mount(disk, read_only=True)
    for path in (disk / "letters.db", disk / "new.db"):
        with pytest.raises(StoreUnwritable) as caught:
            Database.open(path, KEY, TABLES)
        assert not caught.value.disk_full
    read_only_mount(disk, read_only=False)
    database = Database.open(disk / "letters.db", KEY, TABLES)
    assert database.execute("SELECT text FROM letters").fetchall() == [("one",)]
    database.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Database.open(tmp_path / "nowhere" / "letters.db", KEY, TABLES)


SYNC_FAILS = """
    import sys, threading
    from pathlib import Path
    from crypto.store.database import Database, Migrations
    from crypto.store.errors import StoreUnwritable
    from tests.support.failing_sync import fail_syncs
    tables = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])
    database = Database.open(Path(sys.argv[1]) / "letters.db", bytes(range(32)), tables)
    database.executemany("INSERT INTO letters(text) VALUES(?)", [("first",)] * 3)
    database.release()
    def work():
        fail_syncs()
        for _ in range(2):
            try:
                database.execute("INSERT INTO letters(text) VALUES('second')")
                print("acknowledged")
            except StoreUnwritable:
                print("refused", database.execute("SELECT count(*) FROM letters").fetchone()[0])
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if sys.argv[2] == "goes on":
        database.execute("INSERT INTO letters(text) VALUES('third')")
        print(database.execute("SELECT count(*), max(text) FROM letters").fetchone(), database.check())
        database.close()
"""


@pytest.mark.skipif(not can_fail_syncs(), reason="system call filters are Linux's")
def test_s18_what_could_not_be_made_durable_is_not_acknowledged(tmp_path: Path) -> None:
    status, output = processes.run(SYNC_FAILS, tmp_path, "goes on")
    assert (status, output.splitlines()) == (0, ["refused 3", "refused 3", "(4, 'third') []"])
    database = Database.open(tmp_path / "letters.db", KEY, TABLES)
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (4,)
    database.close()


@pytest.mark.skipif(not can_fail_syncs(), reason="system call filters are Linux's")
def test_s18_a_program_that_ends_after_a_failed_sync_leaves_a_sound_file(tmp_path: Path) -> None:
    status, output = processes.run(SYNC_FAILS, tmp_path, "ends")
    assert (status, output.splitlines()) == (0, ["refused 3", "refused 3"])
    database = Database.open(tmp_path / "letters.db", KEY, TABLES)
    row = database.execute("SELECT count(*) FROM letters WHERE text='first'").fetchone()
    assert row == (3,)
    assert database.check() == []
    database.close()
