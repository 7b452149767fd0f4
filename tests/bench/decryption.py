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
_SLICE = 32  # as the account does it
_PAGE = 100  # as scrolling back does it


def run(plan: Plan) -> Result:
    """Every round takes fresh events, as an event that is known already costs less."""
    count, rounds = plan.amount(1600), plan.rounds(7)
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

        seconds = in_turns(
            rounds,
            {
                "slices": lambda number: engine(events[2 * number * count : (2 * number + 1) * count], _SLICE),
                "library": lambda number: library(events[2 * number * count : (2 * number + 1) * count]),
                "pages": lambda number: engine(events[(2 * number + 1) * count : (2 * number + 2) * count], _PAGE),
            },
        )
        alice.db.close()
    rates = {name: count / value for name, value in seconds.items()}
    target = Target(0.8, at_least=True, of_ratio=True)
    return Result(
        TITLE,
        [
            Figure(
                f"in batches of {_SLICE}", rates["slices"], "events/s", rates["library"], "vodozemac + orjson", target
            ),
            Figure(
                f"in batches of {_PAGE}", rates["pages"], "events/s", rates["library"], "vodozemac + orjson", target
            ),
        ],
    )
