# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""An encrypted SQLite file (SQLCipher 4), with durable commits and versioned tables.

Every page is authenticated when it is read, so damage is noticed where it is touched, without reading the whole file
at each start. ``Database.check`` reads everything and takes about a second for each 200 MB.

A file appears under its name only when it is complete: it is made under ``<name>.new``, brought to the newest schema
and renamed. An empty file under the real name is therefore damage, never a fresh start.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from crypto.store import inspection
from crypto.store.errors import (
    StoreBusy,
    StoreConflict,
    StoreCorrupt,
    StoreError,
    StoreMissing,
    StoreNewer,
    StoreOutdated,
    StoreUnwritable,
    WrongKey,
)

Params = Sequence[Any] | Mapping[str, Any]
Row = tuple[Any, ...]

KEY_BYTES = 32
BUSY_TIMEOUT_MS = 5000
CACHED_STATEMENTS = 512

_CORRUPT = {11, 26}  # SQLITE_CORRUPT, SQLITE_NOTADB
_UNWRITABLE = {3, 8, 10, 13, 14, 15, 23}  # PERM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL, AUTH
_BUSY = {5, 6}  # BUSY, LOCKED
_FULL = 13
_CONSTRAINT = 19


class Cursor:
    """The rows of one statement. Errors while stepping through them are those of ``crypto.store.errors``."""

    __slots__ = ("_connection", "_raw")

    def __init__(self, raw: Any, connection: Connection) -> None:
        self._raw = raw
        self._connection = connection

    def fetchone(self) -> Row | None:
        try:
            row: Row | None = self._raw.fetchone()
        except sqlite.Error as error:
            raise self._connection.translate(error) from None
        return row

    def fetchall(self) -> list[Row]:
        try:
            rows: list[Row] = self._raw.fetchall()
        except sqlite.Error as error:
            raise self._connection.translate(error) from None
        return rows

    def fetchmany(self, size: int) -> list[Row]:
        try:
            rows: list[Row] = self._raw.fetchmany(size)
        except sqlite.Error as error:
            raise self._connection.translate(error) from None
        return rows

    def __iter__(self) -> Iterator[Row]:
        try:
            yield from self._raw
        except sqlite.Error as error:
            raise self._connection.translate(error) from None

    @property
    def rowcount(self) -> int:
        """How many rows an INSERT, UPDATE or DELETE changed; -1 for anything else."""
        return int(self._raw.rowcount)

    @property
    def lastrowid(self) -> int:
        return int(self._raw.lastrowid)


class Connection:
    """What runs statements: given to migrations and by ``Database.transaction``."""

    __slots__ = ("_damaged", "depth", "path", "raw")

    def __init__(self, raw: Any, path: Path) -> None:
        self.raw = raw
        self.path = path
        self.depth = 0
        self._damaged = False

    def execute(self, sql: str, params: Params = ()) -> Cursor:
        """Run one statement. Values go into ``params``, never into ``sql``."""
        self._still_inside()
        try:
            return Cursor(self.raw.execute(sql, params), self)
        except sqlite.Error as error:
            raise self.translate(error) from None

    def executemany(self, sql: str, rows: Iterable[Params]) -> Cursor:
        """Run one statement for each of ``rows``."""
        self._still_inside()
        try:
            return Cursor(self.raw.executemany(sql, rows), self)
        except sqlite.Error as error:
            raise self.translate(error) from None

    def script(self, sql: str) -> None:
        """Run several statements within the transaction that is open."""
        for statement in _statements(sql):
            self.execute(statement)

    def _still_inside(self) -> None:
        # A full disk makes SQLite undo the whole transaction on its own. Whoever swallowed that error must not go on
        # writing bit by bit outside of any transaction.
        if self.depth and not self.raw.in_transaction:
            raise StoreUnwritable("the transaction was undone by an earlier error", self.path)

    def translate(self, error: Exception) -> Exception:
        """The error of ours that says what ``error`` of SQLite means. Texts never hold values."""
        code = int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        if code in _CORRUPT or self._damaged:
            # After the first page that is not authentic, SQLCipher refuses everything on this connection, with
            # changing codes.
            self._damaged = True
            return StoreCorrupt(f"{self.path.name} is damaged ({name})", self.path)
        if code in _UNWRITABLE:
            return StoreUnwritable(f"cannot write {self.path.name} ({name})", self.path, disk_full=code == _FULL)
        if code in _BUSY:
            return StoreBusy(f"{self.path.name} is locked ({name})", self.path)
        if code == _CONSTRAINT:
            return StoreConflict(str(error), self.path)
        return error  # a mistake in our SQL: keep it as it is


Step = str | Callable[[Connection], None]


