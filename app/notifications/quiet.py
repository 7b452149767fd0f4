# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""When nobody wants to be disturbed: for a while, or every day from an hour to another one. All times are local."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from enum import StrEnum

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
FOREVER = 2**53
"""Unix time at which "until I turn it off" ends."""

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


class Pause(StrEnum):
    """How long not to be disturbed."""

    HOUR = "hour"
    TOMORROW = "tomorrow"  # eight in the morning
    OPEN = "open"  # until it is switched off


def parse_time(text: str) -> datetime.time | None:
    """``HH:MM``."""
    parts = _TIME.fullmatch(text)
    return datetime.time(int(parts[1]), int(parts[2])) if parts else None


def ends_at(pause: Pause, now: datetime.datetime) -> int:
    """Unix time in seconds at which a pause that begins now is over."""
    if pause is Pause.OPEN:
        return FOREVER
    if pause is Pause.HOUR:
        return int(now.timestamp()) + 3600
    morning = (now + datetime.timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    return int(morning.timestamp())


def in_quiet_hours(now: datetime.datetime, start: str, end: str, days: Collection[str]) -> bool:
    """Whether ``now`` is between the hours of one of the days; past midnight belongs to the day on which it began."""
    begin, finish = parse_time(start), parse_time(end)
    if begin is None or finish is None:
        return False
    today, yesterday = DAYS[now.weekday()], DAYS[(now.weekday() - 1) % 7]
    time = now.time()
    if begin < finish:
        return today in days and begin <= time < finish
    return (today in days and time >= begin) or (yesterday in days and time < finish)
