# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The full-text index in ``cache.db``: parts of words of three letters and more, in every readable message.

Triggers note in ``search_due`` what has changed, in the transaction that changes it. The index follows in slices; a
hit is only shown if the message, as it is now, contains what is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.finder.query import Cursor, Kind, Query, fold
from app.media.content import attachment_of
from app.store import members, polls
from app.store.events import as_str
from app.store.order import Executes
from app.store.relations import COLUMNS, Stored, effective_content, fetch, from_row, relations
from app.types import ItemKind, TimelineItem
from crypto.store.database import Database
from crypto.types import Json

FINDER_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE INDEX events_by_time ON events (ts, id) WHERE kind IS NOT NULL AND state_key IS NULL;
    """,
    # What the order of hits is made from, without reading the messages themselves.
    """
    CREATE INDEX events_found ON events (id, ts, room_id);
    """,
)
SHORTEST = 3
"""Letters of a part of a word that the index knows."""
_MAX_TEXT = 20_000
_KINDS = {ItemKind.MESSAGE.value, ItemKind.NOTICE.value, ItemKind.EMOTE.value, ItemKind.FILE.value, ItemKind.POLL.value}
_KINDS |= {ItemKind.LOCATION.value}


def text_of(content: Json, type_: str) -> str:
    """What of a message can be found: text, file name, caption, question and answers."""
    attachment = attachment_of(content, type_)
    if attachment is not None:
        return f"{attachment.name}\n{attachment.caption}"
    poll = polls.poll_of(content) if type_ in polls.STARTS else None
    if poll is not None:
        return "\n".join((poll.question, *(answer.text for answer in poll.answers)))
    return as_str(content.get("body")) or ""


def shown_text(item: TimelineItem) -> str:
    """The same of a row."""
    if item.attachment is not None:
        return f"{item.attachment.name}\n{item.attachment.caption}"
    if item.poll is not None:
        return "\n".join((item.poll.question, *(answer.text for answer in item.poll.answers)))
    return item.body if item.kind.value in _KINDS else ""


def index_some(db: Database, user_id: str, count: int) -> int:
    """Bring up to ``count`` messages of the index up to date, in one transaction; gives how many there were."""
    with db.transaction():
        due = [int(row[0]) for row in db.execute("SELECT id FROM search_due LIMIT ?", (count,)).fetchall()]
        if not due:
            return 0
        marks = ",".join("?" * len(due))
        rows = db.execute(f"SELECT id, room_id, {COLUMNS} FROM events WHERE id IN ({marks})", due).fetchall()  # noqa: S608
        by_room: dict[str, dict[str, int]] = {}
        events: dict[str, list[Stored]] = {}
        for row in rows:
            event = from_row(row[2:])
            if event.rel_type == "m.replace" and event.rel_event:
                for target in fetch(db, str(row[1]), [event.rel_event]).values():
                    found = db.execute(
                        "SELECT id FROM events WHERE room_id = ? AND event_id = ?", (row[1], target.event_id)
                    ).fetchone()
                    by_room.setdefault(str(row[1]), {})[target.event_id] = int(found[0]) if found else 0
                    events.setdefault(str(row[1]), []).append(target)
            by_room.setdefault(str(row[1]), {})[event.event_id] = int(row[0])
            events.setdefault(str(row[1]), []).append(event)
        for room_id, stored in events.items():
            shown = relations(db, room_id, stored)
            for event in stored:
                number = by_room[room_id][event.event_id]
                text = ""
                if event.kind in _KINDS and not event.redacted:
                    text = text_of(effective_content(event, shown), event.shown_type)
                _put(db, number, text)
        db.execute(f"DELETE FROM search_due WHERE id IN ({marks})", due)  # noqa: S608
    return len(due)


def _put(db: Database, number: int, text: str) -> None:
    db.execute("DELETE FROM search WHERE rowid = ?", (number,))
    if text.strip():
        db.execute("INSERT INTO search (rowid, body) VALUES (?, ?)", (number, fold(text[:_MAX_TEXT])))


def due(db: Database) -> int:
    """How many messages are not in the index yet."""
    row = db.execute("SELECT COUNT(*) FROM search_due").fetchone()
    return int(row[0]) if row else 0


def _sifted(query: Query, indexed: bool) -> tuple[str, tuple[object, ...]]:
    """Conditions on ``events`` beside the words. What is in the index is a message, and not redacted."""
    where = ""
    values: list[object] = []
    for condition, value in (
        ("e.room_id = ?", query.room_id),
        ("e.sender = ?", query.sender),
        ("e.ts >= ?", query.since),
        ("e.ts < ?", query.before),
    ):
        if value is not None:
            where += f" AND {condition}"
            values.append(value)
    kinds = {Kind.FILE: ("file",), Kind.PICTURE: ("file",), Kind.POLL: ("poll",)}.get(query.kind, tuple(_KINDS))
    if not indexed or len(kinds) == 1:
        where += f" AND e.kind IN ({','.join('?' * len(kinds))})"
        values += kinds
    return where, tuple(values)


def candidates(
    db: Executes, query: Query, terms: Sequence[str], after: Cursor | None, limit: int
) -> list[tuple[str, str, Cursor]]:
    """(room, event, place) of messages that may be meant, the newest first, those after ``after``.

    Terms shorter than ``SHORTEST`` are left to the caller.
    """
    indexed = any(len(term) >= SHORTEST for term in terms)
    where, values = _sifted(query, indexed)
    ignored, users = members.not_ignored(db)
    where, values = where + ignored, (*values, *users)
    if after is not None:
        where, values = where + " AND (e.ts, e.id) < (?, ?)", (*values, *after)
    long = [term for term in terms if len(term) >= SHORTEST]
    if long:
        match = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
        source = "search s CROSS JOIN events e INDEXED BY events_found ON e.id = s.rowid WHERE search MATCH ?"
        values = (match, *values)
    else:
        source = "events e WHERE e.kind IS NOT NULL AND e.state_key IS NULL AND redacted = 0"
    rows = db.execute(
        "SELECT f.room_id, f.event_id, f.ts, f.id FROM"  # noqa: S608
        f" (SELECT e.id AS id FROM {source}{where} ORDER BY e.ts DESC, e.id DESC LIMIT ?) o"
        " JOIN events f ON f.id = o.id ORDER BY f.ts DESC, f.id DESC",
        (*values, limit),
    ).fetchall()
    return [(str(room), str(event), (int(ts), int(number))) for room, event, ts, number in rows]


def fits(query: Query, item: TimelineItem) -> bool:
    """What the columns of ``events`` do not tell."""
    if query.kind is Kind.PICTURE:
        return item.attachment is not None and item.attachment.msgtype == "m.image"
    if query.kind is Kind.FILE:
        return item.attachment is not None
    return query.kind is not Kind.LINK or "https://" in item.body or "http://" in item.body


# -- what can be found -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a room can be searched. ``since``: milliseconds of the oldest message without a hole after it.

    ``gap``: events are missing before that; None: everything is here. ``events``: how many stand after the hole.
    """

    since: int | None
    gap: tuple[int, str] | None
    events: int


def reach(db: Executes, room_id: str) -> Reach:
    """How far back a room is here without a hole."""
    gap = db.execute(
        "SELECT chunk, token FROM gaps WHERE room_id = ? AND chunk > 0 ORDER BY chunk DESC LIMIT 1", (room_id,)
    ).fetchone()
    floor = int(gap[0]) if gap else 1
    oldest = db.execute(
        "SELECT ts FROM events WHERE room_id = ? AND chunk >= ? ORDER BY chunk, idx LIMIT 1", (room_id, floor)
    ).fetchone()
    count = db.execute("SELECT COUNT(*) FROM events WHERE room_id = ? AND chunk >= ?", (room_id, floor)).fetchone()
    return Reach(
        int(oldest[0]) if oldest else None, (int(gap[0]), str(gap[1])) if gap else None, int(count[0]) if count else 0
    )


def size(db: Executes) -> int:
    """Bytes of the database."""
    pages, page = db.execute("PRAGMA page_count").fetchone(), db.execute("PRAGMA page_size").fetchone()
    return int(pages[0]) * int(page[0])
