# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The handbook for IT departments names what there is: files, keys, codes, tests, options."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.errors import ErrorCode
from app.policy.schema import BY_NAME

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "admin"
PAGES = sorted(FOLDER.glob("*.md"))
_LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_NO_KEY = {  # words in the form of a key that are none
    "DisableUpdateCheck",  # the handbook says why there is none
    "PkEncryption",
    "ProductCode",
    "UpgradeCode",
    "RegisteredApplications",
    "BundesMessenger",
    "ProgID",
    "AppRun",  # of an AppImage
}


def prose(page: Path) -> str:
    """Without blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_file(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}, target


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(_LINK.findall((FOLDER / "README.md").read_text("utf-8")))
    assert {page.name for page in PAGES} - {"README.md"} <= listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_policies_that_are_named_exist(page: Path) -> None:
    """Whatever has the form of a key (two words in one, or more) and stands as code."""
    named = {word for word in _CODE.findall(prose(page)) if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", word)}
    assert named - set(BY_NAME) - _NO_KEY == set()


def test_every_code_is_explained() -> None:
    text = (FOLDER / "stoerungen.md").read_text("utf-8")
    explained: list[str] = []
    for line in re.findall(r"^\| (`[a-z_`, ]+`) \| .+\|$", text, re.MULTILINE):
        explained += re.findall(r"`([a-z_]+)`", line)
    codes = {code.value for code in ErrorCode}
    assert codes - set(explained) == set()
    assert set(explained) - codes == set()
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_of_the_source_that_are_named_exist(page: Path) -> None:
    found = 0
    for word in _CODE.findall(prose(page)):
        if re.fullmatch(r"(app|ui|crypto|tests|packaging)/[\w/.-]+", word):
            assert (ROOT / word).exists(), word
            found += 1
    if page.name in ("barrierefreiheit.md", "kryptokonzept.md"):
        assert found > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_that_are_named_exist(page: Path) -> None:
    source = (ROOT / "app" / "command_line.py").read_text("utf-8")
    named = re.findall(r"bundesmessenger(?:\.exe)? (--[a-z-]+)", page.read_text("utf-8"))
    named += [word for word in _CODE.findall(prose(page)) if re.fullmatch(r"--[a-z-]+", word)]
    for option in named:
        if option.startswith("--appimage") or option == "--allow-downgrades":  # of others
            continue
        assert f'"{option}"' in source, option
