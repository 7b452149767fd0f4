# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What opens a locked window, without a store and without the time that Argon2id takes."""

from __future__ import annotations

import asyncio

from app.errors import ErrorCode, UserError
from app.locking.means import MIN_CODE, Means


class SampleScreenLock:
    """``app.interface.ScreenLockView``. ``secret``: empty: none. ``wait``: after a wrong one."""

    def __init__(self) -> None:
        self.secret = ""
        self.passphrase = False
        self.wait = 0.0
        self.tried: list[str] = []

    @property
    def means(self) -> Means:
        if not self.secret:
            return Means.NONE
        return Means.PASSPHRASE if self.passphrase else Means.CODE

    @property
    def at_start(self) -> bool:
        return self.means is Means.CODE

    async def check(self, secret: str) -> None:
        self.tried.append(secret)
        await asyncio.sleep(0)
        if secret != self.secret:
            raise UserError(ErrorCode.WRONG_PASSPHRASE, wait=self.wait)

    async def set_code(self, new: str, old: str = "") -> None:
        await asyncio.sleep(0)
        if self.secret and old != self.secret:
            raise UserError(ErrorCode.WRONG_PASSPHRASE, wait=self.wait)
        if new and len(new) < MIN_CODE:
            raise UserError(ErrorCode.WEAK_PASSPHRASE, minimum=MIN_CODE)
        self.secret = new
