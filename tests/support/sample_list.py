# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Marks, spaces and directories of the scripted account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms, Person
from app.signal import Signal
from app.space_tree import Child, SpaceTree
from app.types import Membership

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount

OWN = "behoerde.example"


class SampleMarks:
    def __init__(self, account: SampleAccount) -> None:
        self._account = account

    def _set(self, room_id: str, **fields: bool) -> None:
        rooms = self._account.rooms
        index = next(n for n, item in enumerate(rooms.items) if item.room_id == room_id)
        rooms.replace(index, replace(rooms.items[index], **fields))  # type: ignore[arg-type]

    async def set_favourite(self, room_id: str, on: bool) -> None:
        self._account._call("favourite", room_id, on)
        self._set(room_id, favourite=on, **({"low_priority": False} if on else {}))

    async def set_low_priority(self, room_id: str, on: bool) -> None:
        self._account._call("low", room_id, on)
        self._set(room_id, low_priority=on, **({"favourite": False} if on else {}))

    async def set_unread(self, room_id: str, on: bool) -> None:
        self._account._call("marked_unread", room_id, on)
        self._set(room_id, marked_unread=on)


class SampleSpaces:
    """``listed``: what ``hierarchy`` finds in each space."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.tree = SpaceTree({}, ())
        self.tree_changed: Signal[SpaceTree] = Signal()
        self.listed: dict[str, list[FoundRoom]] = {}
        self.looked_at = ""

    def look_at(self, space_id: str) -> None:
        self.looked_at = space_id

    def grow(self, children: dict[str, Sequence[str]]) -> None:
        """Space -> what it lists, in order."""
        listed = {space: tuple(Child(room, (OWN,)) for room in rooms) for space, rooms in children.items()}
        self.tree = SpaceTree(listed, tuple(children))
        self.tree_changed.emit(self.tree)

    async def hierarchy(self, space_id: str, following: str | None = None) -> tuple[FoundRoom | None, FoundRooms]:
        self._account._call("hierarchy", space_id, following)
        known = {room.room_id: room.membership for room in self._account.rooms.items}
        rooms = [replace(room, membership=known.get(room.room_id)) for room in self.listed.get(space_id, [])]
        start = int(following or 0)
        end = start + 20
        space = FoundRoom(space_id, "Abteilung Z", is_space=True) if not start else None
        return space, FoundRooms(tuple(rooms[start:end]), str(end) if end < len(rooms) else None)

    async def create(
        self, name: str, *, topic: str = "", public: bool = False, invite: Sequence[str] = (), parent: str = ""
    ) -> str:
        self._account._call("create_space", name, topic, public, parent)
        return "!newspace:behoerde.example"

    async def may_edit(self, space_id: str) -> bool:
        return True

    async def add(self, space_id: str, room_id: str, *, suggested: bool = False) -> None:
        self._account._call("space_add", space_id, room_id)

    async def remove(self, space_id: str, room_id: str) -> None:
        self._account._call("space_remove", space_id, room_id)

    async def leave(self, space_id: str, rooms: Sequence[str] = ()) -> Sequence[str]:
        self._account._call("leave_space", space_id, tuple(rooms))
        return []


class SampleDirectory:
    """``rooms``: public rooms; ``found``: people of the server's directory."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.servers: Sequence[str] = (OWN,)
        self.rooms: list[FoundRoom] = []
        self.found: list[Person] = []

    async def public_rooms(self, query: str, *, server: str = "", following: str | None = None) -> FoundRooms:
        self._account._call("public_rooms", query, server, following)
        known = {room.room_id: room.membership for room in self._account.rooms.items}
        words = query.casefold().split()
        fit = [
            replace(room, membership=known.get(room.room_id, room.membership))
            for room in self.rooms
            if all(word in f"{room.name} {room.topic} {room.alias}".casefold() for word in words)
        ]
        start = int(following or 0)
        end = start + 20
        return FoundRooms(tuple(fit[start:end]), str(end) if end < len(fit) else None, len(fit))

    async def preview(self, room: str, via: Sequence[str] = ()) -> FoundRoom:
        self._account._call("preview", room)
        for found in self.rooms:
            if room in (found.room_id, found.alias):
                return found
        raise UserError(ErrorCode.NOT_FOUND)

    async def knock(self, room: str, reason: str = "", via: Sequence[str] = ()) -> str:
        self._account._call("knock", room, reason)
        self.rooms = [
            replace(found, membership=Membership.KNOCK) if found.room_id == room else found for found in self.rooms
        ]
        return room

    async def known_people(self, query: str) -> Sequence[Person]:
        from tests.support.sample_account import PEOPLE

        words = query.casefold().split()
        if not words:
            return []
        return [
            Person(user, name)
            for user, name in PEOPLE.items()
            if all(word in f"{name} {user}".casefold() for word in words)
        ]

    async def people(self, query: str) -> Sequence[Person]:
        self._account._call("people", query)
        words = query.casefold().split()
        return [
            person
            for person in self.found
            if all(word in f"{person.display_name} {person.user_id}".casefold() for word in words)
        ]


