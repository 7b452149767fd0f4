# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proxies are those of the system; credentials in files of the user are not ours to use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.http import Http
from app.matrix.retry import ONCE
from tests.support.evil_homeserver import EvilHomeserver


@asynccontextmanager
async def proxy(first_lines: list[str], answer: bytes) -> AsyncIterator[int]:
    """Something that listens like a proxy, notes what it is asked and gives one answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first_lines.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_the_proxy_of_the_environment_is_asked_for_a_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    async with proxy(asked, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as port:
        monkeypatch.setenv("https_proxy", f"http://user:pass@127.0.0.1:{port}")
        monkeypatch.delenv("no_proxy", raising=False)
        client = MatrixClient("https://matrix.example", "@a:matrix.example", "D", "canary-token")
        with pytest.raises(UserError) as caught:
            await api.versions(client, retry=ONCE)
        await client.close()
    assert caught.value.code is ErrorCode.PROXY_REFUSED
    assert asked[0].startswith("CONNECT matrix.example:443 ")
    assert "Proxy-Authorization: Basic" in asked[0]
    assert "canary-token" not in asked[0]  # the proxy sees no token, only a tunnel


async def test_exceptions_and_this_machine_go_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "intern.example")
    http = Http()

    async def chosen(host: str) -> str:
        return "; ".join(map(str, (await http.routes.find(host)).hops))

    assert await chosen("matrix.example") == "http://proxy.example:3128"
    assert await chosen("matrix.intern.example") == "DIRECT"
    assert await chosen("127.0.0.1") == "DIRECT"
    assert await chosen("::1") == "DIRECT"
    assert await chosen("localhost") == "DIRECT"
    monkeypatch.setenv("https_proxy", "socks5://other.example:1080")
    assert await chosen("matrix.example") == "http://proxy.example:3128"
    http.forget_proxies()
    assert await chosen("matrix.example") == "socks5://other.example:1080"
    monkeypatch.delenv("https_proxy")
    monkeypatch.setenv("all_proxy", "third.example:1")
    http.forget_proxies()
    assert await chosen("matrix.example") == "http://third.example:1"


async def test_credentials_of_a_netrc_file_are_not_sent(
    hs: EvilHomeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client = hs.credentials().client()
    await api.whoami(client)
    await client.request("GET", "/_matrix/client/versions", authenticated=False)
    await client.close()
    assert hs.requests("/whoami")[0].headers["Authorization"] == f"Bearer {client.access_token}"
    assert "Authorization" not in hs.requests("/versions")[0].headers
