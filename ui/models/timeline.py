# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rows of an open conversation: our copy of the account's timeline, changed at most 25 times a second."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.interface import Timeline
from app.types import Diff, Insert, ItemKind, Move, Remove, Reset, TimelineItem, Update
from ui.models.coalesce import Coalescer
from ui.times import day_of

_log = logging.getLogger(__name__)
GROUP_MS = 5 * 60 * 1000  # messages of one sender within this time stand together


class TimelineModel(QObject):
    """Signals: ``reset``; ``inserted(first, count)``; ``removed(first, count)``; ``changed(row)``; ``settled`` after
    each batch of them. Qt numbers rows like Python: oldest is 0."""

    reset = Signal()
    inserted = Signal(int, int)
    removed = Signal(int, int)
    changed = Signal(int)
    settled = Signal()
    appended = Signal(int)  # how many rows came after the last one, for announcements

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[TimelineItem] = []
        self._rows: dict[str, int] | None = None
        self._pending: list[Diff[TimelineItem]] = []
        self._source: Timeline | None = None
        self._disconnect: Callable[[], None] | None = None
        self._coalescer = Coalescer(self._flush, self)
        self.unread_key: str | None = None
        """The row before which the new messages begin."""

    def follow(self, source: Timeline | None) -> None:
        """Show another conversation (or none). The caller closes the old one."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self._coalescer.cancel()
        self._pending.clear()
        self._source = source
        self._items = list(source.items) if source is not None else []
        self._rows = None
        self.unread_key = source.unread_key if source is not None else None
        if source is not None:
            self._disconnect = source.changed.connect(self._came)
        self.reset.emit()
        self.settled.emit()

    def source(self) -> Timeline | None:
        return self._source

    def _came(self, diffs: Sequence[Diff[TimelineItem]]) -> None:
        self._pending.extend(diffs)
        self._coalescer.poke()

    def flush(self) -> None:
        """Apply what is waiting at once."""
        if self._pending:
            self._coalescer.now()

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        appended = 0
        try:
            for diff in pending:
                appended += self._apply(diff)
        except IndexError:
            _log.error("a change of the timeline does not fit; reading it again")
            self._items = list(self._source.items) if self._source is not None else []
            self._rows = None
            self._pending.clear()
            self.reset.emit()
            appended = 0
        self._mark_unread()
        self.settled.emit()
        if appended:
            self.appended.emit(appended)

    def _mark_unread(self) -> None:
        before, now = self.unread_key, self._source.unread_key if self._source is not None else None
        if now != before:
            self.unread_key = now
            for key in (before, now):
                if key is not None and (row := self.row_of(key)) >= 0:
                    self.changed.emit(row)

    def _apply(self, diff: Diff[TimelineItem]) -> int:
        """Gives how many rows were added at the end."""
        items = self._items
        match diff:
            case Reset(new):
                self._items = list(new)
                self._rows = None
                self.reset.emit()
            case Insert(index, new):
                if not 0 <= index <= len(items):
                    raise IndexError(index)
                at_end = index == len(items)
                items[index:index] = new
                self._rows = None
                self.inserted.emit(index, len(new))
                return len(new) if at_end else 0
            case Update(index, item):
                if not 0 <= index < len(items):
                    raise IndexError(index)
                if items[index].key != item.key:
                    self._rows = None
                items[index] = item
                self.changed.emit(index)
            case Remove(index, count):
                if not 0 <= index <= index + count <= len(items):
                    raise IndexError(index)
                del items[index : index + count]
                self._rows = None
                self.removed.emit(index, count)
            case Move(old, new_index, item):
                if not (0 <= old < len(items) and 0 <= new_index < len(items)):
                    raise IndexError(old)
                del items[old]
                self._rows = None
                self.removed.emit(old, 1)
                items.insert(new_index, item)
                self._rows = None
                self.inserted.emit(new_index, 1)
        return 0

    # -- reading

    def __len__(self) -> int:
        return len(self._items)

    def item(self, row: int) -> TimelineItem:
        return self._items[row]

    def row_of(self, key: str) -> int:
        """-1 if there is no such row (any more)."""
        if self._rows is None:
            self._rows = {item.key: row for row, item in enumerate(self._items)}
        return self._rows.get(key, -1)

    def starts_day(self, row: int) -> bool:
        return row == 0 or day_of(self._items[row].ts) != day_of(self._items[row - 1].ts)

    def _together(self, row: int) -> bool:
        """Whether a row belongs to the group of the row before."""
        if row <= 0 or row >= len(self._items) or self.starts_day(row):
            return False
        one, two = self._items[row - 1], self._items[row]
        return (
            one.sender == two.sender
            and one.own == two.own
            and one.sender_name == two.sender_name
            and one.kind is not ItemKind.STATE
            and two.kind is not ItemKind.STATE
            and 0 <= two.ts - one.ts < GROUP_MS
        )

    def flags(self, row: int) -> tuple[bool, bool, bool]:
        """Whether the row starts a day, starts a group, ends a group."""
        return self.starts_day(row), not self._together(row), not self._together(row + 1)
