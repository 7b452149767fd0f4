# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Room events decrypted per second: the engine with its checks and its committed replay table, beside the library."""

from __future__ import annotations

import tempfile
from pathlib import Path

import orjson
import vodozemac

from crypto.types import DecryptedEvent, Json
from tests.bench.measure import Plan, in_turns
from tests.bench.report import Figure, Result, Target
from tests.support.engine import ALICE, BOB, ROOM, World

TITLE = "Decryption"
_FEW = 10  # a sync answer of a lively room
_MANY = 100  # a page of scrolling back, and the most that the account gives the engine in one go


def run(plan: Plan) -> Result:
    """Every round takes fresh events, as an event that is known already costs less."""
    count, rounds = 1600, plan.rounds(9)
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        world = World(Path(name))
        alice, bob = world.client(ALICE), world.peer(BOB)
        world.know(alice, BOB)
        world.give_key(bob, alice)
        raw = vodozemac.InboundGroupSession(bob.group(ROOM).session_key)
        events = [
            bob.room_event(ROOM, f"Die Sitzung beginnt um zehn Uhr. {number}") for number in range(count * rounds * 2)
        ]

        def engine(part: list[Json], size: int) -> None:
            for start in range(0, len(part), size):
                results = alice.machine.decrypt([(ROOM, event) for event in part[start : start + size]])
                assert all(isinstance(result, DecryptedEvent) for result in results)

        def library(part: list[Json]) -> None:
            for event in part:
                message = vodozemac.MegolmMessage.from_base64(event["content"]["ciphertext"])
                assert orjson.loads(raw.decrypt(message).plaintext)["content"]

        def part(number: int, place: int) -> list[Json]:
            first = (2 * number + place) * count
            return events[first : first + count]

        seconds = in_turns(
            rounds,
            {
                "many": lambda number: engine(part(number, 0), _MANY),
                "library": lambda number: library(part(number, 0)),
                "few": lambda number: engine(part(number, 1), _FEW),
            },
        )
        alice.db.close()
    many, few, library_ = (count / seconds[name] for name in ("many", "few", "library"))
    target = Target(0.8, at_least=True, of_ratio=True)
    return Result(
        TITLE,
        [
            Figure(f"{_MANY} in one go", many, "events/s", library_, "vodozemac + orjson", target),
            Figure(f"{_FEW} in one go", few, "events/s", library_, "vodozemac + orjson"),
        ],
    )
