# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program as it is, offscreen, with a line to the benchmark: ``python -m tests.bench.window_process PROFILE``.

Commands come as JSON lines, ``{"cmd": ..., ...}``; each is answered by one line. Unasked comes ``{"event": "painted"}``
when the room list has been painted with rooms in it. Times are those of ``time.monotonic``, which all processes share.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.window import MainWindow

Json = dict[str, Any]
_ENOUGH = 10  # rows; that fills the list


def main() -> int:
    """As ``app.__main__`` does it, with a key store that asks nobody."""
    from app.hardening import harden
    from app.log import configure
    from app.worker import SWITCH_INTERVAL

    harden()
    sys.setswitchinterval(SWITCH_INTERVAL)
    configure("WARNING", stream=sys.stderr)

    from tests.bench.profile import FileKeyStore
    from ui.main import run

    profile = Path(sys.argv[1])
    return run(profile, language="de", stores=[FileKeyStore.of(profile)], beside=watched)


def say(**line: Any) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")


async def watched(window: MainWindow) -> None:
    """Failures reach the benchmark, and end the program."""
    try:
        await Probe(window).serve()
    except Exception as error:
        say(failed=f"{type(error).__name__}: {error}")
        window.close()


class Probe:
    """Watches one window."""

    def __init__(self, window: MainWindow) -> None:
        from tests.driver.measure import Heartbeat

        self._window = window
        self._heartbeat = Heartbeat()
        self._lines: asyncio.Queue[Json | None] = asyncio.Queue()
        self._rooms_painted = False

    async def serve(self) -> None:
        from PySide6.QtCore import QEvent, QObject

        probe = self

        class Filter(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint:
                    asyncio.get_running_loop().call_soon(probe._painted)
                return False

        watch = Filter(self._window)
        viewport = self._window.sidebar.rooms.viewport()
        viewport.installEventFilter(watch)
        self._painted()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        while (line := await self._lines.get()) is not None:
            command: Callable[..., Any] = getattr(self, f"cmd_{line.pop('cmd')}")
            say(answer=await command(**line))
        self._window.close()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        for text in iter(sys.stdin.readline, ""):
            loop.call_soon_threadsafe(self._lines.put_nowait, json.loads(text))
        loop.call_soon_threadsafe(self._lines.put_nowait, None)

    def _painted(self) -> None:
        rooms = self._window.sidebar.rooms
        if not self._rooms_painted and rooms.isVisible() and rooms.model().rowCount() >= _ENOUGH:
            self._rooms_painted = True
            say(event="painted", at=time.monotonic(), rows=rooms.model().rowCount(), **self._usage())

    def _usage(self) -> Json:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        memory = pages * resource.getpagesize() / 1_000_000
        account: Any = self._window.account
        traffic = account.traffic if account is not None else {}
        return {"cpu": usage.ru_utime + usage.ru_stime, "rss_mb": memory, **traffic}

    # -- commands ----------------------------------------------------------------------------------------------------

    async def cmd_usage(self) -> Json:
        """CPU seconds of the process so far, resident memory in MB (10^6), traffic."""
        return {"at": time.monotonic(), **self._usage()}

    async def cmd_sign_in(self, server: str, user: str, password: str) -> float:
        """As if the button was pressed; gives when. ``painted`` follows."""
        at = time.monotonic()
        self._window.signin.submitted.emit(server, user, password, "bench")
        return at

    async def cmd_online(self) -> bool:
        """Wait for the connection."""
        from app.types import Link

        account = self._window.account
        while account is None or account.connection.link is not Link.ONLINE:
            await asyncio.sleep(0.02)
            account = self._window.account
        return True

    async def cmd_room_count(self) -> int:
        account: Any = self._window.account
        account.rooms.flush()
        return len(account.rooms.items)

    async def cmd_open(self, room: str) -> float:
        """Open a room, wait until its newest messages are painted; gives the seconds that took."""
        started = time.monotonic()
        self._window.open_room(room)
        while not len(self._window.chat.model) or self._window.chat.timeline() is None:
            await asyncio.sleep(0.002)
        self._window.chat.view.viewport().repaint()
        return time.monotonic() - started

    async def cmd_beat(self) -> None:
        """Begin to measure how late the event loop is."""
        self._heartbeat.reset()
        self._heartbeat.start()

    async def cmd_stalls(self) -> Json:
        """Milliseconds since ``beat``: p50, p99, max; busiest: CPU of one turn. Ends it."""
        figures = {**self._heartbeat.figures(), "busiest": round(self._heartbeat.busiest_turn_ms, 2)}
        self._heartbeat.stop()
        return figures

    async def cmd_wait_text(self, text: str, timeout: float = 60.0) -> float:
        """Wait until a message is on screen, decrypted; gives when."""
        model = self._window.chat.model
        async with asyncio.timeout(timeout):
            while True:
                for row in range(len(model) - 1, max(-1, len(model) - 40), -1):
                    if text in model.item(row).body:
                        return time.monotonic()
                await asyncio.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
