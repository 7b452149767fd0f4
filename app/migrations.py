# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of an account: all components of its two databases."""

from __future__ import annotations

from app.notifications.pushes import NOTIFY_MIGRATIONS
from app.store.islands import AHEAD_MIGRATIONS
from app.store.marks import MARKS_MIGRATIONS
from app.store.receipts import LIVE_MIGRATIONS
from app.store.scans import SCANNER_MIGRATIONS
from app.store.schema import ACCOUNT_MIGRATIONS, CACHE_MIGRATIONS
from app.store.search import FINDER_MIGRATIONS
from app.store.spaces import SPACES_MIGRATIONS
from app.store.threads import THREAD_MIGRATIONS
from crypto.machine import CryptoMachine
from crypto.store.database import Migrations
from crypto.store.identity_tables import IDENTITY_MIGRATIONS


def crypto_migrations() -> Migrations:
    """The components of ``crypto.db``."""
    return Migrations(crypto=CryptoMachine.MIGRATIONS, identity=IDENTITY_MIGRATIONS, account=ACCOUNT_MIGRATIONS)


def cache_migrations() -> Migrations:
    """The components of ``cache.db``."""
    return Migrations(
        cache=CACHE_MIGRATIONS,
        live=LIVE_MIGRATIONS,
        marks=MARKS_MIGRATIONS,
        spaces=SPACES_MIGRATIONS,
        notify=NOTIFY_MIGRATIONS,
        threads=THREAD_MIGRATIONS,
        ahead=AHEAD_MIGRATIONS,
        finder=FINDER_MIGRATIONS,
        scanner=SCANNER_MIGRATIONS,
    )
