# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""evilhs: a homeserver that does what a test tells it, honest where it was told nothing.

It runs in a thread of its own, on 127.0.0.1 and a free port, so the code under test may be in this process or in
another one. All methods may be called from any thread.

    with EvilHomeserver() as hs:                      # user @anna:evil.test with password "secret" is there
        room_id = hs.create_room({"@bob:evil.test": "join"}, encrypted=True)   # told by sync as well
        credentials = hs.credentials()                # or sign in for real at hs.url
        hs.sync(to_device=[event], rooms={room_id: hs.say("@bob:evil.test", "hallo")})
        ...
        assert len(hs.requests("keys/claim")) == 1    # what came, oldest first
        await hs.arrived("/send/", count=2)           # wait for it (async); hs.wait("/send/") blocks

Sync. ``hs.sync(...)`` adds a step; each poll of each transport gets one step after the other, and a poll with an old
position gets the old step again. Without a position a connection hears all steps from the first one. Fields are those
of ``evil_sync.Step`` and ``evil_sync.Room``; events are any JSON value, so they may be nonsense. Several users have
queues of their own: ``user=``.

Keys. ``hs.keys`` (``evil_keys.Keys``) keeps what is uploaded and serves query and claim truthfully; add peers with
``hs.keys.add_device``. ``hs.to_device_sent`` lists what /sendToDevice was asked to deliver; nothing is delivered.

Events. ``hs.sent`` lists what PUT .../send/... brought (same transaction id: same event id, once in the list).
With ``hs.echo = True`` (the default) the event also comes back by sync.

Lies. ``hs.tamper("keys/query", f)``: ``f(request, answer)`` may change or replace the honest answer, until
``hs.honest()``. ``hs.answer("members", {...})`` answers with this instead. ``hs.fail("keys/query", Html(), times=3)``:
faults of ``evil_faults``; several are used up in order. The first argument is always a part of the path; a longer
match wins over a shorter one. ``method=`` narrows it down.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from app.matrix.login import Credentials
from tests.support.evil_faults import Fault, Status
from tests.support.evil_keys import Json, Keys
from tests.support.evil_routes import Routes
from tests.support.evil_scanner import EvilScanner
from tests.support.evil_sync import Room, Step

SLIDING_PATH = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
Tamper = Callable[["Request", Any], Any]


