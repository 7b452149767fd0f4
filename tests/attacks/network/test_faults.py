# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""N-01, N-05, N-06, N-07, N-10: a network and a homeserver that fail in every way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError, NetworkError
from app.matrix.http import Timeouts
from app.matrix.retry import LONGEST_WAIT, RetryPolicy, retry_after
from crypto.types import OutgoingRequest
from tests.support.evil_faults import (
    Drip,
    Endless,
    Fault,
    Hang,
    Html,
    LoggedOut,
    RateLimit,
    Redirect,
    Reset,
    Status,
    Truncated,
)
from tests.support.evil_homeserver import EvilHomeserver

QUICK = RetryPolicy(base=0.001)
IDEMPOTENT = RetryPolicy(base=0.001, idempotent=True)
HASTY = Timeouts(connect=1.0, read=0.15, total=0.3)
ROOM = "!r:evil.test"
Call = Callable[[MatrixClient], Awaitable[Any]]

CALLS: dict[str, tuple[str, Call]] = {
    "versions": ("/versions", lambda c: api.versions(c, retry=QUICK)),
    "upload": (
        "/keys/upload",
        lambda c: api.outgoing(
            c, OutgoingRequest("1", "upload", "POST", api.path("keys", "upload"), {}), retry=IDEMPOTENT
        ),
    ),
    "query": (
        "/keys/query",
        lambda c: api.outgoing(
            c, OutgoingRequest("2", "query", "POST", api.path("keys", "query"), {}), retry=IDEMPOTENT
        ),
    ),
    "to_device": (
        "/sendToDevice/",
        lambda c: api.outgoing(
            c,
            OutgoingRequest("3", "to_device", "PUT", api.path("sendToDevice", "m.dummy", "t1"), {"messages": {}}),
            retry=QUICK,
        ),
    ),
    "send": ("/send/", lambda c: api.send_event(c, ROOM, "m.room.message", {"body": "x"}, "t1", retry=QUICK)),
}
FAULTS: dict[str, Fault] = {"500": Status(500), "502-html": Html(502), "reset": Reset(), "504": Status(504, b"")}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize(("part", "call"), CALLS.values(), ids=CALLS.keys())
async def test_n01_three_failures_then_an_answer(
    hs: EvilHomeserver, client: MatrixClient, part: str, call: Call, fault: Fault
) -> None:
    hs.fail(part, fault, times=3)
    await call(client)
    assert len(hs.requests(part)) == 4
    assert len(hs.sent) <= 1


async def test_n01_time_outs_then_an_answer(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Hang(), times=3)
    answer = await client.request("GET", api.path("account", "whoami"), timeout=HASTY, retry=QUICK)
    assert answer["user_id"] == hs.user_id
    assert len(hs.requests("/whoami")) == 4


async def test_n01_an_answer_cut_short_is_asked_for_again(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/versions", Truncated(), times=2)
    assert (await api.versions(client, retry=QUICK)).at_least(1, 11)


async def test_n01_what_may_have_happened_is_not_repeated_unless_harmless(
    hs: EvilHomeserver, client: MatrixClient
) -> None:
    hs.fail("/createRoom", Reset())
    with pytest.raises(UserError) as caught:
        await api.create_room(client, name="Nur einmal")
    assert caught.value.code is ErrorCode.NO_NETWORK
    assert len(hs.requests("/createRoom")) == 1


async def test_n01_pauses_grow_and_end(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/versions", Status(503), times=0)
    with pytest.raises(UserError) as caught:
        await api.versions(client, retry=RetryPolicy(attempts=5, base=0.001))
    assert caught.value.code is ErrorCode.SERVER_ERROR
    assert len(hs.requests("/versions")) == 5
    policy = RetryPolicy(base=0.5, cap=30.0)
    for failures in (1, 2, 3, 50, 10**6):
        assert all(0 <= policy.pause(failures) <= min(30.0, 0.5 * 2.0 ** min(failures, 30)) for _ in range(100))


async def test_n01_a_hanging_server_is_not_asked_for_ever(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Hang(), times=0)
    policy = RetryPolicy(attempts=50, base=0.001, begin_within=0.5)
    with pytest.raises(UserError) as caught:
        await client.request("GET", api.path("account", "whoami"), timeout=HASTY, retry=policy)
    assert caught.value.code is ErrorCode.TIMEOUT
    assert 2 <= len(hs.requests("/whoami")) <= 5


# -- N-05 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "body", "seconds"),
    [
        (None, {"retry_after_ms": 10**15}, LONGEST_WAIT),
        (None, {"retry_after_ms": 1.5e300}, LONGEST_WAIT),
        (None, {"retry_after_ms": -1}, None),
        (None, {"retry_after_ms": "x"}, None),
        (None, {"retry_after_ms": True}, None),
        (None, {"retry_after_ms": None}, None),
        (None, {"retry_after_ms": 1500}, 1.5),
        (None, None, None),
        ("7", {"retry_after_ms": 10**15}, 7.0),
        ("9" * 400, None, LONGEST_WAIT),
        ("-5", {"retry_after_ms": 2000}, 2.0),
        ("x", {"retry_after_ms": 2000}, 2.0),
        ("٣", None, None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None, LONGEST_WAIT),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None, 0.0),
        ("Fri, 31 Dec 99999999999 23:59:59 GMT", None, None),
    ],
)
def test_n05_what_a_rate_limit_says(header: str | None, body: Any, seconds: float | None) -> None:
    assert retry_after({} if header is None else {"Retry-After": header}, body) == seconds


