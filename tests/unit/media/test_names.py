# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-10: file names of others."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.names import FALLBACK, MAX_BYTES, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bericht 2026 – Entwurf.pdf", "Bericht 2026 – Entwurf.pdf"),
        ("../x", "_x"),
        ("/abs", "_abs"),
        ("C:\\x", "C__x"),
        ("a/b", "a_b"),
        ("a\0b", "ab"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("COM¹.log", "_COM¹.log"),
        ("nul .txt", "_nul .txt"),
        (".bashrc", "bashrc"),
        ("name. . .", "name"),
        ("a.txt:ads", "a.txt_ads"),
        ("Rechnung\u202egnp.exe", "Rechnunggnp.exe"),
        ("\u200b", FALLBACK),
        ("...", FALLBACK),
        ("", FALLBACK),
        (None, FALLBACK),
        (5, FALLBACK),
        ("zwei\nZeilen\t.txt", "zwei Zeilen .txt"),
        ("lone\udc80", "lone_"),
    ],
)
def test_c10_names(name: Any, safe: str) -> None:
    assert safe_name(name) == safe


def test_c10_long_names_keep_their_ending() -> None:
    safe = safe_name("ü" * 300 + ".docx")
    assert len(safe.encode()) <= MAX_BYTES
    assert safe.endswith("ü.docx")
    assert len(safe_name("x." + "y" * 5000).encode()) <= MAX_BYTES


@given(st.text(max_size=300))
def test_c10_every_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(safe)
        assert path.parts == (safe,)
        assert not path.is_absolute()
    assert not PureWindowsPath(safe).is_reserved()
    assert 0 < len(safe.encode()) <= MAX_BYTES + 1
    assert safe[0] != "."
    assert safe[-1] not in ". "
    assert not any(unicodedata.category(char).startswith("C") for char in safe)
    assert safe_name(safe) == safe


def test_numbers_go_before_the_ending() -> None:
    assert [numbered("a.b.txt", 0), numbered("a.b.txt", 2), numbered("a", 1)] == ["a.b.txt", "a.b (2).txt", "a (1)"]
