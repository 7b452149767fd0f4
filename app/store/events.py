# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads one raw room event into the columns the cache keeps. Never raises, whatever the server sent."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from app.location import of_content
from app.store import blob, polls
from app.types import ItemKind
from crypto.types import DecryptedEvent, DecryptionResult, Json, UtdCause

_USER = re.compile(r"@[^:\x00\s]*:[^\x00\s]+", re.DOTALL)
_MAX_TS = 253_402_300_799_000  # the last millisecond of the year 9999

ENCRYPTED = "m.room.encrypted"
REDACTION = "m.room.redaction"  # also the relation that a redaction has to its target here; nobody can claim it
_MESSAGE_KINDS = {
    "m.text": ItemKind.MESSAGE,
    "m.notice": ItemKind.NOTICE,
    "m.emote": ItemKind.EMOTE,
    "m.image": ItemKind.FILE,
    "m.file": ItemKind.FILE,
    "m.audio": ItemKind.FILE,
    "m.video": ItemKind.FILE,
}
_SHOWN_STATE = {
    "m.room.member",
    "m.room.create",
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.power_levels",
    "m.room.tombstone",
}
_HIDDEN_TYPES = {"m.reaction", "m.room.redaction", "m.poll.response", "m.poll.end", "m.beacon"}
_HIDDEN_PREFIXES = (
    "m.call.",
    "m.key.verification.",
    "m.rtc.",
    "io.element.",
    "org.matrix.msc3381.poll.response",
    "org.matrix.msc3381.poll.end",
    "org.matrix.msc3672.",
    "org.matrix.msc4075.",
    "org.matrix.msc4143.",
    "org.matrix.msc4310.",
)


def is_user_id(value: Any) -> bool:
    """Whether it looks like a user id (historical ones included): ``@local:server``, at most 255 bytes."""
    return isinstance(value, str) and len(value) <= 255 and _USER.fullmatch(value) is not None


def as_dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def as_str(value: Any) -> str | None:
    return blob.text(value) if isinstance(value, str) else None


def as_int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


@dataclass(slots=True)
class EventRow:
    """The columns of one event, without its place in the room."""

    event_id: str
    sender: str
    type: str
    state_key: str | None
    ts: int
    txn_id: str | None
    kind: ItemKind | None
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
    mentions: int = 0  # 1: us, 2: the whole room


def event_id_of(raw: Json) -> str:
    """The event's id; one made from its bytes if the server gave none that can be used."""
    event_id = as_str(raw.get("event_id"))
    if event_id and len(event_id) <= 1024:
        return event_id
    return "~" + hashlib.sha256(blob.dump(raw)).hexdigest()


def relation(content: Json) -> tuple[str | None, str | None]:
    """``rel_type`` and the event it points to (client-server API, "Forming relationships between events")."""
    relates = as_dict(content.get("m.relates_to"))
    rel_type, target = as_str(relates.get("rel_type")), as_str(relates.get("event_id"))
    if not rel_type or not target or rel_type == REDACTION:
        return None, None
    return rel_type, target


def mentions_in(content: Json, own_user: str) -> int:
    """Intentional mentions (client-server API, "User and room mentions"): 1 us, 2 the whole room, 0 neither."""
    mentions = as_dict(content.get("m.mentions"))
    users = mentions.get("user_ids")
    if isinstance(users, list) and own_user and own_user in users:
        return 1
    return 2 if mentions.get("room") is True else 0


