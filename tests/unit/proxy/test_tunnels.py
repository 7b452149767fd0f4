# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Through real proxies to a real TLS server: HTTP, HTTPS, SOCKS; signing in; who is told what."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spnego

from app.errors import ErrorCode, UserError
from app.matrix.http import Http, Timeouts, read
from app.policy.network import Network
from app.proxy.secrets import Secret, Secrets, of_proxy
from tests.support.certificates import Authority
from tests.support.proxies import Proxy

HOST = "matrix.amt.example"
URL = f"https://{HOST}/"
USER, PASSWORD = "anna", "Päßwort:1"
CANARY = "canary-of-the-token"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@asynccontextmanager
async def server(context: ssl.SSLContext) -> AsyncIterator[tuple[str, int]]:
    """Answers every request of a connection with what it was asked for."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ")[1]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    started = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with started:
        yield "127.0.0.1", started.sockets[0].getsockname()[1]


async def get(http: Http, url: str = URL, patience: float = 8.0) -> bytes:
    return await http.exchange(
        "GET",
        url,
        headers={"Authorization": f"Bearer {CANARY}"},
        data=None,
        timeouts=Timeouts(connect=patience, read=patience, total=patience),
        consume=lambda response: read(response, 1000),
    )


def network(authority: Authority, proxy: Proxy, secrets: Secrets | None = None, **more: Any) -> Network:
    return Network(
        proxy=proxy.url, ca_files=(str(authority.path),), secrets=secrets if secrets is not None else Secrets(), **more
    )


def knows(proxy: Proxy, user: str = USER, password: str = PASSWORD) -> Secrets:
    secrets = Secrets()
    secrets.put(of_proxy(f"127.0.0.1:{proxy.port}"), Secret(user, password), keep=False)
    return secrets


@asynccontextmanager
async def opened(net: Network) -> AsyncIterator[Http]:
    http = Http(network=net)
    try:
        yield http
    finally:
        await http.close()


async def refused(net: Network) -> UserError:
    async with opened(net) as http:
        with pytest.raises(UserError) as caught:
            await get(http)
    return caught.value


@pytest.mark.parametrize("kind", ["http", "https", "socks5", "socks4a"])
async def test_a_tunnel_carries_tls_to_the_host_itself(authority: Authority, kind: str) -> None:
    async with server(authority.server(host=HOST)) as target:
        proxy = Proxy(target, tls=authority.server() if kind == "https" else None, socks=kind.startswith("socks"))
        async with proxy:
            net = network(authority, proxy)
            async with opened(replace(net, proxy=f"{kind}://127.0.0.1:{proxy.port}")) as http:
                assert await get(http, URL + "one") == b"/one"
                assert await get(http, URL + "two") == b"/two"
        assert proxy.asked == [f"{HOST}:443"]  # the name, unresolved; the connection is used again
        assert CANARY not in "".join(proxy.heads)


@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
async def test_nobody_between_us_and_the_host_is_trusted(authority: Authority, tmp_path: Path, kind: str) -> None:
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other")
    async with server(stranger.server(host=HOST)) as target:
        proxy = Proxy(target, tls=authority.server() if kind == "https" else None, socks=kind == "socks5")
        async with proxy:
            assert (await refused(network(authority, proxy))).code is ErrorCode.TLS
        async with Proxy(target, tls=stranger.server()) as proxy:
            error = await refused(network(authority, proxy))
            assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_UNREACHABLE, "tls")


# -- signing in


@pytest.mark.parametrize("closes", [False, True])
@pytest.mark.parametrize("chunked", [False, True])
async def test_basic(authority: Authority, closes: bool, chunked: bool) -> None:
    async with (
        server(authority.server(host=HOST)) as target,
        Proxy(target, basic=(USER, PASSWORD), closes=closes, chunked=chunked) as proxy,
        opened(network(authority, proxy, knows(proxy))) as http,
    ):
        assert await get(http) == b"/"
        assert proxy.connections == (2 if closes else 1)
        http.forget_proxies()
        assert await get(http) == b"/"
        assert len(proxy.heads) == 3  # the second time it begins with what worked


async def test_socks_with_a_password(authority: Authority) -> None:
    async with (
        server(authority.server(host=HOST)) as target,
        Proxy(target, basic=(USER, PASSWORD), socks=True) as proxy,
    ):
        async with opened(network(authority, proxy, knows(proxy))) as http:
            assert await get(http) == b"/"
        error = await refused(network(authority, proxy, secrets := Secrets()))
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "needed")
        assert secrets.wanted == of_proxy(f"127.0.0.1:{proxy.port}")
        error = await refused(network(authority, proxy, secrets := knows(proxy, password="wrong")))
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "wrong")
        assert secrets.get(secrets.wanted) is None  # is not tried again and again


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom the server side of NTLM knows."""
    file = tmp_path / "users"
    file.write_text(f"AMT:{USER}:secret\n", "utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))


def ntlm() -> Any:
    return spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("closes", [False, True])
async def test_ntlm_signs_in_on_one_connection(authority: Authority, closes: bool) -> None:
    async with (
        server(authority.server(host=HOST)) as target,
        Proxy(target, basic=(USER, "secret"), acceptors={"NTLM": ntlm}, closes=closes) as proxy,
    ):
        secrets = knows(proxy, f"AMT\\{USER}", "secret")
        async with opened(network(authority, proxy, secrets)) as http:
            assert await get(http) == b"/"
        assert proxy.connections == (2 if closes else 1)
        assert "Basic" not in "".join(line for head in proxy.heads for line in head.split("\r\n"))
        assert sum("Proxy-Authorization: NTLM" in head for head in proxy.heads) == 2


@pytest.mark.usefixtures("users")
async def test_a_wrong_password_is_tried_once_and_then_asked_for(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with server(authority.server(host=HOST)) as target, Proxy(target, acceptors={"NTLM": ntlm}) as proxy:
        secrets = knows(proxy, f"AMT\\{USER}", "no-such-secret")
        error = await refused(network(authority, proxy, secrets))
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "wrong")
        asked = len(proxy.heads)
        error = await refused(network(authority, proxy, secrets))
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "needed")
        assert len(proxy.heads) == asked + 1  # no further wrong attempt that could lock the account
    assert "no-such-secret" not in caplog.text + str(error) + repr(error.details) + repr(secrets.__dict__)


