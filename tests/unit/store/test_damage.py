# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-14 for one file: damage is noticed, called by its name, and the damaged bytes stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from crypto.store import inspection
from crypto.store.database import Database, Migrations
from crypto.store.errors import StoreCorrupt, WrongKey
from tests.support import damage, processes

KEY = bytes(range(32))
TABLES = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])
ROWS = 100

CRASH = """
    import os, signal, sys
    from pathlib import Path
    from crypto.store.database import Database, Migrations
    tables = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])
    database = Database.open(Path(sys.argv[1]), bytes(range(32)), tables)
    for _ in range(20):
        database.execute("INSERT INTO letters(text) VALUES(?)", (b"journal" * 100,))
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed file of some pages."""
    path = tmp_path / "letters.db"
    database = Database.open(path, KEY, TABLES)
    database.executemany("INSERT INTO letters(text) VALUES(?)", [(b"x" * 1000,)] * ROWS)
    database.close()
    assert path.stat().st_size > 20 * damage.PAGE
    return path


@pytest.fixture
def crashed(path: Path) -> Path:
    """The same with 20 more rows in the journal, left by a process that was killed."""
    status, _ = processes.run(CRASH, path)
    assert status == processes.KILLED
    assert journal(path).stat().st_size > 20 * damage.PAGE
    return path


def journal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def contents(path: Path) -> dict[str, bytes]:
    """All files except the index of the journal, which every first reader rebuilds."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}


@pytest.mark.parametrize("name", damage.OF_THE_HEAD)
def test_s14_damage_of_the_head_is_noticed_at_once_and_kept(path: Path, name: str) -> None:
    damage.OF_THE_HEAD[name](path)
    before = contents(path)
    for read_only in (False, True):
        with pytest.raises((StoreCorrupt, WrongKey)) as caught:
            Database.open(path, KEY, TABLES, read_only=read_only)
        # Without the salt, or without one sound page, nobody can tell damage from another key.
        unknowable = name in {"salt flipped", "another file", "all zeros"}
        assert isinstance(caught.value, StoreCorrupt) or unknowable
        assert contents(path) == before


@pytest.mark.parametrize("name", damage.OF_THE_BODY)
def test_s14_damage_of_the_body_is_noticed_when_it_is_read(path: Path, name: str) -> None:
    damage.OF_THE_BODY[name](path)
    database = Database.open(path, KEY, TABLES)
    with pytest.raises(StoreCorrupt):
        database.execute("SELECT sum(length(text)) FROM letters").fetchall()
    with pytest.raises(StoreCorrupt):  # and from then on everything: nothing is written on top
        database.execute("INSERT INTO letters(text) VALUES('more')")
    database.close()


@pytest.mark.parametrize("name", damage.OF_THE_BODY)
def test_s14_check_finds_damage_that_nobody_has_read_yet(path: Path, name: str) -> None:
    damage.OF_THE_BODY[name](path)
    database = Database.open(path, KEY, TABLES)
    assert database.check() != []
    database.close()


def test_s14_damage_while_stepping_through_rows(path: Path) -> None:
    damage.flip(path, 12 * damage.PAGE + 77)
    database = Database.open(path, KEY, TABLES)
    cursor = database.execute("SELECT text FROM letters")
    with pytest.raises(StoreCorrupt):
        for _ in cursor:
            pass
    database.close()


def test_a_journal_of_a_crash_is_taken_in(crashed: Path) -> None:
    database = Database.open(crashed, KEY, TABLES)
    assert database.unclean
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (ROWS + 20,)
    assert database.check() == []
    database.close()


FRAME = 24 + damage.PAGE


@pytest.mark.parametrize(
    "offset", [0, 9, 17, 25, 32 + 100, 32 + FRAME + 3, 32 + 10 * FRAME + 2000], ids=lambda offset: f"at {offset}"
)
def test_s14_a_flipped_bit_in_the_journal_is_not_a_silent_step_back(crashed: Path, offset: int) -> None:
    damage.flip(journal(crashed), offset)
    before = contents(crashed)
    with pytest.raises(StoreCorrupt):
        Database.open(crashed, KEY, TABLES)
    assert contents(crashed) == before


def test_s14_a_zeroed_journal_is_not_a_silent_step_back(crashed: Path) -> None:
    damage.zero(journal(crashed), 0)
    before = contents(crashed)
    with pytest.raises(StoreCorrupt):
        Database.open(crashed, KEY, TABLES)
    assert contents(crashed) == before


@pytest.mark.parametrize("taken_off", [1, 100, FRAME - 1])
def test_a_transaction_that_was_being_written_when_the_power_went_is_no_damage(crashed: Path, taken_off: int) -> None:
    damage.cut(journal(crashed), -taken_off)
    database = Database.open(crashed, KEY, TABLES)
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (ROWS + 19,)
    database.close()


def test_a_last_frame_of_garbage_is_no_damage(crashed: Path) -> None:
    damage.zero(journal(crashed), journal(crashed).stat().st_size - damage.PAGE)
    database = Database.open(crashed, KEY, TABLES)
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (ROWS + 19,)
    database.close()


def test_an_older_round_of_the_journal_is_no_damage(path: Path) -> None:
    """After a checkpoint the journal is written from its beginning again; what stands behind is of the last round."""
    status, _ = processes.run(
        """
        import os, signal, sys
        from pathlib import Path
        from crypto.store.database import Database, Migrations
        tables = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text BLOB)"])
        database = Database.open(Path(sys.argv[1]), bytes(range(32)), tables)
        for _ in range(20):
            database.execute("INSERT INTO letters(text) VALUES(?)", (b"journal" * 100,))
        database.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        database.execute("INSERT INTO letters(text) VALUES('second round')")
        os.kill(os.getpid(), 9)
        """,
        path,
    )
    assert status == processes.KILLED
    assert journal(path).stat().st_size > 15 * FRAME
    database = Database.open(path, KEY, TABLES)
    assert database.execute("SELECT count(*) FROM letters").fetchone() == (ROWS + 21,)
    database.close()


def test_pages_are_recognised_by_their_key(path: Path) -> None:
    assert inspection.authentic_page(path, KEY)
    assert not inspection.authentic_page(path, bytes(32))
    damage.zero(path, 16)  # all but the salt
    assert not inspection.authentic_page(path, KEY)
