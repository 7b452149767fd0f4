# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps up with the homeserver: one task for each connection of the transport.

The order within a batch is what makes a crash harmless: keys and their sync position first, then the rooms and
theirs, and only then the server is told that the batch has arrived.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from app.encryption import Encryption
from app.errors import ErrorCode, UserError
from app.profile.folder import CACHE
from app.send_queue import store_problem
from app.store.cache import Cache, key_of
from app.store.changes import CacheChanges, EventKey
from app.store.events import is_user_id
from app.types import ConnectionState, Link
from app.worker import Worker, WorkerStopped
from crypto.store.errors import StoreCorrupt, StoreError
from crypto.types import DecryptionResult, Json

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync, SyncBatch, SyncConnection, SyncTransport

_log = logging.getLogger(__name__)
_POLL_MS = 30_000
_FINAL = (ErrorCode.SIGNED_OUT, ErrorCode.PROFILE_COPIED)
_LONGEST_PAUSE = 60.0


class Watcher(Protocol):
    """Looks at what comes besides storing it."""

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """Before it is stored; the same may come again after a crash."""
        ...

    def stored(self, sync: RoomsSync) -> None: ...


class Sync:
    """``state_changed`` hears of the connection, ``changed`` of what came (after it is stored), ``total`` how many
    rooms there will be, ``damaged`` that ``cache.db`` cannot be read any more (then this sync has ended)."""

    def __init__(
        self,
        encryption: Encryption,
        cache: Cache,
        cache_worker: Worker,
        *,
        changed: Callable[[CacheChanges], Awaitable[None]],
        state_changed: Callable[[ConnectionState], None],
        total: Callable[[int], None],
        damaged: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._encryption = encryption
        self._cache = cache
        self._cache_worker = cache_worker
        self._changed = changed
        self._state_changed = state_changed
        self._total = total
        self._damaged = damaged
        self.watcher: Watcher | None = None
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self._retry = asyncio.Event()
        self._down: dict[str, float] = {}  # connection -> time of its next attempt
        self._answered: set[str] = set()
        self._names: set[str] = set()
        self.state = ConnectionState()
        self.first = asyncio.Event()
        """Every connection was answered once, and the answer is stored."""
        self.bytes_in = 0
        self.batches = 0

    # -- life ---------------------------------------------------------------------------------------------------------

    def start(self, connect: Callable[[], Awaitable[SyncTransport]]) -> None:
        """Begin. ``connect`` finds out what the server can do and gives the transport; it is asked until it can."""
        if not self._tasks:
            self.first.clear()
            self._answered.clear()
            self._down.clear()
            self._set(ConnectionState(Link.CONNECTING))
            self._tasks.append(asyncio.get_running_loop().create_task(self._connect(connect), name="connect"))

    async def stop(self) -> None:
        """Nothing of it runs any more afterwards; what was not stored comes again."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def running(self) -> bool:
        return bool(self._tasks)

    def retry_now(self) -> None:
        """Do not wait for the next attempt."""
        self._retry.set()
        self._retry = asyncio.Event()

    # -- connections --------------------------------------------------------------------------------------------------

    async def _connect(self, connect: Callable[[], Awaitable[SyncTransport]]) -> None:
        failures = 0
        while True:
            try:
                transport = await connect()
                break
            except UserError as error:
                if error.code in _FINAL:
                    self._signed_out(error)
                    return
                failures += 1
                await self._wait("connect", failures, error)
            except StoreError as error:
                _log.warning("connecting failed: %s", error)
                failures += 1
                await self._wait("connect", failures, store_problem(error))
            except WorkerStopped:
                return
            except Exception:
                _log.exception("connecting failed")
                failures += 1
                await self._wait("connect", failures, UserError(ErrorCode.INTERNAL))
        self._up("connect")
        self._names = {connection.name for connection in transport.connections}
        for connection in transport.connections:
            task = asyncio.get_running_loop().create_task(self._follow(connection), name=f"sync {connection.name}")
            self._tasks.append(task)

    async def _follow(self, connection: SyncConnection) -> None:
        failures = 0
        timeout = 0  # the first answer is wanted at once
        while True:
            try:
                uploads = self._encryption.uploads
                batch = await connection.poll(timeout)
                await self._store(batch, uploads)
                connection.commit(batch)
                failures, timeout = 0, _POLL_MS
                self._arrived(connection.name)
            except UserError as error:
                if error.code in _FINAL:
                    self._signed_out(error)
                    return
                failures, timeout = failures + 1, 0
                await self._wait(connection.name, failures, error)
            except StoreCorrupt as error:
                if error.path is not None and error.path.name == CACHE:
                    self._damaged()
                    return
                failures, timeout = failures + 1, 0
                await self._wait(connection.name, failures, store_problem(error))
            except StoreError as error:
                # Not acknowledged, so nothing is lost: it comes again when the store can take it.
                _log.warning("a sync answer could not be stored: %s", error)
                failures, timeout = failures + 1, 0
                await self._wait(connection.name, failures, store_problem(error))
            except WorkerStopped:
                return
            except Exception:
                _log.exception("a sync answer failed")
                failures, timeout = failures + 1, 0
                await self._wait(connection.name, failures, UserError(ErrorCode.INTERNAL))

    def _arrived(self, name: str) -> None:
        self._up(name)
        self._answered.add(name)
        if self._answered >= self._names:
            self.first.set()
            self._online()

    # -- one batch ----------------------------------------------------------------------------------------------------

    async def _store(self, batch: SyncBatch, uploads: int) -> None:
        self.bytes_in += batch.size
        self.batches += 1
        if batch.encryption is not None:
            await self._encryption.receive(batch.encryption, uploads)
        if batch.rooms is not None:
            await self._store_rooms(batch.rooms)

    async def _store_rooms(self, sync: RoomsSync) -> None:
        await self._tell_engine(sync)
        decrypted = await self._decrypt(sync)
        if self.watcher is not None:
            await self.watcher.arrived(sync, decrypted)
        changes = await self._cache_worker.call(self._cache.apply, sync, decrypted)
        if sync.total_rooms is not None:
            self._total(sync.total_rooms)
        await self._changed(changes)
        if self.watcher is not None:
            self.watcher.stored(sync)

    async def _tell_engine(self, sync: RoomsSync) -> None:
        """What decides how the next message is encrypted: before it is stored here, so that a crash cannot lose it."""
        encrypted: list[tuple[str, Json]] = []
        left: dict[str, set[str]] = {}
        for update in sync.rooms:
            for event in (*update.state, *update.timeline):
                state_key, content = event.get("state_key"), event.get("content")
                if not isinstance(state_key, str) or not isinstance(content, dict):
                    continue
                if event.get("type") == "m.room.encryption" and state_key == "":
                    encrypted.append((update.room_id, content))
                elif (
                    event.get("type") == "m.room.member"
                    and content.get("membership") not in ("join", "invite")
                    and is_user_id(state_key)
                ):
                    left.setdefault(update.room_id, set()).add(state_key)
        await self._encryption.rooms_encryption(encrypted)
        for room_id, users in left.items():
            await self._encryption.members_left(room_id, users)

    async def _decrypt(self, sync: RoomsSync) -> dict[EventKey, DecryptionResult]:
        events: list[tuple[str, Json]] = [
            (update.room_id, event)
            for update in sync.rooms
            for event in update.timeline
            if event.get("type") == "m.room.encrypted" and "state_key" not in event and is_user_id(event.get("sender"))
        ]
        if not events:
            return {}
        live = len(self._names) > 1 and self.first.is_set()  # keys have a connection of their own
        results = await (self._encryption.decrypt_live(events) if live else self._encryption.decrypt(events))
        return {key_of(room_id, event): result for (room_id, event), result in zip(events, results, strict=True)}

    # -- the connection state -----------------------------------------------------------------------------------------

    async def _wait(self, name: str, failures: int, error: UserError) -> None:
        pause = min(1.0 * 2.0 ** min(failures - 1, 10), _LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311
        wish = error.details.get("seconds")
        if isinstance(wish, int | float):
            pause = max(pause, min(float(wish), 300.0))
        self._down[name] = self._clock() + pause
        _log.info("sync %s: %s, trying again in %.1f s", name, error.code.value, pause)
        self._set(ConnectionState(Link.OFFLINE, min(self._down.values()), problem=error.code.value))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._retry.wait(), pause)

    def _up(self, name: str) -> None:
        self._down.pop(name, None)
        if not self._down and self.state.link is Link.OFFLINE:
            self._set(ConnectionState(Link.CONNECTING))

    def _online(self) -> None:
        if not self._down and self.state.link is not Link.ONLINE:
            self._set(ConnectionState(Link.ONLINE))

    def _signed_out(self, error: UserError) -> None:
        soft = getattr(error, "soft_logout", False) is True
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()
        problem = error.code.value if error.code is ErrorCode.PROFILE_COPIED else None
        self._set(ConnectionState(Link.SIGNED_OUT, soft=soft, problem=problem))

    def _set(self, state: ConnectionState) -> None:
        if state != self.state and self.state.link is not Link.SIGNED_OUT:
            self.state = state
            self._state_changed(state)
