# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The full-text index in ``cache.db``: parts of words of three letters and more, in every readable message.

Triggers note in ``search_due`` what has changed, in the transaction that changes it. The index follows in slices; a
hit is only shown if the message, as it is now, contains what is looked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from app.media.content import attachment_of
from app.store import polls
from app.store.events import as_str
from app.store.relations import COLUMNS, Stored, effective_content, fetch, from_row, relations
from app.types import ItemKind, TimelineItem
from crypto.store.database import Database
from crypto.types import Json

SHORTEST = 3
"""Letters of a part of a word that the index knows."""
_MAX_TEXT = 20_000
_MAX_TERMS = 12
_KINDS = {ItemKind.MESSAGE.value, ItemKind.NOTICE.value, ItemKind.EMOTE.value, ItemKind.FILE.value, ItemKind.POLL.value}


def fold(text: str) -> str:
    """For comparing: without case and accents, ß is ss, compatible signs are the same."""
    signs = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode()).casefold()
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).replace("\0", " ")


def terms_of(query: str) -> list[str]:
    """The parts that a message has to contain, all of them."""
    return list(dict.fromkeys(fold(query).split()))[:_MAX_TERMS]


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


def find(db: Database, terms: Sequence[str], room_id: str | None, limit: int) -> list[tuple[str, str]]:
    """(room, event) of messages that may contain all ``terms``, the newest first.

    Terms shorter than ``SHORTEST`` are left to the caller; nothing is found if there are no others.
    """
    wanted = [term for term in terms if len(term) >= SHORTEST]
    if not wanted:
        return []
    match = " AND ".join('"' + term.replace('"', '""') + '"' for term in wanted)
    where, params = ("", ()) if room_id is None else (" AND e.room_id = ?", (room_id,))
    rows = db.execute(
        "SELECT e.room_id, e.event_id FROM search s JOIN events e ON e.id = s.rowid"  # noqa: S608
        f" WHERE search MATCH ?{where} ORDER BY e.ts DESC LIMIT ?",
        (match, *params, limit),
    ).fetchall()
    return [(str(room), str(event)) for room, event in rows]
