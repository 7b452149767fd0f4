# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The honest answers of ``EvilHomeserver``, endpoint by endpoint."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.support.evil_keys import Json, Keys
from tests.support.evil_scanner import SCANNER, EvilScanner
from tests.support.evil_sync import Room, Step, classic, merged, sliding_encryption, sliding_rooms

if TYPE_CHECKING:
    from tests.support.evil_homeserver import Request, Sent, ServerRoom

Answer = tuple[int, Any]
NOT_FOUND: Answer = (404, {"errcode": "M_NOT_FOUND", "error": "not found"})
OK: Answer = (200, {})
_C = r"/_matrix/client/(?:v3|r0|v1|unstable)"


class Routes:
    """Mixed into ``EvilHomeserver``, which brings the attributes."""

    server_name: str
    user_id: str
    passwords: dict[str, str]
    sliding: bool
    merged: bool
    echo: bool
    keys: Keys
    rooms: dict[str, ServerRoom]
    sent: list[Sent]
    to_device_sent: list[Json]
    account_data: dict[tuple[str, str], Json]
    media: dict[str, bytes]
    tokens: dict[str, tuple[str, str]]
    well_known: Any
    scanner: EvilScanner | None

    # given by EvilHomeserver
    sync: Callable[..., None]
    event: Callable[..., Json]
    member: Callable[..., Json]
    next_id: Callable[[], int]
    create_room: Callable[..., str]
    step_after: Callable[[str, int, Callable[[Step], bool]], tuple[int, Step] | None]
    position_now: Callable[[str], int]
    wait_for_step: Callable[[float], Any]

    async def route(self, request: Request) -> Answer:
        path = request.path
        if self.scanner is not None and path.startswith(SCANNER):
            return self.scanner.answer(request)
        for method, pattern, name, public in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match is None or method != request.method:
                continue
            if not public and not request.user:
                return 401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Unknown access token"}
            result = getattr(self, name)(request, *(unquote(group) for group in match.groups()))
            answer: Answer = await result if hasattr(result, "__await__") else result
            return answer
        return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}

    # -- signing in --------------------------------------------------------------------------------------------------

    def get_versions(self, _request: Request) -> Answer:
        features = {"org.matrix.simplified_msc3575": True} if self.sliding else {}
        if self.merged:
            features["org.matrix.msc4186.stable"] = True
        return 200, {"versions": ["v1.1", "v1.11", "v1.15"], "unstable_features": features}

    def get_well_known(self, _request: Request) -> Answer:
        return NOT_FOUND if self.well_known is None else (200, self.well_known)

    def get_login(self, _request: Request) -> Answer:
        return 200, {"flows": [{"type": "m.login.password"}]}

    def post_login(self, request: Request) -> Answer:
        named = request.body["identifier"]["user"]
        user_id = named if named.startswith("@") else f"@{named}:{self.server_name}"
        if self.passwords.get(user_id) != request.body.get("password"):
            return 403, {"errcode": "M_FORBIDDEN", "error": "Invalid username or password"}
        device_id = request.body.get("device_id") or f"DEVICE{self.next_id()}"
        token = f"evil_token_{self.next_id()}"
        self.tokens[token] = (user_id, device_id)
        return 200, {"user_id": user_id, "device_id": device_id, "access_token": token}

    def post_logout(self, request: Request) -> Answer:
        for token, owner in list(self.tokens.items()):
            if owner == (request.user, request.device):
                del self.tokens[token]
        self.keys.devices.get(request.user, {}).pop(request.device, None)
        return OK

    def get_whoami(self, request: Request) -> Answer:
        return 200, {"user_id": request.user, "device_id": request.device}

    # -- keys --------------------------------------------------------------------------------------------------------

    def post_keys_upload(self, request: Request) -> Answer:
        return self.keys.upload(request.user, request.device, request.body)

    def post_keys_query(self, request: Request) -> Answer:
        return 200, self.keys.query(request.body)

    def post_keys_claim(self, request: Request) -> Answer:
        return 200, self.keys.claim(request.body)

    def post_signatures(self, request: Request) -> Answer:
        self.keys.add_signatures(request.body)
        return 200, {"failures": {}}

    def post_device_signing(self, request: Request) -> Answer:
        kinds = {kind: key for kind, key in request.body.items() if kind.endswith("_key")}
        self.keys.cross_signing.setdefault(request.user, {}).update(kinds)
        return OK

    def put_to_device(self, request: Request, kind: str, txn_id: str) -> Answer:
        seen = {(sent["sender"], sent["txn_id"]) for sent in self.to_device_sent}
        if (request.user, txn_id) not in seen:
            for user, devices in request.body.get("messages", {}).items():
                for device, content in devices.items():
                    message = {"type": kind, "user": user, "device": device, "content": content}
                    self.to_device_sent.append({**message, "txn_id": txn_id, "sender": request.user})
        return OK

    # -- sync --------------------------------------------------------------------------------------------------------

    async def get_sync(self, request: Request) -> Answer:
        since = request.query.get("since", "s0")
        if re.fullmatch(r"s\d+", since) is None or int(since[1:]) > self.position_now(request.user):
            return 400, {"errcode": "M_INVALID_PARAM", "error": "since"}
        found = await self._next(request, int(since[1:]), lambda _step: True)
        position, step = found or (int(since[1:]), Step())
        return 200, classic(step, position, *self._counts(request))

    async def post_merged(self, request: Request) -> Answer:
        """The same with the parameters in the body and other names."""
        if not self.merged or "timeout" not in request.body or "ranges" in str(request.body):
            return 400, {"errcode": "M_BAD_JSON", "error": "not the merged form"}
        parameters = {name: str(request.body[name]) for name in ("pos", "timeout") if name in request.body}
        request.query = {**request.query, **parameters}
        status, answer = await self.post_sliding(request)
        if status == 200 and "lists" in answer:
            told = {room_id: self._membership_of(room_id, request.user) for room_id in answer["rooms"]}
            answer = merged(answer, told)
        return status, answer

    def _membership_of(self, room_id: str, user: str) -> str:
        event = self.rooms[room_id].state.get(("m.room.member", user), {})
        return str(event.get("content", {}).get("membership", "invite"))

    async def post_sliding(self, request: Request) -> Answer:
        pos = request.query.get("pos")
        if pos is not None and (re.fullmatch(r"p\d+", pos) is None or int(pos[1:]) > self.position_now(request.user)):
            return 400, {"errcode": "M_UNKNOWN_POS", "error": "Unknown position"}
        position = int(pos[1:]) if pos is not None else 0
        if request.body.get("lists"):
            return 200, await self._rooms_answer(request, position)
        return 200, await self._encryption_answer(request, position)

    async def _encryption_answer(self, request: Request, position: int) -> Json:
        asked = request.body.get("extensions", {}).get("to_device", {}).get("since", "0")
        acknowledged = int(asked) if asked.isdigit() else 0
        counts, fallback = self._counts(request)
        # Messages that were not acknowledged come again, also when the position is lost.
        found = await self._next(request, min(position, acknowledged), lambda step: step.for_encryption)
        if found is None:
            step, following = Step(), max(position, acknowledged)
        else:
            following, step = found
        return sliding_encryption(step, following, counts, fallback, to_device=True)

    async def _rooms_answer(self, request: Request, position: int) -> Json:
        found = await self._next(request, position, lambda step: step.for_rooms)
        following, step = found or (position, Step())
        before = self._heard_until(request.user, position)
        after = self._heard_until(request.user, following)
        told = {room_id: self._told(room, request.user) for room_id, room in step.rooms.items()}
        step = Step(rooms=told, account_data=step.account_data)
        return sliding_rooms(step, following, set(step.rooms) - set(before), after)

    def _told(self, room: Room, user: str) -> Room:
        """Sliding sync tells that we left by our own member event."""
        own = [event for event in (*room.state, *room.timeline) if isinstance(event, dict)]
        if room.membership == "leave" and not any(event.get("state_key") == user for event in own):
            return Room(**{**vars(room), "state": [*room.state, self.member(user, "leave")]})
        return room

    def _heard_until(self, user: str, position: int) -> list[str]:
        heard: dict[str, bool] = {}
        at = 0
        while (found := self.step_after(user, at, lambda step: step.for_rooms)) is not None and found[0] <= position:
            at = found[0]
            for room_id, room in found[1].rooms.items():
                heard[room_id] = room.membership != "leave"
        return [room_id for room_id, there in heard.items() if there]

    async def _next(self, request: Request, position: int, wanted: Callable[[Step], bool]) -> tuple[int, Step] | None:
        end = time.monotonic() + float(request.query.get("timeout", "0")) / 1000.0
        while True:
            found = self.step_after(request.user, position, wanted)
            left = end - time.monotonic()
            if found is not None or left <= 0:
                return found
            await self.wait_for_step(left)

    def _counts(self, request: Request) -> tuple[Any, Any]:
        user, device = request.user, request.device
        return self.keys.counts(user, device), self.keys.unused_fallback(user, device)

    # -- rooms -------------------------------------------------------------------------------------------------------

    def put_send(self, request: Request, room_id: str, kind: str, txn_id: str) -> Answer:
        from tests.support.evil_homeserver import Sent

        for sent in self.sent:
            if (sent.user, sent.txn_id) == (request.user, txn_id):
                return 200, {"event_id": sent.event_id}
        event = self.event(kind, request.body, request.user, unsigned={"transaction_id": txn_id})
        self.sent.append(Sent(room_id, kind, request.body, txn_id, event["event_id"], request.user))
        if self.echo:
            self.sync(rooms={room_id: Room(timeline=[event])}, user=request.user)
        return 200, {"event_id": event["event_id"]}

    def put_redact(self, request: Request, room_id: str, event_id: str, txn_id: str) -> Answer:
        request.body["redacts"] = event_id
        return self.put_send(request, room_id, "m.room.redaction", txn_id)

    def get_members(self, request: Request, room_id: str) -> Answer:
        room = self.rooms.get(room_id)
        if room is None:
            return 403, {"errcode": "M_FORBIDDEN", "error": "not in this room"}
        unwanted = request.query.get("not_membership")
        return 200, {"chunk": [event for event in room.members if event["content"].get("membership") != unwanted]}

    def get_joined_members(self, _request: Request, room_id: str) -> Answer:
        room = self.rooms.get(room_id)
        joined = [] if room is None else [e for e in room.members if e["content"].get("membership") == "join"]
        return 200, {
            "joined": {event["state_key"]: {"display_name": event["content"].get("displayname")} for event in joined}
        }

    def get_messages(self, request: Request, room_id: str) -> Answer:
        """``from``: "t<n>" is the place before event n of the room's timeline."""
        timeline = self.rooms[room_id].timeline if room_id in self.rooms else []
        start = request.query.get("from", f"t{len(timeline)}")
        at = int(start[1:]) if re.fullmatch(r"t\d+", start) else len(timeline)
        limit = int(request.query.get("limit", "10"))
        if request.query.get("dir") == "f":
            chunk = timeline[at : at + limit]
            end = at + len(chunk)
            more = end < len(timeline)
        else:
            first = max(0, at - limit)
            chunk = timeline[first:at][::-1]
            end, more = first, first > 0
        return 200, {"start": start, "chunk": chunk, "state": [], **({"end": f"t{end}"} if more else {})}

    def get_event(self, _request: Request, room_id: str, event_id: str) -> Answer:
        timeline = self.rooms[room_id].timeline if room_id in self.rooms else []
        found = next((event for event in timeline if event.get("event_id") == event_id), None)
        return NOT_FOUND if found is None else (200, found)

    def get_relations(self, _request: Request, room_id: str, event_id: str, kind: str = "", _type: str = "") -> Answer:
        """Direct ones, all in one page."""

        def relation(event: Json) -> Json:
            return (event.get("content") or {}).get("m.relates_to") or {}

        timeline = self.rooms[room_id].timeline if room_id in self.rooms else []
        chunk = [event for event in reversed(timeline) if relation(event).get("event_id") == event_id]
        return 200, {"chunk": [event for event in chunk if not kind or relation(event).get("rel_type") == kind]}

    def get_threads(self, _request: Request, _room_id: str) -> Answer:
        return 200, {"chunk": []}

    def get_state(self, _request: Request, room_id: str) -> Answer:
        return (200, list(self.rooms[room_id].state.values())) if room_id in self.rooms else NOT_FOUND

    def get_state_event(self, _request: Request, room_id: str, kind: str, key: str = "") -> Answer:
        event = self.rooms[room_id].state.get((kind, key)) if room_id in self.rooms else None
        return NOT_FOUND if event is None else (200, event["content"])

    def put_state(self, request: Request, room_id: str, kind: str, key: str = "") -> Answer:
        event = self.event(kind, request.body, request.user, state_key=key)
        self.sync(rooms={room_id: Room(timeline=[event], state=[event])}, user=request.user)
        return 200, {"event_id": event["event_id"]}

    def post_create_room(self, request: Request) -> Answer:
        body = request.body
        state = [
            self.event(entry["type"], entry["content"], request.user, state_key=entry.get("state_key", ""))
            for entry in body.get("initial_state", [])
        ]
        invited = dict.fromkeys(body.get("invite", []), "invite")
        return 200, {"room_id": self.create_room(invited, name=body.get("name"), state=state)}

    def post_join(self, request: Request, room_id: str) -> Answer:
        event = self.member(request.user, "join")
        self.sync(rooms={room_id: Room(timeline=[event], state=[event], joined_count=1)}, user=request.user)
        return 200, {"room_id": room_id}

    def post_leave(self, request: Request, room_id: str) -> Answer:
        event = self.member(request.user, "leave")
        self.sync(rooms={room_id: Room(timeline=[event], state=[event], membership="leave")}, user=request.user)
        return OK

    def post_invite(self, request: Request, room_id: str) -> Answer:
        event = self.member(request.body["user_id"], "invite", request.user)
        self.sync(rooms={room_id: Room(timeline=[event], state=[event])}, user=request.user)
        return OK

    def accept(self, _request: Request, *_ids: str) -> Answer:
        return OK

    # -- account data, profile, media ----------------------------------------------------------------------------------

    def get_account_data(self, _request: Request, user: str, kind: str) -> Answer:
        found = self.account_data.get((user, kind))
        return NOT_FOUND if found is None else (200, found)

    def put_account_data(self, request: Request, user: str, kind: str) -> Answer:
        self.account_data[user, kind] = request.body
        self.sync(account_data=[{"type": kind, "content": request.body}], user=user)
        return OK

    def get_profile(self, _request: Request, user: str) -> Answer:
        return 200, {"displayname": user[1:].partition(":")[0].capitalize()}

    def get_media(self, _request: Request, server: str, media_id: str) -> Answer:
        data = self.media.get(f"mxc://{server}/{media_id}")
        return NOT_FOUND if data is None else (200, data)

    def post_media(self, request: Request) -> Answer:
        uri = f"mxc://{self.server_name}/media{self.next_id()}"
        self.media[uri] = request.body if isinstance(request.body, bytes) else b""
        return 200, {"content_uri": uri}

    def get_media_config(self, _request: Request) -> Answer:
        return 200, {"m.upload.size": 50 * 1024**2}


