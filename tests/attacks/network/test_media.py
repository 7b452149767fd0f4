# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-05, C-08: files come from our homeserver under a well-formed name, and end at their limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import media
from app.matrix.client import MatrixClient
from app.matrix.mxc import Mxc
from tests.support.evil_faults import Endless, Redirect, Reset, Status, Truncated
from tests.support.evil_homeserver import EvilHomeserver

GOOD = "mxc://evil.test/abc_DEF-123"
BAD: list[Any] = [
    "mxc://evil.test/../../_matrix/client/v3/account/whoami",
    "mxc://evil.test/..",
    "mxc://evil.test/.",
    "mxc://../abc",
    "mxc://./abc",
    "mxc://a..b/abc",
    "mxc://evil.test/%2e%2e",
    "mxc://evil.test/a/b",
    "mxc://evil.test:99999/abc",
    "mxc://evil.test:/abc",
    "mxc://evil.test/" + "x" * 4096,
    "mxc://evil.test/x?y#z",
    "mxc://evil.test/x#z",
    "mxc://evil.test/",
    "mxc://evil.test",
    "mxc:///abc",
    "mxc://evil test/abc",
    "mxc://user@evil.test/abc",
    "mxc://evil.test\\@other/abc",
    "mxc://ев.test/abc",
    "mxc://evil.test/abc\n",
    "MXC://evil.test/abc",
    "https://evil.test/abc",
    "file:///etc/passwd",
    "//evil.test/abc",
    "",
    None,
    5,
    {"uri": GOOD},
    [GOOD],
]


@pytest.mark.parametrize("uri", BAD, ids=lambda uri: str(uri)[:30])
async def test_c05_what_is_no_mxc_uri_is_not_requested(hs: EvilHomeserver, client: MatrixClient, uri: Any) -> None:
    async def write(_piece: bytes) -> None:
        raise AssertionError("nothing to write")

    assert Mxc.parse(uri) is None
    with pytest.raises(UserError) as caught:
        await media.download(client, uri, write, limit=1000)
    assert caught.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(UserError):
        await media.thumbnail(client, uri, width=32, height=32)
    assert hs.requests() == []


@pytest.mark.parametrize("uri", [GOOD, "mxc://evil.test:8448/x", "mxc://[::1]:8448/x", "mxc://192.0.2.1/x"])
def test_c05_what_is_one_stays_as_it_is(uri: str) -> None:
    assert str(Mxc.parse(uri)) == uri


async def test_a_file_goes_up_and_comes_down(hs: EvilHomeserver, client: MatrixClient) -> None:
    data = bytes(range(256)) * 2000

    async def source() -> AsyncIterator[bytes]:
        for start in range(0, len(data), 65536):
            yield data[start : start + 65536]

    uri = await media.upload(client, source(), size=len(data))
    assert "filename" not in str(hs.requests("/upload")[0].query)
    got = bytearray()

    async def write(piece: bytes) -> None:
        got.extend(piece)

    assert await media.download(client, uri, write, limit=len(data)) == len(data)
    assert got == data
    assert await media.thumbnail(client, uri, width=32, height=32) == data
    assert all(request.path.startswith("/_matrix/client/v1/media/") for request in hs.requests("/media/", "GET"))


@pytest.mark.parametrize(
    "fault", [Endless(), Endless(compressed=True), Endless(declared=10**12)], ids=["plain", "gzip", "declared"]
)
async def test_c08_an_endless_file_ends_at_the_limit(hs: EvilHomeserver, client: MatrixClient, fault: Any) -> None:
    written = 0

    async def write(piece: bytes) -> None:
        nonlocal written
        written += len(piece)

    hs.fail("/download/", fault)
    with pytest.raises(UserError) as caught:
        await media.download(client, GOOD, write, limit=300_000)
    assert caught.value.code is ErrorCode.TOO_LARGE
    assert written <= 300_000


async def test_c08_a_truncated_file_is_an_error_and_not_written_twice(hs: EvilHomeserver, client: MatrixClient) -> None:
    pieces: list[bytes] = []

    async def write(piece: bytes) -> None:
        pieces.append(piece)

    hs.fail("/download/", Truncated(), times=0)
    with pytest.raises(UserError) as caught:
        await media.download(client, GOOD, write, limit=10_000)
    assert caught.value.code is ErrorCode.NO_NETWORK
    assert len(hs.requests("/download/")) == 1


async def test_c08_a_file_on_another_server_is_asked_of_ours(hs: EvilHomeserver, client: MatrixClient) -> None:
    async def write(_piece: bytes) -> None:
        pass

    with EvilHomeserver() as other:
        with pytest.raises(UserError) as caught:
            await media.download(client, f"mxc://127.0.0.1:{other.port}/x", write, limit=1000)
        assert caught.value.code is ErrorCode.NOT_FOUND
        hs.fail("/download/", Redirect(f"{other.url}/stolen", 307))
        with pytest.raises(UserError) as caught:
            await media.download(client, GOOD, write, limit=1000)
        assert caught.value.code is ErrorCode.BAD_ANSWER
        assert other.requests() == []


async def test_an_upload_is_tried_once_and_its_answer_checked(hs: EvilHomeserver, client: MatrixClient) -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"x"

    answers = [
        (Reset(), ErrorCode.NO_NETWORK),
        (Status(413, {"errcode": "M_TOO_LARGE"}), ErrorCode.TOO_LARGE),
        (Status(413, b"<html>"), ErrorCode.TOO_LARGE),
        (Status(200, {"content_uri": "https://evil.example/x"}), ErrorCode.BAD_ANSWER),
        (Status(200, {}), ErrorCode.BAD_ANSWER),
    ]
    for fault, code in answers:
        hs.honest()
        hs.forget_requests()
        hs.fail("/upload", fault)
        with pytest.raises(UserError) as caught:
            await media.upload(client, source(), size=1)
        assert caught.value.code is code
        assert len(hs.requests("/upload")) == 1
