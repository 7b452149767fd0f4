# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown put around a selection or in front of lines, taken away again, and continued on the next line.

Plain functions of a text and a selection in it (code points), so that they need no window to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MARKS = {"bold": "**", "italic": "*", "strike": "~~", "spoiler": "||"}
_ITEM = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,8})([.)]))( +)(\[[ xX]\] +)?")
_QUOTE = re.compile(r"(?:> ?)+")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+")
_FENCE = re.compile(r"^[ ]{0,3}(```+|~~~+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """``edits``: (from, to, text) of the old text, in order, not overlapping. Then ``start`` to ``end`` is selected."""

    edits: tuple[tuple[int, int, str], ...]
    start: int
    end: int

    def of(self, text: str) -> str:
        """The new text."""
        for begin, end, new in reversed(self.edits):
            text = text[:begin] + new + text[end:]
        return text


def format_text(kind: str, text: str, start: int, end: int) -> Change:
    """``kind``: a key of MARKS, or code, quote, list, numbers, link."""
    match kind:
        case "code":
            return _code(text, start, end)
        case "quote":
            return _lines(text, start, end, "> ")
        case "list":
            return _lines(text, start, end, "- ")
        case "link":
            return _link(text, start, end)
    return _around(text, start, end, MARKS[kind])


def _around(text: str, start: int, end: int, mark: str) -> Change:
    """Put marks around, or take them away if they are there. White space at the ends stays outside."""
    part = text[start:end]
    start, end = start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()) if part.strip() else 0)
    start = min(start, end)
    size = len(mark)
    if _marked(text, start, end, mark):
        return Change(((start - size, start, ""), (end, end + size, "")), start - size, end - size)
    inner = (start + size, end - size)
    if end - start >= 2 * size and _marked(text, *inner, mark):
        return Change(((start, start + size, ""), (end - size, end, "")), start, end - 2 * size)
    return Change(((start, start, mark), (end, end, mark)), start + size, end + size)


def _marked(text: str, start: int, end: int, mark: str) -> bool:
    """Whether exactly these marks stand around it; ``**`` is no ``*``."""
    size, char = len(mark), mark[0]
    before, behind = text[max(0, start - 3) : start], text[end : end + 3]
    left = len(before) - len(before.rstrip(char))
    right = len(behind) - len(behind.lstrip(char))
    if char != "*":
        return left >= size and right >= size
    return left == right and left in ((1, 3) if size == 1 else (2, 3))


def _code(text: str, start: int, end: int) -> Change:
    part = text[start:end]
    if "\n" not in part:
        return _around(text, start, end, "`")
    fence = "```"
    while fence in part:
        fence += "`"
    before = "" if start == 0 or text[start - 1] == "\n" else "\n"
    behind = "" if end == len(text) or text[end] == "\n" else "\n"
    close = ("" if part.endswith("\n") else "\n") + fence + behind
    opening = f"{before}{fence}\n"
    moved = len(opening)
    return Change(((start, start, opening), (end, end, close)), start + moved, end + moved)


def _lines(text: str, start: int, end: int, prefix: str) -> Change:
    """In front of each line of the selection; taken away if all have it."""
    first = text.rfind("\n", 0, start) + 1
    starts = [first, *(place + 1 for place in range(first, end) if text[place] == "\n")]
    starts = [place for place in starts if place == first or place < end]
    has = [text.startswith(prefix, place) for place in starts]
    size = len(prefix)
    if all(has):
        edits: Sequence[tuple[int, int, str]] = [(place, place + size, "") for place in starts]
        return Change(tuple(edits), max(first, start - size), max(first, end - size * len(starts)))
    edits = [(place, place, prefix) for place, there in zip(starts, has, strict=True) if not there]
    added = size * len(edits)
    return Change(tuple(edits), start + (0 if has[0] else size), end + added)


def _link(text: str, start: int, end: int) -> Change:
    """``[selected](|)``, or ``[|](address)`` if an address is selected."""
    if _ADDRESS.fullmatch(text[start:end]):
        return Change(((start, start, "[]("), (end, end, ")")), start + 1, start + 1)
    return Change(((start, start, "["), (end, end, "]()")), end + 3, end + 3)


def next_line(text: str, at: int) -> Change | None:
    """What a line break at ``at`` does in a list, a quotation or code; None: nothing but the break.

    A break in an empty item ends the list.
    """
    first = text.rfind("\n", 0, at) + 1
    line = text[first:at]
    if len(_FENCE.findall(text[:first])) % 2:
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        return Change(((at, at, "\n" + indent),), at + 1 + len(indent), at + 1 + len(indent)) if indent else None
    quote = _QUOTE.match(line)
    item = _ITEM.match(line)
    if item is not None:
        if item.end() == len(line):
            return Change(((first, at, ""),), first, first)
        sign = item[2] or f"{int(item[3]) + 1}{item[4]}"
        prefix = item[1] + sign + item[5] + ("[ ] " if item[6] else "")
    elif quote is not None:
        if not line[quote.end() :].strip():
            return Change(((first, at, ""),), first, first)
        prefix = quote[0] if quote[0].endswith(" ") else quote[0] + " "
    else:
        return None
    return Change(((at, at, "\n" + prefix),), at + 1 + len(prefix), at + 1 + len(prefix))
