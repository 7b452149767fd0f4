# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Edits, reactions and replies, put together when a timeline is read.

Validity of edits: client-server API, "Event replacements", plus: what came encrypted is only changed by what came
encrypted and could be decrypted without a red mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.store import blob
from app.store.events import as_dict, as_str
from app.store.members import ignored_users
from app.store.order import Executes
from app.types import Reaction
from crypto.types import Json, ShieldColor

_MAX_REACTIONS = 100  # different keys per event
_MAX_KEY = 64
_MAX_NAMED = 12  # people named with each of them


@dataclass(slots=True)
class Stored:
    """An event as it was read from the table."""

    event_id: str
    chunk: int
    idx: int
    sender: str
    type: str
    state_key: str | None
    ts: int
    txn_id: str | None
    kind: str | None
    encrypted: bool
    redacted: bool
    rel_type: str | None
    rel_event: str | None
    session_id: str | None
    utd: str | None
    shield_color: str | None
    shield_code: str | None
    raw: Json
    clear: Json | None
    mentions: int = 0

    @property
    def shown_type(self) -> str:
        """The type after decryption."""
        return as_str(self.clear.get("type")) or "" if self.clear else self.type

    @property
    def shared_by(self) -> str | None:
        """Who gave us the key as part of the room's history."""
        return as_str(self.clear.get("shared_by")) if self.clear else None

    @property
    def content(self) -> Json:
        """The content after decryption."""
        return as_dict((self.clear if self.clear is not None else self.raw).get("content"))


COLUMNS = (
    "event_id, chunk, idx, sender, type, state_key, ts, txn_id, kind, encrypted, redacted, rel_type, rel_event,"
    " session_id, utd, shield_color, shield_code, raw, clear, mentions"
)


def from_row(row: Sequence[Any]) -> Stored:
    """A row of ``COLUMNS``."""
    values: list[Any] = list(row)
    values[9], values[10] = bool(row[9]), bool(row[10])
    values[17], values[18] = as_dict(blob.load(row[17])), blob.load(row[18])
    return Stored(*values)


def fetch(db: Executes, room_id: str, event_ids: Sequence[str]) -> dict[str, Stored]:
    """Those of the events that are stored."""
    found: dict[str, Stored] = {}
    for start in range(0, len(event_ids), 300):
        part = event_ids[start : start + 300]
        marks = ",".join("?" * len(part))
        rows = db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND event_id IN ({marks})",  # noqa: S608
            (room_id, *part),
        ).fetchall()
        for row in rows:
            found[row[0]] = from_row(row)
    return found


@dataclass(slots=True)
class Reacted:
    """One key under a message. ``senders``: who, in the order of their reactions, each once."""

    key: str
    senders: dict[str, str]  # user -> event
    since: tuple[int, str]


@dataclass(slots=True)
class Relations:
    """What others added to the events of one reading."""

    edits: dict[str, Stored] = field(default_factory=dict)  # event -> its newest valid replacement
    reactions: dict[str, list[Reacted]] = field(default_factory=dict)  # event -> in the order in which they came
    references: dict[str, list[Stored]] = field(default_factory=dict)  # answers to polls, and their ends


def valid_edit(target: Stored, edit: Stored) -> bool:
    """Whether ``edit`` may replace the content of ``target`` (both of the same room)."""
    if edit.rel_type != "m.replace" or edit.rel_event != target.event_id or edit.redacted or target.redacted:
        return False
    if target.state_key is not None or edit.state_key is not None or target.rel_type == "m.replace":
        return False
    if not target.sender or edit.sender != target.sender:
        return False
    if target.encrypted and (not edit.encrypted or target.clear is None):
        return False
    if edit.encrypted and (edit.clear is None or _more_doubtful(edit, target)):
        return False
    return target.shown_type == edit.shown_type and isinstance(edit.content.get("m.new_content"), dict)


def _more_doubtful(edit: Stored, target: Stored) -> bool:
    """A red mark that the message itself does not bear."""
    return edit.shield_color == ShieldColor.RED.value and edit.shield_code != target.shield_code


