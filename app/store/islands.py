# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""History around one event: a piece of the past of which nobody knows yet where it stands.

The chunks from 1 on are the line: in order, the newest last. An island is a chunk below ``LOOSE``, in no order to
others: ``gaps`` holds the token for what is before it, ``ahead`` the one for what is after it. As soon as a run of
events reaches from an island to the edge of a hole in the line, or the line is filled up to an island, the island
becomes a part of the line. Where a server contradicts itself, what is in the line stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.store.order import LOOSE, Chunks, Executes, Merged, merge, positions, set_gap

AHEAD_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE ahead (
        room_id TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        event_id TEXT NOT NULL,        -- the last one of the chunk when the token was given
        token TEXT,                    -- fetches what follows that event; NULL: nothing does
        PRIMARY KEY (room_id, chunk)
    ) WITHOUT ROWID;
    """,
)


@dataclass(slots=True)
class _Run:
    """Events in order. ``first``/``last``: the part that has to be placed; ``loose``: events of islands."""

    ids: list[str]
    first: int
    last: int
    before: str | None
    after: str | None
    loose: dict[int, list[str]]


def members(db: Executes, room_id: str, chunk: int) -> list[str]:
    """The events of a chunk, oldest first."""
    rows = db.execute("SELECT event_id FROM events WHERE room_id = ? AND chunk = ? ORDER BY idx", (room_id, chunk))
    return [str(row[0]) for row in rows]


def gap_token(db: Executes, room_id: str, chunk: int) -> str | None:
    """What fetches the events before a chunk; None: there are none missing."""
    row = db.execute("SELECT token FROM gaps WHERE room_id = ? AND chunk = ?", (room_id, chunk)).fetchone()
    return str(row[0]) if row else None


def ahead_of(db: Executes, room_id: str, chunk: int, event_id: str) -> tuple[bool, str | None]:
    """(whether it is known what follows ``event_id``, the last event of a chunk; the token that fetches it)."""
    row = db.execute("SELECT event_id, token FROM ahead WHERE room_id = ? AND chunk = ?", (room_id, chunk)).fetchone()
    return (True, row[1]) if row and row[0] == event_id else (False, None)


def set_ahead(db: Executes, room_id: str, chunk: int, event_id: str, token: str | None) -> None:
    """``token`` fetches what follows ``event_id``, the last event of ``chunk``."""
    db.execute(
        "INSERT OR REPLACE INTO ahead (room_id, chunk, event_id, token) VALUES (?, ?, ?, ?)",
        (room_id, chunk, event_id, token),
    )


def weave(run: Sequence[str], island: Sequence[str]) -> list[str]:
    """One order of both: that of ``run``, with what only the island has beside its neighbours there."""
    inside = set(run)
    first = next((n for n, event_id in enumerate(island) if event_id in inside), len(island))
    if first == len(island):
        return list(run)
    behind: dict[str, list[str]] = {}
    anchor = island[first]
    for event_id in island[first:]:
        if event_id in inside:
            anchor = event_id
        else:
            behind.setdefault(anchor, []).append(event_id)
    woven: list[str] = []
    for event_id in run:
        if event_id == island[first]:
            woven += island[:first]
        woven.append(event_id)
        woven += behind.get(event_id, ())
    return woven


# -- the line takes islands in -----------------------------------------------------------------------------------------


def merge_line(
    db: Executes,
    room_id: str,
    event_ids: Sequence[str],
    *,
    token: str | None,
    limited: bool = False,
    gap_of: int | None = None,
    live: bool = True,
) -> Merged:
    """``app.store.order.merge``; islands that the run touches become part of the line."""
    if not event_ids:
        return merge(db, room_id, event_ids, token=token, limited=limited, gap_of=gap_of, live=live)
    run = _Run(list(event_ids), 0, len(event_ids) - 1, token, None, {})
    _take_islands(db, room_id, run)
    merged = merge(db, room_id, run.ids, token=run.before, limited=limited, gap_of=gap_of, live=live)
    _moved(db, room_id, merged, run.loose)
    return merged


def _take_islands(db: Executes, room_id: str, run: _Run, own: int | None = None) -> None:
    """Put the events of touched islands into the run; ``own``: the island whose events are in it already."""
    places = positions(db, room_id, run.ids)
    for chunk in sorted({place[0] for place in places.values() if place[0] < 0}, key=lambda chunk: chunk != own):
        island = members(db, room_id, chunk)
        run.loose[chunk] = island
        if chunk == own:
            continue
        first, last = run.ids[run.first], run.ids[run.last]
        old_first, old_last = run.ids[0], run.ids[-1]
        run.ids = weave(run.ids, island)
        if run.ids[0] != old_first:
            run.before = gap_token(db, room_id, chunk)
        if run.ids[-1] != old_last:
            run.after = ahead_of(db, room_id, chunk, run.ids[-1])[1]
        run.first, run.last = run.ids.index(first), run.ids.index(last)


def _moved(db: Executes, room_id: str, merged: Merged, loose: dict[int, list[str]], home: int | None = None) -> None:
    """Give the events of islands their new places."""
    for chunk, island in loose.items():
        left = 0
        for event_id in island:
            place = merged.new.pop(event_id, None)
            merged.known.add(event_id)
            if place is None:
                left += 1
            else:
                merged.moved = True
                db.execute(
                    "UPDATE events SET chunk = ?, idx = ? WHERE room_id = ? AND event_id = ?",
                    (*place, room_id, event_id),
                )
        if chunk != home and not left:
            db.execute("DELETE FROM gaps WHERE room_id = ? AND chunk = ?", (room_id, chunk))
            db.execute("DELETE FROM ahead WHERE room_id = ? AND chunk = ?", (room_id, chunk))


# -- pieces of history -------------------------------------------------------------------------------------------------


def add_context(
    db: Executes, room_id: str, event_ids: Sequence[str], event_id: str, before: str | None, after: str | None
) -> Merged:
    """A run around ``event_id``, which is one of ``event_ids``; the tokens fetch what is before and after it."""
    at = list(event_ids).index(event_id)
    if positions(db, room_id, [event_id]):
        return Merged(known=set(positions(db, room_id, event_ids)))
    return _place(db, room_id, _Run(list(event_ids), at, at, before, after, {}))


def grow_back(db: Executes, room_id: str, chunk: int, event_ids: Sequence[str], before: str | None) -> Merged:
    """A run that ends right before the oldest event of an island."""
    island = members(db, room_id, chunk)
    inside = set(island)
    ids = [event_id for event_id in event_ids if event_id not in inside]
    after = ahead_of(db, room_id, chunk, island[-1])[1] if island else None
    run = _Run([*ids, *island], len(ids), len(ids) + len(island) - 1, before, after, {})
    return _place(db, room_id, run, own=chunk)


def extend(db: Executes, room_id: str, chunk: int, event_ids: Sequence[str], after: str | None) -> Merged:
    """A run that follows right after the newest event of a chunk: of an island, or before a hole in the line."""
    own = members(db, room_id, chunk) if chunk < 0 else _edge(db, room_id, chunk, newest=True)
    if not own:
        return Merged()
    inside = set(own)
    ids = [event_id for event_id in event_ids if event_id not in inside]
    run = _Run([*own, *ids], 0, len(own) - 1, gap_token(db, room_id, chunk), after, {})
    return _place(db, room_id, run, own=chunk)


def _edge(db: Executes, room_id: str, chunk: int, *, newest: bool) -> list[str]:
    order = "DESC" if newest else "ASC"
    row = db.execute(
        f"SELECT event_id FROM events WHERE room_id = ? AND chunk = ? ORDER BY idx {order} LIMIT 1",  # noqa: S608
        (room_id, chunk),
    ).fetchone()
    return [str(row[0])] if row else []


def _edges(db: Executes, room_id: str) -> tuple[dict[str, int], dict[str, int | None]]:
    """The events at the holes of the line: (behind one: its chunk; before one: the chunk behind, None at the end)."""
    starts: dict[str, int] = {}
    ends: dict[str, int | None] = {}
    rows = db.execute("SELECT chunk FROM gaps WHERE room_id = ? AND chunk > 0 ORDER BY chunk", (room_id,)).fetchall()
    behind: list[int | None] = [int(row[0]) for row in rows]
    for chunk in [*behind, None]:
        if chunk is not None:
            starts.update(dict.fromkeys(_edge(db, room_id, chunk, newest=False), chunk))
        where, params = ("", ()) if chunk is None else (" AND chunk < ?", (chunk,))
        row = db.execute(
            f"SELECT chunk FROM events WHERE room_id = ? AND chunk > 0{where} ORDER BY chunk DESC LIMIT 1",  # noqa: S608
            (room_id, *params),
        ).fetchone()
        if row is not None:
            ends.update(dict.fromkeys(_edge(db, room_id, int(row[0]), newest=True), chunk))
    return starts, ends


def _place(db: Executes, room_id: str, run: _Run, own: int | None = None) -> Merged:
    """Join a run with the line where it touches the edge of a hole; else it is an island, or stays one."""
    in_line = own is not None and own > 0
    _take_islands(db, room_id, run, own)
    places = positions(db, room_id, run.ids)
    starts, ends = _edges(db, room_id)
    entry = next((n for n in range(run.last + 1, len(run.ids)) if run.ids[n] in starts), None)
    leave = 0 if in_line else next((n for n in range(run.first - 1, -1, -1) if run.ids[n] in ends), None)
    if in_line and run.ids[0] not in ends:
        return Merged(known=set(places))  # the hole is closed meanwhile
    if leave is not None and entry is not None and ends[run.ids[leave]] != starts[run.ids[entry]]:
        # There is more than one hole between them, which nobody can know: believe the side that we came from.
        leave, entry = (leave, None) if in_line else (None, entry)

    def unknown(first: int, last: int) -> list[str]:
        return [event_id for event_id in run.ids[first:last] if places.get(event_id, (-1, 0))[0] < 0]

    rest = [] if entry is None else run.ids[entry:]
    if leave is not None:
        middle = unknown(leave + 1, len(run.ids) if entry is None else entry)
        merged = merge(db, room_id, [run.ids[leave], *middle, *rest], token=None, live=False)
        if entry is None:
            last = middle[-1] if middle else run.ids[leave]
            chunk = merged.new[last][0] if last in merged.new else positions(db, room_id, [last])[last][0]
            set_ahead(db, room_id, chunk, last, run.after)
    elif entry is not None:
        merged = merge(db, room_id, [*unknown(0, entry), *rest], token=run.before, live=False)
    else:
        return _island(db, room_id, run, unknown(0, len(run.ids)), places)
    _moved(db, room_id, merged, run.loose)
    return merged


def _island(db: Executes, room_id: str, run: _Run, ids: list[str], places: dict[str, tuple[int, int]]) -> Merged:
    chunks = Chunks(db, room_id)
    merged = Merged(known=set(places))
    home = next(iter(run.loose), None)
    core = run.loose[home] if home is not None else []
    at = ids.index(core[0]) if core else 0
    if home is None or ids[at : at + len(core)] != core:
        row = db.execute("SELECT MIN(chunk) FROM events WHERE room_id = ?", (room_id,)).fetchone()
        home = min(LOOSE, int(row[0] or 0)) - 1
        merged.new.update(chunks.append(home, ids))
    else:
        merged.new.update(chunks.prepend(home, ids[:at]))
        merged.new.update(chunks.append(home, ids[at + len(core) :]))
    _moved(db, room_id, merged, run.loose, home)
    set_gap(db, room_id, home, run.before)
    set_ahead(db, room_id, home, ids[-1], run.after)
    return merged
