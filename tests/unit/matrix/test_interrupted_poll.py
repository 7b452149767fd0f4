# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A poll that is being interrupted can still be stopped."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from app.matrix.client import MatrixClient
from app.matrix.sync.sliding import RoomsConnection


class SlowToStop:
    """Asks for ever; when it is cancelled, that takes until ``let_go``."""

    user_id = "@anna:amt.example"

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.let_go = asyncio.Event()

    async def ask(self, *_: Any, **__: Any) -> None:
        self.asked.set()
        try:
            await asyncio.sleep(3600)
        finally:
            self.cancelled.set()
            await self.let_go.wait()


async def test_stopping_while_a_room_is_opened_is_not_lost() -> None:
    client = SlowToStop()
    connection = RoomsConnection(cast(MatrixClient, client), "/sync", {})
    polling = asyncio.ensure_future(connection.poll(30_000))
    await client.asked.wait()
    connection.open_room("!raum:amt.example")
    await client.cancelled.wait()  # the poll makes room for another one
    polling.cancel()
    client.let_go.set()
    await asyncio.wait({polling}, timeout=5)
    assert polling.cancelled()
