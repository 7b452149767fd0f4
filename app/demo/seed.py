# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Let the week of ``app.demo.story`` happen on a private homeserver, line by line, with its clock in the past.

People without encryption speak through plain requests; encrypted rooms are written by accounts of ours.
"""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.demo import story
from app.demo.homeserver import Homeserver, HomeserverError, Json
from app.demo.life import ACTS, Moment, tidy
from app.demo.story import Line, Room

if TYPE_CHECKING:
    from app.account import Account

_DAY = 24 * 3600
_KEYS_WITHIN = 30.0  # seconds


class Puppets:
    """Everybody, through plain requests: one token each, without encryption."""

    def __init__(self, homeserver: Homeserver, passwords: Mapping[str, str]) -> None:
        self._homeserver = homeserver
        self._passwords = passwords
        self._tokens: dict[str, str] = {}
        self._count = 0

    def register_all(self) -> None:
        for user, name in story.PEOPLE.items():
            self._homeserver.register(user, self._passwords[user], display_name=name)

    def password(self, user: str) -> str:
        return self._passwords[user]

    def request(self, user: str, method: str, path: str, body: Json | None = None) -> Json:
        """As this person, who is signed in when first needed. ``path`` from the API's version on."""
        if user not in self._tokens:
            self._tokens[user] = str(self._homeserver.login(user, self._passwords[user])["access_token"])
        return self._homeserver.request(method, f"/_matrix/client{path}", body, token=self._tokens[user])

    def say(self, user: str, room_id: str, text: str) -> str:
        """Send a message in clear; gives the event id."""
        self._count += 1
        path = f"/v3/rooms/{quote(room_id, safe='')}/send/m.room.message/puppet-{self._count}"
        return str(self.request(user, "PUT", path, {"msgtype": "m.text", "body": text})["event_id"])

    def sign_out(self) -> None:
        """End all sessions, so that nobody has a device without keys."""
        for user in list(self._tokens):
            self.request(user, "POST", "/v3/logout", {})
            del self._tokens[user]


@dataclass(slots=True)
class World:
    """What came of it: room ids by the keys of ``story.ROOMS``, and the last event each reader has read."""

    rooms: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


async def seed(
    homeserver: Homeserver, puppets: Puppets, accounts: Mapping[str, Account], *, now: float | None = None
) -> World:
    """Make all rooms and say all lines. ``accounts``: the signed-in ones, of all who write in encrypted rooms.

    The homeserver has to be at ``beginning`` or before; its clock is right afterwards.

    Raises HomeserverError, UserError.
    """
    now = time.time() if now is None else now
    world = World()
    script = _script(now)
    try:
        await _have_keys(puppets, accounts, homeserver)
        await asyncio.gather(*(_identify(account, puppets.password(user)) for user, account in accounts.items()))
        for when, key, line in script:
            homeserver.set_clock(when - time.time())
            room = story.ROOMS[key]
            if key not in world.rooms:
                world.rooms[key] = await _create(room, line.author, puppets, accounts, homeserver)
            event_id = await _say(room, world.rooms[key], line, puppets, accounts)
            act = ACTS.get((key, room.lines.index(line)))
            if act is not None:
                await act(Moment(world.rooms[key], event_id, puppets, accounts, homeserver))
            if not line.unread:
                world.read[key] = event_id
        homeserver.set_clock(now - 1800 - time.time())
        await asyncio.to_thread(_invite, puppets, homeserver)
        await tidy(world.rooms, puppets, homeserver)
    finally:
        homeserver.set_clock(0)
    await asyncio.to_thread(_read, puppets, world)
    return world


def beginning(now: float | None = None) -> float:
    """The time, in Unix seconds, at which people sign in: an hour before the first line."""
    return _script(time.time() if now is None else now)[0][0] - 3600


def _script(now: float) -> list[tuple[float, str, Line]]:
    """All lines with their time, in order. Before the last line's time of day, "today" is yesterday."""
    midnight = datetime.datetime.fromtimestamp(now).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [(key, line) for key, room in story.ROOMS.items() for line in room.lines]

    def at(line: Line, shift: int) -> float:
        hours, minutes = map(int, line.clock.split(":"))
        day = midnight - datetime.timedelta(days=line.days + shift)
        return day.replace(hour=hours, minute=minutes).timestamp()

    shift = 0 if max(at(line, 0) for _, line in lines) < now - 1860 else 1
    return sorted(((at(line, shift), key, line) for key, line in lines), key=lambda entry: entry[0])


