# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown (CommonMark with tables and strike-through) to the HTML of a message. HTML in it is text."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from app.text.markup import MAX_INPUT, sanitize

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SPOILER = re.compile(r"\|\|(?=\S)([^\n]*?\S)\|\|")
_MENTION = re.compile(r"(?<![\w/@.])@[A-Za-z0-9._=/+-]+:[A-Za-z0-9.-]+(?::\d+)?")
_ELEMENT = re.compile(r"<(?!/?p>|br ?/?>)")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # with the first message, not with the program

    return MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 50}).enable(
        ["table", "strikethrough"]
    )


def to_html(text: str) -> str | None:
    """The ``formatted_body`` for what somebody typed; None if it needs none (it is plain text) or grows too long."""
    if len(text) > MAX_INPUT:
        return None
    made = _parser().render(text).strip()
    # The parser writes <s>, the specification prefers <del>.
    made = made.replace("<s>", "<del>").replace("</s>", "</del>")
    made = _outside_code(made)
    if _ELEMENT.search(made) is None and "\\" not in text and html.unescape(text) == text:
        return None  # paragraphs and line breaks need no markup
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        made = made[3:-4]
    return sanitize(made)


def _outside_code(made: str) -> str:
    """Spoilers (``||text||``), which Markdown does not have."""
    parts = re.split(r"(<pre>.*?</pre>|<code[^>]*>.*?</code>)", made, flags=re.DOTALL)
    return "".join(
        part if part.startswith(("<pre", "<code")) else _SPOILER.sub(r"<span data-mx-spoiler>\1</span>", part)
        for part in parts
    )


def mentions(text: str) -> list[str]:
    """The user ids that are written out in a text."""
    return sorted({match[0].rstrip(".") for match in _MENTION.finditer(text)})
