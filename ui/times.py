# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Points in time as people write them. All times are milliseconds since 1970, shown in local time."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from ui.i18n import tr

_QUARTER = 15 * 60 * 1000
_LAST = 8_640_000_000_000_000  # what a server may claim is bounded before Qt sees it


def local(ts: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(max(0, min(ts, _LAST)))


def day_of(ts: int) -> int:
    """A number for the local calendar day, equal for two times of the same day."""
    return _day_of_quarter(ts // _QUARTER)


@lru_cache(maxsize=4096)
def _day_of_quarter(quarter: int) -> int:
    """Days begin with a quarter of an hour everywhere, and every row on screen is asked for its day."""
    return int(local(quarter * _QUARTER).date().toJulianDay())


def clock(ts: int) -> str:
    """For example 14:05."""
    return QLocale().toString(local(ts).time(), QLocale.FormatType.ShortFormat)


def day_label(ts: int, today: QDate | None = None) -> str:
    """Today, Yesterday, Monday, 12 October, or with the year if it is another one."""
    today = today or QDate.currentDate()
    date = local(ts).date()
    days = date.daysTo(today)
    if days == 0:
        return tr("Today")
    if days == 1:
        return tr("Yesterday")
    locale = QLocale()
    if 1 < days < 7:
        return locale.toString(date, "dddd")
    german = locale.language() == QLocale.Language.German
    if date.year() == today.year():
        return locale.toString(date, "dddd, d. MMMM" if german else "dddd, d MMMM")
    return locale.toString(date, "d. MMMM yyyy" if german else "d MMMM yyyy")


def list_label(ts: int, today: QDate | None = None) -> str:
    """Short, for the room list: the time of today, a weekday of this week, else a date."""
    if ts <= 0:
        return ""
    today = today or QDate.currentDate()
    date = local(ts).date()
    days = date.daysTo(today)
    if days <= 0:
        return clock(ts)
    if days == 1:
        return tr("Yesterday")
    locale = QLocale()
    if days < 7:
        return locale.toString(date, "ddd").rstrip(".")
    return locale.toString(date, QLocale.FormatType.ShortFormat)


def long_date(ts: int) -> str:
    """3 March 2026."""
    locale = QLocale()
    german = locale.language() == QLocale.Language.German
    return locale.toString(local(ts).date(), "d. MMMM yyyy" if german else "d MMMM yyyy")


def full_label(ts: int) -> str:
    """Date and time for tooltips and screen readers."""
    return QLocale().toString(local(ts), QLocale.FormatType.ShortFormat)


def retry_seconds(retry_at: float, now: float) -> int:
    """Whole seconds until a Unix time, at least 0."""
    return max(0, round(retry_at - now))


def midnight_in_ms() -> int:
    """How long until the labels of days are wrong."""
    now = QTime.currentTime()
    return 86_400_000 - now.msecsSinceStartOfDay() + 500
