# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ``test_offline_start`` runs in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.account import Account
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile

NETWORK = ("nio", "aiohttp", "app.matrix")


async def open_and_tell(folder: Path) -> None:
    """Open the account without starting it; print what is there and what was imported."""
    profile = Profile.open(
        folder, "correct horse battery staple", crypto=crypto_migrations(), cache=cache_migrations(), stores=()
    )
    account = await Account.open(profile)
    assert account is not None
    timeline = await account.open_timeline("!room:x")
    told = {
        "rooms": [[room.name, room.preview.body if room.preview else ""] for room in account.rooms.items],
        "bodies": [item.body for item in timeline.items if item.body],
        "imported": [name for name in NETWORK if name in sys.modules],
    }
    await account.stop()
    profile.close()
    print(json.dumps(told))
