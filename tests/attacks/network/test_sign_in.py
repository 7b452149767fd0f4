# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""P-48, N-08: on the way to a homeserver, nobody leads us elsewhere or makes us somebody else."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api, discovery
from app.matrix.address import homeserver_url
from app.matrix.client import MatrixClient
from app.matrix.discovery import discover
from app.matrix.http import Http
from app.matrix.login import sign_in
from app.matrix.retry import ONCE
from app.matrix.tls import tls_context
from tests.support.certificates import Authority
from tests.support.evil_faults import Endless, Hang, Html, RateLimit, Redirect, Reset, Status
from tests.support.evil_homeserver import EvilHomeserver


async def code_of(text: str) -> ErrorCode:
    with pytest.raises(UserError) as caught:
        await discover(text)
    return caught.value.code


def here(hs: EvilHomeserver) -> str:
    return f"127.0.0.1:{hs.port}"


# -- what people type --------------------------------------------------------------------------------------------------


async def test_a_name_an_address_and_a_user_id_lead_to_the_same_place(hs: EvilHomeserver) -> None:
    for text in (hs.url, f" {hs.url}/ ", here(hs), f"@anna:{here(hs)}", f"localhost:{hs.port}"):
        found = await discover(text)
        assert found.url in (hs.url, f"http://localhost:{hs.port}")
        assert found.password_login
        assert found.sliding_sync
    assert (await discover(f"@anna:{here(hs)}")).user_id == f"@anna:{here(hs)}"


