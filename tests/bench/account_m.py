# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The homeservers of the benchmarks: filled once, kept as folders, and copied for each run."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from app.demo.homeserver import PROJECT, Homeserver
from crypto.types import Json
from tests.bench.seeding import Seeded, Seeder, Size

_TEMPLATES = PROJECT / ".dev" / "bench"
_FACTS = "seeded.json"
_VERSION = 1  # grows when the seeding changes


@contextlib.contextmanager
def account_m(size: Size) -> Iterator[tuple[Homeserver, Seeded]]:
    """A running Synapse with the account, as it was right after the seeding. The first time that takes minutes."""

    def fill(server: Homeserver) -> Json:
        return asdict(asyncio.run(Seeder(server, size).run()))

    with seeded_server(f"account-{size.rooms}-{size.events}-{size.people}", fill) as (server, facts):
        yield server, Seeded(**facts)


@contextlib.contextmanager
def seeded_server(name: str, fill: Callable[[Homeserver], Json]) -> Iterator[tuple[Homeserver, Json]]:
    """A Synapse that ``fill`` filled once, and what it returned then. What happens to it now is not kept."""
    template = _TEMPLATES / f"{name}-{_VERSION}"
    if not (template / _FACTS).exists():
        _make(template, fill)
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as scratch:
        folder = Path(scratch) / "server"
        shutil.copytree(template, folder)
        server = Homeserver(folder=folder, server_name="bench.local")
        try:
            yield server.start(), json.loads((template / _FACTS).read_text("utf-8"))
        finally:
            server.close()


def _make(template: Path, fill: Callable[[Homeserver], Json]) -> None:
    print(f"Filling a homeserver ({template.name}); this happens once and takes minutes.", flush=True)
    started = time.monotonic()
    scratch = template.with_name(f"{template.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    server = Homeserver(folder=scratch, server_name="bench.local")
    server.start()
    try:
        facts = fill(server)
    finally:
        server.close()
    with contextlib.closing(sqlite3.connect(scratch / "homeserver.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("ANALYZE")
    for name in ("homeserver.log", "output.log", "homeserver.pid", "clock"):
        (scratch / name).unlink(missing_ok=True)
    (scratch / _FACTS).write_text(json.dumps(facts), "utf-8")
    shutil.rmtree(template, ignore_errors=True)
    scratch.rename(template)
    print(f"Filled in {time.monotonic() - started:.0f} s.\n", flush=True)
