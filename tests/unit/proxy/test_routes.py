# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole ways: policy, script, proxies in order, dead ones, and never directly unless somebody said so."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.matrix.http import Http
from app.policy.network import Network
from app.proxy import routes, wpad
from app.proxy.hop import DIRECT, Hop, Kind
from app.proxy.windows import WinHttpFailed, parse
from tests.support.certificates import Authority
from tests.support.proxies import Proxy
from tests.unit.policy.test_effects import machine
from tests.unit.proxy.test_tunnels import HOST, get, opened, server


@asynccontextmanager
async def script_server(text: str) -> AsyncIterator[tuple[str, list[str]]]:
    """Gives a proxy script: its address, and the first lines of what was asked."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0])
        body = text.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    started = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with started:
        yield f"http://127.0.0.1:{started.sockets[0].getsockname()[1]}/proxy.pac", asked


def network(authority: Authority, script: str) -> Network:
    return Network.of(machine(ProxyMode="pac", ProxyPacUrl=script, CaFiles=[str(authority.path)]))


async def test_a_script_leads_through_its_proxies_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    authority = Authority(tmp_path)
    async with (
        server(authority.server(host=HOST)) as target,
        Proxy(target) as first,
        Proxy(target, socks=True) as second,
    ):
        text = f"""function FindProxyForURL(url, host) {{
            return url == 'https://{HOST}/' && dnsDomainIs(host, '.amt.example')
                ? 'PROXY 127.0.0.1:{first.port}; SOCKS5 127.0.0.1:{second.port}' : 'DIRECT'; }}"""
        async with script_server(text) as (address, asked), opened(network(authority, address)) as http:
            assert await get(http, f"https://{HOST}/secret/path") == b"/secret/path"
            assert (first.asked, second.asked) == ([f"{HOST}:443"], [])
            await first.__aexit__(None, None, None)
            http._connector.drop_idle()  # type: ignore[union-attr]
            assert await get(http, f"https://{HOST}/2") == b"/2"
            assert second.asked == [f"{HOST}:443"]
            route = await http.routes.find(HOST)
            assert [hop.kind for hop in route.hops] == [Kind.SOCKS5, Kind.HTTP]  # the dead one last
            assert asked == ["GET /proxy.pac HTTP/1.1"]  # once, without a proxy
            http.forget_proxies()
            assert [hop.kind for hop in (await http.routes.find(HOST)).hops] == [Kind.HTTP, Kind.SOCKS5]
            assert len(asked) == 2


async def test_directly_only_if_the_script_says_so(tmp_path: Path) -> None:
    """The host's name does not exist: whoever tried to go directly would say so."""
    authority = Authority(tmp_path)
    gone = "127.0.0.1:9"
    for result, code in ((f"PROXY {gone}", ErrorCode.PROXY_UNREACHABLE), (f"PROXY {gone}; DIRECT", None)):
        text = f"function FindProxyForURL(url, host) {{ return '{result}'; }}"
        async with script_server(text) as (address, _), opened(network(authority, address)) as http:
            with pytest.raises(UserError) as caught:
                await get(http, "https://nirgends.invalid/")
            if code is not None:
                assert caught.value.code is code
            else:
                assert caught.value.code in (ErrorCode.UNKNOWN_SERVER, ErrorCode.NO_NETWORK)


@pytest.mark.parametrize("text", ["this is no script", "function FindProxyForURL() { return 'gibberish' }"])
async def test_no_connection_without_a_working_script(tmp_path: Path, text: str) -> None:
    authority = Authority(tmp_path)
    async with script_server(text) as (address, _), opened(network(authority, address)) as http:
        with pytest.raises(UserError) as caught:
            await get(http)
        assert caught.value.code is ErrorCode.PROXY_SCRIPT
    async with opened(network(authority, "http://127.0.0.1:9/proxy.pac")) as http:
        with pytest.raises(UserError) as caught:
            await get(http)
        assert (caught.value.code, caught.value.details["reason"]) == (ErrorCode.PROXY_SCRIPT, "missing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows detects by itself")
async def test_detection_asks_only_if_the_policy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    looked: list[bool] = []
    async with script_server("function FindProxyForURL() { return 'PROXY p:1' }") as (address, _):

        def addresses() -> list[str]:
            looked.append(True)
            return ["http://127.0.0.1:9/wpad.dat", address]

        monkeypatch.setattr(wpad, "addresses", addresses)
        for policy, why, hop in (
            (machine(), "system", DIRECT),
            (machine(ProxyMode="none"), "none", DIRECT),
            (machine(ProxyMode="detect"), "detected", Hop(Kind.HTTP, "p", 1)),
        ):
            assert bool(looked) is False
            http = Http(network=Network.of(policy))
            route = await http.routes.find("matrix.amt.example")
            await http.close()
            assert (route.why, route.hops) == (why, (hop,))
        assert looked == [True]
    http = Http(network=Network.of(machine(ProxyMode="detect")))
    monkeypatch.setattr(wpad, "addresses", list)
    with pytest.raises(UserError) as caught:
        await http.routes.find("matrix.amt.example")
    await http.close()
    assert caught.value.code is ErrorCode.PROXY_SCRIPT


async def test_a_dead_proxy_is_tried_first_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Hop(Kind.HTTP, "one", 1), Hop(Kind.HTTP, "two", 2)

    async def fetch(address: str) -> bytes:
        return b"function FindProxyForURL() { return 'PROXY one:1; PROXY two:2' }"

    found = routes.Routes(Network(script="http://pac.example/"), fetch)
    found.dead(one)
    assert (await found.find("a.example")).hops == (two, one)
    found.dead(two)
    assert (await found.find("a.example")).hops == (one, two)
    monkeypatch.setattr(routes, "DEAD_FOR", -1.0)
    found.dead(one)
    assert (await found.find("a.example")).hops == (one, two)
    await found.close()


def test_answers_of_windows() -> None:
    assert parse("proxy:8080;other.example:81") == (Hop(Kind.HTTP, "proxy", 8080), Hop(Kind.HTTP, "other.example", 81))
    assert parse("http=a:1;https=b:2 socks=c:3") == (Hop(Kind.HTTP, "b", 2), Hop(Kind.SOCKS5, "c", 3))
    with pytest.raises(WinHttpFailed):
        parse("ftp=a:1")