async def test_well_known_leads_to_the_homeserver(hs: EvilHomeserver) -> None:
    with EvilHomeserver() as domain:
        domain.well_known = {"m.homeserver": {"base_url": hs.url + "/"}}
        found = await discover(here(domain))
    assert found.url == hs.url
    assert found.server_name == here(domain)
    assert domain.requests("/_matrix") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@anna", ErrorCode.BAD_USER_ID),
        ("@:evil.test", ErrorCode.UNKNOWN_SERVER),
        ("", ErrorCode.UNKNOWN_SERVER),
        ("not a server", ErrorCode.UNKNOWN_SERVER),
        ("../../etc/passwd", ErrorCode.UNKNOWN_SERVER),
        ("evil.test/path", ErrorCode.UNKNOWN_SERVER),
        ("evil.test:99999", ErrorCode.UNKNOWN_SERVER),
        ("<img src=x>", ErrorCode.UNKNOWN_SERVER),
        ("does-not-exist.invalid", ErrorCode.UNKNOWN_SERVER),
        ("http://evil.example", ErrorCode.INSECURE_ADDRESS),
        ("ftp://evil.example", ErrorCode.NOT_MATRIX),
        ("file:///etc/passwd", ErrorCode.NOT_MATRIX),
        ("https://user:secret@evil.example", ErrorCode.NOT_MATRIX),
        ("https://evil.example/?q=1", ErrorCode.NOT_MATRIX),
        ("https://evil.example/../x", ErrorCode.NOT_MATRIX),
        ("https://", ErrorCode.NOT_MATRIX),
    ],
)
async def test_what_is_no_server(text: str, code: ErrorCode, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_network(*_args: Any, **_kwargs: Any) -> Any:
        import socket

        import aiohttp

        key: Any = None
        raise aiohttp.ClientConnectorDNSError(key, socket.gaierror(socket.EAI_NONAME, "unknown"))

    monkeypatch.setattr("aiohttp.ClientSession._request", no_network)
    assert await code_of(text) is code


@pytest.mark.parametrize(
    ("part", "fault", "code"),
    [
        ("versions", Html(200), ErrorCode.NOT_MATRIX),
        ("versions", Html(404), ErrorCode.NOT_MATRIX),
        ("versions", Status(200, {}), ErrorCode.NOT_MATRIX),
        ("versions", Status(200, {"versions": "v1.1"}), ErrorCode.NOT_MATRIX),
        ("versions", Status(200, {"versions": ["r0.6.1", 5, None]}), ErrorCode.UNSUPPORTED_SERVER),
        ("versions", Redirect("https://elsewhere.example/"), ErrorCode.NOT_MATRIX),
        ("versions", Status(503), ErrorCode.SERVER_ERROR),
        ("versions", Reset(), ErrorCode.NO_NETWORK),
        ("versions", RateLimit(10**15), ErrorCode.RATE_LIMITED),
        ("versions", Endless(), ErrorCode.NOT_MATRIX),
        ("login", Status(200, {"flows": "m.login.password"}), ErrorCode.NOT_MATRIX),
        ("login", Status(404, {"errcode": "M_UNRECOGNIZED"}), ErrorCode.NOT_MATRIX),
    ],
)
async def test_something_answers_but_badly(hs: EvilHomeserver, part: str, fault: Any, code: ErrorCode) -> None:
    hs.fail(part, fault, times=0)
    assert await code_of(hs.url) is code


async def test_nothing_listens_there(hs: EvilHomeserver) -> None:
    hs.close()
    assert await code_of(hs.url) is ErrorCode.NOT_MATRIX
    assert await code_of(here(hs)) is ErrorCode.NOT_MATRIX


async def test_silence_is_a_time_out(hs: EvilHomeserver, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.matrix.http import Timeouts

    monkeypatch.setattr(discovery, "_QUICK", Timeouts(connect=1.0, read=0.1, total=0.2))
    hs.fail("well-known", Hang(), times=0)
    assert await code_of(here(hs)) is ErrorCode.TIMEOUT


# -- P-48 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base",
    [
        "http://evil.example",
        "http://evil.example:8008/",
        "http://192.0.2.1",
        "HTTP://evil.example",
        "http://[2001:db8::1]",
    ],
)
async def test_p48_well_known_to_plain_http_is_refused(hs: EvilHomeserver, base: str) -> None:
    hs.well_known = {"m.homeserver": {"base_url": base}}
    assert await code_of(here(hs)) is ErrorCode.INSECURE_ADDRESS
    assert hs.requests("/_matrix") == []


@pytest.mark.parametrize(
    "base",
    [
        5,
        None,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a:b@evil.example",
        "https://evil.example/#x",
        "//evil.example",
        "https://evil.example\n.test",
        "https://x/" + "a" * 5000,
        "https:///x",
        "https://127.0.0.1:0x50",
    ],
)
async def test_p48_well_known_that_says_nonsense_is_refused(hs: EvilHomeserver, base: Any) -> None:
    hs.well_known = {"m.homeserver": {"base_url": base}}
    assert await code_of(here(hs)) is ErrorCode.NOT_MATRIX
    assert hs.requests("/_matrix") == []


async def test_p48_a_redirect_loop_ends(hs: EvilHomeserver) -> None:
    hs.fail("well-known", Redirect("/.well-known/matrix/client"), times=0)
    found = await discover(here(hs))  # as if there were no document: the server itself answers
    assert found.url == hs.url
    assert len(hs.requests("well-known")) == discovery.REDIRECTS + 1


@pytest.mark.parametrize("target", ["http://evil.example/x", "ftp://evil.example/", "file:///etc/passwd"])
async def test_p48_well_known_redirect_away_from_https_is_refused(hs: EvilHomeserver, target: str) -> None:
    hs.fail("well-known", Redirect(target), times=0)
    assert await code_of(here(hs)) is ErrorCode.INSECURE_ADDRESS


async def test_p48_a_huge_or_broken_well_known_does_not_matter(hs: EvilHomeserver) -> None:
    for fault in (Endless(), Endless(compressed=True), Html(200), Status(200, b"[" * 10**5), Status(500)):
        hs.honest()
        hs.fail("well-known", fault, times=0)
        assert (await discover(here(hs))).url == hs.url


@pytest.mark.parametrize(
    "lie",
    [
        {"user_id": "@mallory:evil.test"},
        {"user_id": "anna"},
        {"user_id": 5},
        {"user_id": "@anna:evil.test\n"},
        {"device_id": "../../x"},
        {"device_id": ".."},
        {"device_id": "a/b"},
        {"device_id": "a\\b"},
        {"device_id": "NUL\0"},
        {"device_id": ""},
        {"device_id": None},
        {"device_id": "x" * 256},
        {"access_token": ""},
        {"access_token": "a\r\nX-Evil: 1"},
        {"access_token": 7},
        {"access_token": "ü"},
    ],
    ids=str,
)
async def test_p48_a_login_answer_about_somebody_else_is_refused(hs: EvilHomeserver, lie: dict[str, Any]) -> None:
    homeserver = await discover(hs.url)
    hs.tamper("login", lambda _request, answer: {**answer, **lie}, method="POST")
    for user in ("anna", hs.user_id):
        with pytest.raises(UserError) as caught:
            await sign_in(homeserver, user, "secret", device_name="Test")
        assert caught.value.code is ErrorCode.BAD_ANSWER


async def test_p48_a_login_answer_cannot_move_us(hs: EvilHomeserver) -> None:
    homeserver = await discover(hs.url)
    told: dict[str, Any] = {"m.homeserver": {"base_url": "http://evil.example"}}
    hs.tamper("login", lambda _request, answer: {**answer, "well_known": told}, method="POST")
    with pytest.raises(UserError) as caught:
        await sign_in(homeserver, "anna", "secret", device_name="Test")
    assert caught.value.code is ErrorCode.INSECURE_ADDRESS
    told["m.homeserver"] = {"base_url": "https://other.example"}
    assert (await sign_in(homeserver, "anna", "secret", device_name="Test")).homeserver == hs.url


# -- signing in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, {"errcode": "M_FORBIDDEN"}, ErrorCode.WRONG_PASSWORD),
        (403, {"errcode": "M_USER_DEACTIVATED"}, ErrorCode.DEACTIVATED),
        (401, {"errcode": "M_USER_LOCKED", "soft_logout": True}, ErrorCode.LOCKED),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 30000}, ErrorCode.RATE_LIMITED),
        (400, {"errcode": "M_INVALID_USERNAME"}, ErrorCode.BAD_USER_ID),
        (400, {"errcode": "M_UNKNOWN", "error": "Bad login type"}, ErrorCode.UNSUPPORTED_SERVER),
        (500, {"errcode": "M_UNKNOWN"}, ErrorCode.SERVER_ERROR),
        (200, {}, ErrorCode.BAD_ANSWER),
    ],
)
async def test_the_sentences_of_a_sign_in(hs: EvilHomeserver, status: int, body: Any, code: ErrorCode) -> None:
    homeserver = await discover(hs.url)
    hs.answer("login", body, status=status, method="POST")
    with pytest.raises(UserError) as caught:
        await sign_in(homeserver, "anna", "secret", device_name="Test")
    assert caught.value.code is code
    if code is ErrorCode.RATE_LIMITED:
        assert caught.value.details["seconds"] == 30.0


