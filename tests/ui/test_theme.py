# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody can read it."""

from __future__ import annotations

import itertools

import pytest

from ui.main import make_application
from ui.stylesheet import style_sheet
from ui.theme import CONTRAST, DARK, LIGHT, ZOOM_STEPS, Scheme, Theme, ThemeChoice, contrast

pytestmark = pytest.mark.window
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK, CONTRAST], ids=lambda scheme: scheme.name)


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#123456", "#123456") == 1.0


@SCHEMES
def test_text_has_a_contrast_of_at_least_4_5(scheme: Scheme) -> None:
    grounds = ("bg", "panel", "surface", "hover", "selected", "own")
    pairs = list(itertools.product(("text", "muted"), grounds))
    pairs += [("accent", ground) for ground in ("bg", "panel", "surface", "own")]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_badge", "badge"), ("bg", "danger")]
    pairs += [("danger", ground) for ground in ("bg", "panel", "surface", "danger_soft")]
    pairs += [("text", "danger_soft"), ("muted", "danger_soft"), ("warn", "warn_soft"), ("warn", "bg"), ("bg", "text")]
    low = {
        pair: round(contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1])), 2)
        for pair in pairs
        if contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1])) < 4.5
    }
    assert low == {}


@SCHEMES
def test_avatars_and_names_have_a_contrast_of_at_least_4_5(scheme: Scheme) -> None:
    for back, front in scheme.avatars:
        assert contrast(back, front) >= 4.5
        if scheme is not CONTRAST:  # there, names have the colour of text
            assert contrast(front, scheme.bg) >= 4.5


@SCHEMES
def test_edges_one_has_to_see_have_a_contrast_of_at_least_3(scheme: Scheme) -> None:
    for edge in (scheme.field_border, scheme.accent, scheme.ok):
        for ground in (scheme.bg, scheme.panel):
            assert contrast(edge, ground) >= 3.0


def test_zoom_goes_from_80_to_200() -> None:
    make_application("en")
    theme = Theme(ThemeChoice.LIGHT)
    seen = [theme.zoom]
    for _ in range(12):
        theme.zoom_step(1)
        seen.append(theme.zoom)
    assert max(seen) == 200
    for _ in range(12):
        theme.zoom_step(-1)
    assert theme.zoom == ZOOM_STEPS[0] == 80
    theme.zoom_step(0)
    assert theme.zoom == 100


def test_measures_follow_zoom_and_style_sheet_is_complete() -> None:
    make_application("en")
    theme = Theme(ThemeChoice.DARK, 200)
    assert theme.px(8) == round(16 * theme.scale / 2)
    assert theme.font("body").pixelSize() == theme.px(14)
    for choice in ThemeChoice:
        theme.set_choice(choice)
        assert "{" + "text" + "}" not in style_sheet(theme)


def test_a_person_keeps_their_colour() -> None:
    make_application("en")
    one, two = Theme(ThemeChoice.LIGHT), Theme(ThemeChoice.LIGHT)
    assert one.person("@a:x") == two.person("@a:x")
    assert len({one.person(f"@{n}:x")[0].name() for n in range(100)}) == 8
