# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an account keeps, opened: both databases of its profile, each on the thread that owns it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial

from app.policy.categories.security import ONLY_SIGNED_DEVICES
from app.profile.profile import Profile
from app.store.cache import Cache
from app.store.media import Media
from app.store.media_files import MediaFiles
from app.store.reader import Reader
from app.store.scans import Scans
from app.store.vault import Session, Vault
from app.types import RoomSummary
from app.worker import Worker, WorkerStopped
from crypto.machine import CryptoMachine
from crypto.store.errors import StoreCorrupt, StoreError
from crypto.trust import TrustPolicy

_log = logging.getLogger(__name__)


class Storage:
    """``crypto``, ``writing`` and ``reading`` are the threads of ``crypto.db`` and of both sides of ``cache.db``."""

    def __init__(self, profile: Profile, session: Session, crypto: Worker) -> None:
        """Use ``open``."""
        self.profile = profile
        self.session = session
        self.crypto = crypto
        self.writing = Worker("cache")
        self.reading = Worker("read")
        self.vault = Vault(profile.crypto)
        self.machine: CryptoMachine
        self.cache: Cache
        self.media: Media
        self.media_files: MediaFiles
        self.scans: Scans
        self.reader: Reader
        self.summaries: list[RoomSummary] = []
        """The room list as it was stored."""

    @classmethod
    async def open(cls, profile: Profile, session: Session, crypto: Worker) -> Storage:
        """Open everything; a cache that is damaged is begun anew. ``crypto`` belongs to it from now on."""
        storage = cls(profile, session, crypto)
        try:
            await storage._open()
        except BaseException:
            await storage.close()
            raise
        return storage

    async def _open(self) -> None:
        profile, user = self.profile, self.session.user_id
        make = partial(CryptoMachine, profile.crypto, user, self.session.device_id)
        if profile.policy.value(ONLY_SIGNED_DEVICES):
            make = partial(make, policy=TrustPolicy.SIGNED_ONLY)
        engine = asyncio.ensure_future(self.crypto.call(make))
        try:
            self.cache = Cache(profile.cache, user)
            self.media = Media(profile.cache)
            self.media_files = MediaFiles(profile.cache)
            self.scans = Scans(profile.cache)
            self.reader = await self.reading.call(lambda: Reader(profile.reader(), user))
            self.summaries = await self.reading.call(self.reader.summaries)
        except StoreCorrupt:
            _log.warning("the message cache is damaged; beginning anew")
            await self.rebuild_cache()
        finally:
            self.machine = await engine

    async def rebuild_cache(self) -> None:
        """Put ``cache.db`` aside and go on with an empty one. Raises UserError, StoreError."""
        with suppress(StoreError):
            await self.reading.call(self.reader.close)
        database = await self.writing.call(self.profile.rebuild_cache)
        for store in (self.cache, self.media, self.media_files, self.scans):
            await self.writing.call(store.use, database)
        await self.reading.call(lambda: self.reader.use(self.profile.reader()))
        self.summaries = []

    async def close(self) -> None:
        """Everything that was given to the threads is done; another account of this profile may follow."""
        for worker, release in (
            (self.crypto, self.profile.crypto.release),
            (self.writing, self.profile.cache.release),
            (self.reading, self._close_reader),
        ):
            with suppress(WorkerStopped, StoreError, RuntimeError):
                await worker.call(release)
            await worker.finish()

    def _close_reader(self) -> None:
        if hasattr(self, "reader"):
            self.reader.close()
