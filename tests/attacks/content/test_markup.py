# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-02, C-17, C-18: formatted texts of others."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.markup import MAX_DEPTH, depth, html_of, plain, sanitize
from app.text.qt import to_qt

ALLOWED = set(
    "h1 h2 h3 h4 h5 h6 p div br hr blockquote pre ul ol li table thead tbody tr th td caption details summary"  # noqa: SIM905
    " a b code del em i s span strong sub sup u".split()
)
ATTRIBUTES = {"href", "data-mx-bg-color", "data-mx-color", "data-mx-spoiler", "data-mx-maths", "start", "class"}


class Strict(HTMLParser):
    """Collects what a browser would see, and fails for what is not allowed."""

    def __init__(self, made: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.deepest = 0
        self.feed(made)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                assert re.match("(https?|mailto|matrix):", value or "")
            if name == "class":
                assert (value or "").startswith("language-")
            if name.endswith("color"):
                assert re.fullmatch("#[0-9a-fA-F]{6}", value or "")
        if tag not in ("br", "hr"):
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "hr"):
            assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize(
    ("given_html", "left"),
    [
        ("<script>alert(1)</script>Text", "Text"),
        ("<style>*{display:none}</style>Text", "Text"),
        ("<p style='position:fixed' onclick='x()' onmouseover=y>Text</p>", "<p>Text</p>"),
        ("<iframe src='https://x'>in</iframe>Text", "Text"),
        ("<object data=x>in</object>Text", "Text"),
        ("<svg><script>alert(1)</script><a xlink:href='javascript:x'>y</a></svg>Text", "Text"),
        ("<math><mtext></mtext></math>Text", "Text"),
        ("<form action='https://x'><input name=a><button>Text</button></form>", "Text"),
        ("<img src='mxc://a/b' onerror=x>Text", "Text"),
        ("<!-- <b>x</b> -->Text", "Text"),
        ("Te<![CDATA[xx]]>xt", "Text"),
        ("<b>Text", "<b>Text</b>"),
        ("<mx-reply><blockquote>alt</blockquote></mx-reply>Text", "Text"),
        ("<font color='#ff0000' data-mx-color='#ff0000'>Text</font>", "Text"),
        (
            "<span data-mx-color='#ff0000;x' data-mx-bg-color='#00ff00'>Text</span>",
            '<span data-mx-bg-color="#00ff00">Text</span>',
        ),
        ("<a href='javascript:alert(1)'>Text</a>", "<a>Text</a>"),
        ("<a href=' jaVa\tscript:alert(1)'>Text</a>", "<a>Text</a>"),
        ("<a href='data:text/html,x'>Text</a>", "<a>Text</a>"),
        ("<a href='file:///etc/passwd'>Text</a>", "<a>Text</a>"),
        ("<a href='//x.example/y'>Text</a>", "<a>Text</a>"),
        ("<a href='https://x.example' target=_blank>Text</a>", '<a href="https://x.example">Text</a>'),
        ("<code class='language-py x-evil'>Text</code>", '<code class="language-py">Text</code>'),
        ("Te\0xt\x1b", "Text"),
    ],
)
def test_c02_only_the_allowed_is_left(given_html: str, left: str) -> None:
    assert sanitize(given_html) == left


_PIECES = [
    *("<b>", "</b>", "<div>", "</div>", "<script>", "</script>", "<a href='", "https://x", "javascript:", "'>", "</a>"),
    *("<svg>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<table>", "<tr>", "<td>", '<span data-mx-spoiler="'),
    *('">', "<p", " onclick=", "x", "&lt;", "<", ">", '"', "</", "<title>", "<noscript>", "<math>", "<mtext>"),
    *("\0", "\ud800"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_c02_whatever_comes_what_is_left_is_strict_and_stays_so(given_html: str) -> None:
    made = sanitize(given_html)
    if made is None:
        return
    strict = Strict(made)
    assert strict.deepest == depth(made) <= MAX_DEPTH
    assert sanitize(made) == made or sanitize(sanitize(made) or "") == sanitize(made)
    shown = to_qt(made, "Verborgen")
    assert shown is None or "<script" not in shown


def test_c17_nesting_is_bounded_and_fast() -> None:
    begun = time.monotonic()
    for element in ("div", "b", "blockquote", "ul><li", "table><tr><td", "span data-mx-spoiler='</div></div>'"):
        assert sanitize(f"<{element}>" * 5000 + "x") is None
    assert sanitize("<div>" * MAX_DEPTH + "x") is not None
    assert sanitize("<div>" * (MAX_DEPTH + 1) + "x") is None
    assert time.monotonic() - begun < 3


def test_c18_long_texts() -> None:
    assert sanitize("x" * 70_000) is None
    assert sanitize("&" * 65_000) is None  # grows fivefold
    assert sanitize("<p></p>" * 1000) is None  # nothing to read: there is the body
    made = sanitize("Z\u0301\u0302\u0303" * 1000 + "\u202e")
    assert made is not None
    assert plain(made).startswith("Z")


@pytest.mark.parametrize(
    "content", [None, 5, {}, {"format": "x", "formatted_body": "<b>x</b>"}, {"formatted_body": "x"}]
)
def test_c02_only_in_the_named_format(content: object) -> None:
    assert html_of(content) is None
    assert html_of({"format": "org.matrix.custom.html", "formatted_body": ["<b>"]}) is None


def test_hidden_parts_are_hidden() -> None:
    made = sanitize("vor <span data-mx-spoiler='Film'>der <b>Gärtner</b> <span>war</span> es</span> nach")
    assert made is not None
    assert to_qt(made, "Verborgen") == 'vor <a href="bm:spoiler:0">Verborgen: Film</a> nach'


def test_c17_tables_in_tables_are_not_laid_out() -> None:
    made = sanitize("<table><tr><td>" * 10 + "x")
    assert made is not None
    assert to_qt(made, "") is None


def test_an_address_cannot_ask_for_an_action_of_the_window() -> None:
    assert sanitize("<a href='bm:discard'>x</a>") == "<a>x</a>"
