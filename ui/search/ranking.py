# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How well a name fits what was typed: beginnings of names before beginnings of words, parts, and letters in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.finder.query import fold

T = TypeVar("T")
_WORD = re.compile(r"\w+")
WHOLE, BEGINS, WORD, PART, INITIALS, LETTERS = 0, 1, 2, 3, 4, 5
"""The better, the smaller."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """``text`` is folded once; ``more`` is also looked at, but counts less. ``recent``: the larger the newer."""

    value: T
    text: str
    more: str
    recent: int
    starts: str  # first letters of the words


def entry(value: T, text: str, more: str = "", recent: int = 0) -> Entry[T]:
    folded = fold(text)
    return Entry(value, folded, fold(more), recent, "".join(word[0] for word in _WORD.findall(folded)))


def quality(term: str, text: str, starts: str) -> int | None:
    """How ``term`` fits, from WHOLE to LETTERS; None: not at all. All folded."""
    if text == term:
        return WHOLE
    if text.startswith(term):
        return BEGINS
    at = text.find(term)
    while at > 0:
        if not text[at - 1].isalnum():
            return WORD
        at = text.find(term, at + 1)
    if term in text:
        return PART
    if len(term) > 1 and term in starts:
        return INITIALS
    if len(term) < 3:
        return None
    place = -1
    for sign in term:  # all letters in this order: slips of the finger and abbreviations
        place = text.find(sign, place + 1)
        if place < 0:
            return None
    return LETTERS


def rank(query: str, entries: Iterable[Entry[T]], limit: int = 50) -> list[T]:
    """The best first, of equal ones the most recent. Nothing typed: the most recent."""
    terms: Sequence[str] = fold(query).split()
    found: list[tuple[int, int, int, int, Entry[T]]] = []
    for place, each in enumerate(entries):
        score = 0
        for term in terms:
            value = quality(term, each.text, each.starts)
            if value is None and each.more:
                second = quality(term, each.more, "")
                value = None if second is None or second == LETTERS else second + LETTERS
            if value is None:
                break
            score += value
        else:
            found.append((score, -each.recent, len(each.text) if terms else 0, place, each))
    found.sort(key=lambda row: row[:4])
    return [row[4].value for row in found[:limit]]
