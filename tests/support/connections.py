# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.support.connections ARGUMENTS``: the test driver, and whom it contacts.

One JSON line for each connection and each look-up of a name, in the file that the environment variable RECORD names.
POLICIES may name a file of machine policies that are in force.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

RECORD = "BUNDESMESSENGER_RECORD"
POLICIES = "BUNDESMESSENGER_POLICIES"


def record(file: Path) -> None:
    """From now on, for the rest of the process: Python has no way to take an audit hook away."""
    with file.open("a", encoding="utf-8") as out:
        descriptor = os.dup(out.fileno())

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto"):
            where = arguments[1]
        elif event == "socket.getaddrinfo":
            where = arguments[:2]
        elif event in ("socket.gethostbyname", "socket.gethostbyaddr"):
            where = arguments
        else:
            return
        shown = [str(part) for part in where] if isinstance(where, tuple) else str(where)
        os.write(descriptor, json.dumps([event, shown]).encode() + b"\n")

    sys.addaudithook(heard)


def recorded(file: Path) -> set[tuple[str, ...]]:
    """(event, host, port) or (event, path of a local socket)."""
    found: set[tuple[str, ...]] = set()
    for line in file.read_text("utf-8").splitlines():
        event, where = json.loads(line)
        found.add((event, *where[:2]) if isinstance(where, list) else (event, where))
    return found


def enforce(file: Path) -> None:
    """Wherever nobody manages this computer, these policies do."""
    from app.policy.policy import Entry, Policy, Source

    values = json.loads(file.read_text("utf-8"))
    managed = [Entry(Source.MACHINE, str(file), name, value) for name, value in values.items()]
    real = Policy.__init__

    def init(self: Policy, entries: Any = (), problems: Any = ()) -> None:
        real(self, [*managed, *entries], problems)

    Policy.__init__ = init  # type: ignore[method-assign]


if __name__ == "__main__":
    record(Path(os.environ[RECORD]))
    if POLICIES in os.environ:
        enforce(Path(os.environ[POLICIES]))
    runpy.run_module("tests.driver", run_name="__main__", alter_sys=True)