_ID = "([^/]+)"
_ROOM = _C + "/rooms/" + _ID
_ROUTES: list[tuple[str, str, str, bool]] = [
    ("GET", "/_matrix/client/versions", "get_versions", True),
    ("GET", "/.well-known/matrix/client", "get_well_known", True),
    ("GET", _C + "/login", "get_login", True),
    ("POST", _C + "/login", "post_login", True),
    ("POST", _C + "/logout", "post_logout", False),
    ("GET", _C + "/account/whoami", "get_whoami", False),
    ("POST", _C + "/keys/upload", "post_keys_upload", False),
    ("POST", _C + "/keys/query", "post_keys_query", False),
    ("POST", _C + "/keys/claim", "post_keys_claim", False),
    ("POST", _C + "/keys/signatures/upload", "post_signatures", False),
    ("POST", _C + "/keys/device_signing/upload", "post_device_signing", False),
    ("PUT", _C + f"/sendToDevice/{_ID}/{_ID}", "put_to_device", False),
    ("GET", _C + "/sync", "get_sync", False),
    ("POST", _C + "/org.matrix.simplified_msc3575/sync", "post_sliding", False),
    ("POST", "/_matrix/client/v4/sync", "post_merged", False),
    ("PUT", _ROOM + f"/send/{_ID}/{_ID}", "put_send", False),
    ("PUT", _ROOM + f"/redact/{_ID}/{_ID}", "put_redact", False),
    ("GET", _ROOM + "/members", "get_members", False),
    ("GET", _ROOM + "/joined_members", "get_joined_members", False),
    ("GET", _ROOM + "/messages", "get_messages", False),
    ("GET", _ROOM + f"/event/{_ID}", "get_event", False),
    ("GET", _ROOM + f"/relations/{_ID}", "get_relations", False),
    ("GET", _ROOM + f"/relations/{_ID}/{_ID}", "get_relations", False),
    ("GET", _ROOM + "/threads", "get_threads", False),
    ("GET", _ROOM + "/state", "get_state", False),
    ("GET", _ROOM + f"/state/{_ID}/?", "get_state_event", False),
    ("GET", _ROOM + f"/state/{_ID}/{_ID}", "get_state_event", False),
    ("PUT", _ROOM + f"/state/{_ID}/?", "put_state", False),
    ("PUT", _ROOM + f"/state/{_ID}/{_ID}", "put_state", False),
    ("POST", _C + "/createRoom", "post_create_room", False),
    ("POST", _C + f"/join/{_ID}", "post_join", False),
    ("POST", _ROOM + "/join", "post_join", False),
    ("POST", _ROOM + "/leave", "post_leave", False),
    ("POST", _ROOM + "/invite", "post_invite", False),
    ("POST", _ROOM + "/forget", "accept", False),
    ("POST", _ROOM + "/read_markers", "accept", False),
    ("POST", _ROOM + f"/receipt/{_ID}/{_ID}", "accept", False),
    ("PUT", _ROOM + f"/typing/{_ID}", "accept", False),
    ("GET", _C + f"/user/{_ID}/account_data/{_ID}", "get_account_data", False),
    ("PUT", _C + f"/user/{_ID}/account_data/{_ID}", "put_account_data", False),
    ("GET", _C + f"/profile/{_ID}", "get_profile", False),
    ("PUT", _C + f"/profile/{_ID}/{_ID}", "accept", False),
    ("GET", "/_matrix/client/v1/media/(?:download|thumbnail)/" + _ID + "/" + _ID, "get_media", False),
    ("GET", "/_matrix/client/v1/media/config", "get_media_config", False),
    ("POST", "/_matrix/media/v3/upload", "post_media", False),
]
