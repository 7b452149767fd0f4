# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""P-48: signing in through a browser, among people who would like to be asked instead, or to be us."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.account import Account
from app.demo.homeserver import Homeserver
from app.errors import ErrorCode, UserError
from app.oauth.device_grant import DeviceCode
from app.profile.profile import Profile
from app.sign_in import ask
from app.store.vault import Vault
from app.types import Link
from tests.support.auth_server import AuthServer, delegating_homeserver
from tests.support.browser import Browser, Page
from tests.support.entering import Person, enter, open_profile
from tests.support.evil_faults import Endless, Html, Status
from tests.support.evil_homeserver import EvilHomeserver

Servers = tuple[Homeserver, AuthServer]
METADATA = "auth_metadata"


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with delegating_homeserver() as pair:
        yield pair


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    found = open_profile(tmp_path / "profile")
    yield found
    found.close()


def redirect_of(address: str) -> tuple[str, str]:
    """(the redirect URI, the state) of an authorization request."""
    query = parse_qs(urlsplit(address).query)
    return query["redirect_uri"][0], query["state"][0]


async def code_of(profile: Profile, url: str, act: Any) -> ErrorCode:
    with pytest.raises(UserError) as caught:
        await asyncio.wait_for(enter(profile, url, Person("anna", act)), 30)
    assert profile.crypto is not None
    return caught.value.code


def nobody(profile: Profile) -> bool:
    session = Vault(profile.crypto).session()
    profile.crypto.release()
    return session is None


async def test_an_answer_with_a_wrong_state_changes_nothing(servers: Servers, profile: Profile) -> None:
    seen: list[int] = []

    async def act(browser: Browser, address: str) -> Page:
        redirect, _ = redirect_of(address)
        for query in ({"code": "evil", "state": "x"}, {"error": "access_denied", "state": "x"}, {"code": "evil"}):
            seen.append((await browser.open(f"{redirect}?{urlencode(query)}")).status)
        return await browser.sign_in(address, "anna")

    account = await enter(profile, servers[0].url, Person("anna", act))
    assert seen == [400, 400, 400]
    assert account.user_id == "@anna:test.local"
    await account.stop()


async def test_the_code_of_somebody_else_with_our_state(servers: Servers, profile: Profile) -> None:
    """Another local process saw our address: its own code does not fit our verifier (RFC 7636)."""
    synapse, auth = servers

    async def act(browser: Browser, address: str) -> Page:
        redirect, _ = redirect_of(address)
        parts = urlsplit(address)
        own = {name: value[0] for name, value in parse_qs(parts.query).items()} | {"code_challenge": "A" * 43}
        theirs = f"{auth.url}{parts.path}?{urlencode(own)}"
        stolen = await browser.sign_in(theirs, "mallory", stop_at=redirect)
        return await browser.open(stolen.url)

    assert await code_of(profile, synapse.url, act) is ErrorCode.REFUSED
    assert nobody(profile)


@pytest.mark.parametrize("issuer", [None, "https://evil.example", ""])
async def test_an_answer_of_another_server(issuer: str | None, servers: Servers, profile: Profile) -> None:
    """RFC 9207: mix-up of authorization servers."""

    async def act(browser: Browser, address: str) -> Page:
        redirect, state = redirect_of(address)
        query = {"code": "good-looking", "state": state} | ({} if issuer is None else {"iss": issuer})
        return await browser.open(f"{redirect}?{urlencode(query)}")

    tokens = servers[1].seen["tokens"]
    assert await code_of(profile, servers[0].url, act) is ErrorCode.SUSPICIOUS_ANSWER
    assert servers[1].seen["tokens"] == tokens, "the code went nowhere"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", ErrorCode.DENIED),
        ("server_error", ErrorCode.REFUSED),
        ("<script>" * 50, ErrorCode.REFUSED),
    ],
)
async def test_a_no_in_the_browser(error: str, code: ErrorCode, servers: Servers, profile: Profile) -> None:
    async def act(browser: Browser, address: str) -> Page:
        redirect, state = redirect_of(address)
        query = {"error": error, "state": state, "iss": servers[1].url}
        return await browser.open(f"{redirect}?{urlencode(query)}")

    assert await code_of(profile, servers[0].url, act) is code


async def test_the_second_request_comes_too_late(servers: Servers, profile: Profile) -> None:
    late: list[str] = []

    async def act(browser: Browser, address: str) -> Page:
        page = await browser.sign_in(address, "anna")
        redirect, state = redirect_of(address)
        try:
            again = await browser.open(f"{redirect}?{urlencode({'code': 'x', 'state': state})}")
            late.append(str(again.status))
        except OSError:
            late.append("closed")
        return page

    person = Person("anna", act)
    account = await enter(profile, servers[0].url, person)
    await person.seen()
    assert late in (["closed"], ["400"])
    await account.stop()


async def test_cancelling_leaves_nothing_behind(servers: Servers, profile: Profile) -> None:
    person = Person("anna", lambda browser, address: browser.open(address))
    entering = asyncio.create_task(enter(profile, servers[0].url, person))
    while not person.opened:
        await asyncio.sleep(0.02)
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    redirect, _ = redirect_of(person.opened[0])
    host = urlsplit(redirect)
    with pytest.raises(OSError):
        await asyncio.open_connection(host.hostname, host.port)
    assert nobody(profile)