@pytest.mark.parametrize("fault", [RateLimit(0), RateLimit(5), RateLimit("x"), RateLimit(-1), RateLimit(None, "0")])
async def test_n05_a_short_limit_is_waited_for(hs: EvilHomeserver, client: MatrixClient, fault: Fault) -> None:
    hs.fail("/send/", fault, times=2)
    await api.send_event(client, ROOM, "m.room.message", {"body": "x"}, "t", retry=QUICK)
    assert len(hs.requests("/send/")) == 3


@pytest.mark.parametrize("fault", [RateLimit(10**15), RateLimit(None, "99999999")])
async def test_n05_an_endless_limit_is_told_at_once_and_capped(
    hs: EvilHomeserver, client: MatrixClient, fault: Fault
) -> None:
    hs.fail("/send/", fault)
    started = time.monotonic()
    with pytest.raises(MatrixError) as caught:
        await api.send_event(
            client, ROOM, "m.room.message", {}, "t", retry=RetryPolicy(base=0.001, rate_limit_wait=10.0)
        )
    assert time.monotonic() - started < 5
    assert caught.value.code is ErrorCode.RATE_LIMITED
    assert caught.value.details["seconds"] == LONGEST_WAIT


# -- N-06 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["{other}/take", "/_matrix/client/versions", "file:///etc/passwd", ""])
async def test_n06_no_redirect_is_followed(hs: EvilHomeserver, client: MatrixClient, status: int, target: str) -> None:
    with EvilHomeserver() as other:
        hs.fail("/whoami", Redirect(target.format(other=other.url), status))
        with pytest.raises(UserError) as caught:
            await api.whoami(client)
        assert caught.value.code is ErrorCode.BAD_ANSWER
        assert len(hs.requests()) == 1
        assert other.requests() == []


# -- N-07 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("soft", [False, True])
async def test_n07_a_lost_token_is_signed_out_not_retried(hs: EvilHomeserver, client: MatrixClient, soft: bool) -> None:
    heard: list[UserError] = []
    client.on_trouble = heard.append
    hs.fail("/whoami", LoggedOut(soft=soft), times=0)
    with pytest.raises(MatrixError) as caught:
        await api.whoami(client)
    assert caught.value.code is ErrorCode.SIGNED_OUT
    assert caught.value.soft_logout is soft
    assert [error.code for error in heard] == [ErrorCode.SIGNED_OUT]
    assert len(hs.requests("/whoami")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Status(401, b"<html>Bitte anmelden", {}, "text/html"),
        Status(401, {"errcode": "M_MISSING_TOKEN"}),
        Status(403, {"errcode": "M_UNKNOWN_TOKEN"}),
        Status(200, {"errcode": "M_UNKNOWN_TOKEN"}),
        Status(401, {"errcode": 5}),
        Status(401, {"errcode": ["M_UNKNOWN_TOKEN"]}),
    ],
)
async def test_n07_only_the_homeserver_can_sign_us_out(hs: EvilHomeserver, client: MatrixClient, fault: Fault) -> None:
    hs.fail("/whoami", fault, times=0)
    with pytest.raises(UserError) as caught:
        await api.whoami(client)
    assert caught.value.code is not ErrorCode.SIGNED_OUT


