# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m app demo``: a homeserver, a week of messages, two accounts and a window; and afterwards nothing."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Protocol

from app.command_line import Options, system_language
from app.demo import story
from app.demo.accounts import DemoAccount, MemoryKeyStore
from app.demo.display import has_display
from app.demo.homeserver import Homeserver, HomeserverError
from app.demo.live import Beside, DemoWindow
from app.demo.seed import Puppets, World, beginning, seed
from app.demo.texts import ENGLISH, GERMAN
from app.profile.keystore import KeyStore

PICTURE = Path("demo.png")


class OpenWindow(Protocol):
    """``ui.main.run``."""

    def __call__(
        self,
        profile: Path,
        *,
        homeserver: str,
        language: str | None,
        stores: Sequence[KeyStore] | None,
        beside: Callable[[DemoWindow], Coroutine[Any, Any, None]] | None,
    ) -> int: ...


def run_demo(options: Options, load_window: Callable[[], OpenWindow]) -> int:
    """Run the demo until its window closes; gives the exit status. ``load_window`` imports the window, late."""
    texts = GERMAN if (options.language or system_language()) == "de" else ENGLISH
    picture = options.picture
    if picture is None and not has_display():
        _say(texts.no_display)
        picture = PICTURE
    if picture is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    started = time.monotonic()
    passwords = {user: secrets.token_urlsafe(9) for user in story.PEOPLE}
    store = MemoryKeyStore()
    try:
        with _folder() as folder, _ended_by_signal(folder):
            accounts = {
                user: DemoAccount(folder / user, [store], user, passwords[user])
                for user in (story.ME, story.PARTNER, story.COLLEAGUE)
            }
            _say(texts.starting)
            with _homeserver(folder / "homeserver") as homeserver:
                puppets = Puppets(homeserver, passwords)
                _say(texts.seeding)
                world = asyncio.run(_prepare(homeserver, puppets, accounts))
                _say(texts.ready.format(seconds=time.monotonic() - started, url=homeserver.url))
                if picture is None:
                    me, partner = story.PEOPLE[story.ME], story.PEOPLE[story.PARTNER]
                    _say(texts.window.format(me=me, partner=partner))
                    known = {"user": story.ME, "password": passwords[story.ME], "url": homeserver.url}
                    _say(texts.credentials.format(**known))
                beside = Beside(homeserver.url, accounts[story.PARTNER], puppets, world, texts, _say, picture)
                status = load_window()(
                    accounts[story.ME].folder,
                    homeserver=homeserver.url,
                    language=options.language,
                    stores=[store],
                    beside=beside,
                )
    except HomeserverError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        status = 130
    _say(texts.bye)
    return status


async def _prepare(homeserver: Homeserver, puppets: Puppets, accounts: dict[str, DemoAccount]) -> World:
    """Everything before the window: people, rooms, messages. All accounts are closed again."""
    try:
        await asyncio.to_thread(puppets.register_all)
        opened = {user: await account.open(homeserver.url) for user, account in accounts.items()}
        world = await seed(homeserver, puppets, opened)
        await asyncio.to_thread(puppets.sign_out)
        await opened[story.ME].synced()
        return world
    finally:
        await asyncio.gather(*(account.close() for account in accounts.values()))


@contextmanager
def _folder() -> Iterator[Path]:
    """Gone afterwards, also if something that is ending still writes into it."""
    folder = Path(tempfile.mkdtemp(prefix="bundesmessenger-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _homeserver(folder: Path) -> Iterator[Homeserver]:
    server = Homeserver(
        server_name=story.SERVER_NAME,
        settings={"enable_registration": False},
        folder=folder,
        clock=beginning() - time.time(),
    )
    try:
        yield server.start()
    finally:
        server.kill()  # nothing of it is kept


@contextmanager
def _ended_by_signal(folder: Path) -> Iterator[None]:
    """Clean up on SIGTERM too. While the window is open, its own handler closes it.

    An exception would be lost or fatal inside of Qt while the window opens, so the process ends right here; the
    homeserver ends with it.
    """

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(text: str) -> None:
    with suppress(BrokenPipeError):  # whoever listened has gone; the demo goes on
        print(text, file=sys.stdout, flush=True)  # noqa: T201
