# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the server wants confirmed, by people who have no password: in the browser, on pages of real servers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.account import Account
from app.errors import ErrorCode, UserError
from app.oauth.metadata import DEVICE_DELETE, DEVICES, IDENTITY_RESET
from app.offer import WayKind
from app.security.interface import Identity
from tests.support.auth_server import delegating_homeserver, sso_homeserver
from tests.support.browser import Browser
from tests.support.entering import Person, enter, open_profile

pytestmark = pytest.mark.synapse


async def wanted(work: object) -> str:
    """The address where it has to be confirmed."""
    with pytest.raises(UserError) as caught:
        await work  # type: ignore[misc]
    assert caught.value.code is ErrorCode.BROWSER_NEEDED
    return str(caught.value.details["url"])


async def ready(account: Account) -> None:
    await account.start()
    await account.synced()


async def test_without_a_password_on_a_server_with_single_sign_on(tmp_path: Path) -> None:
    with sso_homeserver() as (synapse, _):
        profile, second = open_profile(tmp_path / "desk"), open_profile(tmp_path / "laptop")
        desk = await enter(profile, synapse.url, Person("anna"), WayKind.SSO)
        await ready(desk)
        key = await desk.security.set_up(None)  # the first identity needs no confirmation (MSC3967)
        assert len(key.split()) == 12
        laptop = await enter(second, synapse.url, Person("anna"), WayKind.SSO)
        await ready(laptop)
        gone = laptop.device_id
        await laptop.stop()
        # another device is signed out: confirmed with single sign-on, on Synapse's own page
        page = await wanted(desk.security.sign_out_devices([gone], None))
        assert "/auth/m.login.sso/fallback/web" in page
        assert await wanted(desk.security.sign_out_devices([gone], None))  # not before it is confirmed
        async with Browser() as browser:
            page = await wanted(desk.security.sign_out_devices([gone], None))
            seen = await browser.open(page)
            link = next(link for link in seen.links if link.startswith("http"))
            await browser.sign_in(link, "anna")
        await desk.security.sign_out_devices([gone], None)
        assert [device.device_id for device in await desk.security.own_devices()] == [desk.device_id]
        # a new identity in place of the old one
        page = await wanted(desk.security.reset(None))
        async with Browser() as browser:
            seen = await browser.open(page)
            await browser.sign_in(next(link for link in seen.links if link.startswith("http")), "anna")
        assert await desk.security.reset(None) != key
        assert desk.security.state.identity is Identity.READY
        await desk.stop()
        profile.close()
        second.close()


async def test_an_account_that_is_managed_elsewhere(tmp_path: Path) -> None:
    with delegating_homeserver() as (synapse, auth):
        profile = open_profile(tmp_path / "anna")
        account = await enter(profile, synapse.url, Person("anna"))
        assert account.account_pages.managed
        await ready(account)
        await account.account_pages.refresh()
        pages = account.account_pages
        assert pages.page() == f"{auth.url}/account"
        asked = parse_qs(urlsplit(pages.page(DEVICE_DELETE, "XY")).query)
        assert asked == {"action": ["org.matrix.session_end"], "device_id": ["XY"]}
        assert pages.offers(DEVICES)
        key = await account.security.set_up(None)
        # the homeserver leads to the page; once it was confirmed there, the same goes through
        page = await wanted(account.security.reset(None))
        assert page == f"{auth.url}/account?action={IDENTITY_RESET}"
        await wanted(account.security.reset(None))
        auth.allow_identity_reset(synapse.url, "anna")
        assert await account.security.reset(None) != key
        assert account.security.state.identity is Identity.READY
        await account.stop()
        profile.close()
        # the pages are known at once the next morning
        profile = open_profile(tmp_path / "anna")
        again = await Account.open(profile)
        assert again is not None
        assert again.account_pages.page() == f"{auth.url}/account"
        await again.sign_out()
