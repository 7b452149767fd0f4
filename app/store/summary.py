# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The row of a room in the room list, made on the cache thread whenever the room changes, and stored ready to show."""

from __future__ import annotations

from typing import Any

from app.notifications.pushes import Pushes, read_place
from app.store import blob, marks, threads
from app.store.events import as_dict, as_str, is_user_id
from app.store.items import build
from app.store.members import Names, ignored_users, not_ignored, state_content, valid_mxc
from app.store.order import Executes
from app.store.relations import COLUMNS, Stored, from_row
from app.types import ItemKind, Membership, Preview, RoomLevel, RoomSummary, StateNotice
from crypto.types import Json

_MAX_NAME = 256
_MAX_PREVIEW = 300
_MAX_HEROES = 5
_UNREAD_CAP = 1000
_MESSAGES = (
    "message",
    "emote",
    "file",
    "poll",
    "undecryptable",
    "unsupported",
)  # what counts as unread; notices do not
_PREVIEWED = {*_MESSAGES, "notice", "redacted"}
SPACE = "m.space"
"""The type of a room that is a space (client-server API, "Spaces")."""
_SHOWN = (Membership.JOIN.value, Membership.INVITE.value, Membership.KNOCK.value)


class Summarizer:
    """Computes and stores summaries. ``own_user`` is who we are."""

    def __init__(self, db: Executes, own_user: str) -> None:
        self._db = db
        self._user = own_user
        self._directs: dict[str, list[str]] | None = None
        self.pushes = Pushes(db, own_user)
        self._ignored: frozenset[str] | None = None

    def forget_directs(self) -> None:
        """m.direct has changed."""
        self._directs = None

    def forget_ignored(self) -> None:
        """m.ignored_user_list has changed."""
        self._ignored = None

    def _ignored_users(self) -> frozenset[str]:
        if self._ignored is None:
            self._ignored = ignored_users(self._db)
        return self._ignored

    def update(self, room_id: str, now: int) -> RoomSummary | None:
        """Compute the summary anew and store it; None: the room is not in the list. ``now``: milliseconds."""
        row = self._db.execute(
            "SELECT membership, encrypted, server_name, server_avatar, heroes, joined_count, invited_count, is_direct,"
            " server_unread, server_highlight, read_event, read_ts, ts, own_event FROM rooms WHERE room_id = ?",
            (room_id,),
        ).fetchone()
        if row is None:
            return None
        if row[0] not in _SHOWN or (row[0] == Membership.INVITE.value and self._invited_by_ignored(room_id)):
            self._db.execute("UPDATE rooms SET summary = NULL WHERE room_id = ?", (room_id,))
            return None
        summary = self._compute(room_id, row, now)
        self._db.execute(
            "UPDATE rooms SET summary = ?, ts = ? WHERE room_id = ?", (to_blob(summary), summary.ts, room_id)
        )
        return summary

    def _compute(self, room_id: str, row: tuple[Any, ...], now: int) -> RoomSummary:
        membership, encrypted = Membership(row[0]), bool(row[1])
        names = Names(self._db, room_id)
        preview, ts = self._preview(room_id, encrypted)
        unread, highlight = (0, 0)
        if membership is Membership.JOIN:
            unread, highlight = self._unread(room_id, row)
        heroes, others = self._heroes(room_id, row, names)
        avatar = state_content(self._db, room_id, "m.room.avatar")
        directs = self._direct_rooms()
        topic = as_str((state_content(self._db, room_id, "m.room.topic") or {}).get("topic")) or ""
        own_member = self._own_member(room_id) if membership is Membership.INVITE else {}
        direct = room_id in directs or bool(row[7]) or as_dict(own_member.get("content")).get("is_direct") is True
        shown_avatar = valid_mxc(avatar.get("url")) if avatar is not None else row[3]
        if shown_avatar is None and direct and others == 0 and len(heroes) == 1:
            shown_avatar = names.avatar(heroes[0])
        create = state_content(self._db, room_id, "m.room.create") or {}
        marked = marks.of_room(self._db, room_id)
        people = directs.get(room_id) or (heroes if direct else [])
        return RoomSummary(
            room_id=room_id,
            name=self._name(room_id, row[2]),
            heroes=tuple(names.name(user) for user in heroes),
            others=others,
            avatar=shown_avatar,
            membership=membership,
            direct=direct,
            encrypted=encrypted,
            unread=unread,
            highlight=highlight,
            ts=min(ts, now) if ts else int(row[12]),
            preview=preview,
            inviter=self._inviter(own_member, names),
            topic=topic[:1000],
            hero_ids=tuple(heroes),
            people=tuple(people[:_MAX_HEROES]) if direct else (),
            favourite=marked.favourite,
            low_priority=marked.low_priority and not marked.favourite,
            marked_unread=marked.unread and membership is Membership.JOIN,
            is_space=create.get("type") == SPACE,
            successor=_room(state_content(self._db, room_id, "m.room.tombstone"), "replacement_room"),
            predecessor=_room(as_dict(create.get("predecessor")), "room_id"),
            level=self.pushes.level(room_id),
        )

    def _name(self, room_id: str, server_name: str | None) -> str | None:
        content = state_content(self._db, room_id, "m.room.name")
        alias = state_content(self._db, room_id, "m.room.canonical_alias")
        for value in ((content or {}).get("name"), (alias or {}).get("alias")):
            name = as_str(value)
            if name and name.strip():
                return name[:_MAX_NAME]
        if content is None and server_name and server_name.strip():
            return server_name[:_MAX_NAME]
        return None

    def _heroes(self, room_id: str, row: tuple[Any, ...], names: Names) -> tuple[list[str], int]:
        heroes: list[str] = []
        for hero in blob.load(row[4]) or []:
            user = hero.get("user_id") if isinstance(hero, dict) else None
            if isinstance(user, str) and is_user_id(user) and user != self._user and user not in heroes:
                heroes.append(user)
        if not heroes:
            found = self._db.execute(
                "SELECT user_id FROM members WHERE room_id = ? AND user_id <> ? AND membership IN ('join', 'invite')"
                " ORDER BY user_id LIMIT ?",
                (room_id, self._user, _MAX_HEROES),
            ).fetchall()
            heroes = [str(user) for (user,) in found]
        if not heroes:
            # An empty room is named after who was in it.
            found = self._db.execute(
                "SELECT user_id FROM members WHERE room_id = ? AND user_id <> ? ORDER BY user_id LIMIT 1",
                (room_id, self._user),
            ).fetchall()
            heroes = [str(user) for (user,) in found]
        heroes = heroes[:_MAX_HEROES]
        joined, invited = row[5], row[6]
        if joined is None:
            counted = self._db.execute(
                "SELECT COUNT(*) FROM members WHERE room_id = ? AND user_id <> ? AND membership IN ('join', 'invite')",
                (room_id, self._user),
            ).fetchone()
            total = int(counted[0]) if counted else 0
        else:
            total = int(joined) + int(invited or 0) - 1
        names.load(heroes)
        return heroes, max(0, total - len(heroes))

    def _direct_rooms(self) -> dict[str, list[str]]:
        """Room -> whom it is with, by m.direct."""
        if self._directs is None:
            row = self._db.execute(
                "SELECT content FROM account_data WHERE room_id = '' AND type = 'm.direct'"
            ).fetchone()
            self._directs = {}
            for user, rooms in as_dict(blob.load(row[0]) if row else None).items():
                for room in rooms if isinstance(rooms, list) and is_user_id(user) and user != self._user else ():
                    if isinstance(room, str):
                        self._directs.setdefault(room, []).append(user)
        return self._directs

    def _own_member(self, room_id: str) -> Json:
        row = self._db.execute(
            "SELECT raw FROM state WHERE room_id = ? AND type = 'm.room.member' AND state_key = ?",
            (room_id, self._user),
        ).fetchone()
        return as_dict(blob.load(row[0])) if row else {}

    def _invited_by_ignored(self, room_id: str) -> bool:
        ignored = self._ignored_users()
        return bool(ignored) and self._own_member(room_id).get("sender") in ignored

    @staticmethod
    def _inviter(own_member: Json, names: Names) -> str:
        sender = own_member.get("sender")
        if not isinstance(sender, str) or not is_user_id(sender):
            return ""
        name = names.name(sender)
        return sender if name == sender else f"{name} ({sender})" if sender not in name else name

    def _not_ignored(self) -> tuple[str, tuple[str, ...]]:
        return not_ignored(self._db) if self._ignored_users() else ("", ())

    # -- the last message --------------------------------------------------------------------------------------------

    def _preview(self, room_id: str, encrypted: bool) -> tuple[Preview | None, int]:
        shown, ignored = self._not_ignored()
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind IS NOT NULL AND chunk > 0{shown}"  # noqa: S608
            " ORDER BY chunk DESC, idx DESC LIMIT 20",
            (room_id, *ignored),
        ).fetchall()
        if not rows:
            return None, 0
        newest = next((row for row in rows if row[8] in _PREVIEWED), rows[0])
        event: Stored = from_row(newest)
        item = build(self._db, room_id, [event], self._user, encrypted)[0].item
        preview = Preview(
            sender_name=item.sender_name,
            own=item.own,
            kind=item.kind,
            body=item.body[:_MAX_PREVIEW],
            state=item.state,
        )
        return preview, item.ts

    # -- unread ------------------------------------------------------------------------------------------------------

    def _unread(self, room_id: str, row: tuple[Any, ...]) -> tuple[int, int]:
        """(unread messages, those that are highlighted), counted here: the server cannot look into encrypted ones.

        In a muted room nothing is unread; where one wants to hear of mentions only, just what the push rules tell of.
        """
        level = self.pushes.quiet(room_id, int(row[5] or 0))
        place = read_place(self._db, room_id, row[10], row[13], int(row[11] or 0))
        where, params = place or ("1", ())
        self.pushes.judge(room_id, where, params)
        if level is RoomLevel.MUTE:
            return 0, 0
        if place is None and level is not RoomLevel.MENTIONS:
            return min(int(row[8] or 0), _UNREAD_CAP), min(int(row[9] or 0), _UNREAD_CAP)
        in_threads, mentioned = threads.unread(self._db, room_id)
        if place is None:
            return min(int(row[9] or 0), _UNREAD_CAP), min(int(row[9] or 0), _UNREAD_CAP)
        told, highlight = self.pushes.count(room_id, where, params)
        if level is RoomLevel.MENTIONS:
            return told + mentioned, highlight + mentioned
        marks = ",".join("?" * len(_MESSAGES))
        shown, ignored = self._not_ignored()
        # "+chunk": it must not be taken for the begin of the search instead of the place.
        count = self._db.execute(
            f"SELECT COUNT(*) FROM (SELECT 1 FROM events WHERE room_id = ? AND kind IN ({marks}) AND sender <> ?"  # noqa: S608
            f" AND kind IS NOT NULL AND thread IS NULL AND +chunk > 0 AND {where}{shown} LIMIT ?)",
            (room_id, *_MESSAGES, self._user, *params, *ignored, _UNREAD_CAP),
        ).fetchone()
        unread = int(count[0]) if count else 0
        if not unread:
            self.pushes.prune(room_id, where, params)
        return min(unread + in_threads, _UNREAD_CAP), highlight + mentioned