# -- N-10 and endless things -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Html(200),
        Status(200, []),
        Status(200, 5),
        Status(200, None),
        Status(200, b""),
        Status(200, b"{"),
        Status(200, b'{"a":NaN}'),
        Status(200, b"[" * 100_000),
        Status(200, b'{"a":' * 100_000),
        Status(200, b'{"a":' * 5000 + b"1" + b"}" * 5000),
        Status(200, b"{}", {"Content-Encoding": "br"}),
        Status(200, b"{}", {"Content-Encoding": "gzip"}),
    ],
    ids=lambda fault: repr(fault)[:40],
)
async def test_n10_a_captive_portal_is_a_bad_answer(hs: EvilHomeserver, client: MatrixClient, fault: Fault) -> None:
    heard: list[UserError] = []
    client.on_trouble = heard.append
    hs.fail("/whoami", fault)
    with pytest.raises(NetworkError) as caught:
        await api.whoami(client)
    assert caught.value.code is ErrorCode.BAD_ANSWER
    assert len(heard) == 1


@pytest.mark.parametrize(
    "fault", [Endless(), Endless(compressed=True), Endless(declared=10**12)], ids=["plain", "gzip", "declared"]
)
async def test_n10_an_endless_answer_ends_at_the_limit(hs: EvilHomeserver, client: MatrixClient, fault: Fault) -> None:
    hs.fail("/whoami", fault)
    with pytest.raises(NetworkError) as caught:
        await client.request("GET", api.path("account", "whoami"), limit=1024 * 1024)
    assert caught.value.code is ErrorCode.BAD_ANSWER
    assert caught.value.details["reason"] == "too large"


async def test_n10_a_dripping_answer_ends_at_the_total_time(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Drip(0.01), times=0)
    with pytest.raises(NetworkError) as caught:
        await client.request("GET", api.path("account", "whoami"), timeout=HASTY, retry=RetryPolicy(attempts=1))
    assert caught.value.code is ErrorCode.TIMEOUT


async def test_n10_an_endless_error_is_still_an_error(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Status(403, b"x" * 10**6))
    with pytest.raises(MatrixError) as caught:
        await api.whoami(client)
    assert caught.value.status == 403


async def test_cancelling_ends_the_request_on_the_wire(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Hang())
    task = asyncio.ensure_future(api.whoami(client))
    await hs.arrived("/whoami")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await api.whoami(client))[0] == hs.user_id  # the client is as good as before


async def test_closing_ends_requests_and_refuses_new_ones(hs: EvilHomeserver, client: MatrixClient) -> None:
    hs.fail("/whoami", Hang(), times=0)
    task = asyncio.ensure_future(client.request("GET", api.path("account", "whoami"), retry=RetryPolicy(attempts=1)))
    await hs.arrived("/whoami")
    await client.close()
    with pytest.raises(UserError):
        await task
    with pytest.raises(UserError) as caught:
        await api.whoami(client)
    assert caught.value.code is ErrorCode.CANCELLED


async def test_the_token_goes_to_the_homeserver_only_in_the_header_and_nowhere_else(
    hs: EvilHomeserver, client: MatrixClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = client.access_token
    hs.fail("/joined_members", Reset(), Status(500), Html(200), times=1)
    with pytest.raises(UserError):
        await client.joined_members(ROOM)  # matrix-nio's own builder puts the token into the query
    await client.joined_members(ROOM)
    for request in hs.requests():
        assert request.headers["Authorization"] == f"Bearer {token}"
        assert token not in request.path
        assert token not in str(request.query)
    assert token not in repr(client)
    assert token not in repr(hs.credentials())
    assert token not in caplog.text


async def test_a_server_that_is_not_there(client: MatrixClient, hs: EvilHomeserver) -> None:
    hs.close()
    heard: list[UserError] = []
    client.on_trouble = heard.append
    with pytest.raises(NetworkError) as caught:
        await client.request("POST", api.path("createRoom"), body={}, retry=RetryPolicy(attempts=3, base=0.001))
    assert caught.value.code is ErrorCode.NO_NETWORK
    assert not caught.value.sent
    assert len(heard) == 3  # it never left, so even this may be tried again
