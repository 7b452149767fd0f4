# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spaces as a tree: order, loops, depth, and whatever somebody lists to harm us."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from app.space_tree import MAX_DEPTH, MAX_NODES, Child, SpaceNode, SpaceTree
from app.store.spaces import MAX_VIA, child_of, valid_order, valid_via

IDS = [f"!{letter}:x" for letter in "abcdefgh"]


def tree(children: dict[str, list[str]], tops: list[str] | None = None) -> SpaceTree:
    listed = {space: [Child(room, ("x",)) for room in rooms] for space, rooms in children.items()}
    return SpaceTree(listed, tops if tops is not None else list(children))


def outline(nodes: tuple[SpaceNode, ...] | list[SpaceNode]) -> list[object]:
    return [(node.space_id, outline(node.children)) if node.children else node.space_id for node in nodes]


def test_spaces_stand_below_those_that_list_them() -> None:
    grown = tree({"!amt": ["!abt1", "!abt2", "!kantine"], "!abt1": ["!r1"], "!abt2": ["!r2", "!r1"], "!privat": []})
    assert outline(grown.roots) == [("!amt", ["!abt1", "!abt2"]), "!privat"]
    assert grown.rooms("!amt") == {"!kantine", "!r1", "!r2"}
    assert grown.rooms("!abt1") == {"!r1"}
    assert grown.parents("!r1") == ("!abt1", "!abt2")
    assert grown.below("!amt") == {"!amt", "!abt1", "!abt2"}
    assert grown.rooms("!unknown") == frozenset()


def test_a_space_may_stand_in_two_places() -> None:
    grown = tree({"!a": ["!c"], "!b": ["!c"], "!c": ["!r"]})
    assert outline(grown.roots) == [("!a", ["!c"]), ("!b", ["!c"])]


def test_loops_end() -> None:
    grown = tree({"!a": ["!b"], "!b": ["!a", "!r"]})
    assert outline(grown.roots) == [("!a", ["!b"])]
    assert grown.rooms("!a") == grown.rooms("!b") == {"!r"}
    grown = tree({"!top": ["!a"], "!a": ["!b"], "!b": ["!a"]})
    assert outline(grown.roots) == [("!top", [("!a", ["!b"])])]


def test_what_is_too_deep_begins_anew_at_the_top() -> None:
    names = [f"!s{number}" for number in range(MAX_DEPTH * 2 + 3)]
    grown = tree({name: [below] for name, below in zip(names, [*names[1:], "!room"], strict=True)})
    assert len(grown.roots) == 3
    assert grown.rooms(names[0]) == {"!room"}  # that it is not shown so deep does not lose the room


def test_everybody_lists_everybody() -> None:
    """2,000 spaces, each with all others in it: no explosion, and every one can be reached."""
    names = [f"!s{number}" for number in range(300)]
    begun = time.monotonic()
    grown = tree(dict.fromkeys(names, names))
    assert time.monotonic() - begun < 2
    assert placed(grown) == set(names)
    assert count(grown.roots) <= MAX_NODES + len(names)


def placed(grown: SpaceTree) -> set[str]:
    found: set[str] = set()
    todo = list(grown.roots)
    while todo:
        node = todo.pop()
        found.add(node.space_id)
        todo += node.children
    return found


def count(nodes: tuple[SpaceNode, ...] | list[SpaceNode]) -> int:
    return sum(1 + count(node.children) for node in nodes)


@given(st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from([*IDS, "!room1", "!room2"]), max_size=12)))
def test_any_listing_gives_a_tree(children: dict[str, list[str]]) -> None:
    grown = tree(children)
    assert placed(grown) == set(children)
    assert count(grown.roots) <= MAX_NODES + len(children)
    full = count(grown.roots) >= MAX_NODES

    def check(node: SpaceNode, above: tuple[str, ...]) -> None:
        assert node.space_id not in above
        assert node.depth == len(above) < MAX_DEPTH
        assert (
            [child.space_id for child in node.children]
            == [each for each in children[node.space_id] if each in children and each not in (*above, node.space_id)]
            or node.depth + 1 == MAX_DEPTH
            or full
        )
        for child in node.children:
            assert child.space_id in children[node.space_id]
            check(child, (*above, node.space_id))

    for root in grown.roots:
        check(root, ())
    for space in children:
        rooms = grown.rooms(space)
        assert not rooms & set(children)
        for child in children[space]:
            if child in children:
                assert grown.rooms(child) <= rooms
            else:
                assert child in rooms


# -- m.space.child


def test_children_stand_in_the_order_of_the_specification() -> None:
    """The example of the specification: orders by code point first, then by time, then by room id."""
    listed = [
        Child("!a:x", ("x",), "aaaa", ts=1640141000),
        Child("!b:x", ("x",), " ", ts=1640341000),
        Child("!c:x", ("x",), "first", ts=1640241000),
        Child("!d:x", ("x",), None, ts=1640141000),
        Child("!e:x", ("x",), None, ts=1640041000),
        Child("!f:x", ("x",), None, ts=1640041000),
        Child("!g:x", ("x",), "First", ts=5),
    ]
    order = [child.room_id for child in sorted(listed, key=lambda child: child.place)]
    assert order == ["!b:x", "!g:x", "!a:x", "!c:x", "!e:x", "!f:x", "!d:x"]


def test_orders_that_count() -> None:
    assert valid_order("~ !") == "~ !"
    for value in ("", "x" * 51, "ä", "a\n", "\x7f", 1, None, ["a"]):
        assert valid_order(value) is None


def test_c_hostile_listings_are_left_out() -> None:
    good = {"via": ["a.example", "b.example:8448"]}
    assert child_of("!r:x", good, 7) == Child("!r:x", ("a.example", "b.example:8448"), ts=7)
    contents: tuple[object, ...] = (
        {},
        {"via": []},
        {"via": "a.example"},
        {"via": [1, "", "a b", "x/../y", "\u202e"]},
        None,
        [],
        "x",
    )
    for content in contents:
        assert child_of("!r:x", content, 7) is None
    for key in ("", "r", "#r:x", "!", "!" + "x" * 300, "!a b:x", "!a\x00:x", None, 3):
        assert child_of(key, good, 7) is None
    odd = child_of("!r:x", {"via": ["a.example"], "order": {"a": 1}, "suggested": "yes"}, "soon")
    assert odd == Child("!r:x", ("a.example",), None, suggested=False, ts=0)
    assert len(valid_via([f"s{number}.example" for number in range(100_000)])) == MAX_VIA
