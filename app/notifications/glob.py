# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Glob patterns of push rules (Matrix v1.18, appendix "Glob-style matching"): ``*`` any text, ``?`` one character.

Patterns and texts come from others, so nothing here goes back and tries again: a pattern is a row of pieces of fixed
length, and the first place of each is the best one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PATTERN = 512
"""Characters; longer ones match nothing."""

_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


def folded(text: str) -> str:
    """The text without upper case, character by character, so that places stay what they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def at_boundary(text: str, index: int) -> bool:
    """Whether a word may begin or end between ``index - 1`` and ``index``; words are of A-Z, a-z, 0-9 and _."""
    return index <= 0 or index >= len(text) or text[index - 1] not in _WORD or text[index] not in _WORD


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern without ``*``."""

    length: int
    literal: str | None
    regex: re.Pattern[str] | None

    @classmethod
    def of(cls, text: str) -> _Piece:
        if "?" not in text:
            return cls(len(text), text, None)
        source = "".join("." if character == "?" else re.escape(character) for character in text)
        return cls(len(text), None, re.compile(source, re.DOTALL))

    def find(self, text: str, start: int) -> int:
        """The first place at ``start`` or after it; -1 if there is none."""
        if self.literal is not None:
            return text.find(self.literal, start)
        found = self.regex.search(text, start) if self.regex is not None else None
        return found.start() if found else -1

    def at(self, text: str, index: int) -> bool:
        if index < 0 or index + self.length > len(text):
            return False
        if self.literal is not None:
            return text.startswith(self.literal, index)
        return self.regex is not None and self.regex.match(text, index) is not None


class Glob:
    """One pattern. Matching does not look at upper and lower case."""

    def __init__(self, pattern: str) -> None:
        self._pieces: list[_Piece] | None = None
        self._literal: str | None = None
        if len(pattern) <= MAX_PATTERN:
            small = folded(pattern)
            self._pieces = [_Piece.of(part) for part in re.split(r"\*+", small)]
            if not set("*?") & set(small):
                self._literal = small

    def matches(self, text: str, small: str | None = None) -> bool:
        """Whether the whole text is matched. ``small``: the folded text, if it is known."""
        text = folded(text) if small is None else small
        if self._literal is not None:
            return text == self._literal
        if self._pieces is None:
            return False
        first, *others = self._pieces
        if not others:
            return len(text) == first.length and first.at(text, 0)
        *middle, last = others
        if not first.at(text, 0):
            return False
        place = self._skip(middle, text, first.length)
        return place >= 0 and len(text) - last.length >= place and last.at(text, len(text) - last.length)

    def in_words(self, text: str, small: str | None = None) -> bool:
        """Whether some part of the text is matched that begins and ends at a word boundary; ``small`` as above."""
        if self._pieces is None:
            return False
        if small is None:
            small = folded(text)
        first, *others = self._pieces
        place = first.find(small, 0)
        while place >= 0:
            if at_boundary(text, place) and (others or at_boundary(text, place + first.length)):
                break
            place = first.find(small, place + 1)
        if place < 0 or not others:
            return place >= 0
        *middle, last = others
        place = self._skip(middle, small, place + first.length)
        place = last.find(small, place) if place >= 0 else -1
        while place >= 0 and not at_boundary(text, place + last.length):
            place = last.find(small, place + 1)
        return place >= 0

    @staticmethod
    def _skip(pieces: list[_Piece], text: str, place: int) -> int:
        """Behind all the pieces, one after the other; -1 if one of them is not there."""
        for piece in pieces:
            found = piece.find(text, place)
            if found < 0:
                return -1
            place = found + piece.length
        return place
