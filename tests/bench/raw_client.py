# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The floor of everything that talks to a homeserver: the same requests with aiohttp, the answers parsed by orjson."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from app.matrix.sync.classic import INITIAL_TIMELINE, PATH
from app.matrix.sync.sliding import EVERYTHING, FIRST_ROOMS, GROWTH, REQUIRED_STATE, TOP_TIMELINE
from tests.bench.seeding import OWNER, PASSWORD

Json = dict[str, Any]
SLIDING = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0"


class RawClient:
    """One device of the account, and how many bytes its answers had. Use with ``async with``."""

    def __init__(self, server: str) -> None:
        self._session = aiohttp.ClientSession(server)
        self.bytes = 0

    async def __aenter__(self) -> RawClient:
        identifier = {"type": "m.id.user", "user": OWNER}
        login = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD}
        token = (await self._ask("POST", "/_matrix/client/v3/login", login))["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.bytes = 0
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        async with self._session.request(method, path, data=orjson.dumps(body) if body else None) as response:
            data = await response.read()
        assert response.status == 200, data
        self.bytes += len(data)
        answer: Json = orjson.loads(data)
        return answer

    async def first_rooms(self) -> None:
        """The first answer of sliding sync: the rooms at the top."""
        answer = await self._sliding(FIRST_ROOMS, None)
        assert len(answer["rooms"]) == FIRST_ROOMS, len(answer["rooms"])

    async def all_rooms(self, count: int) -> None:
        """Sliding sync until all rooms are there, in the steps of the program."""
        position, seen = None, 0
        for held in (FIRST_ROOMS, *GROWTH, EVERYTHING):
            answer = await self._sliding(held, position)
            position, seen = str(answer["pos"]), seen + len(answer["rooms"])
            if held >= answer["lists"]["all"]["count"]:
                break
        assert seen >= count, seen

    async def _sliding(self, held: int, position: str | None) -> Json:
        def rooms(last: int, timeline: int) -> Json:
            return {"ranges": [[0, last]], "timeline_limit": timeline, "required_state": REQUIRED_STATE}

        lists = {"top": rooms(FIRST_ROOMS - 1, TOP_TIMELINE), "all": rooms(held - 1, 1)}
        path = SLIDING + (f"&pos={position}" if position else "")
        return await self._ask("POST", path, {"conn_id": "raw", "lists": lists, "extensions": {}})

    async def classic(self) -> None:
        """The first answer of GET /sync: everything."""
        room = {
            "timeline": {"limit": INITIAL_TIMELINE, "lazy_load_members": True},
            "state": {"lazy_load_members": True},
        }
        filters = {"presence": {"types": []}, "room": room}
        query = {"filter": orjson.dumps(filters).decode(), "set_presence": "offline", "timeout": "0"}
        await self._ask("GET", f"{PATH}?{urlencode(query)}")
