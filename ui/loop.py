# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one asyncio loop, on the Qt thread. qasync is behind ``run``; nothing else knows it.

Rules for everything that runs on it: dialogs are opened, never executed (``QDialog.exec`` inside a coroutine kills
other tasks); no result of ``call_soon_threadsafe`` is used; the program ends by returning from the main coroutine.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from ui.garbage import Garbage

_log = logging.getLogger(__name__)


def check_versions() -> None:
    """Refuse combinations of Python and PySide6 that crash: 6.12 and newer lose references before Python 3.12."""
    import PySide6

    version = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    if version >= (6, 12) and sys.version_info < (3, 12):
        raise SystemExit("PySide6 6.12 and newer need Python 3.12 or newer; with Python 3.11 use PySide6 6.11.")


@contextlib.contextmanager
def _interrupts(handler: Callable[[], None]) -> Iterator[None]:
    """Call ``handler`` on Ctrl+C and SIGTERM. A socket wakes Qt, which else would not let Python see the signal."""
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)

    def woken() -> None:
        with contextlib.suppress(OSError):
            reader.recv(64)

    notifier.activated.connect(woken)
    old_fd = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    signals = [signal.SIGINT, signal.SIGTERM]
    old = {number: signal.signal(number, lambda *_: handler()) for number in signals}
    try:
        yield
    finally:
        for number, was in old.items():
            signal.signal(number, was)
        signal.set_wakeup_fd(old_fd)
        notifier.setEnabled(False)
        reader.close()
        writer.close()


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Exceptions in slots and overridden methods end here: logged, never shown, and the program goes on."""
    if not issubclass(kind, KeyboardInterrupt):
        _log.error("uncaught exception", exc_info=(kind, error, trace))


async def _cancel_rest() -> None:
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    for result in await asyncio.gather(*rest, return_exceptions=True):
        if isinstance(result, Exception):
            _log.error("a task failed while ending", exc_info=result)


async def _with_end(work: Coroutine[Any, Any, int]) -> int:
    try:
        return await work
    finally:
        await _cancel_rest()


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]], stop: Callable[[], None]) -> int:
    """Run the main coroutine until it returns, then cancel and await every task that is left. Gives its result.

    ``stop`` asks the main coroutine to return; it is called on Ctrl+C and SIGTERM.
    """
    import qasync

    app.setQuitOnLastWindowClosed(False)
    hook, sys.excepthook = sys.excepthook, _log_uncaught
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=4, thread_name_prefix="window")
    loop.set_default_executor(executor)
    try:
        with Garbage(), _interrupts(stop):
            task = loop.create_task(_with_end(main()))
            try:
                return int(loop.run_until_complete(task))
            except RuntimeError:
                if task.done():
                    raise
                # Qt ended its loop before we did (end of the desktop session): finish in a second round
                _log.warning("the event loop was ended from outside; finishing")
                stop()
                return int(loop.run_until_complete(task))
    finally:
        sys.excepthook = hook
        executor.shutdown(wait=True, cancel_futures=True)
        loop.close()
        asyncio.set_event_loop(None)
