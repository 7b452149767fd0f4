# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts of the demo: real ones, in throw-away profiles whose keys are never written anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.profile.keystore import KeyStore

if TYPE_CHECKING:
    from app.account import Account
    from app.profile.profile import Profile


class MemoryKeyStore:
    """A key store that forgets everything when the program ends."""

    id = "memory"

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def get(self, profile: str) -> str | None:
        return self._secrets.get(profile)

    def set(self, profile: str, secret: str) -> None:
        self._secrets[profile] = secret

    def delete(self, profile: str) -> None:
        self._secrets.pop(profile, None)


@dataclass(slots=True)
class DemoAccount:
    """One person with a device: opened and closed again as often as needed, on one event loop at a time."""

    folder: Path
    stores: Sequence[KeyStore]
    user: str
    password: str
    _profile: Profile | None = None
    _account: Account | None = field(default=None)

    async def open(self, server: str) -> Account:
        """Sign in the first time, later go on from the profile; connected in both cases. Raises UserError."""
        from app.account import Account
        from app.migrations import cache_migrations, crypto_migrations
        from app.profile.profile import Profile

        self._profile = Profile.open(
            self.folder, crypto=crypto_migrations(), cache=cache_migrations(), stores=self.stores
        )
        account = await Account.open(self._profile)
        if account is None:
            account = await Account.sign_in(self._profile, server, self.user, self.password)
        self._account = account
        await account.start()
        return account

    async def close(self) -> None:
        """Stop the account and let go of the profile. Doing it twice is harmless."""
        account, self._account = self._account, None
        profile, self._profile = self._profile, None
        if account is not None:
            await account.stop()
        if profile is not None:
            profile.close()
