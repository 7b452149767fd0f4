# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with OAuth 2.0: a real Synapse that leaves its accounts to a real authorization server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app.account import Account
from app.demo.homeserver import Homeserver
from app.errors import ErrorCode, UserError
from app.matrix import api
from app.oauth.device_grant import DeviceCode
from app.offer import WayKind
from app.sign_in import ask
from app.store.vault import Session
from app.text.written import Written
from app.types import Link
from tests.support.auth_server import AuthServer, delegating_homeserver
from tests.support.browser import Browser, Page
from tests.support.entering import Person, enter, open_profile, settled

pytestmark = pytest.mark.synapse
Servers = tuple[Homeserver, AuthServer]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with delegating_homeserver() as pair:
        yield pair


@pytest.fixture(autouse=True)
def as_usual(servers: Servers) -> None:
    servers[1].settle(lifetime=300, lenient=True, registration=True, lies={})


async def until(true: Callable[[], bool], what: str) -> None:
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never: {what}")


async def say(account: Account, room: str, text: str) -> None:
    await account.result(await account.writing.send(room, Written(text)))


async def kept(account: Account) -> Session:
    """What would be there after a crash now."""
    storage = account._storage
    session = await storage.crypto.call(storage.vault.session)
    assert session is not None
    return session


async def test_a_day_with_oauth(servers: Servers, tmp_path: Path) -> None:
    synapse, auth = servers
    profile = open_profile(tmp_path / "anna")
    offer = await ask(profile.policy, synapse.url)
    assert [way.kind for way in offer.ways] == [WayKind.OAUTH]
    assert offer.code
    anna = Person("anna")
    account = await enter(profile, synapse.url, anna)
    page = await anna.seen()
    assert "Zurück zu BundesMessenger" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(anna.opened[0]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == f"urn:matrix:client:api:* urn:matrix:client:device:{account.device_id}"
    assert account.user_id == "@anna:test.local"
    first = await kept(account)
    assert first.refresh_token
    assert first.expires_at is not None
    # a token that ends is replaced before anybody notices, once for all who need it
    auth.settle(lifetime=3)
    await account.start()
    await account.synced()
    assert account.connection.link is Link.ONLINE
    await account._tokens.renew(first.access_token)
    before = auth.seen["refreshes"]
    await asyncio.sleep(3.2)
    client = account.context.online()
    assert {user for user, _ in await asyncio.gather(*(api.whoami(client) for _ in range(10)))} == {account.user_id}
    assert auth.seen["refreshes"] == before + 1
    assert (await kept(account)).access_token not in ("", first.access_token)
    # the name of the device was told, and the room works like any other
    devices = await client.request("GET", api.path("devices"))
    assert [device["display_name"] for device in devices["devices"]] == ["Büro"]
    room = await account.create_room(name="Lage", encrypted=True)
    await say(account, room, "Guten Morgen")
    # the next morning
    auth.settle(lifetime=300)
    await account.stop()
    profile.close()
    profile = open_profile(tmp_path / "anna")
    again = await Account.open(profile)
    assert again is not None
    await again.start()
    await again.synced()
    # signing out: the authorization server ends the session, and the device is gone
    session = await kept(again)
    await again.sign_out()
    with pytest.raises(Exception, match="401"):
        synapse.request("GET", "/_matrix/client/v3/account/whoami", token=session.access_token)
    assert not (tmp_path / "anna" / "crypto.db").exists()


async def test_a_session_that_was_ended_goes_on_with_the_same_keys(servers: Servers, tmp_path: Path) -> None:
    synapse, auth = servers
    profile = open_profile(tmp_path / "bert")
    account = await enter(profile, synapse.url, Person("bert"))
    await account.start()
    await account.synced()
    room = await account.create_room(name="Lage", encrypted=True)
    await say(account, room, "Vor dem Abmelden")
    keys, device_id = account.keys, account.device_id
    auth.end(device_id, tokens_only=True)
    with pytest.raises(UserError) as caught:
        await account._tokens.renew(account._storage.session.access_token)
    assert caught.value.code is ErrorCode.SIGNED_OUT
    # The homeserver still takes the old token for a while; something that happens ends the poll under way.
    path = f"/_matrix/client/v3/rooms/{quote(room)}/send/org.example.wake/1"
    synapse.request("PUT", path, {}, token=account._storage.session.access_token)
    await until(lambda: account.connection.link is Link.SIGNED_OUT, "signed out")
    assert account.connection.soft
    assert account.rooms.get(room) is not None
    await account.stop()
    # somebody else cannot take the store over, and what they were given is given back
    other = Person("claudia")
    with pytest.raises(UserError) as refused:
        await enter(profile, synapse.url, other)
    assert refused.value.code is ErrorCode.OTHER_USER
    again = await enter(profile, synapse.url, person := Person("bert"))
    assert "login_hint=mxid" in person.opened[0]
    assert (again.device_id, again.keys) == (device_id, keys)
    await again.start()
    await again.synced()
    await say(again, room, "Nach dem Anmelden")
    timeline = await again.open_timeline(room)
    texts = [item.body for item in timeline.items if item.body]
    assert texts[-2:] == ["Vor dem Abmelden", "Nach dem Anmelden"]
    await again.stop()
    profile.close()


async def test_signing_in_with_another_device(servers: Servers, tmp_path: Path) -> None:
    synapse, _ = servers
    profile = open_profile(tmp_path / "dora")
    offer = await ask(profile.policy, synapse.url)
    shown: list[DeviceCode] = []
    entering = asyncio.create_task(Account.sign_in_code(profile, offer, shown.append))
    await until(lambda: bool(shown), "a code")
    code = shown[0]
    assert code.user_code in code.whole
    async with Browser() as browser:  # on another device: enter the code, sign in, allow it
        page: Page = await browser.open(code.address)
        page = await browser.submit(page, user_code=code.user_code)
        for _ in range(4):
            if page.forms and "user" in page.forms[0].fields:
                page = await browser.submit(page, user="dora", password="x")
            elif page.forms:
                page = await browser.submit(page)
    account = await asyncio.wait_for(entering, 60)
    assert account.user_id == "@dora:test.local"
    assert (await kept(account)).refresh_token
    await account.sign_out()


async def test_a_registration_that_was_forgotten_is_made_anew(servers: Servers, tmp_path: Path) -> None:
    synapse, auth = servers
    profile = open_profile(tmp_path / "emil")
    count = len(auth.seen["registrations"])
    account = await enter(profile, synapse.url, Person("emil"))
    await account.stop()
    again = await enter(profile, synapse.url, Person("emil"))
    await again.stop()
    assert len(auth.seen["registrations"]) == count + 1, "kept for the next time"
    auth.forget_clients()
    offer = await ask(profile.policy, synapse.url)
    shown: list[DeviceCode] = []
    entering = asyncio.create_task(Account.sign_in_code(profile, offer, shown.append))
    await until(lambda: bool(shown), "a code in spite of it")
    entering.cancel()
    await asyncio.gather(entering, return_exceptions=True)
    assert len(auth.seen["registrations"]) == count + 2
    # The browser is where an unknown client is refused; whoever comes back without success begins as somebody new.
    auth.forget_clients()
    person = Person("emil")
    entering = asyncio.create_task(enter(profile, synapse.url, person))
    await until(lambda: bool(person.opened), "the browser")
    assert (await person.seen()).status in (200, 400)
    entering.cancel()
    (entered,) = await asyncio.gather(entering, return_exceptions=True)
    if isinstance(entered, Account):  # registered anew already, and faster than we gave up
        await entered.stop()
    last = await enter(profile, synapse.url, Person("emil"))
    assert last.user_id == "@emil:test.local"
    await last.stop()
    profile.close()


async def test_a_server_without_registration_needs_the_id_of_the_policy(servers: Servers, tmp_path: Path) -> None:
    synapse, auth = servers
    static = auth.register(
        redirect_uris=["http://127.0.0.1/sign-in"],
        token_endpoint_auth_method="none",
        application_type="native",
        grant_types=["authorization_code", "refresh_token"],
    )
    auth.settle(registration=False)
    without = open_profile(tmp_path / "without")
    with pytest.raises(UserError) as caught:
        await enter(without, synapse.url, Person("frida"))
    assert caught.value.code is ErrorCode.REFUSED
    without.close()
    policy = settled(OAuthClientId=static["client_id"])
    profile = open_profile(tmp_path / "frida", policy)
    account = await enter(profile, synapse.url, person := Person("frida"))
    assert f"client_id={static['client_id']}" in person.opened[0]
    assert account.user_id == "@frida:test.local"
    await account.stop()
    profile.close()


async def test_only_the_ways_of_the_policy(servers: Servers) -> None:
    synapse, _ = servers
    with pytest.raises(UserError) as caught:
        await ask(settled(AllowedSignIn=["password"]), synapse.url)
    assert caught.value.code is ErrorCode.NO_WAY_IN


async def test_no_and_too_late(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synapse, _ = servers
    profile = open_profile(tmp_path / "gerd")

    async def deny(browser: Browser, address: str) -> Page:
        return await browser.submit(await browser.open(address), user="", password="")

    with pytest.raises(UserError) as caught:
        await enter(profile, synapse.url, Person("gerd", deny))
    assert caught.value.code is ErrorCode.DENIED

    async def nothing(browser: Browser, address: str) -> Page:
        return await browser.open(address)

    from app.oauth import loopback

    monkeypatch.setattr(loopback.Loopback.answer, "__defaults__", (0.2,))
    with pytest.raises(UserError) as late:
        await enter(profile, synapse.url, Person("gerd", nothing))
    assert late.value.code is ErrorCode.SIGN_IN_EXPIRED
    monkeypatch.undo()
    account = await enter(profile, synapse.url, Person("gerd"))
    await account.stop()
    profile.close()
