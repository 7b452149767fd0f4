# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Is this profile a copy, or was it set back? Its keys would then be used twice, so it must not go on.

A number that grows with each start, each end and every half hour in between is kept in three places: in ``crypto.db``,
in the key store of the operating system (``app.profile.generation``), and on the server as account data of this device.
Whoever finds a larger number elsewhere than in ``crypto.db`` is the older copy. With the number goes a random word:
two copies that came to the same number by themselves find the other one's word on the server.

``crypto.db`` is written first, so after a crash the others are behind, which means nothing.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.store.vault import CONTACT, Vault
from crypto.types import Json

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from app.matrix.sync.types import RoomsSync
    from app.profile.generation import Generation
    from app.worker import Worker

_log = logging.getLogger(__name__)
KIND = "de.bundesmessenger.desktop.device."
"""Type of the account data, with the id of the device behind it. Content: {"n": int, "word": str}."""
PERIOD = 1800.0  # seconds
_AGAIN = 60.0  # seconds
_FAREWELL = 1.5  # seconds that the end may wait for the server


class Copies:
    """``admitted`` is set once this profile is known to be the only one: nothing is encrypted for others before."""

    def __init__(self, vault: Vault, crypto: Worker, generation: Generation, device_id: str) -> None:
        self._vault = vault
        self._crypto = crypto
        self._generation = generation
        self._kind = KIND + device_id
        self._number = 0
        self._word = ""
        self._client: MatrixClient | None = None
        self._task: asyncio.Task[None] | None = None
        self.admitted = asyncio.Event()

    # -- at the start ------------------------------------------------------------------------------------------------

    async def check_here(self) -> None:
        """Before anything else. Raises UserError PROFILE_COPIED."""
        if await self._crypto.call(self._vault.renewal) == "copied":
            raise UserError(ErrorCode.PROFILE_COPIED)
        kept = await self._crypto.call(self._vault.value, CONTACT) or {}
        self._number, self._word = int(kept.get("n", 0)), str(kept.get("word", ""))
        noted = await asyncio.get_running_loop().run_in_executor(None, self._generation.get)
        if noted is not None and noted > self._number:
            _log.error("the key store knows a later state of this profile")
            raise UserError(ErrorCode.PROFILE_COPIED)

    async def check_there(self, client: MatrixClient) -> None:
        """Compare with the server, and go on; it is told so soon.

        Raises UserError PROFILE_COPIED, and of the network.
        """
        from app.matrix import api
        from app.matrix.errors import NetworkError

        try:
            told = await api.get_account_data(client, self._kind)
        except NetworkError:
            raise
        except UserError as error:
            if error.code in (ErrorCode.SIGNED_OUT, ErrorCode.LOCKED, ErrorCode.SERVER_ERROR, ErrorCode.RATE_LIMITED):
                raise
            told = {}
        if not self.admitted.is_set():
            self._compare(told)
        await self._go_on()
        self._client = client
        self.admitted.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._follow(), name="generation")

    def _compare(self, told: Json) -> None:
        number, word = told.get("n"), told.get("word")
        if not isinstance(number, int) or isinstance(number, bool):
            return
        if number > self._number or (number == self._number and word != self._word):
            _log.error("the server knows a later state of this device")
            raise UserError(ErrorCode.PROFILE_COPIED)

    # -- while it runs -----------------------------------------------------------------------------------------------

    async def arrived(self, sync: RoomsSync) -> None:
        """For the sync: another copy that begins to run tells the server. Raises UserError PROFILE_COPIED."""
        for event in sync.account_data:
            content = event.get("content")
            if event.get("type") == self._kind and isinstance(content, dict) and self.admitted.is_set():
                self._compare(content)

    async def _follow(self) -> None:
        while True:
            try:
                await self._tell()
            except UserError as error:
                _log.info("the server was not told how far we have come: %s", error.code.value)
                await asyncio.sleep(_AGAIN)
            else:
                await asyncio.sleep(PERIOD)
                await self._go_on()

    async def _go_on(self) -> None:
        number, word = self._number + 1, secrets.token_hex(8)
        await self._crypto.call(self._vault.set_value, CONTACT, {"n": number, "word": word})
        self._number, self._word = number, word
        await asyncio.get_running_loop().run_in_executor(None, self._generation.set, number)

    async def _tell(self) -> None:
        from app.matrix import api
        from app.matrix.errors import NetworkError

        if self._client is None:
            return
        try:
            await api.put_account_data(self._client, self._kind, {"n": self._number, "word": self._word})
        except NetworkError:
            raise
        except UserError as error:
            if error.code is ErrorCode.SIGNED_OUT:
                raise
            _log.warning("the server does not keep how far we have come: %s", error.code.value)

    # -- at the end --------------------------------------------------------------------------------------------------

    async def stop(self, *, online: bool) -> None:
        """The account is about to disconnect. ``online``: the server can be told, if it is quick."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self._go_on()
        if online:
            try:
                await asyncio.wait_for(self._tell(), _FAREWELL)
            except (UserError, TimeoutError):
                _log.info("the server was not told how far we have come")
        self._client = None
        self.admitted.clear()

    async def leave(self, client: MatrixClient) -> None:
        """This device signs out: the server need not keep anything of it."""
        from app.matrix import api

        await api.put_account_data(client, self._kind, {})
