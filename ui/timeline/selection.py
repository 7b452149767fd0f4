# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is selected in the timeline: text of one message, or across several."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from ui.models.timeline import TimelineModel
from ui.text import PlainDocument, one_line
from ui.theme import Theme
from ui.timeline.documents import body_document
from ui.times import clock

MAX_ROWS = 5_000  # copied at once


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the document of a row, which is known by its key so that inserts do not move it."""

    key: str
    position: int


class Selection:
    """From ``start`` (where the button went down) to ``end`` (where it is now), in either direction."""

    def __init__(
        self, model: TimelineModel, theme: Theme, revealed: Callable[[str], Collection[int]] = lambda _key: ()
    ) -> None:
        """``revealed``: the hidden parts of a row that are shown; what is hidden is not copied."""
        self._model = model
        self._theme = theme
        self._revealed = revealed
        self.start: Place | None = None
        self.end: Place | None = None

    def clear(self) -> None:
        self.start = self.end = None

    def bounds(self) -> tuple[int, int, int, int] | None:
        """First row and position, last row and position; None if nothing is selected."""
        if self.start is None or self.end is None or self.start == self.end:
            return None
        one, two = self._model.row_of(self.start.key), self._model.row_of(self.end.key)
        if one < 0 or two < 0:
            return None
        low, high = sorted(((one, self.start.position), (two, self.end.position)))
        return (*low, *high)

    @staticmethod
    def within(bounds: tuple[int, int, int, int] | None, row: int) -> tuple[int, int] | None:
        """The selected range of one row."""
        if bounds is None or not bounds[0] <= row <= bounds[2]:
            return None
        return (bounds[1] if row == bounds[0] else 0, bounds[3] if row == bounds[2] else 1 << 30)

    def word(self, key: str, doc: PlainDocument, position: int) -> None:
        """Select the word at a position."""
        cursor = QTextCursor(doc)
        cursor.setPosition(min(position, doc.characterCount() - 1))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.start, self.end = Place(key, cursor.selectionStart()), Place(key, cursor.selectionEnd())

    def message(self, key: str) -> None:
        self.start, self.end = Place(key, 0), Place(key, 1 << 30)

    def text(self, progress: Callable[[], None] | None = None) -> str:
        """What is copied; with names and times if it spans several messages."""
        bounds = self.bounds()
        if bounds is None:
            return ""
        first, last = bounds[0], min(bounds[2], bounds[0] + MAX_ROWS)
        out = []
        for row in range(first, last + 1):
            item = self._model.item(row)
            doc = body_document(item, self._theme, self._revealed(item.key))
            begin, end = self.within(bounds, row) or (0, 0)
            limit = doc.characterCount() - 1
            cursor = QTextCursor(doc)
            cursor.setPosition(min(begin, limit))
            cursor.setPosition(min(end, limit), QTextCursor.MoveMode.KeepAnchor)
            text = cursor.selectedText().replace("\u2029", "\n").replace("\u2028", "\n").replace("\u2060", "")
            if last > first and item.state is None:
                text = f"[{clock(item.ts)}] {one_line(item.sender_name or item.sender)}: {text}"
            out.append(text)
        return "\n".join(out)
