# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run a scene with the real window and a scripted account on the real event loop."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.policy.policy import Policy
from app.preferences import Preferences
from tests.support.sample_account import SampleAccount, SampleSession
from ui import loop
from ui.icons import Icons
from ui.main import make_application
from ui.session import Session
from ui.startup import Startup
from ui.theme import Theme, ThemeChoice
from ui.timeline.accessible import AccessibleFactory
from ui.window import MainWindow

_factory = AccessibleFactory()
LIMIT = 60.0  # seconds for a scene


class _Errors(logging.Handler):
    """Exceptions in slots and tasks end in the log; a scene with one has failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record))


class Stage:
    """The window, its account and session, and ways to wait."""

    def __init__(self, window: MainWindow, session: SampleSession) -> None:
        self.window = window
        self.session = session

    @property
    def account(self) -> SampleAccount:
        assert isinstance(self.window.account, SampleAccount)
        return self.window.account

    async def settle(self, turns: int = 6) -> None:
        """Let what was started finish: tasks, coalesced changes, layouts, paint events.

        Never ``processEvents`` in a coroutine: tasks that become ready inside of it would die.
        """
        for _ in range(turns):
            await asyncio.sleep(0.015)

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait for something that will be true; fails if it is not."""
        end = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < end, "did not happen in time"
            await asyncio.sleep(0.01)

    async def open(self, room_id: str) -> None:
        self.window.open_room(room_id)
        await self.until(lambda: self.window.chat.timeline() is not None)
        await self.settle()


def perform(
    scene: Callable[[Stage], Awaitable[None]],
    session: SampleSession,
    *,
    language: str = "de",
    choice: ThemeChoice = ThemeChoice.LIGHT,
    zoom: int = 100,
    size: tuple[int, int] = (1200, 800),
    policy: Policy | None = None,
) -> None:
    """Show the window, play the scene, take everything down again. ``policy``: what the organisation settles."""
    app = make_application(language)
    _factory.install()
    failures: list[BaseException] = []
    errors = _Errors()
    logging.getLogger("ui").addHandler(errors)

    async def main() -> int:
        window = MainWindow(Theme(choice, zoom), Icons(), Preferences(policy))
        window.resize(*size)
        startup = Startup(window, cast(Session, session), "")  # without security: the window does without, too
        startup.painted.set()
        await startup.begin()
        window.show()
        stage = Stage(window, session)
        try:
            await stage.settle()
            async with asyncio.timeout(LIMIT):
                await scene(stage)
        except BaseException as error:
            failures.append(error)
        finally:
            window.locking.end()
            window.close_dialogs()
            window.chat.close_room()
            await window.tasks.close()
            window.hide()
            window.deleteLater()
            await asyncio.sleep(0)
        return 0

    try:
        loop.run(app, main, lambda: None)
    finally:
        logging.getLogger("ui").removeHandler(errors)
    if failures:
        raise failures[0]
    assert not errors.seen, errors.seen
