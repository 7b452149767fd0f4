# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A working day in the network of an authority: proxy script, proxy with a sign-in, a server that wants a certificate;
and a day without any other network at all. Whom the program contacts, and which names it resolves."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.demo.homeserver import PROJECT
from tests.support.certificates import Authority
from tests.support.client import Client
from tests.support.connections import POLICIES, RECORD, recorded
from tests.support.proxies import Proxy
from tests.support.synapse import Homeserver, new_raw_user, new_user

pytestmark = pytest.mark.synapse

HOST = "matrix.amt.example"


@asynccontextmanager
async def front(context: ssl.SSLContext, homeserver: Homeserver) -> AsyncIterator[tuple[str, int]]:
    """What stands before the homeserver: ends TLS and asks for certificates."""
    own = urlsplit(homeserver.url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection(own.hostname, own.port)

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            try:
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            finally:
                sink.close()

        await asyncio.gather(pump(reader, to), pump(there, writer), return_exceptions=True)

    started = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with started:
        yield "127.0.0.1", started.sockets[0].getsockname()[1]


@asynccontextmanager
async def pac(text: str) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(text) + text.encode())
        await writer.drain()
        writer.close()

    started = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with started:
        yield f"http://127.0.0.1:{started.sockets[0].getsockname()[1]}/proxy.pac"


async def a_day(client: Client, spy: Any, folder: Path) -> None:
    """Rooms, messages, files, recovery."""
    room = await asyncio.to_thread(spy.create_room, invite=[client.user_id], name="Raum", preset="private_chat")
    await client.join(room)
    await client.call("ui_open_room", room=room)
    await asyncio.to_thread(spy.send, room, {"msgtype": "m.text", "body": "Guten Morgen"})
    await client.wait_text(room, "Guten Morgen")
    secret = await client.create_room(encrypted=True, name="Geheim")
    await client.send(secret, "vertraulich")
    file = folder / "anlage.txt"
    file.write_text("Anlage " * 5000)
    await client.call("send_file", room=secret, path=str(file))
    await client.call("setup_recovery")


async def test_everything_goes_through_the_proxy_of_the_script(homeserver: Homeserver, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.server(host=HOST)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.path)
    certificate, key = authority.client("arbeitsplatz")
    client_file = tmp_path / "client.pem"
    client_file.write_bytes(
        certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    user, spy = new_user(homeserver, "anna"), new_raw_user(homeserver, "spy")
    record, policies = tmp_path / "connections", tmp_path / "policies.json"
    record.touch()
    async with front(context, homeserver) as target, Proxy(target) as proxy:
        text = (
            "function FindProxyForURL(url, host) { if (shExpMatch(host, '*.amt.example') || host == 'test.local')"
            f" return 'PROXY 127.0.0.1:{proxy.port}'; return 'PROXY 127.0.0.1:9'; }}"
        )
        async with pac(text) as script:
            policies.write_text(
                json.dumps(
                    {
                        "ProxyMode": "pac",
                        "ProxyPacUrl": script,
                        "CaFiles": [str(authority.path)],
                        "MinimumTls": "1.3",
                        "Homeserver": f"https://{HOST}",
                        "ClientCertificate": str(client_file),
                    }
                )
            )
            anna = Client(tmp_path / "profile", module="tests.support.connections", options=["--ui"])
            os.environ |= {RECORD: str(record), POLICIES: str(policies)}
            try:
                await anna.launch()
            finally:
                del os.environ[RECORD], os.environ[POLICIES]
            try:
                answer = await anna.call(
                    "login", homeserver=f"https://{HOST}", user=user.localpart, password=user.password
                )
                anna.user_id = answer["user_id"]
                await anna.call("sync_start")
                await a_day(anna, spy, tmp_path)
                await anna.close()
            finally:
                await anna.kill()
            assert f"{HOST}:443" in proxy.asked
            assert set(proxy.asked) <= {f"{HOST}:443", "test.local:443"}  # the server's name, for its .well-known
            asked = {where for where in recorded(record) if not (len(where) == 2 and where[1].startswith("/"))}
            expected = {("127.0.0.1", str(proxy.port)), ("127.0.0.1", str(urlsplit(script).port))}
            assert {where[1:3] for where in asked} <= expected, asked
            names = ("amt.example", "test.local")  # the proxy resolves them
            assert not any(name in part for where in asked for part in where for name in names)


INSIDE = "tests/interop/test_networks.py::test_inside"
ISOLATED = "BUNDESMESSENGER_ISOLATED"


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("ip") is None, reason="needs Linux and iproute2")
def test_a_day_without_any_other_network(tmp_path: Path) -> None:
    """In a network of its own with nothing but loopback: neither a route nor a name server is missed."""
    probe = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("no network of our own is permitted here")
    command = f"ip link set lo up && exec {sys.executable} -m pytest -q -p no:cacheprovider {INSIDE}"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", command],
        env=os.environ | {ISOLATED: "1"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout


@pytest.mark.skipif(ISOLATED not in os.environ, reason="runs inside of the test above")
async def test_inside(homeserver: Homeserver, tmp_path: Path) -> None:
    user, spy = new_user(homeserver, "anna"), new_raw_user(homeserver, "spy")
    record = tmp_path / "connections"
    record.touch()
    anna = Client(tmp_path / "profile", module="tests.support.connections", options=["--ui"])
    os.environ[RECORD] = str(record)
    try:
        await anna.launch()
    finally:
        del os.environ[RECORD]
    try:
        await anna.sign_in(user)
        await a_day(anna, spy, tmp_path)
        await anna.close()
    finally:
        await anna.kill()
    own = urlsplit(homeserver.url)
    asked = {where for where in recorded(record) if not (len(where) == 2 and where[1].startswith("/"))}
    allowed = {(own.hostname, str(own.port))}
    assert asked
    assert {where[1:3] for where in asked} <= allowed, asked
    names = {where[1] for where in asked if where[0].startswith("socket.get")}
    assert names <= {own.hostname}, names
