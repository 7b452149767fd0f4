# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A text as somebody wrote it: Markdown, with the places in it that mention a person, a room or everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crypto.types import Json

EVERYBODY = "@room"
"""The target that mentions all members of a room (client-server API, "User and room mentions")."""
MAX_MENTIONS = 500
_USER = re.compile(r"@[^\s:\x00]{1,250}:[^\s\x00]{1,250}")
_ROOM = re.compile(r"[#!][^\s\x00]{1,254}")


@dataclass(frozen=True, slots=True)
class Mention:
    """From ``start`` to ``end`` (code points) the text is the name of ``target``: a user id, ``#alias:server``, a room
    id, or EVERYBODY."""

    start: int
    end: int
    target: str

    @property
    def user(self) -> bool:
        return self.target != EVERYBODY and self.target.startswith("@")


@dataclass(frozen=True, slots=True)
class Written:
    """``kind``: m.text, m.emote or m.notice. ``mentions`` are in order and do not overlap.

    ``markdown``: what looks like Markdown becomes formatted text; else it is sent as it is.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    kind: str = "m.text"
    markdown: bool = True

    def part(self, start: int, end: int) -> Written:
        """What stands between two places, with the mentions that are wholly in there."""
        inside = tuple(
            Mention(each.start - start, each.end - start, each.target)
            for each in self.mentions
            if start <= each.start and each.end <= end
        )
        return Written(self.text[start:end], inside, self.kind, self.markdown)

    def stripped(self) -> Written:
        """Without empty lines at the beginning and white space at the end."""
        body = self.text
        start = len(body) - len(body.lstrip("\n"))
        return self.part(start, max(start, len(body.rstrip())))

    def to_json(self) -> Json:
        value: Json = {"text": self.text}
        if self.mentions:
            value["mentions"] = [[each.start, each.end, each.target] for each in self.mentions]
        return value

    @classmethod
    def from_json(cls, value: Any) -> Written:
        """What ``to_json`` gave; spans that do not fit are left out, nothing raises."""
        given = value if isinstance(value, dict) else {}
        text = given.get("text")
        text = text if isinstance(text, str) else ""
        spans = given.get("mentions")
        return cls(text, fitting(text, spans if isinstance(spans, list) else []))


def fitting(text: str, spans: Sequence[Any]) -> tuple[Mention, ...]:
    """The mentions among ``spans`` ([start, end, target]) that lie in the text, in order, not over one another."""
    found: list[Mention] = []
    for span in spans[:MAX_MENTIONS]:
        if not (isinstance(span, list | tuple) and len(span) == 3):
            continue
        start, end, target = span
        whole = all(isinstance(place, int) and not isinstance(place, bool) for place in (start, end))
        if not whole or not isinstance(target, str) or not is_target(target):
            continue
        if (found[-1].end if found else 0) <= start < end <= len(text):
            found.append(Mention(start, end, target))
    return tuple(found)


def is_target(text: str) -> bool:
    """Whether something can be mentioned by this name."""
    return text == EVERYBODY or bool(_USER.fullmatch(text) or _ROOM.fullmatch(text))
