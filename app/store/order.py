# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where events stand in a room: merges a run of events the server gave into the chunks we have.

A server's run is in order and without holes. Whatever of it we know already tells where the rest belongs, and two
chunks that one run joins have no hole between them any more. Servers have two orders, though: a sync tells of events as
they came to the server, history has them as they refer to each other (server-server API, "PDUs"), and an event from
another server may come late. So a single known event in an odd place is no proof.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Position = tuple[int, int]
LOOSE = -1  # the chunk of events that are known by themselves, without a place among the others
_FAR = 1_000_000_000_000  # out of the way while rows change places


class Executes(Protocol):
    """A database or a connection of it."""

    def execute(self, sql: str, params: Any = ...) -> Any: ...


@dataclass(slots=True)
class Merged:
    """``new``: where the unknown events go. ``known``: events we had. ``moved``: known events got new positions."""

    new: dict[str, Position] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    moved: bool = False
    gap: bool = False  # a new hole opened before the newest chunk


def positions(db: Executes, room_id: str, event_ids: Sequence[str]) -> dict[str, Position]:
    """The places of those events that are stored and have one."""
    found: dict[str, Position] = {}
    for start in range(0, len(event_ids), 500):
        part = event_ids[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = db.execute(
            f"SELECT event_id, chunk, idx FROM events WHERE room_id = ? AND event_id IN ({marks})"  # noqa: S608
            f" AND chunk <> {LOOSE}",
            (room_id, *part),
        )
        found.update({event_id: (chunk, idx) for event_id, chunk, idx in rows})
    return found


class Chunks:
    """The chunks of one room during one merge; looked up when they are needed, for rooms are long."""

    def __init__(self, db: Executes, room_id: str) -> None:
        self._db = db
        self._room = room_id
        self._ends: dict[int, tuple[int, int]] = {}
        row = db.execute(
            "SELECT chunk FROM events WHERE room_id = ? AND chunk > 0 ORDER BY chunk DESC LIMIT 1", (room_id,)
        ).fetchone()
        self.newest: int | None = int(row[0]) if row else None

    def _end(self, chunk: int) -> tuple[int, int]:
        """(first, last) index; (0, -1) of a chunk that is not there."""
        if chunk not in self._ends:
            # One at a time, so that SQLite takes the index and looks at one row each.
            low, high = (
                self._db.execute(
                    f"SELECT {function}(idx) FROM events WHERE room_id = ? AND chunk = ?",  # noqa: S608
                    (self._room, chunk),
                ).fetchone()[0]
                for function in ("MIN", "MAX")
            )
            self._ends[chunk] = (0, -1) if low is None else (int(low), int(high))
        return self._ends[chunk]

    def first(self, chunk: int) -> int:
        return self._end(chunk)[0]

    def last(self, chunk: int) -> int:
        return self._end(chunk)[1]

    def append(self, chunk: int, run: Sequence[str]) -> dict[str, Position]:
        low, high = self._end(chunk)
        placed = {event_id: (chunk, high + 1 + n) for n, event_id in enumerate(run)}
        if run:
            self._ends[chunk] = (low, high + len(run))
        return placed

    def prepend(self, chunk: int, run: Sequence[str]) -> dict[str, Position]:
        low, high = self._end(chunk)
        placed = {event_id: (chunk, low - len(run) + n) for n, event_id in enumerate(run)}
        self._ends[chunk] = (low - len(run), high)
        return placed

    def make_room(self, before: Position, count: int) -> None:
        """Push everything of the chunk that is older than ``before`` back by ``count`` places."""
        chunk, idx = before
        self._db.execute(
            "UPDATE events SET idx = idx - ? WHERE room_id = ? AND chunk = ? AND idx < ?",
            (count + _FAR, self._room, chunk, idx),
        )
        self._db.execute(
            "UPDATE events SET idx = idx + ? WHERE room_id = ? AND chunk = ? AND idx < ?",
            (_FAR, self._room, chunk, -_FAR // 2),
        )
        low, high = self._end(chunk)
        self._ends[chunk] = (low - count, high)


def merge(
    db: Executes,
    room_id: str,
    event_ids: Sequence[str],
    *,
    token: str | None,
    limited: bool = False,
    gap_of: int | None = None,
    live: bool = True,
) -> Merged:
    """Find places for ``event_ids`` (oldest first, each once) and keep the gaps true. Inserts nothing itself.
    Chunks below zero (``app.store.islands``) are not looked at: their events count as unknown.

    ``token`` fetches what is before ``event_ids[0]``; None: nothing is. ``limited``: events may be missing between
    what we have and the run. ``gap_of``: the run ends right before the oldest event of that chunk (it was fetched with
    the token of its gap). ``live``: the run ends now; else what follows its last known event belongs right behind it.
    """
    chunks = Chunks(db, room_id)
    merged = Merged()
    known = {event_id: place for event_id, place in positions(db, room_id, event_ids).items() if place[0] > 0}
    merged.known = set(known)
    newest = chunks.newest
    if gap_of is not None:
        known = _neighbours(chunks, event_ids, known, gap_of)
    elif not known or (live and limited and token and not _reaches_the_end(chunks, event_ids, known)):
        unknown = [event_id for event_id in event_ids if event_id not in known]
        _place_new_run(db, room_id, chunks, unknown, token, limited, merged)
        return merged
    run: list[str] = []
    before: Position | None = None  # the last known event on the way
    walk: list[tuple[str, Position | None]] = [
        (event_id, known.get(event_id)) for event_id in event_ids if event_id in known or event_id not in merged.known
    ]
    if gap_of is not None:
        walk.append(("", (gap_of, chunks.first(gap_of))))
    leading = True
    for event_id, place in walk:
        if place is None:
            run.append(event_id)
            continue
        chunk = place[0]
        place = _current(db, room_id, event_id, place) if merged.moved and event_id else place
        at_hole = before is not None and before[1] == chunks.last(before[0]) and place[1] == chunks.first(chunk)
        if run:
            if place[1] == chunks.first(chunk):
                merged.new.update(chunks.prepend(chunk, run))
                if leading:
                    set_gap(db, room_id, chunk, token)
            elif before is not None and before[0] != chunk and before[1] == chunks.last(before[0]):
                merged.new.update(chunks.append(before[0], run))
            else:
                merged.new.update(_squeeze_in(chunks, place, run, merged))
            run = []
        elif leading and gap_of == chunk:
            # Nothing new: the next attempt goes on behind this page.
            set_gap(db, room_id, chunk, token)
        if before is not None and before[0] < chunk and (at_hole or gap_of is not None):
            db.execute("DELETE FROM gaps WHERE room_id = ? AND chunk > ? AND chunk <= ?", (room_id, before[0], chunk))
        before = place
        leading = False
    if run and newest is not None:
        if live or before is None or before == (newest, chunks.last(newest)):
            merged.new.update(chunks.append(newest, run))
        elif before[1] == chunks.last(before[0]):
            merged.new.update(chunks.append(before[0], run))
        else:
            merged.new.update(_squeeze_in(chunks, (before[0], before[1] + 1), run, merged))
    return merged


def _reaches_the_end(chunks: Chunks, event_ids: Sequence[str], known: dict[str, Position]) -> bool:
    """Whether a run that tells of holes goes on where the newest chunk ends: with its last event, or with two others of
    it side by side. One alone may be there because the server tells of events in the order in which they came to it,
    and gives history in another: that says nothing of what is between."""
    newest = chunks.newest
    if newest is None or (newest, chunks.last(newest)) in known.values():
        return True
    at = max(n for n, event_id in enumerate(event_ids) if event_id in known)
    if at == len(event_ids) - 1:
        return True  # nothing follows
    return all(known.get(event_id, (0, 0))[0] == newest for event_id in event_ids[max(0, at - 1) : at + 1]) and at > 0


def _neighbours(
    chunks: Chunks, event_ids: Sequence[str], known: dict[str, Position], gap_of: int
) -> dict[str, Position]:
    """The known events of a page before ``gap_of`` that show where it belongs: those of an older chunk beside another
    one of it, all there is of one, or its end where the page begins. Others came at another time than history has
    them, and stay where they are."""
    older = {event_id: place for event_id, place in known.items() if place[0] < gap_of}
    inside = _in_order([(event_id, older[event_id]) for event_id in event_ids if event_id in older])
    found: dict[str, Position] = {}
    page = [event_id for event_id in event_ids if event_id in inside or event_id not in known]
    for at, event_id in enumerate(page):
        place = inside.get(event_id)
        if place is None:
            continue
        near = (*page[max(0, at - 1) : at], *page[at + 1 : at + 2])
        first, last = chunks.first(place[0]), chunks.last(place[0])
        beside = any(inside.get(other, (0, 0))[0] == place[0] for other in near)
        if beside or first == last or (at == 0 and place[1] == last):
            found[event_id] = place
    return found


def _in_order(events: Sequence[tuple[str, Position]]) -> dict[str, Position]:
    """As many of them as possible whose places are in the order of the list."""
    ends: list[Position] = []  # the smallest last place of an ordered part with so many events
    at_end: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(events):
        length = bisect_left(ends, place)
        before.append(at_end[length - 1] if length else -1)
        ends[length:] = [place, *ends[length + 1 :]]
        at_end[length:] = [number, *at_end[length + 1 :]]
    kept: list[int] = []
    number = at_end[-1] if at_end else -1
    while number >= 0:
        kept.append(number)
        number = before[number]
    return dict(events[number] for number in reversed(kept))


def _place_new_run(
    db: Executes,
    room_id: str,
    chunks: Chunks,
    run: Sequence[str],
    token: str | None,
    limited: bool,
    merged: Merged,
) -> None:
    newest = chunks.newest
    if newest is None:
        merged.new.update(chunks.append(1, run))
        if run:
            set_gap(db, room_id, 1, token)
        return
    if limited and token and run:
        merged.new.update(chunks.append(newest + 1, run))
        set_gap(db, room_id, newest + 1, token)
        merged.gap = True
        return
    merged.new.update(chunks.append(newest, run))


def _squeeze_in(chunks: Chunks, place: Position, run: Sequence[str], merged: Merged) -> dict[str, Position]:
    """Between two known neighbours: the server orders them differently now. Rare."""
    chunks.make_room(place, len(run))
    merged.moved = True
    chunk, idx = place
    placed = {event_id: (chunk, idx - len(run) + n) for n, event_id in enumerate(run)}
    # Events of this same merge that stand before it moved as well.
    for event_id, (other, at) in list(merged.new.items()):
        if other == chunk and at < idx:
            merged.new[event_id] = (other, at - len(run))
    return placed


def _current(db: Executes, room_id: str, event_id: str, place: Position) -> Position:
    return positions(db, room_id, [event_id]).get(event_id, place)


def set_gap(db: Executes, room_id: str, chunk: int, token: str | None) -> None:
    """Events are missing before the oldest one of ``chunk``, ``token`` fetches them; None: nothing is missing."""
    if token is None:
        db.execute("DELETE FROM gaps WHERE room_id = ? AND chunk = ?", (room_id, chunk))
    else:
        db.execute("INSERT OR REPLACE INTO gaps (room_id, chunk, token) VALUES (?, ?, ?)", (room_id, chunk, token))
