# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store under kill -9: what was acknowledged is there, whole; what was not is there whole or not at all."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from crypto.store.database import Database, Migrations, _connect, _versions
from tests.support import processes

KEY = bytes(range(32))
TABLES = Migrations(
    accounts=["CREATE TABLE accounts(name TEXT PRIMARY KEY, amount INTEGER) WITHOUT ROWID"],
    log=["CREATE TABLE log(id INTEGER PRIMARY KEY, padding BLOB)"],
)

# Each transaction moves money between 20 accounts and writes a line of log; the number of the line goes to standard
# output after the commit, so what is read there has been acknowledged.
WRITER = """
    import os, random, sys
    from pathlib import Path
    from crypto.store.database import Database, Migrations
    tables = Migrations(
        accounts=["CREATE TABLE accounts(name TEXT PRIMARY KEY, amount INTEGER) WITHOUT ROWID"],
        log=["CREATE TABLE log(id INTEGER PRIMARY KEY, padding BLOB)"],
    )
    database = Database.open(Path(sys.argv[1]), bytes(range(32)), tables)
    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM log").fetchone()
    chance = random.Random(last)
    print("open", flush=True)
    while True:
        last += 1
        with database.transaction() as transaction:
            if last == 1:
                transaction.executemany("INSERT INTO accounts VALUES(?, 100)", [(str(n),) for n in range(20)])
            for _ in range(5):
                amount, giver, taker = chance.randrange(50), str(chance.randrange(20)), str(chance.randrange(20))
                transaction.execute("UPDATE accounts SET amount = amount - ? WHERE name = ?", (amount, giver))
                transaction.execute("UPDATE accounts SET amount = amount + ? WHERE name = ?", (amount, taker))
            transaction.execute("INSERT INTO log VALUES(?, ?)", (last, os.urandom(chance.randrange(3000))))
        os.write(1, b"%d\\n" % last)
"""

ROUNDS = 20


def test_no_commit_is_torn_or_lost_in_twenty_kills(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    chance = random.Random(5)
    total = 0
    for _ in range(ROUNDS):
        process = processes.start(WRITER, path)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 40))]
        time.sleep(chance.random() / 500)  # anywhere within the next commits
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged = int([*lines, *rest.split()][-1])
        if chance.random() < 0.3:
            total = acknowledged
            continue  # the next process finds the journal
        # Opened as the next start of the program would, journal and all.
        database = Database.open(path, KEY, TABLES)
        assert database.unclean
        (last, count) = database.execute("SELECT max(id), count(*) FROM log").fetchone() or (0, 0)
        (money,) = database.execute("SELECT sum(amount) FROM accounts").fetchone() or (0,)
        assert last == count, "a commit is missing in the middle"
        assert acknowledged <= last <= acknowledged + 1, "an acknowledged commit is lost"
        assert money == 2000, "a commit is torn"
        total = last
        database.close()
    database = Database.open(path, KEY, TABLES)
    assert database.check() == []
    database.close()
    assert total >= ROUNDS


STEPS = 40
MIGRATOR = """
    import os, sys
    from pathlib import Path
    from crypto.store.database import Database, Migrations
    steps = ["CREATE TABLE trail(version INTEGER PRIMARY KEY, padding BLOB)"]
    def step(version):
        def run(connection):
            connection.execute(f"CREATE TABLE t{version}(x)")
            connection.execute("INSERT INTO trail VALUES(?, ?)", (version, os.urandom(20000)))
            os.write(1, b".")
        return run
    steps += [step(version) for version in range(2, int(sys.argv[2]) + 1)]
    Database.open(Path(sys.argv[1]), bytes(range(32)), Migrations(notes=steps)).close()
    print("done")
"""


def test_s17_a_migration_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    assert processes.run(MIGRATOR, path, 1) == (0, "done\n")
    kills = 0
    chance = random.Random(7)
    while True:
        process = processes.start(MIGRATOR, path, STEPS)
        assert process.stdout is not None
        seen = ""
        for _ in range(chance.randrange(1, 8)):
            seen += process.stdout.read(1)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        kills += 1
        if "done" in seen + rest or kills > 200:
            break
        database = Database.open(path, KEY, Migrations(notes=[""] * _version(path)))
        version = database.version("notes")
        trail = [row[0] for row in database.execute("SELECT version FROM trail ORDER BY version")]
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name GLOB 't[0-9]*'").fetchone()
        assert trail == list(range(2, version + 1))
        assert tables == (version - 1,)
        database.close()
    assert 2 < kills <= 200
    assert _version(path) == STEPS


def _version(path: Path) -> int:
    connection = _connect(path, KEY, "ro")
    try:
        return _versions(connection)["notes"]
    finally:
        connection.raw.close()


def test_a_first_start_that_is_killed_leaves_nothing_that_is_taken_for_a_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    chance = random.Random(11)
    for _ in range(10):
        process = processes.start(MIGRATOR, path, STEPS)
        assert process.stdout is not None
        process.stdout.read(chance.randrange(1, STEPS - 2))
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        if "done" in rest:
            path.unlink(missing_ok=True)
        assert not path.exists()
    assert processes.run(MIGRATOR, path, STEPS)[0] == 0
    assert _version(path) == STEPS
