# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From stored events to rows of a timeline: body, marks, edits, replies, and state told in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.location import of_content
from app.media.content import attachment_of
from app.store import threads
from app.store.events import as_dict, as_int, as_str
from app.store.members import Names, may_call_everyone, name_in, state_content
from app.store.order import Executes, Position
from app.store.polls import poll_of, text_of, with_votes
from app.store.relations import (
    Relations,
    Stored,
    effective_content,
    fetch,
    named,
    reactions_of,
    relations,
    replied_to,
)
from app.text.markup import html_of
from app.text.people import people_in
from app.types import ItemKind, Mentioned, ReplyTo, StateNotice, ThreadInfo, TimelineItem
from crypto.types import Json, Shield, ShieldCode, ShieldColor, UtdCause

_MAX_BODY = 65_536
_MAX_QUOTE = 300
_TEXT_KINDS = {ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE, ItemKind.FILE, ItemKind.POLL, ItemKind.UNSUPPORTED}
_TEXT_KINDS |= {ItemKind.LOCATION}
_FORMATTED = (ItemKind.MESSAGE.value, ItemKind.NOTICE.value, ItemKind.EMOTE.value)
_IN_CLEAR = Shield(ShieldColor.RED, ShieldCode.SENT_IN_CLEAR)


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """A row and where it stands."""

    position: Position
    item: TimelineItem


def build(
    db: Executes,
    room_id: str,
    events: Sequence[Stored],
    own_user: str,
    room_encrypted: bool,
    *,
    with_threads: bool = True,
) -> list[PlacedItem]:
    """Rows for ``events`` (each has a kind). Looks up names, edits, reactions and replied-to events at once.

    ``with_threads``: roots say what answers them.
    """
    rels = relations(db, room_id, events, reactions=True)
    reply_ids = {event.event_id: target for event in events if (target := replied_to(event))}
    quoted = fetch(db, room_id, sorted(set(reply_ids.values())))
    quoted_rels = relations(db, room_id, list(quoted.values()))
    names = Names(db, room_id)
    users = {event.sender for event in events} | {event.sender for event in quoted.values()}
    users |= {event.state_key for event in events if event.type == "m.room.member" and event.state_key}
    users |= {event.shared_by for event in events if event.shared_by}
    for reacted in rels.reactions.values():
        users |= named(reacted)
    formatted = {event.event_id: html for event in events if (html := _formatted(event, rels)) is not None}
    linked = {event_id: people_in(html) for event_id, html in formatted.items()}
    users |= {user for people in linked.values() for user in people}
    names.load([user for user in users if user])
    everyone = {event.sender for event in events if event.mentions == 2}
    callers = {user for user in everyone if may_call_everyone(db, room_id, user)}

    def may_end(user: str) -> bool:
        levels = state_content(db, room_id, "m.room.power_levels") or {}
        needed = as_int(levels.get("redact"))
        given = as_int(as_dict(levels.get("users")).get(user))
        default = as_int(levels.get("users_default")) or 0
        return (given if given is not None else default) >= (needed if needed is not None else 50)

    rows = []
    for event in events:
        reply = None
        if target := reply_ids.get(event.event_id):
            reply = _reply(target, quoted.get(target), quoted_rels, names)
        item = _item(event, rels, reply, names, own_user, room_encrypted, may_end)
        calls = event.mentions == 2 and event.sender in callers
        if calls or event.mentions == 1 or event.event_id in formatted:
            item = replace(
                item,
                html=formatted.get(event.event_id),
                mentioned=calls or event.mentions == 1,
                calls_room=calls,
                people=tuple(
                    Mentioned(user, names.name(user), user == own_user)
                    for user in linked.get(event.event_id, ())
                    if names.known(user)
                ),
            )
        rows.append(PlacedItem((event.chunk, event.idx), item))
    if with_threads:
        infos = _threads(db, room_id, [event.event_id for event in events], own_user, room_encrypted)
        rows = [
            PlacedItem(row.position, replace(row.item, thread=infos[row.item.event_id]))
            if row.item.event_id in infos
            else row
            for row in rows
        ]
    return rows


