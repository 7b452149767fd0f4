# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Room events decrypted per second: the engine with its checks and its committed replay table, beside the library."""

from __future__ import annotations

import tempfile
from pathlib import Path

import orjson
import vodozemac

from app.hardening import forgo_memory_locks
from crypto.store.database import Database, Migrations
from crypto.types import DecryptedEvent, Json
from tests.bench.measure import Plan, in_turns
from tests.bench.report import Figure, Result, Target
from tests.support.engine import ALICE, BOB, ROOM, World

TITLE = "Decryption"
_COUNT = 1600
_FEW = 10  # a sync answer of a lively room
_MANY = 250  # the most that the account gives the engine in one go


def run(plan: Plan) -> Result:
    """The databases wipe their memory, as in the program."""
    wipe_memory()
    rates = _rates(plan.rounds(9))
    target = Target(0.8, at_least=True, of_ratio=True)
    floor = "vodozemac + orjson"
    return Result(
        TITLE,
        [
            Figure(f"{_MANY} in one go", rates["many"], "events/s", rates["library"], floor, target),
            Figure(f"{_FEW} in one go", rates["few"], "events/s", rates["library"], floor),
        ],
    )


def wipe_memory() -> None:
    """Treat the memory of databases as the program does; holds for this process from now on."""
    forgo_memory_locks()
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        Database.open(Path(name) / "any.db", bytes(32), Migrations(), memory_security=True).close()


def _rates(rounds: int) -> dict[str, float]:
    """Events a second. Every round takes fresh events, as an event that is known already costs less."""
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        world = World(Path(name))
        alice, bob = world.client(ALICE), world.peer(BOB)
        world.know(alice, BOB)
        world.give_key(bob, alice)
        raw = vodozemac.InboundGroupSession(bob.group(ROOM).session_key)
        events = [
            bob.room_event(ROOM, f"Die Sitzung beginnt um zehn Uhr. {number}") for number in range(_COUNT * rounds * 2)
        ]

        def part(number: int, place: int) -> list[Json]:
            first = (2 * number + place) * _COUNT
            return events[first : first + _COUNT]

        def engine(some: list[Json], size: int) -> None:
            for start in range(0, len(some), size):
                results = alice.machine.decrypt([(ROOM, event) for event in some[start : start + size]])
                assert all(isinstance(result, DecryptedEvent) for result in results)

        def library(some: list[Json]) -> None:
            for event in some:
                message = vodozemac.MegolmMessage.from_base64(event["content"]["ciphertext"])
                assert orjson.loads(raw.decrypt(message).plaintext)["content"]

        seconds = in_turns(
            rounds,
            {
                "many": lambda number: engine(part(number, 0), _MANY),
                "library": lambda number: library(part(number, 0)),
                "few": lambda number: engine(part(number, 1), _FEW),
            },
        )
        alice.db.close()
    return {name: _COUNT / value for name, value in seconds.items()}