async def _have_keys(puppets: Puppets, accounts: Mapping[str, Account], homeserver: Homeserver) -> None:
    """Until the device keys of all accounts are on the server: before that nobody could write to them."""
    asked = {homeserver.user_id(user): [account.device_id] for user, account in accounts.items()}
    deadline = time.monotonic() + _KEYS_WITHIN
    while time.monotonic() < deadline:
        answer = await asyncio.to_thread(
            puppets.request, story.INVITER, "POST", "/v3/keys/query", {"device_keys": asked}
        )
        found: dict[str, Any] = answer["device_keys"]
        if all(device in found.get(user, {}) for user, [device] in asked.items()):
            return
        await asyncio.sleep(0.03)
    raise HomeserverError("the accounts of the demo did not upload their keys")


async def _identify(account: Account, password: str) -> None:
    """A digital identity and a key storage, as everybody has who is past the first day. Raises UserError."""
    await account.synced()
    recovery_key = await account.security.set_up(password)
    await account.security.confirm_recovery_key(recovery_key)


async def _create(
    room: Room, creator: str, puppets: Puppets, accounts: Mapping[str, Account], homeserver: Homeserver
) -> str:
    invited = [homeserver.user_id(user) for user in room.members]
    if room.encrypted:
        room_id = await accounts[creator].create_room(name=room.name, invite=invited, direct=room.direct)
        if room.topic:
            path = f"/v3/rooms/{quote(room_id, safe='')}/state/m.room.topic/"
            await asyncio.to_thread(puppets.request, creator, "PUT", path, {"topic": room.topic})
        for user in room.members:
            await _until(partial(_invited, accounts[user], room_id))
            await accounts[user].join(room_id)
        await _everybody_knows(room, room_id, creator, accounts)
        return room_id
    body = {"name": room.name, "topic": room.topic, "preset": "private_chat", "invite": invited}
    answer = await asyncio.to_thread(puppets.request, creator, "POST", "/v3/createRoom", body)
    room_id = str(answer["room_id"])
    for user in room.members:
        await asyncio.to_thread(puppets.request, user, "POST", f"/v3/rooms/{quote(room_id, safe='')}/join", {})
    return room_id


async def _everybody_knows(room: Room, room_id: str, creator: str, accounts: Mapping[str, Account]) -> None:
    """Until all members have seen each other join and the encryption: then everybody may speak at once."""
    expected = len(room.members) + 1
    for user in (creator, *room.members):

        async def knows(account: Account = accounts[user]) -> bool:
            summary = account.rooms.get(room_id)
            if summary is None or not summary.encrypted:
                return False
            joined = [one for one in await account.members(room_id) if one.membership == "join"]
            return len(joined) == expected

        await _until(knows)


async def _invited(account: Account, room_id: str) -> bool:
    """Only who has seen the invitation knows that it is for a direct chat."""
    return account.rooms.get(room_id) is not None


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + _KEYS_WITHIN
    while not await condition():
        if time.monotonic() > deadline:
            raise HomeserverError("a room of the demo was not seen by all its members")
        await asyncio.sleep(0.03)


async def _say(room: Room, room_id: str, line: Line, puppets: Puppets, accounts: Mapping[str, Account]) -> str:
    if not room.encrypted:
        return await asyncio.to_thread(puppets.say, line.author, room_id, line.text)
    account = accounts[line.author]
    return await account.result(await account.send_message(room_id, line.text))


def _invite(puppets: Puppets, homeserver: Homeserver) -> None:
    body = {
        "name": story.INVITATION_NAME,
        "topic": story.INVITATION_TOPIC,
        "preset": "private_chat",
        "invite": [homeserver.user_id(story.ME)],
    }
    puppets.request(story.INVITER, "POST", "/v3/createRoom", body)


def _read(puppets: Puppets, world: World) -> None:
    for key, event_id in world.read.items():
        path = f"/v3/rooms/{quote(world.rooms[key], safe='')}/read_markers"
        puppets.request(story.ME, "POST", path, {"m.fully_read": event_id, "m.read": event_id})
