# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown (CommonMark with tables and strike-through) to the HTML of a message. HTML in it is text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from app.text.markup import MAX_INPUT, sanitize
from app.text.permalinks import link_to
from app.text.written import EVERYBODY, Mention

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SPOILER = re.compile(r"\|\|(?=\S)([^\n]*?\S)\|\|")
_MENTION = re.compile(r"(?<![\w/@.])@[A-Za-z0-9._=/+-]+:[A-Za-z0-9.-]+(?::\d+)?")
_ELEMENT = re.compile(r"<(?!/?p>|br ?/?>)")
_CODE = re.compile(r"(<pre>.*?</pre>|<code[^>]*>.*?</code>)", re.DOTALL)
_LINK = re.compile(r"(<a [^>]*>.*?</a>)", re.DOTALL)
# Stand for mentions while the parser works: noncharacters, which no text may hold.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_NONCHARACTERS = re.compile(f"[{_OPEN}-\ufdef]")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # with the first message, not with the program

    return MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 50}).enable(
        ["table", "strikethrough"]
    )


def to_html(text: str, mentions: Sequence[Mention] = ()) -> str | None:
    """The ``formatted_body`` for what somebody typed; None if it needs none (it is plain text) or grows too long.

    ``mentions`` become links as other programs show them, whatever Markdown would make of the name; in code they stay
    names.
    """
    if len(text) > MAX_INPUT:
        return None
    names = [text[each.start : each.end] for each in mentions]
    made = _parser().render(_with_marks(text, mentions)).strip()
    # The parser writes <s>, the specification prefers <del>.
    made = made.replace("<s>", "<del>").replace("</s>", "</del>")
    made = _outside(_CODE, made, lambda part: _SPOILER.sub(r"<span data-mx-spoiler>\1</span>", part))
    linked = any(each.target != EVERYBODY for each in mentions)
    if _ELEMENT.search(made) is None and not linked and "\\" not in text and html.unescape(text) == text:
        return None  # paragraphs and line breaks need no markup
    made = _with_links(made, mentions, names)
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        made = made[3:-4]
    return sanitize(made)


def escaped(text: str, mentions: Sequence[Mention]) -> str | None:
    """The same for a text that is sent as it is: only its mentions are markup. None if it has none."""
    if not any(each.target != EVERYBODY for each in mentions):
        return None
    names = [text[each.start : each.end] for each in mentions]
    made = html.escape(_with_marks(text, mentions), quote=False).replace("\n", "<br>")
    return sanitize(_with_links(made, mentions, names))


def _with_marks(text: str, mentions: Sequence[Mention]) -> str:
    parts, at = [], 0
    for number, each in enumerate(mentions):
        parts += [_NONCHARACTERS.sub("", text[at : each.start]), f"{_OPEN}{number}{_CLOSE}"]
        at = each.end
    return "".join([*parts, _NONCHARACTERS.sub("", text[at:])])


def _with_links(made: str, mentions: Sequence[Mention], names: Sequence[str]) -> str:
    """Links where the marks are; only the names in code and in other links."""

    def name(match: re.Match[str]) -> str:
        return html.escape(names[int(match[1])], quote=False)

    def link(match: re.Match[str]) -> str:
        target = mentions[int(match[1])].target
        return name(match) if target == EVERYBODY else f'<a href="{link_to(target)}">{name(match)}</a>'

    made = _outside(_CODE, made, lambda part: _outside(_LINK, part, lambda text: _MARK.sub(link, text)))
    return _MARK.sub(name, made)


def _outside(kept: re.Pattern[str], made: str, change: object) -> str:
    """``change`` what is not matched by ``kept`` (which has one group around everything)."""
    assert callable(change)
    return "".join(part if number % 2 else str(change(part)) for number, part in enumerate(kept.split(made)))


def code_spans(text: str) -> str:
    """The text with everything that Markdown takes for code left out."""
    return html.unescape(re.sub(r"<[^>]*>", "", _CODE.sub("", _parser().render(text[:MAX_INPUT]))))


def mentions(text: str) -> list[str]:
    """The user ids that are written out in a text."""
    return sorted({match[0].rstrip(".") for match in _MENTION.finditer(text)})
