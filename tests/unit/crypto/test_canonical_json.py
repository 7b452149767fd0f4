# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON against the examples of the specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.canonical_json import NotCanonical, canonical_json

VECTORS = json.loads((Path(__file__).parents[2] / "data/vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(("value", "text"), VECTORS["canonical_json"])
def test_v01_examples(value: Any, text: str) -> None:
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(("source", "text"), VECTORS["canonical_json_raw"])
def test_v01_from_text(source: str, text: str) -> None:
    assert canonical_json(json.loads(source)) == text.encode()


@pytest.mark.parametrize("source", VECTORS["canonical_json_must_reject"])
def test_v01_must_reject(source: str) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(json.loads(source))


def test_v01_too_deep_is_refused() -> None:
    value: Any = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: 2}, {"a": b"x"}, {"a": {1, 2}}, -(2**53), 2**70, float("inf")])
def test_what_is_not_json_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(JSON)
def test_same_bytes_as_the_standard_library(value: Any) -> None:
    """``json.dumps`` with sorted keys is canonical, apart from how it writes some control characters."""
    expected = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert canonical_json(value) == expected
