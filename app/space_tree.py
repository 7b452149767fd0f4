# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The spaces we are in as a tree. Anybody may list any space in theirs: loops, diamonds and depth are bounded here.

Every space we are in has at least one place in the tree. The work is linear in what the spaces list, but for places of
one space under several others, of which there are at most ``MAX_NODES``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MAX_DEPTH = 8  # levels that are shown; what is deeper begins anew at the top
MAX_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Child:
    """A room (or space) that a space lists. ``ts``: milliseconds, when it was listed."""

    room_id: str
    via: tuple[str, ...]
    order: str | None = None
    suggested: bool = False
    ts: int = 0

    @property
    def place(self) -> tuple[bool, str, int, str]:
        """Sorts children: those with an order first, by its code points, then the oldest, then by room id."""
        return self.order is None, self.order or "", self.ts, self.room_id


@dataclass(slots=True)
class SpaceNode:
    """A place in the tree. Not to be changed by those who read it."""

    space_id: str
    depth: int = 0
    children: list[SpaceNode] = field(default_factory=list)


class SpaceTree:
    """``children``: what each space we are in lists, in order. ``tops``: the order in which spaces without a place
    under another one are shown (all of our spaces, the first ones first)."""

    def __init__(self, children: Mapping[str, Sequence[Child]], tops: Sequence[str]) -> None:
        self._children = {space: tuple(children.get(space, ())) for space in tops}
        self._rooms: dict[str, frozenset[str]] = {}
        self._parents: dict[str, list[str]] = {}
        for space in tops:
            for child in self._children[space]:
                self._parents.setdefault(child.room_id, []).append(space)
        self.roots: tuple[SpaceNode, ...] = tuple(self._grow(tops))

    @property
    def spaces(self) -> Sequence[str]:
        """All spaces we are in."""
        return tuple(self._children)

    def children(self, space_id: str) -> Sequence[Child]:
        """What a space lists, in its order; joined or not."""
        return self._children.get(space_id, ())

    def parents(self, room_id: str) -> Sequence[str]:
        """The spaces of ours that list a room."""
        return tuple(self._parents.get(room_id, ()))

    def rooms(self, space_id: str) -> frozenset[str]:
        """Every room in a space or in spaces of ours below it, however deep; spaces we are in are no rooms."""
        if space_id not in self._rooms:
            seen, todo, rooms = {space_id}, deque([space_id]), set()
            while todo:
                for child in self._children.get(todo.popleft(), ()):
                    if child.room_id not in self._children:
                        rooms.add(child.room_id)
                    elif child.room_id not in seen:
                        seen.add(child.room_id)
                        todo.append(child.room_id)
            self._rooms[space_id] = frozenset(rooms)
        return self._rooms[space_id]

    def below(self, space_id: str) -> frozenset[str]:
        """A space and all spaces of ours below it."""
        seen, todo = {space_id}, deque([space_id])
        while todo:
            for child in self._children.get(todo.popleft(), ()):
                if child.room_id in self._children and child.room_id not in seen:
                    seen.add(child.room_id)
                    todo.append(child.room_id)
        return frozenset(seen)

    def via(self, space_id: str, room_id: str) -> tuple[str, ...]:
        """Servers through which a room of a space can be entered."""
        return next((child.via for child in self.children(space_id) if child.room_id == room_id), ())

    def _grow(self, tops: Sequence[str]) -> list[SpaceNode]:
        """Spaces that nobody lists are at the top; of a loop that nobody else lists, the first one is."""
        roots: list[SpaceNode] = []
        placed: set[str] = set()
        budget = MAX_NODES
        for space in (*(space for space in tops if not self._parents.get(space)), *tops):
            if space in placed:
                continue
            root = SpaceNode(space)
            roots.append(root)
            placed.add(space)
            budget -= 1
            todo: deque[tuple[SpaceNode, frozenset[str]]] = deque([(root, frozenset([space]))])
            while todo and budget > 0:  # in breadth: what is near comes before what is far
                node, above = todo.popleft()
                if node.depth + 1 >= MAX_DEPTH:
                    continue
                for child in self._children[node.space_id]:
                    if child.room_id not in self._children or child.room_id in above:
                        continue
                    if budget <= 0:
                        break
                    under = SpaceNode(child.room_id, node.depth + 1)
                    node.children.append(under)
                    placed.add(child.room_id)
                    budget -= 1
                    todo.append((under, above | {child.room_id}))
        return roots
