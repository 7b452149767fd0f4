# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Polls (MSC3381): what is asked, and what people answered. The unstable and the stable shape; reading never fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from app.types import Poll, PollAnswer
from crypto.types import Json

STARTS = ("org.matrix.msc3381.poll.start", "m.poll.start")
RESPONSES = ("org.matrix.msc3381.poll.response", "m.poll.response")
ENDS = ("org.matrix.msc3381.poll.end", "m.poll.end")
_DISCLOSED = ("org.matrix.msc3381.poll.disclosed", "m.disclosed", "m.poll.disclosed")
_TEXT = "org.matrix.msc1767.text"
MAX_ANSWERS = 20
_MAX_TEXT = 2000
_MAX_ID = 255


class Answered(Protocol):
    """A decrypted event, as ``app.store.relations.Stored``."""

    sender: str
    ts: int
    event_id: str

    @property
    def shown_type(self) -> str: ...

    @property
    def content(self) -> Json: ...


def poll_of(content: Json) -> Poll | None:
    """The poll without votes; None if there is none that can be answered."""
    start = _first(content, STARTS[0], "m.poll", STARTS[1])
    if not isinstance(start, dict):
        return None
    question, given = _text(start.get("question")), start.get("answers")
    if not question or not isinstance(given, list):
        return None
    answers: dict[str, PollAnswer] = {}
    for each in given[:MAX_ANSWERS]:
        number = (each.get("id") or each.get("m.id")) if isinstance(each, dict) else None
        text = _text(each)
        if isinstance(number, str) and 0 < len(number) <= _MAX_ID and text and number not in answers:
            answers[number] = PollAnswer(number, text)
    if not answers:
        return None
    most = start.get("max_selections")
    count = most if isinstance(most, int) and not isinstance(most, bool) and most >= 1 else 1
    return Poll(
        question=question,
        answers=tuple(answers.values()),
        disclosed=start.get("kind") in _DISCLOSED,
        most=min(count, len(answers)),
    )


def text_of(content: Json) -> str:
    """The poll in one text, for lists and quotations; empty if it is none."""
    poll = poll_of(content)
    return poll.question if poll is not None else ""


def with_votes(
    poll: Poll, creator: str, events: Sequence[Answered], own_user: str, may_end: Callable[[str], bool]
) -> Poll:
    """The poll with what people answered: the last answer of each that came before the end.

    ``events``: decrypted responses and ends that refer to it. ``may_end``: whether somebody else may end it.
    """
    ends = [
        event.ts
        for event in events
        if event.shown_type in ENDS and event.sender and (event.sender == creator or may_end(event.sender))
    ]
    end = min(ends) if ends else None
    last: dict[str, tuple[int, str, tuple[str, ...]]] = {}
    known = {answer.id for answer in poll.answers}
    for event in events:
        if event.shown_type not in RESPONSES or not event.sender or (end is not None and event.ts > end):
            continue
        chosen = _chosen(event.content, known, poll.most)
        before = last.get(event.sender)
        if before is None or (event.ts, event.event_id) > before[:2]:
            last[event.sender] = (event.ts, event.event_id, chosen)
    shown = poll.disclosed or end is not None
    own = last.get(own_user, (0, "", ()))[2]
    counted = [answer for _, _, chosen in last.values() for answer in chosen]
    return Poll(
        question=poll.question,
        answers=tuple(
            PollAnswer(each.id, each.text, counted.count(each.id) if shown else None, each.id in own)
            for each in poll.answers
        ),
        disclosed=poll.disclosed,
        most=poll.most,
        ended=end is not None,
        voters=sum(1 for _, _, chosen in last.values() if chosen),
    )


def _chosen(content: Json, known: set[str], most: int) -> tuple[str, ...]:
    """The answers somebody gave; empty if they took their answer back, or gave one that there is not."""
    response = _first(content, RESPONSES[0], RESPONSES[1])
    given = response.get("answers") if isinstance(response, dict) else content.get("m.selections")
    if not isinstance(given, list):
        return ()
    chosen = list(dict.fromkeys(each for each in given[:MAX_ANSWERS] if isinstance(each, str)))[:most]
    return tuple(chosen) if all(each in known for each in chosen) else ()


def chosen_in(content: Json, poll: Poll) -> tuple[str, ...]:
    """The answers that the content of a response gives to ``poll``."""
    return _chosen(content, {answer.id for answer in poll.answers}, poll.most)


# -- writing -----------------------------------------------------------------------------------------------------------


def start(question: str, answers: Sequence[tuple[str, str]], *, disclosed: bool, most: int) -> Json:
    """The content of ``STARTS[0]``; ``answers`` are (id, text)."""
    lines = "\n".join(f"{number}. {text}" for number, (_, text) in enumerate(answers, 1))
    return {
        STARTS[0]: {
            "question": {_TEXT: question, "body": question, "msgtype": "m.text"},
            "kind": _DISCLOSED[0] if disclosed else "org.matrix.msc3381.poll.undisclosed",
            "max_selections": most,
            "answers": [{"id": number, _TEXT: text} for number, text in answers],
        },
        _TEXT: f"{question}\n{lines}",
    }


def response(poll: str, answers: Sequence[str]) -> Json:
    """The content of ``RESPONSES[0]``; ``answers`` are ids, ``poll`` is an event id."""
    return {RESPONSES[0]: {"answers": list(answers)}, "m.relates_to": {"rel_type": "m.reference", "event_id": poll}}


def end(poll: str, text: str) -> Json:
    """The content of ``ENDS[0]``. ``text`` is what programs without polls show."""
    return {ENDS[0]: {}, _TEXT: text, "m.relates_to": {"rel_type": "m.reference", "event_id": poll}}


def _first(content: Json, *names: str) -> Any:
    return next((content[name] for name in names if name in content), None)


def _text(value: Any) -> str:
    """The plain text of an extensible event's part (MSC1767), clipped."""
    if not isinstance(value, dict):
        return ""
    for name in (_TEXT, "m.text", "body"):
        found = value.get(name)
        if isinstance(found, list):
            bodies = [part.get("body") for part in found if isinstance(part, dict)]
            found = next((body for body in bodies if isinstance(body, str)), None)
        if isinstance(found, str) and found:
            return found.encode("utf-8", "replace").decode()[:_MAX_TEXT]
    return ""
