# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever the two lists are, applying the changes to the one gives the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app import diff
from app.types import Insert, Move, Remove, Reset, Update

Row = tuple[int, int]  # key, content
rows = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2)), unique_by=lambda row: row[0], max_size=30)


def changes(old: list[Row], new: list[Row]) -> list[object]:
    return list(diff.changes(old, new, lambda row: row[0]))


@given(rows, rows)
def test_applied_changes_give_the_new_list(old: list[Row], new: list[Row]) -> None:
    assert diff.apply(old, diff.changes(old, new, lambda row: row[0])) == new


@given(rows)
def test_nothing_changed_is_no_change(old: list[Row]) -> None:
    assert changes(old, list(old)) == []


def test_small_changes_are_told_as_what_they_are() -> None:
    old = [(1, 0), (2, 0), (3, 0)]
    assert changes(old, [*old, (4, 0), (5, 0)]) == [Insert(3, [(4, 0), (5, 0)])]
    assert changes(old, [(0, 0), *old]) == [Insert(0, [(0, 0)])]
    assert changes(old, [(1, 0), (2, 1), (3, 0)]) == [Update(1, (2, 1))]
    assert changes(old, [(1, 0), (3, 0)]) == [Remove(1)]
    assert changes(old, [(3, 1), (1, 0), (2, 0)]) == [Move(2, 0, (3, 1))]
    assert changes(old, [(2, 0), (3, 0), (1, 0)]) == [Move(0, 2, (1, 0))]


def test_a_list_that_is_new_altogether_is_reset() -> None:
    old = [(n, 0) for n in range(1000)]
    new = [(n, 0) for n in range(2000, 3000)]
    assert changes(old, new) == [Reset(new)]
