# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proxy scripts: each function, what a script may not do, and what follows from what it says."""

from __future__ import annotations

import asyncio
import calendar
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.media.process import DecoderProcess
from app.media.proxy_script import find, matches
from app.network.addresses import own_addresses
from app.proxy import pac, wpad
from app.proxy.hop import DIRECT, BadHop, Hop, Kind, from_script, from_url
from app.proxy.pac import ProxyScript, ScriptFailed

# Friday, 24 November 2023, 13:45:30 UTC, in a place two hours before it.
NOW = float(calendar.timegm((2023, 11, 24, 13, 45, 30)))
ANSWERS = {"intern.amt.example": ["10.1.2.3"], "sechs.example": ["2001:db8::5"], "nirgends.example": []}


def ask(expression: str, *, now: float = NOW, offset: float = 7200.0) -> Any:
    """What an expression says inside a script."""
    script = f"function FindProxyForURL(url, host) {{ return JSON.stringify([{expression}]); }}"
    request = {
        "url": "https://matrix.amt.example/",
        "host": "matrix.amt.example",
        "answers": json.dumps(ANSWERS),
        "mine": json.dumps(["192.168.7.8", "2001:db8::7"]),
        "now": now,
        "offset": offset,
    }
    answer, _ = find(script.encode(), request)
    assert "result" in answer, answer
    return json.loads(answer["result"])[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("url", "https://matrix.amt.example/"),
        ("host", "matrix.amt.example"),
        ("isPlainHostName('www')", True),
        ("isPlainHostName('www.example')", False),
        ("dnsDomainIs('www.Amt.example', '.amt.example')", True),
        ("dnsDomainIs('www', '.amt.example')", False),
        ("localHostOrDomainIs('www', 'www.amt.example')", True),
        ("localHostOrDomainIs('www.amt.example', 'www.amt.example')", True),
        ("localHostOrDomainIs('www.other.example', 'www.amt.example')", False),
        ("isResolvable('intern.amt.example')", True),
        ("isResolvable('nirgends.example')", False),
        ("isResolvable('sechs.example')", False),
        ("isResolvableEx('sechs.example')", True),
        ("isInNet('intern.amt.example', '10.0.0.0', '255.0.0.0')", True),
        ("isInNet('10.9.9.9', '10.1.0.0', '255.255.0.0')", False),
        ("isInNet('nirgends.example', '0.0.0.0', '0.0.0.0')", False),
        ("isInNet('10.1.1.1', 'x', '255.0.0.0')", False),
        ("isInNetEx('sechs.example', '2001:db8::/32')", True),
        ("isInNetEx('intern.amt.example', '2001:db8::/32;10.0.0.0/8')", True),
        ("isInNetEx('intern.amt.example', '11.0.0.0/8')", False),
        ("dnsResolve('intern.amt.example')", "10.1.2.3"),
        ("dnsResolve('nirgends.example')", None),
        ("dnsResolve('127.0.0.1')", "127.0.0.1"),
        ("dnsResolveEx('sechs.example')", "2001:db8::5"),
        ("convert_addr('1.2.3.4')", 0x01020304),
        ("myIpAddress()", "192.168.7.8"),
        ("myIpAddressEx()", "192.168.7.8;2001:db8::7"),
        ("dnsDomainLevels('a.b.c')", 2),
        ("shExpMatch('https://a.amt.example/x', '*.amt.example/*')", True),
        ("shExpMatch('abc', 'a?c')", True),
        ("shExpMatch('abc', 'A*')", False),
        ("shExpMatch('a.c', 'abc')", False),
        ("sortIpAddressList('10.2.3.9;2001:db8::2;10.2.3.1')", "2001:db8::2;10.2.3.1;10.2.3.9"),
        ("sortIpAddressList('x')", False),
        ("weekdayRange('FRI')", True),
        ("weekdayRange('MON', 'FRI')", True),
        ("weekdayRange('SAT', 'THU')", False),
        ("weekdayRange('THU', 'SAT', 'GMT')", True),
        ("weekdayRange('FRI', 'GMT')", True),
        ("dateRange(24)", True),
        ("dateRange(1, 23)", False),
        ("dateRange('NOV')", True),
        ("dateRange('DEC', 'FEB')", False),
        ("dateRange('OCT', 'FEB')", True),
        ("dateRange(2023)", True),
        ("dateRange(2024, 2030)", False),
        ("dateRange(24, 'NOV')", True),
        ("dateRange(1, 'JUN', 15, 'AUG')", False),
        ("dateRange(20, 'NOV', 5, 'JAN')", True),
        ("dateRange('OCT', 2023, 'MAR', 2024)", True),
        ("dateRange(1, 'JUN', 2022, 23, 'NOV', 2023)", False),
        ("dateRange(1, 'JUN', 2022, 24, 'NOV', 2023, 'GMT')", True),
        ("dateRange(24, 'NOV', 2023)", True),
        ("timeRange(15)", True),
        ("timeRange(13, 'GMT')", True),
        ("timeRange(13, 14)", False),
        ("timeRange(8, 15)", True),
        ("timeRange(22, 6)", False),
        ("timeRange(15, 0, 15, 45)", True),
        ("timeRange(15, 46, 17, 0)", False),
        ("timeRange(15, 45, 30, 15, 45, 31)", True),
        ("timeRange(13, 45, 31, 14, 0, 0, 'GMT')", False),
        ("getClientVersion()", "1.0"),
        ("alert('x') || 'ok'", "ok"),
        # and what there is not
        (
            "typeof require + typeof process + typeof XMLHttpRequest + typeof fetch + typeof std + typeof os",
            "undefined" * 6,
        ),
    ],
)
def test_functions_of_scripts(expression: str, expected: Any) -> None:
    found = ask(expression)
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