def _room(content: Json | None, name: str) -> str:
    value = (content or {}).get(name)
    return value if isinstance(value, str) and value.startswith("!") and len(value) <= 255 else ""


def to_blob(summary: RoomSummary) -> bytes:
    """The stored form of a summary."""
    preview = summary.preview
    return blob.dump(
        {
            "name": summary.name,
            "heroes": summary.heroes,
            "others": summary.others,
            "avatar": summary.avatar,
            "membership": summary.membership.value,
            "direct": summary.direct,
            "encrypted": summary.encrypted,
            "unread": summary.unread,
            "highlight": summary.highlight,
            "ts": summary.ts,
            "inviter": summary.inviter,
            "topic": summary.topic,
            "hero_ids": summary.hero_ids,
            "people": summary.people,
            "marks": [summary.favourite, summary.low_priority, summary.marked_unread],
            "space": summary.is_space,
            "replaced": [summary.successor, summary.predecessor],
            "level": summary.level.value,
            "preview": None
            if preview is None
            else {
                "name": preview.sender_name,
                "own": preview.own,
                "kind": preview.kind.value,
                "body": preview.body,
                "state": None
                if preview.state is None
                else [preview.state.code, preview.state.who, preview.state.whom, preview.state.what],
            },
        }
    )


def from_blob(room_id: str, data: bytes) -> RoomSummary:
    """What ``to_blob`` made."""
    value = blob.load(data)
    preview = value["preview"]
    favourite, low_priority, marked_unread = value.get("marks", (False, False, False))
    successor, predecessor = value.get("replaced", ("", ""))
    return RoomSummary(
        room_id=room_id,
        name=value["name"],
        heroes=tuple(value["heroes"]),
        others=value["others"],
        avatar=value["avatar"],
        membership=Membership(value["membership"]),
        direct=value["direct"],
        encrypted=value["encrypted"],
        unread=value["unread"],
        highlight=value["highlight"],
        ts=value["ts"],
        inviter=value["inviter"],
        topic=value["topic"],
        hero_ids=tuple(value.get("hero_ids", ())),
        people=tuple(value.get("people", ())),
        favourite=favourite,
        low_priority=low_priority,
        marked_unread=marked_unread,
        is_space=value.get("space", False),
        successor=successor,
        predecessor=predecessor,
        level=RoomLevel(value.get("level", "default")),
        preview=None
        if preview is None
        else Preview(
            sender_name=preview["name"],
            own=preview["own"],
            kind=ItemKind(preview["kind"]),
            body=preview["body"],
            state=StateNotice(*preview["state"]) if preview["state"] else None,
        ),
    )
