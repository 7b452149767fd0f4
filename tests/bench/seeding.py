# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fills a Synapse with the account that the benchmarks use, through the client-server API.

300 rooms, 200 people, thousands of events: half of the rooms encrypted (with real Megolm, so that a device that has
the keys can read them), some direct, some invitations, spaces, avatars, two rooms with everybody in them.
"""

from __future__ import annotations

import asyncio
import io
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
import vodozemac
from PIL import Image

from app.demo.homeserver import Homeserver
from crypto.types import Json

OWNER, PASSWORD = "bench", "a long password of the bench"
_TEXT = (
    "Vorlage Referat Sitzung Protokoll bitte morgen Entwurf Anlage Haushalt Rückfrage Termin Freigabe Vermerk danke "
    "Besprechung Frist Abstimmung Leitung Projekt Vertretung Urlaub Anmeldung Stellungnahme heute erledigt prüfen"
)
_WORDS = _TEXT.split()
PICKLE_KEY = bytes(32)
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Size:
    """What an account holds. ``rooms`` includes invitations and spaces."""

    rooms: int = 300
    events: int = 30_000
    people: int = 200
    invitations: int = 6
    spaces: int = 4


@dataclass(slots=True)
class Seeded:
    """What is known of a seeded server beside its database.

    ``keys``: ``room_id``, ``user_id`` and ``session_key`` of every Megolm session, from its beginning on. ``group``:
    pickle of the outbound session with which ``sender`` talks in ``encrypted_room``.
    """

    user_id: str
    rooms: list[str] = field(default_factory=list)
    plain_room: str = ""
    encrypted_room: str = ""
    sender: str = ""  # localpart of somebody in both rooms, with the same password
    group: str = ""
    keys: list[Json] = field(default_factory=list)


class Seeder:
    """One run against one server."""

    def __init__(self, homeserver: Homeserver, size: Size) -> None:
        self._homeserver = homeserver
        self._size = size
        self._random = random.Random(20260101)
        self._tokens: list[str] = []
        self._users: list[str] = []
        self._groups: dict[tuple[int, str], vodozemac.GroupSession] = {}
        self._pictures: list[str] = []
        self._session: aiohttp.ClientSession
        self._seeded: Seeded
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> Seeded:
        async with aiohttp.ClientSession(self._homeserver.url) as self._session:
            return await self._run()

    async def _run(self) -> Seeded:
        await asyncio.to_thread(self._register)
        seeded = self._seeded = Seeded(self._homeserver.user_id(OWNER), sender="p001")
        self._pictures = [await self._upload(number) for number in range(24)]
        await asyncio.gather(*(self._face(number) for number in range(1, len(self._tokens))))
        size = self._size
        joined = size.rooms - size.invitations
        rooms = await asyncio.gather(*(self._room(number) for number in range(joined - size.spaces)))
        seeded.rooms = [room_id for room_id, _ in rooms]
        seeded.plain_room, seeded.encrypted_room = seeded.rooms[0], seeded.rooms[1]
        await asyncio.gather(*(self._invitation(number) for number in range(size.invitations)))
        await asyncio.gather(*(self._space(number, seeded.rooms) for number in range(size.spaces)))
        await self._directs(seeded.rooms)
        shares = self._shares(len(rooms))
        await asyncio.gather(*(self._chat(number, *room, shares[number]) for number, room in enumerate(rooms)))
        seeded.group = self._groups[1, seeded.encrypted_room].pickle(PICKLE_KEY)
        return seeded

    async def _ask(self, who: int, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self._tokens[who]}"}
        headers["Content-Type"] = "application/json" if raw is None else "image/png"
        data = raw if raw is not None else orjson.dumps(body if body is not None else {})
        async with self._gate, self._session.request(method, path, data=data, headers=headers) as response:
            answer: Json = orjson.loads(await response.read())
            if response.status != 200:
                raise RuntimeError(f"{method} {path}: {response.status} {answer}")
            return answer

    # -- people ------------------------------------------------------------------------------------------------------

    def _register(self) -> None:
        server = self._homeserver
        for number in range(self._size.people):
            name = OWNER if number == 0 else f"p{number:03}"
            surname = self._random.choice(_WORDS).capitalize()
            server.register(name, PASSWORD, display_name=f"{name.capitalize()} {surname}")
            answer = server.login(name, PASSWORD)
            self._tokens.append(str(answer["access_token"]))
            self._users.append(str(answer["user_id"]))

    async def _upload(self, number: int) -> str:
        colour = tuple(self._random.randrange(60, 220) for _ in range(3))
        data = io.BytesIO()
        Image.new("RGB", (96, 96), colour).save(data, "PNG")
        answer = await self._ask(0, "POST", f"/_matrix/media/v3/upload?filename={number}.png", raw=data.getvalue())
        return str(answer["content_uri"])

    async def _face(self, who: int) -> None:
        if who % 3 == 0:
            path = f"/_matrix/client/v3/profile/{quote(self._users[who])}/avatar_url"
            await self._ask(who, "PUT", path, {"avatar_url": self._pictures[who % len(self._pictures)]})

    # -- rooms -------------------------------------------------------------------------------------------------------

    async def _room(self, number: int) -> tuple[str, list[int]]:
        """Make a room and let its members join; gives its id and who talks in it."""
        others = self._others(number)
        direct = len(others) == 1 and number % 4 == 3
        state: list[Json] = []
        if number % 2:
            content = {"algorithm": "m.megolm.v1.aes-sha2"}
            state.append({"type": "m.room.encryption", "state_key": "", "content": content})
        if number % 5 == 0:
            url = self._pictures[number % len(self._pictures)]
            state.append({"type": "m.room.avatar", "state_key": "", "content": {"url": url}})
        body: Json = {"preset": "public_chat", "visibility": "private", "initial_state": state, "is_direct": direct}
        if not direct:
            body["name"] = f"{self._random.choice(_WORDS)} {self._random.choice(_WORDS)} {number}"
            body["topic"] = " ".join(self._random.choices(_WORDS, k=6))
        room_id = str((await self._ask(0, "POST", "/_matrix/client/v3/createRoom", body))["room_id"])
        path = f"/_matrix/client/v3/join/{quote(room_id)}"
        await asyncio.gather(*(self._ask(who, "POST", path) for who in others))
        return room_id, [0, *others]

    def _others(self, number: int) -> list[int]:
        people = range(1, self._size.people)
        if number < 2:
            return [1, *self._random.sample(people[1:], 19)]
        if number < 4:
            return list(people)
        return self._random.sample(people, 1 if number % 4 == 3 else self._random.randrange(2, 9))

    async def _invitation(self, number: int) -> None:
        body = {"name": f"Einladung {number}", "invite": [self._users[0]]}
        await self._ask(1 + number, "POST", "/_matrix/client/v3/createRoom", body)

    async def _space(self, number: int, rooms: list[str]) -> None:
        children = [
            {"type": "m.space.child", "state_key": room_id, "content": {"via": [self._homeserver.server_name]}}
            for room_id in rooms[number :: self._size.spaces * 4]
        ]
        body = {"name": f"Bereich {number}", "creation_content": {"type": "m.space"}, "initial_state": children}
        await self._ask(0, "POST", "/_matrix/client/v3/createRoom", body)

    async def _directs(self, rooms: list[str]) -> None:
        content: dict[str, list[str]] = {}
        for number in range(7, len(rooms), 4):
            content.setdefault(self._users[1 + number % (len(self._users) - 1)], []).append(rooms[number])
        path = f"/_matrix/client/v3/user/{quote(self._users[0])}/account_data/m.direct"
        await self._ask(0, "PUT", path, content)

    # -- messages ----------------------------------------------------------------------------------------------------

    def _shares(self, rooms: int) -> list[int]:
        """How many messages each room gets: a third of all in ten rooms, the rest evenly."""
        busy = min(10, rooms)
        third = self._size.events // 3
        return [
            third // busy if place < busy else (self._size.events - third) // (rooms - busy) for place in range(rooms)
        ]

    async def _chat(self, number: int, room_id: str, people: list[int], count: int) -> None:
        for message in range(count):
            who = people[1] if message == 0 else people[self._random.randrange(len(people))]
            content: Json = {"msgtype": "m.text", "body": " ".join(self._random.choices(_WORDS, k=12))}
            kind = "m.room.message"
            if number % 2:
                kind, content = "m.room.encrypted", self._encrypt(who, room_id, content)
            await self._ask(who, "PUT", f"/_matrix/client/v3/rooms/{quote(room_id)}/send/{kind}/s{message}", content)

    def _encrypt(self, who: int, room_id: str, content: Json) -> Json:
        group = self._groups.get((who, room_id))
        if group is None:
            group = self._groups[who, room_id] = vodozemac.GroupSession()
            key = group.session_key.to_base64()
            self._seeded.keys.append({"room_id": room_id, "user_id": self._users[who], "session_key": key})
        return megolm_content(group, room_id, content)


def megolm_content(group: vodozemac.GroupSession, room_id: str, content: Json) -> Json:
    """Content of an ``m.room.encrypted`` event around a message."""
    payload = orjson.dumps({"room_id": room_id, "type": "m.room.message", "content": content})
    ciphertext = group.encrypt(payload).to_base64()
    return {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": ciphertext, "session_id": group.session_id}
