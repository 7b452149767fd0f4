# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A folder, a fast passphrase, and a real key store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app.profile.keystore import KeyStore
from app.profile.passphrase import Argon2
from app.profile.profile import Profile
from crypto.store.database import Migrations
from tests.support.keyring_session import KeyringSession, keyring_session, missing_programs

CRYPTO = Migrations(keys=["CREATE TABLE keys(id INTEGER PRIMARY KEY, text BLOB)"])
CACHE = Migrations(messages=["CREATE TABLE messages(id INTEGER PRIMARY KEY, text BLOB)"])
PASSPHRASE = "zwölf Zeichen und mehr"
FAST = Argon2(memory_kib=64, passes=1, lanes=1)

OpenProfile = Callable[..., Profile]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def open_profile(folder: Path) -> Iterator[OpenProfile]:
    """Open the profile in ``folder`` with a passphrase that costs nothing; it is closed after the test."""
    opened: list[Profile] = []

    def open_(
        passphrase: str | None = PASSPHRASE,
        *,
        crypto: Migrations = CRYPTO,
        cache: Migrations = CACHE,
        stores: Sequence[KeyStore] = (),
        clock: Callable[[], float] = lambda: 1_000_000.0,
        where: Path = folder,
    ) -> Profile:
        profile = Profile.open(where, passphrase, crypto=crypto, cache=cache, stores=stores, cost=FAST, clock=clock)
        opened.append(profile)
        return profile

    yield open_
    for profile in opened:
        profile.close()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringSession]:
    """A GNOME Keyring of its own; this process, and what it starts, speaks to no other."""
    if missing := missing_programs():
        pytest.skip(f"not installed: {', '.join(missing)}")
    with keyring_session() as session:
        for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, session.environment[name])
        yield session
