# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Killed while tokens are renewed: the session is never lost, and nobody has to sign in again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo.homeserver import Homeserver
from tests.support.auth_server import AuthServer, delegating_homeserver
from tests.support.browser import Browser
from tests.support.crash_client import CrashClient

pytestmark = pytest.mark.synapse
LIFE = 2  # seconds of an access token
Servers = tuple[Homeserver, AuthServer]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with delegating_homeserver() as pair:
        yield pair


@pytest.fixture
async def client(servers: Servers, tmp_path: Path) -> AsyncIterator[CrashClient]:
    """Signed in with OAuth 2.0 a moment ago, with tokens that will have ended soon."""
    synapse, auth = servers
    auth.settle(lifetime=LIFE, lenient=True)
    found = CrashClient(tmp_path / "profile")
    await found.launch()
    entering: asyncio.Task[Any] = asyncio.create_task(found.call("login_browser", homeserver=synapse.url))
    try:
        while not (asked := [event for event in found.events if event["event"] == "open_browser"]):
            await asyncio.sleep(0.02)
        async with Browser() as browser:
            await browser.sign_in(asked[0]["url"], "anna")
        await asyncio.wait_for(entering, 60)
        yield found
    finally:
        await found.kill()


async def until_online(client: CrashClient) -> str:
    """The next morning, without anything in the way; gives the device id."""
    client.crash_at(None)
    await client.go_online()
    await client.link("online")
    return str((await client.call("whoami"))["device_id"])


async def die_at(client: CrashClient, point: str) -> None:
    """Start after the tokens have ended, and be killed at this point of their renewal."""
    await client.kill()
    await asyncio.sleep(LIFE)
    client.crash_at(point)
    await client.go_online()
    await client.died()


async def test_killed_at_every_moment_of_a_renewal(servers: Servers, client: CrashClient) -> None:
    """As the authorization servers of homeservers do it: the old token is good until the new one was used."""
    _, auth = servers
    device_id = (await client.call("whoami"))["device_id"]
    renewals = auth.seen["refreshes"]
    for point in ("token-answer-arrived", "tokens-written", "token-answer-arrived", "tokens-committed"):
        await die_at(client, point)
    assert await until_online(client) == device_id
    assert auth.seen["refreshes"] >= renewals + 4
    await client.kill()


async def test_a_refresh_token_that_works_only_once(servers: Servers, client: CrashClient) -> None:
    """Nothing is used before it is kept: once the new tokens are committed, the old ones are not needed again."""
    _, auth = servers
    auth.settle(lenient=False)
    device_id = (await client.call("whoami"))["device_id"]
    for _ in range(3):
        await die_at(client, "tokens-committed")
    assert await until_online(client) == device_id
    await client.kill()


async def test_a_token_that_was_lost_on_the_way_leaves_everything_else(servers: Servers, client: CrashClient) -> None:
    """A server that takes a token once, whatever happens: the answer that we never kept ends the session, softly."""
    _, auth = servers
    auth.settle(lenient=False)
    await die_at(client, "token-answer-arrived")
    client.crash_at(None)
    await client.go_online()
    await client.link("signed_out")
    await client.kill()
    assert (client.profile / "crypto.db").exists()
