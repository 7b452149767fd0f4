# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Large stores and floods: what is not needed is not read, and nothing grows without end."""

from __future__ import annotations

from typing import Any

from crypto.machine import CryptoMachine
from crypto.megolm_inbound import CACHED
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client

MANY = 100_000


class Counting:
    """A database that notes what it is asked; everything else is the real one."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.statements: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, sql: str, params: Any = ()) -> Any:
        self.statements.append(sql)
        return self._db.execute(sql, params)

    def executemany(self, sql: str, rows: Any) -> Any:
        self.statements.append(sql)
        return self._db.executemany(sql, rows)


def fill(client: Client, count: int) -> None:
    """Rows like real ones; the pickle is never opened."""
    client.db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?)"
        " INSERT INTO inbound_sessions(room_id, session_id, user_id, curve25519, ed25519, first_index, pickle, trust,"
        " received_ms) SELECT '!r' || (i % 500), 's' || i, '@u' || (i % 200) || ':x', 'c' || (i % 300), 'e', 0,"
        " hex(zeroblob(400)), 1, 0 FROM n",
        (count,),
    )


def test_hundred_thousand_sessions_cost_nothing_at_start(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    fill(client, MANY)
    counting: Any = Counting(client.db)
    machine = CryptoMachine(counting, ALICE, "DEVICE", clock=world.clock)
    assert not [sql for sql in counting.statements if "inbound_sessions" in sql]
    machine.outgoing_requests()
    assert not [sql for sql in counting.statements if "inbound_sessions" in sql]
    counting.statements.clear()
    (result,) = machine.decrypt([(ROOM, peer.room_event(ROOM, "one of many"))])
    assert getattr(result, "content", {}).get("body") == "one of many"
    assert len([sql for sql in counting.statements if "inbound_sessions" in sql]) == 1


def test_lookups_use_an_index(world: World) -> None:
    """No statement of the daily work walks through a large table."""
    client = world.client(ALICE)
    plans = {
        "SELECT id FROM inbound_sessions WHERE room_id=? AND session_id=? ORDER BY id": 2,
        "UPDATE inbound_sessions SET trust=1 WHERE user_id=? AND curve25519=? AND ed25519='x' AND trust<1": 2,
        "SELECT room_id FROM inbound_sessions WHERE user_id=?": 1,
        "SELECT event_id FROM replay WHERE session=? AND message_index=?": 2,
        "SELECT pickle FROM olm_sessions WHERE user_id=? AND curve25519=? ORDER BY rank DESC LIMIT 1": 2,
        "SELECT max(rank) FROM olm_sessions": 0,
        "SELECT * FROM devices WHERE user_id=? AND curve25519=?": 2,
        "SELECT user_id FROM tracked_users WHERE changed > fetched": 0,
        "SELECT user_id FROM wedged WHERE pending": 0,
        "SELECT max(id) FROM outbox WHERE room_id=?": 1,
        "DELETE FROM olm_seen WHERE received_ms < ?": 1,
        "SELECT * FROM shares WHERE session_id=?": 1,
    }
    for sql, count in plans.items():
        plan = " ".join(row[3] for row in client.db.execute(f"EXPLAIN QUERY PLAN {sql}", ("x",) * count))
        assert "SCAN" not in plan or "INDEX" in plan, (sql, plan)
        assert "TEMP B-TREE FOR ORDER BY" not in plan or "inbound" in sql, (sql, plan)


def test_cache_of_sessions_is_bounded(world: World) -> None:
    client = world.client(ALICE)
    fill(client, CACHED + 500)
    inbound = client.machine._inbound
    for number in range(1, CACHED + 501):
        inbound.get(f"!r{number % 500}", f"s{number}")
    assert len(inbound._cache) == CACHED


def test_missing_sessions_are_not_cached(world: World) -> None:
    client = world.client(ALICE)
    for number in range(100):
        client.machine._inbound.get(ROOM, f"none{number}")
    assert not client.machine._inbound._cache


def test_flood_of_to_device_messages(world: World) -> None:
    """5,000 messages, a fifth of them garbage: all keys taken, one transaction for each sync answer."""
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.know(client, BOB)
    peer.meet(world.server, client.machine)
    for number in range(50):
        events: list[Any] = [peer.room_key_event(client.machine, f"!{number}-{inner}:x") for inner in range(80)]
        for position in range(0, 100, 5):
            events.insert(position, {"type": 5, "sender": BOB, "content": position})
        deliver(client, *events, tokens={"since": str(number)})
    assert client.db.execute("SELECT count(*) FROM inbound_sessions").fetchone() == (4000,)
    assert client.machine.token("since") == "49"
    assert decrypt(client, peer.room_event("!49-79:x", "last"), "!49-79:x").content["body"] == "last"


def test_withheld_reasons_are_bounded(world: World) -> None:
    client = world.client(ALICE)
    client.db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<25000)"
        " INSERT INTO withheld SELECT '!r:x', 's' || i, '@m:x', 'm.unverified', '', i FROM n"
    )
    client.crash()
    rows = client.db.execute("SELECT count(*), min(received_ms) FROM withheld").fetchone()
    assert rows == (20_001, 5_000) or rows == (20_000, 5_001)


def test_old_fingerprints_are_forgotten(world: World) -> None:
    client = world.client(ALICE)
    peer = world.peer(BOB)
    world.give_key(peer, client)
    world.clock.advance(61 * 86400)
    client.crash()
    assert client.db.execute("SELECT count(*) FROM olm_seen").fetchone() == (0,)
