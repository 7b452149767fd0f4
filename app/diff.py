# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The smallest sensible list of changes that makes one list of rows into another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from app.types import Diff, Insert, Move, Remove, Reset, Update

T = TypeVar("T")
_MANY = 400


def changes(old: Sequence[T], new: Sequence[T], key: Callable[[T], Hashable]) -> list[Diff[T]]:
    """Changes to apply to ``old`` in order. Rows are the same row if ``key`` says so; keys are unique in a list."""
    start, old_end, new_end = 0, len(old), len(new)
    while start < old_end and start < new_end and _same(old[start], new[start]):
        start += 1
    while old_end > start and new_end > start and _same(old[old_end - 1], new[new_end - 1]):
        old_end -= 1
        new_end -= 1
    if start == old_end and start == new_end:
        return []
    if start == old_end:
        return [Insert(start, list(new[start:new_end]))]
    if old_end - start > _MANY and new_end - start > _MANY:
        keys = {key(row) for row in old[start:old_end]}
        if sum(1 for row in new[start:new_end] if key(row) not in keys) > _MANY:
            return [Reset(list(new))]
    return _middle(list(old[start:old_end]), new[start:new_end], start, key)


def _middle(current: list[T], new: Sequence[T], offset: int, key: Callable[[T], Hashable]) -> list[Diff[T]]:
    result: list[Diff[T]] = []
    wanted = {key(row) for row in new}
    index = len(current) - 1
    while index >= 0:
        if key(current[index]) in wanted:
            index -= 1
            continue
        last = index
        while index >= 0 and key(current[index]) not in wanted:
            index -= 1
        del current[index + 1 : last + 1]
        result.append(Remove(offset + index + 1, last - index))
    present = {key(row) for row in current}
    place = 0
    while place < len(new):
        row = new[place]
        row_key = key(row)
        if place < len(current) and key(current[place]) == row_key:
            if not _same(current[place], row):
                current[place] = row
                result.append(Update(offset + place, row))
            place += 1
        elif row_key in present:
            old = next(n for n in range(place, len(current)) if key(current[n]) == row_key)
            # If the row that stands here only has to go down once, moving that one is the smaller change.
            down = _target(new, key(current[place]), key)
            if old == place + 1 and down is not None and down > place + 1 and down < len(current):
                moved = current.pop(place)
                del moved
                current.insert(down, new[down])
                result.append(Move(offset + place, offset + down, new[down]))
                continue
            current.pop(old)
            current.insert(place, row)
            result.append(Move(offset + old, offset + place, row))
            place += 1
        else:
            run = [row]
            while place + len(run) < len(new) and key(new[place + len(run)]) not in present:
                run.append(new[place + len(run)])
            current[place:place] = run
            result.append(Insert(offset + place, run))
            place += len(run)
    return result


def _target(new: Sequence[T], wanted: Hashable, key: Callable[[T], Hashable]) -> int | None:
    return next((n for n, row in enumerate(new) if key(row) == wanted), None)


def _same(one: T, other: T) -> bool:
    return one is other or one == other


def apply(rows: list[T], diffs: Sequence[Diff[T]]) -> list[T]:
    """The list after the changes: what every listener has to end up with."""
    rows = list(rows)
    for diff in diffs:
        match diff:
            case Reset(items):
                rows = list(items)
            case Insert(index, items):
                rows[index:index] = list(items)
            case Update(index, item):
                rows[index] = item
            case Remove(index, count):
                del rows[index : index + count]
            case Move(old, new, item):
                del rows[old]
                rows.insert(new, item)
    return rows
