# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A key store for tests that look at what a profile keeps beside its folder."""

from __future__ import annotations

from app.profile.keystore import KeyStoreError


class MemoryKeys:
    """A key store in memory that may fail."""

    id = "memory"

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.broken = False

    def get(self, profile: str) -> str | None:
        if self.broken:
            raise KeyStoreError("gone")
        return self.held.get(profile)

    def set(self, profile: str, secret: str) -> None:
        if self.broken:
            raise KeyStoreError("gone")
        self.held[profile] = secret

    def delete(self, profile: str) -> None:
        self.held.pop(profile, None)
