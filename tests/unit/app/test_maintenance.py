# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Announcements of the operator: read strictly, told in time, no obstacle where there are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.account import Account
from app.errors import ErrorCode, UserError
from app.maintenance import parse
from tests.support.account_world import People, open_profile, people, until
from tests.support.evil_homeserver import EvilHomeserver

__all__ = ["people"]


def iso(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def downtime(start: float, end: float, **more: Any) -> dict[str, Any]:
    """Minutes from now."""
    usual = {"type": "MAINTENANCE", "description": "Wir tauschen Platten.", "blocking": False}
    times = {"warning_start_time": iso(start - 60), "start_time": iso(start), "end_time": iso(end)}
    return {"downtime": [{**usual, **times, **more}]}


def test_what_is_announced_is_read() -> None:
    (found,) = parse(
        {
            "downtime": [
                {
                    "warning_start_time": "2026-11-23T10:00:00Z",
                    "start_time": "2026-11-23T12:00:00+01:00",
                    "end_time": "2026-11-23T12:00:00",
                    "type": "MAINTENANCE",
                    "description": " Wartung ",
                    "blocking": True,
                }
            ],
            "versions": {"ios": {}},
        }
    )
    ten = datetime(2026, 11, 23, 10, tzinfo=UTC).timestamp()
    assert (found.warn, found.start, found.end) == (ten, ten + 3600, ten + 7200)
    assert (found.text, found.blocking, found.maintenance) == ("Wartung", True, True)
    assert not found.told(ten - 1)
    assert found.told(ten)
    assert not found.running(ten)
    assert found.running(ten + 3600)
    assert not found.told(ten + 7200)


@pytest.mark.parametrize(
    "change",
    [
        {"start_time": None},
        {"end_time": "tomorrow"},
        {"end_time": "1970-01-01T00:00:00Z"},
        {"type": "OTHER"},
        {"type": "ADHOC_MESSAGE", "description": "  "},
        {"start_time": "9" * 50},
    ],
)
def test_what_makes_no_sense_is_not_told(change: dict[str, Any]) -> None:
    assert parse(downtime(-5, 5, **change)) == ()


@given(
    st.dictionaries(
        st.sampled_from(["start_time", "end_time", "type", "description", "blocking"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    )
)
def test_no_answer_breaks_it(entry: dict[str, Any]) -> None:
    assert len(parse({"downtime": [entry, entry, 5, None]})) <= 2
    assert parse({"downtime": entry}) == ()


async def test_maintenance_is_told_and_nothing_where_the_server_has_none(people: People) -> None:
    with EvilHomeserver() as hs:
        anna = await people.on_evil(hs)
        await hs.arrived("/_matrix/cmaintenance")
        assert not anna.account.maintenance.current
        await anna.account.pause()
        hs.answer("/_matrix/cmaintenance", downtime(-1, 30, blocking=True))
        await anna.account.start()
        await until(lambda: anna.account.maintenance.current, "an announcement")
        told = next(iter(anna.account.maintenance.current))
        assert (told.text, told.blocking) == ("Wir tauschen Platten.", True)


async def test_nobody_signs_in_while_the_server_is_closed(tmp_path: Path) -> None:
    with EvilHomeserver() as hs:
        hs.answer("/_matrix/cmaintenance", downtime(-1, 30, blocking=True))
        profile = open_profile(tmp_path / "p")
        try:
            with pytest.raises(UserError) as caught:
                await Account.sign_in(profile, hs.url, "anna", "whatever")
            assert caught.value.code is ErrorCode.MAINTENANCE
            assert caught.value.details["text"] == "Wir tauschen Platten."
            assert hs.requests("/login") == [] or all(each.method == "GET" for each in hs.requests("/login"))
        finally:
            profile.close()
