# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A thread that does one thing after the other, awaited from the event loop.

What belongs to a worker (a database connection, the encryption engine) is touched by its jobs only.

Python gives a thread that waits for the interpreter its turn after ``sys.getswitchinterval()`` seconds, 5 ms by
default. The start of the program sets it to ``SWITCH_INTERVAL``, so that the window, coming back from waiting for
input, does not stand behind each worker for that long.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)

SWITCH_INTERVAL = 0.001
"""Seconds, for ``sys.setswitchinterval``."""

Job = Callable[[], None]


class WorkerStopped(RuntimeError):
    """Work was given to a worker that has been stopped."""


class Worker:
    """One thread with a queue. Jobs run in the order in which they were given.

    A job that has been given is done: cancelling the task that awaits it, or closing the loop, does not stop it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._gate = threading.Lock()  # nothing comes into the queue behind the end mark
        self._stopped = False
        # A daemon: a job that hangs in the system must not keep the program from ending. ``stop`` waits for it.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def here(self) -> bool:
        """Whether the caller runs on this worker's thread."""
        return threading.current_thread() is self._thread

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do ``function(*args, **kwargs)`` on the thread; gives its result or raises its exception."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()

        def deliver(result: T | None, error: BaseException | None) -> None:
            if waiter.cancelled():
                if error is not None:
                    _log.error("%s: a job nobody waits for any more failed", self.name, exc_info=error)
            elif error is not None:
                waiter.set_exception(error)
            else:
                waiter.set_result(result)  # type: ignore[arg-type]

        def job() -> None:
            result: T | None = None
            error: BaseException | None = None
            try:
                result = function(*args, **kwargs)
            except BaseException as caught:
                error = _deliverable(caught)
            try:
                loop.call_soon_threadsafe(deliver, result, error)
            except RuntimeError:  # the loop is closed
                if error is not None:
                    _log.error("%s: a job failed after the event loop had ended", self.name, exc_info=error)
            finally:
                error = None  # its traceback holds this frame

        self._put(job)
        return await waiter

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, blocking: for start and end of the program. On the thread itself it is a plain call."""
        if self.here:
            return function(*args, **kwargs)
        waiter: Future[T] = Future()

        def job() -> None:
            try:
                waiter.set_result(function(*args, **kwargs))
            except BaseException as error:
                waiter.set_exception(error)

        self._put(job)
        return waiter.result()

    def post(self, function: Callable[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it without anyone waiting; a failure goes to the log. May be called from any thread."""

        def job() -> None:
            try:
                function(*args, **kwargs)
            except BaseException:
                _log.exception("%s: a job failed", self.name)

        self._put(job)

    def stop(self, timeout: float | None = None) -> bool:
        """Take no more work, do what was given, end the thread. False if that took more than ``timeout`` seconds.

        Stopping twice is harmless.
        """
        with self._gate:
            if not self._stopped:
                self._stopped = True
                self._jobs.put(None)
        if not self.here:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    async def finish(self) -> None:
        """``stop`` for a running event loop, which goes on meanwhile."""
        await asyncio.get_running_loop().run_in_executor(None, self.stop)

    def _put(self, job: Job) -> None:
        with self._gate:
            if self._stopped:
                raise WorkerStopped(f"worker {self.name!r} has been stopped")
            self._jobs.put(job)

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            job()
            del job  # what the job held is free while waiting for the next one


def _deliverable(error: BaseException) -> BaseException:
    """A future cannot carry StopIteration."""
    if isinstance(error, StopIteration):
        wrapped = RuntimeError("a job raised StopIteration")
        wrapped.__cause__ = error
        return wrapped
    return error
