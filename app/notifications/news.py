# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the events that just came one is to be told of; asked on the read thread, after they were stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.notifications.conditions import Subject
from app.notifications.levels import defaults
from app.notifications.pushes import HIGHLIGHT, NOTIFY, SOUND, RoomFacts, load_rules, read_place
from app.notifications.rules import Outcome
from app.store import blob
from app.store.events import as_dict
from app.store.items import build
from app.store.order import Executes, positions
from app.store.relations import COLUMNS, from_row
from app.types import TimelineItem
from crypto.types import ShieldCode, ShieldColor, UtdCause

_MAX_TEXT = 1_000
_UNSURE = {ShieldCode.UNKNOWN_DEVICE, ShieldCode.UNSIGNED_DEVICE}  # the sender's devices may just be asked for
# Causes that time may heal. What is hidden for good (forged, repeated, broken) is nothing to tell of.
_LATE = {UtdCause.UNKNOWN, UtdCause.UNKNOWN_INDEX, UtdCause.WITHHELD_UNVERIFIED, UtdCause.WITHHELD_BY_SENDER}
_NOT_YET = {
    UtdCause.UNSIGNED_DEVICE,
    UtdCause.UNKNOWN_DEVICE,
    UtdCause.HISTORICAL,
}  # told of only once they can be read


@dataclass(frozen=True, slots=True)
class News:
    """One event that is unread. ``notify``: the rules tell of it. ``waiting``: it may still be decrypted or trusted."""

    room_id: str
    event_id: str
    item: TimelineItem
    notify: bool
    highlight: bool
    sound: bool
    waiting: bool

    @property
    def doubtful(self) -> bool:
        """Nobody knows whether this is from whom it seems to be."""
        return self.item.shield.color is ShieldColor.RED or self.item.utd is not None

    @property
    def text(self) -> str:
        return "" if self.doubtful else self.item.body[:_MAX_TEXT]


def unknown(db: Executes, events: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Those of the events (by room) that are not stored yet."""
    found: dict[str, list[str]] = {}
    for room_id, event_ids in events.items():
        known = positions(db, room_id, event_ids)
        fresh = [event_id for event_id in dict.fromkeys(event_ids) if event_id not in known]
        if fresh:
            found[room_id] = fresh
    return found


def read_news(db: Executes, user_id: str, events: Mapping[str, Sequence[str]]) -> list[News]:
    """Those of the events that are still unread, in the order of each room; nothing while all is switched off."""
    if not defaults(load_rules(db, user_id)).everything:
        return []
    ignored = ignored_users(db)
    found: list[News] = []
    for room_id, event_ids in events.items():
        room = db.execute(
            "SELECT encrypted, read_event, own_event, read_ts FROM rooms WHERE room_id = ? AND membership = 'join'",
            (room_id,),
        ).fetchone()
        if room is None:
            continue
        where, params = read_place(db, room_id, room[1], room[2], int(room[3] or 0)) or ("1", ())
        rows = []
        for start in range(0, len(event_ids), 300):
            part = event_ids[start : start + 300]
            marks = ",".join("?" * len(part))
            rows += db.execute(
                f"SELECT pushes.flags, {_COLUMNS} FROM events LEFT JOIN pushes ON pushes.id = events.id"  # noqa: S608
                f" WHERE events.room_id = ? AND event_id IN ({marks}) AND kind IS NOT NULL AND redacted = 0"
                f" AND sender <> ? AND sender <> '' AND {where}",
                (room_id, *part, user_id, *params),
            ).fetchall()
        kept = [(int(row[0] or 0), from_row(row[1:])) for row in rows]
        kept = [(flags, event) for flags, event in kept if event.sender not in ignored and _in_time(event.utd)]
        kept.sort(key=lambda each: (each[1].chunk, each[1].idx))
        items = build(db, room_id, [event for _, event in kept], user_id, bool(room[0]))
        found += [
            News(
                room_id,
                event.event_id,
                placed.item,
                bool(flags & NOTIFY) and event.utd not in _NOT_YET,
                bool(flags & HIGHLIGHT),
                bool(flags & SOUND),
                event.utd is not None or placed.item.shield.code in _UNSURE,
            )
            for (flags, event), placed in zip(kept, items, strict=True)
        ]
    return found


def _in_time(utd: str | None) -> bool:
    return utd is None or utd in _LATE or utd in _NOT_YET


_COLUMNS = ", ".join(f"events.{column.strip()}" for column in COLUMNS.split(","))


def invitation(db: Executes, user_id: str, room_id: str) -> tuple[str, Outcome] | None:
    """(who invites us, what the rules say of it); None if nobody does, or somebody whom we ignore."""
    row = db.execute(
        "SELECT s.raw FROM state s JOIN rooms r ON r.room_id = s.room_id WHERE s.room_id = ?"
        " AND s.type = 'm.room.member' AND s.state_key = ? AND r.membership = 'invite'",
        (room_id, user_id),
    ).fetchone()
    event = as_dict(blob.load(row[0])) if row else {}
    sender = event.get("sender")
    if not isinstance(sender, str) or sender in ignored_users(db):
        return None
    rules = load_rules(db, user_id)
    return sender, rules.evaluate(Subject({**event, "room_id": room_id}), RoomFacts(db, room_id, user_id))


def ignored_users(db: Executes) -> set[str]:
    """``m.ignored_user_list``."""
    row = db.execute("SELECT content FROM account_data WHERE room_id = '' AND type = 'm.ignored_user_list'").fetchone()
    return set(as_dict(as_dict(blob.load(row[0]) if row else None).get("ignored_users")))


def gone(db: Executes, shown: Mapping[str, str]) -> list[str]:
    """Rooms (with the newest event that was told there) in which it was read, redacted, or that were left."""
    found = []
    for room_id, event_id in shown.items():
        room = db.execute(
            "SELECT read_event, own_event, read_ts FROM rooms WHERE room_id = ? AND membership = 'join'", (room_id,)
        ).fetchone()
        where, params = "0", ()
        if room is not None:
            where, params = read_place(db, room_id, room[0], room[1], int(room[2] or 0)) or ("1", ())
        unread = db.execute(
            f"SELECT 1 FROM events WHERE room_id = ? AND event_id = ? AND redacted = 0 AND {where}",  # noqa: S608
            (room_id, event_id, *params),
        ).fetchone()
        if unread is None:
            found.append(room_id)
    return found
