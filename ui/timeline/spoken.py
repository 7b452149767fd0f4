# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a screen reader says for a row of the timeline."""

from __future__ import annotations

from collections.abc import Collection

from app.scanner.types import Scan
from app.text.qt import hidden_parts, readable
from app.types import ItemKind, Poll, SendState, TimelineItem
from crypto.types import ShieldColor
from ui.i18n import tr
from ui.scan_words import shown
from ui.sentences import code_sentence, coordinates, shield_title, state_line, undecryptable_line
from ui.sizes import duration_text, size_text
from ui.text import clean_body, file_line, one_line
from ui.timeline.polls import standing, votes_text
from ui.timeline.thread_row import count_text
from ui.timeline.under import names_line
from ui.times import full_label

MAX_SPOKEN = 2_000  # characters


def spoken(item: TimelineItem, revealed: Collection[int] = (), scan: Scan | None = None) -> str:
    """Who, what, when, and every mark that is only a picture on screen. ``revealed``: hidden parts that are shown;
    ``scan``: what was found in its file."""
    if item.kind is ItemKind.STATE:
        return f"{state_line(item.state)}, {full_label(item.ts)}"
    parts = [tr("You") if item.own else one_line(item.sender_name or item.sender, 80)]
    if item.in_reply_to is not None:
        parts.append(
            tr("in reply to {name}").format(name=one_line(item.in_reply_to.sender_name, 80) or tr("a message"))
        )
    match item.kind:
        case ItemKind.UNDECRYPTABLE:
            parts.append(undecryptable_line(item.utd))
        case ItemKind.REDACTED:
            parts.append(tr("Message deleted"))
        case ItemKind.LOCATION if item.place is not None:
            name = one_line(item.place.text, 300)
            parts.append(tr("Place") + (f": {name}" if name else "") + f", {coordinates(item.place)}")
        case ItemKind.UNSUPPORTED:
            parts.append(tr("This program cannot show this kind of message yet"))
        case ItemKind.FILE:
            parts.append(_file(item))
        case ItemKind.POLL if item.poll is not None:
            parts.append(_poll(item.poll))
        case _ if item.html and hidden_parts(item.html):
            parts.append(clean_body(readable(item.html, tr("Spoiler"), revealed)[:MAX_SPOKEN]))
        case _:
            parts.append(clean_body(item.body[:MAX_SPOKEN]))
    if scan is not None:
        parts.append(shown(scan).text)
    if item.mentioned and not item.own:
        parts.append(tr("mentions you"))
    if item.edited:
        parts.append(tr("edited"))
    if item.shield.color is not ShieldColor.NONE:
        parts.append(shield_title(item.shield.code))
    if item.reactions:
        parts.append(tr("Reactions: {reactions}").format(reactions=", ".join(_reactions(item))))
    if item.thread is not None:
        parts.append(tr("Thread: {answers}").format(answers=count_text(item.thread)))
    if item.read_by is not None:
        names = names_line([seen.name for seen in item.read_by.people[:3]], item.read_by.count)
        parts.append(tr("Read by {names}").format(names=names))
    match item.send_state:
        case SendState.SENDING:
            parts.append(tr("sending"))
        case SendState.SENT:
            parts.append(tr("sent"))
        case SendState.FAILED:
            parts.append(tr("Not sent.") + " " + code_sentence(item.send_error or ""))
    parts.append(full_label(item.ts))
    return ", ".join(part for part in parts if part)


def _file(item: TimelineItem) -> str:
    """Its kind, name, size or duration, and caption."""
    file = item.attachment
    if file is None:
        return tr("File: {name}").format(name=one_line(item.body))
    if file.voice:
        return tr("Voice message") + (f", {duration_text(file.duration)}" if file.duration else "")
    kind = {"m.image": tr("Picture: {name}"), "m.video": tr("Video: {name}"), "m.audio": tr("Sound: {name}")}
    text = kind.get(file.msgtype, tr("File: {name}")).format(name=file_line(file.name, 200))
    if file.duration and file.msgtype in ("m.video", "m.audio"):
        text += f", {duration_text(file.duration)}"
    text += f", {size_text(file.size)}" if file.size is not None else ""
    return text + (f", {clean_body(file.caption[:MAX_SPOKEN])}" if file.caption else "")


def _reactions(item: TimelineItem) -> list[str]:
    """Each with its number, and whether one of them is ours."""
    found = []
    for reaction in item.reactions[:20]:
        text = f"{one_line(reaction.key, 24)} {reaction.count}"
        found.append(tr("{reaction}, one of them yours").format(reaction=text) if reaction.own else text)
    return found


def _poll(poll: Poll) -> str:
    """Question, answers with their votes, and how it stands."""
    parts = [tr("Poll: {question}").format(question=one_line(poll.question, 500))]
    for number, answer in enumerate(poll.answers, 1):
        text = f"{number}. {one_line(answer.text, 200)}"
        if answer.votes is not None:
            text += f" ({votes_text(answer.votes)})"
        parts.append(text + (" " + tr("chosen") if answer.own else ""))
    return ", ".join([*parts, standing(poll)])
