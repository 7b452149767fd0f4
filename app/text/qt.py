# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From sanitised HTML to the part of it that a ``QTextDocument`` shows well.

Works on the output of ``app.text.markup.sanitize`` only, where brackets are always those of elements. Addresses that
begin with ``bm:`` are made here and nowhere else: ``bm:spoiler:N`` for the Nth hidden part, ``bm:person:ID``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping

from app.text.people import person_of

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_MAX_TABLES = 3
"""Tables in tables: laying them out grows fast."""
_MAX_ELEMENTS = 5000
_MAX_CELLS = 2000
_BEFORE, _AFTER = "\u2060\u00a0", "\u00a0\u2060"
"""Room inside a pill; the word joiner keeps Qt from taking the space outside away as well."""


def to_qt(
    clean: str,
    spoiler: str,
    *,
    people: Mapping[str, str] | None = None,
    revealed: Collection[int] = (),
) -> str | None:
    """The markup for ``QTextDocument.setHtml``; None if laying it out would take too long.

    ``spoiler``: what stands for a hidden part. ``people``: the names of those whom links may name; a link to one of
    them shows that name, whatever its text says. ``revealed``: numbers of the hidden parts that are shown.
    """
    clean = clean.replace("\n</code></pre>", "</code></pre>")  # the end of the last line is no line
    return _Writer(clean, spoiler, people or {}, revealed).write()


def hidden_parts(clean: str) -> int:
    """How many hidden parts there are, one inside another counted once."""
    count = depth = 0
    spans: list[bool] = []
    for match in _TAG.finditer(clean):
        if match[2] != "span":
            continue
        if match[1]:
            depth -= spans.pop() if spans else 0
        else:
            hides = "data-mx-spoiler" in match[3]
            count += hides and not depth
            depth += hides
            spans.append(hides)
    return count


def readable(clean: str, spoiler: str, revealed: Collection[int] = ()) -> str:
    """The text of safe HTML with hidden parts left hidden, but for those ``revealed``: for those who hear it."""
    parts: list[str] = []
    at = hidden = number = shown = 0
    spans: list[str] = []
    for match in _TAG.finditer(clean):
        closing, name = bool(match[1]), match[2]
        if not hidden:
            parts.append(html.unescape(clean[at : match.start()]))
        at = match.end()
        if name == "span":
            if closing:
                kind = spans.pop() if spans else ""
                hidden -= kind == "hidden"
                shown -= kind == "shown"
                continue
            reason = dict(_ATTRIBUTE.findall(match[3])).get("data-mx-spoiler")
            kind = "" if reason is None else "shown" if shown else "hidden"
            if kind == "hidden" and not hidden:
                if number in revealed:
                    kind = "shown"
                else:
                    parts.append(f"{spoiler}: {html.unescape(reason or '')}" if reason else spoiler)
                number += 1
            spans.append(kind)
            hidden += kind == "hidden"
            shown += kind == "shown"
        elif not hidden and name in _LINES:
            parts.append("\n")
        elif not hidden and closing and name in ("td", "th"):
            parts.append("\t")
    if not hidden:
        parts.append(html.unescape(clean[at:]))
    return re.sub(r"\n\s*\n+", "\n", "".join(parts)).strip()


_LINES = {"br", "p", "div", "li", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table"}


class _Writer:
    def __init__(self, clean: str, spoiler: str, people: Mapping[str, str], revealed: Collection[int]) -> None:
        self._clean = clean
        self._spoiler = spoiler
        self._people = people
        self._revealed = revealed
        self._parts: list[str] = []
        self._hidden = 0  # elements whose content is left out
        self._spans: list[str] = []
        self._links: list[bool] = []
        self._spoilers = 0

    def write(self) -> str | None:
        at = tables = cells = 0
        for elements, match in enumerate(_TAG.finditer(self._clean), 1):
            closing, name = bool(match[1]), match[2]
            cells += name in ("td", "th")
            tables += 0 if name != "table" else -1 if closing else 1
            if elements > _MAX_ELEMENTS or tables > _MAX_TABLES or cells > 2 * _MAX_CELLS:
                return None
            self._text(self._clean[at : match.start()])
            at = match.end()
            attributes = {} if closing else dict(_ATTRIBUTE.findall(match[3]))
            if name == "span":
                self._span(closing, attributes)
            elif name == "a":
                self._link(closing, attributes.get("href", ""))
            else:
                self._text(_element(name, attributes, closing))
        self._text(self._clean[at:])
        return "".join(self._parts)

    def _text(self, markup: str) -> None:
        if not self._hidden:
            self._parts.append(markup)

    def _span(self, closing: bool, attributes: Mapping[str, str]) -> None:
        if closing:
            kind = self._spans.pop() if self._spans else ""
            self._hidden -= kind == "hidden"
            if kind != "hidden":
                self._text("</span>")
            return
        if "data-mx-spoiler" in attributes and not self._hidden and "shown" not in self._spans:
            number, self._spoilers = self._spoilers, self._spoilers + 1
            if number not in self._revealed:
                reason = html.unescape(attributes["data-mx-spoiler"])
                label = f"{self._spoiler}: {reason}" if reason else self._spoiler
                self._text(f'<a href="bm:spoiler:{number}">{html.escape(label)}</a>')
                self._spans.append("hidden")
                self._hidden += 1
                return
            self._spans.append("shown")
        elif "data-mx-spoiler" in attributes and self._hidden:
            self._spans.append("hidden")
            self._hidden += 1
            return
        else:
            self._spans.append("")
        self._text("<span>")

    def _link(self, closing: bool, href: str) -> None:
        if closing:
            named = self._links.pop() if self._links else False
            self._hidden -= named
            if not named:
                self._text("</a>")
            return
        user = person_of(html.unescape(href)) if self._people else None
        name = self._people.get(user) if user is not None else None
        self._links.append(name is not None)
        if name is not None:
            address = html.escape(f"bm:person:{user}")
            self._text(f'<a href="{address}">{_BEFORE}@{html.escape(name)}{_AFTER}</a>')
            self._hidden += 1
        else:
            self._text(f'<a href="{href}">' if href else "<a>")


def _element(name: str, attributes: Mapping[str, str], closing: bool) -> str:
    match name:
        case "details":
            return "</div>" if closing else "<div>"
        case "summary":
            return "</b></p>" if closing else "<p><b>"
        case "del" | "s":
            return "</s>" if closing else "<s>"
        case "h1" | "h2":
            name = "h3"  # a message is no page
        case "table" if not closing:
            return '<table border="1" cellspacing="0" cellpadding="4">'
        case "ol" if not closing and "start" in attributes:
            return f'<ol start="{attributes["start"]}">'
    return f"</{name}>" if closing else f"<{name}>"