def test_time_is_local_unless_the_script_says_otherwise() -> None:
    night = float(calendar.timegm((2023, 11, 24, 23, 30, 0)))
    assert ask("weekdayRange('SAT')", now=night)
    assert ask("weekdayRange('FRI', 'GMT')", now=night)
    assert ask("dateRange(25)", now=night)
    assert ask("timeRange(1)", now=night)


@given(st.text("ab.*?", max_size=12), st.text("ab.*?", max_size=12))
def test_patterns_match_as_regular_expressions_would(text: str, pattern: str) -> None:
    import re

    same = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    assert matches(text, pattern) == (re.fullmatch(same, text, re.S) is not None)


def test_a_pattern_takes_no_time() -> None:
    began = time.perf_counter()
    assert not matches("a" * 3000, "*a" * 30 + "*b")
    assert time.perf_counter() - began < 5


# -- what a script says


def test_results_are_read_in_order() -> None:
    text = "PROXY a.example:3128; https B.example; SOCKS c.example:1081;SOCKS4 [2001:db8::1]:1;; DIRECT"
    assert from_script(text) == (
        Hop(Kind.HTTP, "a.example", 3128),
        Hop(Kind.HTTPS, "b.example", 443),
        Hop(Kind.SOCKS5, "c.example", 1081),
        Hop(Kind.SOCKS4, "2001:db8::1", 1),
        DIRECT,
    )
    assert from_script("") == (DIRECT,)
    assert from_script("PROXY a b:1; PROXY x:99999; QUIC y:1; PROXY z:1") == (Hop(Kind.HTTP, "z", 1),)


@pytest.mark.parametrize("text", ["nonsense", "PROXY", "PROXY user:pass@a:1", "PROXY http://a:1", "PROXY a:0", ";;x"])
def test_nonsense_is_not_taken_for_direct(text: str) -> None:
    with pytest.raises(BadHop):
        from_script(text)


@given(st.text(max_size=100))
def test_any_result_is_hops_or_nothing(text: str) -> None:
    try:
        assert from_script(text)
    except BadHop:
        return


def test_a_password_in_an_address_is_in_no_text() -> None:
    hop = from_url("http://anna:ge%3Aheim@proxy.example:3128")
    assert (hop.user, hop.password) == ("anna", "ge:heim")
    assert "heim" not in f"{hop} {hop!r} {hop.authority}"
    assert "anna" not in f"{hop} {hop!r}"
    assert from_url("proxy.example:3128") == Hop(Kind.HTTP, "proxy.example", 3128)


# -- in its process

Make = Callable[..., ProxyScript]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[ProxyScript] = []

    def script(*texts: bytes | NetworkError, addresses: tuple[str, ...] = ("http://pac.example/p.pac",)) -> ProxyScript:
        rest = list(texts)

        async def places() -> list[str]:
            return list(addresses)

        async def fetch(address: str) -> bytes:
            text = rest.pop(0) if len(rest) > 1 else rest[0]
            if isinstance(text, NetworkError):
                raise text
            return text

        made.append(ProxyScript(places, fetch))
        return made[-1]

    yield script
    for one in made:
        await one.close()


def body(text: str) -> bytes:
    return f"function FindProxyForURL(url, host) {{ {text} }}".encode()


async def test_a_host_is_asked_for_once_and_anew_after_the_network_changed(make: Make) -> None:
    script = make(body("return 'PROXY a:1; DIRECT'"), body("return 'PROXY ' + host + ':2'"))
    assert await script.find("matrix.amt.example") == (Hop(Kind.HTTP, "a", 1), DIRECT)
    first = await asyncio.gather(*(script.find("matrix.amt.example") for _ in range(3)))
    assert set(first) == {(Hop(Kind.HTTP, "a", 1), DIRECT)}
    script.forget()
    assert await script.find("matrix.amt.example") == (Hop(Kind.HTTP, "matrix.amt.example", 2),)


