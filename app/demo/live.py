# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens beside the window of the demo: people write, one answers, and a picture is taken if that is wanted."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.demo import story
from app.demo.accounts import DemoAccount
from app.demo.guest import Guest
from app.demo.homeserver import HomeserverError
from app.demo.seed import Puppets, World
from app.demo.texts import Texts
from app.interface import AccountView, Timeline
from app.text.written import Written
from app.types import ItemKind, Link, Membership, RoomSummary, TimelineItem

_SOON = 2.0  # seconds after which the partner begins
_PATIENCE = 60.0  # seconds in which everything of a picture has to happen
_SETTLE = 0.5  # seconds for the last row to be painted


class DemoWindow(Protocol):
    """What the demo uses of the window (``ui.window.MainWindow``)."""

    @property
    def account(self) -> AccountView | None: ...

    def open_room(self, room_id: str) -> None: ...

    def picture(self, path: Path) -> None: ...

    def close(self) -> bool: ...


@dataclass(slots=True)
class Beside:
    """Runs on the window's loop, from its first paint until it closes. ``picture``: take one, then close the window."""

    server: str
    partner: DemoAccount
    puppets: Puppets
    world: World
    texts: Texts
    say: Callable[[str], None]
    picture: Path | None = None

    async def __call__(self, window: DemoWindow) -> None:
        room = self.world.rooms[story.LIVE]
        window.open_room(room)
        try:
            guest = Guest(await self.partner.open(self.server))
            async with asyncio.TaskGroup() as tasks:
                answering = tasks.create_task(guest.run(room))
                if self.picture is None:
                    tasks.create_task(self._people_write())
                    await asyncio.sleep(_SOON)
                    await guest.say(room, story.OPENING)
                else:
                    await guest.say(room, story.OPENING)
                    await self._take_picture(window, room, self.picture)
                    window.close()
                    answering.cancel()
        finally:
            await self.partner.close()

    async def _people_write(self) -> None:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for seconds, key, author, text in story.LIVE_LINES:
            await asyncio.sleep(begin + seconds - loop.time())
            with suppress(HomeserverError):  # the server is stopping with us
                await asyncio.to_thread(self.puppets.say, author, self.world.rooms[key], text)

    async def _take_picture(self, window: DemoWindow, room: str, path: Path) -> None:
        self.say(self.texts.drawing.format(partner=story.PEOPLE[story.PARTNER]))
        account = window.account
        assert account is not None
        async with asyncio.timeout(_PATIENCE):
            timeline = await account.open_timeline(room)
            try:
                await _seen(timeline, lambda items: bool(items) and items[-1].body == story.OPENING)
                await account.writing.send(room, Written(self.texts.greeting))
                await _seen(timeline, lambda items: not items[-1].own and items[-1].body != story.OPENING)
                await _online(account)
                await asyncio.sleep(_SETTLE)
                window.picture(path)
                for line in self._transcript(account, timeline.items):
                    self.say(line)
            finally:
                timeline.close()

    def _transcript(self, account: AccountView, items: Sequence[TimelineItem]) -> list[str]:
        texts = self.texts
        path = self.picture.absolute() if self.picture is not None else ""
        lines = [texts.drawn.format(path=path), "", texts.shows, "", f"  {texts.rooms}"]
        lines += [f"    {self._room(room)}" for room in account.rooms.items if not room.is_space]
        partner = story.PEOPLE[story.PARTNER]
        lines += ["", f"  {partner} ({texts.encrypted})"]
        shown = [item for item in items if item.kind is ItemKind.MESSAGE][-8:]
        lines += [f"    {_clock(item)}  {item.sender_name:<15} {item.body}" for item in shown]
        return lines

    def _room(self, room: RoomSummary) -> str:
        notes = []
        if room.membership is Membership.INVITE:
            notes.append(self.texts.invitation)
        if room.encrypted:
            notes.append(self.texts.encrypted)
        if room.unread:
            notes.append(self.texts.unread.format(count=room.unread))
        name = room.name or ", ".join(room.heroes)
        return f"{name:<28} {', '.join(notes)}".rstrip()


async def _seen(timeline: Timeline, condition: Callable[[Sequence[TimelineItem]], bool]) -> None:
    """Wait until the rows of the timeline are so."""
    changed = asyncio.Event()
    disconnect = timeline.changed.connect(lambda _: changed.set())
    try:
        while not condition(timeline.items):
            changed.clear()
            await changed.wait()
    finally:
        disconnect()


async def _online(account: AccountView) -> None:
    """Wait until the window no longer says that it is connecting."""
    changed = asyncio.Event()
    disconnect = account.connection_changed.connect(lambda _: changed.set())
    try:
        while account.connection.link is not Link.ONLINE:
            changed.clear()
            await changed.wait()
    finally:
        disconnect()


def _clock(item: TimelineItem) -> str:
    return datetime.datetime.fromtimestamp(item.ts / 1000).astimezone().strftime("%H:%M")
