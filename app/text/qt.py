# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From sanitised HTML to the part of it that a ``QTextDocument`` shows well.

Works on the output of ``app.text.markup.sanitize`` only, where brackets are always those of elements.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_MAX_TABLES = 3
"""Tables in tables: laying them out grows fast."""
_MAX_ELEMENTS = 5000


def to_qt(clean: str, spoiler: str) -> str | None:
    """The markup for ``QTextDocument.setHtml``; None if laying it out would take too long.

    ``spoiler``: what stands for a hidden part; a click on it asks for the action ``bm:reader``.
    """
    clean = clean.replace("\n</code></pre>", "</code></pre>")  # the end of the last line is no line
    parts: list[str] = []
    at = tables = hidden = elements = 0
    spans: list[str] = []
    for match in _TAG.finditer(clean):
        closing, name, attributes = bool(match[1]), match[2], dict(_ATTRIBUTE.findall(match[3]))
        elements += 1
        if elements > _MAX_ELEMENTS:
            return None
        if not hidden:
            parts.append(clean[at : match.start()])
        at = match.end()
        if name == "span":
            if closing:
                kind = spans.pop() if spans else ""
                hidden -= kind == "spoiler"
                if kind == "color" and not hidden:
                    parts.append("</span>")
            elif "data-mx-spoiler" in attributes:
                if not hidden:
                    reason = html.unescape(attributes["data-mx-spoiler"])
                    label = f"{spoiler}: {reason}" if reason else spoiler
                    parts.append(f'<a href="bm:reader">{html.escape(label)}</a>')
                spans.append("spoiler")
                hidden += 1
            else:
                spans.append("color")
                if not hidden:
                    parts.append("<span>")
            continue
        if name == "table":
            tables += -1 if closing else 1
            if tables > _MAX_TABLES:
                return None
        if not hidden:
            parts.append(_element(name, attributes, closing))
    if not hidden:
        parts.append(clean[at:])
    return "".join(parts)


def _element(name: str, attributes: dict[str, str], closing: bool) -> str:
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
        case "a" if not closing:
            href = attributes.get("href", "")
            return f'<a href="{href}">' if href else "<a>"
        case "ol" if not closing and "start" in attributes:
            return f'<ol start="{attributes["start"]}">'
    return f"</{name}>" if closing else f"<{name}>"
