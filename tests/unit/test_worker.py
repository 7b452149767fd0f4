# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Worker threads: order, results, cancellation, the end."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest

from app.worker import Worker, WorkerStopped


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.stop(5)


async def test_jobs_run_in_order_on_one_thread_that_is_not_ours(worker: Worker) -> None:
    done: list[int] = []
    threads: set[int] = set()

    def job(number: int, *, add: int) -> int:
        threads.add(threading.get_ident())
        done.append(number)
        return number + add

    results = await asyncio.gather(*(worker.call(job, number, add=100) for number in range(50)))
    assert results == list(range(100, 150))
    assert done == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


async def test_the_loop_goes_on_while_a_job_runs(worker: Worker) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def job() -> str:
        begun.set()
        assert go_on.wait(5)
        return "done"

    task = asyncio.ensure_future(worker.call(job))
    while not begun.is_set():
        await asyncio.sleep(0)
    go_on.set()
    assert await task == "done"


@pytest.mark.parametrize("error", [KeyError("x"), asyncio.CancelledError(), SystemExit(3)])
async def test_exceptions_come_back(worker: Worker, error: BaseException) -> None:
    def job() -> None:
        raise error

    with pytest.raises(type(error)):
        await worker.call(job)
    assert await worker.call(lambda: 1) == 1


async def test_stopiteration_comes_back_as_something_a_future_can_carry(worker: Worker) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(worker.call(next, iter(())), 5)


async def test_cancelling_who_waits_does_not_cancel_the_job(worker: Worker) -> None:
    go_on = threading.Event()
    done: list[str] = []

    def job(name: str) -> None:
        assert go_on.wait(5)
        done.append(name)

    running = asyncio.ensure_future(worker.call(job, "running"))
    waiting = asyncio.ensure_future(worker.call(job, "waiting"))
    await asyncio.sleep(0)
    running.cancel()
    waiting.cancel()
    for task in (running, waiting):
        with pytest.raises(asyncio.CancelledError):
            await task
    go_on.set()
    await worker.call(lambda: None)
    assert done == ["running", "waiting"]


async def test_the_failure_of_a_job_nobody_waits_for_is_logged(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    go_on = threading.Event()

    def job() -> None:
        assert go_on.wait(5)
        raise KeyError("lost")

    task = asyncio.ensure_future(worker.call(job))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    worker.post(job)
    await worker.call(lambda: None)
    await asyncio.sleep(0)
    assert [record.levelno for record in caplog.records if record.name == "app.worker"] == [logging.ERROR] * 2


def test_it_works_before_any_loop_runs(worker: Worker) -> None:
    assert worker.run(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        worker.run(lambda: 1 / 0)
    assert not worker.here
    assert worker.run(lambda: worker.run(lambda: worker.here)) is True  # within itself: no deadlock


def test_a_loop_that_ended_does_not_hurt(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    go_on = threading.Event()

    async def leave_one_behind() -> None:
        task = asyncio.ensure_future(worker.call(go_on.wait, 5))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave_one_behind())
    go_on.set()
    assert worker.run(lambda: 7) == 7


def test_stopping_does_what_was_given_and_takes_no_more(worker: Worker) -> None:
    done: list[int] = []
    for number in range(1000):
        worker.post(done.append, number)
    assert worker.stop(5)
    assert done == list(range(1000))
    with pytest.raises(WorkerStopped):
        worker.post(print)
    with pytest.raises(WorkerStopped):
        worker.run(print)
    with pytest.raises(WorkerStopped):
        asyncio.run(worker.call(print))
    assert worker.stop(5)


async def test_finish_lets_the_loop_run_meanwhile(worker: Worker) -> None:
    go_on = threading.Event()
    worker.post(go_on.wait, 5)
    ending = asyncio.ensure_future(worker.finish())
    await asyncio.sleep(0)
    go_on.set()
    await ending
    with pytest.raises(WorkerStopped):
        await worker.call(print)


def test_stop_says_if_a_job_hangs() -> None:
    worker = Worker("hanging")
    go_on = threading.Event()
    worker.post(go_on.wait, 5)
    assert worker.stop(0.01) is False
    go_on.set()
    assert worker.stop(5) is True


def test_under_the_loop_of_the_window() -> None:
    """The same under qasync, in a process of its own: a second loop would disturb other tests."""
    from tests.support import processes

    status, output = processes.run(
        """
        import asyncio, os, sys
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from PySide6.QtCore import QCoreApplication
        import qasync
        from app.worker import Worker
        application = QCoreApplication(sys.argv)
        worker = Worker("test")
        async def story():
            print(sum(await asyncio.gather(*(worker.call(lambda n=n: n) for n in range(500)))))
            try:
                await worker.call(lambda: 1 / 0)
            except ZeroDivisionError:
                print("came back")
            await worker.finish()
        loop = qasync.QEventLoop(application)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(story())
        """
    )
    assert (status, output.split("\n")[:2]) == (0, ["124750", "came back"])