def _formatted(event: Stored, rels: Relations) -> str | None:
    """The safe HTML that an event's row shows."""
    if event.kind not in _FORMATTED:
        return None
    return html_of(effective_content(event, rels))


def _threads(
    db: Executes, room_id: str, event_ids: Sequence[str], own_user: str, room_encrypted: bool
) -> dict[str, ThreadInfo]:
    """What answers these events in threads."""
    found = {root: row for root, row in threads.known(db, room_id, event_ids).items() if row.count}
    answers = fetch(db, room_id, [row.latest for row in found.values() if row.latest])
    shown = [event for event in answers.values() if event.kind is not None]
    built = build(db, room_id, shown, own_user, room_encrypted, with_threads=False)
    last = {row.item.event_id: row.item for row in built}
    infos = {}
    for root, row in found.items():
        info = ThreadInfo(row.count, row.unread, row.highlight, row.latest_ts)
        item = last.get(row.latest)
        if item is not None:
            info = replace(
                info,
                last_sender=item.sender,
                last_name=item.sender_name,
                last_kind=item.kind,
                last_body=item.body[:_MAX_QUOTE],
            )
        infos[root] = info
    return infos


def _item(
    event: Stored,
    rels: Relations,
    reply: ReplyTo | None,
    names: Names,
    own_user: str,
    room_encrypted: bool,
    may_end: Callable[[str], bool],
) -> TimelineItem:
    kind = ItemKind(event.kind or ItemKind.UNSUPPORTED.value)
    own = event.sender == own_user
    content = effective_content(event, rels)
    body = body_of(content, reply is not None) if kind in _TEXT_KINDS else ""
    if event.event_id in rels.edits:
        kind = _edited_kind(kind, content)
    poll = poll_of(content) if kind is ItemKind.POLL else None
    if poll is not None:
        answers = rels.references.get(event.event_id, [])
        poll = with_votes(poll, event.sender, answers, own_user, may_end)
    return TimelineItem(
        key=event.txn_id if event.txn_id and own else event.event_id,
        event_id=event.event_id,
        sender=event.sender,
        sender_name=names.name(event.sender) if event.sender else "",
        sender_avatar=names.avatar(event.sender) if event.sender else None,
        ts=event.ts,
        kind=kind,
        type=event.shown_type,
        body=body,
        own=own,
        encrypted=event.encrypted,
        shield=shield_of(event, room_encrypted),
        utd=_utd(event),
        edited=event.event_id in rels.edits,
        in_reply_to=reply,
        reactions=reactions_of(rels.reactions.get(event.event_id, ()), own_user, names.name),
        state=notice(event, names) if kind is ItemKind.STATE else None,
        session_id=event.session_id,
        shared_by=event.shared_by,
        shared_by_name=names.name(event.shared_by) if event.shared_by else "",
        attachment=attachment_of(content, event.shown_type) if kind is ItemKind.FILE else None,
        poll=poll,
        place=of_content(content) if kind is ItemKind.LOCATION else None,
        thread_root=event.rel_event if event.rel_type == "m.thread" else None,
    )


def _edited_kind(kind: ItemKind, content: Json) -> ItemKind:
    if kind not in (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE):
        return kind
    return {"m.notice": ItemKind.NOTICE, "m.emote": ItemKind.EMOTE}.get(
        as_str(content.get("msgtype")) or "", ItemKind.MESSAGE
    )


def _utd(event: Stored) -> UtdCause | None:
    if event.utd is None:
        return None
    try:
        return UtdCause(event.utd)
    except ValueError:
        return UtdCause.UNKNOWN


