# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wrong passphrases are counted over restarts, and slow down the next try. Nothing is ever wiped for them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.errors import ErrorCode, UserError
from app.profile import folder as names
from app.profile.files import write_private
from app.profile.passphrase import backoff_seconds


class Attempts:
    """``attempts.json``: how many in a row were wrong, and when the last one was."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = folder / names.ATTEMPTS
        self._clock = clock

    def wait(self) -> float:
        """Seconds until the next try is accepted; 0 if now."""
        failures, last = self._read()
        delay = backoff_seconds(failures)
        passed = self._clock() - last
        return 0.0 if passed >= delay else min(delay, delay - passed)  # a clock set back waits no longer than once

    def wrong(self) -> UserError:
        """Count a wrong one; gives the error to raise."""
        failures, _ = self._read()
        with suppress(OSError):
            write_private(self._path, json.dumps({"failures": failures + 1, "last": self._clock()}).encode())
        return UserError(ErrorCode.WRONG_PASSPHRASE, wait=backoff_seconds(failures + 1))

    def right(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, float]:
        try:
            values: Any = json.loads(self._path.read_bytes())
            return max(0, int(values["failures"])), float(values["last"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return 0, 0.0
