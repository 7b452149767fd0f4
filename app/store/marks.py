# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person marks rooms with: favourite, low priority, unread (client-server API, "Room tagging" and "Unread
markers", MSC2867). The server's account data, and over it what was chosen here and the server does not have yet.

All functions are for the thread that owns the connection they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.store import blob
from app.store.events import as_dict
from app.store.order import Executes
from crypto.types import Json

MARKS_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE marks_due (           -- chosen here, not yet on the server
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room_id TEXT NOT NULL,
        mark TEXT NOT NULL,            -- Mark
        value INTEGER NOT NULL,
        UNIQUE (room_id, mark)
    );
    CREATE TABLE summaries_due (room_id TEXT PRIMARY KEY) WITHOUT ROWID;  -- rows of the room list made before marks
    INSERT INTO summaries_due SELECT room_id FROM rooms WHERE summary IS NOT NULL;
    """,
)

TAGS = "m.tag"
UNREAD = "m.marked_unread"
UNREAD_BEFORE = "com.famedly.marked_unread"  # the name before it was in the specification; only read


class Mark(StrEnum):
    """The values of the first two are the names of tags."""

    FAVOURITE = "m.favourite"
    LOW_PRIORITY = "m.lowpriority"
    UNREAD = UNREAD


@dataclass(frozen=True, slots=True)
class Marks:
    favourite: bool = False
    low_priority: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class DueMark:
    """``id`` is that of this very choice: another one for the same mark has another."""

    id: int
    room_id: str
    mark: Mark
    value: bool


def of_room(db: Executes, room_id: str) -> Marks:
    """The marks of a room as they are to be shown."""
    found = {
        str(type_): as_dict(blob.load(content))
        for type_, content in db.execute(
            "SELECT type, content FROM account_data WHERE room_id = ? AND type IN (?, ?, ?)",
            (room_id, TAGS, UNREAD, UNREAD_BEFORE),
        ).fetchall()
    }
    tags = as_dict(found.get(TAGS, {}).get("tags"))
    values: dict[str, bool] = {
        Mark.FAVOURITE: isinstance(tags.get(Mark.FAVOURITE), dict),
        Mark.LOW_PRIORITY: isinstance(tags.get(Mark.LOW_PRIORITY), dict),
        Mark.UNREAD: found.get(UNREAD, found.get(UNREAD_BEFORE, {})).get("unread") is True,
    }
    due = db.execute("SELECT mark, value FROM marks_due WHERE room_id = ?", (room_id,)).fetchall()
    values |= {str(mark): bool(value) for mark, value in due}
    return Marks(values[Mark.FAVOURITE], values[Mark.LOW_PRIORITY], values[Mark.UNREAD])


def choose(db: Executes, room_id: str, wanted: Mapping[Mark, bool]) -> bool:
    """Remember what was chosen; gives whether anything of it is news."""
    now = of_room(db, room_id)
    current = {Mark.FAVOURITE: now.favourite, Mark.LOW_PRIORITY: now.low_priority, Mark.UNREAD: now.unread}
    if all(current[mark] == value for mark, value in wanted.items()):
        return False
    for mark, value in wanted.items():  # all of them: what the server says by now is not known here
        db.execute(
            "INSERT OR REPLACE INTO marks_due (room_id, mark, value) VALUES (?, ?, ?)",
            (blob.text(room_id), mark.value, int(value)),
        )
    return True


def due(db: Executes) -> list[DueMark]:
    """What the server has to be told, in the order in which it was chosen."""
    known = {mark.value for mark in Mark}
    return [
        DueMark(int(id_), str(room_id), Mark(mark), bool(value))
        for id_, room_id, mark, value in db.execute("SELECT id, room_id, mark, value FROM marks_due ORDER BY id")
        if mark in known
    ]


def sent(db: Executes, due_mark: DueMark) -> None:
    """The server has it: keep it as the server will tell it, unless something else was chosen meanwhile."""
    _keep(db, due_mark)
    dropped(db, due_mark)


def dropped(db: Executes, due_mark: DueMark) -> None:
    """The server will never take this one."""
    db.execute("DELETE FROM marks_due WHERE id = ?", (due_mark.id,))


def summaries_due(db: Executes, count: int) -> list[str]:
    """Rooms whose stored summary knows nothing of marks yet; they are not due any more afterwards."""
    rooms = [str(room) for (room,) in db.execute("SELECT room_id FROM summaries_due LIMIT ?", (count,)).fetchall()]
    for room_id in rooms:
        db.execute("DELETE FROM summaries_due WHERE room_id = ?", (room_id,))
    return rooms


def _keep(db: Executes, mark: DueMark) -> None:
    if mark.mark is Mark.UNREAD:
        content: Json = {"unread": mark.value}
        type_ = UNREAD
    else:
        type_ = TAGS
        row = db.execute(
            "SELECT content FROM account_data WHERE room_id = ? AND type = ?", (mark.room_id, TAGS)
        ).fetchone()
        content = dict(as_dict(blob.load(row[0]) if row else None))
        tags = dict(as_dict(content.get("tags")))
        if mark.value:
            tags.setdefault(mark.mark.value, {})
        else:
            tags.pop(mark.mark.value, None)
        content["tags"] = tags
    db.execute(
        "INSERT OR REPLACE INTO account_data (room_id, type, content) VALUES (?, ?, ?)",
        (mark.room_id, type_, blob.dump(content)),
    )
