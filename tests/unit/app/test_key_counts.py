# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A count of keys that is older than our last upload makes no further keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from app.encryption import Encryption
from app.matrix import api
from app.worker import Worker
from crypto.types import CryptoChanges, EncryptionSync, Json, OutgoingRequest


class _Machine:
    """Has keys to upload once, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[EncryptionSync] = []
        self._requests = [OutgoingRequest("upload-1", "upload", "POST", "/_matrix/client/v3/keys/upload", {})]

    def receive_sync(self, sync: EncryptionSync) -> CryptoChanges:
        self.told.append(sync)
        return CryptoChanges()

    def outgoing_requests(self) -> list[OutgoingRequest]:
        return list(self._requests)

    def mark_sent(self, request_id: str, response: Json) -> CryptoChanges:
        self._requests = [request for request in self._requests if request.id != request_id]
        return CryptoChanges()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("crypto")
    yield worker
    worker.stop()


async def test_counts_from_before_an_upload_are_dropped(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def outgoing(client: object, request: OutgoingRequest) -> Json:
        return {"one_time_key_counts": {"signed_curve25519": 50}}

    async def changed(changes: object) -> None: ...

    monkeypatch.setattr(api, "outgoing", outgoing)
    machine = _Machine()
    nothing: Any = None
    encryption = Encryption(cast(Any, machine), worker, nothing, worker, changed)
    asked_at = encryption.uploads
    encryption._lanes.start(nothing)
    encryption._lanes._client = cast(Any, object())
    await encryption.flushed("upload")
    old = EncryptionSync(otk_counts={}, unused_fallback_keys=[], tokens={"a": "1"})
    await encryption.receive(old, asked_at)
    await encryption.receive(old, encryption.uploads)
    await encryption._lanes.stop()
    first, second = machine.told
    assert (first.otk_counts, first.unused_fallback_keys, first.tokens) == (None, None, {"a": "1"})
    assert second == old