@pytest.mark.parametrize("user", ["", " ", "@", "@anna", "a:b", "@an\nna:evil.test", "x" * 300, "a/b"])
async def test_what_is_no_user(hs: EvilHomeserver, user: str) -> None:
    homeserver = await discover(hs.url)
    with pytest.raises(UserError) as caught:
        await sign_in(homeserver, user, "secret", device_name="Test")
    assert caught.value.code is ErrorCode.BAD_USER_ID
    assert hs.requests("login", "POST") == []


async def test_a_server_without_passwords(hs: EvilHomeserver) -> None:
    hs.answer("login", {"flows": [{"type": "m.login.sso"}, {"type": 5}, None]}, method="GET")
    homeserver = await discover(hs.url)
    with pytest.raises(UserError) as caught:
        await sign_in(homeserver, "anna", "secret", device_name="Test")
    assert caught.value.code is ErrorCode.UNSUPPORTED_SERVER


async def test_a_sign_in_that_is_repeated_makes_one_device(hs: EvilHomeserver) -> None:
    homeserver = await discover(hs.url)
    hs.fail("login", Reset(), Status(502, b"oops"), method="POST")
    credentials = await sign_in(homeserver, "anna", "secret", device_name="Test")
    asked = {request.body["device_id"] for request in hs.requests("login", "POST")}
    assert asked == {credentials.device_id}
    assert "secret" not in repr(credentials)
    assert credentials.access_token not in repr(credentials)


# -- N-08 --------------------------------------------------------------------------------------------------------------


BAD_CERTIFICATES = [
    {"self_signed": True},
    {"expired": True},
    {"host": "other.example"},
]


@pytest.mark.parametrize("flaw", BAD_CERTIFICATES, ids=str)
async def test_n08_a_bad_certificate_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flaw: dict[str, Any]
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))  # trusted, so that only the flaw is left
    with EvilHomeserver(ssl_context=authority.server(**flaw)) as hs:
        assert await code_of(hs.url) is ErrorCode.TLS
        client = MatrixClient(hs.url, hs.user_id, "D", "canary-token")
        with pytest.raises(UserError) as caught:
            await api.versions(client, retry=ONCE)
        await client.close()
        assert caught.value.code is ErrorCode.TLS
        assert hs.requests() == []


async def test_n08_no_downgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old = authority.server(newest=ssl.TLSVersion.TLSv1_1)
    with EvilHomeserver(ssl_context=old) as hs:
        assert await code_of(hs.url) in (ErrorCode.TLS, ErrorCode.NO_NETWORK)  # some servers just hang up
        assert hs.requests() == []


async def test_n08_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    with EvilHomeserver(ssl_context=Authority(tmp_path).server()) as hs:
        assert await code_of(hs.url) is ErrorCode.TLS


async def test_n08_an_authority_of_the_system_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with EvilHomeserver(ssl_context=authority.server()) as hs:
        assert (await discover(hs.url)).url == hs.url


async def test_n08_without_authorities_nobody_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(empty))
    monkeypatch.setattr("app.matrix.tls._BUNDLES", (str(empty / "bundle.crt"),))
    with EvilHomeserver(ssl_context=authority.server()) as hs:
        assert await code_of(hs.url) is ErrorCode.TLS
        monkeypatch.setattr("app.matrix.tls._BUNDLES", (str(empty / "bundle.crt"), str(authority.path)))
        assert (await discover(hs.url)).url == hs.url


def test_n08_there_is_no_way_around_verification() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert "ssl" not in Http.__init__.__annotations__


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("https://Matrix.Behoerde.DE/", "https://matrix.behoerde.de"),
        ("https://matrix.behoerde.de:8448/base/", "https://matrix.behoerde.de:8448/base"),
        ("http://localhost:8008", "http://localhost:8008"),
        ("http://127.0.0.1:8008/", "http://127.0.0.1:8008"),
        ("http://[::1]:8008", "http://[::1]:8008"),
    ],
)
def test_addresses_in_normal_form(address: str, normal: str) -> None:
    assert homeserver_url(address) == normal


@pytest.mark.parametrize(
    "address", ["http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://0.0.0.0"]
)
def test_addresses_that_only_look_like_this_machine(address: str) -> None:
    with pytest.raises(UserError) as caught:
        homeserver_url(address)
    assert caught.value.code is ErrorCode.INSECURE_ADDRESS