class Migrations:
    """For each component that has tables in a file, its steps from an empty file to today, in order.

    Steps that were released are never changed, only followed by new ones. The version of a component is the number of
    its steps that have run.
    """

    def __init__(self, **components: Sequence[Step]) -> None:
        self.components = {name: tuple(steps) for name, steps in components.items()}


class Database:
    """One connection to one file. It belongs to the thread that uses it first, until that ends or calls ``release``."""

    def __init__(self, connection: Connection, path: Path, *, read_only: bool, unclean: bool) -> None:
        self._connection = connection
        self._owner: threading.Thread | None = None
        self._owner_id = 0
        self.path = path
        self.read_only = read_only
        self.unclean = unclean
        """The file was not closed when it was used last (a crash or power cut): a good time to ``check`` it."""

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes,
        migrations: Migrations,
        *,
        read_only: bool = False,
        create: bool = True,
        memory_security: bool = False,
    ) -> Database:
        """Open the file, create it if it is missing, and bring its tables up to date.

        ``key`` is 32 random bytes. One writing connection to a file in one process, opened first; any number of
        read-only ones beside it. ``memory_security`` locks and wipes the memory of pages; it cannot be switched off
        again in this process, for no file.
        Raises StoreMissing, WrongKey, StoreCorrupt, StoreNewer, StoreOutdated, StoreUnwritable, StoreBusy.
        """
        if len(key) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        if not path.exists():
            if read_only or not create:
                raise StoreMissing(f"{path.name} is missing", path)
            _create(path, key, migrations, memory_security)
        unclean = inspection.has_journal(path)
        known = _peek(path, key, migrations, alone=not read_only)
        if read_only and any(known.get(name, 0) < len(steps) for name, steps in migrations.components.items()):
            raise StoreOutdated(f"{path.name} has older tables", path)
        connection = _connect(path, key, "ro" if read_only else "rw", memory_security=memory_security)
        try:
            if read_only:
                connection.execute("PRAGMA query_only=ON")
            else:
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
                _migrate(connection, migrations)
            connection.execute("PRAGMA foreign_keys=ON")
            _protect(path)
        except BaseException:
            connection.raw.close()
            raise
        return cls(connection, path, read_only=read_only, unclean=unclean)

    # -- statements --------------------------------------------------------------------------------------------------

    def execute(self, sql: str, params: Params = ()) -> Cursor:
        """Run one statement, in the open transaction or as one of its own. Values go into ``params``."""
        return self._mine().execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Params]) -> Cursor:
        """Run one statement for each of ``rows``: all of them, or none."""
        connection = self._mine()
        if connection.depth:
            return connection.executemany(sql, rows)
        with self.transaction():
            return connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. Durable when the outermost one has ended; until then nothing may leave this process.

        One within another is a part of the outer one: an error undoes the part, and the rest if it is not caught.
        """
        connection = self._mine()
        depth = connection.depth
        begin, commit, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
            if depth == 0
            else (f"SAVEPOINT s{depth}", f"RELEASE s{depth}", (f"ROLLBACK TO s{depth}", f"RELEASE s{depth}"))
        )
        connection.execute(begin)
        connection.depth = depth + 1
        try:
            yield connection
            connection.execute(commit)
        except BaseException:
            if connection.raw.in_transaction:
                with suppress(sqlite.Error):
                    for statement in undo:
                        connection.raw.execute(statement)
            raise
        finally:
            connection.depth = depth

    # -- the file ----------------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """Read and authenticate every page; gives what is wrong, empty if nothing is. Slow: not for each start."""
        connection = self._mine()
        if not self.read_only:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if not found:  # after one bad page the connection is of no use for more
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
        return found

    def version(self, component: str) -> int:
        """The schema version of a component; 0 if it has no tables here."""
        row = self.execute("SELECT version FROM schema_version WHERE component=?", (component,)).fetchone()
        return int(row[0]) if row else 0

    def release(self) -> None:
        """Let another thread take over."""
        self._mine()
        self._owner, self._owner_id = None, 0

    def close(self) -> None:
        """Fold the journal into the file and close it. Closing twice is harmless."""
        if self._connection.depth:
            raise StoreError("closed within a transaction", self.path)
        try:
            self._connection.raw.close()
        except sqlite.Error as error:
            raise self._connection.translate(error) from None

    def _mine(self) -> Connection:
        thread = threading.get_ident()
        if self._owner_id != thread:
            if self._owner is not None and self._owner.is_alive():
                raise RuntimeError(f"{self.path.name} belongs to another thread")
            self._owner, self._owner_id = threading.current_thread(), thread
        return self._connection


# -- opening ---------------------------------------------------------------------------------------------------------


def _connect(path: Path, key: bytes, mode: str, *, memory_security: bool = False) -> Connection:
    uri = f"{path.absolute().as_uri()}?" + ("immutable=1" if mode == "immutable" else f"mode={mode}")
    try:
        raw = sqlite.connect(
            uri,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
            timeout=BUSY_TIMEOUT_MS / 1000,
        )
    except sqlite.Error as error:
        raise Connection(None, path).translate(error) from None
    connection = Connection(raw, path)
    try:
        raw.execute("PRAGMA cipher_log_level=NONE")  # would go to standard error
        if memory_security:
            raw.execute("PRAGMA cipher_memory_security=ON")
        raw.set_key(f"x'{key.hex()}'")
        for pragma in ("synchronous=FULL", "temp_store=MEMORY", "secure_delete=ON", "trusted_schema=OFF"):
            raw.execute(f"PRAGMA {pragma}")
    except sqlite.Error as error:
        raw.close()
        raise connection.translate(error) from None
    return connection


def _peek(path: Path, key: bytes, migrations: Migrations, *, alone: bool) -> dict[str, int]:
    """The versions in the file, read without changing a byte of it.

    ``alone``: this process has no other connection to the file, so its bytes may be looked at as well.
    """
    problem = inspection.size_problem(path) or (inspection.header_problem(path) if alone else None)
    if problem:
        raise StoreCorrupt(f"{path.name}: {problem}", path)
    journal = inspection.has_journal(path)
    try:
        connection = _connect(path, key, "ro" if journal else "immutable")
        try:
            versions = _versions(connection)
            problem = inspection.journal_problem(path) if journal and alone else None
        finally:
            connection.raw.close()  # a read-only connection does not fold the journal into the file
    except StoreCorrupt as error:
        if not alone or inspection.authentic_page(path, key):
            raise
        raise WrongKey(f"{path.name} cannot be read with this key", path) from error
    if problem:
        raise StoreCorrupt(f"{path.name}-wal: {problem}", path)
    for component, version in versions.items():
        if version > len(migrations.components.get(component, ())):
            raise StoreNewer(f"{path.name} has version {version} of {component!r}", path)
    return versions


def _create(path: Path, key: bytes, migrations: Migrations, memory_security: bool) -> None:
    new = path.with_name(path.name + ".new")
    try:
        for leftover in (new, *journal_files(new)):
            leftover.unlink(missing_ok=True)
        # SQLite gives the journal and its index the mode of the file, so nothing hangs on this process's umask.
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _protect(new)
        connection = _connect(new, key, "rw", memory_security=memory_security)
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            # Nothing of it counts before the file has its name: the disk is waited for once, not in each step.
            connection.execute("PRAGMA synchronous=OFF")
            _migrate(connection, migrations)
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.raw.close()
        _sync_file(new)
        new.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreUnwritable(f"cannot create {path.name} ({error.strerror})", path) from error


def _sync_file(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _versions(connection: Connection) -> dict[str, int]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name='schema_version'").fetchone():
        return {}
    return {str(name): int(version) for name, version in connection.execute("SELECT * FROM schema_version")}


def _migrate(connection: Connection, migrations: Migrations) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")  # so that a step may rebuild a table; checked before its commit
    versions = _versions(connection)
    for component, steps in migrations.components.items():
        for version in range(versions.get(component, 0), len(steps)):
            _step(connection, component, version + 1, steps[version])


def _step(connection: Connection, component: str, version: int, step: Step) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.depth = 1
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version(component TEXT PRIMARY KEY, version INTEGER NOT NULL)"
            " WITHOUT ROWID"
        )
        if isinstance(step, str):
            connection.script(step)
        else:
            step(connection)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreConflict(f"step {version} of {component!r} breaks a foreign key", connection.path)
        connection.execute("INSERT OR REPLACE INTO schema_version VALUES(?, ?)", (component, version))
        connection.execute("COMMIT")
    except BaseException:
        if connection.raw.in_transaction:
            with suppress(sqlite.Error):
                connection.raw.execute("ROLLBACK")
        raise
    finally:
        connection.depth = 0


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a semicolon within a trigger or a string does not end one."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip(" \t\r\n;"):
        yield statement


def journal_files(path: Path) -> tuple[Path, ...]:
    """The files that SQLite keeps beside a database file."""
    return tuple(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))


def sync_folder(folder: Path) -> None:
    """Make creations, renames and removals in ``folder`` durable. Nothing to do on Windows."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _protect(path: Path) -> None:
    """Readable by this user only. On Windows the access list of the folder does that."""
    if os.name == "posix":
        for file in (path, *journal_files(path)):
            with suppress(FileNotFoundError):
                if file.stat().st_mode & 0o777 != 0o600:
                    file.chmod(0o600)
