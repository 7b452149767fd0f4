# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-07 for the databases: nothing that was written can be found in any file, while it runs or afterwards."""

from __future__ import annotations

import os
from pathlib import Path

from crypto.store.database import Database, Migrations
from tests.support import processes
from tests.support.canaries import find_canaries

CANARIES = (
    "Kanarienvogel-Nachricht",
    "!geheimerraum:behoerde.example",
    "@erika.musterfrau:behoerde.example",
    "syt_zugang",
)


def test_s07_no_canary_in_any_file_open_or_closed(tmp_path: Path) -> None:
    tables = Migrations(
        things=[
            "CREATE TABLE things(id INTEGER PRIMARY KEY, text TEXT)",
            "CREATE INDEX by_text ON things(text)",
            "CREATE VIRTUAL TABLE words USING fts5(text)",
        ]
    )
    key = os.urandom(32)
    database = Database.open(tmp_path / "things.db", key, tables)
    for round_ in range(50):
        with database.transaction() as transaction:
            for canary in CANARIES:
                transaction.execute("INSERT INTO things(text) VALUES(?)", (canary * 20 + str(round_),))
                transaction.execute("INSERT INTO words(text) VALUES(?)", (canary,))
        database.execute("SELECT text FROM things ORDER BY text DESC").fetchall()  # a sort in temporary storage
    assert {file.name for file in tmp_path.iterdir()} == {"things.db", "things.db-wal", "things.db-shm"}
    assert find_canaries(tmp_path, CANARIES) == []
    database.execute("DELETE FROM things WHERE id % 2")
    database.execute("VACUUM")
    assert find_canaries(tmp_path, [*CANARIES, key.hex(), key]) == []
    database.close()
    assert find_canaries(tmp_path, [*CANARIES, key.hex(), key]) == []


def test_s07_no_canary_after_a_kill_in_the_middle_of_a_large_transaction(tmp_path: Path) -> None:
    status, _ = processes.run(
        """
        import os, signal, sys
        from pathlib import Path
        from crypto.store.database import Database, Migrations
        tables = Migrations(things=["CREATE TABLE things(id INTEGER PRIMARY KEY, text TEXT)"])
        database = Database.open(Path(sys.argv[1]) / "things.db", bytes(range(32)), tables)
        with database.transaction() as transaction:
            transaction.execute("PRAGMA cache_size=10")  # pages go to the journal before the commit
            for canary in sys.argv[2:]:
                for _ in range(2000):
                    transaction.execute("INSERT INTO things(text) VALUES(?)", (canary * 10,))
            os.kill(os.getpid(), 9)
        """,
        tmp_path,
        *CANARIES,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert status == processes.KILLED
    assert (tmp_path / "things.db-wal").stat().st_size > 100_000
    assert find_canaries(tmp_path, CANARIES) == []


def test_the_search_for_canaries_finds_them(tmp_path: Path) -> None:
    """So that an empty result above means something."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "plain").write_bytes(b"....syt_zugang....")
    (tmp_path / "wide").write_bytes("syt_zugang".encode("utf-16-le"))
    (tmp_path / "syt_zugang.txt").write_bytes(b"")
    assert len(find_canaries(tmp_path, CANARIES)) == 3
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE things(text)")
    plain.execute("INSERT INTO things VALUES(?)", (CANARIES[0],))
    plain.commit()
    plain.close()
    assert len(find_canaries(tmp_path, CANARIES)) == 4
