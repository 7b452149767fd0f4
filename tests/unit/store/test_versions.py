# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions of tables: brought up to date step by step, and never touched by an older program."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from crypto.store.database import Connection, Database, Migrations, Step
from crypto.store.errors import StoreConflict, StoreNewer
from tests.support import processes

KEY = bytes(range(32))


def third(connection: Connection) -> None:
    for number, text in connection.execute("SELECT id, text FROM notes").fetchall():
        connection.execute("UPDATE notes SET size=? WHERE id=?", (len(str(text)), number))


STEPS: Sequence[Step] = (
    "CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT); -- a comment; with a semicolon",
    """
    ALTER TABLE notes ADD COLUMN size INTEGER;
    CREATE TABLE removed(id INTEGER);
    CREATE TRIGGER keep AFTER DELETE ON notes BEGIN
        INSERT INTO removed VALUES(old.id);
        UPDATE notes SET text = 'x;y' WHERE id = old.id;
    END;
    """,
    third,
    "CREATE INDEX by_size ON notes(size)",
)


def fingerprints(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_s16_an_older_file_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    path = tmp_path / "notes.db"
    old = Database.open(path, KEY, Migrations(notes=STEPS[:version]))
    old.execute("INSERT INTO notes(text) VALUES('four')")
    assert old.version("notes") == version
    old.close()
    new = Database.open(path, KEY, Migrations(notes=STEPS, others=["CREATE TABLE others(x)"]))
    assert (new.version("notes"), new.version("others"), new.version("nothing")) == (4, 1, 0)
    size = new.execute("SELECT size FROM notes").fetchone()
    assert size == ((4,) if version < 3 else (None,))
    new.execute("DELETE FROM notes")
    assert new.execute("SELECT id FROM removed").fetchall() == [(1,)]
    new.close()


@pytest.mark.parametrize("older", [Migrations(notes=STEPS[:3]), Migrations(), Migrations(other=["CREATE TABLE x(y)"])])
def test_s16_a_newer_file_is_refused_and_not_one_byte_changes(tmp_path: Path, older: Migrations) -> None:
    path = tmp_path / "notes.db"
    Database.open(path, KEY, Migrations(notes=STEPS)).close()
    before = fingerprints(tmp_path)
    for read_only in (False, True):
        with pytest.raises(StoreNewer):
            Database.open(path, KEY, older, read_only=read_only)
        assert fingerprints(tmp_path) == before


def test_s16_a_newer_file_is_refused_untouched_after_a_crash_of_the_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    status, _ = processes.run(
        """
        import os, signal, sys
        from pathlib import Path
        from crypto.store.database import Database, Migrations
        tables = Migrations(notes=["CREATE TABLE a(x)", "CREATE TABLE b(x)"])
        database = Database.open(Path(sys.argv[1]), bytes(range(32)), tables)
        database.execute("INSERT INTO a VALUES(1)")
        os.kill(os.getpid(), 9)
        """,
        path,
    )
    assert status == processes.KILLED
    before = fingerprints(tmp_path)
    assert len(before) == 3
    with pytest.raises(StoreNewer):
        Database.open(path, KEY, Migrations(notes=["CREATE TABLE a(x)"]))
    after = fingerprints(tmp_path)
    del before["notes.db-shm"], after["notes.db-shm"]  # the index of the journal: rebuilt by every first reader
    assert after == before
    again = Database.open(path, KEY, Migrations(notes=["CREATE TABLE a(x)", "CREATE TABLE b(x)"]))
    assert again.execute("SELECT * FROM a").fetchall() == [(1,)]
    again.close()


def test_s17_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"

    def broken(connection: Connection) -> None:
        connection.execute("DROP TABLE notes")
        raise RuntimeError("half way")

    old = Database.open(path, KEY, Migrations(notes=STEPS[:2]))
    old.execute("INSERT INTO notes(text) VALUES('precious')")
    old.close()
    with pytest.raises(RuntimeError):
        Database.open(path, KEY, Migrations(notes=[*STEPS[:2], "CREATE TABLE fine(x)", broken]))
    # The step before the broken one is done, and stays.
    again = Database.open(path, KEY, Migrations(notes=[*STEPS[:2], "CREATE TABLE fine(x)"]))
    assert again.version("notes") == 3
    assert again.execute("SELECT text FROM notes").fetchall() == [("precious",)]
    again.close()


def test_a_step_may_rebuild_a_table_but_not_leave_loose_ends(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    first = (
        "CREATE TABLE rooms(id INTEGER PRIMARY KEY);"
        "CREATE TABLE events(id INTEGER PRIMARY KEY, room INTEGER NOT NULL REFERENCES rooms(id) ON DELETE CASCADE);"
        "INSERT INTO rooms VALUES(1); INSERT INTO events VALUES(1, 1);"
    )
    Database.open(path, KEY, Migrations(notes=[first])).close()
    rebuilt = (
        "CREATE TABLE new_rooms(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO new_rooms(id) SELECT id FROM rooms;"
        "DROP TABLE rooms; ALTER TABLE new_rooms RENAME TO rooms;"
    )
    database = Database.open(path, KEY, Migrations(notes=[first, rebuilt]))
    assert database.execute("SELECT count(*) FROM events").fetchone() == (1,)  # nothing cascaded
    with pytest.raises(StoreConflict):
        database.execute("INSERT INTO events VALUES(2, 99)")
    database.close()
    with pytest.raises(StoreConflict):
        Database.open(path, KEY, Migrations(notes=[first, rebuilt, "DELETE FROM rooms"]))
    database = Database.open(path, KEY, Migrations(notes=[first, rebuilt]))
    assert database.execute("SELECT count(*) FROM rooms").fetchone() == (1,)
    database.close()


def test_a_creation_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    (tmp_path / "notes.db.new").write_bytes(b"half a file")
    database = Database.open(path, KEY, Migrations(notes=STEPS))
    assert database.version("notes") == 4
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["notes.db"]
