# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The users' manual: both languages, links that lead somewhere, pictures that can be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.ui.user_pictures import FOLDER, LANGUAGES, PICTURES, draw

pytestmark = pytest.mark.window
MANUAL = FOLDER.parent
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def pages(language: str) -> list[Path]:
    return sorted((MANUAL / language).glob("*.md"))


def pictures(language: str, name: str) -> list[str]:
    """Of a page, without their language."""
    shown = [Path(link).stem for link in links(MANUAL / language / name) if link.endswith(".png")]
    assert all(stem.endswith(f"-{language}") for stem in shown)
    return [stem.removesuffix(f"-{language}") for stem in shown]


def links(page: Path) -> list[str]:
    return [link for link in _LINK.findall(page.read_text("utf-8")) if "://" not in link]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_pages_and_pictures_that_are_there(language: str) -> None:
    for page in pages(language):
        for link in links(page):
            assert (page.parent / link).resolve().is_file(), f"{page.name}: {link}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_list(language: str) -> None:
    listed = {link for link in links(MANUAL / language / "README.md") if link.endswith(".md")}
    assert {page.name for page in pages(language)} - {"README.md"} == listed


def test_both_languages_have_the_same_topics_in_the_same_order() -> None:
    numbers = [len(links(MANUAL / language / "README.md")) for language in LANGUAGES]
    assert numbers[0] == numbers[1] >= 17
    for german, english in zip(*(links(MANUAL / language / "README.md") for language in LANGUAGES), strict=True):
        assert pictures("de", german) == pictures("en", english), f"{german}, {english}"


def test_what_is_shown_is_what_is_drawn() -> None:
    shown = {
        Path(link).name for language in LANGUAGES for page in pages(language) for link in links(page) if "png" in link
    }
    drawn = {f"{name}-{language}.png" for name in PICTURES for language in LANGUAGES}
    assert shown == drawn
    assert {file.name for file in FOLDER.glob("*.png")} == drawn


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_pictures_can_be_drawn(name: str, tmp_path: Path) -> None:
    with Image.open(draw(name, "de", tmp_path)) as picture:
        assert picture.size >= (800, 600)
        assert len(picture.convert("L").getcolors(256) or []) > 16, "nothing is in it"
