# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members of rooms and their names. Two members of one name are told apart by their user ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from app.power import Powers, as_level
from app.store import blob
from app.store.events import as_dict, as_str, is_user_id
from app.store.order import Executes
from app.types import Member, Membership
from crypto.types import Json

_MXC = re.compile(
    r"mxc://(?:[A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?/[A-Za-z0-9_-]{1,255}", re.ASCII
)
_MAX_NAME = 256
_AMBIGUOUS = (
    "EXISTS (SELECT 1 FROM members o WHERE o.room_id = m.room_id AND o.display_name = m.display_name"
    " AND o.user_id <> m.user_id AND o.membership IN ('join', 'invite'))"
)
_MEMBERSHIPS = {membership.value for membership in Membership}
IGNORED = "m.ignored_user_list"
_MAX_IGNORED = 10_000


def valid_mxc(value: Any) -> str | None:
    """The URI if it is a plain ``mxc://server/media-id``; anything else is never requested."""
    return value if isinstance(value, str) and _MXC.fullmatch(value) else None


def name_in(content: Json) -> str | None:
    """The display name of a member event's content, clipped; None if there is none worth showing."""
    name = as_str(content.get("displayname"))
    if name is None or not name.strip():
        return None
    return name[:_MAX_NAME]


def store_member(db: Executes, room_id: str, raw: Json) -> tuple[str, bool] | None:
    """Keep an m.room.member event. Gives the user and whether anything is new; None if it is no such event."""
    user_id = raw.get("state_key")
    content = as_dict(raw.get("content"))
    membership = content.get("membership")
    if not isinstance(user_id, str) or not is_user_id(user_id):
        return None
    if not isinstance(membership, str) or membership not in _MEMBERSHIPS:
        return None
    user_id = blob.text(user_id)
    old = db.execute(
        "SELECT membership, display_name, avatar FROM members WHERE room_id = ? AND user_id = ?", (room_id, user_id)
    ).fetchone()
    name, avatar = name_in(content), valid_mxc(content.get("avatar_url"))
    if old is not None and tuple(old) == (membership, name, avatar):
        return user_id, False
    if membership in ("leave", "ban") and name is None and avatar is None:
        # A kick carries no profile: keep the name under which the room knew them.
        db.execute(
            "INSERT INTO members (room_id, user_id, membership) VALUES (?, ?, ?)"
            " ON CONFLICT (room_id, user_id) DO UPDATE SET membership = excluded.membership",
            (room_id, user_id, membership),
        )
    else:
        db.execute(
            "INSERT OR REPLACE INTO members (room_id, user_id, membership, display_name, avatar)"
            " VALUES (?, ?, ?, ?, ?)",
            (room_id, user_id, membership, name, avatar),
        )
    return user_id, True


def name_only(db: Executes, room_id: str, raw: Json) -> None:
    """Keep name and avatar of somebody who is not known yet, without making a member of them."""
    user_id = raw.get("state_key")
    if raw.get("type") == "m.room.member" and isinstance(user_id, str) and is_user_id(user_id):
        content = as_dict(raw.get("content"))
        db.execute(
            "INSERT OR IGNORE INTO members (room_id, user_id, membership, display_name, avatar)"
            " VALUES (?, ?, 'unknown', ?, ?)",
            (room_id, blob.text(user_id), name_in(content), valid_mxc(content.get("avatar_url"))),
        )


def recipients(db: Executes, room_id: str) -> list[str]:
    """Everyone joined or invited, as far as known: from the server's state, never from decrypted events."""
    return [
        row[0]
        for row in db.execute(
            "SELECT user_id FROM members WHERE room_id = ? AND membership IN ('join', 'invite') ORDER BY user_id",
            (room_id,),
        )
    ]


def state_content(db: Executes, room_id: str, type_: str, state_key: str = "") -> Json | None:
    """The content of a current state event; None if there is no such event."""
    row = db.execute(
        "SELECT raw FROM state WHERE room_id = ? AND type = ? AND state_key = ?", (room_id, type_, state_key)
    ).fetchone()
    return as_dict(as_dict(blob.load(row[0])).get("content")) if row else None


def powers(db: Executes, room_id: str) -> Powers:
    """The power levels of a room, from the server's state."""
    row = db.execute(
        "SELECT raw FROM state WHERE room_id = ? AND type = 'm.room.create' AND state_key = ''", (room_id,)
    ).fetchone()
    return Powers.of(state_content(db, room_id, "m.room.power_levels"), as_dict(blob.load(row[0])) if row else None)


def creators(db: Executes, room_id: str) -> frozenset[str]:
    """Who outranks everyone (room version 12, MSC4289)."""
    return powers(db, room_id).creators