def relations(db: Executes, room_id: str, targets: Sequence[Stored], *, reactions: bool = False) -> Relations:
    """Edits, answers, threads and, if they are asked for, reactions of ``targets``."""
    result = Relations()
    ignored = ignored_users(db)
    by_id = {target.event_id: target for target in targets if not target.redacted}
    ids = list(by_id)
    for start in range(0, len(ids), 300):
        part = ids[start : start + 300]
        marks = ",".join("?" * len(part))
        rows = db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND rel_event IN ({marks})"  # noqa: S608
            " AND rel_type IN ('m.replace', 'm.reference') AND redacted = 0",
            (room_id, *part),
        ).fetchall()
        for row in rows:
            event = from_row(row)
            if event.sender in ignored:
                continue
            target = by_id[event.rel_event or ""]
            if event.rel_type == "m.reference":
                # As for edits: what came encrypted is only answered by what came encrypted.
                if not target.encrypted or (event.encrypted and event.clear is not None):
                    result.references.setdefault(target.event_id, []).append(event)
            elif event.rel_type == "m.replace":
                best = result.edits.get(target.event_id)
                newer = best is None or (event.ts, event.event_id) > (best.ts, best.event_id)
                if newer and valid_edit(target, event):
                    result.edits[target.event_id] = event
    if reactions:
        result.reactions = _reactions(db, room_id, ids, ignored)
    return result


def _reactions(
    db: Executes, room_id: str, targets: Sequence[str], ignored: Collection[str]
) -> dict[str, list[Reacted]]:
    """Who reacted how. There can be thousands under one message, so no more of each is read than that takes."""
    found: dict[str, dict[str, Reacted]] = {}
    for start in range(0, len(targets), 300):
        part = targets[start : start + 300]
        marks = ",".join("?" * len(part))
        for target, event_id, sender, ts, type_, raw, clear in db.execute(
            "SELECT rel_event, event_id, sender, ts, type, raw, clear FROM events"  # noqa: S608
            f" WHERE room_id = ? AND rel_event IN ({marks})"
            " AND rel_type = 'm.annotation' AND redacted = 0 AND sender <> ''",
            (room_id, *part),
        ).fetchall():
            if sender in ignored:
                continue
            shown = as_dict(blob.load(raw if clear is None else clear))
            if (type_ if clear is None else shown.get("type")) != "m.reaction":
                continue
            key = as_str(as_dict(as_dict(shown.get("content")).get("m.relates_to")).get("key"))
            if not key:
                continue
            since = (int(ts), str(event_id))
            reacted = found.setdefault(str(target), {}).setdefault(key[:_MAX_KEY], Reacted(key[:_MAX_KEY], {}, since))
            reacted.since = min(reacted.since, since)
            reacted.senders.setdefault(str(sender), str(event_id))
    return {
        target: sorted(keys.values(), key=lambda each: each.since)[:_MAX_REACTIONS] for target, keys in found.items()
    }


def own_reactions(db: Executes, room_id: str, target: str, key: str, own_user: str) -> list[str]:
    """Our reactions with this key; more than one if somebody was not careful."""
    rows = db.execute(
        "SELECT event_id, type, raw, clear FROM events WHERE room_id = ? AND rel_event = ? AND sender = ?"
        " AND rel_type = 'm.annotation' AND redacted = 0 ORDER BY ts, event_id",
        (room_id, target, own_user),
    ).fetchall()
    found = []
    for event_id, type_, raw, clear in rows:
        shown = as_dict(blob.load(raw if clear is None else clear))
        content = as_dict(as_dict(shown.get("content")).get("m.relates_to"))
        if (type_ if clear is None else shown.get("type")) == "m.reaction" and content.get("key") == key:
            found.append(str(event_id))
    return found


def reactions_of(reacted: Sequence[Reacted], own_user: str, name: Callable[[str], str]) -> tuple[Reaction, ...]:
    """What a row shows of them. ``name``: how the room calls somebody."""
    return tuple(
        Reaction(
            each.key,
            len(each.senders),
            own_user in each.senders,
            each.senders.get(own_user),
            tuple(name(user) for user in islice(each.senders, _MAX_NAMED)),
        )
        for each in reacted
    )


def named(reacted: Sequence[Reacted]) -> set[str]:
    """Whose names ``reactions_of`` asks for."""
    return {user for each in reacted for user in islice(each.senders, _MAX_NAMED)}


def effective_content(target: Stored, edits: Relations) -> Json:
    """The content to show: that of the newest valid edit, else the event's own."""
    edit = edits.edits.get(target.event_id)
    return as_dict(edit.content.get("m.new_content")) if edit else target.content


def replied_to(event: Stored) -> str | None:
    """The event this one answers; None if it does not, or only for clients without threads."""
    source = as_dict(event.content.get("m.relates_to")) or as_dict(
        as_dict(event.raw.get("content")).get("m.relates_to")
    )
    if source.get("rel_type") == "m.thread" and source.get("is_falling_back") is True:
        return None
    return as_str(as_dict(source.get("m.in_reply_to")).get("event_id"))
