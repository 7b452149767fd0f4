# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for the browser: whoever does not know the state is turned away, and nothing comes of it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from app.errors import ErrorCode, UserError
from app.oauth.loopback import Loopback

PATH = "/sign-in"


async def send(loopback: Loopback, raw: bytes, *, patience: float = 5.0) -> bytes:
    parts = urlsplit(loopback.address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(raw)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), patience)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def get(loopback: Loopback, target: str, *, host: str = "", method: str = "GET") -> bytes:
    host = host or urlsplit(loopback.address).netloc
    return await send(loopback, f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())


async def test_the_one_who_knows_the_state() -> None:
    async with Loopback(PATH) as loopback:
        assert urlsplit(loopback.address).hostname == "127.0.0.1"
        page = await get(loopback, f"{PATH}?code=abc&state={loopback.state}&iss=https%3A%2F%2Fa.example")
        assert page.startswith(b"HTTP/1.1 200 ")
        assert b"default-src 'none'" in page
        assert b"Cache-Control: no-store" in page
        assert "Zurück zu BundesMessenger".encode() in page
        assert b"abc" not in page
        assert loopback.state.encode() not in page
        answer = await loopback.answer(1)
        assert answer == {"code": "abc", "state": loopback.state, "iss": "https://a.example"}
        second = await get(loopback, f"{PATH}?code=other&state={loopback.state}")
        assert second.startswith(b"HTTP/1.1 400 ")
        assert (await loopback.answer(1))["code"] == "abc"


@pytest.mark.parametrize(
    "target",
    [
        "/?code=x&state={state}",
        "/sign-in/?code=x&state={state}",
        "//sign-in?code=x&state={state}",
        "http://127.0.0.1/sign-in?code=x&state={state}",
        "/sign-in",
        "/sign-in?code=x",
        "/sign-in?code=x&state=",
        "/sign-in?code=x&state=wrong",
        "/sign-in?code=x&state={state}x",
        "/sign-in?code=x&state=wrong&state={state}",
        "/sign-in?code=x&code=y&state={state}",
        "/sign-in?" + "&".join(f"a{number}=1" for number in range(40)) + "&state={state}",
        "/favicon.ico",
    ],
)
async def test_others_are_turned_away_and_the_right_one_still_gets_in(target: str) -> None:
    async with Loopback(PATH) as loopback:
        assert (await get(loopback, target.format(state=loopback.state))).startswith(b"HTTP/1.1 400 ")
        await get(loopback, f"{PATH}?code=right&state={loopback.state}")
        assert (await loopback.answer(1))["code"] == "right"


async def test_other_methods_names_and_nonsense() -> None:
    async with Loopback(PATH) as loopback:
        good = f"{PATH}?code=x&state={loopback.state}"
        assert (await get(loopback, good, host="evil.example")).startswith(b"HTTP/1.1 400 ")
        assert (await get(loopback, good, method="POST")).startswith(b"HTTP/1.1 400 ")
        for raw in (
            b"\x16\x03\x01\x00\xa5\r\n\r\n",
            b"GET\r\n\r\n",
            b"\r\n\r\n",
            b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        ):
            assert not (await send(loopback, raw)).startswith(b"HTTP/1.1 200")
        with pytest.raises(UserError) as late:
            await loopback.answer(0.05)
        assert late.value.code is ErrorCode.SIGN_IN_EXPIRED


async def test_silent_visitors_do_not_keep_the_browser_out() -> None:
    async with Loopback(PATH) as loopback:
        parts = urlsplit(loopback.address)
        silent = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(50)]
        await get(loopback, f"{PATH}?code=x&state={loopback.state}")
        assert (await loopback.answer(1))["code"] == "x"
        for _, writer in silent:
            writer.close()


async def test_nothing_listens_afterwards() -> None:
    async with Loopback(PATH, state_in_address=True) as loopback:
        assert loopback.address.endswith(f"{PATH}?state={loopback.state}")
    with pytest.raises(OSError):
        await get(loopback, PATH)
