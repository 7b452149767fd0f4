# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the push rules say of unread events, judged once on the cache thread and kept beside them.

A row is gone when its event changes (a late key, a redaction), when the rules change, or when the room is read.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from app.notifications.conditions import Subject
from app.notifications.defaults import ruleset
from app.notifications.levels import Defaults, defaults, levels
from app.notifications.rules import NOTHING, Outcome, Ruleset
from app.power import CREATOR
from app.store import blob
from app.store.events import as_dict, as_int
from app.store.members import creators, power_of, state_content
from app.store.order import Executes, positions
from app.store.relations import COLUMNS, Stored, from_row
from app.types import RoomLevel
from crypto.types import Json

_log = logging.getLogger(__name__)
PUSH_RULES = "m.push_rules"
NOTIFY, HIGHLIGHT, SOUND = 1, 2, 4
_AT_ONCE = 1_000  # unread events of a room that are judged in one go, the newest first
_USUAL_LEVEL = 50  # for notifications.room, and what else may be asked for

# For the component "notify" of cache.db.
NOTIFY_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE pushes (
        id INTEGER PRIMARY KEY,        -- of ``events``
        room_id TEXT NOT NULL,
        flags INTEGER NOT NULL         -- 1: tells of it, 2: highlights it, 4: with a sound
    );
    CREATE INDEX pushes_by_room ON pushes (room_id);
    CREATE TRIGGER pushes_changed AFTER UPDATE OF kind, clear, redacted ON events BEGIN
        DELETE FROM pushes WHERE id = old.id;
    END;
    CREATE TRIGGER pushes_gone AFTER DELETE ON events BEGIN
        DELETE FROM pushes WHERE id = old.id;
    END;
    """,
)


class RoomFacts:
    """``app.notifications.conditions.Facts`` of one room, looked up when they are asked for."""

    def __init__(self, db: Executes, room_id: str, user_id: str) -> None:
        self.user_id = user_id
        self._db = db
        self._room = room_id
        self._name: tuple[str | None] | None = None
        self._count: int | None = None
        self._levels: Json | None = None
        self._powers: dict[str, int] = {}

    @property
    def display_name(self) -> str | None:
        if self._name is None:
            row = self._db.execute(
                "SELECT display_name FROM members WHERE room_id = ? AND user_id = ?", (self._room, self.user_id)
            ).fetchone()
            self._name = (row[0] if row else None,)
        return self._name[0]

    @property
    def member_count(self) -> int:
        if self._count is None:
            row = self._db.execute("SELECT joined_count FROM rooms WHERE room_id = ?", (self._room,)).fetchone()
            if row is None or row[0] is None:
                row = self._db.execute(
                    "SELECT COUNT(*) FROM members WHERE room_id = ? AND membership = 'join'", (self._room,)
                ).fetchone()
            self._count = int(row[0])
        return self._count

    def may_notify(self, sender: str, key: str) -> bool:
        if self._levels is None:
            self._load_powers()
        levels = self._levels or {}
        needed = _level(as_dict(levels.get("notifications")).get(key))
        power = self._powers.get(sender)
        return (power_of(levels, sender) if power is None else power) >= (_USUAL_LEVEL if needed is None else needed)

    def _load_powers(self) -> None:
        content = state_content(self._db, self._room, "m.room.power_levels")
        self._levels = content or {}
        self._powers = dict.fromkeys(creators(self._db, self._room), CREATOR)
        if content is None:
            row = self._db.execute(
                "SELECT raw FROM state WHERE room_id = ? AND type = 'm.room.create' AND state_key = ''", (self._room,)
            ).fetchone()
            creator = as_dict(blob.load(row[0])).get("sender") if row else None
            if isinstance(creator, str):
                self._powers.setdefault(creator, 100)


def _level(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,17}\s*", value, re.ASCII):
        return int(value)
    return as_int(value)


def subject_of(room_id: str, event: Stored) -> Subject:
    """What is judged: the event as it was sent, or what was in it; that is never state, whatever it claims."""
    if event.clear is None:
        return Subject({**event.raw, "room_id": room_id, "type": event.type, "sender": event.sender})
    content = event.content
    outside = as_dict(event.raw.get("content"))
    if "m.relates_to" not in content and "m.relates_to" in outside:
        content = {**content, "m.relates_to": outside["m.relates_to"]}
    return Subject(
        {
            "event_id": event.event_id,
            "room_id": room_id,
            "sender": event.sender,
            "type": event.shown_type,
            "origin_server_ts": event.ts,
            "content": content,
        }
    )


class Pushes:
    """Belongs to the cache thread, and into transactions of its callers."""

    def __init__(self, db: Executes, user_id: str) -> None:
        self._db = db
        self._user = user_id
        self._rules: Ruleset | None = None
        self._levels: dict[str, RoomLevel] = {}
        self._defaults = Defaults()

    @property
    def rules(self) -> Ruleset:
        if self._rules is None:
            self._rules = load_rules(self._db, self._user)
            self._levels = levels(self._rules)
            self._defaults = defaults(self._rules)
        return self._rules

    def level(self, room_id: str) -> RoomLevel:
        """The level of a room."""
        _ = self.rules
        return self._levels.get(room_id, RoomLevel.DEFAULT)

    def forget_rules(self) -> tuple[dict[str, RoomLevel], Defaults]:
        """The rules have changed: judge anew. Gives what held before."""
        _ = self.rules
        before = (self._levels, self._defaults)
        self._rules = None
        self._db.execute("DELETE FROM pushes")
        return before

    def changed_rooms(self, before: tuple[dict[str, RoomLevel], Defaults]) -> set[str] | None:
        """Whose level is another one now; None: all rooms may count otherwise."""
        _ = self.rules
        old, usual = before
        if (usual.direct, usual.groups) != (self._defaults.direct, self._defaults.groups):
            return None
        every = old.keys() | self._levels.keys()
        return {
            room
            for room in every
            if RoomLevel.MENTIONS in (old.get(room), self._levels.get(room)) or old.get(room) != self._levels.get(room)
        }

    def quiet(self, room_id: str, members: int) -> RoomLevel:
        """What counts in a room: MUTE nothing, MENTIONS what the rules tell of, else all messages."""
        level = self.level(room_id)
        if level is RoomLevel.DEFAULT and not (self._defaults.direct if members == 2 else self._defaults.groups):
            return RoomLevel.MENTIONS
        return level

    def judge(self, room_id: str, where: str, params: tuple[Any, ...]) -> None:
        """Judge the events of others after a place that were not judged yet; ``where`` begins with a condition."""
        due = [
            int(row[0])
            for row in self._db.execute(
                "SELECT id FROM (SELECT id FROM events WHERE room_id = ? AND kind IS NOT NULL AND sender <> ?"  # noqa: S608
                f" AND {where} ORDER BY chunk DESC, idx DESC LIMIT ?)"
                " WHERE id NOT IN (SELECT id FROM pushes WHERE room_id = ?)",
                (room_id, self._user, *params, _AT_ONCE, room_id),
            )
        ]
        if not due:
            return
        rows: list[Any] = []
        for start in range(0, len(due), 300):
            part = due[start : start + 300]
            marks = ",".join("?" * len(part))
            rows += self._db.execute(f"SELECT id, {COLUMNS} FROM events WHERE id IN ({marks})", part).fetchall()  # noqa: S608
        facts = RoomFacts(self._db, room_id, self._user)
        for row in rows:
            outcome = self._outcome(room_id, from_row(row[1:]), facts)
            flags = outcome.notify * NOTIFY + outcome.highlight * HIGHLIGHT + bool(outcome.sound) * SOUND
            self._db.execute("INSERT INTO pushes (id, room_id, flags) VALUES (?, ?, ?)", (row[0], room_id, flags))

    def _outcome(self, room_id: str, event: Stored, facts: RoomFacts) -> Outcome:
        try:
            return NOTHING if event.redacted else self.rules.evaluate(subject_of(room_id, event), facts, master=False)
        except Exception:
            _log.exception("an event could not be judged")
            return NOTHING

    def count(self, room_id: str, where: str, params: tuple[Any, ...]) -> tuple[int, int]:
        """(events that the rules tell of, events that they highlight) after a place."""
        told, highlighted = (
            int(
                self._db.execute(
                    "SELECT COUNT(*) FROM (SELECT 1 FROM pushes JOIN events ON events.id = pushes.id"  # noqa: S608
                    f" WHERE pushes.room_id = ? AND pushes.flags & ? AND {where} LIMIT ?)",
                    (room_id, flag, *params, _AT_ONCE),
                ).fetchone()[0]
            )
            for flag in (NOTIFY, HIGHLIGHT)
        )
        return told, highlighted

    def prune(self, room_id: str, where: str, params: tuple[Any, ...]) -> None:
        """Drop what was read."""
        self._db.execute(
            f"DELETE FROM pushes WHERE room_id = ? AND id NOT IN (SELECT id FROM events WHERE room_id = ? AND {where})",  # noqa: S608
            (room_id, room_id, *params),
        )


def load_rules(db: Executes, user_id: str) -> Ruleset:
    """The stored rules; whether everything is switched off is another question than what counts as unread."""
    row = db.execute("SELECT content FROM account_data WHERE room_id = '' AND type = ?", (PUSH_RULES,)).fetchone()
    return ruleset(blob.load(row[0]) if row else None, user_id)


def read_place(
    db: Executes, room_id: str, read_event: str | None, own_event: str | None, read_ts: int
) -> tuple[str, tuple[Any, ...]] | None:
    """A condition that holds for what stands after what was read, and its parameters; None: nobody knows."""
    known = positions(db, room_id, [event for event in (read_event, own_event) if event])
    if known:
        return "(events.chunk, events.idx) > (?, ?)", tuple(max(known.values()))
    return ("events.ts > ?", (int(read_ts),)) if read_ts else None