def read_event(raw: Json, decrypted: DecryptionResult | None = None, own_user: str = "") -> EventRow:
    """All columns of ``raw``. ``decrypted`` is the engine's answer if its type is m.room.encrypted."""
    sender = raw.get("sender")
    type_ = as_str(raw.get("type"))
    state_key = as_str(raw.get("state_key"))
    content = as_dict(raw.get("content"))
    unsigned = as_dict(raw.get("unsigned"))
    ts = as_int(raw.get("origin_server_ts"))
    redacted = isinstance(unsigned.get("redacted_because"), dict)
    row = EventRow(
        event_id=event_id_of(raw),
        sender=sender if isinstance(sender, str) and is_user_id(sender) else "",
        type=type_ or "",
        state_key=state_key,
        ts=min(max(ts or 0, 0), _MAX_TS),
        txn_id=as_str(unsigned.get("transaction_id")),
        kind=None,
        encrypted=type_ == ENCRYPTED and state_key is None,
        redacted=redacted,
        rel_type=None,
        rel_event=None,
        session_id=None,
        utd=None,
        shield_color=None,
        shield_code=None,
        raw=raw,
        clear=None,
    )
    malformed = not row.sender or not isinstance(type_, str) or not isinstance(raw.get("content"), dict)
    if type_ == REDACTION:
        # Room version 11 moved the field into the content.
        target = as_str(content.get("redacts")) or as_str(raw.get("redacts"))
        row.rel_type, row.rel_event = (REDACTION, target) if target else (None, None)
    elif state_key is None and not redacted:
        row.rel_type, row.rel_event = relation(content)
    if row.encrypted and not redacted:
        apply_decryption(row, decrypted, content, own_user)
        return row
    row.mentions = mentions_in(content, own_user)
    row.kind = _kind(row.type, state_key, content, row.rel_type, redacted, malformed)
    return row


def apply_decryption(row: EventRow, decrypted: DecryptionResult | None, content: Json, own_user: str) -> None:
    """Fill in what the engine said of an encrypted event; ``content`` is that of the wire."""
    if isinstance(decrypted, DecryptedEvent) and row.sender:
        row.clear = {"type": decrypted.type, "content": decrypted.content}
        if decrypted.shared_by is not None:
            row.clear["shared_by"] = decrypted.shared_by
        row.session_id = decrypted.session_id
        row.shield_color = decrypted.shield.color.value
        row.shield_code = decrypted.shield.code.value if decrypted.shield.code else None
        row.utd = None
        row.mentions = mentions_in(as_dict(decrypted.content), own_user)
        # The engine has put the relation in clear into a plaintext without one; any other is authentic.
        row.rel_type, row.rel_event = relation(as_dict(decrypted.content))
        # Never state, whatever the plaintext claims to be.
        row.kind = _kind(
            blob.text(decrypted.type), None, as_dict(decrypted.content), row.rel_type, redacted=False, malformed=False
        )
        return
    if decrypted is None or isinstance(decrypted, DecryptedEvent):
        cause, session = UtdCause.BAD_EVENT if not row.sender else UtdCause.UNKNOWN, as_str(content.get("session_id"))
    else:
        cause, session = decrypted.cause, as_str(decrypted.session_id)
    row.clear = None
    row.utd, row.session_id = cause.value, session
    row.shield_color = row.shield_code = None
    row.kind = None if row.rel_type in ("m.replace", "m.annotation") else ItemKind.UNDECRYPTABLE


def _kind(
    type_: str, state_key: str | None, content: Json, rel_type: str | None, redacted: bool, malformed: bool
) -> ItemKind | None:
    """What row an event makes; None if it has none of its own."""
    if state_key is not None:
        return ItemKind.STATE if type_ in _SHOWN_STATE and not malformed else None
    if type_ in _HIDDEN_TYPES or type_.startswith(_HIDDEN_PREFIXES):
        return None
    if redacted:
        return ItemKind.REDACTED
    if malformed:
        return ItemKind.UNSUPPORTED
    if rel_type in ("m.replace", "m.annotation"):
        return None
    body = content.get("body")
    if type_ == "m.room.message" and isinstance(body, str):
        msgtype = content.get("msgtype")
        if msgtype == "m.location" and of_content(content) is not None:
            return ItemKind.LOCATION
        return _MESSAGE_KINDS.get(msgtype, ItemKind.MESSAGE) if isinstance(msgtype, str) else ItemKind.UNSUPPORTED
    if type_ == "m.room.message" and content == {}:
        return ItemKind.REDACTED
    if type_ in polls.STARTS:
        return ItemKind.POLL if polls.poll_of(content) is not None else ItemKind.UNSUPPORTED
    if type_ == "m.sticker" and isinstance(body, str):
        return ItemKind.FILE
    return ItemKind.UNSUPPORTED
