# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of ``app.security`` share: the engine on its thread, the server, account data."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from app.encryption import Encryption
from app.errands import Errands
from app.errors import ErrorCode, UserError
from app.storage import Storage
from app.store.changes import CacheChanges
from app.worker import WorkerStopped
from crypto.security import Security
from crypto.types import CryptoChanges, Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 300.0


class Desk:
    """``changed`` shows what is in the cache. ``client`` is None while the account is not started."""

    def __init__(
        self, storage: Storage, encryption: Encryption, changed: Callable[[CacheChanges], Awaitable[None]]
    ) -> None:
        self.storage = storage
        self.user_id = storage.session.user_id
        self.device_id = storage.session.device_id
        self.encryption = encryption
        self.client: MatrixClient | None = None
        self._changed = changed
        self._errands = Errands("something about security")
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def engine(self) -> Security:
        """To be used through ``call``, ``step`` and ``get`` only: it lives on the crypto thread."""
        return self.storage.machine.security

    def online(self) -> MatrixClient:
        """Raises UserError NO_NETWORK."""
        if self.client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        return self.client

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the engine."""
        self._loop = asyncio.get_running_loop()
        return await self.storage.crypto.call(function, *args, **kwargs)

    async def step(self, function: Callable[P, CryptoChanges], *args: P.args, **kwargs: P.kwargs) -> None:
        """Let the engine do something; what it changed is told and sent."""
        self.take(await self.storage.crypto.call(function, *args, **kwargs))

    async def get(self, function: Callable[P, tuple[T, CryptoChanges]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what gives a result too."""
        result, changes = await self.storage.crypto.call(function, *args, **kwargs)
        self.take(changes)
        return result

    def take(self, changes: CryptoChanges) -> None:
        self.encryption.handle(changes)
        self.encryption.poke()

    def from_thread(self, changes: CryptoChanges) -> None:
        """``take``, from another thread than the loop's."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.take, changes)

    # -- account data ------------------------------------------------------------------------------------------------

    async def known_data(self, kind: str) -> Json:
        """Account data as the last sync left it; empty if there is none."""
        return await self.storage.writing.call(self.storage.cache.account_data, kind)

    async def fetch_data(self, kind: str) -> Json | None:
        """Account data from the server; None if there is none."""
        from app.matrix import api

        try:
            content = await api.get_account_data(self.online(), kind)
        except UserError as error:
            if error.code is ErrorCode.NOT_FOUND:
                return None
            raise
        return content or None

    async def put_data(self, kind: str, content: Json) -> None:
        """Onto the server, then into the cache: the sync tells it again later."""
        from app.matrix import api

        await api.put_account_data(self.online(), kind, content)
        await self._changed(await self.storage.writing.call(self.storage.cache.set_account_data, kind, content))

    # -- beside ------------------------------------------------------------------------------------------------------

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background until ``stop``."""
        self._errands.run(work)

    def always(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run something that has no end, and begin it anew, later and later, if it fails unexpectedly."""
        self.beside(self._again_and_again(work))

    async def _again_and_again(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        pause = 1.0
        while True:
            try:
                await work()
                return
            except WorkerStopped:
                return
            except Exception:
                _log.exception("something about security failed; it begins anew")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def stop(self) -> None:
        """What runs in the background ends."""
        await self._errands.stop()
