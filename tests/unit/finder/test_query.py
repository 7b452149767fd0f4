# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is looked for, and which piece of a message is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.finder.query import MAX_TERMS, excerpt, fold, holds, terms_of
from app.store.search import SHORTEST

TEXT = st.text(alphabet='aäßA ̈ﬁ\n\0e\u0301"„“x-ÄÖ123😀 ', max_size=300)


def test_words_and_phrases() -> None:
    assert terms_of('Straße "zweite  Lesung" Ü') == ["zweite lesung", "strasse", "u"]
    assert terms_of("„Haushalt 2027“ a A") == ["haushalt 2027", "a"]
    assert terms_of('"offen') == ["offen"]
    assert terms_of('"" “”') == []


def test_short_words_are_words_and_not_parts() -> None:
    assert holds(fold("Die IT ist da"), ["it"], SHORTEST)
    assert not holds(fold("Die Sitzung"), ["it"], SHORTEST)
    assert holds(fold("Frist: §5"), ["§5"], SHORTEST)
    assert holds(fold("eins\nzwei"), ["eins zwei"], SHORTEST)


def test_the_excerpt_shows_what_was_found() -> None:
    text = "Anfang " * 60 + "die Haushaltsausschusssitzung entfällt " + "Ende " * 60
    piece, parts = excerpt(text, ["ausschuss", "entfallt"], SHORTEST)
    assert [piece[first:last] for first, last in parts] == ["ausschuss", "entfällt"]
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 200
    assert excerpt("GROẞE Straße", ["strasse", "gross"], SHORTEST) == ("GROẞE Straße", ((0, 4), (6, 12)))


@given(text=TEXT, query=TEXT)
def test_parts_are_in_the_excerpt_and_in_order(text: str, query: str) -> None:
    terms = terms_of(query)
    assert len(terms) <= MAX_TERMS
    piece, parts = excerpt(text, terms, SHORTEST)
    assert "\n" not in piece
    at = 0
    for first, last in parts:
        assert at <= first < last <= len(piece)
        at = last
    if terms and holds(fold(text), terms, SHORTEST) and len(" ".join(text.split())) <= 120:
        assert parts


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
