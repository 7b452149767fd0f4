# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The client: a real matrix-nio client whose every request takes our path."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError
from app.matrix.plain_nio import nio
from app.matrix.retry import ONCE
from tests.support.evil_faults import Html, RateLimit, Status
from tests.support.evil_homeserver import EvilHomeserver

BOB = "@bob:evil.test"


async def test_matrix_nio_works_through_our_path(hs: EvilHomeserver, client: MatrixClient) -> None:
    assert isinstance(client, nio.AsyncClient)
    room_id = hs.create_room({BOB: "join"})
    answer = await client.joined_members(room_id)
    assert isinstance(answer, nio.JoinedMembersResponse)
    assert {member.user_id for member in answer.members} == {hs.user_id, BOB}
    answer = await client.room_put_state(room_id, "m.room.topic", {"topic": "Ü & /"})
    assert isinstance(answer, nio.RoomPutStateResponse)
    assert (await api.get_state_event(client, room_id, "m.room.topic")) == {"topic": "Ü & /"}
    state = await api.get_state(client, room_id)
    assert {event["type"] for event in state} >= {"m.room.create", "m.room.topic"}


async def test_matrix_nio_raises_our_errors(hs: EvilHomeserver, client: MatrixClient) -> None:
    with pytest.raises(MatrixError) as caught:
        await client.room_get_state_event("!no:evil.test", "m.room.topic")
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert caught.value.errcode == "M_NOT_FOUND"


@pytest.mark.parametrize("name", ["send", "room_send", "sync", "sync_forever", "mxc_to_http"])
async def test_what_of_matrix_nio_must_not_run(hs: EvilHomeserver, client: MatrixClient, name: str) -> None:
    with pytest.raises(RuntimeError):
        await getattr(client, name)("!r:evil.test", "m.room.message", {"body": "Klartext"})
    with pytest.raises(RuntimeError):
        await client.download("mxc://evil.test/x")
    assert hs.requests() == []


def test_nothing_of_matrix_nio_has_a_way_around_us() -> None:
    """``_send`` and ``send`` are the only places where matrix-nio itself touches the network."""
    source = inspect.getsource(sys.modules["nio.client.async_client"])
    assert source.count("self.client_session.request(") == 1
    assert source.count("self.send(") == 1
    assert "client_session.get(" not in source
    assert MatrixClient.send is not nio.AsyncClient.send
    assert MatrixClient._send is not nio.AsyncClient._send


def test_matrix_nio_comes_without_its_encryption_and_ours_keeps_working() -> None:
    code = (
        "import app.matrix.client, sys; import vodozemac; from importlib import util;"
        "assert util.find_spec('vodozemac') is not None;"
        "assert 'nio.crypto.olm_machine' not in sys.modules and 'peewee' not in sys.modules;"
        "from app.matrix.plain_nio import nio; assert not nio.crypto.ENCRYPTION_ENABLED"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_the_hooks_tell_of_trouble_and_of_success(hs: EvilHomeserver, client: MatrixClient) -> None:
    told: list[str] = []
    client.on_trouble = lambda error: told.append(error.code.value)
    client.on_success = lambda: told.append("ok")
    await api.whoami(client)
    for fault in (Status(500), Html(200)):
        hs.fail("/whoami", fault)
        with pytest.raises(UserError):
            await client.request("GET", api.path("account", "whoami"), retry=ONCE)
    hs.fail("/whoami", RateLimit(1))  # a homeserver that says "slow down" is there
    with pytest.raises(UserError):
        await client.request("GET", api.path("account", "whoami"), retry=ONCE)
    assert told == ["ok", "server_error", "bad_answer", "ok"]


@pytest.mark.parametrize(
    "where",
    [
        "/etc/passwd",
        "http://evil.example/_matrix/x",
        "/_matrix/../x",
        "/_matrix/%2E%2e/x",
        "/_matrix/a b",
        "/_matrix/ü",
        "/_matrix/x#y",
        "/_matrix/x\r\nX-Evil: 1",
    ],
)
async def test_paths_that_are_none(hs: EvilHomeserver, client: MatrixClient, where: str) -> None:
    with pytest.raises(UserError):
        await client.request("GET", where)
    assert hs.requests() == []


@pytest.mark.parametrize("odd", ["../../x", "a/b", "a?b=c", "a#b", "ü", "a b", "%2e%2e"])
async def test_ids_of_others_cannot_leave_their_place_in_a_path(
    hs: EvilHomeserver, client: MatrixClient, odd: str
) -> None:
    room_id = f"!{odd}:evil.test"
    with pytest.raises(MatrixError) as caught:
        await api.members(client, room_id)
    assert caught.value.code is ErrorCode.FORBIDDEN
    [request] = hs.requests()
    assert request.path == api.path("rooms", room_id, "members")
    assert request.query == {"not_membership": "leave"}


async def test_large_answers_are_parsed_and_counted(hs: EvilHomeserver, client: MatrixClient) -> None:
    room_id = hs.create_room({f"@u{number}:evil.test": "join" for number in range(1000)})
    before = client.bytes_in
    people = await api.members(client, room_id)
    assert len(people) == 1001
    assert client.bytes_in - before > 100_000


async def test_requests_side_by_side(hs: EvilHomeserver, client: MatrixClient) -> None:
    import asyncio

    answers = await asyncio.gather(*(api.whoami(client) for _ in range(100)))
    assert set(answers) == {(hs.user_id, "EVILDEVICE")}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, {"errcode": "M_FORBIDDEN"}, ErrorCode.FORBIDDEN),
        (404, {"errcode": "M_NOT_FOUND"}, ErrorCode.NOT_FOUND),
        (404, {"errcode": "M_UNRECOGNIZED"}, ErrorCode.UNSUPPORTED_SERVER),
        (413, {"errcode": "M_TOO_LARGE"}, ErrorCode.TOO_LARGE),
        (400, {"errcode": "M_SOMETHING_NEW"}, ErrorCode.REFUSED),
        (400, {"errcode": "x" * 1000}, ErrorCode.BAD_ANSWER),
        (401, {"flows": [], "session": "s"}, ErrorCode.REFUSED),
        (418, {}, ErrorCode.BAD_ANSWER),
        (204, {}, None),
        (201, {"user_id": "@anna:evil.test", "device_id": "D"}, None),
    ],
)
async def test_what_errors_become(
    hs: EvilHomeserver, client: MatrixClient, status: int, body: Any, code: ErrorCode | None
) -> None:
    hs.answer("/whoami", body, status=status)
    if code is None and status == 201:
        await api.whoami(client)
        return
    with pytest.raises(UserError) as caught:
        await api.whoami(client)
    assert caught.value.code is (code or ErrorCode.BAD_ANSWER)  # 204 has no body, and we want one
    if isinstance(caught.value, MatrixError):
        assert caught.value.body == body
