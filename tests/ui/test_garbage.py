# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Qt objects in cycles end on the Qt thread, whichever thread is busy."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from ui import loop
from ui.main import make_application

pytestmark = pytest.mark.window
LITTER = 1_000


class Cycle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.object = QObject()
        self.me = self


def test_cycles_with_qt_objects_end_on_the_qt_thread() -> None:
    here = threading.get_ident()
    ended: list[int] = []

    async def main() -> int:
        def litter() -> None:
            for _ in range(LITTER):
                weakref.finalize(Cycle(), lambda: ended.append(threading.get_ident()))

        def busy() -> None:
            """Allocates more than any threshold of the collector."""
            for _ in range(50):
                assert len([[] for _ in range(2_000)]) == 2_000

        litter()
        await asyncio.get_running_loop().run_in_executor(None, busy)
        async with asyncio.timeout(20):
            while len(ended) < LITTER:
                await asyncio.get_running_loop().run_in_executor(None, busy)
                await asyncio.sleep(0.05)
        return 0

    gc.collect()
    assert loop.run(make_application("de"), main, lambda: None) == 0
    assert set(ended) == {here}
    assert gc.isenabled()
