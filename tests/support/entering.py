# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in through a browser in tests: profiles that open fast, and a person who goes through the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.account import Account
from app.migrations import cache_migrations, crypto_migrations
from app.offer import Offer, WayKind
from app.policy.policy import Entry, Policy, Source
from app.profile.passphrase import Argon2
from app.profile.profile import Profile
from app.sign_in import ask
from tests.support.browser import Browser, Page

PASSPHRASE = "korrekt Pferd Batterie Heftklammer"


def open_profile(folder: Path, policy: Policy | None = None) -> Profile:
    cost = Argon2(memory_kib=8 * 1024, passes=1)
    crypto, cache = crypto_migrations(), cache_migrations()
    return Profile.open(folder, PASSPHRASE, crypto=crypto, cache=cache, cost=cost, policy=policy)


def settled(**values: Any) -> Policy:
    """A machine's policy."""
    return Policy(Entry(Source.MACHINE, "here", name, value) for name, value in values.items())


class Person:
    """Signs in as ``user`` wherever a program opens an address. ``opened``: the addresses."""

    def __init__(self, user: str, act: Callable[[Browser, str], Any] | None = None) -> None:
        self.user = user
        self.opened: list[str] = []
        self.pages: list[asyncio.Task[Page]] = []
        self._act = act

    def open_page(self, address: str) -> None:
        self.opened.append(address)
        self.pages.append(asyncio.get_running_loop().create_task(self._go(address)))

    async def _go(self, address: str) -> Page:
        async with Browser() as browser:
            if self._act is not None:
                return await self._act(browser, address)  # type: ignore[no-any-return]
            page = await browser.sign_in(address, self.user)
            assert page.status < 500, page.text[:2000]
            return page

    async def seen(self) -> Page:
        """What the browser shows in the end."""
        return await self.pages[-1]


async def enter(profile: Profile, server: str, person: Person, kind: WayKind = WayKind.OAUTH) -> Account:
    """Sign in in the browser, in the first way of this kind."""
    offer: Offer = await ask(profile.policy, server)
    way = next(way for way in offer.ways if way.kind is kind)
    entering = asyncio.ensure_future(Account.sign_in_browser(profile, offer, way, person.open_page, "Büro"))
    try:
        while not entering.done():
            await asyncio.wait({entering}, timeout=0.1)
            for page in person.pages:  # a browser that got stuck is no reason to wait for it
                if page.done() and (error := page.exception()) is not None:
                    raise error
    except BaseException:
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
        raise
    return entering.result()
