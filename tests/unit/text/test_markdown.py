# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type becomes what others see."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import messages
from app.text.markdown import mentions, to_html
from app.text.markup import sanitize


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Guten Morgen", None),
        ("a < b & c > d, 5 * 3 = 15", None),
        ("erste Zeile\nzweite Zeile\n\nzweiter Absatz", None),
        ("**fett** und *kursiv*", "<strong>fett</strong> und <em>kursiv</em>"),
        ("~~weg~~", "<del>weg</del>"),
        ("`ls -l`", "<code>ls -l</code>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. drei", '<ol start="3">\n<li>drei</li>\n</ol>'),
        ("> Zitat", "<blockquote>\n<p>Zitat</p>\n</blockquote>"),
        ("```python\nx = 1\n```", '<pre><code class="language-python">x = 1\n</code></pre>'),
        ("||geheim|| `||nicht||`", '<span data-mx-spoiler="">geheim</span> <code>||nicht||</code>'),
        ("[Amt](https://amt.example)", '<a href="https://amt.example">Amt</a>'),
        ("<b>x</b> **y**", "&lt;b&gt;x&lt;/b&gt; <strong>y</strong>"),
        ("[x](javascript:alert(1)) *y*", "[x](javascript:alert(1)) <em>y</em>"),
        ("![x](https://a.b/c.png) *y*", " <em>y</em>"),
    ],
)
def test_markdown(typed: str, shown: str | None) -> None:
    assert to_html(typed) == shown


def test_a_table() -> None:
    made = to_html("| Amt | Plätze |\n|---|---|\n| A | 5 |")
    assert made is not None
    assert "<th>Plätze</th>" in made
    assert "<td>5</td>" in made


@given(st.text(alphabet="ab *_`~|>#-[]()<>!\\\n1.&;", max_size=120))
def test_whatever_is_typed_gives_safe_html(typed: str) -> None:
    made = to_html(typed)
    assert made is None or sanitize(made) == made


@pytest.mark.parametrize(
    "typed", [">" * 5000 + "x", "[" * 5000, "*a " * 8000, "`" * 9999, "||" * 9999, "- " * 5000 + "x"]
)
def test_c17_deep_and_odd_markdown_is_fast(typed: str) -> None:
    begun = time.monotonic()
    to_html(typed)
    assert time.monotonic() - begun < 3


def test_mentions_are_said_and_edits_mention_nobody_anew() -> None:
    text = "@anna:a.example und @bernd:b.example:8448. Nicht mail@c.example:80"
    assert mentions(text) == ["@anna:a.example", "@bernd:b.example:8448"]
    assert messages.text(text)["m.mentions"] == {"user_ids": ["@anna:a.example", "@bernd:b.example:8448"]}
    before = {"m.mentions": {"user_ids": ["@anna:a.example"]}}
    edited = messages.edit("$e", "*neu* @anna:a.example", before=before, markdown=True)
    assert edited["m.mentions"] == {}
    assert edited["formatted_body"] == "* <em>neu</em> @anna:a.example"
    assert edited["m.new_content"]["formatted_body"] == "<em>neu</em> @anna:a.example"
    assert "format" not in messages.text("schlicht", markdown=True)
