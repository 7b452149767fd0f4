# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever asks how a message went gets an answer, whenever they ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.migrations import crypto_migrations
from app.send_queue import SendQueue
from app.store.vault import Queued, Vault
from app.worker import Worker
from crypto.store.database import Database

ROOM = "!room:x"
TEXT = {"msgtype": "m.text", "body": "hallo"}


class Server:
    """Takes what it is given once it may; ``refuses``: with this code."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.refuses: ErrorCode | None = None

    async def deliver(self, item: Queued) -> str:
        await self.may.wait()
        if self.refuses is not None:
            raise UserError(self.refuses)
        return "$" + item.txn_id


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[SendQueue]:
    worker = Worker("crypto")
    db = await worker.call(Database.open, tmp_path / "crypto.db", b"k" * 32, crypto_migrations())
    made = SendQueue(worker, Vault(db), "@me:x", finished=lambda _txn: None, changed=lambda _room: None)
    yield made
    await made.stop()
    await worker.call(db.close)
    worker.stop()


async def result(queue: SendQueue, txn_id: str) -> str:
    async with asyncio.timeout(10):
        return await queue.result(txn_id)


async def test_it_came_back_by_sync_before_anybody_asked(queue: SendQueue) -> None:
    server = Server()
    queue.start(server)
    item = await queue.add(ROOM, "m.room.message", TEXT)
    waiting = asyncio.create_task(result(queue, item.txn_id))
    await asyncio.sleep(0)
    await queue.seen(ROOM, {item.txn_id: "$back"}, {"$back"})  # before the answer to the request itself
    assert queue.waiting() == []
    assert await waiting == "$back"
    assert await result(queue, item.txn_id) == "$back"


async def test_it_was_sent_came_back_and_left_the_queue(queue: SendQueue) -> None:
    server = Server()
    server.may.set()
    queue.start(server)
    item = await queue.add(ROOM, "m.room.message", TEXT)
    event_id = await result(queue, item.txn_id)
    await queue.seen(ROOM, {}, {event_id})
    assert queue.waiting() == []
    assert await result(queue, item.txn_id) == event_id


async def test_what_was_refused_and_has_no_row(queue: SendQueue) -> None:
    server = Server()
    server.refuses = ErrorCode.FORBIDDEN
    server.may.set()
    queue.start(server)
    item = await queue.add(ROOM, "m.reaction", {}, action="plain")
    for _ in range(2):  # once while it is under way, once afterwards
        with pytest.raises(UserError) as refused:
            await result(queue, item.txn_id)
        assert refused.value.code is ErrorCode.FORBIDDEN
    assert queue.waiting() == []


async def test_one_that_failed_may_be_tried_again(queue: SendQueue) -> None:
    server = Server()
    server.refuses = ErrorCode.FORBIDDEN
    server.may.set()
    queue.start(server)
    item = await queue.add(ROOM, "m.room.message", TEXT)
    with pytest.raises(UserError):
        await result(queue, item.txn_id)
    server.refuses = None
    await queue.resend(ROOM, item.txn_id)
    assert await result(queue, item.txn_id) == "$" + item.txn_id


async def test_what_was_discarded_and_what_never_was(queue: SendQueue) -> None:
    queue.start(Server())
    item = await queue.add(ROOM, "m.room.message", TEXT)
    waiting = asyncio.create_task(result(queue, item.txn_id))
    await asyncio.sleep(0)
    await queue.discard(ROOM, item.txn_id)
    for asked in (waiting, result(queue, item.txn_id), result(queue, "nothing")):
        with pytest.raises(UserError) as missing:
            await asked
        assert missing.value.code is ErrorCode.NOT_FOUND