def metadata(hs: EvilHomeserver, **changes: Any) -> dict[str, Any]:
    found = {
        "issuer": hs.url,
        "authorization_endpoint": hs.url + "/authorize",
        "token_endpoint": hs.url + "/token",
        "registration_endpoint": hs.url + "/register",
        "device_authorization_endpoint": hs.url + "/device",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
    }
    return found | changes


@pytest.mark.parametrize(
    "answer",
    [
        {"token_endpoint": "https://evil.example/token"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"registration_endpoint": "https://evil.example/register"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "file:///etc/passwd"},
        {"issuer": "https://evil.example/"},
        {"code_challenge_methods_supported": ["plain"]},
        {"issuer": {"a": 1}},
    ],
)
async def test_metadata_that_leads_elsewhere(answer: dict[str, Any], hs: EvilHomeserver, profile: Profile) -> None:
    """The password is still offered; where there is nothing else, it is said what is wrong."""
    hs.answer(METADATA, metadata(hs, **answer))
    offer = await ask(profile.policy, hs.url)
    assert [way.kind.value for way in offer.ways] == ["password"]
    hs.answer("login", {"flows": []}, method="GET")
    with pytest.raises(UserError) as caught:
        await ask(profile.policy, hs.url)
    assert caught.value.code in (
        ErrorCode.NOT_MATRIX,
        ErrorCode.BAD_ANSWER,
        ErrorCode.INSECURE_ADDRESS,
        ErrorCode.UNSUPPORTED_SERVER,
    )


@pytest.mark.parametrize("fault", [Endless(), Html(200), Status(200, []), Status(500)])
async def test_metadata_that_is_none(fault: Any, hs: EvilHomeserver, profile: Profile) -> None:
    hs.fail(METADATA, fault, times=0)
    offer = await ask(profile.policy, hs.url)
    assert [way.kind.value for way in offer.ways] == ["password"]


async def test_a_device_code_that_sends_people_elsewhere(servers: Servers, profile: Profile) -> None:
    from app.oauth import device_grant
    from app.oauth.metadata import from_json

    server = from_json(
        {
            "issuer": "https://auth.amt.example/",
            "authorization_endpoint": "https://auth.amt.example/a",
            "token_endpoint": "https://auth.amt.example/t",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        },
        local=False,
    )
    good = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://auth.amt.example/link"}
    assert device_grant._code(good, server).whole == ""
    evil = "https://evil.example/link"
    assert device_grant._code(good | {"verification_uri_complete": evil}, server).whole == ""
    for change in (
        {"verification_uri": evil},
        {"verification_uri": "http://auth.amt.example/link"},
        {"verification_uri": "https://auth.amt.example@evil.example/"},
        {"user_code": "A" * 100},
        {"user_code": "AB\nCD"},
        {"device_code": 7},
    ):
        with pytest.raises(UserError) as caught:
            device_grant._code(good | change, server)
        assert caught.value.code is ErrorCode.BAD_ANSWER
    endless = device_grant._code(good | {"interval": -5, "expires_in": 10**12}, server)
    assert endless.interval >= 1
    assert endless.expires_in <= 1800


async def test_a_refresh_token_that_is_refused_signs_out_softly(servers: Servers, profile: Profile) -> None:
    synapse, auth = servers
    account = await enter(profile, synapse.url, Person("anna"))
    auth.settle(lifetime=2)
    await account.start()
    await account.synced()
    await account._tokens.renew(account._storage.session.access_token)
    auth.forget_clients()  # whatever the reason: the server takes nothing from us any more
    await asyncio.sleep(2)
    account.retry_now()
    with pytest.raises(UserError) as caught:
        await account.own_profile.refresh()
    assert caught.value.code is ErrorCode.SIGNED_OUT
    assert getattr(caught.value, "soft_logout", False)
    for _ in range(800):
        if account.connection.link is Link.SIGNED_OUT:
            break
        await asyncio.sleep(0.05)
    assert account.connection.soft
    await account.stop()
    auth.settle(lifetime=300)
    again = await enter(profile, synapse.url, Person("anna"))
    assert again.device_id == account.device_id
    await again.stop()


async def test_a_clock_that_is_wrong_costs_nothing(servers: Servers, profile: Profile) -> None:
    """Yesterday or next year: the server's no decides, and a renewal is not repeated without end."""
    synapse, auth = servers
    account = await enter(profile, synapse.url, Person("anna"))
    auth.settle(lifetime=300)
    await account.start()
    await account.synced()
    now = account._tokens._clock
    before = auth.seen["refreshes"]
    account._tokens._clock = lambda: now() + 10 * 365 * 86400
    await account.own_profile.refresh()
    await account.own_profile.refresh()
    assert auth.seen["refreshes"] == before + 1
    account._tokens._clock = lambda: now() - 10 * 365 * 86400
    await account.own_profile.refresh()
    assert auth.seen["refreshes"] == before + 1
    assert account.connection.link is Link.ONLINE
    await account.stop()


async def test_a_code_for_another_device_that_nobody_enters(
    servers: Servers, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[DeviceCode] = []
    offer = await ask(profile.policy, servers[0].url)
    monkeypatch.setattr("app.oauth.device_grant._LONGEST", 1.0)
    with pytest.raises(UserError) as caught:
        await Account.sign_in_code(profile, offer, shown.append)
    assert caught.value.code is ErrorCode.SIGN_IN_EXPIRED
    assert shown
    assert nobody(profile)
