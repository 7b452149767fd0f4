# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``NetworkView`` of a profile: what connections need from the user, and a look at the way to the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

from app.network.interface import Step, Wanted
from app.policy.network import Network
from app.proxy.secrets import CERTIFICATE, Secret, of_proxy


class NetworkAccess:
    """``network``: as it is now; ``server``: of the account or the organisation, or empty; ``changed``: something is
    known now that was not."""

    def __init__(self, network: Callable[[], Network], server: Callable[[], str], changed: Callable[[], None]) -> None:
        self._network = network
        self._server = server
        self._changed = changed

    def wanted(self) -> Wanted | None:
        place = self._network().secrets.wanted
        if not place:
            return None
        return Wanted("" if place == CERTIFICATE else place.removeprefix(of_proxy("")))

    async def can_keep(self) -> bool:
        secrets = self._network().secrets
        return await asyncio.to_thread(lambda: secrets.can_keep)

    async def answer(self, wanted: Wanted, user: str, password: str, *, keep: bool) -> None:
        place = of_proxy(wanted.proxy) if wanted.proxy else CERTIFICATE
        await asyncio.to_thread(self._network().secrets.put, place, Secret(user, password), keep=keep)
        self._changed()

    async def check(self, server: str) -> AsyncIterator[Step]:
        """See ``NetworkView``."""
        from app.network.check import Check

        where = server or self._server()
        if not where:
            return
        async with aclosing(Check(self._network(), where).steps()) as steps:
            async for step in steps:
                yield step
