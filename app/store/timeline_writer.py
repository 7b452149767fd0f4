# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes events of a room: runs in their places, redactions, and what the engine says of them later.

All functions belong into a transaction of their caller.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from app.store import blob, islands, threads
from app.store.changes import CacheChanges, EventKey, RoomChange, UndecryptedEvent
from app.store.events import REDACTION, EventRow, as_dict, event_id_of, read_event
from app.store.order import LOOSE, Merged, Position, positions
from app.store.relations import Stored, fetch
from app.types import ItemKind
from crypto.store.database import Database
from crypto.types import DecryptionResult, Json

_log = logging.getLogger(__name__)
_INSERT = (
    "INSERT INTO events (room_id, event_id, chunk, idx, sender, type, state_key, ts, txn_id, kind, encrypted,"
    " redacted, rel_type, rel_event, session_id, utd, shield_color, shield_code, raw, clear, mentions)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# State that stays what it is when its event is redacted (room version 11, "Redactions"), as far as we use it.
_KEPT_STATE = {
    "m.room.create",
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.member",
    "m.room.power_levels",
}


def add_run(
    db: Database,
    room_id: str,
    events: Sequence[Json],
    decrypted: Mapping[EventKey, DecryptionResult],
    change: RoomChange,
    *,
    own_user: str,
    token: str | None,
    limited: bool = False,
    gap_of: int | None = None,
) -> None:
    """Put a run of events (oldest first) where it belongs; see ``app.store.order.merge``."""

    def line(event_ids: list[str]) -> Merged:
        return islands.merge_line(db, room_id, event_ids, token=token, limited=limited, gap_of=gap_of)

    store_run(db, room_id, events, decrypted, change, line, own_user=own_user)


def store_run(
    db: Database,
    room_id: str,
    events: Sequence[Json],
    decrypted: Mapping[EventKey, DecryptionResult],
    change: RoomChange,
    place: Callable[[list[str]], Merged],
    *,
    own_user: str,
) -> None:
    """Store events (oldest first) where ``place`` says."""
    rows = _read(room_id, events, decrypted, own_user)
    if not rows:
        return
    merged = place(list(rows))
    change.gap |= merged.gap
    change.moved |= merged.moved
    loose = _loose_among(db, room_id, list(merged.new))
    for event_id in loose:
        db.execute(
            "UPDATE events SET chunk = ?, idx = ? WHERE room_id = ? AND event_id = ?",
            (*merged.new[event_id], room_id, event_id),
        )
        _note(change, rows[event_id])
    _store(db, room_id, rows, {key: at for key, at in merged.new.items() if key not in loose}, change)
    own = [
        event_id
        for event_id, at in merged.new.items()
        if at[0] > 0 and rows[event_id].sender == own_user and rows[event_id].rel_type != threads.RELATION
    ]
    if own:
        _newest_own(db, room_id, max(own, key=lambda event_id: merged.new[event_id]), merged.new)


def _read(
    room_id: str, events: Sequence[Json], decrypted: Mapping[EventKey, DecryptionResult], own_user: str
) -> dict[str, EventRow]:
    """By event id, in the order they came; what cannot be read is left out."""
    rows: dict[str, EventRow] = {}
    for raw in events:
        try:
            event_id = event_id_of(raw)
            if event_id not in rows:
                rows[event_id] = read_event(raw, decrypted.get((room_id, event_id)), own_user)
        except Exception:
            _log.exception("an event could not be read")
    return rows


def add_loose(
    db: Database,
    room_id: str,
    events: Sequence[Json],
    decrypted: Mapping[EventKey, DecryptionResult],
    change: RoomChange,
    *,
    own_user: str,
) -> None:
    """Keep events (newest first) that were fetched by themselves, without a place in the room's timeline."""
    rows = _read(room_id, events, decrypted, own_user)
    known = fetch(db, room_id, list(rows))
    row = db.execute("SELECT MIN(idx) FROM events WHERE room_id = ? AND chunk = ?", (room_id, LOOSE)).fetchone()
    lowest = int(row[0]) if row and row[0] is not None else 0
    new = [event_id for event_id in rows if event_id not in known]
    _store(db, room_id, rows, {key: (LOOSE, lowest - 1 - n) for n, key in enumerate(new)}, change)


def _loose_among(db: Database, room_id: str, event_ids: Sequence[str]) -> set[str]:
    """Which of the events were kept without a place so far."""
    found: set[str] = set()
    for start in range(0, len(event_ids), 300):
        part = event_ids[start : start + 300]
        marks = ",".join("?" * len(part))
        found.update(
            str(row[0])
            for row in db.execute(
                f"SELECT event_id FROM events WHERE room_id = ? AND event_id IN ({marks}) AND chunk = {LOOSE}",  # noqa: S608
                (room_id, *part),
            )
        )
    return found


def _store(
    db: Database, room_id: str, rows: Mapping[str, EventRow], new: Mapping[str, Position], change: RoomChange
) -> None:
    """Insert the events that have a place, look again at the others."""
    redacted = _redacted_before(db, room_id, list(new))
    for event_id, position in new.items():
        row = rows[event_id]
        if event_id in redacted and not row.redacted and row.type != REDACTION:  # what it removed stays removed
            _empty(row)
        _insert(db, room_id, row, position)
        _note(change, row)
    for event_id, row in rows.items():
        if event_id not in new:
            _seen_again(db, room_id, row, change)
        threads.told(db, room_id, event_id, row.raw, change)
    for row in rows.values():
        if row.type == REDACTION and row.sender and row.rel_event and row.event_id in new:
            redact(db, room_id, row.rel_event, row.raw, change)


def _newest_own(db: Database, room_id: str, event_id: str, placed: Mapping[str, Position]) -> None:
    """What we wrote ourselves last: everything before it counts as read."""
    row = db.execute("SELECT own_event FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
    before = positions(db, room_id, [str(row[0])]) if row and row[0] else {}
    if all(placed[event_id] > place for place in before.values()):
        db.execute("UPDATE rooms SET own_event = ? WHERE room_id = ?", (event_id, room_id))


def _note(change: RoomChange, row: EventRow) -> None:
    change.events.add(row.event_id)
    if row.rel_event:
        change.events.add(row.rel_event)
    if row.txn_id:
        change.echoes[row.txn_id] = row.event_id


def _insert(db: Database, room_id: str, row: EventRow, place: Position) -> None:
    db.execute(
        _INSERT,
        (
            room_id,
            row.event_id,
            place[0],
            place[1],
            row.sender,
            row.type,
            row.state_key,
            row.ts,
            row.txn_id,
            row.kind.value if row.kind else None,
            int(row.encrypted),
            int(row.redacted),
            row.rel_type,
            row.rel_event,
            row.session_id,
            row.utd,
            row.shield_color,
            row.shield_code,
            blob.dump(row.raw),
            blob.dump(row.clear) if row.clear is not None else None,
            row.mentions,
        ),
    )


def _seen_again(db: Database, room_id: str, row: EventRow, change: RoomChange) -> None:
    """The server showed an event we have: it may be redacted by now, be our own, or be decryptable now."""
    if row.txn_id:
        db.execute(
            "UPDATE events SET txn_id = ? WHERE room_id = ? AND event_id = ?", (row.txn_id, room_id, row.event_id)
        )
        change.echoes[row.txn_id] = row.event_id
    if row.redacted:
        redact(db, room_id, row.event_id, as_dict(as_dict(row.raw.get("unsigned")).get("redacted_because")), change)
    elif row.encrypted and row.clear is not None:
        old = db.execute(
            "SELECT utd FROM events WHERE room_id = ? AND event_id = ?", (room_id, row.event_id)
        ).fetchone()
        if old is not None and old[0] is not None:
            _update_decryption(db, room_id, row)
            _note(change, row)


def _redacted_before(db: Database, room_id: str, event_ids: Sequence[str]) -> set[str]:
    """Which of the events a redaction that came first has emptied."""
    found: set[str] = set()
    for start in range(0, len(event_ids), 300):
        part = event_ids[start : start + 300]
        marks = ",".join("?" * len(part))
        found.update(
            str(row[0])
            for row in db.execute(
                f"SELECT rel_event FROM events WHERE room_id = ? AND rel_event IN ({marks})"  # noqa: S608
                " AND rel_type = ? AND sender <> ''",
                (room_id, *part, REDACTION),
            )
        )
    return found


def _empty(row: EventRow) -> None:
    row.redacted = True
    row.raw = {key: row.raw[key] for key in ("event_id", "type", "sender", "origin_server_ts") if key in row.raw}
    row.raw["content"] = {}
    row.clear = None
    row.utd = row.session_id = row.shield_color = row.shield_code = None
    if row.rel_type != threads.RELATION:  # what is known to stand in a thread stays there
        row.rel_type = row.rel_event = None
    row.kind = ItemKind.REDACTED if row.state_key is None and row.kind is not None else None


def redact(db: Database, room_id: str, event_id: str, because: Json, change: RoomChange) -> None:
    """Empty a stored event; the homeserver has checked that its sender may (rooms of version 3 and newer)."""
    event = fetch(db, room_id, [event_id]).get(event_id)
    if event is None or event.redacted or event.type == REDACTION:
        return
    change.events.add(event_id)
    if event.rel_event:
        change.events.add(event.rel_event)
    kind = None if event.kind is None or event.state_key is not None else ItemKind.REDACTED.value
    raw: Json = {
        key: event.raw[key]
        for key in ("event_id", "type", "sender", "origin_server_ts", "state_key")
        if key in event.raw
    }
    raw["content"] = _redacted_content(event)
    reason = as_dict(because.get("content")).get("reason")
    raw["unsigned"] = {"redacted_because": {"sender": because.get("sender"), "content": {"reason": reason}}}
    threads.answer_redacted(db, room_id, event_id)
    db.execute(
        "UPDATE events SET redacted = 1, kind = ?, raw = ?, clear = NULL, utd = NULL, session_id = NULL,"
        " shield_color = NULL, shield_code = NULL, rel_type = CASE WHEN rel_type = 'm.thread' THEN rel_type END,"
        " rel_event = CASE WHEN rel_type = 'm.thread' THEN rel_event END"
        " WHERE room_id = ? AND event_id = ?",
        (kind, blob.dump(raw), room_id, event_id),
    )
    if event.state_key is not None and event.type not in _KEPT_STATE:
        current = db.execute(
            "SELECT raw FROM state WHERE room_id = ? AND type = ? AND state_key = ?",
            (room_id, event.type, event.state_key),
        ).fetchone()
        if current is not None and as_dict(blob.load(current[0])).get("event_id") == event_id:
            db.execute(
                "UPDATE state SET raw = ? WHERE room_id = ? AND type = ? AND state_key = ?",
                (blob.dump(raw), room_id, event.type, event.state_key),
            )


def _redacted_content(event: Stored) -> Json:
    if event.type == "m.room.member":
        return {key: event.content[key] for key in ("membership",) if key in event.content}
    return {}


# -- what the engine says later ----------------------------------------------------------------------------------------


def store_decryption(
    db: Database, room_id: str, event_id: str, result: DecryptionResult, change: RoomChange, own_user: str
) -> None:
    """A new answer of the engine for a stored event that is still undecryptable."""
    event = fetch(db, room_id, [event_id]).get(event_id)
    if event is None or event.redacted or not event.encrypted or event.clear is not None:
        return
    row = read_event(event.raw, result, own_user)
    if row.clear is None and row.utd == event.utd:
        return
    _update_decryption(db, room_id, row)
    _note(change, row)


def _update_decryption(db: Database, room_id: str, row: EventRow) -> None:
    db.execute(
        "UPDATE events SET kind = ?, rel_type = ?, rel_event = ?, session_id = ?, utd = ?, shield_color = ?,"
        " shield_code = ?, mentions = ?, clear = ? WHERE room_id = ? AND event_id = ?",
        (
            row.kind.value if row.kind else None,
            row.rel_type,
            row.rel_event,
            row.session_id,
            row.utd,
            row.shield_color,
            row.shield_code,
            row.mentions,
            blob.dump(row.clear) if row.clear is not None else None,
            room_id,
            row.event_id,
        ),
    )


def undecrypted(
    db: Database, sessions: Collection[EventKey] | None, limit: int, after: int
) -> tuple[list[UndecryptedEvent], int]:
    """Events without plaintext that wait for a session; see ``Cache.undecrypted``."""
    found: list[UndecryptedEvent] = []
    if sessions is None:
        rows = db.execute(
            "SELECT id, room_id, event_id, raw FROM events WHERE session_id IS NOT NULL AND utd IS NOT NULL"
            " AND id > ? ORDER BY id LIMIT ?",
            (after, limit),
        ).fetchall()
    else:
        rows = []
        for room_id, session_id in sessions:
            rows += db.execute(
                "SELECT id, room_id, event_id, raw FROM events WHERE room_id = ? AND session_id = ?"
                " AND utd IS NOT NULL AND id > ? ORDER BY id LIMIT ?",
                (room_id, session_id, after, limit),
            ).fetchall()
        rows.sort()
        rows = rows[:limit]
    for _, room_id, event_id, raw in rows:
        found.append(UndecryptedEvent(str(room_id), str(event_id), as_dict(blob.load(raw))))
    return found, int(rows[-1][0]) if rows else after


def senders_of(db: Database, room_id: str, session_id: str) -> list[str]:
    """Whose decrypted events of this session are stored."""
    return [
        str(row[0])
        for row in db.execute(
            "SELECT DISTINCT sender FROM events WHERE room_id = ? AND session_id = ? AND clear IS NOT NULL",
            (room_id, session_id),
        )
    ]


def set_shield(
    db: Database, room_id: str, session_id: str, sender: str, color: str, code: str | None, changes: CacheChanges
) -> None:
    """A new mark for the decrypted events of a session."""
    rows = db.execute(
        "SELECT event_id, rel_event FROM events WHERE room_id = ? AND session_id = ? AND sender = ?"
        " AND clear IS NOT NULL AND (shield_color IS NOT ? OR shield_code IS NOT ?)",
        (room_id, session_id, sender, color, code),
    ).fetchall()
    if not rows:
        return
    db.execute(
        "UPDATE events SET shield_color = ?, shield_code = ? WHERE room_id = ? AND session_id = ? AND sender = ?"
        " AND clear IS NOT NULL",
        (color, code, room_id, session_id, sender),
    )
    changes.room(room_id).events.update(str(value) for row in rows for value in row if value)


def hide_session(db: Database, room_id: str, session_id: str, sender: str, cause: str, changes: CacheChanges) -> None:
    """Back to undecryptable; the plaintext goes."""
    rows = db.execute(
        "SELECT event_id, rel_event FROM events WHERE room_id = ? AND session_id = ? AND sender = ?"
        " AND clear IS NOT NULL",
        (room_id, session_id, sender),
    ).fetchall()
    db.execute(
        "UPDATE events SET clear = NULL, utd = ?, shield_color = NULL, shield_code = NULL, kind = CASE WHEN rel_type"
        " IN ('m.replace', 'm.annotation') THEN NULL ELSE 'undecryptable' END"
        " WHERE room_id = ? AND session_id = ? AND sender = ? AND clear IS NOT NULL",
        (cause, room_id, session_id, sender),
    )
    if rows:
        changes.room(room_id).events.update(str(value) for row in rows for value in row if value)
