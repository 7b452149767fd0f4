# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs inside Synapse's own environment: ``python -P synapse_process.py -c homeserver.json``.

``-P`` keeps this folder out of the search for modules: its names are ours, not Synapse's. The working folder is the
homeserver's; its file ``clock`` holds by how many seconds (a C double) this Synapse's clock differs from the real one.
"""

import mmap
import os
import signal
import sqlite3
import struct
import sys
import threading
import time
from typing import Any


def _end_with_parent() -> None:
    """End Synapse when standard input ends: no homeserver outlives the program that started it, however that died."""
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _adjust_clock() -> None:
    """Let ``time.time`` follow the file; the change is seen at once, by the next request already."""
    with open("clock", "rb") as file:  # noqa: PTH123
        offset = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    real, unpack = time.time, struct.Struct("d").unpack
    time.time = lambda: real() + float(unpack(offset[:8])[0])


def _write_lazily() -> None:
    """Let the system write the database when it likes: a power cut may cost what is thrown away anyway."""
    connect = sqlite3.connect

    def lazy(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    sqlite3.connect = lazy  # type: ignore[assignment]


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _adjust_clock()
    _write_lazily()

    from synapse.app.homeserver import main  # type: ignore[import-not-found, unused-ignore]

    main()
