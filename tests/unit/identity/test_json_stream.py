# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Objects out of a long JSON text, whatever the pieces it comes in."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.json_stream import JsonStream, MalformedJson

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), children, max_size=4)
    ),
    max_leaves=20,
)
OBJECTS = st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES, max_size=4), max_size=6)


def read(text: bytes, depth: int, piece: int, **bounds: int) -> list[tuple[tuple[str | None, ...], Any]]:
    stream = JsonStream(depth, **bounds)
    found = []
    for begin in range(0, len(text), piece):
        found += list(stream.feed(text[begin : begin + piece]))
    stream.finish()
    return found


@given(OBJECTS, st.integers(1, 40), st.booleans())
def test_an_array_of_objects_comes_out_as_it_was(objects: list[Any], piece: int, ascii_only: bool) -> None:
    text = json.dumps(objects, ensure_ascii=ascii_only).encode()
    assert [value for _, value in read(text, 2, piece)] == objects


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        OBJECTS.map(lambda o: {str(i): v for i, v in enumerate(o)}),
        max_size=4,
    ),
    st.integers(1, 40),
)
def test_keys_on_the_way_are_known(tree: dict[str, Any], piece: int) -> None:
    found = read(json.dumps({"a": tree}).encode(), 4, piece)
    assert found == [(("a", room, name), value) for room, inner in tree.items() for name, value in inner.items()]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"[",
        b'[{"a": 1}',
        b"[}",
        b"]",
        b"[] []",
        b"[" * 50,
        b'["',
        b"null",
        b'[{"a": "' + b"x" * 5000,
        b'{"\\ud800x":{}}',
    ],
)
def test_what_is_no_such_text_is_refused(text: bytes) -> None:
    with pytest.raises(MalformedJson):
        read(text, 2, 1000, max_container=2000)


def test_one_broken_object_does_not_spoil_the_others() -> None:
    found = [value for _, value in read(b'[{"a":1},{"a":tru},{"b":01},{"c":3}]', 2, 5)]
    assert (found[0], found[3]) == ({"a": 1}, {"c": 3})
    assert isinstance(found[1], orjson.JSONDecodeError)
    assert isinstance(found[2], orjson.JSONDecodeError)


def test_memory_is_bounded_by_one_object() -> None:
    stream = JsonStream(2, max_container=1000)
    list(stream.feed(b'[{"a":"'))
    for _ in range(9):
        list(stream.feed(b"x" * 100))
    with pytest.raises(MalformedJson):
        list(stream.feed(b"x" * 100))


@pytest.mark.parametrize("place", ["before", "inside"])
def test_nesting_is_bounded(place: str) -> None:
    deep = b"[" * 30 + b"]" * 30
    text = b"[" + deep + b"]" if place == "inside" else b'{"a":' + deep + b"}"
    with pytest.raises(MalformedJson):
        read(text, 2 if place == "inside" else 40, 1000)
    assert read(b"[[[]]]", 2, 1000) == [((None,), [[]])]
