# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Noticing that the network changed: in a network of its own where the system permits one, and by the clock."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import time
from typing import Any

import pytest

from app.matrix.http import Http
from app.network import watch
from app.network.watch import NetworkWatch
from app.policy.network import Network
from app.proxy import connector
from tests.unit.proxy.test_tunnels import get

INSIDE = """
import asyncio, json, subprocess, sys
from app.network import watch

async def main():
    told = asyncio.Queue()
    watch.CALM = 0.1
    one = watch.NetworkWatch(lambda: told.put_nowait(watch.network_now()))
    one.start()
    seen = []
    def run(*words):
        subprocess.run(["ip", *words], check=True)
    async def told_of():
        seen.append(await asyncio.wait_for(told.get(), 20))
    run("link", "add", "vpn0", "type", "bridge")
    await told_of()
    run("addr", "add", "10.9.8.7/24", "dev", "vpn0")
    run("link", "set", "vpn0", "up")
    run("route", "add", "default", "via", "10.9.8.1")
    await told_of()
    run("link", "add", "docker0", "type", "bridge")  # not ours
    run("link", "set", "docker0", "up")
    await asyncio.sleep(0.5)
    run("link", "del", "vpn0")
    await told_of()
    one.close()
    print(json.dumps([seen, told.qsize()]))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("ip") is None, reason="needs Linux and iproute2")
def test_a_vpn_that_comes_and_goes_is_noticed() -> None:
    inside = ["unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", INSIDE]
    done = subprocess.run(inside, capture_output=True, text=True, timeout=90)
    if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("no network of our own is permitted here")
    assert done.returncode == 0, done.stderr
    (added, up, gone), rest = json.loads(done.stdout)
    assert rest == 0
    assert added[0] == ["vpn0"]
    assert [route[0] for route in up[1]] == ["vpn0"]
    assert gone[:2] == [[], []]


async def test_what_does_not_concern_us_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "CALM", 0.0)
    told: list[Any] = []
    now = ["wlan"]
    one = NetworkWatch(lambda: told.append(list(now)), look=lambda: list(now))
    one.start()
    one._soon()
    await asyncio.sleep(0.02)
    assert told == []
    now[:] = ["wlan", "vpn"]
    one._soon()
    one._soon()
    await asyncio.sleep(0.02)
    assert told == [["wlan", "vpn"]]
    one.close()
    now.clear()
    one._soon()
    await asyncio.sleep(0.02)
    assert len(told) == 1


async def test_waking_up_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "CALM", 0.0)
    monkeypatch.setattr(watch, "TICK", 0.01)
    told: list[bool] = []
    one = NetworkWatch(lambda: told.append(True), look=lambda: "the same")
    one.start()
    await asyncio.sleep(0.05)
    assert told == []
    one._ticked -= 3600
    deadline = time.monotonic() + 10
    while not told and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert told == [True]
    one.close()


async def test_connections_of_an_address_that_is_gone_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connector._is_ours(("127.0.0.1", 1))
    assert connector._is_ours(("::1", 1, 0, 0))
    assert not connector._is_ours(("192.0.2.77", 1))
    assert connector._is_ours(None)
    asked: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.put_nowait(writer)  # and no answer

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        http = Http(network=Network(proxy=""))
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        request = asyncio.ensure_future(get(http, url, patience=60.0))
        first = await asyncio.wait_for(asked.get(), 10)
        http.forget_proxies()
        await asyncio.sleep(0.05)
        assert not first.is_closing()  # the address is still ours
        with monkeypatch.context() as patch:
            patch.setattr(connector, "_is_ours", lambda name: False)
            http.forget_proxies()
        second = await asyncio.wait_for(asked.get(), 10)  # at once, on a new connection
        second.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nda")
        assert await asyncio.wait_for(request, 10) == b"da"
        await http.close()
        first.close()
        second.close()
