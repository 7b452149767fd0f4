# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calls of the Client-Server API about rooms and people that we need not know: directories, spaces, previews, marks.

All go to our own homeserver, which asks others where it has to. All raise UserError (NetworkError, MatrixError) and
CancelledError. What comes is bounded and validated here; texts are plain text of other people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.errors import ErrorCode
from app.found import FoundRoom, FoundRooms, Person
from app.matrix.api import LARGE, SMALL, path
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError, NetworkError
from app.matrix.http import MIB, Timeouts
from app.matrix.retry import ONCE, REPEATABLE
from app.matrix.sync.parse import as_membership, as_position
from app.matrix.wire import as_count, as_list, as_object, is_room_id, is_user_id
from app.store.members import valid_mxc
from app.store.spaces import child_of
from app.types import Membership
from crypto.types import Json

V1 = "/_matrix/client/v1"
_SUMMARY_BEFORE = "/_matrix/client/unstable/im.nheko.summary/summary"  # MSC3266 before v1.15
_FEDERATED = Timeouts(read=60.0, total=120.0)  # our server may have to ask others
_MAX_ROOMS = 200  # of one page
_MAX_NAME = 256
_MAX_TOPIC = 2000
_JOIN_RULES = ("public", "knock", "restricted", "knock_restricted", "invite", "private")


async def public_rooms(
    client: MatrixClient, query: str, *, server: str | None = None, since: str | None = None, limit: int = 50
) -> FoundRooms:
    """POST /publicRooms. ``server``: whose directory, None: our own server's."""
    body: Json = {"limit": limit}
    if query:
        body["filter"] = {"generic_search_term": query}
    if since is not None:
        body["since"] = since
    answer = await client.request(
        "POST",
        path("publicRooms"),
        body=body,
        query={"server": server} if server else None,
        timeout=_FEDERATED,
        limit=LARGE,
        retry=ONCE,
    )
    via = (server,) if server else ()
    rooms = tuple(_rooms(answer.get("chunk"), {}, via))
    following = as_position(answer.get("next_batch"))
    total = as_count(answer.get("total_room_count_estimate"))
    return FoundRooms(rooms, following if following != since else None, total)


async def hierarchy(
    client: MatrixClient, space_id: str, *, since: str | None = None, limit: int = 50
) -> tuple[FoundRoom | None, FoundRooms]:
    """GET /rooms/{room}/hierarchy, one level: (the space itself, on the first page; the rooms that it lists)."""
    answer = await client.request(
        "GET",
        path("rooms", space_id, "hierarchy", base=V1),
        query={"limit": limit, "max_depth": 1, "from": since},
        timeout=_FEDERATED,
        limit=LARGE,
    )
    chunk = as_list(answer.get("rooms"))[:_MAX_ROOMS]
    own = next((as_object(room) for room in chunk if as_object(room).get("room_id") == space_id), {})
    listed = {}
    for event in as_list(own.get("children_state")):
        event = as_object(event)
        child = child_of(event.get("state_key"), event.get("content"), event.get("origin_server_ts"))
        if child is not None:
            listed[child.room_id] = child
    via = {room_id: child.via for room_id, child in listed.items()}
    suggested = {room_id for room_id, child in listed.items() if child.suggested}
    rooms = tuple(_rooms([room for room in chunk if as_object(room).get("room_id") != space_id], via, (), suggested))
    following = as_position(answer.get("next_batch"))
    found = next(iter(_rooms([own], {}, ())), None)
    return found, FoundRooms(rooms, following if following != since else None)


async def room_summary(client: MatrixClient, room: str, via: Sequence[str] = ()) -> FoundRoom:
    """GET /room_summary (MSC3266) of a room id or alias. Raises MatrixError NOT_FOUND, FORBIDDEN."""
    query = _via(via)
    try:
        answer = await client.request(
            "GET", path("room_summary", room, base=V1) + query, timeout=_FEDERATED, limit=1 * MIB, retry=ONCE
        )
    except MatrixError as error:
        if error.errcode != "M_UNRECOGNIZED":
            raise
        answer = await client.request(
            "GET", path(room, base=_SUMMARY_BEFORE) + query, timeout=_FEDERATED, limit=1 * MIB, retry=ONCE
        )
    found = next(iter(_rooms([answer], {}, tuple(via))), None)
    if found is None:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="room_summary")
    return found


async def knock(client: MatrixClient, room: str, reason: str = "", via: Sequence[str] = ()) -> str:
    """POST /knock: ask to be let in. Gives the room id. Raises MatrixError FORBIDDEN, NOT_FOUND, ..."""
    body: Json = {"reason": reason} if reason else {}
    answer = await client.request(
        "POST", path("knock", room) + _via(via), body=body, timeout=_FEDERATED, limit=SMALL, retry=REPEATABLE
    )
    room_id = answer.get("room_id")
    return str(room_id) if is_room_id(room_id) else room


