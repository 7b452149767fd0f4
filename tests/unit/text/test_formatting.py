# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown is put around selections and taken away again."""

from __future__ import annotations

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.markdown import to_html
from app.text.markup import sanitize
from ui.composer.formatting import MARKS, format_text, next_line

ALLOWED = """font del s h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub nl li b i u strong em strike code hr br div
table thead caption tbody tr th td pre span img details summary"""
TEXTS = st.text(alphabet="ab *\n-`", max_size=30)


def shown(kind: str, marked: str) -> str:
    """``|`` and ``|`` stand for the selection (« and » in the answer, a caret is «»)."""
    start = marked.index("<")
    end = marked.index(">", start) - 1
    text = marked.replace("<", "", 1).replace(">", "", 1)
    change = format_text(kind, text, start, end)
    new = change.of(text)
    return new[: change.start] + "<" + new[change.start : change.end] + ">" + new[change.end :]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("bold", "ein <Wort> hier", "ein **<Wort>** hier"),
        ("bold", "ein **<Wort>** hier", "ein <Wort> hier"),
        ("bold", "ein <**Wort**> hier", "ein <Wort> hier"),
        ("bold", "ein< Wort >hier", "ein **<Wort>** hier"),
        ("bold", "<>", "**<>**"),
        ("italic", "**<Wort>**", "***<Wort>***"),
        ("italic", "*<Wort>*", "<Wort>"),
        ("italic", "***<Wort>***", "**<Wort>**"),
        ("strike", "<weg>", "~~<weg>~~"),
        ("spoiler", "<Ende>", "||<Ende>||"),
        ("code", "<ls>", "`<ls>`"),
        ("code", "a\n<x = 1\ny = 2>", "a\n```\n<x = 1\ny = 2>\n```"),
        ("quote", "eins\nzw<ei\ndr>ei", "eins\n> zw<ei\n> dr>ei"),
        ("list", "<eins\nzwei\n>drei", "- <eins\n- zwei\n>drei"),
        ("list", "<- eins\n- zwei>", "<eins\nzwei>"),
        ("link", "siehe <hier>", "siehe [hier](<>)"),
        ("link", "<https://amt.example/x>", "[<>](https://amt.example/x)"),
    ],
)
def test_formats(kind: str, before: str, after: str) -> None:
    assert shown(kind, before) == after


@given(
    st.text(alphabet="ab *\n-`", max_size=30), st.integers(0, 30), st.integers(0, 30), st.sampled_from(sorted(MARKS))
)
def test_twice_is_as_before(text: str, one: int, two: int, kind: str) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    if "*" in text:
        return
    change = format_text(kind, text, start, end)
    new = change.of(text)
    again = format_text(kind, new, change.start, change.end)
    assert again.of(new) == text
    for place in (change.start, change.end, again.start, again.end):
        assert 0 <= place <= len(new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- eins", "- eins\n- "),
        ("  * eins", "  * eins\n  * "),
        ("9. neun", "9. neun\n10. "),
        ("- [x] fertig", "- [x] fertig\n- [ ] "),
        ("> Zitat", "> Zitat\n> "),
        ("- eins\n- ", "- eins\n"),
        ("> a\n> ", "> a\n"),
        ("```\n    x = 1", "```\n    x = 1\n    "),
        ("```\n- kein Punkt", None),
        ("Text", None),
        ("-x", None),
    ],
)
def test_lists_quotations_and_code_go_on(before: str, after: str | None) -> None:
    change = next_line(before, len(before))
    assert (change.of(before) if change is not None else None) == after


@pytest.mark.parametrize(
    "text",
    [
        "| Amt | Plätze |\n|:--|--:|\n| A | 5 |",
        "- a\n  - b\n    1. c\n- d",
        "```python\nif x < 1:\n    pass\n```",
        "> a\n> > b\n\n# Titel\n\n---\n\n~~x~~ ||y **z**|| [a](https://b.example)",
        "1. a\n\n   Absatz\n2. b",
    ],
)
def test_what_we_send_is_what_is_left_of_it_elsewhere(text: str) -> None:
    """The elements are those that the specification and Element allow: sanitising takes nothing away."""
    made = to_html(text)
    assert made is not None
    assert sanitize(made) == made
    # Element Web, src/HtmlUtils.tsx (and the specification): tags and attributes.
    allowed = set(ALLOWED.split())
    attributes = {"a": {"href"}, "span": {"data-mx-spoiler"}, "code": {"class"}, "ol": {"start"}}
    elsewhere = nh3.clean(made, tags=allowed, attributes=attributes, link_rel=None)
    assert elsewhere == made
