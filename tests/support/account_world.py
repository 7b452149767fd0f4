# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Running accounts for tests, on a real Synapse or on evilhs.

    async def test_something(people: People, homeserver: Homeserver) -> None:
        anna, bert = await people.sign_in(new_user(homeserver, "anna")), await people.sign_in(...)
        room = await anna.create_room(bert)
        await anna.send(room, "hallo")
        item = await bert.wait_text(room, "hallo")

``people`` is parametrised: each test runs with sliding sync and with GET /sync.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Self

import pytest

from app import diff
from app.account import Account
from app.matrix.login import Credentials
from app.migrations import cache_migrations, crypto_migrations
from app.profile.passphrase import Argon2
from app.profile.profile import Profile
from app.store.vault import Session, Vault
from app.timeline import RoomTimeline
from app.types import Link, Membership, RoomSummary, TimelineItem
from tests.support.evil_homeserver import EvilHomeserver
from tests.support.synapse import User

PASSPHRASE = "correct horse battery staple"
QUICK = Argon2(memory_kib=8 * 1024, passes=1)


async def until(condition: Callable[[], object], what: str = "", timeout: float = 15.0) -> None:
    """Wait for something that has no signal of its own."""
    try:
        async with asyncio.timeout(timeout):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"did not happen: {what or condition}") from None


def open_profile(folder: Path) -> Profile:
    return Profile.open(folder, PASSPHRASE, crypto=crypto_migrations(), cache=cache_migrations(), stores=(), cost=QUICK)


class Person:
    """One account with its profile. ``account`` changes over restarts."""

    def __init__(self, folder: Path, profile: Profile, account: Account, *, classic: bool) -> None:
        self.folder = folder
        self.profile = profile
        self.account = account
        self.classic = classic
        self.timelines: dict[str, Follower] = {}

    @property
    def user_id(self) -> str:
        return self.account.user_id

    async def start(self) -> None:
        """Online, everything of the first answers stored, keys on the server."""
        self.account.classic = self.classic
        await self.account.start()
        async with asyncio.timeout(60):
            await self.account.synced()

    async def stop(self) -> None:
        for follower in self.timelines.values():
            follower.timeline.close()
        self.timelines.clear()
        await self.account.stop()
        self.profile.close()

    async def reopen(self, *, online: bool = True) -> None:
        """Stop, and begin again from the disk."""
        await self.stop()
        self.profile = open_profile(self.folder)
        account = await Account.open(self.profile)
        assert account is not None
        self.account = account
        if online:
            await self.start()

    def room(self, room_id: str) -> RoomSummary | None:
        return self.account.rooms.get(room_id)

    async def create_room(self, *others: Person, encrypted: bool = True, join: bool = True, name: str = "Raum") -> str:
        """A room with these people in it."""
        invite = [other.user_id for other in others]
        room_id = await self.account.create_room(name=name, invite=invite, encrypted=encrypted)
        for other in others if join else ():
            await other.accept(room_id)
        return room_id

    async def accept(self, room_id: str) -> None:
        await until(lambda: self.room(room_id) is not None, "an invitation")
        await self.account.join(room_id)
        await until(lambda: self._joined(room_id), "to be in the room")

    def _joined(self, room_id: str) -> bool:
        summary = self.room(room_id)
        return summary is not None and summary.membership is Membership.JOIN

    async def send(self, room_id: str, text: str) -> str:
        """Gives the event id."""
        async with asyncio.timeout(30):
            return await self.account.result(await self.account.send_message(room_id, text))

    async def timeline(self, room_id: str) -> Follower:
        """The room's timeline, kept open, with everything that is in the store by now."""
        if room_id not in self.timelines:
            self.timelines[room_id] = Follower(await self.account.open_timeline(room_id))
        await self.timelines[room_id].timeline.settled()
        return self.timelines[room_id]

    async def wait_text(self, room_id: str, text: str, timeout: float = 15.0) -> TimelineItem:
        """The row with this body, once it is from the server."""
        follower = await self.timeline(room_id)
        return await follower.wait(lambda item: item.body == text and item.event_id is not None, text, timeout)

    async def online(self) -> None:
        await until(lambda: self.account.connection.link is Link.ONLINE, "to be online")


class Follower:
    """A timeline, and a list that is kept only by its changes, as a window would: both must stay the same."""

    def __init__(self, timeline: RoomTimeline) -> None:
        self.timeline = timeline
        self.mirror = list(timeline.items)
        self._changed = asyncio.Event()
        timeline.changed.connect(self._apply)

    def _apply(self, diffs: object) -> None:
        self.mirror = diff.apply(self.mirror, diffs)  # type: ignore[arg-type]
        assert self.mirror == list(self.timeline.items)
        keys = [item.key for item in self.mirror]
        assert len(keys) == len(set(keys)), "a key twice"
        self._changed.set()

    @property
    def items(self) -> list[TimelineItem]:
        assert self.mirror == list(self.timeline.items)
        return self.mirror

    @property
    def bodies(self) -> list[str]:
        return [item.body for item in self.items if item.body]

    def find(self, event_id: str) -> TimelineItem | None:
        return next((item for item in self.items if item.event_id == event_id), None)

    async def wait(self, fits: Callable[[TimelineItem], bool], what: str = "", timeout: float = 15.0) -> TimelineItem:
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for item in reversed(self.items):
                        if fits(item):
                            return item
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            rows = [(item.kind.value, item.body, item.utd, item.send_state) for item in self.items]
            raise AssertionError(f"no such row: {what}; there are {rows}") from None


class People:
    """Everybody of one test."""

    def __init__(self, folder: Path, *, classic: bool) -> None:
        self.folder = folder
        self.classic = classic
        self._people: list[Person] = []

    async def sign_in(self, user: User, *, online: bool = True) -> Person:
        """A new device of ``user``."""
        folder = self.folder / f"profile-{len(self._people)}"
        profile = open_profile(folder)
        account = await Account.sign_in(profile, user.homeserver, user.localpart, user.password, "test")
        return await self._add(Person(folder, profile, account, classic=self.classic), online)

    async def on_evil(self, server: EvilHomeserver, *, online: bool = True, device_id: str = "EVILDEVICE") -> Person:
        """The first user of evilhs, without a sign-in."""
        folder = self.folder / f"profile-{len(self._people)}"
        profile = open_profile(folder)
        store_session(profile, server.credentials(device_id))
        account = await Account.open(profile)
        assert account is not None
        return await self._add(Person(folder, profile, account, classic=self.classic), online)

    async def _add(self, person: Person, online: bool) -> Person:
        self._people.append(person)
        if online:
            await person.start()
        return person

    async def close(self) -> None:
        for person in self._people:
            await person.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def store_session(profile: Profile, credentials: Credentials) -> None:
    """Make the profile that of a signed-in device."""
    Vault(profile.crypto).save_session(
        Session(credentials.homeserver, credentials.user_id, credentials.device_id, credentials.access_token)
    )
    profile.crypto.release()


@pytest.fixture(params=["sliding", "classic"])
async def people(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[People]:
    async with People(tmp_path, classic=request.param == "classic") as everybody:
        yield everybody
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    names = [task.get_name() for task in left if not task.get_name().startswith("Task-")]
    assert not names, f"still running: {names}"
