# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Older messages are fetched gently: when nobody uses the program, seldomer where nothing is found."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.context import Context
from app.finder.filling import PAGE, Filling, HistoryFilling
from app.mains import on_battery
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.store.reader import Gap
from app.store.search import Reach
from app.types import Link, Membership


class World:
    """One room of which ``left`` pages are missing; each brings ``brings`` events."""

    def __init__(self, left: int = 1000, brings: int = 50, **settled: object) -> None:
        self.left, self.brings, self.events = left, brings, 10
        self.size, self.age = 0, 0
        policy = Policy(Entry(Source.MACHINE, "here", name, value) for name, value in settled.items())
        self.fetched: list[tuple[float, int]] = []
        self.battery = False
        self.waiting: list[object] = []
        room = SimpleNamespace(room_id="!r", membership=Membership.JOIN)
        context = SimpleNamespace(
            prefs=Preferences(policy),
            rooms=SimpleNamespace(items=[room]),
            connection=lambda: SimpleNamespace(link=Link.ONLINE),
            encryption=SimpleNamespace(idle=True),
            queue=SimpleNamespace(waiting=lambda: self.waiting),
            storage=SimpleNamespace(reading=SimpleNamespace(call=self._size), reader=SimpleNamespace(read=None)),
        )
        self.filling = HistoryFilling(cast(Context, context), self._fill, self._reach, lambda: self.battery)
        self.filling.delay = 0.0
        self.filling.pause_between = 0.02
        self.filling.quiet = 0.0

    async def _size(self, *_: Any) -> int:
        return self.size

    async def _fill(self, _room: str, _gap: Gap, count: int) -> None:
        self.left -= 1
        self.events += self.brings
        self.fetched.append((time.monotonic(), count))

    async def _reach(self, _room: str) -> Reach:
        gap = (1, f"t{self.left}") if self.left else None
        return Reach(int((time.time() - self.age) * 1000), gap, self.events)

    async def pause(self) -> float:
        """The pause after one more page."""
        await self.filling._step()
        return await self.filling._pause()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    really = asyncio.sleep
    monkeypatch.setattr("app.finder.filling.asyncio.sleep", lambda seconds: really(min(seconds, 0.02)))


async def test_large_pages_with_pauses_that_grow_while_nothing_is_found() -> None:
    world = World()
    assert await world.pause() == pytest.approx(0.02)
    assert [count for _, count in world.fetched] == [PAGE]
    world.brings = 0
    pauses = [await world.pause() for _ in range(12)]
    assert pauses[:3] == pytest.approx([0.03, 0.045, 0.0675])
    assert pauses[-1] == pytest.approx(0.02 * 12)
    world.brings = 50
    assert await world.pause() == pytest.approx(0.02)


async def test_on_battery_it_takes_its_time() -> None:
    world = World()
    usual = await world.pause()
    world.battery = True
    assert await world.pause() == pytest.approx(6 * usual)


async def test_it_waits_while_somebody_uses_the_program_or_something_is_sent() -> None:
    world = World()
    world.filling.quiet = 0.2
    world.filling.used()
    used = time.monotonic()
    world.filling.start()
    while not world.fetched:
        assert world.filling.state.filling in (Filling.WAITING, Filling.RUNNING)
        await asyncio.sleep(0.005)
    assert world.fetched[0][0] - used >= 0.19
    assert (world.filling.state.done, world.filling.state.total) == (0, 1)
    await world.filling.stop()

    world = World()
    world.waiting = [object()]
    await asyncio.wait([step := asyncio.ensure_future(world.filling._step())], timeout=0.1)
    assert world.fetched == []
    assert world.filling.state.filling is Filling.WAITING
    step.cancel()


async def test_it_ends_at_the_beginning_of_the_room() -> None:
    world = World(left=3)
    world.filling.start()
    while world.filling.state.filling is not Filling.DONE:
        await asyncio.sleep(0.005)
    assert len(world.fetched) == 3
    assert (world.filling.state.done, world.filling.state.total) == (1, 1)
    await world.filling.stop()


async def ended(world: World, how: Filling) -> int:
    """How many pages were fetched until it stopped."""
    world.filling.start()
    while world.filling.state.filling is not how:
        await asyncio.sleep(0.005)
    await world.filling.stop()
    return len(world.fetched)


async def test_the_organisation_settles_how_much_is_fetched() -> None:
    assert await ended(World(SearchMessagesPerRoom=500), Filling.DONE) == 10
    old = World(SearchDays=30)
    old.age = 31 * 86_400
    assert await ended(old, Filling.DONE) == 0
    full = World(SearchSpaceMegabytes=50)
    full.size = 50 * 1024 * 1024
    assert await ended(full, Filling.FULL) == 0
    full.size -= 1
    await full.pause()
    assert len(full.fetched) == 1
    assert await ended(World(SearchHistory=False), Filling.OFF) == 0


def supply(folder: Path, name: str, **fields: str) -> None:
    (folder / name).mkdir(parents=True)
    for field, text in fields.items():
        (folder / name / field).write_text(text + "\n")


def test_a_battery_that_is_emptied(tmp_path: Path) -> None:
    assert not on_battery(tmp_path / "nothing")
    supply(tmp_path / "desk", "AC", type="Mains", online="1")
    supply(tmp_path / "desk", "BAT0", type="Battery", status="Charging")
    assert not on_battery(tmp_path / "desk")
    supply(tmp_path / "train", "AC", type="Mains", online="0")
    supply(tmp_path / "train", "BAT0", type="Battery", status="Discharging")
    assert on_battery(tmp_path / "train")
    supply(tmp_path / "mouse", "hid", type="Battery", status="Discharging", scope="Device")
    assert not on_battery(tmp_path / "mouse")
