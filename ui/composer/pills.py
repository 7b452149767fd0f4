# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mentions in the document of a field: marked characters that stay a mention as long as they are the whole name.

Positions in a document count UTF-16 units, those of ``Written`` code points.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

from app.text.written import Mention, Written

_TARGET = QTextFormat.Property.UserProperty.value + 1
_NAME = _TARGET + 1
_ID = _TARGET + 2  # so that two mentions of the same name side by side stay two
_ids = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters with a mark: ``start`` to ``end`` in the document. ``whole``: they are the name, and nothing else."""

    start: int
    end: int
    target: str
    name: str
    text: str

    @property
    def whole(self) -> bool:
        return self.text == self.name


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def points(text: str, position: int) -> int:
    """The code point at a position in UTF-16 units."""
    if len(text) == units(text):
        return position
    at = 0
    for number, char in enumerate(text):
        if at >= position:
            return number
        at += 2 if ord(char) > 0xFFFF else 1
    return len(text)


def marked(document: QTextDocument) -> Iterator[Marked]:
    """All marked characters, in order."""
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            form = fragment.charFormat()
            if form.hasProperty(_TARGET):
                start = fragment.position()
                yield Marked(
                    start,
                    start + fragment.length(),
                    str(form.property(_TARGET)),
                    str(form.property(_NAME)),
                    fragment.text(),
                )
            iterator += 1
        block = block.next()


def insert(cursor: QTextCursor, name: str, target: str, look: QTextCharFormat) -> None:
    """Put a mention in the place of the selection; what is typed behind it is plain."""
    form = QTextCharFormat(look)
    form.setProperty(_TARGET, target)
    form.setProperty(_NAME, name)
    form.setProperty(_ID, next(_ids))
    cursor.insertText(name, form)
    cursor.setCharFormat(QTextCharFormat())


def repair(document: QTextDocument) -> None:
    """Take the mark from what is no longer a name."""
    for each in list(marked(document)):
        if each.whole:
            continue
        at = each.text.find(each.name)
        # Characters beside a name take on its mark when they are typed; within it they destroy it.
        excess = [(0, len(each.text))] if at < 0 else [(0, at), (at + len(each.name), len(each.text))]
        cursor = QTextCursor(document)
        cursor.joinPreviousEditBlock()
        for start, end in excess:
            if start < end:
                cursor.setPosition(each.start + units(each.text[:start]))
                cursor.setPosition(each.start + units(each.text[:end]), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(QTextCharFormat())
        cursor.endEditBlock()


def written(document: QTextDocument, text: str) -> Written:
    """``text``: that of the document."""
    spans = tuple(
        Mention(points(text, each.start), points(text, each.end), each.target)
        for each in marked(document)
        if each.whole
    )
    return Written(text, spans)


def restyle(document: QTextDocument, look: QTextCharFormat) -> None:
    """Another look for all mentions."""
    for each in list(marked(document)):
        cursor = QTextCursor(document)
        cursor.joinPreviousEditBlock()
        cursor.setPosition(each.start)
        cursor.setPosition(each.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(look)
        cursor.endEditBlock()
