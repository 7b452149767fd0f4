# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is on its way and changes other rows, shown before the server has it: reactions, votes, edits, redactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.store.events import as_dict, as_str, relation
from app.store.items import body_of
from app.store.polls import ENDS, RESPONSES, chosen_in
from app.store.vault import Queued
from app.text.markup import html_of
from app.types import ItemKind, Poll, Reaction, SendState, TimelineItem
from crypto.types import Json

_TEXTS = (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE)


def with_echoes(items: list[TimelineItem], pending: Sequence[Queued], own_name: str) -> list[TimelineItem]:
    """The rows as they will be. ``pending``: in the order in which they are sent; ``items`` may be changed."""
    if not pending:
        return items
    places = {item.event_id: place for place, item in enumerate(items) if item.event_id is not None}
    for queued in pending:
        if queued.action == "redact":
            _redact(items, places, queued, own_name)
            continue
        rel_type, target = relation(queued.content)
        place = places.get(target) if target is not None else None
        if place is None:
            continue
        item = items[place]
        if rel_type == "m.annotation":
            key = as_str(as_dict(queued.content.get("m.relates_to")).get("key")) or ""
            items[place] = replace(item, reactions=reacted(item.reactions, key, queued, own_name))
        elif rel_type == "m.replace" and item.own and item.kind in _TEXTS:
            items[place] = _edited(item, queued)
        elif rel_type == "m.reference" and item.poll is not None and not item.poll.ended:
            if queued.type in RESPONSES:
                items[place] = replace(item, poll=voted(item.poll, queued.content))
            elif queued.type in ENDS and item.own:
                items[place] = replace(item, poll=replace(item.poll, ended=True))
    return items


def reacted(reactions: tuple[Reaction, ...], key: str, queued: Queued, own_name: str) -> tuple[Reaction, ...]:
    """With ours. The event is known as soon as the server has it; until then the transaction stands for it."""
    event = queued.event_id or queued.txn_id
    for place, reaction in enumerate(reactions):
        if reaction.key == key:
            if reaction.own:
                return reactions
            names = (*reaction.names, own_name)
            more = replace(reaction, count=reaction.count + 1, own=True, own_event=event, names=names)
            return (*reactions[:place], more, *reactions[place + 1 :])
    return (*reactions, Reaction(key, 1, True, event, (own_name,)))


def without(reactions: tuple[Reaction, ...], event_id: str, own_name: str) -> tuple[Reaction, ...]:
    """Without the one that this event made."""
    left = []
    for reaction in reactions:
        if reaction.own_event != event_id:
            left.append(reaction)
        elif reaction.count > 1:
            names = tuple(name for name in reaction.names if name != own_name)
            left.append(replace(reaction, count=reaction.count - 1, own=False, own_event=None, names=names))
    return tuple(left)


def _redact(items: list[TimelineItem], places: dict[str, int], queued: Queued, own_name: str) -> None:
    target = queued.target
    if target is None:
        return
    if target in places:
        item = items[places[target]]
        if item.kind is not ItemKind.REDACTED:
            items[places[target]] = replace(
                item,
                kind=ItemKind.REDACTED,
                body="",
                html=None,
                attachment=None,
                poll=None,
                in_reply_to=None,
                reactions=(),
                edited=False,
                people=(),
                send_state=SendState.SENDING if queued.event_id is None else None,
            )
        return
    for place, item in enumerate(items):
        if any(reaction.own_event == target for reaction in item.reactions):
            items[place] = replace(item, reactions=without(item.reactions, target, own_name))
            return


def _edited(item: TimelineItem, queued: Queued) -> TimelineItem:
    new = as_dict(queued.content.get("m.new_content"))
    if not isinstance(new.get("body"), str):
        return item
    sending = SendState.SENDING if queued.event_id is None else item.send_state
    return replace(item, body=body_of(new), html=html_of(new), edited=True, send_state=sending)


def voted(poll: Poll, content: Json) -> Poll:
    """The poll with our answer in place of the one we gave before."""
    chosen = chosen_in(content, poll)
    answers = tuple(
        replace(
            answer,
            own=answer.id in chosen,
            votes=None if answer.votes is None else answer.votes + (answer.id in chosen) - answer.own,
        )
        for answer in poll.answers
    )
    before = any(answer.own for answer in poll.answers)
    return replace(poll, answers=answers, voters=poll.voters + bool(chosen) - before)
