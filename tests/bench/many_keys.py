# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""100,000 Megolm sessions in the store: they must cost nothing at the start, and little when one is needed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
import vodozemac

from crypto.machine import CryptoMachine
from crypto.store.database import Database, Migrations
from crypto.store.identity_tables import IDENTITY_MIGRATIONS
from crypto.store.pickles import PICKLE_KEY
from crypto.types import DecryptedEvent, Json
from tests.bench.measure import Plan, in_turns
from tests.bench.report import Figure, Result, Target
from tests.support.engine import ALICE, BOB, ROOM
from tests.support.key_server import KEY
from tests.support.raw_peer import RawPeer

TITLE = "100,000 Megolm sessions in the store"
_SESSIONS = 100_000
_ADD = (
    "INSERT INTO inbound_sessions(room_id, session_id, user_id, curve25519, ed25519, device_id, first_index, pickle,"
    " trust, received_ms) VALUES(?, ?, ?, ?, ?, 'RAW', 0, ?, 1, 0)"
)


def run(plan: Plan) -> Result:
    """The same code on both stores, so a ratio of one means that the sessions are free."""
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        folder = Path(name)
        peer = RawPeer(BOB)
        events: dict[str, list[Json]] = {}
        for store, count in (("few", 1), ("many", plan.amount(_SESSIONS))):
            events[store] = _fill(folder / f"{store}.db", peer, count)

        def open_(store: str) -> None:
            database, _ = _machine(folder / f"{store}.db")
            database.close()

        machines = {store: _machine(folder / f"{store}.db") for store in events}

        def first(store: str, number: int) -> None:
            machine = machines[store][1]
            machine._inbound.forget()  # as after a start
            (result,) = machine.decrypt([(ROOM, events[store][number])])
            assert isinstance(result, DecryptedEvent), result

        rounds = plan.rounds(15)
        reading = in_turns(
            rounds, {"few": lambda number: first("few", number), "many": lambda number: first("many", number)}
        )
        for database, _ in machines.values():
            database.close()
        opening = in_turns(
            rounds,
            {
                "few": lambda _: open_("few"),
                "many": lambda _: open_("many"),
                "raw": lambda _: _open_raw(folder / "many.db"),
            },
        )
        size = (folder / "many.db").stat().st_size / 1_000_000
    return Result(
        TITLE,
        [
            Figure(
                "store opened",
                opening["many"] * 1000,
                "ms",
                opening["few"] * 1000,
                "one session",
                Target(1.5, of_ratio=True),
            ),
            Figure("the same store", opening["many"] * 1000, "ms", opening["raw"] * 1000, "SQLCipher, one query"),
            Figure("first message of a session", reading["many"] * 1000, "ms", reading["few"] * 1000, "one session"),
            Figure("size of the file", size, "MB"),
        ],
    )


def _machine(path: Path) -> tuple[Database, CryptoMachine]:
    database = Database.open(path, KEY, Migrations(crypto=CryptoMachine.MIGRATIONS, identity=IDENTITY_MIGRATIONS))
    return database, CryptoMachine(database, ALICE, "DEVICE")


def _open_raw(path: Path) -> None:
    connection = sqlite.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("SELECT pickle FROM account").fetchone()
    connection.close()


def _fill(path: Path, peer: RawPeer, count: int) -> list[Json]:
    """Real sessions: each row has a pickle of its own length and an id of its own. Gives messages of one of them."""
    database, _ = _machine(path)
    pickle = vodozemac.InboundGroupSession(vodozemac.GroupSession().session_key).pickle(PICKLE_KEY)
    with database.transaction():
        owner = (peer.user_id, peer.curve25519, peer.ed25519)
        database.executemany(
            _ADD,
            ((f"!room{number % 500}:example.org", f"session{number:036}", *owner, pickle) for number in range(count)),
        )
        group = peer.group(ROOM)
        known = vodozemac.InboundGroupSession(group.session_key)
        database.execute(_ADD, (ROOM, known.session_id, *owner, known.pickle(PICKLE_KEY)))
    events = [peer.room_event(ROOM, f"Nachricht {number}") for number in range(64)]
    database.close()
    return events
