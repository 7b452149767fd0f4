# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encrypted databases: transactions, threads, settings, file modes."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crypto.store.database import Connection, Database, Migrations
from crypto.store.errors import (
    StoreConflict,
    StoreCorrupt,
    StoreMissing,
    StoreOutdated,
    StoreUnwritable,
    WrongKey,
)
from tests.support import processes

KEY = bytes(range(32))
TABLES = Migrations(letters=["CREATE TABLE letters(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "letters.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database.open(path, KEY, TABLES)
    yield database
    database.close()


def letters(database: Database) -> list[str]:
    return [str(text) for (text,) in database.execute("SELECT text FROM letters ORDER BY id")]


def write(database: Database | Connection, text: str | None) -> None:
    database.execute("INSERT INTO letters(text) VALUES(?)", (text,))


def test_what_was_written_is_there_after_reopening(path: Path, database: Database) -> None:
    write(database, "hello")
    database.close()
    again = Database.open(path, KEY, TABLES)
    assert letters(again) == ["hello"]
    assert not again.unclean
    again.close()


def test_the_promised_settings_are_in_force(path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from crypto.store.database import Database, Migrations
        database = Database.open(Path(sys.argv[1]), bytes(range(32)), Migrations(), memory_security=True)
        for name in ("journal_mode", "synchronous", "temp_store", "secure_delete", "trusted_schema", "foreign_keys",
                     "cipher_memory_security", "busy_timeout", "cipher_page_size"):
            print(name, database.execute(f"PRAGMA {name}").fetchone()[0])
    """
    status, output = processes.run(program, path)
    assert status == 0
    assert dict(line.split() for line in output.splitlines()) == {
        "journal_mode": "wal",
        "synchronous": "2",  # FULL
        "temp_store": "2",  # MEMORY
        "secure_delete": "1",
        "trusted_schema": "0",
        "foreign_keys": "1",
        "cipher_memory_security": "1",
        "busy_timeout": "5000",
        "cipher_page_size": "4096",
    }


def test_a_new_file_is_on_the_disk_before_it_has_its_name_and_the_disk_is_waited_for_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of many components is no reason to wait for a slow disk."""
    done: list[str] = []
    fsync, rename, execute = os.fsync, Path.rename, Connection.execute

    def synced(file: int) -> None:
        done.append(f"fsync {path.name}.new" if (path.parent / f"{path.name}.new").exists() else "fsync folder")
        fsync(file)

    def renamed(self: Path, target: Path) -> Path:
        done.append("rename")
        return rename(self, target)

    def executed(self: Connection, sql: str, params: Any = ()) -> Any:
        if sql == "COMMIT":
            done.append("commit " + str(self.raw.execute("PRAGMA synchronous").fetchone()[0]))
        return execute(self, sql, params)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Connection, "execute", executed)
    tables = Migrations(letters=[f"CREATE TABLE t{n}(id INTEGER)" for n in range(3)])
    database = Database.open(path, KEY, tables)
    assert done[:3] == ["commit 0"] * 3
    assert done[3:5] == [f"fsync {path.name}.new", "rename"]
    with database.transaction():
        database.execute("INSERT INTO t0 VALUES(1)")
    assert done[-1] == "commit 2"
    database.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_s20_files_are_readable_by_this_user_only_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        database = Database.open(path, KEY, TABLES)
        write(database, "hello")
        reader = Database.open(path, KEY, TABLES, read_only=True)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        reader.close()
        database.close()
    finally:
        os.umask(before)
    assert modes == {"letters.db": 0o600, "letters.db-wal": 0o600, "letters.db-shm": 0o600}


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_s20_files_that_became_readable_are_narrowed(path: Path, database: Database) -> None:
    database.close()
    path.chmod(0o644)
    again = Database.open(path, KEY, TABLES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.close()


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as transaction:  # noqa: PT012
        write(transaction, "one")
        _ = 1 / 0
    assert letters(database) == []
    with database.transaction() as transaction:
        write(transaction, "one")
        write(transaction, "two")
    assert letters(database) == ["one", "two"]


def test_a_failed_part_of_a_transaction_is_undone_alone_if_it_is_caught(database: Database) -> None:
    with database.transaction() as outer:
        write(outer, "one")
        with pytest.raises(StoreConflict), database.transaction() as inner:  # noqa: PT012
            write(inner, "two")
            with database.transaction() as innermost:
                write(innermost, "three")
            write(inner, None)
        write(outer, "four")
    assert letters(database) == ["one", "four"]


def test_a_part_goes_with_the_whole(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():  # noqa: PT012
        with database.transaction() as inner:
            write(inner, "one")
        _ = 1 / 0
    assert letters(database) == []


def test_nothing_of_an_open_transaction_is_seen_by_others(path: Path, database: Database) -> None:
    reader = Database.open(path, KEY, TABLES, read_only=True)
    with database.transaction() as transaction:
        write(transaction, "one")
        assert letters(reader) == []
    assert letters(reader) == ["one"]
    reader.close()


def test_executemany_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(StoreConflict):
        database.executemany("INSERT INTO letters(text) VALUES(?)", [("one",), ("two",), ("one",)])
    assert letters(database) == []


def test_a_broken_rule_is_a_conflict_without_the_values(database: Database) -> None:
    write(database, "secret words")
    with pytest.raises(StoreConflict) as caught:
        write(database, "secret words")
    assert "secret words" not in str(caught.value)


def test_a_reader_cannot_write(path: Path, database: Database) -> None:
    reader = Database.open(path, KEY, TABLES, read_only=True)
    with pytest.raises(StoreUnwritable):
        write(reader, "one")
    reader.close()


def test_a_reader_neither_makes_nor_changes_a_file(path: Path, database: Database) -> None:
    with pytest.raises(StoreMissing):
        Database.open(path.with_name("other.db"), KEY, TABLES, read_only=True)
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreOutdated):
        Database.open(
            path, KEY, Migrations(letters=[*TABLES.components["letters"], "CREATE TABLE more(x)"]), read_only=True
        )
    assert path.read_bytes() == before


def test_a_missing_file_is_made_only_if_wanted(path: Path) -> None:
    with pytest.raises(StoreMissing):
        Database.open(path, KEY, TABLES, create=False)
    assert list(path.parent.iterdir()) == []


def test_a_database_belongs_to_one_thread_until_it_is_released_or_the_thread_has_ended(database: Database) -> None:
    write(database, "one")
    caught: list[BaseException] = []

    def use(text: str) -> None:
        try:
            write(database, text)
        except RuntimeError as error:
            caught.append(error)

    def in_thread(text: str) -> None:
        thread = threading.Thread(target=use, args=(text,))
        thread.start()
        thread.join()

    in_thread("two")
    assert len(caught) == 1
    database.release()
    in_thread("three")
    write(database, "four")
    in_thread("five")
    assert len(caught) == 2
    assert letters(database) == ["one", "three", "four"]


def test_another_key_is_told_from_damage(path: Path, database: Database) -> None:
    database.close()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        Database.open(path, bytes(32), TABLES)
    assert path.read_bytes() == before


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Database.open(path, key, TABLES)


def test_a_file_that_is_not_encrypted_is_refused(path: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE letters(text)")
    plain.commit()
    plain.close()
    with pytest.raises(StoreCorrupt, match="not encrypted"):
        Database.open(path, KEY, TABLES)


def test_rows_come_one_by_one_or_together(database: Database) -> None:
    database.executemany("INSERT INTO letters(text) VALUES(?)", [(str(number),) for number in range(10)])
    cursor = database.execute("SELECT text FROM letters ORDER BY id")
    assert cursor.fetchone() == ("0",)
    assert cursor.fetchmany(2) == [("1",), ("2",)]
    assert [text for (text,) in cursor] == ["3", "4", "5", "6", "7", "8", "9"]
    assert cursor.fetchone() is None
    changed = database.execute("UPDATE letters SET text = text || 'x' WHERE id <= :most", {"most": 4})
    assert changed.rowcount == 4
    assert database.execute("INSERT INTO letters(text) VALUES('new')").lastrowid == 11


def test_check_finds_nothing_wrong_with_a_sound_file(database: Database) -> None:
    database.executemany("INSERT INTO letters(text) VALUES(?)", [("x" * 500 + str(number),) for number in range(500)])
    assert database.check() == []


def test_closing_within_a_transaction_is_a_mistake(path: Path, database: Database) -> None:
    from crypto.store.errors import StoreError

    with database.transaction() as transaction:
        write(transaction, "one")
        with pytest.raises(StoreError):
            database.close()
    assert letters(database) == ["one"]
