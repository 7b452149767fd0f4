# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.driver --profile DIR [--ui]``: JSON lines on standard input and output, the log on standard error.

``{"id": 1, "cmd": "login", "args": {...}}`` is answered by ``{"id": 1, "ok": true, "result": ...}`` or
``{"id": 1, "ok": false, "error": "..."}``, in the order in which the work ends. ``{"event": ...}`` lines may come in
between. The end of the input ends the driver as ``stop`` does.

The profile is kept with a passphrase: ``--passphrase``, or ``BM_DRIVER_PASSPHRASE``, or one for tests.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

from app.hardening import forgo_memory_locks
from app.worker import SWITCH_INTERVAL
from crypto.trust import TrustPolicy
from tests.driver.lines import serve
from tests.driver.security_commands import POLICY

TEST_PASSPHRASE = "correct horse battery staple"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.driver", description=__doc__.partition("\n")[0])
    parser.add_argument("--profile", required=True, type=Path)
    parser.add_argument("--passphrase", default=os.environ.get("BM_DRIVER_PASSPHRASE", TEST_PASSPHRASE))
    parser.add_argument("--ui", action="store_true", help="with the real window, offscreen")
    parser.add_argument("--classic", action="store_true", help="GET /sync even where there is sliding sync")
    parser.add_argument("--policy", choices=list(TrustPolicy), help="which devices get keys and are shown")
    parser.add_argument("--log-level", default="WARNING")
    options = parser.parse_args()
    logging.basicConfig(
        stream=sys.stderr, level=options.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if options.policy:
        os.environ[POLICY] = options.policy
    forgo_memory_locks()
    sys.setswitchinterval(SWITCH_INTERVAL)
    profile = options.profile.absolute()
    if options.ui:
        from tests.driver.window import serve_with_window

        return serve_with_window(profile, options.passphrase, classic=options.classic)
    asyncio.run(serve(profile, options.passphrase, classic=options.classic))
    return 0


if __name__ == "__main__":
    sys.exit(main())
