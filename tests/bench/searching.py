# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""100,000 messages in 50 rooms: how long a page of hits takes, and how long the quick switcher with 2,000 rooms."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.finder.query import Query
from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.migrations import cache_migrations
from app.store.cache import Cache
from app.store.reader import Reader
from crypto.store.database import Database
from crypto.types import Json
from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target
from ui.search.ranking import entry, rank

TITLE = "Search in 100,000 messages"
_ROOMS = 50
_WORDS = [
    "Haushaltsausschuss",
    "Sitzung",
    "Vorlage",
    "Mitzeichnung",
    "Frist",
    "Anlage",
    "Termin",
    "Referat",
    "Sachkosten",
    "Beschaffung",
    "Umzug",
    "Protokoll",
    "Tagesordnung",
    "Entwurf",
    "Stellungnahme",
    "Ministerium",
    "Dienstreise",
    "Urlaub",
    "Vertretung",
    "Raum",
    "Schlüssel",
    "Bericht",
    "Zahlen",
    "danke",
    "bitte",
    "morgen",
    "heute",
    "gestern",
    "erledigt",
    "offen",
    "geprüft",
    "abgestimmt",
    "liegt",
    "bereit",
    "und",
    "die",
    "der",
    "das",
    "ist",
    "im",
    "zur",
    "von",
    "mit",
]
_QUERIES = (
    ("a rare word", Query("kanarienvogel")),
    ("a part of a word in every sixth message", Query("ausschuss")),
    ("two words", Query("sitzung vorlage")),
    ("a word in one room", Query("ausschuss", room_id="!room7:x")),
    ("a phrase that nobody wrote", Query('"sitzung der vorlage im umzug"')),
    ("one person in a month, no word", Query(sender="@p3:x", since=40_000_000, before=60_000_000)),
    ("a word of two letters", Query("im")),
)


def run(plan: Plan) -> Result:
    """Each figure is the slower of most: the 90th percentile."""
    count = plan.amount(100_000)
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as folder:
        db = Database.open(Path(folder) / "cache.db", b"k" * 32, cache_migrations())
        spent = _fill(db, count)
        reader = Reader(db, "@me:x")
        figures = [Figure("indexing a message", spent / count * 1000, "ms")]
        for name, query in _QUERIES:

            def look(query: Query = query) -> None:
                reader.search(query, None, 30)

            figures.append(Figure(name, _time(plan, look) * 1000, "ms", target=Target(200)))
        db.close()
    entries = [entry(n, f"Referat {n} – {_WORDS[n % 30]} und {_WORDS[n * 7 % 30]}", "", n) for n in range(2000)]
    figures.append(
        Figure(
            "the quick switcher, 2,000 rooms",
            _time(plan, lambda: rank("haus 19", entries)) * 1000,
            "ms",
            target=Target(50),
        )
    )
    return Result(TITLE, figures)


def _fill(db: Database, count: int) -> float:
    """Gives the seconds that indexing took."""
    cache, chance = Cache(db, "@me:x"), random.Random(5)
    number = 0
    while number < count:
        rooms: list[RoomUpdate] = []
        for room in range(_ROOMS):
            events: list[Json] = []
            for _ in range(min(100, count - number)):
                number += 1
                body = " ".join(chance.choice(_WORDS) for _ in range(chance.choice((3, 8, 15))))
                events.append(
                    {
                        "event_id": f"$e{number}",
                        "type": "m.room.message",
                        "sender": f"@p{chance.randrange(20)}:x",
                        "content": {
                            "msgtype": "m.text",
                            "body": f"{body} kanarienvogel" if number % 5000 == 0 else body,
                        },
                        "origin_server_ts": number * 1000,
                    }
                )
            rooms.append(RoomUpdate(room_id=f"!room{room}:x", membership="join", timeline=tuple(events)))
        cache.apply(RoomsSync(rooms=tuple(rooms)), {})
    begun = time.perf_counter()
    while cache.index_some(500):
        pass
    return time.perf_counter() - begun


def _time(plan: Plan, work: Callable[[], object]) -> float:
    times = []
    for _ in range(plan.rounds(20)):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return sorted(times)[int(len(times) * 0.9)]
