# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single sign-on of a real Synapse with a real provider, and the refresh tokens of its own login."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.account import Account
from app.demo.homeserver import Homeserver
from app.errors import ErrorCode, UserError
from app.matrix import api
from app.offer import Way, WayKind
from app.sign_in import ask
from app.store.vault import Session
from tests.support.auth_server import AuthServer, sso_homeserver
from tests.support.browser import Browser, Page
from tests.support.entering import Person, enter, open_profile, settled
from tests.support.synapse import new_user

pytestmark = pytest.mark.synapse
Servers = tuple[Homeserver, AuthServer]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with sso_homeserver(refreshable_access_token_lifetime="3s") as pair:
        yield pair


async def kept(account: Account) -> Session:
    storage = account._storage
    session = await storage.crypto.call(storage.vault.session)
    assert session is not None
    return session


async def test_in_the_browser_and_again_on_the_same_device(servers: Servers, tmp_path: Path) -> None:
    synapse, _ = servers
    profile = open_profile(tmp_path / "anna")
    offer = await ask(profile.policy, synapse.url)
    assert offer.ways == (Way(WayKind.SSO, "oidc-ausweis", "Dienstausweis"), Way(WayKind.PASSWORD))
    assert not offer.code
    anna = Person("anna")
    account = await enter(profile, synapse.url, anna, WayKind.SSO)
    redirect = parse_qs(urlsplit(anna.opened[0]).query)["redirectUrl"][0]
    assert redirect.startswith("http://127.0.0.1:")
    assert "state=" in redirect
    assert "Zurück zu BundesMessenger" in (await anna.seen()).text
    assert account.user_id == "@anna:test.local"
    await account.start()
    await account.synced()
    first = await kept(account)
    assert first.refresh_token
    await asyncio.sleep(3.2)
    client = account.context.online()
    assert await api.whoami(client) == (account.user_id, account.device_id)
    assert (await kept(account)).access_token != first.access_token
    devices = await client.request("GET", api.path("devices"))
    assert [device["display_name"] for device in devices["devices"]] == ["Büro"]
    device_id = account.device_id
    await account.stop()
    with pytest.raises(UserError) as other:
        await enter(profile, synapse.url, Person("berta"), WayKind.SSO)
    assert other.value.code is ErrorCode.OTHER_USER
    again = await enter(profile, synapse.url, Person("anna"), WayKind.SSO)
    assert again.device_id == device_id
    await again.stop()
    profile.close()


async def test_a_token_without_our_state_is_not_taken(servers: Servers, tmp_path: Path) -> None:
    """P-48: somebody else's sign-in, pushed to us by a web page or a program on this machine."""
    synapse, _ = servers
    profile = open_profile(tmp_path / "anna")
    foreign: list[int] = []

    async def meddle(browser: Browser, address: str) -> Page:
        redirect = parse_qs(urlsplit(address).query)["redirectUrl"][0]
        bare = redirect.partition("?")[0]
        for query in ({"loginToken": "syl_evil"}, {"loginToken": "syl_evil", "state": "guessed"}):
            foreign.append((await browser.open(f"{bare}?{urlencode(query)}")).status)
        return await browser.sign_in(address, "anna")

    account = await enter(profile, synapse.url, Person("anna", meddle), WayKind.SSO)
    assert foreign == [400, 400]
    assert account.user_id == "@anna:test.local"
    await account.stop()
    profile.close()


async def test_a_password_brings_a_refresh_token_too(servers: Servers, tmp_path: Path) -> None:
    synapse, _ = servers
    user = new_user(synapse, "carla")
    profile = open_profile(tmp_path / "carla")
    account = await Account.sign_in(profile, synapse.url, user.localpart, user.password)
    first = await kept(account)
    assert first.refresh_token
    assert first.expires_at is not None
    await account.start()
    await account.synced()
    await asyncio.sleep(3.2)
    await api.whoami(account.context.online())
    second = await kept(account)
    assert second.refresh_token not in ("", first.refresh_token)
    await account.stop()
    profile.close()
    profile = open_profile(tmp_path / "carla")
    await asyncio.sleep(3.2)  # the token of yesterday has ended over night
    again = await Account.open(profile)
    assert again is not None
    await again.start()
    await again.synced()
    assert (await kept(again)).access_token != second.access_token
    await again.sign_out()


async def test_only_the_ways_of_the_policy(servers: Servers, tmp_path: Path) -> None:
    synapse, _ = servers
    policy = settled(AllowedSignIn=["sso"])
    offer = await ask(policy, synapse.url)
    assert [way.kind for way in offer.ways] == [WayKind.SSO]
    user = new_user(synapse, "dirk")
    profile = open_profile(tmp_path / "dirk", policy)
    with pytest.raises(UserError) as caught:
        await Account.sign_in(profile, synapse.url, user.localpart, user.password)
    assert caught.value.code is ErrorCode.NO_WAY_IN
    profile.close()
