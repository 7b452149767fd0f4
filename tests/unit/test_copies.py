# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-06 without a network: the key store knows how far the profile has come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.account import Account
from app.copies import Copies
from app.errors import ErrorCode, UserError
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from app.store.vault import Session, Vault
from app.types import Link
from app.worker import Worker
from tests.support.memory_keys import MemoryKeys


def opened(folder: Path, keys: MemoryKeys) -> Profile:
    return Profile.open(
        folder, crypto=crypto_migrations(), cache=cache_migrations(), stores=(keys,), memory_security=False
    )


async def one_run(folder: Path, keys: MemoryKeys) -> None:
    """The program is started, and ended."""
    profile = opened(folder, keys)
    worker = Worker("crypto")
    copies = Copies(Vault(profile.crypto), worker, profile.generation, "DEVICE")
    try:
        await copies.check_here()
        await copies._go_on()
    finally:
        await worker.call(profile.crypto.release)
        await worker.finish()
        profile.close()


async def test_s06_a_restored_folder_is_noticed_from_the_key_store(tmp_path: Path) -> None:
    keys, folder, backup = MemoryKeys(), tmp_path / "profile", tmp_path / "backup"
    await one_run(folder, keys)
    shutil.copytree(folder, backup)
    await one_run(folder, keys)
    await one_run(folder, keys)
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    with pytest.raises(UserError) as caught:
        await one_run(folder, keys)
    assert caught.value.code is ErrorCode.PROFILE_COPIED


async def test_s06_the_account_gives_up_its_device_before_it_connects(tmp_path: Path) -> None:
    keys, folder = MemoryKeys(), tmp_path / "profile"
    profile = opened(folder, keys)
    Vault(profile.crypto).save_session(Session("https://nowhere.test", "@anna:nowhere.test", "DEVICE", "secret"))
    profile.crypto.release()
    profile.generation.set(7)
    account = await Account.open(profile)
    assert account is not None
    try:
        await account.start()
        assert account.connection.link is Link.SIGNED_OUT
        assert account.connection.problem == "profile_copied"
        assert account.context.client is None
        assert await account.context.storage.crypto.call(account.context.storage.vault.device_to_keep) is None
    finally:
        await account.stop()
        profile.close()


async def test_a_crash_or_a_key_store_that_fails_is_no_copy(tmp_path: Path) -> None:
    keys, folder = MemoryKeys(), tmp_path / "profile"
    await one_run(folder, keys)
    name = next(name for name in keys.held if name.endswith(".generation"))
    keys.held[name] = "0"  # the database was written, the key store not any more
    await one_run(folder, keys)
    for nonsense in ("", "-1", "many", "9" * 40):
        keys.held[name] = nonsense
        await one_run(folder, keys)
    del keys.held[name]
    await one_run(folder, keys)
    assert keys.held[name] == "7"


def test_nothing_stays_in_the_key_store(tmp_path: Path) -> None:
    keys = MemoryKeys()
    profile = opened(tmp_path / "profile", keys)
    profile.generation.set(3)
    assert len(keys.held) == 2
    profile.destroy()
    assert not keys.held


def test_trouble_with_the_key_store_is_not_trouble_with_the_profile(tmp_path: Path) -> None:
    keys = MemoryKeys()
    profile = opened(tmp_path / "profile", keys)
    keys.broken = True
    profile.generation.set(3)
    assert profile.generation.get() is None
    profile.close()
