# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Brings the encryption engine's requests to the server: one after the other in each lane, the lanes side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.send_queue import is_transient
from app.worker import Worker, WorkerStopped
from crypto.store.errors import StoreError
from crypto.types import CryptoChanges, OutgoingRequest

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from crypto.machine import CryptoMachine

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 60.0


class Lanes:
    """``handle`` hears what the answers changed."""

    def __init__(self, machine: CryptoMachine, crypto: Worker, handle: Callable[[CryptoChanges], None]) -> None:
        self._machine = machine
        self._crypto = crypto
        self._handle = handle
        self._client: MatrixClient | None = None
        self._queues: dict[str, asyncio.Queue[OutgoingRequest]] = {}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._lane_of: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._poked = asyncio.Event()
        self._rounds = 0
        self._round_done = asyncio.Condition()
        self._retry = asyncio.Event()
        self._failures = 0
        self.admitted: asyncio.Event | None = None
        """Nothing is sent before it is set."""
        self.uploads = 0
        """How many uploads of our keys the server has answered."""

    def start(self, client: MatrixClient) -> None:
        """Begin with what is waiting."""
        self._client = client
        self._tasks.append(asyncio.get_running_loop().create_task(self._dispatch(), name="engine requests"))
        self.poke()

    async def stop(self) -> None:
        """What was not answered is sent again next time."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_exception(UserError(ErrorCode.CANCELLED))
                with suppress(UserError):
                    waiter.exception()
        self._waiting.clear()
        self._lane_of.clear()
        self._queues.clear()
        self._client = None

    def poke(self) -> None:
        """The engine may have something to send."""
        self._poked.set()

    def retry_now(self) -> None:
        """The network is back: do not wait any longer."""
        self._retry.set()
        self._retry = asyncio.Event()
        self.poke()

    @property
    def idle(self) -> bool:
        return not self._waiting and not self._poked.is_set()

    async def flushed(self, lane: str) -> None:
        """Wait until nothing of this lane is waiting, looking at the engine at least once more."""
        while True:
            seen = self._rounds
            self.poke()
            async with self._round_done:
                await self._round_done.wait_for(lambda seen=seen: self._rounds > seen)  # type: ignore[misc]
            waiting = [waiter for key, waiter in self._waiting.items() if self._lane_of.get(key) == lane]
            if not waiting:
                return
            await asyncio.wait(waiting)

    async def send(self, request: OutgoingRequest) -> None:
        """Send one request and wait for its answer. Raises UserError if the network failed; the engine knows by then.

        A request that the server refuses for good is a matter between it and the engine, and no error here.
        """
        await asyncio.shield(self._submit(request))

    def _submit(self, request: OutgoingRequest) -> asyncio.Future[None]:
        waiter = self._waiting.get(request.id)
        if waiter is not None:
            return waiter
        waiter = asyncio.get_running_loop().create_future()
        if self._client is None:
            waiter.set_exception(UserError(ErrorCode.NO_NETWORK))
            return waiter
        self._waiting[request.id] = waiter
        self._lane_of[request.id] = request.lane
        queue = self._queues.get(request.lane)
        if queue is None:
            queue = self._queues[request.lane] = asyncio.Queue()
            task = asyncio.get_running_loop().create_task(self._lane(queue), name=f"lane {request.lane}")
            self._tasks.append(task)
        queue.put_nowait(request)
        return waiter

    async def _dispatch(self) -> None:
        while True:
            await self._poked.wait()
            self._poked.clear()
            try:
                for request in await self._crypto.call(self._machine.outgoing_requests):
                    waiter = self._submit(request)
                    waiter.add_done_callback(_heard)
            except WorkerStopped:
                return
            except StoreError as error:
                _log.warning("the engine cannot write: %s", error)
                await self._pause()
                self.poke()
            except Exception:
                _log.exception("the engine gave no requests")
            async with self._round_done:
                self._rounds += 1
                self._round_done.notify_all()

    async def _lane(self, queue: asyncio.Queue[OutgoingRequest]) -> None:
        while True:
            request = await queue.get()
            failure: UserError | None = None
            try:
                await self._once(request)
                self._failures = 0
            except UserError as error:
                failure = error
            except StoreError as error:
                _log.warning("an answer could not be stored: %s", error)
                failure = UserError(ErrorCode.DISK_FULL)
            except WorkerStopped:
                return
            except Exception:
                _log.exception("a request of the engine failed")
                failure = UserError(ErrorCode.INTERNAL)
            self._answer(request, failure)
            if failure is not None:
                # What waits behind it must not overtake it: all of them come again from the engine, in order.
                while not queue.empty():
                    self._answer(queue.get_nowait(), failure)
                await self._pause()
            self.poke()  # the answer may have called for more

    def _answer(self, request: OutgoingRequest, failure: UserError | None) -> None:
        waiter = self._waiting.pop(request.id)
        self._lane_of.pop(request.id, None)
        if waiter.done():
            return
        if failure is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(failure)
            waiter.add_done_callback(_heard)

    async def _once(self, request: OutgoingRequest) -> None:
        from app.matrix import api

        assert self._client is not None
        if self.admitted is not None:
            await self.admitted.wait()
        try:
            answer = await api.outgoing(self._client, request)
        except UserError as error:
            permanent = not is_transient(error)
            _log.warning("a request of the engine (%s) failed: %s", request.lane, error.code.value)
            self._handle(await self._crypto.call(self._machine.mark_failed, request.id, permanent=permanent))
            if not permanent:
                raise
            return
        if request.lane == "upload":
            self.uploads += 1  # before the engine knows: no count from before may be believed after it
        self._handle(await self._crypto.call(self._machine.mark_sent, request.id, answer))

    async def _pause(self) -> None:
        self._failures += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(self._retry.wait(), min(0.5 * 2.0 ** min(self._failures, 10), _LONGEST_PAUSE))


def _heard(waiter: asyncio.Future[None]) -> None:
    """Nobody else may be waiting; the failure is in the log already."""
    if not waiter.cancelled():
        waiter.exception()