@pytest.mark.parametrize(
    ("permitted", "reason"),
    [("basic", "needed"), ("automatic", "needed"), ("negotiate", "unsupported"), ("none", "unsupported")],
)
async def test_only_what_is_permitted_is_used(authority: Authority, permitted: str, reason: str) -> None:
    async with server(authority.server(host=HOST)) as target, Proxy(target, basic=(USER, PASSWORD)) as proxy:
        error = await refused(network(authority, proxy, authentication=permitted))
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, reason)
        if permitted in ("negotiate", "none"):
            assert (await refused(network(authority, proxy, knows(proxy), authentication=permitted))).code is (
                ErrorCode.PROXY_LOGIN
            )
        assert not any("Proxy-Authorization" in head for head in proxy.heads)


# -- trouble


async def test_trouble_with_a_proxy_has_codes_of_its_own(authority: Authority) -> None:
    async with server(authority.server(host=HOST)) as target:
        async with Proxy(target, status=403) as proxy:
            error = await refused(network(authority, proxy))
            assert (error.code, error.details["status"]) == (ErrorCode.PROXY_REFUSED, 403)
        error = await refused(network(authority, proxy))  # it is gone
        assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_UNREACHABLE, "connect")
        async with Proxy(target, socks=True, status=403) as proxy:
            assert (await refused(network(authority, proxy))).code is ErrorCode.PROXY_REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",  # says more than it was asked for
        b"x" * 300_000,
        b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
        b"\x05\x00",
        b"",
    ],
)
async def test_a_strange_proxy_is_told_as_such(authority: Authority, answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    started = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with started:
        port = started.sockets[0].getsockname()[1]
        net = Network(proxy=f"http://127.0.0.1:{port}", ca_files=(str(authority.path),))
        net.secrets.put(of_proxy(f"127.0.0.1:{port}"), Secret("a", "b"), keep=False)
        error = await refused(net)
    assert error.code in (ErrorCode.PROXY_UNREACHABLE, ErrorCode.PROXY_LOGIN)
