# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checking the way to a server: what is said at each step, in both languages."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from app.network.access import NetworkAccess
from app.network.check import Check
from app.network.interface import State, Step, report
from app.policy.network import Network
from tests.support.certificates import Authority
from tests.support.proxies import Proxy

HOST = "matrix.amt.example"


@asynccontextmanager
async def homeserver(authority: Authority, *, late: float = 0.0, base: str = "") -> AsyncIterator[tuple[str, int]]:
    """Answers what discovery asks; ``late``: seconds its clock is behind."""

    def answer(path: str) -> tuple[int, Any]:
        match path.partition("?")[0]:
            case "/.well-known/matrix/client":
                return (200, {"m.homeserver": {"base_url": base}}) if base else (404, {})
            case "/_matrix/client/versions":
                return 200, {"versions": ["v1.11"], "unstable_features": {"org.matrix.simplified_msc3575": True}}
            case "/_matrix/client/v3/login":
                return 200, {"flows": [{"type": "m.login.password"}]}
            case "/_matrix/client/v3/sync":
                return 401, {"errcode": "M_MISSING_TOKEN"}
        return 404, {"errcode": "M_UNRECOGNIZED"}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
                status, body = answer(path)
                data = json.dumps(body).encode()
                date = formatdate(time.time() - late, usegmt=True)
                head = f"HTTP/1.1 {status} X\r\nDate: {date}\r\nContent-Length: {len(data)}\r\n\r\n"
                writer.write(head.encode() + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    started = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=authority.server(host=HOST))
    async with started:
        yield "127.0.0.1", started.sockets[0].getsockname()[1]


async def look(network: Network, server: str = HOST) -> list[Step]:
    return [step async for step in Check(network, server).steps()]


async def test_all_is_well(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with homeserver(authority, base=f"https://{HOST}") as target, Proxy(target) as proxy:
        steps = await look(Network(proxy=proxy.url, ca_files=(str(authority.path),)))
    assert {step.state for step in steps} == {State.NOTICE, State.FINE}  # the certificate ends tomorrow
    text = report(steps, "de")
    assert f"Proxy http://127.0.0.1:{proxy.port} (ProxyUrl)" in text
    assert "Namensauflösung von 127.0.0.1" in text  # of the proxy: the server's name is nobody's business here
    assert "TLSv1.3" in text
    assert "Zertifikat: server; ausgestellt von: Test Authority" in text
    assert f"vertraut durch: {authority.path}" in text
    assert f"Adresse: https://{HOST}" in text
    assert "Sliding Sync" in text
    assert "Antwort 401" in text
    assert "Uhren stimmen überein" in text
    english = report(steps, "en")
    assert "Certificate: server; issued by: Test Authority" in english
    assert "Clocks agree" in english


async def test_where_well_known_leads_and_a_wrong_clock(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with homeserver(authority, late=500, base=f"https://{HOST}:8448") as target, Proxy(target) as proxy:
        steps = await look(Network(proxy=proxy.url, ca_files=(str(authority.path),)))
        assert f"Address by .well-known: https://{HOST}:8448" in report(steps, "en")
        assert steps[-1].state is State.NOTICE
        assert any(f"by +{ahead} s" in report(steps[-1:], "en") for ahead in range(495, 506))
        assert f"{HOST}:8448" in proxy.asked


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("status", "proxy_refused"),
        ("login", "proxy_login"),
        ("trust", "tls"),
        ("gone", "proxy_unreachable"),
    ],
)
async def test_what_is_wrong_has_its_code(tmp_path: Path, wrong: str, code: str) -> None:
    authority = Authority(tmp_path)
    async with homeserver(authority) as target:
        proxy = Proxy(
            target, status=403 if wrong == "status" else 200, basic=("a", "geheim") if wrong == "login" else None
        )
        async with proxy:
            network = Network(
                proxy="http://127.0.0.1:9" if wrong == "gone" else proxy.url,
                ca_files=() if wrong == "trust" else (str(authority.path),),
            )
            steps = await look(network)
    assert (steps[-1].state, steps[-1].code) == (State.TROUBLE, code)
    assert f"[X] Server {HOST} ({code})" in report(steps, "en")


async def test_a_name_that_nobody_knows_and_a_broken_script(tmp_path: Path) -> None:
    steps = await look(Network(proxy=""), "nirgends.invalid")
    assert steps[-1].state is State.TROUBLE
    assert "ohne Proxy (ProxyMode „none“)" in report(steps, "de")
    (tmp_path / "x.pac").write_text("no script")
    steps = await look(Network(script=(tmp_path / "x.pac").as_uri()))
    assert [(step.state, step.code) for step in steps] == [(State.TROUBLE, "proxy_script")]
    assert "SyntaxError" in report(steps, "en") or "expecting" in report(steps, "en")


async def test_odd_servers_are_no_reason_to_fail() -> None:
    for server in ("", "a b", "https://", "@x", "ftp://x.example"):
        steps = await look(Network(proxy=""), server)
        assert steps[-1].state is State.TROUBLE
    assert [step async for step in NetworkAccess(Network, str, lambda: None).check("")] == []
