# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is left of the HTML of a message: the elements the specification names, nested and long within limits.

Client-server API, "m.room.message msgtypes". Pictures in texts are not shown (they would be fetched unasked).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3

FORMAT = "org.matrix.custom.html"
MAX_INPUT = 65_536
"""Characters of a ``formatted_body``; more is no event."""
MAX_OUTPUT = 100_000
MAX_DEPTH = 100

_TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "br", "hr", "blockquote", "pre", "ul", "ol", "li"}
    | {"table", "thead", "tbody", "tr", "th", "td", "caption", "details", "summary"}
    | {"a", "b", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup", "u"}
)
_REMOVED = {"script", "style", "mx-reply", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title"}
_REMOVED |= {"textarea", "select", "audio", "video", "noembed", "noframes", "xmp", "plaintext"}
_ATTRIBUTES = {
    "a": {"href"},
    "span": {"data-mx-bg-color", "data-mx-color", "data-mx-spoiler"},
    "div": {"data-mx-maths"},
    "ol": {"start"},
    "code": {"class"},
}
_SCHEMES = {"https", "http", "mailto", "matrix"}
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = {"br", "hr", "img"}


def _attribute(_tag: str, name: str, value: str) -> str | None:
    match name:
        case "data-mx-bg-color" | "data-mx-color":
            return value if _COLOR.fullmatch(value) else None
        case "data-mx-spoiler" | "data-mx-maths":
            return re.sub("[<>]", "", value[:500])  # so that a bracket is always that of an element
        case "start":
            return value if re.fullmatch(r"\d{1,6}", value) else None
        case "class":
            return next((part for part in value.split() if _LANGUAGE.fullmatch(part)), None)
        case "href":
            if len(value) > 4000 or not value.isprintable():
                return None
            return value.replace("<", "%3C").replace(">", "%3E")
    return None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=_REMOVED,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel=None,
    strip_comments=True,
)


@lru_cache(maxsize=512)
def sanitize(text: str) -> str | None:
    """Safe HTML with all that is readable of ``text``; None if that is too long, nested too deep, or nothing.

    Never raises. Idempotent. What it gives is well-formed: every element is closed in order.
    """
    if len(text) > MAX_INPUT:
        return None
    # Control characters and lone surrogates have no place in markup, and parsers disagree about them.
    text = text.encode("utf-8", "replace").decode()
    text = "".join(char for char in text if char >= " " or char in "\n\t")
    try:
        clean = _CLEANER.clean(text)
    except Exception:
        return None
    if len(clean) > MAX_OUTPUT or depth(clean) > MAX_DEPTH or not plain(clean).strip():
        return None
    return clean


def depth(clean: str) -> int:
    """How deep elements are nested. ``clean`` is well-formed."""
    deepest = now = 0
    for match in _TAG.finditer(clean):
        if match[2] in _VOID:
            continue
        now += -1 if match[1] else 1
        deepest = max(deepest, now)
    return deepest


def plain(clean: str) -> str:
    """The text in safe HTML."""
    return html.unescape(_TAG.sub("", clean))


def html_of(content: object) -> str | None:
    """The safe HTML of a message's content; None if it has none, or none that may be shown: then there is the body."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return None
    text = content.get("formatted_body")
    return sanitize(text) if isinstance(text, str) else None
