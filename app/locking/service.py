# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What opens a locked window: the passphrase of the profile, or an unlock code where the key is in a key store.

The code protects against somebody at the keyboard of an open computer, not against somebody who has the files: those
are encrypted with the key of the profile. Its Argon2id hash is in ``crypto.db``. Wrong tries are counted over restarts
together with those of the passphrase (``app.profile.attempts``) and slow down the next one.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
import time
from collections.abc import Callable

from app.context import Context
from app.errors import ErrorCode, UserError
from app.locking.means import MIN_CODE, MIN_KINDS, Means
from app.profile.attempts import Attempts
from app.profile.passphrase import Argon2, derive
from app.service import Service
from app.told import told
from crypto.types import Json

_NAME = "unlock_code"  # in account_values of crypto.db
_SALT_BYTES = 16


class ScreenLock(Service):
    """``account.screen_lock``."""

    def __init__(self, context: Context, clock: Callable[[], float] = time.time) -> None:
        super().__init__(context)
        self._code: Json | None = None
        self._attempts = Attempts(context.storage.profile.folder, clock)
        self._one_try = asyncio.Lock()  # tries beside each other would not wait for each other

    async def opened(self) -> None:
        storage = self.context.storage
        self._code = await storage.crypto.call(storage.vault.value, _NAME) or None

    @property
    def means(self) -> Means:
        if self.context.storage.profile.has_passphrase:
            return Means.PASSPHRASE
        return Means.CODE if self._code else Means.NONE

    @property
    def at_start(self) -> bool:
        """The window begins locked: ending the program must not be a way around the code.

        With a passphrase it was asked for already.
        """
        return self.means is Means.CODE

    @told
    async def check(self, secret: str) -> None:
        """Whether this is the code or passphrase. Takes about a second.

        Raises UserError WRONG_PASSPHRASE (``wait``: seconds until the next try counts), PASSPHRASE_NEEDED if nothing
        was set.
        """
        async with self._one_try:
            profile = self.context.storage.profile
            if profile.has_passphrase:
                await asyncio.to_thread(profile.check_passphrase, secret)
            elif self._code is None:
                raise UserError(ErrorCode.PASSPHRASE_NEEDED)
            else:
                await asyncio.to_thread(self._check_code, self._code, secret)

    def _check_code(self, kept: Json, code: str) -> None:
        wait = self._attempts.wait()
        if wait > 0:
            raise UserError(ErrorCode.WRONG_PASSPHRASE, wait=wait)
        cost = Argon2(int(kept["memory_kib"]), int(kept["passes"]), int(kept["lanes"]))
        found = derive(code, base64.b64decode(str(kept["salt"])), cost)
        if not hmac.compare_digest(found, base64.b64decode(str(kept["hash"]))):
            raise self._attempts.wrong()
        self._attempts.right()

    @told
    async def set_code(self, new: str, old: str = "") -> None:
        """Another code; empty: none. ``old`` is needed if there is one.

        Raises UserError WRONG_PASSPHRASE, WEAK_PASSPHRASE (``minimum``: characters).
        """
        storage = self.context.storage
        if self._code:
            await self.check(old)
        kept: Json = {}
        if new:
            if len(new) < MIN_CODE or len(set(new)) < MIN_KINDS:
                raise UserError(ErrorCode.WEAK_PASSPHRASE, minimum=MIN_CODE)
            salt, cost = secrets.token_bytes(_SALT_BYTES), storage.profile.cost
            kept = {
                "kdf": "argon2id",
                "memory_kib": cost.memory_kib,
                "passes": cost.passes,
                "lanes": cost.lanes,
                "salt": base64.b64encode(salt).decode(),
                "hash": base64.b64encode(await asyncio.to_thread(derive, new, salt, cost)).decode(),
            }
        await storage.crypto.call(storage.vault.set_value, _NAME, kept)
        self._code = kept or None
