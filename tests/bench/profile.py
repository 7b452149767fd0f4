# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile on disk as somebody leaves it in the evening: signed in, all rooms there, their keys too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import vodozemac

from app.account import Account
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from crypto.machine import CryptoMachine
from crypto.megolm_inbound import Owner
from crypto.trust import Vouched
from crypto.types import Json
from tests.support.raw_peer import RawPeer

_PATIENCE = 120.0  # seconds


class FileKeyStore:
    """Keeps the key of a profile in a plain file beside it: opening it costs nothing, so it is not what is measured."""

    id = "bench"

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, profile: Path) -> FileKeyStore:
        """The store that belongs to a profile folder."""
        return cls(profile.with_name(f"{profile.name}.key"))

    def get(self, profile: str) -> str | None:
        secrets = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}
        return secrets.get(profile)

    def set(self, profile: str, secret: str) -> None:
        self._path.write_text(json.dumps({profile: secret}), "utf-8")

    def delete(self, profile: str) -> None:
        self._path.unlink(missing_ok=True)


async def open_account(folder: Path, server: str, user: str, password: str, keys: Sequence[Json] = ()) -> Account:
    """Sign in on a new profile, with these Megolm sessions; not started yet."""
    stores = [FileKeyStore.of(folder)]
    profile = Profile.open(folder, crypto=crypto_migrations(), cache=cache_migrations(), stores=stores)
    account = await Account.sign_in(profile, server, user, password, "bench")
    await account._crypto_worker.call(_add_keys, account._machine, keys)
    return account


async def close_account(account: Account) -> None:
    """The profile can be opened again afterwards."""
    await account.stop()
    account._profile.close()


async def make_profile(
    folder: Path,
    server: str,
    user: str,
    password: str,
    *,
    rooms: int,
    keys: Sequence[Json] = (),
    visit: Sequence[str] = (),
) -> None:
    """Sign in, wait until so many rooms are there, look into some of them, end."""
    account = await open_account(folder, server, user, password, keys)
    try:
        await account.start()
        async with asyncio.timeout(_PATIENCE):
            await account.synced()
            while len(account.rooms.items) < rooms:
                await asyncio.sleep(0.05)
                account.rooms.flush()
        for room_id in visit:
            timeline = await account.open_timeline(room_id)
            await timeline.load_older(200)
            await timeline.settled()
            timeline.close()
    finally:
        await close_account(account)


def _add_keys(machine: CryptoMachine, keys: Sequence[Json]) -> None:
    """As if the keys had come over Olm from a device of their sender."""
    devices: dict[str, RawPeer] = {}
    with machine._atomic():
        for key in keys:
            peer = devices.setdefault(key["user_id"], RawPeer(key["user_id"]))
            session = vodozemac.InboundGroupSession(vodozemac.SessionKey(key["session_key"]))
            owner = Owner(peer.user_id, peer.curve25519, peer.ed25519, "RAW", Vouched.DEVICE)
            machine._inbound.add(key["room_id"], session, owner)