DEPARTMENT, UNIT = "!abteilung:behoerde.example", "!referat:behoerde.example"


def listed_account() -> SampleAccount:
    """The usual rooms, marked and grouped: favourites, low priority, two spaces; a directory of rooms and people."""
    from tests.support.sample_account import ANNA, MEHMET, room, today_at, usual_account

    account = usual_account()
    rooms = account.rooms.items
    fields: dict[str, dict[str, object]] = {
        "budget": {"favourite": True},
        "anna": {"hero_ids": (ANNA,), "people": (ANNA,)},
        "mehmet": {"hero_ids": (MEHMET,), "people": (MEHMET,)},
        "kita": {"low_priority": True},
        "umzug": {"low_priority": True},
        "it": {"marked_unread": True},
    }
    for index, each in enumerate(rooms):
        name = each.room_id[1:].partition(":")[0]
        rooms[index] = replace(each, **fields.get(name, {}))  # type: ignore[arg-type]
    rooms.append(room(DEPARTMENT, "Abteilung Z", today_at(8), is_space=True, encrypted=False))
    rooms.append(room(UNIT, "Referat Z 21", today_at(8), is_space=True, encrypted=False))
    account.spaces.grow(
        {
            DEPARTMENT: [UNIT, "!budget:behoerde.example", "!personal:behoerde.example"],
            UNIT: ["!states:behoerde.example", "!it:behoerde.example"],
        }
    )
    account.spaces.listed = {
        DEPARTMENT: [
            FoundRoom(UNIT, "Referat Z 21", joined=14, is_space=True, join_rule="restricted", via=(OWN,)),
            FoundRoom("!budget:behoerde.example", "Haushalt 2027", joined=7, encrypted=True, join_rule="restricted"),
            FoundRoom(
                "!statistik:behoerde.example",
                "Statistik und Berichte",
                topic="Quartalszahlen, Meldungen an das Statistische Bundesamt",
                joined=23,
                encrypted=True,
                join_rule="restricted",
                via=(OWN,),
                suggested=True,
            ),
        ],
        UNIT: [FoundRoom("!states:behoerde.example", "Referat Z 21 – Organisation", joined=12, encrypted=True)],
    }
    account.directory.rooms = [
        FoundRoom(
            "!kantine:behoerde.example",
            "Kantine",
            "#kantine:behoerde.example",
            "Speiseplan, Öffnungszeiten und was sonst noch schmeckt",
            joined=214,
        ),
        FoundRoom(
            "!bgm:behoerde.example",
            "Betriebliches Gesundheitsmanagement",
            "#bgm:behoerde.example",
            "Angebote, Termine, Rückenschule",
            joined=88,
        ),
        FoundRoom(
            "!presse:behoerde.example",
            "Presse und Öffentlichkeitsarbeit",
            "#presse:behoerde.example",
            "Abstimmung von Antworten auf Presseanfragen. Wer mitlesen möchte, nennt bitte Referat und Anlass.",
            joined=19,
            join_rule="knock",
        ),
        FoundRoom(
            "!neue:behoerde.example",
            "Neue Kolleginnen und Kollegen",
            "#willkommen:behoerde.example",
            "Räume für die ersten Wochen",
            joined=41,
            is_space=True,
        ),
        *(
            FoundRoom(f"!oe{number}:behoerde.example", f"Interessengruppe {number}", joined=number)
            for number in range(1, 40)
        ),
    ]
    account.directory.found = [
        Person("@j.petersen:behoerde.example", "Jana Petersen"),
        Person("@j.yilmaz:behoerde.example", "Janis Yılmaz"),
        Person("@c.vogt:land.example", "Claudia Vogt"),
    ]
    return account
