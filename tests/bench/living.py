# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Long conversations from the store: switching rooms, a burst into the open one, and memory over a day.

No server takes part: what is measured is the way from the store to the screen.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from app.store.cache import Cache
from app.store.vault import Session, Vault
from tests.bench.bystander import Bystander
from tests.bench.living_process import LONG, OTHER, OWN, SERVER, SMALL, event
from tests.bench.measure import Plan
from tests.bench.profile import FileKeyStore
from tests.bench.report import Figure, Result, Target, stall_figures
from tests.bench.window import Window

TITLE = "Long conversations, from the store to the screen"
CACHED = 10_000  # messages of each of the two long rooms


def make_profile(folder: Path, cached: int) -> None:
    """Two long rooms and eleven small ones; the homeserver does not exist."""
    stores = [FileKeyStore.of(folder)]
    profile = Profile.open(folder, crypto=crypto_migrations(), cache=cache_migrations(), stores=stores)
    Vault(profile.crypto).save_session(Session("https://localhost:1", OWN, "BENCH", "token"))
    cache = Cache(profile.cache, OWN)
    rooms = [(LONG, cached), (OTHER, cached), (SMALL, 10), *((f"!r{n}:{SERVER}", 3) for n in range(10))]
    for room, count in rooms:
        for start in range(0, count, 1000):
            events = [event(room, number) for number in range(start, min(start + 1000, count))]
            cache.apply(RoomsSync(rooms=[RoomUpdate(room, membership="join", timeline=events)]), {})
    profile.crypto.release()
    profile.cache.release()
    profile.close()


async def run(plan: Plan) -> Result:
    """Everything in one window."""
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as place:
        folder = Path(place) / "profile"
        make_profile(folder, plan.amount(CACHED))
        async with Window(folder, module="living_process") as window:
            await window.painted()
            await window("open", room=LONG)
            switches: dict[str, list[float]] = {SMALL: [], LONG: []}
            for _ in range(plan.rounds(15)):
                for room, times in ((SMALL, switches[SMALL]), (LONG, switches[LONG]), (OTHER, switches[LONG])):
                    times.append(1000 * float(await window("open", room=room)))
            await window("open", room=LONG)
            async with Bystander() as floor:
                await window("beat")
                seconds = await window("burst", room=LONG, count=plan.amount(500), step=10)
                stalls = await window("stalls")
            rooms = [LONG, OTHER, SMALL]
            memory = [float(await window("day", rooms=rooms, rounds=plan.amount(60))) for _ in range(10)]
    small, large = statistics.median(switches[SMALL]), statistics.median(switches[LONG])
    half = memory[len(memory) // 2 :]
    return Result(
        TITLE,
        [
            Figure(f"room of {CACHED:,} messages opened", large, "ms", small, "a room of 10", Target(100)),
            Figure("the slowest of them", max(switches[LONG]), "ms", max(switches[SMALL]), "a room of 10"),
            Figure("burst of 500: until the last is shown", float(seconds), "s"),
            *stall_figures("burst of 500: stall of the window", stalls, floor.figures, longest=50),
            Figure("day of work: resident memory after a tenth", memory[0], "MB"),
            Figure("at its end", memory[-1], "MB", half[0], "at half time", Target(1.05, of_ratio=True)),
        ],
    )
