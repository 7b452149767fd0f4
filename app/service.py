# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A feature of a running account beside rooms, messages and security, and what it is told."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.context import Context
from app.store.changes import CacheChanges, EventKey
from app.worker import WorkerStopped
from crypto.store.errors import StoreError
from crypto.types import DecryptionResult

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync

_log = logging.getLogger(__name__)


class Service:
    """One thing that an account can do beside rooms, messages and security. Called on the event loop's thread."""

    def __init__(self, context: Context) -> None:
        self.context = context

    async def opened(self) -> None:
        """The account is being opened: read what has to be there at once. Nothing is shown before this is done."""

    def connected(self) -> None:
        """The server was found: ``context.versions`` is known, the sync begins."""

    def online(self) -> None:
        """The first answers are stored, or the connection is back: what was left undone may be done now."""

    async def disconnected(self) -> None:
        """The client is about to be closed: end what uses it."""

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """Before it is stored; the same may come again after a crash. The sync waits for this."""

    def stored(self, sync: RoomsSync) -> None:
        """What ``arrived`` told is stored now, and shown."""

    def changed(self, changes: CacheChanges) -> None:
        """Rooms changed in the cache, whoever changed them."""

    async def close(self) -> None:
        """The account ends: nothing of this runs afterwards. The databases are still open."""


class Services:
    """All of an account, told in their order. One that fails does not keep the others from hearing it.

    Trouble with the databases is raised: the sync then waits, and the same comes again.
    """

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services

    async def opened(self) -> None:
        for service in self._services:
            try:
                await service.opened()
            except (StoreError, WorkerStopped):
                raise
            except Exception:
                _log.exception("a service failed")

    def connected(self) -> None:
        for service in self._services:
            try:
                service.connected()
            except Exception:
                _log.exception("a service failed")

    def online(self) -> None:
        for service in self._services:
            try:
                service.online()
            except Exception:
                _log.exception("a service failed")

    async def disconnected(self) -> None:
        for service in self._services:
            try:
                await service.disconnected()
            except Exception:
                _log.exception("a service failed")

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        for service in self._services:
            try:
                await service.arrived(sync, decrypted)
            except (StoreError, WorkerStopped):
                raise
            except Exception:
                _log.exception("a service failed")

    def stored(self, sync: RoomsSync) -> None:
        for service in self._services:
            try:
                service.stored(sync)
            except Exception:
                _log.exception("a service failed")

    def changed(self, changes: CacheChanges) -> None:
        for service in self._services:
            try:
                service.changed(changes)
            except Exception:
                _log.exception("a service failed")

    async def close(self) -> None:
        for service in self._services:
            try:
                await service.close()
            except Exception:
                _log.exception("a service failed")
