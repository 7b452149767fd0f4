# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is forwarded of a message, which versions of it count, and what a room may pin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import details, pins
from app.forwarding import copied
from tests.unit.threads.test_thread_store import ANNA, BERT, ROOM, Store, edit_of

Json = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


def test_a_text_goes_without_what_it_answered_and_whom_it_mentioned() -> None:
    content = {
        "msgtype": "m.text",
        "body": "> <@a:b> Frage\n\nAntwort *laut*",
        "format": "org.matrix.custom.html",
        "formatted_body": "<mx-reply><blockquote>Frage</blockquote></mx-reply>Antwort <em>laut</em><script>x</script>",
        "m.mentions": {"user_ids": ["@a:b"], "room": True},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$1"}},
        "url": "mxc://x/y",
    }
    made = copied(content, reply=True)
    assert made is not None
    assert made["body"] == "Antwort *laut*"
    assert made["m.mentions"] == {}
    assert "<em>laut</em>" in made["formatted_body"]
    for gone in ("mx-reply", "script", "Frage"):
        assert gone not in made["formatted_body"]
    assert set(made) == {"msgtype", "body", "format", "formatted_body", "m.mentions"}


def test_a_file_is_not_copied_as_a_text() -> None:
    """Its key would go along."""
    assert copied({"msgtype": "m.file", "body": "a", "file": {"key": {"k": "geheim"}}}, reply=False) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["msgtype", "body", "format", "formatted_body", "m.mentions", "m.relates_to", "geo_uri", "file"])


@given(st.dictionaries(keys, json_values | st.sampled_from(["m.text", "m.location", "org.matrix.custom.html"])))
def test_c16_whatever_the_shape_nothing_but_text_is_forwarded(content: Json) -> None:
    made = copied(content, reply=False)
    if made is not None:
        assert set(made) <= {"msgtype", "body", "format", "formatted_body", "m.mentions", "geo_uri"}
        assert made["m.mentions"] == {}


def test_p29_only_valid_changes_are_versions(store: Store) -> None:
    original = store.sealed(store.event("$m", "eins"))
    good = store.sealed(store.event("$e1", "* zwei", **edit_of("$m", "zwei")))
    store.sync(
        original,
        good,
        store.event("$clear", "* im Klartext", **edit_of("$m", "im Klartext")),
        store.sealed(store.event("$other", "* fremd", BERT, **edit_of("$m", "fremd"))),
        store.sealed(store.event("$nested", "* verschachtelt", **edit_of("$e1", "verschachtelt"))),
    )
    found = store.reader.with_edits(ROOM, "$m")
    assert found is not None
    made = details.of(*found)
    assert [version.body for version in made.versions] == ["eins", "zwei"]
    assert "ciphertext" in made.source
    assert "eins" in made.source
    assert store.reader.with_edits(ROOM, "$nirgends") is None
    assert original["sender"] == ANNA


@given(json_values | st.lists(st.sampled_from(["$a", "$b", "x", "$" + "a" * 300]) | json_values))
def test_l_a_flood_of_pins_is_bounded(listed: Any) -> None:
    for content in (listed, {"pinned": listed}):
        found = pins.pinned_in(content)
        assert len(found) <= pins.MOST
        assert len(set(found)) == len(found)
        assert all(each.startswith("$") and len(each) <= 255 for each in found)


def test_what_was_pinned_last_comes_first() -> None:
    flood = {"pinned": [f"${number}" for number in range(100_000)]}
    assert pins.pinned_in(flood)[:2] == ["$99999", "$99998"]
    assert len(pins.pinned_in(flood)) == pins.MOST
