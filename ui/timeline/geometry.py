# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which rows are where in a viewport, without laying out rows that are far away.

The position is an anchor: one row and how far its top is below the viewport's top. Inserts and changes elsewhere
never move what is being read. Heights of rows that were not on screen yet are estimates, for the scroll bar.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate


class Geometry:
    """``measure(row)`` gives the exact height of a row, ``estimate(row)`` a cheap guess; both in pixels."""

    def __init__(self, measure: Callable[[int], int], estimate: Callable[[int], int]) -> None:
        self._measure = measure
        self._estimate = estimate
        self._heights: list[int] = []
        self._exact = bytearray()
        self._sums: list[int] | None = None
        self.view_height = 0
        self.bottom_margin = 8
        self.row = 0
        self.offset = 0  # the anchor row's top, pixels below the top of the viewport (mostly negative)
        self.stick = True  # stays at the newest message
        self.may_stick = True  # the last row is the newest there is

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, count: int) -> None:
        self._heights = [self._estimate(row) for row in range(count)]
        self._exact = bytearray(count)
        self._sums = None
        self.row, self.offset, self.stick = 0, 0, self.may_stick

    def forget(self) -> None:
        """All heights are wrong (width, zoom); what is at the top stays there, be it the middle of a row."""
        held = self._heights[self.row] if self.row < len(self._heights) else 0
        share = self.offset / held if held and self.offset < 0 else 0.0
        self._exact = bytearray(len(self._heights))
        self._sums = None
        if share:
            self.offset = round(share * self.height(self.row))

    def insert(self, first: int, count: int) -> None:
        self._heights[first:first] = [self._estimate(row) for row in range(first, first + count)]
        self._exact[first:first] = bytes(count)
        self._sums = None
        if first <= self.row and len(self._heights) > count:
            self.row += count
        self.touch(first - 1)
        self.touch(first + count)

    def remove(self, first: int, count: int) -> None:
        del self._heights[first : first + count], self._exact[first : first + count]
        self._sums = None
        if self.row >= first + count:
            self.row -= count
        elif self.row >= first:
            self.row, self.offset = max(0, min(first, len(self._heights) - 1)), 0
        self.touch(first - 1)
        self.touch(first)

    def touch(self, row: int) -> None:
        """A row changed, or its neighbour did. If it is the anchor, its bottom stays where it was."""
        if not 0 <= row < len(self._heights):
            return
        was_exact, old = self._exact[row], self._heights[row]
        self._exact[row] = 0
        if row == self.row and was_exact and self.offset < 0:
            self.offset += old - self.height(row)

    def height(self, row: int) -> int:
        """Exact."""
        if not self._exact[row]:
            height = self._measure(row)
            self._exact[row] = 1
            if height != self._heights[row]:
                self._heights[row] = height
                self._sums = None
        return self._heights[row]

    def settle(self) -> None:
        """Bring the anchor onto the screen and keep both ends of the list where they belong."""
        count = len(self._heights)
        if not count:
            self.row = self.offset = 0
            return
        self.row = min(self.row, count - 1)
        if self.stick:
            self.row = count - 1
            self.offset = self.view_height - self.height(count - 1) - self.bottom_margin
        while self.offset > 0 and self.row > 0:
            self.row -= 1
            self.offset -= self.height(self.row)
        while self.row < count - 1 and self.offset + self.height(self.row) <= 0:
            self.offset += self.height(self.row)
            self.row += 1
        if self.stick:
            return
        if self.row == 0 and self.offset > 0:
            self.offset = 0
        y, row = self.offset, self.row
        while row < count and y < self.view_height:
            y += self.height(row)
            row += 1
        if row == count and y <= self.view_height - self.bottom_margin:
            self.stick = True
            self.settle()
            self.stick = self.may_stick

    def visible(self) -> list[tuple[int, int]]:
        """Rows on screen with the position of their top."""
        out, y, row = [], self.offset, self.row
        while row < len(self._heights) and y < self.view_height:
            out.append((row, y))
            y += self.height(row)
            row += 1
        return out

    def top_of(self, row: int) -> int | None:
        """Where a row is on screen, None if it is not."""
        y, at = self.offset, self.row
        if row < at:
            return None
        while at < row and y < self.view_height:
            y += self.height(at)
            at += 1
        return y if at == row and y < self.view_height else None

    def distance(self, row: int, offset: int) -> int | None:
        """How far rows moved on screen since ``row`` was at ``offset``; None if that is far away."""
        if abs(row - self.row) > 60 or row >= len(self._heights):
            return None
        y, at = self.offset, self.row
        while at < row:
            y += self._heights[at]
            at += 1
        while at > row:
            at -= 1
            y -= self._heights[at]
        return y - offset

    # -- the scroll bar

    def _tops(self) -> list[int]:
        if self._sums is None:
            self._sums = list(accumulate(self._heights, initial=0))
        return self._sums

    def extent(self) -> int:
        """Height of everything, partly estimated."""
        return self._tops()[-1] + self.bottom_margin

    def position(self) -> int:
        return self._tops()[self.row] - self.offset if self._heights else 0

    def move_to(self, position: int, maximum: int) -> None:
        if not self._heights:
            return
        tops = self._tops()
        self.row = max(0, min(len(self._heights) - 1, bisect_right(tops, position) - 1))
        self.offset = tops[self.row] - position
        self.stick = position >= maximum and self.may_stick

    def move_by(self, pixels: int) -> None:
        """Positive: towards newer messages."""
        self.offset -= pixels
        if pixels < 0:
            if self.stick and self.row == 0 and self.offset >= 0:
                return  # everything fits
            self.stick = False

    def put(self, row: int, offset: int) -> None:
        """Scroll so that the top of a row is ``offset`` pixels below that of the viewport."""
        self.stick = False
        self.row, self.offset = row, offset
        self.settle()

    def show_row(self, row: int) -> None:
        """Scroll as little as needed so that a row is on screen as a whole."""
        top = self.top_of(row)
        if top is None or top < 0:
            self.stick = False
            self.row, self.offset = row, 0
        elif top + self.height(row) > self.view_height:
            self.stick = row == len(self._heights) - 1 and self.may_stick
            self.row, self.offset = row, min(0, self.view_height - self.height(row) - self.bottom_margin)
            if self.height(row) < self.view_height:
                self.offset = self.view_height - self.height(row) - self.bottom_margin
        self.settle()
