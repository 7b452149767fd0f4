# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What spaces say of their rooms and rooms of their spaces (client-server API, "Spaces"): server state only.

Everything is read in bounds: a space may list a hundred thousand rooms and mean ill.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.space_tree import Child
from app.store import blob
from app.store.events import as_dict, as_int, is_user_id
from app.store.members import creators, power_of, state_content
from app.store.order import Executes

SPACES_MIGRATIONS: tuple[str, ...] = (
    "CREATE INDEX state_of_parents ON state (type, room_id) WHERE type = 'm.space.parent';",
)

CHILD = "m.space.child"
PARENT = "m.space.parent"
SPACE_ORDER = "org.matrix.msc3230.space_order"  # room account data: our own order of spaces, as web clients keep it
MAX_CHILDREN = 5_000  # of one space
MAX_PARENTS = 20_000  # claims of all rooms
MAX_VIA = 5
_ORDER = re.compile("[\x20-\x7e]{1,50}")
_ROOM = re.compile(r"![^\x00\s]{1,254}")
_SERVER = re.compile(r"[A-Za-z0-9.:\[\]-]{1,230}")


@dataclass(frozen=True, slots=True)
class SpaceState:
    """``children``: in order, of each space. ``orders``: our own order of spaces that have one."""

    children: Mapping[str, tuple[Child, ...]]
    orders: Mapping[str, str]


def valid_order(value: Any) -> str | None:
    """An order key of the specification: 1 to 50 printable ASCII characters. Anything else counts as none."""
    return value if isinstance(value, str) and _ORDER.fullmatch(value) else None


def valid_via(value: Any) -> tuple[str, ...]:
    """Server names that may be asked for a room; a few are enough."""
    names = value if isinstance(value, list) else []
    return tuple(name for name in names[:100] if isinstance(name, str) and _SERVER.fullmatch(name))[:MAX_VIA]


def child_of(state_key: Any, content: Any, ts: Any) -> Child | None:
    """Reads an m.space.child event; None if it lists nothing (any more)."""
    content = as_dict(content)
    via = valid_via(content.get("via"))
    if not via or not isinstance(state_key, str) or not _ROOM.fullmatch(state_key):
        return None
    return Child(state_key, via, valid_order(content.get("order")), content.get("suggested") is True, as_int(ts) or 0)


def read(db: Executes, spaces: Collection[str], rooms: Collection[str]) -> SpaceState:
    """``spaces``: those we are in; ``rooms``: all rooms we are in, whose word for their space may count."""
    children = {space: _listed(db, space) for space in spaces}
    for parent, child in _claimed(db, set(spaces), set(rooms)):
        children[parent].setdefault(child.room_id, child)
    orders: dict[str, str] = {}
    for space in spaces:
        row = db.execute(
            "SELECT content FROM account_data WHERE room_id = ? AND type = ?", (space, SPACE_ORDER)
        ).fetchone()
        order = valid_order(as_dict(blob.load(row[0]) if row else None).get("order"))
        if order is not None:
            orders[space] = order
    return SpaceState(
        {space: tuple(sorted(found.values(), key=lambda child: child.place)) for space, found in children.items()},
        orders,
    )


def _listed(db: Executes, space: str) -> dict[str, Child]:
    found: dict[str, Child] = {}
    for key, raw in db.execute(
        "SELECT state_key, raw FROM state WHERE room_id = ? AND type = ? LIMIT ?", (space, CHILD, MAX_CHILDREN)
    ).fetchall():
        event = as_dict(blob.load(raw))
        child = child_of(key, event.get("content"), event.get("origin_server_ts"))
        if child is not None and child.room_id != space:
            found[child.room_id] = child
    return found


def _claimed(db: Executes, spaces: set[str], rooms: set[str]) -> list[tuple[str, Child]]:
    """(space, room) where a room names its space and whoever wrote that may list rooms in the space."""
    found: list[tuple[str, Child]] = []
    for room_id, parent, raw in db.execute(
        "SELECT room_id, state_key, raw FROM state WHERE type = ? LIMIT ?", (PARENT, MAX_PARENTS)
    ).fetchall():
        if room_id == parent or room_id not in rooms or parent not in spaces:
            continue
        event = as_dict(blob.load(raw))
        child = child_of(room_id, {"via": as_dict(event.get("content")).get("via")}, event.get("origin_server_ts"))
        sender = event.get("sender")
        if child is not None and isinstance(sender, str) and is_user_id(sender) and may_list(db, parent, sender):
            found.append((parent, child))
    return found


def may_list(db: Executes, space: str, user_id: str) -> bool:
    """Whether this user may say which rooms belong to a space, or take them out."""
    if user_id in creators(db, space):
        return True
    levels = state_content(db, space, "m.room.power_levels")
    if levels is None:
        create = db.execute(
            "SELECT raw FROM state WHERE room_id = ? AND type = 'm.room.create' AND state_key = ''", (space,)
        ).fetchone()
        return bool(create) and as_dict(blob.load(create[0])).get("sender") == user_id
    needed = as_int(as_dict(levels.get("events")).get(CHILD))
    if needed is None:
        needed = as_int(levels.get("state_default"))
    return power_of(levels, user_id) >= (50 if needed is None else needed)
