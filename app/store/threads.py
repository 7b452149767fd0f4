# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which events stand in which thread, and what is known of each thread (client-server API, "Threading").

``events.thread`` names the root of the thread an event stands in; it is NULL for what belongs to the main timeline.
An answer whose root is not known stays in the main timeline, so that nothing is hidden for a claim nobody can check.
So does one in clear to an encrypted root, and one to something that cannot begin a thread.

Events that were fetched one by one have no place in the room's order: they stand in chunk ``LOOSE``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from app.store import blob
from app.store.changes import RoomChange
from app.store.events import as_dict, as_int
from app.store.members import may_call_everyone, not_ignored
from app.store.order import LOOSE, Executes, Position, positions
from crypto.types import Json

RELATION = "m.thread"
MAIN = "main"  # the ``thread_id`` of receipts for what stands in no thread
UNTHREADED = ""  # a receipt without ``thread_id``: counts everywhere
_LOOK_AT = 1000  # newest answers of a thread that decide what is unread
_MOST = 1_000_000  # answers, whatever a server says
_COUNTED = ("message", "emote", "file", "poll", "undecryptable", "unsupported")

THREAD_MIGRATIONS: tuple[str, ...] = (
    """
    ALTER TABLE events ADD COLUMN thread TEXT;
    UPDATE events SET thread = rel_event WHERE rel_type = 'm.thread' AND kind IS NOT NULL AND EXISTS (
        SELECT 1 FROM events r WHERE r.room_id = events.room_id AND r.event_id = events.rel_event
        AND r.state_key IS NULL AND r.rel_type IS NULL AND r.encrypted <= events.encrypted);
    CREATE INDEX events_main ON events (room_id, chunk, idx) WHERE kind IS NOT NULL AND thread IS NULL;
    CREATE INDEX events_by_thread ON events (room_id, thread, redacted, chunk, idx) WHERE thread IS NOT NULL;
    CREATE INDEX events_without_root ON events (room_id, rel_event) WHERE rel_type = 'm.thread' AND thread IS NULL;
    CREATE TABLE threads (
        room_id TEXT NOT NULL,
        root TEXT NOT NULL,
        stored INTEGER NOT NULL DEFAULT 0,     -- answers in ``events`` that are not redacted
        newer INTEGER NOT NULL DEFAULT 0,      -- those of them that came after the server told how many there are
        latest TEXT,                           -- the newest of them
        latest_ts INTEGER NOT NULL DEFAULT 0,  -- milliseconds; also what the server told
        unread INTEGER NOT NULL DEFAULT 0,
        highlight INTEGER NOT NULL DEFAULT 0,
        told INTEGER NOT NULL DEFAULT 0,       -- how many the server says there are
        told_ts INTEGER NOT NULL DEFAULT 0,    -- its newest one then
        complete INTEGER NOT NULL DEFAULT 0,   -- everything from its beginning on has been fetched once
        PRIMARY KEY (room_id, root)
    ) WITHOUT ROWID;
    CREATE INDEX threads_by_time ON threads (room_id, latest_ts);
    CREATE TABLE thread_reads (
        room_id TEXT NOT NULL,
        root TEXT NOT NULL,                    -- empty: a receipt for everything
        event_id TEXT NOT NULL,
        ts INTEGER NOT NULL,                   -- milliseconds, when it was read
        due INTEGER NOT NULL DEFAULT 0,        -- read here, the server does not know yet
        PRIMARY KEY (room_id, root)
    ) WITHOUT ROWID;
    CREATE INDEX thread_reads_due ON thread_reads (due) WHERE due = 1;
    CREATE TABLE thread_rooms (
        room_id TEXT PRIMARY KEY,
        since INTEGER NOT NULL                 -- milliseconds: what is older counts as read, if nothing else is known
    ) WITHOUT ROWID;
    INSERT INTO thread_rooms (room_id, since)
        SELECT room_id, CAST(strftime('%s', 'now') AS INTEGER) * 1000 FROM rooms;
    INSERT INTO threads (room_id, root, stored, latest, latest_ts)
        SELECT room_id, thread, COUNT(*), event_id, MAX(ts) FROM events
        WHERE thread IS NOT NULL AND redacted = 0 GROUP BY room_id, thread;
    """,
)

