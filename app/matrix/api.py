# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The calls of the Client-Server API that we make, one thin function each.

All raise UserError (NetworkError, MatrixError) and CancelledError. Answers are checked as far as their shape is
promised here; what is inside events is judged by those who use them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from app.errors import ErrorCode
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError, NetworkError
from app.matrix.http import KIB, MIB, Timeouts
from app.matrix.retry import BACKGROUND, ONCE, PATIENT, REPEATABLE, RetryPolicy
from app.matrix.sync.parse import as_position, room_events, state_events
from app.matrix.versions import ServerVersions
from app.matrix.wire import as_count, as_object, is_room_id, is_user_id
from crypto.types import Json, OutgoingRequest

V3 = "/_matrix/client/v3"
SMALL = 256 * KIB
LARGE = 64 * MIB
_SLOW = Timeouts(read=120.0, total=300.0)  # members of large rooms, key requests, joins over federation


def path(*segments: str, base: str = V3) -> str:
    """A percent-encoded path below ``base``; ids of other people are safe in it."""
    return base + "".join("/" + quote(segment, safe="") for segment in segments)


def _room(room_id: str, *segments: str) -> str:
    return path("rooms", room_id, *segments)


def _broken(reason: str) -> NetworkError:
    return NetworkError(ErrorCode.BAD_ANSWER, reason=reason)


def _event_id(answer: Json) -> str:
    event_id = answer.get("event_id")
    if not isinstance(event_id, str) or not event_id.startswith("$") or len(event_id) > 255:
        raise _broken("event_id")
    return event_id


# -- the server and this device --------------------------------------------------------------------------------------


async def versions(client: MatrixClient, *, retry: RetryPolicy = PATIENT) -> ServerVersions:
    """GET /versions; signed in, it also tells what is switched on for this user."""
    return ServerVersions.parse(await client.request("GET", "/_matrix/client/versions", limit=SMALL, retry=retry))


async def whoami(client: MatrixClient) -> tuple[str, str]:
    """(user_id, device_id) of the access token; the device id is empty if the token has none."""
    answer = await client.request("GET", path("account", "whoami"), limit=SMALL)
    user_id, device_id = answer.get("user_id"), answer.get("device_id", "")
    if not is_user_id(user_id) or not isinstance(device_id, str):
        raise _broken("whoami")
    return str(user_id), device_id


async def logout(client: MatrixClient) -> None:
    """The access token and the device are gone; already gone is fine too."""
    try:
        await client.request(
            "POST", path("logout"), body={}, limit=SMALL, retry=RetryPolicy(attempts=2, idempotent=True)
        )
    except MatrixError as error:
        if error.code is not ErrorCode.SIGNED_OUT:
            raise


async def outgoing(client: MatrixClient, request: OutgoingRequest, *, retry: RetryPolicy = BACKGROUND) -> Json:
    """Send a request of the encryption engine; feed the answer to ``CryptoMachine.mark_sent``."""
    return await client.request(
        request.method, request.path, body=request.body, timeout=_SLOW, limit=LARGE, retry=retry
    )


# -- events ----------------------------------------------------------------------------------------------------------


async def send_event(
    client: MatrixClient, room_id: str, event_type: str, content: Json, txn_id: str, *, retry: RetryPolicy = ONCE
) -> str:
    """Gives the event id; the same ``txn_id`` gives the same one again. Too long for the server: TOO_LARGE."""
    where = _room(room_id, "send", event_type, txn_id)
    return _event_id(await client.request("PUT", where, body=content, limit=SMALL, retry=retry))


async def redact(
    client: MatrixClient,
    room_id: str,
    event_id: str,
    txn_id: str,
    reason: str | None = None,
    *,
    retry: RetryPolicy = ONCE,
) -> str:
    body: Json = {} if reason is None else {"reason": reason}
    where = _room(room_id, "redact", event_id, txn_id)
    return _event_id(await client.request("PUT", where, body=body, limit=SMALL, retry=retry))


async def put_state(client: MatrixClient, room_id: str, event_type: str, content: Json, state_key: str = "") -> str:
    where = _room(room_id, "state", event_type, state_key)
    return _event_id(await client.request("PUT", where, body=content, limit=SMALL))


async def get_state(client: MatrixClient, room_id: str) -> list[Json]:
    """All current state events."""
    answer = await client.ask_list("GET", _room(room_id, "state"), timeout=_SLOW, limit=LARGE)
    return state_events(answer)


async def get_state_event(client: MatrixClient, room_id: str, event_type: str, state_key: str = "") -> Json:
    """The content. Raises MatrixError NOT_FOUND if there is none."""
    return await client.request("GET", _room(room_id, "state", event_type, state_key), limit=1 * MIB)


