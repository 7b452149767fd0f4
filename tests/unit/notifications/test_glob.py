# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Glob patterns: the examples of the specification, and any pattern against the plainest way to match it."""

from __future__ import annotations

import functools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.notifications.glob import MAX_PATTERN, Glob, at_boundary, folded


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("lunc?*", "Lunch plans", True),
        ("lunc?*", "LUNCH", True),
        ("lunc?*", " lunch", False),
        ("lunc?*", "lunc", False),
        ("", "", True),
        ("", "x", False),
        ("*", "", True),
        ("*", "was auch\nimmer", True),
        ("?", "\n", True),
        ("m.room.message", "M.Room.Message", True),
        ("m.room.message", "mXroom.message", False),
        ("[a-z]", "b", False),
        ("[a-z]", "[A-Z]", True),
        ("a*b*c", "aXXbYYc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        ("**a**", "xax", True),
        ("ä*ß", "Äpfel in weiß", True),
        ("\\*", "\\anything", True),  # a backslash is a character
    ],
)
def test_whole_values(pattern: str, text: str, matches: bool) -> None:
    assert Glob(pattern).matches(text) is matches


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("ex*ple", "An example event.", True),
        ("ex*ple", "exple", True),
        ("ex*ple", "An exciting triple-whammy", True),
        ("cake", "kein cake.", True),
        ("cake", "cupcake", False),
        ("cake", "cakes", False),
        ("cake", "cake_x", False),
        ("cake", "CAKE", True),
        ("cake*lie", "cake is a lie", True),
        ("cake*lie", "cake is a lien", False),
        ("cake*lie", "cupcake lie", False),
        ("cake*lie", "cupcake, cake lien lie!", True),
        ("@room", "hallo @room!", True),
        ("@room", "@room", True),
        ("@room", "@rooms", False),
        ("amt", "Bauämt amt", True),
        ("r", "für", True),  # only A-Z, a-z, 0-9 and _ make words
        ("foo bar", "sagte foo bar.", True),
        ("f?o", "das fxo da", True),
        ("*", "", True),
        ("x*", "yx", False),
    ],
)
def test_words(pattern: str, text: str, matches: bool) -> None:
    assert Glob(pattern).in_words(text) is matches


def plainly(pattern: str, text: str) -> bool:
    """The definition, letter by letter."""

    @functools.cache
    def match(p: int, t: int) -> bool:
        if p == len(pattern):
            return t == len(text)
        if pattern[p] == "*":
            return match(p + 1, t) or (t < len(text) and match(p, t + 1))
        return t < len(text) and pattern[p] in ("?", text[t]) and match(p + 1, t + 1)

    return match(0, 0)


PATTERNS, TEXTS = st.text("aB_ -ü*?", max_size=7), st.text("aAbB_ -üÜ\nİ", max_size=10)


@given(PATTERNS, TEXTS)
@example("a*a", "a")
def test_any_pattern_matches_what_the_definition_says(pattern: str, text: str) -> None:
    assert Glob(pattern).matches(text) is plainly(folded(pattern), folded(text))


@given(PATTERNS, TEXTS)
@example("a*a b", "a aa b")
def test_any_pattern_is_found_where_some_part_between_boundaries_matches(pattern: str, text: str) -> None:
    ends = [n for n in range(len(text) + 1) if at_boundary(text, n)]
    parts = {folded(text)[i:j] for i in ends for j in ends if i <= j}
    assert Glob(pattern).in_words(text) is any(plainly(folded(pattern), part) for part in parts)


@given(st.text(max_size=50))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_l_no_pattern_and_no_text_takes_long() -> None:
    body = "a" * 65_536
    began = time.perf_counter()
    for pattern in ("*a" * 250 + "b", "a?" * 255 + "b", "a*" * 250, "?" * MAX_PATTERN, "a", "*a*"):
        Glob(pattern).in_words(body)
        Glob(pattern).matches(body)
    assert time.perf_counter() - began < 5
    assert not Glob("*" + "a" * MAX_PATTERN).in_words(body)