def power_of(content: Json | None, user_id: str) -> int:
    """The level that the content of m.room.power_levels gives a user, whoever made the room."""
    levels = content or {}
    level = as_level(as_dict(levels.get("users")).get(user_id))
    return (as_level(levels.get("users_default")) if level is None else level) or 0


def may_call_everyone(db: Executes, room_id: str, user: str) -> bool:
    """Whether somebody's @room counts (client-server API, "m.room.power_levels", ``notifications``)."""
    levels = powers(db, room_id)
    return levels.level(user) >= levels.room_mention


def ignored_users(db: Executes) -> frozenset[str]:
    """Whom we ignore (client-server API, "Ignoring users")."""
    row = db.execute("SELECT content FROM account_data WHERE room_id = '' AND type = ?", (IGNORED,)).fetchone()
    users = as_dict(as_dict(blob.load(row[0]) if row else None).get("ignored_users"))
    return frozenset(user for user in list(users)[:_MAX_IGNORED] if is_user_id(user))


def not_ignored(db: Executes) -> tuple[str, tuple[str, ...]]:
    """A condition on the table ``events``, to be appended with its values: nothing that ignored people wrote.

    What they change in a room is shown: it holds for everybody.
    """
    users = ignored_users(db)
    if not users:
        return "", ()
    condition = " AND (state_key IS NOT NULL OR sender NOT IN (SELECT value FROM json_each(?)))"
    return condition, (blob.dump(sorted(users)).decode(),)


class Names:
    """Names as a room shows them, looked up once per reading."""

    def __init__(self, db: Executes, room_id: str) -> None:
        self._db = db
        self._room = room_id
        self._known: dict[str, tuple[str, str | None]] = {}
        self._unknown: set[str] = set()

    def load(self, users: Collection[str]) -> None:
        """Look up many at once."""
        missing = [user for user in users if user not in self._known]
        for start in range(0, len(missing), 300):
            part = missing[start : start + 300]
            marks = ",".join("?" * len(part))
            found = self._db.execute(
                f"SELECT m.user_id, m.display_name, m.avatar, {_AMBIGUOUS} FROM members m"  # noqa: S608
                f" WHERE m.room_id = ? AND m.user_id IN ({marks})",
                (self._room, *part),
            ).fetchall()
            for user, name, avatar, ambiguous in found:
                self._known[user] = (_shown(user, name, bool(ambiguous)), avatar)
            for user in part:
                if user not in self._known:
                    self._known[user] = (user, None)
                    self._unknown.add(user)

    def known(self, user: str) -> bool:
        """Whether the room has ever told of this user."""
        self.load((user,))
        return user not in self._unknown

    def name(self, user: str) -> str:
        self.load((user,))
        return self._known[user][0]

    def avatar(self, user: str) -> str | None:
        self.load((user,))
        return self._known[user][1]


def _shown(user: str, name: str | None, ambiguous: bool) -> str:
    if not name:
        return user
    # A name that looks like somebody's user id is shown with the real one.
    return f"{name} ({user})" if ambiguous or (name != user and is_user_id(name.strip())) else name


def list_members(db: Executes, room_id: str, memberships: Sequence[str] = ("join", "invite")) -> list[Member]:
    """Members in the order of power, then name."""
    levels = powers(db, room_id)
    marks = ",".join("?" * len(memberships))
    rows = db.execute(
        f"SELECT user_id, avatar, membership FROM members WHERE room_id = ? AND membership IN ({marks})",  # noqa: S608
        (room_id, *memberships),
    ).fetchall()
    names = Names(db, room_id)
    names.load([row[0] for row in rows])
    members = [
        Member(
            user_id=user,
            display_name=names.name(user),
            avatar=avatar,
            membership=Membership(membership),
            power=levels.level(user),
        )
        for user, avatar, membership in rows
    ]
    members.sort(key=lambda member: (-member.power, member.display_name.casefold(), member.user_id))
    return members


def one_member(db: Executes, room_id: str, user_id: str) -> Member | None:
    """One member; None if the room does not know them."""
    row = db.execute(
        "SELECT avatar, membership FROM members WHERE room_id = ? AND user_id = ?", (room_id, user_id)
    ).fetchone()
    if row is None or row[1] not in _MEMBERSHIPS:
        return None
    name = Names(db, room_id).name(user_id)
    return Member(user_id, name, row[0], Membership(row[1]), powers(db, room_id).level(user_id))


def rooms_with(db: Executes, users: Collection[str]) -> set[str]:
    """The rooms in which somebody of these is, or was."""
    wanted = sorted(users)[:500]
    marks = ",".join("?" * len(wanted))
    rows = db.execute(f"SELECT DISTINCT room_id FROM members WHERE user_id IN ({marks})", wanted)  # noqa: S608
    return {str(row[0]) for row in rows}
