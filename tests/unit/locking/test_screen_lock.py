# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What opens a locked window, and how long a wrong try keeps it shut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.context import Context
from app.demo.accounts import MemoryKeyStore
from app.errors import ErrorCode, UserError
from app.locking.means import MIN_CODE, Means
from app.locking.service import ScreenLock
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from app.storage import Storage
from app.store.vault import Session
from app.worker import Worker
from tests.support.account_world import PASSPHRASE, QUICK

CODE = "Kuckuck-47"
_KEYS = MemoryKeyStore()


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def lock(folder: Path, clock: Clock, passphrase: str | None = None) -> AsyncIterator[ScreenLock]:
    profile = Profile.open(
        folder,
        passphrase,
        crypto=crypto_migrations(),
        cache=cache_migrations(),
        stores=[_KEYS],
        cost=QUICK,
        clock=clock,
    )
    profile.crypto.release()
    storage = await Storage.open(profile, Session("https://a.example", "@a:a.example", "D", "t", ""), Worker("crypto"))
    made = ScreenLock(cast(Context, SimpleNamespace(storage=storage)), clock)
    await made.opened()
    yield made
    await storage.close()
    profile.close()


async def refused(work: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        await work
    return caught.value


async def test_the_passphrase_of_the_profile_opens_the_window(tmp_path: Path) -> None:
    async with lock(tmp_path / "p", Clock(), PASSPHRASE) as screen:
        assert screen.means is Means.PASSPHRASE
        assert not screen.at_start  # it was asked for a moment ago
        assert (await refused(screen.check("wrong"))).code is ErrorCode.WRONG_PASSPHRASE
        await screen.check(PASSPHRASE)


async def test_a_code_opens_it_where_the_key_is_in_a_key_store_and_outlives_the_program(tmp_path: Path) -> None:
    async with lock(tmp_path / "p", Clock()) as screen:
        assert screen.means is Means.NONE
        assert (await refused(screen.check(CODE))).code is ErrorCode.PASSPHRASE_NEEDED
        await screen.set_code(CODE)
        await screen.check(CODE)
    async with lock(tmp_path / "p", Clock()) as screen:
        assert (screen.means, screen.at_start) == (Means.CODE, True)
        assert (await refused(screen.check(CODE.lower()))).code is ErrorCode.WRONG_PASSPHRASE
        await screen.check(CODE)
        assert (await refused(screen.set_code("", "not it"))).code is ErrorCode.WRONG_PASSPHRASE
        await screen.set_code("", CODE)
        assert screen.means is Means.NONE
    async with lock(tmp_path / "p", Clock()) as screen:
        assert screen.means is Means.NONE


async def test_the_code_is_nowhere_on_the_disk(tmp_path: Path) -> None:
    async with lock(tmp_path / "p", Clock()) as screen:
        await screen.set_code(CODE)
    for file in (tmp_path / "p").iterdir():
        assert CODE.encode() not in file.read_bytes()


async def test_wrong_tries_wait_longer_and_longer_also_over_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    async with lock(tmp_path / "p", clock) as screen:
        await screen.set_code(CODE)
        waits = []
        for _ in range(3):
            waits.append((await refused(screen.check("guess"))).details["wait"])
        assert waits == [0.0, 0.0, 2.0]
        early = await refused(screen.check(CODE))  # the right one, too early: says nothing about it
        assert early.details["wait"] == 2.0
    async with lock(tmp_path / "p", clock) as screen:
        assert (await refused(screen.check(CODE))).details["wait"] == 2.0
        clock.now += 2
        assert (await refused(screen.check("guess"))).details["wait"] == 4.0
        clock.now += 4
        await screen.check(CODE)
        assert (await refused(screen.check("guess"))).details["wait"] == 0.0  # counted anew


async def test_tries_beside_each_other_do_not_get_around_the_waiting(tmp_path: Path) -> None:
    async with lock(tmp_path / "p", Clock()) as screen:
        await screen.set_code(CODE)
        found = await asyncio.gather(*(screen.check(f"guess{n}") for n in range(8)), return_exceptions=True)
        tried = [each for each in found if isinstance(each, UserError) and each.details["wait"] in (0.0, 2.0)]
        assert len(tried) == len(found)
        assert (await refused(screen.check(CODE))).details["wait"] == 2.0


@pytest.mark.parametrize("code", ["12345", "aaaaaaaa", "121212"])
async def test_a_code_that_one_guesses_is_refused(tmp_path: Path, code: str) -> None:
    async with lock(tmp_path / "p", Clock()) as screen:
        error = await refused(screen.set_code(code))
        assert (error.code, error.details["minimum"]) == (ErrorCode.WEAK_PASSPHRASE, MIN_CODE)
        assert screen.means is Means.NONE
