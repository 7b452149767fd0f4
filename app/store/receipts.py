# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far other people have read (client-server API, "Receipts"). A component of its own in ``cache.db``: "live".

Of each person and thread there is one receipt, the furthest. Private receipts of others are never kept: no server
should send them, and nobody should see them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.store import blob
from app.store.events import as_dict, as_int, is_user_id
from app.store.members import Names
from app.store.order import Executes, Position, positions
from app.types import Seen
from crypto.types import Json

LIVE_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE receipts (
        room_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        thread TEXT NOT NULL,          -- empty: the whole room; "main", or the event that began a thread
        event_id TEXT NOT NULL,        -- maybe one that is not stored
        ts INTEGER NOT NULL,           -- milliseconds, as the server says
        PRIMARY KEY (room_id, user_id, thread)
    ) WITHOUT ROWID;
    """,
)
MAIN = "main"
MAX_IN_ROOM = 2_000
"""Receipts kept of one room; the oldest go."""
MAX_AT_ONCE = 20_000
_MAX_ID = 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """Somebody has read up to a place."""

    position: Position
    seen: Seen


def told(content: Json, own_user: str) -> Iterator[tuple[str, str, str, int]]:
    """(event id, user id, thread, time) of the public receipts of others in an m.receipt; what is odd is left out."""
    count = 0
    for event_id, kinds in content.items():
        if not isinstance(event_id, str) or not 0 < len(event_id) <= _MAX_ID:
            continue
        for user, entry in as_dict(as_dict(kinds).get("m.read")).items():
            count += 1
            if count > MAX_AT_ONCE:
                return
            thread = as_dict(entry).get("thread_id", "")
            if user == own_user or not is_user_id(user) or not isinstance(thread, str) or len(thread) > _MAX_ID:
                continue
            yield event_id, blob.text(user), blob.text(thread), as_int(as_dict(entry).get("ts")) or 0


def store(db: Executes, room_id: str, content: Json, own_user: str, now: int) -> bool:
    """Keep the receipts of others; gives whether anything changed. Belongs into a transaction of the caller."""
    news: dict[tuple[str, str], tuple[str, int]] = {}
    for event_id, user, thread, ts in told(content, own_user):
        before = news.get((user, thread))
        if before is None or ts >= before[1]:
            news[user, thread] = (blob.text(event_id), min(max(ts, 0), now))
    if not news:
        return False
    known = {
        (str(user), str(thread)): (str(event_id), int(ts))
        for user, thread, event_id, ts in db.execute(
            "SELECT user_id, thread, event_id, ts FROM receipts WHERE room_id = ?", (room_id,)
        )
    }
    events = {event_id for event_id, _ in news.values()} | {known[key][0] for key in news if key in known}
    places = positions(db, room_id, sorted(events))
    changed = False
    for (user, thread), (event_id, ts) in news.items():
        old = known.get((user, thread))
        if old is not None and (old[0] == event_id or not _further(old, (event_id, ts), places)):
            continue
        db.execute(
            "INSERT OR REPLACE INTO receipts (room_id, user_id, thread, event_id, ts) VALUES (?, ?, ?, ?, ?)",
            (room_id, user, thread, event_id, ts),
        )
        known[user, thread] = (event_id, ts)
        changed = True
    if len(known) > MAX_IN_ROOM:
        for user, thread in sorted(known, key=lambda key: known[key][1])[: len(known) - MAX_IN_ROOM]:
            db.execute("DELETE FROM receipts WHERE room_id = ? AND user_id = ? AND thread = ?", (room_id, user, thread))
    return changed


def _further(old: tuple[str, int], new: tuple[str, int], places: dict[str, Position]) -> bool:
    """Nobody un-reads: by place where both are known, else by time."""
    if old[0] in places and new[0] in places:
        return places[new[0]] > places[old[0]]
    return new[1] >= old[1]


def read(db: Executes, room_id: str, threads: Collection[str] = ("", MAIN)) -> list[Receipt]:
    """How far each person has read, as far as those events are stored, in the order of the room.

    ``threads``: which receipts count; those of the whole room and of its main part, or of one thread ("", its root).
    """
    marks = ",".join("?" * len(threads))
    rows = db.execute(
        "SELECT r.user_id, r.ts, e.chunk, e.idx FROM receipts r"  # noqa: S608
        " CROSS JOIN events e ON e.room_id = r.room_id AND e.event_id = r.event_id"
        " LEFT JOIN members m ON m.room_id = r.room_id AND m.user_id = r.user_id"
        f" WHERE r.room_id = ? AND r.thread IN ({marks})"
        " AND COALESCE(m.membership, '') NOT IN ('leave', 'ban')",
        (room_id, *threads),
    ).fetchall()
    furthest: dict[str, tuple[Position, int]] = {}
    for user, ts, chunk, idx in rows:
        place = ((int(chunk), int(idx)), int(ts))
        if user not in furthest or place > furthest[user]:
            furthest[str(user)] = place
    names = Names(db, room_id)
    names.load(sorted(furthest))
    found = [
        Receipt(position, Seen(user, names.name(user), names.avatar(user), ts))
        for user, (position, ts) in furthest.items()
    ]
    found.sort(key=lambda each: (each.position, each.seen.ts, each.seen.user_id))
    return found


def in_thread(db: Executes, room_id: str, root: str) -> list[tuple[str, Seen]]:
    """(event, who has read a thread up to it), as their programs count threads."""
    rows = db.execute(
        "SELECT r.user_id, r.event_id, r.ts FROM receipts r"
        " LEFT JOIN members m ON m.room_id = r.room_id AND m.user_id = r.user_id"
        " WHERE r.room_id = ? AND r.thread = ? AND COALESCE(m.membership, '') NOT IN ('leave', 'ban') ORDER BY r.ts",
        (room_id, root),
    ).fetchall()
    names = Names(db, room_id)
    names.load([str(user) for user, _, _ in rows])
    return [
        (str(event_id), Seen(str(user), names.name(user), names.avatar(user), int(ts))) for user, event_id, ts in rows
    ]


def readers(db: Executes, room_id: str, position: Position, threads: Sequence[str] = ("", MAIN)) -> list[Seen]:
    """Who has read as far as ``position`` or further, the newest first."""
    found = [each.seen for each in read(db, room_id, threads) if each.position >= position]
    return sorted(found, key=lambda seen: -seen.ts)