def shield_of(event: Stored, room_encrypted: bool) -> Shield:
    """The mark of a message: what the engine said; red for one in clear in an encrypted room."""
    if event.encrypted:
        try:
            return Shield(
                ShieldColor(event.shield_color or "none"),
                ShieldCode(event.shield_code) if event.shield_code else None,
            )
        except ValueError:
            return Shield(ShieldColor.GREY, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
    in_clear = room_encrypted and event.state_key is None and not event.redacted and event.kind is not None
    return _IN_CLEAR if in_clear else Shield()


def body_of(content: Json, reply: bool = False) -> str:
    """The plain text of a message, clipped; without the quotation that older programs put into replies."""
    body = as_str(content.get("body")) or text_of(content)
    if reply and body.startswith("> "):
        lines = body.split("\n")
        start = next((n for n, line in enumerate(lines) if not line.startswith("> ") and line != ">"), len(lines))
        if start < len(lines) and lines[start] == "":
            body = "\n".join(lines[start + 1 :])
    return body[:_MAX_BODY]


def _reply(target: str, event: Stored | None, rels: Relations, names: Names) -> ReplyTo:
    if event is None or event.kind is None or not event.sender:
        return ReplyTo(target)
    body = ""
    if ItemKind(event.kind) in _TEXT_KINDS:
        body = body_of(effective_content(event, rels), replied_to(event) is not None)[:_MAX_QUOTE]
    return ReplyTo(target, names.name(event.sender), body)


# -- state in one line -------------------------------------------------------------------------------------------------


def notice(event: Stored, names: Names) -> StateNotice:
    """What a state event says, as a code and plain values."""
    who = names.name(event.sender) if event.sender else ""
    content = event.content
    match event.type:
        case "m.room.member":
            return _member_notice(event, who, names)
        case "m.room.create":
            return StateNotice("room_created", who)
        case "m.room.name":
            name = as_str(content.get("name")) or ""
            return StateNotice("room_name", who, what=name[:256]) if name else StateNotice("room_name_removed", who)
        case "m.room.topic":
            return StateNotice("room_topic", who, what=(as_str(content.get("topic")) or "")[:1000])
        case "m.room.avatar":
            return StateNotice("room_avatar", who)
        case "m.room.encryption":
            return StateNotice("encryption_on", who)
        case "m.room.history_visibility":
            return StateNotice("history_visibility", who, what=as_str(content.get("history_visibility")) or "")
        case "m.room.join_rules":
            return StateNotice("join_rules", who, what=as_str(content.get("join_rule")) or "")
        case "m.room.power_levels":
            return StateNotice("power_levels", who)
        case "m.room.tombstone":
            return StateNotice("tombstone", who)
    return StateNotice("other", who, what=event.type)


def _member_notice(event: Stored, who: str, names: Names) -> StateNotice:
    content = event.content
    previous = as_dict(as_dict(event.raw.get("unsigned")).get("prev_content"))
    user = event.state_key or ""
    now, before = as_str(content.get("membership")), as_str(previous.get("membership"))
    own = event.sender == user
    whom = names.name(user) if user else ""
    match now:
        case "join" if before == "join":
            old_name, new_name = name_in(previous), name_in(content)
            if old_name != new_name:
                return StateNotice("renamed_self", old_name or user, what=new_name or user)
            if previous.get("avatar_url") != content.get("avatar_url"):
                return StateNotice("avatar_self", whom)
            return StateNotice("other", whom, what=event.type)
        case "join":
            return StateNotice("joined", whom)
        case "invite":
            return StateNotice("invited", who, whom=whom)
        case "leave" if own:
            return StateNotice("invite_declined" if before == "invite" else "left", whom)
        case "leave" if before == "invite":
            return StateNotice("invite_withdrawn", who, whom=whom)
        case "leave" if before == "ban":
            return StateNotice("unbanned", who, whom=whom)
        case "leave":
            return StateNotice("kicked", who, whom=whom)
        case "ban":
            return StateNotice("banned", who, whom=whom)
        case "knock":
            return StateNotice("knocked", whom)
    return StateNotice("other", who, whom=whom, what=event.type)
