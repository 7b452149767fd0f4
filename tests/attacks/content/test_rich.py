# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hostile formatted texts: hidden parts, people, code. Bounded in time, and never more than they are."""

from __future__ import annotations

import html
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.code import _FAMILIES, MAX_CODE, Code, code_blocks, marks
from app.text.emoji_only import emoji_only
from app.text.markup import sanitize
from app.text.people import MAX_PEOPLE, people_in, person_of
from app.text.qt import hidden_parts, readable, to_qt

ANNA = "@anna:x.example"


def clean(text: str) -> str:
    made = sanitize(text)
    assert made is not None
    return made


def test_c17_deep_hidden_parts_count_once_and_show_as_one() -> None:
    deep = clean("<span data-mx-spoiler>" * 90 + "geheim" + "</span>" * 90)
    assert hidden_parts(deep) == 1
    shown = to_qt(deep, "Verborgen")
    assert shown is not None
    assert "geheim" not in shown
    assert shown.count("bm:spoiler:") == 1
    opened = to_qt(deep, "Verborgen", revealed={0})
    assert opened is not None
    assert "geheim" in opened
    assert "bm:" not in opened
    assert readable(deep, "Spoiler") == "Spoiler"
    assert readable(deep, "Spoiler", {0}) == "geheim"


def test_c17_ten_thousand_hidden_parts_and_cells_are_bounded() -> None:
    many = sanitize("<span data-mx-spoiler>x</span>" * 2000)
    assert many is not None
    begun = time.monotonic()
    assert hidden_parts(many) == 2000
    made = to_qt(many, "Verborgen")
    assert made is None or made.count("bm:spoiler:") == 2000
    rows = "<tr>" + "<td>1</td>" * 50 + "</tr>"
    assert to_qt(clean("<table>" + rows * 100 + "</table>"), "") is None
    assert time.monotonic() - begun < 5


def test_a_hidden_part_stays_hidden_in_code_links_and_tables() -> None:
    text = clean(
        '<span data-mx-spoiler="a"><pre><code>geheim</code></pre></span>'
        "<table><tr><td><span data-mx-spoiler>geheim</span></td></tr></table><span data-mx-spoiler>"
        f'<a href="https://matrix.to/#/{ANNA}">geheim</a></span>'
    )
    for made in (to_qt(text, "Verborgen", people={ANNA: "Anna"}), readable(text, "Spoiler")):
        assert made is not None
        assert "geheim" not in made
        assert "Anna" not in made


@pytest.mark.parametrize(
    "address",
    [
        "https://matrix.to/#/@anna:x.example",
        "https://matrix.to/#/%40anna%3Ax.example",
        "https://matrix.to/#/@anna:x.example?via=x.example",
        "matrix:u/anna:x.example",
        "matrix:u/anna:x.example?action=chat",
        "MATRIX:U/anna:x.example",
    ],
)
def test_addresses_of_people(address: str) -> None:
    assert person_of(address) == ANNA


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://matrix.to/#/#raum:x.example",
        "https://matrix.to/#/!r:x.example/$event",
        "https://matrix.to.evil.example/#/@anna:x.example",
        "https://evil.example/https://matrix.to/#/@anna:x.example",
        "matrix:r/raum:x.example",
        "https://matrix.to/#/@anna",
        "https://matrix.to/#/@anna:x.example%0Aevil",
        "https://matrix.to/#/" + "@a:" + "x" * 400,
    ],
)
def test_what_is_no_address_of_a_person(address: str) -> None:
    assert person_of(address) is None


def test_c_names_of_people_are_escaped_and_few() -> None:
    text = clean(f'<a href="https://matrix.to/#/{ANNA}"><b>der <i>Chef</i></b></a> danach')
    made = to_qt(text, "", people={ANNA: '<img src=x onerror=alert(1)>"'})
    assert made is not None
    assert "Chef" not in made
    assert "<img" not in made
    assert made.endswith("danach")
    crowd = "".join(f'<a href="https://matrix.to/#/@u{n}:x.example">x</a>' for n in range(500))
    assert len(people_in(clean(crowd))) == MAX_PEOPLE


PIECES = ['"', "'", "\\", "/*", "*/", "//", "#", "--", "<!--", "<", "=", ":", "[", "-", " ", "\n", "\t", "0", "0e"]
PIECES += ["1_", "a"]
PIECES += ['"""', "'''", "`", "@@", "+", "a.", "é", "😀"]


@pytest.mark.parametrize("language", sorted(_FAMILIES))
@settings(max_examples=60)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_c17_no_code_takes_long(language: str, pieces: list[str]) -> None:
    name = {"c": "js", "hash": "bash"}.get(language, language)
    piece = "".join(pieces)
    text = (piece * (MAX_CODE // len(piece) + 1))[: MAX_CODE + 10]
    begun = time.process_time()
    found = marks(Code(name, text))
    assert time.process_time() - begun < 1.0
    at = 0
    for mark in found:  # in order, apart from each other, inside the text
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


@given(text=st.text(max_size=300), language=st.text("abc+#-.", max_size=10))
def test_the_code_that_is_copied_is_the_code_that_was_written(text: str, language: str) -> None:
    written = "".join(char for char in text if char >= " " or char in "\n\t").strip() or "x"
    source = f'<pre><code class="language-{language}">{html.escape(written)}</code></pre>'
    made = sanitize(source)
    if made is not None:
        assert [block.text for block in code_blocks(made)] == [written]


@given(text=st.text(max_size=200))
def test_emoji_only_never_fails_and_is_never_plain_text(text: str) -> None:
    if emoji_only(text):
        assert not any(char.isalpha() and char < "\u2000" for char in text)
    assert emoji_only("👍" * 7) == 0
    assert emoji_only("12") == 0
    assert emoji_only("🇩🇪 👩🏽‍💻 ❤️") == 3
