# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mentions in texts that came: which links of sanitised HTML name a person or a room."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.text.markup import plain
from app.text.permalinks import MatrixLink, parse
from app.text.written import MAX_MENTIONS, Mention

_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pill:
    """A link that names somebody or a room: from ``start`` to ``end`` of the HTML. ``own``: it names ourselves."""

    start: int
    end: int
    href: str
    text: str
    link: MatrixLink
    own: bool


def pills(clean: str, own_user: str = "", prefixes: Sequence[str] = ()) -> Iterator[Pill]:
    """Links to people and rooms (not to messages) in safe HTML (``app.text.markup.sanitize``), in order."""
    for match in _ANCHOR.finditer(clean):
        href = html.unescape(match[1])
        link = parse(href, prefixes)
        if link is not None and not link.event:
            yield Pill(match.start(), match.end(), href, plain(match[2]), link, link.target == own_user)


def spans(body: str, clean: str | None) -> tuple[Mention, ...]:
    """The places of a plain body that its HTML links to people and rooms, to write on with them as mentions."""
    found: list[Mention] = []
    at = 0
    for pill in pills(clean or ""):
        start = body.find(pill.text, at) if pill.text.strip() else -1
        if start >= 0 and len(found) < MAX_MENTIONS:
            at = start + len(pill.text)
            found.append(Mention(start, at, pill.link.target))
    return tuple(found)