async def get_event(client: MatrixClient, room_id: str, event_id: str) -> Json:
    event = await client.request("GET", _room(room_id, "event", event_id), limit=1 * MIB)
    found = room_events([event])
    if not found:
        raise _broken("event")
    return found[0]


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one /messages answer in the order asked for. ``end`` None: there is nothing further."""

    events: Sequence[Json]
    state: Sequence[Json]  # member events of the senders (lazy loading)
    start: str | None
    end: str | None


async def messages(
    client: MatrixClient,
    room_id: str,
    *,
    start: str | None,
    direction: Literal["b", "f"] = "b",
    limit: int = 50,
    stop: str | None = None,
) -> Page:
    """One page of history. ``start`` None: from the newest (``b``) or oldest (``f``) event that we may see."""
    answer = await client.request(
        "GET",
        _room(room_id, "messages"),
        query={
            "from": start,
            "to": stop,
            "dir": direction,
            "limit": limit,
            "filter": '{"lazy_load_members":true}',
        },
        timeout=_SLOW,
        limit=LARGE,
    )
    end = as_position(answer.get("end"))
    return Page(
        room_events(answer.get("chunk")),
        state_events(answer.get("state")),
        as_position(answer.get("start")),
        end if end != start else None,  # the same place again would be an endless walk
    )


@dataclass(frozen=True, slots=True)
class Surrounding:
    """Events around one, oldest first, that one among them. ``start``/``end`` fetch what is before and after."""

    events: Sequence[Json]
    state: Sequence[Json]
    start: str | None
    end: str | None


async def context(client: MatrixClient, room_id: str, event_id: str, *, limit: int = 50) -> Surrounding:
    """GET /context: up to ``limit`` events around one. Raises MatrixError NOT_FOUND, FORBIDDEN; BAD_ANSWER."""
    answer = await client.request(
        "GET",
        _room(room_id, "context", event_id),
        query={"limit": limit, "filter": '{"lazy_load_members":true}'},
        timeout=_SLOW,
        limit=LARGE,
    )
    middle = room_events([answer.get("event")])
    if not middle or middle[0]["event_id"] != event_id:
        raise _broken("context")
    found: dict[str, Json] = {}
    earlier, later = room_events(answer.get("events_before")), room_events(answer.get("events_after"))
    for event in (*reversed(earlier), *middle, *later):
        if event.get("room_id", room_id) == room_id:
            if event["event_id"] == event_id and event is not middle[0]:
                continue
            found.setdefault(event["event_id"], event)
    if event_id not in found:
        raise _broken("context")
    start, end = as_position(answer.get("start")), as_position(answer.get("end"))
    return Surrounding(list(found.values()), state_events(answer.get("state")), start, end)


# -- rooms -----------------------------------------------------------------------------------------------------------


async def members(client: MatrixClient, room_id: str, *, not_membership: str | None = "leave") -> list[Json]:
    """The m.room.member events of a room, without those who left unless asked for."""
    answer = await client.request(
        "GET", _room(room_id, "members"), query={"not_membership": not_membership}, timeout=_SLOW, limit=LARGE
    )
    chunk = answer.get("chunk")
    if not isinstance(chunk, list):
        raise _broken("members")
    return [event for event in state_events(chunk) if event["type"] == "m.room.member"]


async def joined_members(client: MatrixClient, room_id: str) -> dict[str, Json]:
    """User id -> {display_name?, avatar_url?}."""
    answer = await client.request("GET", _room(room_id, "joined_members"), timeout=_SLOW, limit=LARGE)
    joined = answer.get("joined")
    if not isinstance(joined, dict):
        raise _broken("joined_members")
    return {user_id: as_object(profile) for user_id, profile in joined.items() if is_user_id(user_id)}


async def create_room(
    client: MatrixClient,
    *,
    name: str = "",
    topic: str = "",
    invite: Collection[str] = (),
    is_direct: bool = False,
    preset: str = "private_chat",
    alias: str = "",
    initial_state: Sequence[Json] = (),
) -> str:
    """Gives the room id. ``alias``: the local part. Not tried again when nobody knows whether the room was made."""
    body: Json = {"preset": preset, "visibility": "private", "invite": list(invite), "is_direct": is_direct}
    body |= {key: value for key, value in (("name", name), ("topic", topic), ("room_alias_name", alias)) if value}
    if initial_state:
        body["initial_state"] = list(initial_state)
    return _room_id(await client.request("POST", path("createRoom"), body=body, timeout=_SLOW, limit=SMALL))


async def join(client: MatrixClient, room_id_or_alias: str, *, via: Sequence[str] = ()) -> str:
    """Gives the room id. ``via``: servers that know the room (MSC4156, in the specification since v1.12)."""
    query = "&".join(f"via={quote(server, safe='')}&server_name={quote(server, safe='')}" for server in via)
    where = path("join", room_id_or_alias) + (f"?{query}" if query else "")
    return _room_id(await client.request("POST", where, body={}, timeout=_SLOW, limit=SMALL, retry=REPEATABLE))


async def leave(client: MatrixClient, room_id: str) -> None:
    """Also declines an invitation."""
    await client.request("POST", _room(room_id, "leave"), body={}, timeout=_SLOW, limit=SMALL)


async def forget(client: MatrixClient, room_id: str) -> None:
    await client.request("POST", _room(room_id, "forget"), body={}, limit=SMALL, retry=REPEATABLE)


async def invite(client: MatrixClient, room_id: str, user_id: str) -> None:
    await client.request("POST", _room(room_id, "invite"), body={"user_id": user_id}, timeout=_SLOW, limit=SMALL)


async def mark_read(
    client: MatrixClient, room_id: str, *, fully_read: str | None, read: str | None, private: bool = False
) -> None:
    """The fully-read marker, and our receipt for the main timeline (``private``: only for ourselves)."""
    if fully_read is not None:
        body: Json = {"m.fully_read": fully_read}
        await client.request("POST", _room(room_id, "read_markers"), body=body, limit=SMALL, retry=REPEATABLE)
    if read is not None:
        await send_receipt(client, room_id, read, "main", private=private)


async def send_receipt(
    client: MatrixClient, room_id: str, event_id: str, thread: str, *, private: bool = False
) -> None:
    """We have read up to an event of a thread, or of ``main``, what stands in none (MSC3771)."""
    where = _room(room_id, "receipt", "m.read.private" if private else "m.read", event_id)
    await client.request("POST", where, body={"thread_id": thread}, limit=SMALL, retry=REPEATABLE)


async def typing(client: MatrixClient, room_id: str, *, on: bool, timeout_ms: int = 20_000) -> None:
    body: Json = {"typing": True, "timeout": timeout_ms} if on else {"typing": False}
    await client.request("PUT", _room(room_id, "typing", client.user_id), body=body, limit=SMALL, retry=ONCE)


# -- people and account data -----------------------------------------------------------------------------------------


async def profile(client: MatrixClient, user_id: str) -> tuple[str | None, str | None]:
    """(display name, avatar mxc URI), unchecked texts."""
    answer = await client.request("GET", path("profile", user_id), limit=SMALL)
    name, avatar = answer.get("displayname"), answer.get("avatar_url")
    return (name if isinstance(name, str) else None, avatar if isinstance(avatar, str) else None)


async def set_display_name(client: MatrixClient, name: str) -> None:
    await client.request("PUT", path("profile", client.user_id, "displayname"), body={"displayname": name}, limit=SMALL)


async def set_avatar_url(client: MatrixClient, uri: str) -> None:
    """An mxc URI; empty removes the picture."""
    await client.request("PUT", path("profile", client.user_id, "avatar_url"), body={"avatar_url": uri}, limit=SMALL)


async def password_policy(client: MatrixClient) -> Json:
    """What a new password has to be like (MSC2000); empty where the server does not say."""
    try:
        return await client.request("GET", path("password_policy"), limit=SMALL)
    except MatrixError as error:
        if error.code in (ErrorCode.NOT_FOUND, ErrorCode.REFUSED):
            return {}
        raise


async def change_password(client: MatrixClient, new: str, auth: Json | None, *, sign_out_others: bool) -> None:
    """POST /account/password, an attempt of user-interactive authentication."""
    body: Json = {"new_password": new, "logout_devices": sign_out_others}
    if auth is not None:
        body["auth"] = auth
    await client.request("POST", path("account", "password"), body=body, limit=SMALL)


async def get_account_data(client: MatrixClient, kind: str) -> Json:
    """Raises MatrixError NOT_FOUND if there is none."""
    return await client.request("GET", path("user", client.user_id, "account_data", kind), limit=4 * MIB)


async def put_account_data(client: MatrixClient, kind: str, content: Json) -> None:
    await client.request("PUT", path("user", client.user_id, "account_data", kind), body=content, limit=SMALL)


async def upload_limit(client: MatrixClient) -> int | None:
    """The longest file that the server takes, in bytes (GET /media/config), or None if it does not say."""
    answer = await client.request("GET", "/_matrix/client/v1/media/config", limit=SMALL)
    return as_count(answer.get("m.upload.size"))


def _room_id(answer: Json) -> str:
    room_id = answer.get("room_id")
    if not is_room_id(room_id):
        raise _broken("room_id")
    return str(room_id)
