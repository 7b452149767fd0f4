# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is looked for in messages, and how text is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.types import TimelineItem

MAX_TERMS = 12
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'  # quotation marks
_QUOTED = re.compile(f"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]?")
_EXCERPT = 180  # characters
_BEFORE = 40  # of them before the first part that was found


class Kind(StrEnum):
    """What kind of message."""

    ANY = ""
    FILE = "file"  # with a file of any kind
    PICTURE = "picture"
    LINK = "link"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Query:
    """``room_id``/``sender``: only there, only by them. ``since``/``before``: milliseconds; from, and earlier than.

    ``text``: all its words have to be in the message, as parts of words; what stands in quotation marks as it is.
    """

    text: str = ""
    room_id: str | None = None
    sender: str | None = None
    since: int | None = None
    before: int | None = None
    kind: Kind = Kind.ANY

    @property
    def empty(self) -> bool:
        """Nothing is looked for: no words, nothing that sifts but the room."""
        return not terms_of(self.text) and not (
            self.sender or self.since is not None or self.before is not None or self.kind
        )


Cursor = tuple[int, int]
"""Where the next page begins: milliseconds and number of the last hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, as it is now. ``parts``: the characters of ``excerpt`` that were looked for."""

    room_id: str
    item: TimelineItem
    excerpt: str
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page, the newest first. ``more``: what gives the next one; None: there is none."""

    hits: Sequence[Hit]
    more: Cursor | None = None


def fold(text: str) -> str:
    """For comparing: without case and accents, ß is ss, compatible signs are the same."""
    signs = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode()).casefold()
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).replace("\0", " ")


def terms_of(query: str) -> list[str]:
    """What a message has to contain, all of it, folded: words, and what stood in quotation marks."""
    terms: list[str] = []

    def phrase(match: re.Match[str]) -> str:
        terms.append(" ".join(fold(match.group(1)).split()))
        return " "

    rest = _QUOTED.sub(phrase, query[:1000])
    terms += fold(rest).split()
    return [term for term in dict.fromkeys(terms) if term][:MAX_TERMS]


def holds(text: str, terms: Sequence[str], shortest: int) -> bool:
    """Whether the folded ``text`` contains all terms; those with less than ``shortest`` letters as words."""
    flat = " ".join(text.split())
    return all(term in flat if len(term) >= shortest else _word(term).search(flat) is not None for term in terms)


def _word(term: str) -> re.Pattern[str]:
    """A short term: in the middle of words it would be nearly everywhere, so it has to be one, or begin one."""
    before = r"(?<!\w)" if term[0].isalnum() else ""
    return re.compile(before + re.escape(term))


def excerpt(text: str, terms: Sequence[str], shortest: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of ``text`` in one line with what was looked for, and where that is in it."""
    flat = " ".join(text.split())
    folded: list[str] = []
    origin: list[int] = []  # of each folded character
    for place, sign in enumerate(flat):
        for each in fold(sign):
            folded.append(each)
            origin.append(place)
    whole = "".join(folded)
    found: list[tuple[int, int]] = []
    for term in terms:
        pattern = re.compile(re.escape(term)) if len(term) >= shortest else _word(term)
        for match in pattern.finditer(whole):
            found.append((origin[match.start()], origin[match.end() - 1] + 1))
            if len(found) > 200:
                break
    found.sort()
    start = max(0, found[0][0] - _BEFORE) if found and found[0][1] > _EXCERPT - _BEFORE else 0
    if start:
        gap = flat.find(" ", start, found[0][0])
        start = gap + 1 if gap >= 0 else start
    piece = flat[start : start + _EXCERPT]
    lead, tail = "… " if start else "", " …" if start + _EXCERPT < len(flat) else ""
    parts: list[tuple[int, int]] = []
    for first, last in found:
        first, last = max(first, start), min(last, start + len(piece))
        if first >= last:
            continue
        if parts and first - start + len(lead) <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(parts[-1][1], last - start + len(lead)))
        else:
            parts.append((first - start + len(lead), last - start + len(lead)))
    return lead + piece + tail, tuple(parts)