_VALID = (
    "e.kind IS NOT NULL AND e.state_key IS NULL AND EXISTS (SELECT 1 FROM events r WHERE r.room_id = e.room_id"
    " AND r.event_id = e.rel_event AND r.state_key IS NULL AND r.rel_type IS NULL AND r.event_id <> e.event_id"
    " AND r.encrypted <= e.encrypted)"
)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """What is known of a thread. ``latest`` is an event id; None: no answer is stored."""

    root: str
    count: int
    latest: str | None
    latest_ts: int
    unread: int
    highlight: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One event of a thread, without its content."""

    event_id: str
    position: Position
    ts: int
    sender: str
    kind: str
    mentions: int

    @property
    def loose(self) -> bool:
        return self.position[0] == LOOSE


# -- writing: inside of a transaction of the caller --------------------------------------------------------------------


def begin(db: Executes, room_id: str, now: int) -> None:
    """The room is known from now on (milliseconds)."""
    db.execute("INSERT OR IGNORE INTO thread_rooms (room_id, since) VALUES (?, ?)", (room_id, now))


def settle(db: Executes, room_id: str, change: RoomChange, own_user: str) -> None:
    """After events came or changed: put answers into their threads, and bring what is known of these up to date.

    Adds to ``change`` the rows that moved between timelines, and the roots.
    """
    roots = set(change.threads)
    ids = sorted(change.events)
    for start in range(0, len(ids), 300):
        part = ids[start : start + 300]
        marks = ",".join("?" * len(part))
        # Not UNION: to leave out what comes twice, SQLite would read all of the room in the order of its event ids.
        rows = db.execute(
            f"SELECT e.event_id, e.thread, CASE WHEN {_VALID} THEN e.rel_event END FROM events e"  # noqa: S608
            f" WHERE e.room_id = ?1 AND (e.event_id IN ({marks}) AND (e.rel_type = 'm.thread' OR e.thread IS NOT NULL))"
            f" UNION ALL SELECT e.event_id, e.thread, CASE WHEN {_VALID} THEN e.rel_event END FROM events e"
            f" WHERE e.room_id = ?1 AND e.rel_event IN ({marks}) AND e.rel_type = 'm.thread' AND e.thread IS NULL"
            f" UNION ALL SELECT e.event_id, e.thread, CASE WHEN {_VALID} THEN e.rel_event END FROM events e"
            f" WHERE e.room_id = ?1 AND e.thread IN (SELECT r.event_id FROM events r WHERE r.room_id = ?1"
            f" AND r.event_id IN ({marks}) AND r.rel_type IS NOT NULL)",
            (room_id, *part, *part, *part),
        ).fetchall()
        for event_id, before, now in dict.fromkeys(rows):
            roots.update(root for root in (before, now) if root)
            change.rootless |= now is None
            if before != now:
                db.execute("UPDATE events SET thread = ? WHERE room_id = ? AND event_id = ?", (now, room_id, event_id))
                change.events.add(str(event_id))
    for root in roots:
        refresh(db, room_id, root, own_user)
    change.events |= roots
    change.threads |= roots


def refresh(db: Executes, room_id: str, root: str, own_user: str) -> None:
    """Count anew what is known of one thread."""
    answers = newest_answers(db, room_id, root, _LOOK_AT)
    stored = int(
        db.execute(
            "SELECT COUNT(*) FROM events WHERE room_id = ? AND thread = ? AND redacted = 0", (room_id, root)
        ).fetchone()[0]
    )
    row = db.execute("SELECT told, told_ts FROM threads WHERE room_id = ? AND root = ?", (room_id, root)).fetchone()
    told, told_ts = (int(row[0]), int(row[1])) if row else (0, 0)
    if not stored and not told:
        db.execute("DELETE FROM threads WHERE room_id = ? AND root = ?", (room_id, root))
        return
    unread, highlight = 0, 0
    is_read = _read_up_to(db, room_id, root, own_user)
    for answer in answers:
        if is_read(answer):
            break
        if answer.kind in _COUNTED:
            unread += 1
            highlight += answer.mentions == 1 or (
                answer.mentions == 2 and may_call_everyone(db, room_id, answer.sender)
            )
    newer = sum(answer.ts > told_ts for answer in answers) if told else 0
    latest = answers[0] if answers else None
    db.execute(
        "INSERT INTO threads (room_id, root, stored, newer, latest, latest_ts, unread, highlight)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (room_id, root) DO UPDATE SET stored = ?3, newer = ?4,"
        " latest = ?5, latest_ts = MAX(?6, told_ts), unread = ?7, highlight = ?8",
        (
            room_id,
            root,
            stored,
            newer,
            latest.event_id if latest else None,
            latest.ts if latest else 0,
            unread,
            highlight,
        ),
    )


def _read_up_to(db: Executes, room_id: str, root: str, own_user: str) -> Callable[[Answer], bool]:
    """Tells whether an answer, and with it everything before it, has been read."""
    reads = {
        str(which): (str(event_id), int(ts))
        for which, event_id, ts in db.execute(
            "SELECT root, event_id, ts FROM thread_reads WHERE room_id = ? AND root IN (?, '')", (room_id, root)
        ).fetchall()
    }
    places = positions(db, room_id, [event_id for event_id, _ in reads.values()])
    since = 0
    if root not in reads:
        row = db.execute("SELECT since FROM thread_rooms WHERE room_id = ?", (room_id,)).fetchone()
        since = int(row[0]) if row else 0

    def is_read(answer: Answer) -> bool:
        if answer.sender == own_user or answer.ts <= since:
            return True
        for event_id, ts in reads.values():
            place = places.get(event_id)
            if answer.event_id == event_id:
                return True
            if place is not None and not answer.loose:
                if answer.position <= place:
                    return True
            elif answer.ts <= ts:
                return True
        return False

    return is_read


def told(db: Executes, room_id: str, root: str, raw: Json, change: RoomChange) -> None:
    """What the server said of a thread together with its root (``unsigned.m.relations.m.thread``)."""
    bundle = as_dict(as_dict(as_dict(raw.get("unsigned")).get("m.relations")).get(RELATION))
    count = as_int(bundle.get("count"))
    if count is None or count < 1:
        return
    latest_ts = max(0, as_int(as_dict(bundle.get("latest_event")).get("origin_server_ts")) or 0)
    db.execute(
        "INSERT INTO threads (room_id, root, told, told_ts, latest_ts) VALUES (?1, ?2, ?3, ?4, ?4)"
        " ON CONFLICT (room_id, root) DO UPDATE SET told = ?3, told_ts = ?4 WHERE told_ts <= ?4",
        (room_id, root, min(count, _MOST), latest_ts),
    )
    change.threads.add(root)


def answer_redacted(db: Executes, room_id: str, event_id: str) -> None:
    """One answer less than the server told."""
    db.execute(
        "UPDATE threads SET told = MAX(0, told - 1) WHERE room_id = ?1 AND root = (SELECT thread FROM events"
        " WHERE room_id = ?1 AND event_id = ?2 AND ts <= told_ts)",
        (room_id, event_id),
    )


def set_complete(db: Executes, room_id: str, root: str) -> None:
    """All answers are stored."""
    db.execute("UPDATE threads SET complete = 1 WHERE room_id = ? AND root = ?", (room_id, root))


def own_receipts(db: Executes, room_id: str, content: Json, own_user: str) -> set[str]:
    """Our receipts for threads, and those for everything, from an ``m.receipt`` (MSC3771). Gives the threads."""
    found: set[str] = set()
    for event_id, kinds in content.items():
        for kind in ("m.read", "m.read.private"):
            entry = as_dict(as_dict(kinds).get(kind)).get(own_user)
            if not isinstance(entry, dict):
                continue
            thread = entry.get("thread_id", UNTHREADED)
            if not isinstance(thread, str) or thread == MAIN:
                continue
            if _keep_read(db, room_id, thread, blob.text(event_id), max(0, as_int(entry.get("ts")) or 0), due=False):
                found.add(thread)
    if UNTHREADED in found:
        found.discard(UNTHREADED)
        rows = db.execute("SELECT root FROM threads WHERE room_id = ? AND unread > 0", (room_id,)).fetchall()
        found.update(str(root) for (root,) in rows)
    return found


def _keep_read(db: Executes, room_id: str, root: str, event_id: str, ts: int, *, due: bool) -> bool:
    before = db.execute(
        "SELECT event_id, ts FROM thread_reads WHERE room_id = ? AND root = ?", (room_id, root)
    ).fetchone()
    if before is not None and (before[0] == event_id or int(before[1]) > ts):
        return False
    db.execute(
        "INSERT OR REPLACE INTO thread_reads (room_id, root, event_id, ts, due) VALUES (?, ?, ?, ?, ?)",
        (room_id, blob.text(root), event_id, ts, int(due)),
    )
    return True


def mark_read(db: Executes, room_id: str, root: str, now: int) -> bool:
    """Everything in a thread is read, and the server is to hear of it; gives whether that is news."""
    answers = [each for each in newest_answers(db, room_id, root, 50) if not each.event_id.startswith("~")]
    return bool(answers) and _keep_read(db, room_id, root, answers[0].event_id, now, due=True)


def due_reads(db: Executes) -> list[tuple[str, str, str]]:
    """(room, root, event) of receipts that the server has not got yet."""
    rows = db.execute("SELECT room_id, root, event_id FROM thread_reads WHERE due = 1").fetchall()
    return [(str(room_id), str(root), str(event_id)) for room_id, root, event_id in rows]


def read_sent(db: Executes, room_id: str, root: str, event_id: str) -> None:
    """The server has this one (or will never take it)."""
    db.execute(
        "UPDATE thread_reads SET due = 0 WHERE room_id = ? AND root = ? AND event_id = ?", (room_id, root, event_id)
    )


# -- reading -----------------------------------------------------------------------------------------------------------

_ROW = "root, stored, newer, latest, latest_ts, unread, highlight, told, complete"


def _row(row: Sequence[object]) -> ThreadRow:
    root, stored, newer, latest, latest_ts, unread, highlight, told_count, complete = row
    count = int(str(stored))
    if not complete:
        count = max(count, int(str(told_count)) + int(str(newer)))
    return ThreadRow(
        str(root),
        count,
        str(latest) if latest else None,
        int(str(latest_ts)),
        int(str(unread)),
        int(str(highlight)),
        bool(complete),
    )


def known(db: Executes, room_id: str, roots: Collection[str]) -> dict[str, ThreadRow]:
    """The threads that these events began."""
    found: dict[str, ThreadRow] = {}
    wanted = sorted(roots)
    for start in range(0, len(wanted), 300):
        part = wanted[start : start + 300]
        marks = ",".join("?" * len(part))
        for row in db.execute(
            f"SELECT {_ROW} FROM threads WHERE room_id = ? AND root IN ({marks})",  # noqa: S608
            (room_id, *part),
        ).fetchall():
            found[str(row[0])] = _row(row)
    return found


def newest(db: Executes, room_id: str, limit: int) -> list[ThreadRow]:
    """The threads of a room, the newest activity first."""
    rows = db.execute(
        f"SELECT {_ROW} FROM threads WHERE room_id = ? ORDER BY latest_ts DESC, root LIMIT ?",  # noqa: S608
        (room_id, limit),
    ).fetchall()
    return [_row(row) for row in rows]


def unread(db: Executes, room_id: str) -> tuple[int, int]:
    """(unread answers in all threads of a room, those that mention us)."""
    row = db.execute("SELECT SUM(unread), SUM(highlight) FROM threads WHERE room_id = ?", (room_id,)).fetchone()
    return int(row[0] or 0), int(row[1] or 0)


def newest_answers(db: Executes, room_id: str, root: str, limit: int, *, redacted: bool = False) -> list[Answer]:
    """Answers of a thread, the newest first.

    What has a place in the room keeps that order; loose ones stand where their time puts them among those.
    """
    which = "" if redacted else " AND redacted = 0"
    shown, ignored = not_ignored(db)
    columns = "event_id, chunk, idx, ts, sender, kind, mentions"
    placed, loose = (
        [
            Answer(str(row[0]), (int(row[1]), int(row[2])), int(row[3]), str(row[4]), str(row[5]), int(row[6]))
            for row in db.execute(
                f"SELECT {columns} FROM events WHERE room_id = ? AND thread = ?{which} AND chunk {side} {LOOSE}"  # noqa: S608
                f"{shown} ORDER BY {order} LIMIT ?",
                (room_id, root, *ignored, limit),
            ).fetchall()
        ]
        for side, order in ((">", "chunk DESC, idx DESC"), ("=", "ts DESC, idx DESC"))
    )
    merged: list[Answer] = []
    rest = iter(loose)
    waiting = next(rest, None)
    for answer in placed:
        while waiting is not None and waiting.ts > answer.ts:
            merged.append(waiting)
            waiting = next(rest, None)
        merged.append(answer)
    if waiting is not None:
        merged += [waiting, *rest]
    return merged[:limit]


def aside(db: Executes, room_id: str, event_ids: Sequence[str]) -> set[str]:
    """Which of the events do not stand in the main timeline: those in threads, and those without a place."""
    found: set[str] = set()
    for start in range(0, len(event_ids), 300):
        part = event_ids[start : start + 300]
        marks = ",".join("?" * len(part))
        found.update(
            str(event_id)
            for (event_id,) in db.execute(
                f"SELECT event_id FROM events WHERE room_id = ? AND event_id IN ({marks})"  # noqa: S608
                f" AND (thread IS NOT NULL OR chunk = {LOOSE})",
                (room_id, *part),
            ).fetchall()
        )
    return found


def without_root(db: Executes, room_id: str, limit: int) -> list[str]:
    """Roots of answers that stand in the main timeline because nothing is known of what they answer."""
    rows = db.execute(
        "SELECT DISTINCT rel_event FROM events e WHERE room_id = ? AND rel_type = 'm.thread' AND thread IS NULL"
        " AND kind IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events r WHERE r.room_id = e.room_id"
        " AND r.event_id = e.rel_event) LIMIT ?",
        (room_id, limit),
    ).fetchall()
    return [str(root) for (root,) in rows]
