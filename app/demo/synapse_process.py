# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs inside Synapse's own environment: ``python -P synapse_process.py -c homeserver.json``.

``-P`` keeps this folder out of the search for modules: its names are ours, not Synapse's.

Ends Synapse when standard input ends, so that no homeserver outlives the program that started it, however that died.
"""

import os
import signal
import sys
import threading


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()

    from synapse.app.homeserver import main  # type: ignore[import-not-found, unused-ignore]

    main()
