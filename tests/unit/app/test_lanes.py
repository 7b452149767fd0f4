# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests of one lane reach the server in the engine's order, whatever fails in between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import pytest

from app.errors import ErrorCode, UserError
from app.lanes import Lanes
from app.matrix import api
from app.worker import Worker
from crypto.types import CryptoChanges, Json, OutgoingRequest


class _Outbox:
    """Three messages to devices, given out until they are marked."""

    def __init__(self) -> None:
        self.requests = [
            OutgoingRequest(f"to_device-{number}", "to_device", "PUT", f"/_matrix/client/v3/x/{number}", {})
            for number in range(3)
        ]

    def outgoing_requests(self) -> list[OutgoingRequest]:
        return list(self.requests)

    def mark_sent(self, request_id: str, response: Json) -> CryptoChanges:
        self.requests = [request for request in self.requests if request.id != request_id]
        return CryptoChanges()

    def mark_failed(self, request_id: str, *, permanent: bool = False) -> CryptoChanges:
        return CryptoChanges()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("crypto")
    yield worker
    worker.stop()


async def test_a_failure_does_not_let_later_requests_overtake(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[str] = []
    failures = iter([True, False, True, False])

    async def outgoing(client: object, request: OutgoingRequest) -> Json:
        if next(failures, False):
            raise UserError(ErrorCode.NO_NETWORK)
        arrived.append(request.id)
        return {}

    async def no_pause(self: Lanes) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(api, "outgoing", outgoing)
    monkeypatch.setattr(Lanes, "_pause", no_pause)
    outbox = _Outbox()
    lanes = Lanes(cast(Any, outbox), worker, lambda changes: None)
    lanes.start(cast(Any, object()))
    async with asyncio.timeout(10):
        while outbox.requests:
            await asyncio.sleep(0.001)
    await lanes.stop()
    assert arrived == ["to_device-0", "to_device-1", "to_device-2"]
