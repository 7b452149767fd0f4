# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""When to ask a homeserver again: back-off with jitter, and what a rate limit says."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

LONGEST_WAIT = 300.0  # seconds; no server can make us wait longer, whatever it says


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often one request is tried, and how long its rate limits are waited for.

    ``attempts``: tries in all while the network or the server (5xx) is in trouble. Only requests that may be sent
    twice without doing two things are tried again after they might have reached the server.
    ``base``, ``cap``: seconds; the n-th pause is a random time between 0 and ``min(cap, base * 2**n)`` (full jitter).
    ``begin_within``: seconds after the first try in which another one may begin (a hanging server takes its time).
    ``rate_limit_wait``: seconds in all that rate limits (429) are waited for before the caller is told.
    ``idempotent``: None means: as the HTTP method says (GET, PUT and DELETE are).
    """

    attempts: int = 4
    base: float = 0.5
    cap: float = 30.0
    begin_within: float = 90.0
    rate_limit_wait: float = 30.0
    idempotent: bool | None = None

    def pause(self, failures: int) -> float:
        """Seconds before the next try after ``failures`` (>= 1) failed ones."""
        ceiling = min(self.cap, self.base * 2.0 ** min(failures, 30))
        return random.uniform(0.0, ceiling)  # noqa: S311 - spreads load, protects nothing


ONCE = RetryPolicy(attempts=1, rate_limit_wait=0.0)
"""The caller wants to hear of every trouble at once: long polls, the sign-in."""

PATIENT = RetryPolicy()
"""As the method allows; somebody waits for the answer."""

REPEATABLE = RetryPolicy(idempotent=True)
"""Sending it twice is harmless, although it is a POST."""

BACKGROUND = RetryPolicy(idempotent=True, begin_within=600.0, rate_limit_wait=LONGEST_WAIT)
"""Harmless to send twice, and nobody waits for it."""


def retry_after(headers: Mapping[str, str], body: Mapping[str, Any] | None) -> float | None:
    """Seconds that a 429 answer asks us to wait: the ``Retry-After`` header, else ``retry_after_ms`` of the body.

    None if it says nothing usable (negative, not a number, ...). Never more than LONGEST_WAIT.
    Client-Server API, "Rate limiting"; RFC 9110 section 10.2.3.
    """
    header = headers.get("Retry-After")
    if header is not None:
        seconds = _header_seconds(header.strip())
        if seconds is not None:
            return seconds
    value = body.get("retry_after_ms") if body is not None else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        return None
    return min(value / 1000.0, LONGEST_WAIT)


def _header_seconds(header: str) -> float | None:
    if header.isascii() and header.isdigit():
        return LONGEST_WAIT if len(header) > 9 else min(float(header), LONGEST_WAIT)
    if len(header) > 64:
        return None
    try:
        moment = parsedate_to_datetime(header).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return min(max(moment - time.time(), 0.0), LONGEST_WAIT)