async def test_the_script_is_fetched_anew_after_a_while(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    script = make(body("return 'PROXY a:1'"), body("return 'PROXY b:1'"))
    monkeypatch.setattr(pac, "KEPT", 0.0)
    assert await script.find("x.example") == (Hop(Kind.HTTP, "a", 1),)
    assert await script.find("x.example") == (Hop(Kind.HTTP, "b", 1),)


async def test_names_are_resolved_outside(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def addresses(name: str) -> list[str]:
        asked.append(name)
        return {"a.example": ["10.0.0.1"], "b.example": ["192.168.0.1"]}.get(name, [])

    monkeypatch.setattr(pac, "_addresses_of", addresses)
    script = make(
        body(
            "try { if (isInNet('a.example', '10.0.0.0', '255.0.0.0') && dnsResolve('b.example') == '192.168.0.1'"
            " && dnsResolve('c.example') === null) return 'PROXY ' + dnsResolve('a.example') + ':1' } catch (e) {}"
            " return 'DIRECT'"
        )
    )
    assert await script.find("x.example") == (Hop(Kind.HTTP, "10.0.0.1", 1),)
    assert asked == ["a.example", "b.example", "c.example"]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (b"this is no script", "broken"),
        (b"var x = 1", "broken"),
        (b"<html>Sign in</html>", "broken"),
        (body("throw new Error('no')"), "broken"),
        (body("return 7"), "broken"),
        (body("return null"), "broken"),
        (body("return 'x'.repeat(10000)"), "broken"),
        (body("return 'gibberish'"), "result"),
        (body("function f() { return f() + 1 } return f()"), "broken"),
        (body("var a = []; while (true) a.push('x'.repeat(1000000) + a.length)"), "broken"),
        (body("while (true) {}"), "slow"),
        (body("for (var i = 0; i < 1000; i++) dnsResolve('n' + i + '.invalid'); return 'DIRECT'"), "slow"),
    ],
    ids=range(12),
)
async def test_a_bad_script_is_no_reason_to_go_directly(
    make: Make, script: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(name: str) -> list[str]:
        return []

    monkeypatch.setattr(pac, "_addresses_of", nobody)
    bad = make(script)
    if reason == "slow":
        bad._process = DecoderProcess("proxy-script", time=2.0)
    with pytest.raises(ScriptFailed) as caught:
        await bad.find("matrix.amt.example")
    assert (caught.value.code, caught.value.details["reason"]) == (ErrorCode.PROXY_SCRIPT, reason)


async def test_a_script_that_cannot_be_had_is_tried_again(make: Make) -> None:
    script = make(NetworkError(ErrorCode.NO_NETWORK), body("return 'PROXY a:1'"))
    with pytest.raises(ScriptFailed) as caught:
        await script.find("x.example")
    assert (caught.value.details["reason"], caught.value.details["text"]) == ("missing", "no_network")
    assert await script.find("x.example") == (Hop(Kind.HTTP, "a", 1),)


async def test_a_script_in_a_file(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "mit Leerzeichen.pac"
    file.write_bytes(b"\xef\xbb\xbf" + body("return 'SOCKS s:1'"))
    assert await make(b"", addresses=(file.as_uri(),)).find("x.example") == (Hop(Kind.SOCKS5, "s", 1),)
    with pytest.raises(ScriptFailed):
        await make(b"", addresses=((tmp_path / "missing").as_uri(),)).find("x.example")


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX's")
async def test_the_process_has_no_network_and_no_files() -> None:
    """Even if the engine itself is broken out of."""
    process = DecoderProcess("proxy-script", time=20.0)
    try:
        await process.ask("find", body("return ''"), url="", host="", answers="{}", mine="[]", now=0, offset=0)
        assert process._process is not None
        limits = Path(f"/proc/{process._process.pid}/limits").read_text("utf-8")
        found = {line[:26].strip(): line[26:47].strip() for line in limits.splitlines()[1:]}
        assert found["Max open files"] == "3"
        assert found["Max processes"] == "0"
        assert int(found["Max address space"]) <= 1 << 30
    finally:
        await process.close()


# -- by name alone


def test_wpad_asks_only_in_the_domains_of_this_computer() -> None:
    resolv = "domain old.example\nsearch abt.amt.example  amt.example. example intern x/y\nnameserver 10.0.0.1\n"
    assert wpad.domains(resolv, "pc17.haus.amt.example") == ["abt.amt.example", "amt.example", "haus.amt.example"]
    assert wpad.domains("", "localhost.localdomain") == []
    assert wpad.domains("", "pc17") == []


async def test_own_addresses_are_found_without_a_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    real = socket.socket

    def watched(family: int, kind: int) -> Any:
        used.append(kind)
        return real(family, kind)

    monkeypatch.setattr(socket, "socket", watched)
    assert all(isinstance(one, str) for one in own_addresses())
    assert set(used) == {socket.SOCK_DGRAM}
