# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Apply the changes of a list to our copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from app.types import Diff, Insert, Move, Remove, Reset, Update

T = TypeVar("T")


def apply_diffs(items: list[T], diffs: Iterable[Diff[T]]) -> None:
    """In place and in order. Raises IndexError if a change does not fit the list."""
    for diff in diffs:
        match diff:
            case Reset(new):
                items[:] = new
            case Insert(index, new):
                if not 0 <= index <= len(items):
                    raise IndexError(index)
                items[index:index] = new
            case Update(index, item):
                items[index] = item
            case Remove(index, count):
                if not 0 <= index <= index + count <= len(items):
                    raise IndexError(index)
                del items[index : index + count]
            case Move(old, new_index, item):
                del items[old]
                items.insert(new_index, item)