async def search_people(client: MatrixClient, query: str, limit: int = 20) -> list[Person]:
    """POST /user_directory/search: whom the server lets us find."""
    answer = await client.request(
        "POST", path("user_directory", "search"), body={"search_term": query, "limit": limit}, limit=LARGE, retry=ONCE
    )
    found = []
    for result in as_list(answer.get("results"))[:limit]:
        entry = as_object(result)
        if is_user_id(entry.get("user_id")):
            name = _text(entry.get("display_name"), _MAX_NAME)
            found.append(Person(str(entry["user_id"]), name, valid_mxc(entry.get("avatar_url"))))
    return found


async def create_space(
    client: MatrixClient, *, name: str, topic: str = "", public: bool = False, invite: Sequence[str] = ()
) -> str:
    """POST /createRoom with type m.space: nobody writes there, members may not list rooms unless they moderate."""
    body: Json = {
        "name": name,
        "preset": "public_chat" if public else "private_chat",
        "visibility": "private",
        "creation_content": {"type": "m.space"},
        "power_level_content_override": {"events_default": 100, "invite": 0 if public else 50},
        "initial_state": [
            {
                "type": "m.room.history_visibility",
                "state_key": "",
                "content": {"history_visibility": "world_readable" if public else "invited"},
            }
        ],
        "invite": list(invite),
    }
    if topic:
        body["topic"] = topic
    answer = await client.request("POST", path("createRoom"), body=body, timeout=_FEDERATED, limit=SMALL)
    room_id = answer.get("room_id")
    if not is_room_id(room_id):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="room_id")
    return str(room_id)


async def put_tag(client: MatrixClient, room_id: str, tag: str) -> None:
    """PUT /user/{user}/rooms/{room}/tags/{tag}."""
    await client.request("PUT", _tag(client, room_id, tag), body={}, limit=SMALL, retry=REPEATABLE)


async def remove_tag(client: MatrixClient, room_id: str, tag: str) -> None:
    await client.request("DELETE", _tag(client, room_id, tag), limit=SMALL, retry=REPEATABLE)


async def put_room_account_data(client: MatrixClient, room_id: str, kind: str, content: Json) -> None:
    where = path("user", client.user_id, "rooms", room_id, "account_data", kind)
    await client.request("PUT", where, body=content, limit=SMALL, retry=REPEATABLE)


def _tag(client: MatrixClient, room_id: str, tag: str) -> str:
    return path("user", client.user_id, "rooms", room_id, "tags", tag)


def _via(servers: Sequence[str]) -> str:
    """As in ``app.matrix.api.join``: the name of the specification, and the one before it."""
    if not servers:
        return ""
    names = (quote(server, safe="") for server in servers)
    return "?" + "&".join(f"via={name}&server_name={name}" for name in names)


def _rooms(
    chunk: object,
    via: Mapping[str, tuple[str, ...]],
    otherwise: tuple[str, ...],
    suggested: frozenset[str] | set[str] = frozenset(),
) -> list[FoundRoom]:
    """Rooms of an answer, each once; malformed ones are left out."""
    found: dict[str, FoundRoom] = {}
    for entry in as_list(chunk)[:_MAX_ROOMS]:
        room = as_object(entry)
        room_id, rule = room.get("room_id"), room.get("join_rule", "public")
        if not is_room_id(room_id):
            continue
        room_id = str(room_id)
        membership = as_membership(room.get("membership"))
        encryption = room.get("encryption", room.get("im.nheko.summary.encryption"))
        children = sum(1 for child in as_list(room.get("children_state")) if as_object(as_object(child).get("content")))
        found[room_id] = FoundRoom(
            room_id,
            _text(room.get("name"), _MAX_NAME),
            _text(room.get("canonical_alias"), _MAX_NAME),
            _text(room.get("topic"), _MAX_TOPIC),
            valid_mxc(room.get("avatar_url")),
            as_count(room.get("num_joined_members")) or 0,
            rule if isinstance(rule, str) and rule in _JOIN_RULES else "invite",
            room.get("room_type") == "m.space",
            room.get("world_readable") is True,
            True if isinstance(encryption, str) and encryption else None,
            Membership(membership) if membership is not None else None,
            via.get(room_id, otherwise),
            room_id in suggested,
            children,
        )
    return list(found.values())


def _text(value: object, limit: int) -> str:
    return value[:limit].strip() if isinstance(value, str) else ""