@dataclass
class Request:
    """What came. ``body`` is the JSON value, or bytes if it was none. ``user``/``device``: of the access token."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    user: str = ""
    device: str = ""
    at: float = field(default_factory=time.monotonic)


@dataclass
class ServerRoom:
    """What the server knows of a room; tests may change everything."""

    state: dict[tuple[str, str], Json] = field(default_factory=dict)
    timeline: list[Json] = field(default_factory=list)

    @property
    def members(self) -> list[Json]:
        return [event for (kind, _), event in self.state.items() if kind == "m.room.member"]


@dataclass
class Sent:
    """An event that the client sent."""

    room_id: str
    type: str
    content: Json
    txn_id: str
    event_id: str
    user: str


class EvilHomeserver(Routes):
    """See the module. ``sliding``: whether sliding sync is offered, ``merged``: also as MSC4186 was merged.

    ``ssl_context``: serve https.
    """

    def __init__(
        self,
        *,
        server_name: str = "evil.test",
        user: str = "anna",
        password: str = "secret",
        sliding: bool = True,
        merged: bool = False,
        ssl_context: Any = None,
    ) -> None:
        self.server_name = server_name
        self.user_id = f"@{user}:{server_name}"
        self.passwords = {self.user_id: password}
        self.sliding = sliding
        self.merged = merged
        self.echo = True
        self.keys = Keys()
        self.rooms: dict[str, ServerRoom] = {}
        self.sent: list[Sent] = []
        self.to_device_sent: list[Json] = []  # {type, user, device, content, txn_id, sender}
        self.account_data: dict[tuple[str, str], Json] = {}
        self.media: dict[str, bytes] = {}
        self.tokens: dict[str, tuple[str, str]] = {}
        self.well_known: Any = None  # served if not None
        self.scanner: EvilScanner | None = None
        self.url = ""
        self.port = 0
        self._ssl = ssl_context
        self._ids = itertools.count(1)
        self._steps: dict[str, list[Step]] = defaultdict(list)
        self._log: list[Request] = []
        self._faults: list[tuple[str, str | None, list[Fault | None]]] = []
        self._tampers: list[tuple[str, str | None, Tamper]] = []
        self._lock = threading.RLock()
        self._wake = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="evilhs", daemon=True)
        self._ready = threading.Event()

    # -- running -----------------------------------------------------------------------------------------------------

    def start(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("evilhs did not start")
        return self

    def close(self) -> None:
        if self._thread.is_alive() and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=self._ssl, reuse_address=True)
        await site.start()
        self.port = runner.addresses[0][1]
        self.url = f"{'http' if self._ssl is None else 'https'}://127.0.0.1:{self.port}"
        self._ready.set()
        await self._stopping.wait()
        await runner.cleanup()

    # -- what came ---------------------------------------------------------------------------------------------------

    def requests(self, part: str = "", method: str | None = None) -> list[Request]:
        """Requests whose path contains ``part``, oldest first."""
        with self._lock:
            return [request for request in self._log if part in request.path and method in (None, request.method)]

    def forget_requests(self) -> None:
        with self._lock:
            self._log.clear()

    async def arrived(self, part: str, count: int = 1, timeout: float = 10.0) -> list[Request]:
        """Wait on the running loop until ``count`` requests came; gives them."""
        end = time.monotonic() + timeout
        while len(found := self.requests(part)) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(found)} of {count} requests to {part}")
            await asyncio.sleep(0.005)
        return found

    def wait(self, part: str, count: int = 1, timeout: float = 10.0) -> list[Request]:
        """Like ``arrived``, blocking; for code under test in another thread or process."""
        end = time.monotonic() + timeout
        while len(found := self.requests(part)) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(found)} of {count} requests to {part}")
            time.sleep(0.005)
        return found

    # -- what it answers ---------------------------------------------------------------------------------------------

    def fail(self, part: str, *faults: Fault, times: int = 1, method: str | None = None) -> None:
        """The next requests to ``part`` get these faults, each ``times`` times, in order. times=0: for ever."""
        with self._lock:
            if times == 0:
                self._faults.append((part, method, [*faults, None]))  # None: the last one stays
            else:
                self._faults.append((part, method, [fault for fault in faults for _ in range(times)]))

    def answer(self, part: str, body: Any, *, status: int = 200, times: int = 0, method: str | None = None) -> None:
        """Answer with this JSON value instead; times=0: until ``honest``."""
        self.fail(part, Status(status, body), times=times, method=method)

    def tamper(self, part: str, change: Tamper, *, method: str | None = None) -> None:
        """``change(request, honest_answer)`` gives what is answered."""
        with self._lock:
            self._tampers.append((part, method, change))

    def honest(self) -> None:
        """No more faults and lies."""
        with self._lock:
            self._faults.clear()
            self._tampers.clear()

    def sync(
        self,
        *,
        to_device: Sequence[Any] = (),
        rooms: Mapping[str, Room] | None = None,
        changed: Sequence[Any] = (),
        left: Sequence[Any] = (),
        otk_counts: Any = None,
        fallback: Any = None,
        account_data: Sequence[Any] = (),
        raw: Json | None = None,
        user: str | None = None,
    ) -> None:
        """One more step for ``user`` (the first user if None)."""
        step = Step(to_device, rooms or {}, changed, left, otk_counts, fallback, account_data, raw or {})
        with self._lock:
            for room_id, room in step.rooms.items():
                known = self.rooms.setdefault(room_id, ServerRoom())
                known.timeline.extend(event for event in room.timeline if isinstance(event, dict))
                for event in (*room.state, *room.timeline):
                    self._remember_state(known, event)
            self._steps[user or self.user_id].append(step)
        self._loop.call_soon_threadsafe(self._wake_all)

    @staticmethod
    def _remember_state(room: ServerRoom, event: Any) -> None:
        if isinstance(event, dict) and isinstance(event.get("state_key"), str) and isinstance(event.get("type"), str):
            room.state[event["type"], event["state_key"]] = event

    def _wake_all(self) -> None:
        wake, self._wake = self._wake, asyncio.Event()
        wake.set()

    # -- building ----------------------------------------------------------------------------------------------------

    def next_id(self) -> int:
        return next(self._ids)

    def event(
        self, type: str, content: Any, sender: str | None = None, *, state_key: str | None = None, **fields: Any
    ) -> Json:
        """A room event with an id and a time of its own; ``fields`` override everything."""
        event: Json = {
            "type": type,
            "content": content,
            "sender": sender or self.user_id,
            "event_id": f"$evil{self.next_id()}",
            "origin_server_ts": int(time.time() * 1000),
        }
        if state_key is not None:
            event["state_key"] = state_key
        return {**event, **fields}

    def message(self, sender: str, body: str, **content: Any) -> Json:
        return self.event("m.room.message", {"msgtype": "m.text", "body": body, **content}, sender)

    def member(self, user_id: str, membership: str = "join", sender: str | None = None) -> Json:
        name = user_id[1:].partition(":")[0].capitalize()
        content = {"membership": membership, "displayname": name}
        return self.event("m.room.member", content, sender or user_id, state_key=user_id)

    def say(self, sender: str, *bodies: str) -> Room:
        """News of a room: somebody says something."""
        return Room(timeline=[self.message(sender, body) for body in bodies])

    def create_room(
        self,
        members: Mapping[str, str] | None = None,
        *,
        encrypted: bool = False,
        name: str | None = None,
        room_id: str | None = None,
        state: Sequence[Json] = (),
        announce: bool = True,
    ) -> str:
        """A joined room: ``members`` (user id -> membership) beside the first user. ``announce``: told by sync."""
        room_id = room_id or f"!room{self.next_id()}:{self.server_name}"
        people = {self.user_id: "join", **(members or {})}
        events = [
            self.event("m.room.create", {"room_version": "11", "creator": self.user_id}, state_key=""),
            *(self.member(user_id, membership) for user_id, membership in people.items()),
            self.event("m.room.power_levels", {"users": {self.user_id: 100}}, state_key=""),
            self.event("m.room.join_rules", {"join_rule": "invite"}, state_key=""),
            self.event("m.room.history_visibility", {"history_visibility": "shared"}, state_key=""),
        ]
        if name is not None:
            events.append(self.event("m.room.name", {"name": name}, state_key=""))
        if encrypted:
            events.append(self.event("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, state_key=""))
        events.extend(state)
        with self._lock:
            room = self.rooms.setdefault(room_id, ServerRoom())
            for event in events:
                self._remember_state(room, event)
        if announce:
            joined = sum(1 for membership in people.values() if membership == "join")
            invited = sum(1 for membership in people.values() if membership == "invite")
            self.sync(
                rooms={room_id: Room(state=events, name=name, joined_count=joined, invited_count=invited)},
                changed=[user_id for user_id in people if encrypted and user_id != self.user_id],
            )
        return room_id

    def credentials(self, device_id: str = "EVILDEVICE", user: str | None = None) -> Credentials:
        """A signed-in device, without a sign-in."""
        user_id = user or self.user_id
        token = f"evil_token_{self.next_id()}"
        with self._lock:
            self.tokens[token] = (user_id, device_id)
        return Credentials(self.url, user_id, device_id, token)

    # -- the HTTP side -----------------------------------------------------------------------------------------------

    async def _handle(self, http: web.Request) -> web.StreamResponse:
        request = await self._record(http)
        fault = self._next_fault(request)
        if fault is not None:
            return await fault.answer(http)
        status, answer = await self.route(request)
        with self._lock:
            tampers = [change for part, method, change in self._tampers if self._fits(part, method, request)]
        for change in tampers:
            answer = change(request, answer)
        if isinstance(answer, bytes):
            return web.Response(status=status, body=answer)
        data = json.dumps(answer, allow_nan=True).encode()
        return web.Response(status=status, body=data, content_type="application/json")

    async def _record(self, http: web.Request) -> Request:
        data = await http.read()
        try:
            body = json.loads(data) if data else {}
        except ValueError:
            body = data
        token = http.headers.get("Authorization", "").removeprefix("Bearer ")
        with self._lock:
            user, device = self.tokens.get(token, ("", ""))
            path = http.rel_url.raw_path
            request = Request(http.method, path, dict(http.query), dict(http.headers), body, user, device)
            self._log.append(request)
        return request

    @staticmethod
    def _fits(part: str, method: str | None, request: Request) -> bool:
        return method in (None, request.method) and (part in request.path or part in unquote(request.path))

    def _next_fault(self, request: Request) -> Fault | None:
        with self._lock:
            fitting = [entry for entry in self._faults if self._fits(entry[0], entry[1], request) and entry[2]]
            if not fitting:
                return None
            faults = max(fitting, key=lambda entry: len(entry[0]))[2]
            if len(faults) == 2 and faults[1] is None:
                return faults[0]
            return faults.pop(0)

    def step_after(self, user: str, position: int, wanted: Callable[[Step], bool]) -> tuple[int, Step] | None:
        """(following position, step): the first one from ``position`` on that ``wanted`` accepts."""
        with self._lock:
            for index, step in enumerate(self._steps[user][position:], start=position):
                if wanted(step):
                    return index + 1, step
        return None

    def position_now(self, user: str) -> int:
        with self._lock:
            return len(self._steps[user])

    async def wait_for_step(self, seconds: float) -> None:
        wake = self._wake
        try:
            await asyncio.wait_for(wake.wait(), max(seconds, 0.0))
        except TimeoutError:
            return
